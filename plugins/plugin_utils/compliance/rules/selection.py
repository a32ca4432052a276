# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selection of facts: JMESPath, and of it only what selects.

A path is relative to the element in hand; ``/path`` starts at the device's facts, ``^.path`` at the enclosing element.
Comparisons and boolean expressions are refused, because JMESPath finds two nulls equal; so is what puts another value
in a null's place. A projection keeps its nulls, which JMESPath would leave out: what one element does not say would be
as if there were no such element.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from ...common.errors import ProfileError
from ...common.words import counted, nearest
from ..findings.results import Reason

try:
    import jmespath
    import jmespath.exceptions
    import jmespath.functions
    import jmespath.visitor
except ImportError:
    jmespath = None

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_REFUSED = frozenset({"comparator", "or_expression", "and_expression", "not_expression", "filter_projection"})
FUNCTIONS = (
    "abs", "avg", "ceil", "floor", "join", "keys", "length", "map", "max", "max_by", "min", "min_by", "reverse", "sort",
    "sort_by", "sum", "to_number", "values",
)  # fmt: skip
"""The functions of JMESPath that neither compare nor make a value out of a null."""


class Selected(NamedTuple):
    """What a path found: a value, or the reason why it can't be followed in these facts."""

    value: object
    problem: Reason | None = None


class Path:
    """A compiled path."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.from_root = written.startswith("/")
        self.up = 0
        expression = written[1:] if self.from_root else written
        while expression.startswith("^"):
            self.up += 1
            expression = expression[1:].removeprefix(".")
        self.expression = expression
        self.steps = tuple(expression.split(".")) if _PLAIN.fullmatch(expression) else None
        self._compiled = None if self.steps or not expression else _compile(written, expression)

    def select(self, scopes: Sequence[object]) -> Selected:
        """What stands at the path; ``scopes`` are the root and the elements down to the one in hand."""
        if self.up >= len(scopes):
            return Selected(None, Reason("selection_failed", {"path": self.written, "problem": "above_root"}))
        scope = scopes[0] if self.from_root else scopes[-1 - self.up]
        if self.steps is not None:
            return Selected(_follow(scope, self.steps))
        if self._compiled is None:
            return Selected(scope)
        try:
            return Selected(_interpreter().visit(self._compiled, scope))
        except (jmespath.exceptions.JMESPathError, ArithmeticError, RecursionError) as error:
            detail = " ".join(str(error).split())
            args = {"path": self.written, "problem": "unreadable", "detail": detail}
            return Selected(None, Reason("selection_failed", args))


def _follow(scope: object, steps: tuple[str, ...]) -> object:
    """A chain of names, which most paths are, without the interpreter of the language."""
    for step in steps:
        if not isinstance(scope, dict):
            return None
        scope = scope.get(step)
    return scope


@cache
def _interpreter():
    class Interpreter(jmespath.visitor.TreeInterpreter):
        """JMESPath, but for projections, which keep their nulls, and numbers, which are finite."""

        def visit_function_expression(self, node: dict, value: object) -> object:
            found = super().visit_function_expression(node, value)
            too_large = isinstance(found, (int, float)) and not abs(found) <= sys.float_info.max
            return None if too_large else found

        def visit_projection(self, node: dict, value: object) -> list | None:
            base, each = node["children"]
            found = self.visit(base, value)
            return [self.visit(each, member) for member in found] if isinstance(found, list) else None

        def visit_value_projection(self, node: dict, value: object) -> list | None:
            base, each = node["children"]
            found = self.visit(base, value)
            return [self.visit(each, member) for member in found.values()] if isinstance(found, dict) else None

    return Interpreter()


def _compile(written: str, expression: str) -> dict:
    try:
        parsed = jmespath.compile(expression).parsed
        _refuse_logic(written, parsed)
    except (jmespath.exceptions.JMESPathError, ValueError) as error:
        raise ProfileError(f"{written!r} is not a JMESPath: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise ProfileError(f"{written[:40]!r}… is nested too deeply") from error
    return parsed


def _refuse_logic(written: str, node: dict) -> None:
    kind, children = node["type"], node.get("children", ())
    if kind in _REFUSED:
        raise ProfileError(
            f"{written!r} compares or combines; a path only selects, since JMESPath finds two nulls equal. "
            "Put the comparison into expect, when or where."
        )
    if kind == "literal":
        raise ProfileError(f"{written!r} has a literal in it; a path only selects what the device says")
    if kind == "slice" and children[2] == 0:
        raise ProfileError(f"{written!r} takes a slice in steps of 0")
    if kind == "expref":
        raise ProfileError(f"{written!r} has & elsewhere than in a call of a function")
    if kind == "function_expression":
        _check_call(written, node["value"], len(children))
        children = [child["children"][0] if child["type"] == "expref" else child for child in children]
    for child in children:
        if isinstance(child, dict):
            _refuse_logic(written, child)


def _check_call(written: str, name: str, given: int) -> None:
    """JMESPath itself would complain of a wrong call only on a device."""
    if name not in FUNCTIONS:
        known = ", ".join(FUNCTIONS)
        raise ProfileError(f"{written!r} calls {name}(){nearest(name, FUNCTIONS)}; a path can call {known}")
    wanted = len(jmespath.functions.Functions.FUNCTION_TABLE[name]["signature"])
    if given != wanted:
        raise ProfileError(f"{written!r} gives {name}() {counted(given, 'argument')}, and it takes {wanted}")
