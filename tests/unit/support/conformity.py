# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether facts have the shape that is promised."""

from __future__ import annotations

import math


def misfits(shape: object, facts: object, place: str) -> list[str]:
    """Each place where ``facts`` differ from ``shape``: a name too many or too few, a value of another type."""
    found: list[str] = []
    _compare(shape, facts, (place,), found)
    return found


def fits(kind: type, value: object) -> bool:
    """Whether a value is of a shape's type, plain, and one that JSON can hold."""
    if kind is list:
        return isinstance(value, list)
    if kind is float:
        return value.__class__ is int or (value.__class__ is float and math.isfinite(value))
    return value.__class__ is kind


def _compare(shape: object, facts: object, place: tuple[str, ...], found: list[str]) -> None:
    if isinstance(shape, list):
        if isinstance(facts, list):
            for element in facts:
                _compare(shape[0], element, (*place, "*"), found)
        elif facts is not None:
            found.append(f"{'.'.join(place)}: {type(facts).__name__}, not a list")
    elif isinstance(shape, dict):
        _compare_record(shape, facts, place, found)
    elif facts is not None and not fits(shape, facts):
        found.append(f"{'.'.join(place)}: {facts!r:.80} is not {shape.__name__}")


def _compare_record(shape: dict, facts: object, place: tuple[str, ...], found: list[str]) -> None:
    if not isinstance(facts, dict):
        found.append(f"{'.'.join(place)}: {type(facts).__name__}, not an object")
        return
    members = dict.fromkeys(facts, (shape["*"], False)) if "*" in shape else _members(shape)
    if facts.keys() != members.keys():
        found.append(f"{'.'.join(place)}: {sorted(facts.keys() ^ members.keys())} too many or too few")
    for name, (member, may_be_null) in members.items():
        fact = facts.get(name)
        if fact is not None or not (may_be_null or isinstance(member, type)):
            _compare(member, fact, (*place, name), found)


def _members(shape: dict) -> dict[str, tuple[object, bool]]:
    """A shape's names, each with its own shape and whether it may be null as a whole."""
    known = _KNOWN.get(id(shape))
    if known is None:
        known = {key.rstrip("?"): (member, key.endswith("?")) for key, member in shape.items()}
        _KNOWN[id(shape)] = known
    return known


_KNOWN: dict[int, dict[str, tuple[object, bool]]] = {}
