# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule against one device: results with evidence, and never a pass for a fact that is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ...common.errors import ProfileError
from ..findings import remedies
from ..findings.limits import Limit
from ..findings.results import COMPARED, Reason, Result
from .conditions import Condition, Unmet, unmet
from .device import Device, fact_path
from .elements import Each, Element
from .expectations import Context, Expectation
from .selection import Path

_UNITS = {
    "ns": "ns", "ms": "ms", "s": "s", "bytes": "bytes", "mbps": "Mbit/s", "hz": "Hz", "celsius": "°C",
    "percent": "%", "ppm": "ppm", "m": "m", "deg": "°", "w": "W", "days": "days", "hours": "h",
}  # fmt: skip


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

    def evaluate(self, device: Device, params: Mapping[str, object]) -> list[Result]:
        """Return the results of this rule on a device; at least one."""
        return [
            self._result(device, element, element.unmet.status, element.unmet.reason)
            if element.unmet
            else self._judge(device, element, Context(element.scopes, params, device.now))
            for element in self._elements(device, params)
        ]

    def _elements(self, device: Device, params: Mapping[str, object]) -> Iterable[Element]:
        root = Element((device.root,), None)
        unset = [name for name in sorted(self.params) if params.get(name) is None]
        if unset:
            return [root._replace(unmet=Unmet("not_applicable", Reason("parameter_unset", {"names": unset})))]
        blocked = unmet(self.when, Context(root.scopes, params, device.now))
        if blocked is not None:
            return [root._replace(unmet=blocked)]
        return self._each.elements(device, params) if self.each else [root]

    @cached_property
    def _each(self) -> Each:
        return Each(self.each, self.each_facts, self.where, self.label)

    def _judge(self, device: Device, element: Element, context: Context) -> Result:
        actual, problem = self.value.select(element.scopes)
        truth = self.expect.truth(actual, context)
        status, reason = self._outcome(actual, truth, problem)
        return self._result(device, element, status, reason, actual, self.expect.limit(context))

    def _outcome(self, actual: object, truth: bool | None, problem: Reason | None) -> tuple[str, Reason]:
        if truth is None and problem is not None:
            return "unknown", Reason("not_selectable", problem.args)
        if truth is None:
            return self.missing, Reason("not_reported" if actual is None else "not_comparable")
        if not truth and self.upper_bound:
            return "unknown", Reason("claimed_bound")
        return ("pass" if truth else "fail"), COMPARED

    def _result(
        self, device: Device, element: Element, status: str, reason: Reason, actual: object = None,
        limit: Limit | None = None,
    ) -> Result:  # fmt: skip
        offered, remedy = None, self.remedy
        if status == "unknown":
            needed = self._needed(element)
            offered = actual is not None or device.offers(needed)
            if reason.code != "claimed_bound":
                remedy = remedies.of_unknown(reason, device.why_unavailable(needed), offered)
        return Result(
            host=device.host,
            profile=self.profile,
            rule=self.id,
            element=element.label,
            severity=self.severity,
            status=status,
            title=self.title,
            path=self.fact,
            basis=self.basis,
            source=self.source,
            remedy=remedy,
            reason=reason,
            actual=actual,
            limit=limit,
            unit=self.unit,
            tier=device.tier(self.fact),
            offered=offered,
        )

    def _needed(self, element: Element) -> str:
        """Return the fact without which an unknown result can't be known."""
        if element.unmet is None or element.unmet.missing is None:
            return self.fact
        return fact_path((*self.each[: len(element.scopes) - 1], element.unmet.missing))
