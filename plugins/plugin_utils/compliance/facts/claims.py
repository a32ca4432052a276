# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a clock's state and source can support of the accuracy that the device claims."""

from __future__ import annotations

from . import holdover
from .quantity import OWN, Quantity

(_ERROR,) = (one for one in holdover.QUANTITIES if one.name == "holdover_error_ns")
_UNLOCKED = ("free_run", "not_synchronized")

LARGEST_BOUND_NS = 10**10
"""The largest bound that PTP's clockAccuracy can announce (0x30). The error of a free-running clock has no bound."""
CLAIM_MARGIN = 10
"""A claim in holdover may be so many times better than the table; a real oscillator can be better than its type."""
LONG_WAVE_FLOOR_NS = 10_000.0
"""What a long-wave signal supports at best; the propagation alone varies by more than a claim below this."""


def _holdover_error_ns(*holdover_facts: object) -> float | None:
    error = _ERROR.compute(*holdover_facts)
    return error if isinstance(error, (int, float)) else None


def _unlocked_error_ns(state: str | None, *holdover_facts: object) -> float | None:
    """The error in holdover, the largest bound of PTP in free run; null for a clock that is synchronized."""
    active = holdover_facts[0]
    if active or state == "holdover":
        return _holdover_error_ns(*holdover_facts)
    return LARGEST_BOUND_NS if state in _UNLOCKED and active is False else None


def _claim_floor_ns(source_type: str | None, *holdover_facts: object) -> float | None:
    """The best time quality that the source or, in holdover, the oscillator supports; 0 where there is no limit."""
    active = holdover_facts[0]
    if active is None or source_type is None:
        return None
    if not active:
        return LONG_WAVE_FLOOR_NS if source_type == "long_wave" else 0.0
    error = _holdover_error_ns(*holdover_facts)
    return None if error is None else error / CLAIM_MARGIN


QUANTITIES = (
    Quantity(
        "unlocked_error_ns", ("status.sync.state", *_ERROR.inputs), _unlocked_error_ns, "IEEE 1588-2019, 7.6.2.6",
        optional=_ERROR.optional,
    ),
    Quantity(
        "claim_floor_ns", ("status.sync.source_type", *_ERROR.inputs), _claim_floor_ns, OWN, optional=_ERROR.optional
    ),
)  # fmt: skip
