# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measured offsets with their uncertainty, and what does not depend on the probe's own clock: their differences.

The uncertainty of an offset is half the smallest delay, which bounds the error of an asymmetric path, plus the jitter.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ...common.values import parse_time

DEFAULT_LIMIT_NS = 1_000_000
"""The largest difference where no chosen profile has a limit: 1 ms, which NTP resolves in a local network."""
TOGETHER_S = 60
"""Servers that a probe asked within so many seconds are compared with each other."""
FEWEST = 3
"""A median of fewer servers shows no outlier."""
OWN_CLOCK, MEDIAN, NOTHING = "own_clock", "median", "nothing"
"""What an offset is judged against: the clock of the probe, else the median of the servers that it asked."""

_FREE_DRIFT = 50e-6
"""How fast a clock that nothing disciplines may drift between two questions; usual for a quartz."""
_UNSYNCHRONIZED = (0, 16)


@dataclass(frozen=True)
class Offset:
    """The offset of one server against the clock of the probe that asked it."""

    address: str
    asked: datetime
    offset_ns: float
    uncertainty_ns: float


@dataclass(frozen=True)
class Difference:
    """The offset of one server minus another, or minus the median of several."""

    address: str
    difference_ns: float
    uncertainties_ns: tuple[float, float]
    """Of the server, and of what it was compared with."""
    other: str | None
    """The server that it was compared with; null for the median."""
    count: int
    """How many servers were compared with each other."""

    @property
    def uncertainty_ns(self) -> float:
        """Return the uncertainty of the difference."""
        return sum(self.uncertainties_ns)

    def beyond(self, limit_ns: float) -> bool:
        """Return whether the difference is larger than the limit, whatever the uncertainty hides."""
        return abs(self.difference_ns) > limit_ns + self.uncertainty_ns


def offset_of(answer: Mapping) -> tuple[float | None, float | None]:
    """Return the offset of an answer's quickest sample and its uncertainty; null where nothing was measured."""
    summary = answer.get("summary") or {}
    best = summary.get("minimum_delay") or {}
    if best.get("offset_ns") is None:
        best = summary
    offset, delay = best.get("offset_ns"), best.get("delay_ns")
    if offset is None or delay is None:
        return None, None
    # A delay may be below zero by the precision of the server.
    return offset, abs(delay) / 2 + (summary.get("jitter_ns") or 0)


def differences(probe: Mapping) -> list[Difference]:
    """Return how each server that a probe asked differs from those that it asked within the same minute.

    That is from their median; of two servers the second differs from the first. One server alone has no difference.
    """
    free = not all(_synchronized(answer) for answer in (probe["ntp"] or {}).values())
    found: list[Difference] = []
    for group in _asked_together(sorted(_offsets(probe), key=lambda one: (one.asked, one.address))):
        if len(group) >= FEWEST:
            found += _from_median(group, free)
        elif len(group) == 2:
            found.append(_pair(group[0], group[1], free))
    return found


def from_median(probe: Mapping) -> dict[str, Difference]:
    """Return, by address, how each server differs from the median; empty where there are too few."""
    return {one.address: one for one in differences(probe) if one.other is None}


def _offsets(probe: Mapping) -> Iterator[Offset]:
    """Yield the offsets of all servers that state that they are synchronized."""
    for address, answer in (probe["ntp"] or {}).items():
        summary = answer.get("summary") or {}
        offset, uncertainty = offset_of(answer)
        asked = _asked(answer)
        honest = summary.get("leap_indicator") != "alarm" and summary.get("stratum") not in _UNSYNCHRONIZED
        if offset is not None and uncertainty is not None and asked is not None and honest:
            yield Offset(address, asked, offset, uncertainty)


def _asked(answer: Mapping) -> datetime | None:
    """Return when the quickest sample was taken."""
    timed = [one for one in answer.get("samples") or () if one.get("delay_ns") is not None]
    return parse_time(min(timed, key=lambda one: one["delay_ns"]).get("time")) if timed else None


def _synchronized(answer: Mapping) -> bool:
    return "error" in answer or (answer.get("local_clock") or {}).get("synchronized") is True


def _asked_together(offsets: Sequence[Offset]) -> list[list[Offset]]:
    """Divide offsets, which are in the order of time, into groups of a minute each."""
    groups: list[list[Offset]] = []
    for one in offsets:
        if not groups or (one.asked - groups[-1][0].asked).total_seconds() > TOGETHER_S:
            groups.append([])
        groups[-1].append(one)
    return groups


def _from_median(group: Sequence[Offset], free: bool) -> Iterator[Difference]:
    middle = _middle(sorted(group, key=lambda one: one.offset_ns))
    median = statistics.mean(one.offset_ns for one in middle)
    shared = statistics.mean(one.uncertainty_ns for one in middle)
    for one in group:
        drift = max(_drift_ns(one, other) for other in middle) if free else 0
        uncertainties = one.uncertainty_ns + drift, shared
        yield Difference(one.address, one.offset_ns - median, uncertainties, None, len(group))


def _middle(ordered: Sequence[Offset]) -> Sequence[Offset]:
    """Return the server in the middle, or the two."""
    half = len(ordered) // 2
    return ordered[half : half + 1] if len(ordered) % 2 else ordered[half - 1 : half + 1]


def _pair(first: Offset, second: Offset, free: bool) -> Difference:
    drift = _drift_ns(first, second) if free else 0
    uncertainties = second.uncertainty_ns + drift, first.uncertainty_ns
    return Difference(second.address, second.offset_ns - first.offset_ns, uncertainties, first.address, 2)


def _drift_ns(one: Offset, other: Offset) -> float:
    return abs((one.asked - other.asked).total_seconds()) * _FREE_DRIFT * 1e9


def smallest_limit_ns(parameters: Iterable[Mapping[str, object]]) -> float:
    """Return the smallest ``limit_ns`` of the profiles with these parameters, else the default."""
    found = smallest(parameters, "limit_ns")
    return DEFAULT_LIMIT_NS if found is None else found


def smallest(parameters: Iterable[Mapping[str, object]], name: str) -> float | None:
    """Return the smallest value that a parameter has in any profile; null where it has none."""
    values = [values.get(name) for values in parameters]
    return min((value for value in values if isinstance(value, (int, float))), default=None)
