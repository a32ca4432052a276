# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random damage to decoded answers, always the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

_DEEP: Any = []
for _time in range(50):
    _DEEP = [_DEEP]

# Only what the decoder lets through: of numbers, none that no int or Decimal of sane size can hold.
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 255, 65536, 10**39, -(10**39), 2**64, 2**64 + 1,
    Decimal("0.0"), Decimal("-0.0"), Decimal("0.1"), Decimal("1E+30"), Decimal("-1E-30"), Decimal("1.5E+19"),
    "", " ", "-", "N/A", " n/a ", "never", "unknown", "Unknown ", "none", "0", "-1", "1.50", " 7 ", "+7", "1e99",
    "NaN", "Infinity", "-Infinity", "9" * 5000, "-" + "9" * 5000, "0x" + "f" * 16, "0x" + "f" * 5000, "0x", "0xzz",
    "-Hz", "e Hz", "10 MHz", "9e99 s", "-9e99 s", "1e-99 ns", "1.4 us", "1.4 parsec", "less-than-", "less-than-1e99s",
    "2026-13-45T99:99:99", "2026-02-30", "0000-00-00", "2016-12-31T23:59:60Z", "202602300000",
    "11111111 [377]", "00000000", "11111112", "999", "00:00:00:00:00:00", "00-00-00-00-00-00-00-00", "46.9", "46.9, x",
    "0.1 0.2 x 1/2 3", "0.1 0.2 0.3 x/y 3", "1 kB total memory, 2 kB free", "Lat.: Lon.: Alt.:", "accurateToGT10s",
    "accurateTo0ns", "\x00\x1b[31m", "<b>", "{{ 1 }}", "Ⅷ", "٣", "ｆ", "İ", "日本", "\ufffd", "a" * 10_000, "_", "is_",
    [], [[]], [None], [True, "x"], {}, {"": None}, {"": {}}, {"*": 1}, {"object-id": {}}, {"data": []}, _DEEP,
)  # fmt: skip


class Mutation(NamedTuple):
    """One change: what is done, where, and the answers with it."""

    kind: str
    place: tuple[str | int, ...]
    answers: Any

    @property
    def name(self) -> str:
        """The place as text, ``*`` for any position of a list."""
        return "/".join("*" if isinstance(step, int) else step for step in self.place)


def places(tree: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a tree."""
    members = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, member in members:
        yield (*above, step)
        yield from places(member, (*above, step))


def at(tree: Any, place: tuple[str | int, ...]) -> Any:
    """What stands at a place."""
    for step in place:
        tree = tree[step]
    return tree


def replaced(tree: Any, place: tuple[str | int, ...], value: Any) -> Any:
    """A copy of ``tree`` with another value at a place; all that is not on the way there is shared."""
    if not place:
        return value
    copied = tree.copy()
    copied[place[0]] = replaced(tree[place[0]], place[1:], value)
    return copied


def removed(tree: Any, place: tuple[str | int, ...]) -> Any:
    """A copy of ``tree`` without what stands at a place."""
    holder = at(tree, place[:-1]).copy()
    del holder[place[-1]]
    return replaced(tree, place[:-1], holder)


def mutations(answers: Any, seed: str, count: int) -> Iterator[Mutation]:
    """``count`` mutations of the answers, one at a time."""
    draw = random.Random(seed)
    everywhere = list(places(answers))
    for _time in range(count):
        place = draw.choice(everywhere)
        kind = draw.choice(("drop", "drop", "null", "null", "retype", "retype", "nest", "truncate", "swap", "repeat"))
        if kind == "drop":
            yield Mutation(kind, place, removed(answers, place))
        else:
            value = at(answers, place)
            yield Mutation(kind, place, replaced(answers, place, _changed(kind, value, answers, everywhere, draw)))


def _changed(kind: str, value: Any, answers: Any, everywhere: list, draw: random.Random) -> Any:
    if kind == "null":
        return None
    if kind == "retype":
        return draw.choice(STRANGE)
    if kind == "nest":
        return draw.choice(([value], {"value": value}, [[value]], {"data": {"data": value}}))
    if kind == "swap":
        return at(answers, draw.choice(everywhere))
    if kind == "repeat":
        return [value, value] if not isinstance(value, (list, str)) else value * 3
    return _truncated(value, draw)


def _truncated(value: Any, draw: random.Random) -> Any:
    if isinstance(value, (str, list)):
        return value[: draw.randrange(len(value) + 1)]
    if isinstance(value, dict):
        return {name: member for name, member in value.items() if draw.random() < 0.5}
    return str(value)[: draw.randrange(4)]
