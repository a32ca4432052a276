# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions: what ``when`` and ``where`` demand before a rule judges a device or an element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..findings.results import Reason
from .device import fact_path
from .expectations import NO_CONTEXT, Context, Expectation
from .operators import Truth
from .selection import Path
from .words import Words, is_outside, outside_vocabulary, words_of

_LEFT_OUT = Reason("condition_false")


class Unmet(NamedTuple):
    """The status of an element whose condition is not met, why, and the path of the fact that is missing."""

    status: str
    reason: Reason
    missing: Path | None = None


@dataclass(frozen=True)
class Condition:
    """One of ``when`` or ``where``; ``fact`` is what it compares, without positions, and ``words`` its vocabulary."""

    path: Path
    expect: Expectation
    fact: str
    words: Words

    @classmethod
    def compile(cls, written: Mapping, each: tuple[Path, ...] = ()) -> Condition:
        """Compile a profile's ``{value, operator: operand}`` for the elements of ``each``."""
        path = Path(written["value"])
        fact = fact_path((path,) if path.from_root else (*each, path))
        return cls(path, Expectation(written), fact, words_of(fact, path))

    def truth(self, actual: object, context: Context) -> Truth:
        """Return whether it holds; a word outside the fact's vocabulary leaves that open."""
        return None if self.outside(actual, context) else self.expect.truth(actual, context)

    def of_value(self, actual: object) -> Truth:
        """Return the same for a condition that the value alone decides."""
        return None if self.outside(actual, NO_CONTEXT) else self.expect.of_value(actual)

    def outside(self, actual: object, context: Context) -> bool:
        """Return whether the value is a word that the fact's vocabulary lacks."""
        return is_outside(self.words, actual, self.expect, context)

    @cached_property
    def own_name(self) -> str | None:
        """Return the name in the element itself that alone decides; ``None`` where the condition looks further."""
        path = self.path
        if path.steps and len(path.steps) == 1 and not path.from_root and not path.up and self.expect.constant:
            return path.steps[0]
        return None


def unmet(conditions: tuple[Condition, ...], context: Context, explain: bool = True) -> Unmet | None:
    """Return ``None`` where all conditions hold; a false one outranks an unknown one.

    Without ``explain`` a false condition gets no details, because its element is left out.
    """
    unknown = None
    for condition in conditions:
        actual, problem = condition.path.select(context.scopes)
        truth = condition.truth(actual, context)
        if truth is False:
            return Unmet("not_applicable", _why_false(condition, actual, context) if explain else _LEFT_OUT)
        if truth is None and unknown is None:
            why = problem or _why_unknown(condition, actual, context)
            unknown = Unmet("unknown", why, condition.path if actual is None else None)
    return unknown


def _why_unknown(condition: Condition, actual: object, context: Context) -> Reason:
    if condition.outside(actual, context):
        return outside_vocabulary(condition.fact, actual)
    return Reason("condition_unknown", {"path": condition.path.written})


def _why_false(condition: Condition, actual: object, context: Context) -> Reason:
    limit = condition.expect.limit(context).as_dict()
    return Reason("condition_false", {"path": condition.path.written, "actual": actual, "limit": limit})
