# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What operators can compare with: an operand of another kind would make every device look as if it said nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...common.errors import ProfileError
from ...common.values import version_key
from .expectations import Expectation, Operand
from .rule import Rule

_NUMBER = ("a number", ("int", "float"))
_LIST = ("a list", ("list",))
_TAKES = {
    "min": _NUMBER,
    "max": _NUMBER,
    "between": _NUMBER,
    "abs_max": _NUMBER,
    "days_min": _NUMBER,
    "in": _LIST,
    "not_in": _LIST,
    "version_min": ("a version", ("str",)),
}
"""What an operator takes, in words and as types of parameters; the others take all that the schema lets through."""

_ADVICE = {
    ("min", "str"): "; for a version there is version_min",
    ("version_min", "float"): ", since the number 7.10 is 7.1",
}


def check(rule: Rule, params: Mapping[str, Mapping]) -> None:
    """Raises ``ProfileError`` for an operand that its operator can't use, by the types that ``params`` declares."""
    for operator, operand in _uses(rule):
        if operator in ("in", "not_in"):
            _refuse_inner_list(operator, operand, params)
        words, types = _TAKES.get(operator, ("", ()))
        for name in sorted(_compared(operator, operand) & params.keys()):
            declared = params[name]["type"]
            if types and declared not in types:
                advice = _ADVICE.get((operator, declared), "")
                wanted = " or ".join(types)
                raise ProfileError(
                    f"{operator} takes {words}, and the parameter {name} is of type {declared}; "
                    f"it would have to be of type {wanted}{advice}"
                )
        if operator == "version_min" and operand.param is None and not is_version(operand.literal):
            raise ProfileError(f"version_min takes a version such as 7.10.008, and {operand.literal!r} is none")


def versions(rules: Iterable[Rule]) -> frozenset[str]:
    """The parameters that rules compare as versions."""
    uses = [use for rule in rules for use in _uses(rule)]
    return frozenset(operand.param for operator, operand in uses if operator == "version_min" and operand.param)


def is_version(written: object) -> bool:
    """Whether a text has what versions are compared by."""
    return isinstance(written, str) and version_key(written) != ()


def _uses(rule: Rule) -> Iterator[tuple[str, Operand]]:
    expectations: tuple[Expectation, ...] = (rule.expect, *(one.expect for one in (*rule.when, *rule.where)))
    for expectation in expectations:
        yield from expectation.uses()


def _compared(operator: str, operand: Operand) -> set[str]:
    """The parameters that must be of the operator's type: of a range both ends, of a list not its members."""
    return operand.params() if operator == "between" or operand.param else set()


def _refuse_inner_list(operator: str, operand: Operand, params: Mapping[str, Mapping]) -> None:
    """``in: [$names]`` would ask for a list of lists."""
    for name in sorted(operand.params() & params.keys() if operand.members is not None else ()):
        if params[name]["type"] == "list":
            raise ProfileError(
                f"{operator} has the list {name} in another list; it would have to be {operator}: ${name}"
            )
