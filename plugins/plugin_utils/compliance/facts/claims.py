# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error of a clock that is not locked, which what it announces must cover."""

from __future__ import annotations

from . import holdover
from .quantity import Quantity

(_ERROR,) = (one for one in holdover.QUANTITIES if one.name == "holdover_error_ns")
_UNLOCKED = ("free_run", "not_synchronized")

LARGEST_BOUND_NS = 10**10
"""The largest bound that PTP's clockAccuracy can announce (0x30). The error of a free-running clock has no bound."""


def _holdover_error_ns(*holdover_facts: object) -> float | None:
    error = _ERROR.compute(*holdover_facts)
    return error if isinstance(error, (int, float)) else None


def _unlocked_error_ns(state: str | None, *holdover_facts: object) -> float | None:
    """The error in holdover, the largest bound of PTP in free run; null for a clock that is synchronized."""
    active = holdover_facts[0]
    if active or state == "holdover":
        return _holdover_error_ns(*holdover_facts)
    return LARGEST_BOUND_NS if state in _UNLOCKED and active is False else None


QUANTITIES = (
    Quantity(
        "unlocked_error_ns", ("status.sync.state", *_ERROR.inputs), _unlocked_error_ns, "IEEE 1588-2019, 7.6.2.6",
        optional=_ERROR.optional,
    ),
)  # fmt: skip
