# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule with ``changed`` finds wrong: a fact that differs from the earlier run's by more than it may."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...common.values import is_number, parse_time, version_key
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
    here, there = _angles(before), _angles(after)
    if here is None or there is None or not is_number(wanted):
        return None
    moved = position_distance_m(dict(zip(_ANGLES, here, strict=True)), there)
    return None if moved is None else moved > wanted


def _went_back(before: Any, after: Any, wanted: Any) -> Truth:
    return (after < before) is wanted if _numbers(before, after) else None


def _got_older(before: Any, after: Any, wanted: Any) -> Truth:
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    then, now = version_key(before), version_key(after)
    return None if not then or not now else (now < then) is wanted


def _code_grew(before: object, after: object, wanted: object) -> Truth:
    then, now = _code(before), _code(after)
    return None if then is None or now is None else (now > then) is wanted


def _later(before: object, after: object, wanted: object) -> Truth:
    """Compare moments; none at all is earlier than any."""
    if after is None or before is None:
        return (after is not None) is wanted
    then, now = parse_time(before), parse_time(after)
    return None if then is None or now is None else (now > then) is wanted


def _numbers(*values: object) -> bool:
    return all(map(is_number, values))


def _code(written: object) -> int | None:
    """Return the number of a hexadecimal code such as ``0x21``."""
    try:
        return int(written, 16) if isinstance(written, str) else None
    except ValueError:
        return None


_ANGLES = ("latitude_deg", "longitude_deg")


def _angles(position: object) -> Sequence[float] | None:
    """Return latitude and longitude of a position as it is kept."""
    try:
        angles = [float(angle) for angle in position.split(",")] if isinstance(position, str) else []
    except ValueError:
        return None
    return angles if len(angles) == len(_ANGLES) else None


def _position_kept(position: object) -> str | None:
    """Return a position as text: a report keeps values, not records."""
    angles = [position.get(name) for name in _ANGLES] if isinstance(position, Mapping) else [None]
    return ", ".join(f"{angle:.6f}" for angle in angles) if all(map(is_number, angles)) else None


OPERATORS: dict[str, Callable[[object, object, object], Truth]] = {
    "any": _any,
    "by_more_than": _by_more_than,
    "by_more_than_percent": _by_more_than_percent,
    "grew_by_more_than": _grew_by_more_than,
    "grew_by_factor": _grew_by_factor,
    "moved_by_more_than_m": _moved_by_more_than_m,
    "went_back": _went_back,
    "got_older": _got_older,
    "code_grew": _code_grew,
    "later": _later,
}
"""By the keys of ``changed``: whether the later value differs from the earlier one in this way."""


@dataclass(frozen=True)
class Change:
    """The differences that together make a failure."""

    wanted: Mapping[str, object]
    members: tuple[str, ...] = ()
    """Of a value that is a record: the members that are compared, each by itself."""

    @classmethod
    def compile(cls, written: Mapping) -> Change:
        """From a profile's ``changed`` that keeps to the schema."""
        wanted = {name: amount for name, amount in written.items() if name != "members"}
        return cls(wanted, tuple(written.get("members", ())))

    @property
    def of_nulls(self) -> bool:
        """Return whether a null is a value like any other: an event that was never triggered is known to be so."""
        return "later" in self.wanted

    @property
    def of_elements(self) -> bool:
        """Return whether an element that is gone is a change, too."""
        return "any" in self.wanted

    def kept(self, label: str | None, value: object) -> dict[str, object]:
        """Return what a report keeps of an element's value, by the label of each part."""
        if not self.members:
            return {label or "": _position_kept(value) if "moved_by_more_than_m" in self.wanted else value}
        record = value if isinstance(value, Mapping) else {}
        return {name if label is None else f"{label}/{name}": record.get(name) for name in self.members}

    def truth(self, before: object, after: object) -> Truth:
        """Return whether the fact changed in all these ways; ``None`` where the values cannot be compared."""
        return conjunction([OPERATORS[name](before, after, amount) for name, amount in self.wanted.items()])

    def limit(self, before: object) -> Limit:
        """Return what the later value was compared with."""
        return Limit("changed", {"before": before, **self.wanted})
