# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far an oscillator drifts in holdover, after at least 24 h of discipline and at constant temperature.

The figures are Meinberg's (meinbergglobal.com, "GPS oscillator options"), by secondary transcription. Between the
points the growth is taken as a power law, below 24 h as linear, which is pessimistic; beyond 30 days nothing is
claimed.
"""

from __future__ import annotations

import math
from itertools import pairwise

from .quantity import Quantity

_MS, _US, _S = 10**6, 10**3, 10**9
DRIFT_NS = {
    "tcxo": ((24, 4.3 * _MS), (168, 128 * _MS), (720, 1.1 * _S)),
    "ocxo_lq": ((24, 865 * _US), (168, 32 * _MS), (720, 330 * _MS)),
    "ocxo_hq": ((24, 10 * _US), (168, 1.0 * _MS), (720, 16 * _MS)),
    "ocxo_dhq": ((24, 4.5 * _US), (168, 204 * _US), (720, 3.3 * _MS)),
    "rubidium": ((24, 800), (168, 34 * _US), (720, 370 * _US)),
}
"""Oscillator: (hours, expected error in ns). Those whose figures are uncertain have none."""


def error_ns(oscillator: str | None, hours: float) -> float | None:
    """The expected time error after so many hours of holdover; ``None`` where the table says nothing."""
    points = DRIFT_NS.get(oscillator or "")
    if points is None or not 0 <= hours <= points[-1][0]:
        return None
    first_hours, first_error = points[0]
    if hours <= first_hours:
        return first_error * hours / first_hours
    (h1, e1), (h2, e2) = next(pair for pair in pairwise(points) if hours <= pair[1][0])
    return math.exp(_between(math.log(hours), math.log(h1), math.log(h2), math.log(e1), math.log(e2)))


def hours_to_limit(oscillator: str | None, limit_ns: float) -> float | None:
    """The hours of holdover until the expected error reaches a limit; ``None`` where the table says nothing."""
    points = DRIFT_NS.get(oscillator or "")
    if points is None or limit_ns <= 0 or limit_ns > points[-1][1]:
        return None
    first_hours, first_error = points[0]
    if limit_ns <= first_error:
        return first_hours * limit_ns / first_error
    (h1, e1), (h2, e2) = next(pair for pair in pairwise(points) if limit_ns <= pair[1][1])
    return math.exp(_between(math.log(limit_ns), math.log(e1), math.log(e2), math.log(h1), math.log(h2)))


def _between(x: float, x1: float, x2: float, y1: float, y2: float) -> float:
    return y1 + (x - x1) * (y2 - y1) / (x2 - x1)


def _holdover_error_ns(
    active: bool | None, elapsed_s: float | None, stated_ns: float | None, oscillator: str | None
) -> float | None:
    """The device's own figure, else the oscillator's table; null for a clock that is not in holdover, never 0."""
    if active is not True:
        return None
    if stated_ns:
        return abs(stated_ns)
    return None if elapsed_s is None else error_ns(oscillator, elapsed_s / 3600)


def _holdover_hours_to_limit(
    active: bool | None, elapsed_s: float | None, oscillator: str | None, limit_ns: float | None
) -> float | None:
    """Hours until the oscillator's expected error reaches the limit, from the start of the holdover or from now."""
    hours = None if limit_ns is None else hours_to_limit(oscillator, float(limit_ns))
    if hours is None or active is None:
        return None
    elapsed = elapsed_s if active else 0
    return None if elapsed is None else hours - elapsed / 3600


_TABLE = "Meinberg, GPS oscillator options; between its points own arithmetic"
_HOLDOVER = ("status.sync.holdover.active", "status.sync.holdover.elapsed_s")

QUANTITIES = (
    Quantity(
        "holdover_error_ns", _HOLDOVER, _holdover_error_ns, _TABLE,
        optional=("status.sync.holdover.offset_ns", "status.sync.oscillator.type"),
    ),
    Quantity(
        "holdover_hours_to_limit", (*_HOLDOVER, "status.sync.oscillator.type"), _holdover_hours_to_limit, _TABLE,
        params=("holdover_limit_ns",),
    ),
)  # fmt: skip
