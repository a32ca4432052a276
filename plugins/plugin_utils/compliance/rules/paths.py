# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of a rule: one that leads to no fact is a mistake of the profile, not of a device."""

from __future__ import annotations

from collections.abc import Sequence

from ...common.errors import ProfileError
from ...common.words import nearest
from ..facts.known_facts import ANY, known_facts
from .rule import Rule
from .selection import Path


def check_paths(rule: Rule) -> None:
    """Raise ``ProfileError`` for a plain path of a rule that leads to no fact."""
    scopes: list[object] = [known_facts()]
    for condition in rule.when:
        _follow(condition.path, scopes)
    for path in rule.each:
        scopes = [*scopes, _element(_follow(path, scopes))]
    own = filter(None, [rule.value, rule.label, rule.uncertainty, rule.against, rule.optimistic, rule.at_best])
    for path in (*own, *rule.weighing.paths(), *(condition.path for condition in rule.where)):
        _follow(path, scopes)
    if rule.changed is not None:
        record = scopes[-1] if rule.value.expression == "@" else _follow(rule.value, scopes)
        for name in rule.changed.members:
            _follow(Path(name), [record])


def _element(members: object) -> object:
    if isinstance(members, list):
        return members[0] if members else ANY
    return members.get("*", ANY) if isinstance(members, dict) else ANY


def _follow(path: Path, scopes: Sequence[object]) -> object:
    if path.up >= len(scopes) or path.steps is None:
        return scopes[-1] if not path.expression and path.up == 0 else ANY
    found = scopes[0] if path.from_root else scopes[-1 - path.up]
    for step in path.steps:
        if not isinstance(found, dict) or "*" in found:
            return ANY
        if step not in found:
            raise ProfileError(f"{path.written} leads to no fact: there is no {step!r}{nearest(step, found)}")
        found = found[step]
    return found
