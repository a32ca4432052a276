# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule against one device: results with evidence, and never a pass for what the device did not say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from ...common.errors import ProfileError
from ..findings import remedies
from ..findings.results import record
from .device import Device, fact_path
from .expectations import Context, Expectation, shown
from .selection import Path

_UNITS = {
    "ns": "ns", "ms": "ms", "s": "s", "bytes": "bytes", "mbps": "Mbit/s", "hz": "Hz", "celsius": "°C",
    "percent": "%", "ppm": "ppm", "m": "m", "deg": "°", "w": "W", "days": "days", "hours": "h",
}  # fmt: skip


_NAMES = ("id", "alias", "name")
"""What an element is called by where the rule has no label for it."""

_KNOWN = 64
"""Of so many lists a rule remembers which members it is for."""

Unmet = tuple[str, str, Path | None]
"""What an element's result is because of a condition: its status, why, and the path that says nothing."""


@dataclass(frozen=True)
class Condition:
    """One of ``when`` or ``where``."""

    path: Path
    expect: Expectation

    @classmethod
    def compile(cls, written: Mapping) -> Condition:
        """From a profile's ``{value, operator: operand}``."""
        return cls(Path(written["value"]), Expectation(written))

    @cached_property
    def own_name(self) -> str | None:
        """The name in the element itself that alone decides; ``None`` where the condition looks further."""
        path = self.path
        alone = path.steps and len(path.steps) == 1 and not path.from_root and not path.up and self.expect.constant
        return path.steps[0] if alone else None


class Element(NamedTuple):
    """What a rule judges: the scopes down to it and its label; or why there is nothing to judge, and what lacks."""

    scopes: tuple[object, ...]
    label: str | None
    status: str | None = None
    message: str = ""
    lacking: Path | None = None


