# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arithmetic of NTP (RFC 5905). Probe hosts run it, so Python 3.8 has to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SECOND_NS = 10**9
_LARGEST_EXPONENT = 63


def power_of_two_ns(exponent: int | None) -> int | float | None:
    """Return 2**exponent seconds in nanoseconds, as NTP states its precision (RFC 5905, 7.3)."""
    if exponent is None or abs(exponent) > _LARGEST_EXPONENT:
        return None
    if exponent >= 0:
        return _SECOND_NS * 2**exponent
    divisor = 2**-exponent
    return _SECOND_NS / divisor if _SECOND_NS % divisor else _SECOND_NS // divisor


def root_distance(delay: float, dispersion: float) -> float:
    """Return root dispersion plus half the root delay (RFC 5905, 11.2.3), in the unit of both."""
    return dispersion + delay / 2


def root_distance_ns(variables: Mapping[str, Any]) -> float | None:
    """Return the root distance of a record of facts; ``None`` where one of its two parts is not known."""
    delay, dispersion = variables.get("root_delay_ns"), variables.get("root_dispersion_ns")
    return None if delay is None or dispersion is None else root_distance(delay, dispersion)
