# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user may give as a device's host, and how it is written in URLs and messages."""

from __future__ import annotations

import ipaddress
import re

from .errors import DnsError

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_ZONE = re.compile(r"[A-Za-z0-9._~-]{1,32}")

# What people paste into such an option, from the most telling mistake on. The value is never repeated: it may hold
# a password.
_MISTAKES = (
    (re.compile(r"\{\{|\}\}|\{%|%\}"), "a template that was not resolved"),
    (re.compile(r"://"), "a scheme"),
    (re.compile(r"@"), "a user part"),
    (re.compile(r"[<>]"), "HTML"),
    (re.compile(r"[/\\?#]"), "a path"),
    (re.compile(r"[\x00-\x20\x7f-\xa0]"), "blanks or control characters"),
    (re.compile(r"^[^:]+:\d+$|\]:\d+$"), "a port"),
)


def is_literal(host: str) -> bool:
    """Whether ``host`` is an IP address, perhaps with a zone id, not a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def parse_host(text: str, option: str = "host") -> str:
    """The host name (ASCII) or IP address (without brackets) in ``text``; DnsError for anything else."""
    for pattern, mistake in _MISTAKES:
        if pattern.search(text):
            raise _bad(option, f"it holds {mistake}")
    host = text[1:-1] if text.startswith("[") and text.endswith("]") and ":" in text else text
    if is_literal(host):
        _name, mark, zone = host.partition("%")
        if mark and not _ZONE.fullmatch(zone):
            raise _bad(option, "its zone id is not valid")
        return host
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    # No removesuffix: probes run this on their hosts, so Python 3.8 has to do.
    labels = (name[:-1] if name.endswith(".") else name).split(".")
    # All numbers: an address with a mistake in it, such as 10.0.0.256, which the resolver might even accept.
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)) or all(label.isdigit() for label in labels):
        raise _bad(option, "it is neither a host name nor an IP address" if text else "it is empty")
    return name


def in_url(host: str) -> str:
    """``host`` as a URL wants it: IPv6 in brackets, the zone id's ``%`` escaped."""
    return f"[{host.replace('%', '%25')}]" if ":" in host else host


def endpoint(host: str, port: int) -> str:
    """``host:port`` for messages and CONNECT, IPv6 in brackets and without its zone id."""
    return f"[{host.partition('%')[0]}]:{port}" if ":" in host else f"{host}:{port}"


def _bad(option: str, why: str) -> DnsError:
    return DnsError(
        f"Option {option} is not valid: {why}.",
        hint_code="address",
    )
