# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits: what a rule compares a value with, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LOWER, UPPER, BOTH = "lower", "upper", "both"
"""The sides on which a limit bounds a value."""

_BOUNDS = {
    "min": LOWER,
    "version_min": LOWER,
    "days_min": LOWER,
    "max": UPPER,
    "between": BOTH,
    "abs_max": BOTH,
}
COMBINED = ("any_of", "all_of")
NEGATED = "not"


@dataclass(slots=True)
class Limit:
    """An operator of the rule language with its operand in force.

    ``value`` is the operand; of ``any_of`` and ``all_of`` a tuple of limits, of ``not`` a limit. Fleet rules
    also use ``one``, ``no``, ``known`` and ``future``.
    """

    operator: str
    value: object
    words: str | None = field(default=None, compare=False, repr=False)
    """A cache of ``wording.limit_words``: most limits are shared by many results."""

    @property
    def bound(self) -> str | None:
        """Return the bounded side, ``lower``, ``upper`` or ``both``; ``None`` where no order is involved."""
        return _BOUNDS.get(self.operator)

    @property
    def lower(self) -> float | None:
        """Return the lower end as a number; ``None`` for a combination and for an end that is no number."""
        return self._ends()[0]

    @property
    def upper(self) -> float | None:
        """Return the upper end, likewise."""
        return self._ends()[1]

    def _ends(self) -> tuple[float | None, float | None]:
        value = self.value
        if self.operator == "between" and isinstance(value, (list, tuple)) and len(value) == 2:
            return _number(value[0]), _number(value[1])
        end = _number(value)
        if self.operator == "abs_max" and end is not None:
            return 0 - end, end
        return (end if self.operator == "min" else None), (end if self.operator == "max" else None)

    def as_dict(self, unit: str | None = None) -> dict[str, object]:
        """Return ``{operator, value, unit, bound}``, as results are stored and reported."""
        value: object = self.value
        if self.operator in COMBINED and isinstance(value, tuple):
            value = [part.as_dict(unit) for part in value]
        elif isinstance(value, Limit):
            value = value.as_dict(unit)
        return {"operator": self.operator, "value": value, "unit": unit, "bound": self.bound}

    @classmethod
    def from_dict(cls, stored: Mapping) -> Limit:
        """Read what ``as_dict`` wrote; raises ``KeyError`` or ``TypeError`` for anything else."""
        operator, value = stored["operator"], stored["value"]
        if operator in COMBINED:
            return cls(operator, tuple(map(cls.from_dict, value)))
        if operator == NEGATED:
            return cls(operator, cls.from_dict(value))
        return cls(operator, tuple(value) if isinstance(value, list) else value)

    def __reduce__(self) -> tuple[type[Limit], tuple[str, object, str | None]]:
        """Pickle as a tuple: processes hand over many."""
        return Limit, (self.operator, self.value, self.words)


def _number(value: object) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