@dataclass(frozen=True)
class Rule:
    """A rule of a profile, compiled."""

    id: str
    profile: str
    title: str
    severity: str
    basis: str
    source: str
    remedy: str
    when: tuple[Condition, ...]
    each: tuple[Path, ...]
    where: tuple[Condition, ...]
    label: Path | None
    value: Path
    expect: Expectation
    missing: str
    upper_bound: bool
    causes: tuple[str, ...]
    params: frozenset[str]

    @cached_property
    def fact(self) -> str:
        """The fact that it judges, without positions."""
        return fact_path((self.value,) if self.value.from_root else (*self.each, self.value))

    @cached_property
    def each_facts(self) -> tuple[str, ...]:
        """The facts that hold its elements, from the outermost."""
        return tuple(fact_path(self.each[: depth + 1]) for depth in range(len(self.each)))

    @cached_property
    def unit(self) -> str | None:
        """The unit, by the fact's name."""
        _name, underscore, last = self.value.expression.rpartition("_")
        return _UNITS.get(last) if underscore else None

    @property
    def on_wire(self) -> bool:
        """Whether it judges what probes found."""
        return self.fact.startswith("wire.")

    @property
    def key(self) -> str:
        """``profile:rule``."""
        return f"{self.profile}:{self.id}"

    @classmethod
    def compile(cls, written: Mapping, profile: str) -> Rule:
        """From a profile's rule that keeps to the schema; raises ``ProfileError``."""
        each = written.get("each", [])
        when, where = (tuple(map(Condition.compile, written.get(key, ()))) for key in ("when", "where"))
        rule = cls(
            id=written["id"],
            profile=profile,
            title=written["title"],
            severity=written["severity"],
            basis=written["basis"],
            source=written["source"],
            remedy=" ".join(written["remedy"].split()),
            when=when,
            each=tuple(map(Path, [each] if isinstance(each, str) else each)),
            where=where,
            label=Path(written["label"]) if "label" in written else None,
            value=Path(written["value"]),
            expect=Expectation(written["expect"]),
            missing=written.get("missing", "unknown"),
            upper_bound=written.get("bound") == "upper",
            causes=tuple(cause if ":" in cause else f"{profile}:{cause}" for cause in written.get("caused_by", ())),
            params=frozenset().union(
                Expectation(written["expect"]).params(), *(one.expect.params() for one in (*when, *where))
            ),
        )
        rule._refuse_one_sided_offset()
        return rule

    def _refuse_one_sided_offset(self) -> None:
        compared = [(one.path, one.expect) for one in (*self.when, *self.where)]
        for path, expect in ((self.value, self.expect), *compared):
            one_sided = len({"min", "max"} & expect.names()) == 1
            if one_sided and "offset" in path.expression.rpartition(".")[2]:
                raise ProfileError(f"{path.written} is an offset; it wants abs_max or between, not min or max alone")

    def evaluate(self, device: Device, params: Mapping[str, object]) -> list[dict]:
        """The results of this rule on a device; at least one."""
        unset = [name for name in sorted(self.params) if params.get(name) is None]
        if unset:
            text = f"the parameter {', '.join(unset)} has no value"
            return [self._result(device, Element((device.root,), None, "not_applicable", text))]
        results = []
        for element in self._elements(device, params):
            context = Context(element.scopes, params, device.now)
            results.append(self._result(device, element) if element.status else self._judge(device, element, context))
        return results

    def _elements(self, device: Device, params: Mapping[str, object]) -> Iterator[Element]:
        root = (device.root,)
        blocked = _unmet(self.when, Context(root, params, device.now))
        if blocked is not None:
            yield Element(root, None, *blocked)
            return
        if not self.each:
            yield Element(root, None)
            return
        found = list(self._walk(device, params, Element(root, None), 0))
        kept = [element for element in found if element is not None]
        yield from _told_apart(kept) or [Element(root, None, "not_applicable", self._nothing(found))]

    def _nothing(self, found: list) -> str:
        what = self.each[-1].written
        return f"{what} has none that the rule is for" if found else f"{what} is empty"

    def _walk(
        self, device: Device, params: Mapping[str, object], outer: Element, depth: int
    ) -> Iterator[Element | None]:
        """The elements of the paths of ``each``, one below the other; ``None`` for one that the rule is not for."""
        found, problem = self.each[depth].select(outer.scopes)
        fact = self.each_facts[depth]
        hidden = device.why_unavailable(fact)
        if not isinstance(found, (list, dict)) or (hidden not in (None, "unsupported")):
            said = problem or (f"{fact} could not be read ({hidden})" if hidden else f"the device does not say {fact}")
            yield Element(outer.scopes, outer.label, "unknown", said)
            return
        last = depth + 1 == len(self.each)
        keys, members = _members(found)
        kept = self._candidates(device, found) if last else range(len(members))
        if len(kept) < len(members):
            yield None
        for position in kept:
            key, member = keys and keys[position], members[position]
            scopes = (*outer.scopes, member)
            blocked = self._blocked(Context(scopes, params, device.now)) if last else None
            if blocked is not None and blocked[0] == "not_applicable":
                yield None
                continue
            label = self._label(scopes, key, position + 1, last)
            full = label if outer.label is None else f"{outer.label}/{label}"
            if last:
                yield Element(scopes, full, *(blocked or ()))
            else:
                yield from self._walk(device, params, Element(scopes, full), depth + 1)

    @cached_property
    def _quick(self) -> tuple[Condition, ...]:
        """The conditions of ``where`` that a name of the element decides alone."""
        return tuple(one for one in self.where if one.own_name)

    def _candidates(self, device: Device, found: list | dict) -> Sequence[int]:
        """The positions of the members for which none of these is false."""
        if not self._quick:
            return range(len(found))
        return self._not_ruled_out(*(device.column(found, one.own_name) for one in self._quick))

    @cached_property
    def _not_ruled_out(self) -> Callable[..., Sequence[int]]:
        """The same by what stands under their names; remembered, since devices of a kind have the same events."""

        def positions(*columns: tuple[str | bool | None, ...]) -> Sequence[int]:
            refused = [
                {value for value in set(column) if one.expect.of_value(value) is False}
                for one, column in zip(self._quick, columns, strict=True)
            ]
            return [
                position
                for position, values in enumerate(zip(*columns, strict=True))
                if not any(value in against for value, against in zip(values, refused, strict=True))
            ]

        return lru_cache(maxsize=_KNOWN)(positions)

    def _blocked(self, context: Context) -> Unmet | None:
        """Why an element can't be judged; ``None`` where it can."""
        return _unmet(self.where, context, tell=False) if self.where else None

    def _label(self, scopes: tuple[object, ...], key: str | None, position: int, last: bool) -> str:
        if key is not None:
            return key
        said = self.label.select(scopes).value if self.label is not None and last else None
        if said is None and isinstance(scopes[-1], dict):
            said = next((scopes[-1][name] for name in _NAMES if scopes[-1].get(name) is not None), None)
        return str(position) if said in (None, "") else shown(said)

    def _judge(self, device: Device, element: Element, context: Context) -> dict:
        actual, problem = self.value.select(element.scopes)
        truth = self.expect.truth(actual, context)
        if truth is None:
            nothing = "it does not say" if actual is None else f"it is {shown(actual)}, which tells nothing here"
            said = problem or nothing
            status = self.missing if problem is None else "unknown"
        elif not truth and self.upper_bound:
            status, said = "unknown", f"it claims only < {shown(actual)}"
        else:
            status, said = ("pass" if truth else "fail"), f"it is {shown(actual)}"
        return self._result(device, element, status, actual, self.expect.in_words(context), said)

    def _result(
        self, device: Device, element: Element, status: str = "", actual: object = None, expected: str | None = None,
        said: str = "",
    ) -> dict:  # fmt: skip
        status = status or element.status or "unknown"
        message = element.message or _message(self.fact, said, expected, self.unit)
        needed = self.fact
        if element.lacking is not None:
            needed = fact_path((*self.each[: len(element.scopes) - 1], element.lacking))
        offered, remedy = None, self.remedy
        if status == "unknown":
            offered = actual is not None or device.offers(needed)
            if actual is None or not self.upper_bound:
                remedy = remedies.of_unknown(device.why_unavailable(needed), actual is not None, offered)
        return record(
            host=device.host,
            profile=self.profile,
            rule=self.id,
            element=element.label,
            severity=self.severity,
            status=status,
            title=self.title,
            actual=actual,
            expected=expected,
            unit=self.unit,
            path=self.fact,
            basis=self.basis,
            tier=device.tier(self.fact),
            message=f"{element.label}: {message}" if element.label else message,
            offered=offered,
            source=self.source,
            remedy=remedy,
        )


