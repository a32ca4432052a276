# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IEEE 1588: how clock and port identities and the clock accuracy are written."""

from __future__ import annotations

import re
from decimal import Decimal

from .quantities import Malformed, digits_or_code, duration_ns, plain, text

_IDENTITY = re.compile(r"(?:0x)?((?:[0-9a-f]{2}[:.-]?){7}[0-9a-f]{2})(?:[-/:. ]+([0-9]{1,5}))?")
_SEPARATOR = re.compile("[:.-]")
_POINT = re.compile("point|[_p]")
_BARE_HEXADECIMAL = re.compile("[0-9a-f]{2}")

ACCURACY_BOUND_NS = {
    0x17: Decimal("0.001"), 0x18: Decimal("0.0025"), 0x19: Decimal("0.01"), 0x1A: Decimal("0.025"),
    0x1B: Decimal("0.1"), 0x1C: Decimal("0.25"), 0x1D: Decimal(1), 0x1E: Decimal("2.5"), 0x1F: Decimal(10),
    0x20: Decimal(25), 0x21: Decimal(100), 0x22: Decimal(250),
    0x23: Decimal(1000), 0x24: Decimal(2500), 0x25: Decimal(10**4), 0x26: Decimal(25 * 10**3),
    0x27: Decimal(10**5), 0x28: Decimal(25 * 10**4),
    0x29: Decimal(10**6), 0x2A: Decimal(25 * 10**5), 0x2B: Decimal(10**7), 0x2C: Decimal(25 * 10**6),
    0x2D: Decimal(10**8), 0x2E: Decimal(25 * 10**7), 0x2F: Decimal(10**9), 0x30: Decimal(10**10),
}  # fmt: skip
"""The bound of each clockAccuracy code (IEEE 1588-2019, 7.6.2.6, table 5), in nanoseconds."""

ACCURACY_WORSE_THAN_10_S = 0x31
ACCURACY_UNKNOWN = 0xFE
_ACCURACY_NAME = re.compile(r"accurateto(gt)?([0-9]+(?:(?:point|[._p])[0-9]+)?)(ps|ns|us|ms|s)")
_NAME_UNIT_NS = {
    "ps": Decimal("0.001"), "ns": Decimal(1), "us": Decimal(10**3), "ms": Decimal(10**6), "s": Decimal(10**9),
}  # fmt: skip


def clock_identity(value: object) -> str | None:
    """A clock identity as ``pmc`` writes it: ``ec4670.fffe.0024cb``."""
    match = _identity(value)
    return match and _dotted(match[1])


def identity_of(octets: bytes) -> str:
    """A clock identity of eight octets, written as ``clock_identity`` does."""
    return _dotted(octets.hex())


def port_identity(value: object) -> str | None:
    """A port identity as ``pmc`` writes it: ``ec4670.fffe.0024cb-1``."""
    match = _identity(value)
    if match is None:
        return None
    return _dotted(match[1]) + (f"-{int(match[2])}" if match[2] else "")


def _identity(value: object) -> re.Match | None:
    written = text(value)
    if written is None:
        return None
    match = _IDENTITY.fullmatch(written.lower())
    if not match:
        raise Malformed("not a clock identity")
    return match


def _dotted(octets: str) -> str:
    digits = _SEPARATOR.sub("", octets)
    return f"{digits[:6]}.{digits[6:10]}.{digits[10:]}"


def clock_accuracy(value: object) -> str | None:
    """The clockAccuracy code as ``pmc`` prints it (``0x21``).

    The device may give a code in decimal or hexadecimal, a name of the vendor's MIB (``accurateTo100ns``,
    ``accurateToGT10s``, ``unknown`` or its -2), or the bound itself (``100 ns``).
    """
    if isinstance(value, str) and value.strip().lower() == "unknown":
        return _hexadecimal(ACCURACY_UNKNOWN)
    written = text(value)
    if written is None:
        return None
    code = _accuracy_by_name(written)
    if code is None:
        code = _accuracy_by_number(written)
    if code is None:
        code = _accuracy_by_bound(duration_ns(written))
    return _hexadecimal(code)


def clock_accuracy_ns(code: str | None) -> int | float | None:
    """The bound of a clockAccuracy code in nanoseconds; ``None`` for "unknown", "> 10 s" and reserved codes."""
    return None if code is None else plain(ACCURACY_BOUND_NS.get(int(code, 16)))


def _hexadecimal(code: int) -> str:
    return f"0x{code:02x}"


def _accuracy_by_name(written: str) -> int | None:
    match = _ACCURACY_NAME.fullmatch(written.lower().replace(" ", "").replace("-", ""))
    if not match:
        return None
    if match[1]:
        return ACCURACY_WORSE_THAN_10_S
    return _accuracy_by_bound(plain(Decimal(_POINT.sub(".", match[2])) * _NAME_UNIT_NS[match[3]]))


def _accuracy_by_number(written: str) -> int | None:
    if _BARE_HEXADECIMAL.fullmatch(written.lower()) and not written.isdigit():
        return int(written, 16)
    try:
        code = digits_or_code(written)
    except Malformed:
        return None
    if code == -2:
        return ACCURACY_UNKNOWN
    if code is None or not 0 <= code <= 0xFF:
        raise Malformed("not a clock accuracy code")
    return code


def _accuracy_by_bound(bound: int | float | None) -> int:
    for code, limit in ACCURACY_BOUND_NS.items():
        if plain(limit) == bound:
            return code
    raise Malformed("not the bound of a clock accuracy code")
