# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of a profile are made of, compiled once and evaluated for every device."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

from ...common.errors import ProfileError
from ...common.values import is_number
from ..findings.limits import NEGATED, Limit
from .operators import OPERATORS, Truth, conjunction, disjunction, negation
from .selection import Path

COMBINATORS = {"any_of": disjunction, "all_of": conjunction}


class Context(NamedTuple):
    """What an operand may refer to: the scopes (root and elements), the parameters in force, and now."""

    scopes: Sequence[object]
    params: Mapping[str, object]
    now: datetime | None


NO_CONTEXT = Context((), {}, None)
"""For what the value alone decides."""

_KNOWN = 256
"""Of so many values an expectation remembers whether they are as expected."""


class Operand:
    """A literal, ``$param``, ``{fact: path, plus: number}``, or a list of them."""

    def __init__(self, written: object) -> None:
        self.param = written[1:] if isinstance(written, str) and written.startswith("$") else None
        self.fact = Path(written["fact"]) if isinstance(written, dict) else None
        self.plus = written.get("plus", 0) if isinstance(written, dict) else 0
        self.members = [Operand(member) for member in written] if isinstance(written, list) else None
        self.literal = written
        self.constant = not self.params() and not self._facts()

    def value(self, context: Context) -> object:
        """The value in force, ``None`` where a parameter or fact has none."""
        if self.constant:
            return self.literal
        if self.param is not None:
            return context.params.get(self.param)
        if self.members is not None:
            return [member.value(context) for member in self.members]
        if self.fact is None:
            return self.literal
        found = self.fact.select(context.scopes).value
        if self.plus and is_number(found):
            return found + self.plus
        return found

    def params(self) -> set[str]:
        """The parameters that it refers to."""
        own = {self.param} if self.param else set()
        return own.union(*(member.params() for member in self.members or []))

    def _facts(self) -> bool:
        """Whether it refers to a fact."""
        return self.fact is not None or any(member._facts() for member in self.members or [])


class Expectation:
    """One or more operators on a value; several on one level must all hold."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        self._operators = [
            (name, OPERATORS[name], Operand(operand)) for name, operand in written.items() if name in OPERATORS
        ]
        self._combined = [
            (name, COMBINATORS[name], [Expectation(part) for part in written[name]])
            for name in COMBINATORS
            if name in written
        ]
        self._negated = Expectation(written["not"]) if "not" in written else None
        self.constant = self._is_constant()
        """Whether the value alone decides: no parameter, no other fact, and not the time."""
        # Lists of events ask the same again and again.
        self._known = lru_cache(maxsize=_KNOWN, typed=True)(partial(self._weigh, context=NO_CONTEXT))
        _check_pattern(written.get("matches"))

    def _is_constant(self) -> bool:
        """Whether it depends on nothing but the value: on no parameter, no other fact, and not on the time."""
        return all(operand.constant and name != "days_min" for name, operand in self.uses())

    def uses(self) -> Iterator[tuple[str, Operand]]:
        """The operators that it uses, at any depth, each with its operand."""
        yield from ((name, operand) for name, _operator, operand in self._operators)
        parts = [part for _name, _combine, parts in self._combined for part in parts]
        for part in (*parts, *filter(None, [self._negated])):
            yield from part.uses()

    def params(self) -> set[str]:
        """The parameters that it refers to."""
        return set().union(*(operand.params() for _name, operand in self.uses()))

    def names(self) -> set[str]:
        """The operators that it uses, at any depth."""
        return {name for name, _operand in self.uses()}

    def truth(self, actual: object, context: Context) -> Truth:
        """Whether ``actual`` is as expected."""
        return self.of_value(actual) if self.constant else self._weigh(actual, context)

    def of_value(self, actual: object) -> Truth:
        """The same for an expectation that is ``constant``."""
        return self._weigh(actual, NO_CONTEXT) if isinstance(actual, (list, dict)) else self._known(actual)

    def _weigh(self, actual: object, context: Context) -> Truth:
        truths = [_holds(name, operator, operand, actual, context) for name, operator, operand in self._operators]
        truths += [combine([part.truth(actual, context) for part in parts]) for _name, combine, parts in self._combined]
        if self._negated is not None:
            truths.append(negation(self._negated.truth(actual, context)))
        return truths[0] if len(truths) == 1 else conjunction(truths)

    def limit(self, context: Context) -> Limit:
        """Return what is expected, with the values in force."""
        return self._constant_limit if self.constant else self._limit(context)

    @cached_property
    def _constant_limit(self) -> Limit:
        return self._limit(NO_CONTEXT)

    def _limit(self, context: Context) -> Limit:
        parts = [Limit(name, _plain(operand.value(context))) for name, _operator, operand in self._operators]
        for name, _combine, combined in self._combined:
            parts.append(Limit(name, tuple(part.limit(context) for part in combined)))
        if self._negated is not None:
            parts.append(Limit(NEGATED, self._negated.limit(context)))
        return parts[0] if len(parts) == 1 else Limit("all_of", tuple(parts))


def _holds(name: str, operator: Callable, operand: Operand, actual: object, context: Context) -> Truth:
    wanted = operand.value(context)
    if actual is None or wanted is None or (isinstance(wanted, list) and name == "between" and None in wanted):
        return None
    try:
        return operator(actual, wanted, context.now) if name == "days_min" else operator(actual, wanted)
    except TypeError:
        return None


def _plain(value: object) -> object:
    """Return lists as tuples, which nobody can change in a limit that results share."""
    return tuple(map(_plain, value)) if isinstance(value, list) else value


def _check_pattern(pattern: object) -> None:
    if pattern is None:
        return
    if str(pattern).startswith("$"):
        raise ProfileError(f"matches takes a regular expression, not a parameter such as {pattern}")
    try:
        re.compile(str(pattern))
    except (re.error, OverflowError, RecursionError) as error:
        raise ProfileError(f"{pattern!r} is not a regular expression: {error}") from error