def _told_apart(elements: list[Element]) -> list[Element]:
    """The elements, each with a label of its own: a second ``a`` becomes ``a#2``."""
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


def _unmet(conditions: tuple[Condition, ...], context: Context, tell: bool = True) -> Unmet | None:
    """``None`` where all hold, else the status that follows, and why; a false one outranks an unknown one.

    With ``tell`` off no words are made for a false one, whose element is left out without a word.
    """
    unknown = None
    for condition in conditions:
        actual, problem = condition.path.select(context.scopes)
        truth = condition.expect.truth(actual, context)
        if truth is False:
            if not tell:
                return "not_applicable", "", None
            said = f"{condition.path.written} is {shown(actual)}"
            return "not_applicable", f"{said}, and the rule is for {condition.expect.in_words(context)}", None
        if truth is None:
            said = problem or f"the device does not say {condition.path.written}, which the rule depends on"
            unknown = unknown or ("unknown", said, condition.path if actual is None else None)
    return unknown


def _members(found: list | dict) -> tuple[Sequence[str] | None, Sequence[object]]:
    """The keys of a mapping, ``None`` of a list, and the members."""
    return (list(found), list(found.values())) if isinstance(found, dict) else (None, found)


def _message(fact: str, said: str, expected: str | None, unit: str | None) -> str:
    behind = f" {unit}" if unit else ""
    figure = said + (behind if said.startswith(("it is ", "it claims")) and not said.endswith("nothing") else "")
    return f"{fact}: {figure}" + (f", expected {expected}{behind}" if expected is not None else "")
