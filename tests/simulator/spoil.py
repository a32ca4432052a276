# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Good answers made wrong: not a number, a huge one, bytes that are not UTF-8, another type, nothing."""

from __future__ import annotations

import json
import random
from typing import Any

from .faults import Fault
from .names import DescriptionError


def change(tree: Any, place: str, value: Any, drop: bool = False) -> Any:
    """Set or drop the value at a dotted place such as ``data.chassis0.slots.0.module``, which must be there."""
    *way, last = (int(step) if step.lstrip("-").isdigit() else step for step in place.split("."))
    target = tree
    try:
        for step in way:
            target = target[step]
        if not isinstance(target, (dict, list)):
            raise TypeError
        _there = target[last]  # what is set must be there, too
        if drop:
            del target[last]
        else:
            target[last] = value
    except (KeyError, IndexError, TypeError) as err:
        raise DescriptionError(f"no place {place!r} in the answer") from err
    return tree


def leaves(tree: Any, place: str = "") -> list[tuple[str, Any]]:
    """All values that are neither objects nor lists, with their places."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else None
    if pairs is None:
        return [(place, tree)]
    return [leaf for key, value in pairs for leaf in leaves(value, f"{place}.{key}" if place else str(key))]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _retype(tree: Any, draw: random.Random) -> Any:
    if isinstance(tree, dict) and tree:
        return {key: _retype(value, draw) for key, value in tree.items()}
    if isinstance(tree, list) and tree:
        return [_retype(value, draw) for value in tree]
    others: list[Any] = [True, 17.5, "other", [1, "two", None], {"three": 3}, None]
    return draw.choice([other for other in others if type(other) is not type(tree)])


def spoil(fault: Fault, body: bytes, seed: str) -> bytes:
    """The good answer with wrong content: not a number, a huge one, no UTF-8, another type, nothing."""
    tree = json.loads(body)
    place, name = fault.parameter("at"), fault.name
    if name == "wrong_types":
        return json.dumps(_retype(tree, random.Random(f"wrong_types:{seed}"))).encode()
    if name == "wrong_type":
        return json.dumps(change(tree, place, fault.parameter("value"))).encode()
    if name == "missing":
        return json.dumps(change(tree, place, None, drop=True)).encode()
    fits = _is_number if name in ("nan", "huge_number") else _is_text
    places = [place] if place else [at for at, value in leaves(tree) if fits(value)]
    mark = "@@spoiled@@"
    for at in places if name == "nan" else places[:1]:
        change(tree, at, float("nan") if name == "nan" else mark)
    replacement = b"9" * int(fault.parameter("digits") or 1) if name == "huge_number" else b'"\xff\xfe\xc3("'
    return json.dumps(tree).encode().replace(f'"{mark}"'.encode(), replacement)


def can_spoil(fault: Fault, body: bytes) -> bool:
    """Whether the place that the fault names is in this answer."""
    try:
        spoil(fault, body, "")
    except DescriptionError:
        return False
    return True
