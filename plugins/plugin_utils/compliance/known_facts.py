# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which facts there are: a path of a rule that leads to none is a mistake of the profile, not of a device."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ...module_utils.shapes import DEVICE, FACETS
from .derive import derive
from .errors import ProfileError
from .ptp_plan import judged
from .rules import Rule
from .selection import Path
from .wire import example as wire_example
from .words import nearest

_ANY = None
"""What is below is not known here, so any name is taken."""


@cache
def known_facts() -> dict:
    """One example of everything that a rule can refer to, each value null."""
    facts = {name: _example(shape) for name, shape in FACETS.items()}
    root = {"device": _example(DEVICE), "http": _ANY, "gathered_at": _ANY, "unavailable": _ANY, **facts}
    return {**root, "derived": derive(root, {}), "ptp_judged": judged(root, [], ""), "wire": wire_example()}


def _example(shape: object) -> object:
    if isinstance(shape, list):
        return [_example(shape[0])]
    if isinstance(shape, dict):
        return {name.rstrip("?"): _example(member) for name, member in shape.items()}
    return _ANY


def check_paths(rule: Rule) -> None:
    """Raise ``ProfileError`` for a plain path of a rule that leads to no fact."""
    scopes: list[object] = [known_facts()]
    for condition in rule.when:
        _follow(condition.path, scopes)
    for path in rule.each:
        scopes = [*scopes, _element(_follow(path, scopes))]
    for path in (rule.value, *filter(None, [rule.label]), *(condition.path for condition in rule.where)):
        _follow(path, scopes)


def _element(members: object) -> object:
    if isinstance(members, list):
        return members[0] if members else _ANY
    return members.get("*", _ANY) if isinstance(members, dict) else _ANY


def _follow(path: Path, scopes: Sequence[object]) -> object:
    if path.up >= len(scopes) or path.steps is None:
        return scopes[-1] if not path.expression and path.up == 0 else _ANY
    found = scopes[0] if path.from_root else scopes[-1 - path.up]
    for step in path.steps:
        if not isinstance(found, dict) or "*" in found:
            return _ANY
        if step not in found:
            raise ProfileError(f"{path.written} leads to no fact: there is no {step!r}{nearest(step, found)}")
        found = found[step]
    return found
