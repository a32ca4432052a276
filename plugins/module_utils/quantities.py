# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device writes, turned into plain values: one parser for each kind of quantity.

Every parser takes one value of a decoded answer (``str``, ``int``, ``Decimal``, ``bool``, ``None``, ``list``, ``dict``)
and returns a plain value, ``None`` for each way a device writes "nothing", or raises :class:`Malformed`. Numbers may
arrive as text, and text may be padded. Fractions are computed in decimal; a whole result is an ``int``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from .texts import MASK, is_masked

NOTHING = frozenset({"", "-", "n/a", "never", "unknown"})
"""What devices write, in lower case, where there is nothing to say."""

_LARGEST = 2**64
"""No quantity of a device is larger; what is, is an error or an attack."""

_UNIT_NS = {
    "ns": Decimal(1),
    "us": Decimal(10) ** 3,
    "µs": Decimal(10) ** 3,
    "ms": Decimal(10) ** 6,
    "s": Decimal(10) ** 9,
    "sec": Decimal(10) ** 9,
}
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?")
_DURATION = re.compile(rf"({_NUMBER.pattern}) ?([a-zµ]{{1,3}})")
_HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]{1,16}")
_LESS_THAN = re.compile(r"^(less[- ]than[- ]|<=? ?)")
_FREQUENCY = re.compile(rf"({_NUMBER.pattern}) ?([kM]?)Hz")
_MAC_ADDRESS = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_LOWER_UPPER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])(?!Hz)|(?<=[A-Z])(?=[A-Z][a-z])(?!Hz)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


class Malformed(ValueError):
    """A value is not of the kind that its field holds."""


class Masked(Malformed):
    """A value repeats the credentials, so that only asterisks are left of it."""


def text(value: object) -> str | None:
    """Text without its padding; a whole number becomes its digits."""
    if isinstance(value, str):
        if MASK in value:
            raise Masked("masked")
        stripped = value.strip()
        return None if stripped.lower() in NOTHING else stripped
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise Malformed("not a text")


def said(value: object) -> str | None:
    """Text without its padding, ``None`` for all that is no text: for names that tell what an object is."""
    return text(value) if isinstance(value, str) and not is_masked(value) else None


@lru_cache(maxsize=1024)  # the same few words come from every device
def snake(name: str) -> str:
    """``camelCase``, ``kebab-case`` and ``Words in a row`` as ``lower_snake_case``."""
    return _NOT_WORD.sub("_", _LOWER_UPPER.sub("_", name.strip()).lower()).strip("_")


def word(value: object) -> str | None:
    """One word of an enumeration, in lower snake case."""
    written = text(value)
    return None if written is None else snake(written) or None


def boolean(value: object) -> bool | None:
    """A boolean, also written ``0``, ``1``, ``"true"`` or ``"false"``."""
    if isinstance(value, bool) or value is None:
        return value
    written = text(value)
    if written is None:
        return None
    truth = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}.get(written.lower())
    if truth is None:
        raise Malformed("not a boolean")
    return truth


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Whether one of several is true; ``None`` where none is, and one of them, or there is none, is not known."""
    known = list(values)
    return True if True in known else None if None in known or not known else False


def decimal(value: object) -> Decimal | None:
    """A number exactly as it was written."""
    if isinstance(value, bool):
        raise Malformed("not a number")
    if isinstance(value, (int, Decimal)):
        number = Decimal(value)
    else:
        written = text(value)
        if written is None:
            return None
        if not _NUMBER.fullmatch(written):
            raise Malformed("not a number")
        number = Decimal(written)
    return _possible(number)


def _possible(number: Decimal) -> Decimal:
    if not number.is_finite() or abs(number) > _LARGEST:
        raise Malformed("not a number that a device could mean")
    return number


def plain(number: Decimal | None) -> int | float | None:
    """A whole number as ``int``, another as ``float``."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def number(value: object) -> int | float | None:
    """A number without a unit, or whose unit the field's name gives."""
    if value.__class__ is int and abs(value) <= _LARGEST:
        return value
    return plain(decimal(value))


def integer(value: object) -> int | None:
    """A whole number."""
    whole = number(value)
    if isinstance(whole, float):
        raise Malformed("not a whole number")
    return whole


