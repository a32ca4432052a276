# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Severity: one word, or steps that follow the size of a deviation or another fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...common.errors import ProfileError
from ...common.values import is_number
from ..findings.limits import Limit
from ..findings.results import SEVERITIES
from .expectations import Context, Expectation, Operand
from .operators import OPERATORS
from .selection import Path

SIZES = ("times", "above", "below")
"""The keys of a step that are about size: in units of the rule's limit, or absolute."""


@dataclass(frozen=True)
class Step:
    """A severity and the condition under which a failure has it."""

    severity: str
    size: str | None
    amount: Operand | None
    of: Path | None
    """The fact that the condition is about; ``None`` for the value of the rule."""
    missing: bool
    """Whether the step is also for a fact that the device does not report."""
    expect: Expectation | None

    @classmethod
    def compile(cls, written: Mapping) -> Step:
        """Compile ``{is, times | above | below | missing | operator, of}``."""
        size = next((name for name in SIZES if name in written), None)
        operators = {name: operand for name, operand in written.items() if name in OPERATORS}
        return cls(
            severity=written["is"],
            size=size,
            amount=None if size is None else Operand(written[size]),
            of=Path(written["of"]) if "of" in written else None,
            missing=bool(written.get("missing")),
            expect=Expectation(operators) if operators else None,
        )

    def holds(self, actual: object, limit: Limit | None, context: Context) -> bool:
        """Return whether a failure with this value and limit has the step's severity."""
        value = actual if self.of is None else self.of.select(context.scopes).value
        if value is None:
            return self.missing
        if self.expect is not None:
            return self.expect.truth(value, context) is True
        wanted = None if self.amount is None else self.amount.value(context)
        if wanted is None or not is_number(value) or not is_number(wanted):
            return False
        if self.size == "below":
            return value < wanted
        if self.size == "above":
            return abs(value) > wanted
        ratio = times(value, limit)
        return ratio is not None and ratio >= wanted

    def params(self) -> set[str]:
        """Return the parameters that it refers to."""
        found = set() if self.amount is None else self.amount.params()
        return found if self.expect is None else found | self.expect.params()


def times(value: float, limit: Limit | None) -> float | None:
    """Return how many times beyond its limit a value is; ``None`` where it is within, or the limit has no size."""
    if limit is None:
        return None
    if limit.upper is not None and value > limit.upper:
        return _ratio(value, limit.upper)
    if limit.lower is not None and value < limit.lower:
        return _ratio(value, limit.lower) if limit.lower < 0 else _ratio(limit.lower, value)
    return None


def _ratio(larger: float, smaller: float) -> float:
    return abs(larger / smaller) if smaller else float("inf")


@dataclass(frozen=True)
class Severity:
    """The severity of a rule."""

    steps: tuple[Step, ...]

    @classmethod
    def compile(cls, written: object) -> Severity:
        """Compile a word or a list of steps; raises ``ProfileError`` for steps that overlap."""
        if isinstance(written, str):
            return cls((Step(written, None, None, None, False, None),))
        steps = tuple(map(Step.compile, written if isinstance(written, list) else ()))
        _check_order(steps)
        return cls(steps)

    @property
    def base(self) -> str:
        """Return the severity of the first step: that of every result that does not fail by size."""
        return self.steps[0].severity

    def of(self, actual: object, limit: Limit | None, context: Context) -> str:
        """Return the severity of a failure: the worst step that holds, else the first."""
        if len(self.steps) == 1:
            return self.base
        return next((step.severity for step in reversed(self.steps) if step.holds(actual, limit, context)), self.base)

    def params(self) -> set[str]:
        """Return the parameters that it refers to."""
        return set().union(*(step.params() for step in self.steps))

    def paths(self) -> list[Path]:
        """Return the facts that its steps look at beside the rule's own."""
        return [step.of for step in self.steps if step.of is not None]


def _check_order(steps: Sequence[Step]) -> None:
    for before, after in pairwise(steps):
        if SEVERITIES.index(after.severity) >= SEVERITIES.index(before.severity):
            raise ProfileError(
                f"the steps of the severity overlap: {after.severity} does not get worse after {before.severity}"
            )
        if _same_scale(before, after) and not _further(before, after):
            raise ProfileError(
                f"the steps of the severity overlap: {after.severity} begins at {after.size} {_amount(after)}, "
                f"and {before.severity} at {before.size} {_amount(before)}"
            )


def _same_scale(one: Step, other: Step) -> bool:
    of = [step.of.written if step.of else None for step in (one, other)]
    return one.size is not None and one.size == other.size and of[0] == of[1]


def _further(before: Step, after: Step) -> bool:
    """Return whether the second amount is beyond the first; parameters are known only later."""
    first, second = _amount(before), _amount(after)
    if not is_number(first) or not is_number(second):
        return True
    return second < first if after.size == "below" else second > first


def _amount(step: Step) -> object:
    return None if step.amount is None else step.amount.literal


def capped(severity: str, most: str) -> str:
    """Return a severity, or ``most`` where it is worse than that."""
    return max(severity, most, key=SEVERITIES.index)
