# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tells a device by its form alone, wherever it stands in a text: addresses, clock identities, names, keys."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import NamedTuple

from .words import ADDRESS, CERTIFICATE, CONTACT, NAME, SECRET

IPV4, IPV6, MAC, EUI64, MAIL, DOMAIN, PEM, BLOB = "ipv4", "ipv6", "mac", "eui64", "mail", "domain", "pem", "blob"
CLASS_OF_FORM = {
    IPV4: ADDRESS, IPV6: ADDRESS, MAC: ADDRESS, EUI64: ADDRESS, MAIL: CONTACT, DOMAIN: NAME, PEM: CERTIFICATE,
    BLOB: SECRET,
}  # fmt: skip

_HEX = r"[0-9A-Fa-f]"
_PATTERNS = (
    (PEM, re.compile(r"-----BEGIN [^-]{1,64}-----.*?(?:-----END [^-]{1,64}-----|\Z)", re.DOTALL)),
    (MAIL, re.compile(r"[\w.+-]{1,64}@[\w.-]{1,253}")),
    (EUI64, re.compile(rf"(?<!{_HEX}[:.-])(?<!{_HEX})(?:{_HEX}{{2}}[:-]){{7}}{_HEX}{{2}}(?!{_HEX})(?![:]{_HEX})")),
    (EUI64, re.compile(rf"(?<!{_HEX}){_HEX}{{6}}[.:-]{_HEX}{{4}}[.:-]{_HEX}{{6}}(?!{_HEX})")),
    (EUI64, re.compile(rf"(?<!{_HEX})(?=\d*[A-Fa-f])(?=[A-Fa-f]*\d){_HEX}{{16}}(?!{_HEX})")),
    (MAC, re.compile(rf"(?<!{_HEX}[:-])(?<!{_HEX})(?:{_HEX}{{2}}[:-]){{5}}{_HEX}{{2}}(?!{_HEX})(?![:-]{_HEX})")),
    (MAC, re.compile(rf"(?<!{_HEX})(?<!{_HEX}\.)(?:{_HEX}{{4}}\.){{2}}{_HEX}{{4}}(?!{_HEX})(?!\.{_HEX})")),
    (MAC, re.compile(rf"(?<!\w)(?=\d*[A-Fa-f])(?=[A-Fa-f]*\d){_HEX}{{12}}(?!\w)")),
    (IPV6, re.compile(rf"(?<![0-9A-Fa-f:]){_HEX}*:[0-9A-Fa-f:]*:(?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}|{_HEX}*)")),
    (IPV4, re.compile(r"(?<!\d)(?<!\d\.)\d{1,3}(?:\.\d{1,3}){3}(?!\d)(?!\.\d)")),
    (BLOB, re.compile(r"(?<![A-Za-z0-9+/])(?=[A-Za-z+/]*\d)(?=[\d+/]*[A-Za-z])[A-Za-z0-9+/]{32,}={0,2}")),
    (DOMAIN, re.compile(r"(?<![\w.-])(?:[A-Za-z0-9_](?:[\w-]{0,61}\w)?\.){1,20}[A-Za-z]{2,24}\.?(?![\w-])")),
)
_MARKS = re.compile(r"[.:@]|-----|[0-9A-Fa-f]{12}|(?:[0-9A-Fa-f]{2}-){5}|[A-Za-z0-9+/]{32}|[0-9A-Fa-f]{6}-")
_NO_DIGIT = re.compile(r"[^0-9a-f]")
_WELL_KNOWN = tuple(map(ipaddress.ip_network, ("224.0.0.0/23", "ff02::/16", "ff0e::/112")))


class Found(NamedTuple):
    """A place in a text: its bounds, the form of what stands there, and that in one spelling."""

    start: int
    end: int
    form: str
    identity: str

    @property
    def place(self) -> slice:
        """Its bounds, to cut it out."""
        return slice(self.start, self.end)


def find(text: str) -> list[Found]:
    """Everything in a text that tells by its form, from left to right, each character at most once."""
    if not _MARKS.search(text):
        return []
    found: list[Found] = []
    taken = bytearray(len(text))
    for form, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            for one in _read(form, match):
                if not any(taken[one.place]):
                    taken[one.place] = b"\1" * (one.end - one.start)
                    found.append(one)
    return sorted(found)


def _read(form: str, match: re.Match) -> Iterator[Found]:
    """What a match really is; nothing where it only looks so, or says nothing about anybody."""
    start, end, written = match.start(), match.end(), match[0]
    if form == IPV4:
        octets = [int(octet) for octet in written.split(".")]
        if max(octets) < 256 and not _is_general(ipaddress.IPv4Address(bytes(octets))):
            yield Found(start, end, IPV4, ".".join(map(str, octets)))
    elif form == IPV6:
        # A colon before or behind belongs to the sentence.
        for skip, cut in ((0, 0), (1, 0), (0, 1), (1, 1)):
            try:
                address = ipaddress.IPv6Address(written[slice(skip, len(written) - cut)])
            except ValueError:
                continue
            if not _is_general(address):
                yield Found(start + skip, end - cut, IPV6, str(address))
            return
    elif form in (MAC, EUI64):
        digits = hex_digits(written)
        if len(set(digits)) > 1 or digits[0] not in "0f":
            yield Found(start, end, form, digits)
    elif form == BLOB:
        # A path is long too, but not between its slashes.
        if any(len(part) >= 20 and not part.isalpha() and not part.isdigit() for part in written.split("/")):
            yield Found(start, end, BLOB, written)
    elif form == DOMAIN:
        if written.lower().rstrip(".") not in ("localhost.localdomain",):
            yield Found(start, end, DOMAIN, written.lower().rstrip("."))
    else:
        yield Found(start, end, form, written.lower() if form == MAIL else written)


def hex_digits(written: str) -> str:
    """The digits of a MAC address or clock identity, without what stands between them."""
    return _NO_DIGIT.sub("", written.lower())


def _is_general(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is the same everywhere: loopback, unspecified, a netmask, a multicast group of a standard."""
    if address.is_loopback or address.is_unspecified:
        return True
    if any(address.version == network.version and address in network for network in _WELL_KNOWN):
        return True
    gap = ~int(address) & 0xFFFFFFFF
    return address.version == 4 and int(address) >> 31 == 1 and gap & (gap + 1) == 0
