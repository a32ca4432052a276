# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far an oscillator drifts in holdover, after at least 24 h of discipline and at constant temperature.

The figures are Meinberg's (meinbergglobal.com, "GPS oscillator options"), by secondary transcription. Between the
points the growth is taken as a power law, below 24 h as linear, which is pessimistic. Where the table does not cover
an oscillator, its age or its discipline, the figure is a lower bound of the error: it can fail and never pass.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

from ...common.values import is_number
from .quantity import OWN, Quantity

_MS, _US, _S = 10**6, 10**3, 10**9
DRIFT_NS = {
    "tcxo": ((24, 4.3 * _MS), (168, 128 * _MS), (720, 1.1 * _S)),
    "ocxo_lq": ((24, 865 * _US), (168, 32 * _MS), (720, 330 * _MS)),
    # Newer transcriptions have 10 us for the first day, which does not fit the growth of the other rows.
    "ocxo_hq": ((24, 22 * _US), (168, 1.0 * _MS), (720, 16 * _MS)),
    "ocxo_dhq": ((24, 4.5 * _US), (168, 204 * _US), (720, 3.3 * _MS)),
    "rubidium": ((24, 800), (168, 34 * _US), (720, 370 * _US)),
}
"""Oscillator: (hours, expected error in ns)."""

BETTER_NEIGHBORS = {"ocxo_sq": "ocxo_hq", "ocxo_mq": "ocxo_hq"}
"""Oscillators without certain figures: their error is at least that of the next better one."""

WORSE_NEIGHBORS = {"cesium": "rubidium"}
"""Oscillators without certain figures: their error is at most that of the next worse one."""

DISCIPLINE_HOURS = 24
"""Without so many hours of discipline before the holdover the figures are lower bounds."""

DEFAULT_LIMIT_NS = 1.0 * _MS
"""The limit of a host whose profiles have none."""

LIMIT_PARAM = "holdover_limit_ns"
SMALLEST_LIMIT = "smallest_holdover_limit_ns"
"""The name under which ``smallest_limit_ns`` is handed to the quantities of a host."""

NONE = "none"
"""The figure is an estimate, not only a lower bound."""


def points_of(oscillator: str | None) -> tuple[tuple[float, float], ...] | None:
    """Return the row of the table for an oscillator, or that of the neighbor that stands for it."""
    name = oscillator or ""
    return DRIFT_NS.get(BETTER_NEIGHBORS.get(name, WORSE_NEIGHBORS.get(name, name)))


def error_ns(oscillator: str | None, hours: float) -> float | None:
    """The time error after so many hours of holdover; beyond the table its last value, as a lower bound."""
    points = points_of(oscillator)
    if points is None or hours < 0:
        return None
    first_hours, first_error = points[0]
    if hours <= first_hours:
        return first_error * hours / first_hours
    if hours >= points[-1][0]:
        return points[-1][1]
    (h1, e1), (h2, e2) = next(pair for pair in pairwise(points) if hours <= pair[1][0])
    return math.exp(_between(math.log(hours), math.log(h1), math.log(h2), math.log(e1), math.log(e2)))


def hours_to_limit(oscillator: str | None, limit_ns: float) -> float | None:
    """The hours of holdover until the expected error reaches a limit; ``None`` where the table ends before."""
    points = points_of(oscillator)
    if points is None or limit_ns <= 0 or limit_ns > points[-1][1]:
        return None
    first_hours, first_error = points[0]
    if limit_ns <= first_error:
        return first_hours * limit_ns / first_error
    (h1, e1), (h2, e2) = next(pair for pair in pairwise(points) if limit_ns <= pair[1][1])
    return math.exp(_between(math.log(limit_ns), math.log(e1), math.log(e2), math.log(h1), math.log(h2)))


def _extrapolated_hours(oscillator: str | None, limit_ns: float) -> float | None:
    """The hours until a limit, beyond the table by the growth of its last part: good enough for a severity."""
    points = points_of(oscillator)
    if points is None or limit_ns <= points[-1][1]:
        return hours_to_limit(oscillator, limit_ns)
    (h1, e1), (h2, e2) = points[-2:]
    return math.exp(_between(math.log(limit_ns), math.log(e1), math.log(e2), math.log(h1), math.log(h2)))


def _between(x: float, x1: float, x2: float, y1: float, y2: float) -> float:
    return y1 + (x - x1) * (y2 - y1) / (x2 - x1)


def smallest_limit_ns(parameters: Mapping[str, Mapping[str, object]]) -> float:
    """The smallest holdover limit of a host's profiles, 1 ms where none has one."""
    limits = [values.get(LIMIT_PARAM) for values in parameters.values()]
    return min((float(one) for one in limits if is_number(one) and one > 0), default=DEFAULT_LIMIT_NS)