def slot_number(value: object) -> int | None:
    """The number of a slot or port, which is -1 where there is none."""
    whole = integer(value)
    return None if whole == -1 else whole


def digits_or_code(value: object) -> int | None:
    """A whole number, also written in hexadecimal (``"0x4e5d"``)."""
    written = value.strip() if isinstance(value, str) else ""
    if _HEXADECIMAL.fullmatch(written):
        return int(written, 16)
    return integer(value)


def seconds_ns(value: object) -> int | float | None:
    """Seconds without a unit, in nanoseconds."""
    seconds = decimal(value)
    return None if seconds is None else plain(seconds * _UNIT_NS["s"])


def kib_bytes(value: object) -> int | None:
    """KiB without a unit, in bytes."""
    kib = integer(value)
    return None if kib is None else kib * 1024


def _duration(value: object) -> Decimal | None:
    """``"1.4 us"`` in nanoseconds. A number without a unit says nothing, unless it is zero."""
    if isinstance(value, str):
        written = text(value)
        if written is None:
            return None
        match = _DURATION.fullmatch(written)
        if match and match[2] in _UNIT_NS:
            return _possible(Decimal(match[1])) * _UNIT_NS[match[2]]
    bare = decimal(value)
    if bare:
        raise Malformed("a duration without a unit")
    return bare


def duration_ns(value: object) -> int | float | None:
    """A duration with its unit (``ns``, ``us``, ``ms``, ``s``, ``sec``), in nanoseconds."""
    return plain(_duration(value))


def duration_ms(value: object) -> int | float | None:
    """A duration with its unit, in milliseconds."""
    duration = _duration(value)
    return None if duration is None else plain(duration / _UNIT_NS["ms"])


def duration_s(value: object) -> int | float | None:
    """A duration with its unit, in seconds."""
    duration = _duration(value)
    return None if duration is None else plain(duration / _UNIT_NS["s"])


def seconds(value: object) -> int | float | None:
    """Seconds, with or without their unit."""
    try:
        return number(value)
    except Malformed:
        return duration_s(value)


def whole_seconds(value: object) -> int | None:
    """Whole seconds, with or without their unit."""
    return integer(seconds(value))


def bound_ns(value: object) -> int | float | None:
    """An upper bound (``"less-than-100ns"``) or a plain duration, in nanoseconds."""
    if isinstance(value, str):
        value = _LESS_THAN.sub("", value.strip())
    return duration_ns(value)


def frequency_hz(value: object) -> int | float | None:
    """A frequency with its unit (``Hz``, ``kHz``, ``MHz``), in hertz; without a unit only zero says anything."""
    written = text(value)
    match = _FREQUENCY.fullmatch(written or "")
    if match:
        scale = {"": 1, "k": 10**3, "M": 10**6}[match[2]]
        return plain(_possible(Decimal(match[1])) * scale)
    bare = decimal(value)
    if bare:
        raise Malformed("a frequency without a unit")
    return plain(bare)


def mac_address(value: object) -> str | None:
    """A MAC address in lower case with colons; one of zeros is none."""
    written = text(value)
    if written is None:
        return None
    address = written.lower().replace("-", ":")
    if not _MAC_ADDRESS.fullmatch(address):
        raise Malformed("not a MAC address")
    return None if address == "00:00:00:00:00:00" else address


def list_of(parse, value: object) -> list | None:
    """Each element of a list that says something; ``None`` where there is no list."""
    if value is None:
        return None
    if not isinstance(value, list):
        raise Malformed("not a list")
    parsed = [parse(element) for element in value]
    return [element for element in parsed if element is not None]


def words(value: object) -> list[str] | None:
    """A list of words of an enumeration."""
    return list_of(word, value)


def texts(value: object) -> list[str] | None:
    """A list of texts."""
    return list_of(text, value)


def as_written(value: object) -> object:
    """Any value, its keys in lower snake case and its decimals as numbers."""
    if isinstance(value, dict):
        return {snake(name): as_written(member) for name, member in value.items()}
    if isinstance(value, list):
        return [as_written(member) for member in value]
    if isinstance(value, Decimal):
        return plain(value)
    return text(value) if isinstance(value, str) else value
