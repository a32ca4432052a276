# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule with ``changed`` finds wrong: a fact that differs from the earlier run's by more than it may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...common.values import is_number, version_key
from ..facts.derived_receivers import position_distance_m
from ..findings.limits import Limit
from .operators import Truth, conjunction


def _any(before: Any, after: Any, wanted: Any) -> Truth:
    return (before != after) is wanted


def _by_more_than(before: Any, after: Any, wanted: Any) -> Truth:
    return abs(after - before) > wanted if _numbers(before, after, wanted) else None


def _by_more_than_percent(before: Any, after: Any, wanted: Any) -> Truth:
    if not _numbers(before, after, wanted):
        return None
    return abs(after - before) > abs(before) * wanted / 100


def _grew_by_more_than(before: Any, after: Any, wanted: Any) -> Truth:
    return after - before > wanted if _numbers(before, after, wanted) else None


def _grew_by_factor(before: Any, after: Any, wanted: Any) -> Truth:
    return after >= before * wanted and after > before if _numbers(before, after, wanted) else None


def _moved_by_more_than_m(before: Any, after: Any, wanted: Any) -> Truth:
    moved = position_distance_m(before if isinstance(before, Mapping) else None, after)
    return None if moved is None or not is_number(wanted) else moved > wanted


def _went_back(before: Any, after: Any, wanted: Any) -> Truth:
    return (after < before) is wanted if _numbers(before, after) else None


def _got_older(before: Any, after: Any, wanted: Any) -> Truth:
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    then, now = version_key(before), version_key(after)
    return None if not then or not now else (now < then) is wanted


def _numbers(*values: object) -> bool:
    return all(map(is_number, values))


OPERATORS: dict[str, Callable[[object, object, object], Truth]] = {
    "any": _any,
    "by_more_than": _by_more_than,
    "by_more_than_percent": _by_more_than_percent,
    "grew_by_more_than": _grew_by_more_than,
    "grew_by_factor": _grew_by_factor,
    "moved_by_more_than_m": _moved_by_more_than_m,
    "went_back": _went_back,
    "got_older": _got_older,
}
"""By the keys of ``changed``: whether the later value differs from the earlier one in this way."""


@dataclass(frozen=True)
class Change:
    """The differences that together make a failure."""

    wanted: Mapping[str, object]

    def truth(self, before: object, after: object) -> Truth:
        """Return whether the fact changed in all these ways; ``None`` where the values cannot be compared."""
        return conjunction([OPERATORS[name](before, after, amount) for name, amount in self.wanted.items()])

    def limit(self, before: object) -> Limit:
        """Return what the later value was compared with."""
        return Limit("changed", {"before": before, **self.wanted})
