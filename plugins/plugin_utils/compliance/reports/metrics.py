# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which facts become which metrics: a table, and how a value of a kind becomes a number.

A metric's name ends in its base unit, and the fact's name says from which unit it is converted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ...common.values import is_number, parse_time

UNITS = {
    "_ns": ("_seconds", 1, 10**9),
    "_ms": ("_seconds", 1, 10**3),
    "_s": ("_seconds", 1, 1),
    "_bytes": ("_bytes", 1, 1),
    "_mbps": ("_bytes_per_second", 10**6, 8),
    "_hz": ("_hertz", 1, 1),
    "_percent": ("_ratio", 1, 100),
    "_m": ("_meters", 1, 1),
    "_deg": ("_degrees", 1, 1),
    "_w": ("_watts", 1, 1),
    "celsius": ("_celsius", 1, 1),
}
"""A fact's unit, that of its metric, and what to multiply and to divide by."""


def unit_of(fact: str) -> tuple[str, int, int]:
    """The end of a metric's name, and its factors, for the fact that it shows; ``rtt_ms.min`` has its unit above it."""
    steps = reversed(fact.split("."))
    return next((unit for step in steps for suffix, unit in UNITS.items() if step.endswith(suffix)), ("", 1, 1))


@dataclass(frozen=True)
class Level:
    """A list, or a mapping, whose elements have samples of their own; what they are called by is a label."""

    path: str
    label: str
    names: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)
    """Further labels, and the facts of the element that they show."""


@dataclass(frozen=True)
class Metric:
    """A metric, and the fact that it shows.

    ``kind`` is ``number``, ``flag`` (1 or 0), ``moment`` (an ISO 8601 time), ``active`` (1, and no sample for what is
    not), ``fitted`` (a number, of which 0 tells that there is no sensor), or ``info`` (1, the facts being labels).
    """

    name: str
    help: str
    fact: str = ""
    kind: str = "number"
    labels: Mapping[str, str] = field(default_factory=dict)
    """Labels that are always the same; of an ``info`` the facts that its labels show."""

    @cached_property
    def factors(self) -> tuple[int, int]:
        """What the fact is multiplied and divided by."""
        return unit_of(self.fact)[1:]

    def value(self, found: object) -> float | int | None:
        """The number of a sample; ``None`` for what is null or of another type than it should be."""
        if self.kind in ("flag", "active"):
            return int(found) if isinstance(found, bool) and (found or self.kind == "flag") else None
        if self.kind == "moment":
            moment = parse_time(found)
            return None if moment is None else moment.timestamp()
        if not is_number(found) or (self.kind == "fitted" and not found):
            return None
        multiply, divide = self.factors
        try:
            number = found if multiply == divide else found * multiply / divide
            return number if math.isfinite(number) else None
        except OverflowError:
            return None


@dataclass(frozen=True)
class Group:
    """Metrics of the same elements: those of the device where there are no levels."""

    levels: tuple[Level, ...]
    metrics: tuple[Metric, ...]


def flag(name: str, fact: str, text: str) -> Metric:
    """A metric of 1 for yes and 0 for no."""
    return Metric(name, f"{text} (1 yes, 0 no).", fact, "flag")


def number(name: str, fact: str, text: str, **labels: str) -> Metric:
    """A metric of a number, in its base unit."""
    return Metric(name, f"{text}.", fact, "number", labels)


def moment(name: str, fact: str, text: str) -> Metric:
    """A metric of a point in time, as seconds of the Unix epoch."""
    return Metric(name, f"{text}, in seconds since the epoch.", fact, "moment")


def info(metric: str, text: str, /, **labels: str) -> Metric:
    """A metric that is 1, and whose labels tell."""
    return Metric(metric, f"{text}, as labels; always 1.", "", "info", labels)