def _holdover_limit_ns(active: bool | None, own_ns: float | None, smallest_ns: float | None) -> float | None:
    """The profile's own limit, else the smallest of the host, for a device that reports whether it is in holdover."""
    return None if active is None else own_ns or smallest_ns


def why_lower_bound(
    oscillator: str | None, active: bool | None, elapsed_s: float | None, uptime_s: float | None
) -> str | None:
    """Why the table's figure is only a lower bound, ``none`` where it is an estimate; ``None`` without a figure."""
    points = points_of(oscillator)
    if points is None or active is None or (active and elapsed_s is None):
        return None
    elapsed = (elapsed_s or 0) / 3600 if active else 0
    if oscillator in BETTER_NEIGHBORS:
        return "better_oscillator"
    if elapsed > points[-1][0]:
        return "beyond_table"
    if uptime_s is None:
        return "unknown_discipline"
    return "short_discipline" if uptime_s / 3600 - elapsed < DISCIPLINE_HOURS else NONE


def _holdover_bound(
    active: bool | None,
    elapsed_s: float | None,
    stated_ns: float | None,
    oscillator: str | None,
    uptime_s: float | None,
) -> str | None:
    """Why the error in holdover is at least the figure; ``none`` also where the device states the error itself."""
    return NONE if active and stated_ns else why_lower_bound(oscillator, active, elapsed_s, uptime_s)


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


def _holdover_reserve_hours(
    active: bool | None,
    elapsed_s: float | None,
    stated_ns: float | None,
    oscillator: str | None,
    state: str | None,
    limit_ns: float | None,
) -> float | None:
    """Hours for which the time stays within the host's smallest limit without a reference; 0 where no holdover is left.

    A clock that is neither synchronized nor in holdover has none left.
    """
    if not active and state in ("free_run", "not_synchronized"):
        return 0.0
    if limit_ns is None or active is None:
        return None
    if active and stated_ns and abs(stated_ns) > limit_ns:
        return 0.0
    hours = _extrapolated_hours(oscillator, limit_ns)
    elapsed = elapsed_s if active else 0
    return None if hours is None or elapsed is None else max(hours - elapsed / 3600, 0.0)


CLAIM_MARGIN = 10
"""A claim in holdover may be so many times better than the table; a real oscillator can be better than its type."""
LONG_WAVE_FLOOR_NS = 10.0 * _US
"""What a long-wave signal supports at best; the propagation alone varies by more than a claim below this."""


def _claim_floor_ns(
    active: bool | None, elapsed_s: float | None, oscillator: str | None, source_type: str | None
) -> float | None:
    """The best time quality that the source or, in holdover, the oscillator supports; 0 where a claim has no limit."""
    if active is None or source_type is None:
        return None
    if not active:
        return LONG_WAVE_FLOOR_NS if source_type == "long_wave" else 0.0
    if oscillator in WORSE_NEIGHBORS:
        return 0.0
    error = None if elapsed_s is None else error_ns(oscillator, elapsed_s / 3600)
    return None if error is None else error / CLAIM_MARGIN


_TABLE = "Meinberg, GPS oscillator options; between its points own arithmetic"
_HOLDOVER = ("status.sync.holdover.active", "status.sync.holdover.elapsed_s")
_OFFSET, _OSCILLATOR = "status.sync.holdover.offset_ns", "status.sync.oscillator.type"

QUANTITIES = (
    Quantity("holdover_error_ns", _HOLDOVER, _holdover_error_ns, _TABLE, optional=(_OFFSET, _OSCILLATOR)),
    Quantity(
        "holdover_bound", _HOLDOVER, _holdover_bound, "Meinberg, GPS oscillator options: after 24 h of discipline",
        optional=(_OFFSET, _OSCILLATOR, "status.system.uptime_s"),
    ),
    Quantity(
        "holdover_hours_to_limit", (*_HOLDOVER, _OSCILLATOR), _holdover_hours_to_limit, _TABLE, params=(LIMIT_PARAM,)
    ),
    Quantity(
        "holdover_limit_ns", _HOLDOVER[:1], _holdover_limit_ns, OWN, params=(LIMIT_PARAM,), of_host=(SMALLEST_LIMIT,)
    ),
    Quantity(
        "holdover_reserve_hours", _HOLDOVER, _holdover_reserve_hours, _TABLE,
        optional=(_OFFSET, _OSCILLATOR, "status.sync.state"), of_host=(SMALLEST_LIMIT,),
    ),
    Quantity(
        "claim_floor_ns", _HOLDOVER, _claim_floor_ns, _TABLE, optional=(_OSCILLATOR, "status.sync.source_type")
    ),
)  # fmt: skip
