# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the paths of a rule lead anywhere, by the shape of the facts alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import jmespath

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.rule import Rule
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.selection import Path

ANY = object()
"""A shape of which nothing is known."""


def shape_of(*values: object) -> object:
    """The shape that some values have together."""
    told = [value for value in values if value is not None]
    if told and all(isinstance(value, dict) for value in told):
        names = dict.fromkeys(name for value in told for name in value)
        return {name: shape_of(*(value.get(name) for value in told)) for name in names}
    if told and all(isinstance(value, list) for value in told):
        return [shape_of(*(element for value in told for element in value))]
    return type(told[0]) if told else ANY


def dead_ends(rule: Rule, root: object) -> list[str]:
    """The paths of a rule that lead nowhere in the shape ``root``."""
    found: list[str] = []
    scopes = [root]
    _check(rule.when, scopes, found)
    for path in rule.each:
        members = _follow(path, scopes, found)
        scopes = [*scopes, _element(members, path, found)]
    for part in (rule.where, rule.label, rule.value, rule.expect):
        _check(part, scopes, found)
    return found


def _check(part: object, scopes: Sequence[object], found: list[str]) -> None:
    for path in _paths_in(part):
        _follow(path, scopes, found)


def _paths_in(part: object) -> Iterator[Path]:
    """Every path in a compiled part of a rule, operands included."""
    if isinstance(part, Path):
        yield part
    elif isinstance(part, (list, tuple)):
        for member in part:
            yield from _paths_in(member)
    elif type(part).__module__.startswith(Rule.__module__.rpartition(".")[0]):
        yield from _paths_in(list(vars(part).values()))


def _element(members: object, path: Path, found: list[str]) -> object:
    if isinstance(members, list):
        return members[0]
    if isinstance(members, dict) and "*" in members:
        return members["*"]
    if members is not ANY:
        found.append(f"{path.written} has no members")
    return ANY


def _follow(path: Path, scopes: Sequence[object], found: list[str]) -> object:
    scope = scopes[0] if path.from_root else scopes[-1 - path.up]
    try:
        return _visit(jmespath.compile(path.expression).parsed, scope) if path.expression else scope
    except KeyError as error:
        found.append(f"{path.written}: there is no {error.args[0]}")
        return ANY


def _visit(node: dict, shape: object) -> object:
    if shape is ANY or node["type"] in ("identity", "current"):
        return shape
    if node["type"] == "field":
        return _member(shape, node["value"])
    if node["type"] in ("subexpression", "pipe"):
        for child in node["children"]:
            shape = _visit(child, shape)
        return shape
    if node["type"] == "function_expression":
        for child in node["children"]:
            _visit(child, shape)
        return float
    raise AssertionError(f"{node['type']}: teach this walk that part of JMESPath")


def _member(shape: object, name: str) -> object:
    members = {key.rstrip("?"): member for key, member in shape.items()} if isinstance(shape, dict) else {}
    if name not in members:
        raise KeyError(name)
    return members[name]
