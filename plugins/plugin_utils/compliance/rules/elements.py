# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elements: the members of lists that a rule judges one by one, each with a label."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from ..facts.provenance import is_computed, origins
from ..facts.quantity import value_at
from ..findings.results import Reason
from ..findings.wording import shown
from .conditions import Condition, Unmet, unmet
from .device import Device
from .expectations import Context
from .selection import Path

_NAMES = ("id", "alias", "name")
"""What an element is called by where the rule has no label for it."""

_KNOWN = 64
"""For so many lists the members in question are remembered."""


class Element(NamedTuple):
    """The scopes from the root down to an element and its label; ``unmet`` where there is nothing to judge."""

    scopes: tuple[object, ...]
    label: str | None
    unmet: Unmet | None = None


@dataclass(frozen=True)
class Each:
    """The paths of ``each``, one below the other, with the conditions and the label of the innermost."""

    paths: tuple[Path, ...]
    facts: tuple[str, ...]
    where: tuple[Condition, ...]
    label: Path | None

    def elements(self, device: Device, params: Mapping[str, object]) -> list[Element]:
        """Return at least one element; where there is none to judge, one that says why."""
        root = Element((device.root,), None)
        found = list(self._walk(device, params, root, 0))
        kept = [element for element in found if element is not None]
        if kept:
            return _with_unique_labels(kept)
        code = "none_selected" if found else "list_empty"
        why = Reason(code, {"list": self.paths[-1].written})
        return [root._replace(unmet=Unmet("not_applicable", why))]

    def _walk(
        self, device: Device, params: Mapping[str, object], outer: Element, depth: int
    ) -> Iterator[Element | None]:
        """Yield the elements below ``outer``; ``None`` for one that the rule is not for."""
        found, problem = self.paths[depth].select(outer.scopes)
        fact = self.facts[depth]
        hidden = device.why_unavailable(fact)
        partial = hidden not in (None, "unsupported") and not _independent(device, fact, found)
        if partial or not isinstance(found, (list, dict)):
            yield outer._replace(unmet=Unmet("unknown", problem or _why_no_list(fact, hidden)))
            return
        last = depth + 1 == len(self.paths)
        keys, members = _members(found)
        kept = self._candidates(device, found) if last else range(len(members))
        if len(kept) < len(members):
            yield None
        for position in kept:
            scopes = (*outer.scopes, members[position])
            label = self._label(scopes, keys[position] if keys else None, position + 1, last)
            inner = Element(scopes, label if outer.label is None else f"{outer.label}/{label}")
            if last:
                yield self._judgeable(inner, Context(scopes, params, device.now))
            else:
                yield from self._walk(device, params, inner, depth + 1)

    def _judgeable(self, element: Element, context: Context) -> Element | None:
        blocked = unmet(self.where, context, explain=False) if self.where else None
        if blocked is None:
            return element
        return None if blocked.status == "not_applicable" else element._replace(unmet=blocked)

    @cached_property
    def _quick(self) -> tuple[Condition, ...]:
        """The conditions of ``where`` that a name of the element decides alone."""
        return tuple(one for one in self.where if one.own_name)

    def _candidates(self, device: Device, found: list | dict) -> Sequence[int]:
        """Return the positions of the members for which none of these is false."""
        if not self._quick:
            return range(len(found))
        return self._not_ruled_out(*(device.column(found, one.own_name or "") for one in self._quick))

    @cached_property
    def _not_ruled_out(self) -> Callable[..., Sequence[int]]:
        """The same by the values under their names; remembered, because devices of a kind have the same events."""

        def positions(*columns: tuple[str | bool | None, ...]) -> Sequence[int]:
            refused = [
                {value for value in set(column) if one.of_value(value) is False}
                for one, column in zip(self._quick, columns, strict=True)
            ]
            return [
                position
                for position, values in enumerate(zip(*columns, strict=True))
                if not any(value in against for value, against in zip(values, refused, strict=True))
            ]

        return lru_cache(maxsize=_KNOWN)(positions)

    def _label(self, scopes: tuple[object, ...], key: str | None, position: int, last: bool) -> str:
        if key is not None:
            return key
        own = scopes[-1]
        label = self.label.select(scopes).value if self.label is not None and last else None
        if label is None and isinstance(own, dict):
            label = next((own[name] for name in _NAMES if own.get(name) is not None), None)
        return str(position) if label in (None, "") else shown(label)


def _independent(device: Device, fact: str, found: object) -> bool:
    """Whether a computed list is empty for another reason than what it is computed from, which is not there at all."""
    made_of = origins(fact) if is_computed(fact) else ()
    return found == [] and bool(made_of) and all(value_at(device.root, one) is None for one in made_of)


def _why_no_list(fact: str, hidden: str | None) -> Reason:
    if hidden:
        return Reason("list_unavailable", {"fact": fact, "why": hidden})
    return Reason("list_not_reported", {"fact": fact})


def _members(found: list | dict) -> tuple[Sequence[str] | None, Sequence[object]]:
    """Return the keys of a mapping, ``None`` of a list, and the members."""
    return (list(found), list(found.values())) if isinstance(found, dict) else (None, found)


def _with_unique_labels(elements: list[Element]) -> list[Element]:
    """Make a second ``a`` ``a#2``."""
    taken: set[str | None] = set()
    found = []
    for element in elements:
        label, number = element.label, 1
        while label in taken:
            number += 1
            label = f"{element.label}#{number}"
        taken.add(label)
        found.append(element if label == element.label else element._replace(label=label))
    return found
