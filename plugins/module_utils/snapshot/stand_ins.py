# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a redacted snapshot in place of what was there: numbered, and of the same kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from ..errors import UsageError
from .forms import BLOB, CLASS_OF_FORM, DOMAIN, EUI64, IPV4, IPV6, MAC, MAIL, PEM
from .words import CERTIFICATE, CONTACT, LOCATION, NAME, POSITION, SECRET, SERIAL, TEXT

MOST_VALUES = 5000
"""How many different values a snapshot may have redacted: what has more is no time server."""

_DOCUMENTATION = ("192.0.2", "198.51.100", "203.0.113")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_HEX_DIGIT = re.compile("[0-9A-Fa-f]")
_IPV4 = re.compile(r"(?:192\.0\.2|198\.51\.100|203\.0\.113|198\.1[89]\.\d{1,3})\.\d{1,3}")
_WORDS = "|".join((NAME, SERIAL, CONTACT, LOCATION, SECRET, CERTIFICATE, TEXT))
WORD = re.compile(rf"{CONTACT}-[1-9]\d*@mail\.example|(?:{_WORDS})-[1-9]\d*(?:\.example)?")
"""A stand-in that is a word."""


class TooManyValues(UsageError):
    """More is to be redacted than a time server can have."""


class StandIns:
    """Gives each value of a form its stand-in, the same each time; none that the device itself uses.

    ``taken`` are the values, in lower case, that are not to be met in the snapshot.
    """

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = frozenset(taken)
        self._numbers: dict[tuple[str, str], int] = {}
        self._last: dict[str, int] = {}

    def number(self, form: str, identity: str) -> int:
        """The number of a value among those that are spelt like it."""
        form = _family(form)
        key = (form, identity)
        if key not in self._numbers:
            if len(self._numbers) >= MOST_VALUES:
                raise TooManyValues(f"The device's answers hold more than {MOST_VALUES} values to redact.")
            last = self._last.get(form, 0) + 1
            while self._taken.intersection(_spellings(form, last)):
                last += 1
            self._last[form] = self._numbers[key] = last
        return self._numbers[key]

    def link(self, form: str, identity: str, other: str) -> None:
        """Let ``other`` have the number of ``identity``, unless it has one of its own."""
        self._numbers.setdefault((_family(form), other), self.number(form, identity))

    def text(self, form: str, identity: str, written: str) -> str:
        """The stand-in for a text, written as the device wrote that."""
        if form == POSITION:
            return NUMBER.sub(lambda match: "0.0" if match[1] else "0", written)
        number = self.number(form, identity)
        if form in (MAC, EUI64):
            digits = iter(_hexadecimal(form, number))
            upper = written != written.lower()
            spelt = _HEX_DIGIT.sub(lambda _match: next(digits), written)
            return spelt.upper() if upper else spelt
        if form == NAME and "." in written.strip("."):
            form = DOMAIN
        return _SPELT[form](number)


def is_stand_in(text: str, form: str | None = None) -> bool:
    """Whether a text is one that stands for another, of ``form`` where that tells it."""
    if form == IPV4:
        return bool(_IPV4.fullmatch(text))
    if form == IPV6:
        return text.startswith("2001:db8::")
    if form in (MAC, EUI64):
        digits = "".join(_HEX_DIGIT.findall(text)).lower()
        return digits.startswith("020000fffe" if form == EUI64 else "020000")
    return bool(WORD.fullmatch(text))


def stand_in_number(value: int | Decimal) -> int | Decimal:
    """What stands for a number: 0 of its type."""
    return Decimal("0.0") if isinstance(value, Decimal) else 0


def _hexadecimal(form: str, number: int) -> str:
    """The digits of a locally administered MAC address, or of a clock identity made of one."""
    return f"020000{'fffe' if form == EUI64 else ''}{number:06x}"


def _ipv4(number: int) -> str:
    """Of the networks for documentation; when these are full, of the one for benchmarks."""
    if number <= 3 * 254:
        return f"{_DOCUMENTATION[(number - 1) // 254]}.{(number - 1) % 254 + 1}"
    rest = number - 3 * 254
    return f"198.18.{rest >> 8}.{rest & 255}"


def _numbered(kind: str) -> Callable[[int], str]:
    return lambda number: f"{kind}-{number}"


_SPELT: dict[str, Callable[[int], str]] = {
    IPV4: _ipv4,
    IPV6: lambda number: f"2001:db8::{number:x}",
    MAC: lambda number: _hexadecimal(MAC, number),
    EUI64: lambda number: _hexadecimal(EUI64, number),
    DOMAIN: lambda number: f"{NAME}-{number}.example",
    MAIL: lambda number: f"{CONTACT}-{number}@mail.example",
    PEM: lambda number: f"{CERTIFICATE}-{number}",
    BLOB: lambda number: f"{SECRET}-{number}",
    **{kind: _numbered(kind) for kind in (NAME, SERIAL, CONTACT, LOCATION, SECRET, CERTIFICATE, TEXT)},
}


def _family(form: str) -> str:
    """What shares its numbers: an address's form, else the class."""
    return form if form in (IPV4, IPV6, MAC, EUI64) else CLASS_OF_FORM.get(form, form)


def _spellings(family: str, number: int) -> set[str]:
    """How the stand-in with a number may be spelt."""
    return {_SPELT[form](number) for form in _SPELT if _family(form) == family}
