# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule against one device: results with evidence, and never a pass for a fact that is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from sys import intern

from ...common.errors import ProfileError
from ...common.values import is_number
from ..findings import remedies
from ..findings.limits import Limit
from ..findings.results import BAD, COMPARED, NO_BASELINE, SEVERITIES, Reason, Result
from .change import Change
from .conditions import Condition, Unmet, unmet
from .device import Device, fact_path
from .elements import Each, Element
from .expectations import Context, Expectation
from .selection import Path
from .severity import Severity, capped
from .words import Words, is_outside, outside_vocabulary, words_of

_UNITS = {
    "ns": "ns", "ms": "ms", "s": "s", "bytes": "bytes", "mbps": "Mbit/s", "hz": "Hz", "celsius": "°C",
    "percent": "%", "ppm": "ppm", "m": "m", "deg": "°", "w": "W", "days": "days", "hours": "h",
}  # fmt: skip


_NOT_OF_CHANGES = ("uncertainty", "bound", "missing")
"""Keys that say something of ``expect`` only."""

_NOT_FOR_THE_DEVICE = ("parameter_unset", "condition_false", "condition_unknown")
"""Reasons for which a rule on changes watches nothing."""

_NO_LIST = ("list_unavailable", "list_not_reported", "selection_failed")
"""Reasons for an unknown of a whole list."""

_OF_THE_VALUE = ("claimed_bound", "claim_unsupported", "measured", "not_measured", "optimistic")
"""Reasons for an unknown where the value is known: the rule's own remedy says what to do."""


_WITHHELD = ("contradicted", "masked")
"""Reasons for which a value is not a fact although the device reports one."""


@dataclass(frozen=True)
class Rule:
    """A rule of a profile, compiled."""

    id: str
    profile: str
    title: str
    problem: str | None
    """What is wrong where the rule fails, in the words of a person on call."""
    weighing: Severity
    basis: str
    source: str
    remedy: str
    when: tuple[Condition, ...]
    each: tuple[Path, ...]
    where: tuple[Condition, ...]
    label: Path | None
    value: Path
    expect: Expectation
    changed: Change | None
    """In place of ``expect``: how the fact may not differ from the earlier run's."""
    uncertainty: Path | None
    """Where the uncertainty of the value is; both bounds must be on the same side of the limit."""
    against: Path | None
    """Where the word is for what the value was measured against."""
    optimistic: Path | None
    """Where it says why the value may be too good, ``none`` where it is not: such a value can fail and never pass."""
    at_best: Path | None
    """Where the best value is that the source of a claim can support; a better claim proves nothing."""
    missing: str
    upper_bound: bool
    yields_to: str | None
    """The rule of the same profile that makes this one no more than informative where it passes."""
    start_up_s: float | None
    """Until so many seconds after a restart a finding is no more than minor."""
    causes: tuple[str, ...]
    params: frozenset[str]

    @cached_property
    def fact(self) -> str:
        """The fact that it judges, without positions."""
        whole = fact_path((self.value,) if self.value.from_root else (*self.each, self.value))
        return whole.removesuffix(".@")

    @cached_property
    def _words(self) -> Words:
        return words_of(self.fact, self.value)

    @cached_property
    def each_facts(self) -> tuple[str, ...]:
        """The facts that hold its elements, from the outermost."""
        return tuple(fact_path(self.each[: depth + 1]) for depth in range(len(self.each)))

    @cached_property
    def _compared_facts(self) -> tuple[str, ...]:
        """The facts of the device that it judges or compares with."""
        others = (operand.fact for _name, operand in self.expect.uses() if operand.fact is not None)
        return self.fact, *(fact_path((path,)) for path in others if path.from_root)

    @cached_property
    def unit(self) -> str | None:
        """The unit, by the fact's name."""
        return _unit(self.value.expression)

    @cached_property
    def severity(self) -> str:
        """Return the severity of results that do not fail by size."""
        return self.weighing.base

    @property
    def on_wire(self) -> bool:
        """Whether it judges what probes found."""
        return self.fact.startswith("wire.")

    @cached_property
    def key(self) -> str:
        """``profile:rule``."""
        return f"{self.profile}:{self.id}"

    @classmethod
    def compile(cls, written: Mapping, profile: str) -> Rule:
        """From a profile's rule that keeps to the schema; raises ``ProfileError``."""
        each = written.get("each", [])
        if ("expect" in written) == ("changed" in written):
            raise ProfileError(f"rule {written['id']} needs either expect or changed")
        if "changed" in written:
            _refuse_beside_changed(written)
        paths = tuple(map(Path, [each] if isinstance(each, str) else each))
        when = tuple(map(Condition.compile, written.get("when", ())))
        where = tuple(Condition.compile(one, paths) for one in written.get("where", ()))
        expect, severity = Expectation(written.get("expect", {})), Severity.compile(written["severity"])
        rule = cls(
            id=written["id"],
            profile=profile,
            title=written["title"],
            problem=" ".join(written["problem"].split()) if "problem" in written else None,
            weighing=severity,
            basis=written["basis"],
            source=written["source"],
            remedy=intern(" ".join(written["remedy"].split())),
            when=when,
            each=paths,
            where=where,
            label=_path(written, "label"),
            value=Path(written["value"]),
            expect=expect,
            changed=Change.compile(written["changed"]) if "changed" in written else None,
            uncertainty=_path(written, "uncertainty"),
            against=_path(written, "against"),
            optimistic=_path(written, "optimistic"),
            at_best=_path(written, "at_best"),
            missing=written.get("missing", "unknown"),
            upper_bound=written.get("bound") == "upper",
            yields_to=f"{profile}:{written['yields_to']}" if "yields_to" in written else None,
            start_up_s=written.get("start_up_s"),
            causes=tuple(cause if ":" in cause else f"{profile}:{cause}" for cause in written.get("caused_by", ())),
            params=frozenset(
                expect.params().union(severity.params(), *(one.expect.params() for one in (*when, *where)))
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
        if self.changed is not None:
            return [self._watch(device, self.changed, list(self._elements(device, params)))]
        return [
            self._result(device, element, element.unmet.status, element.unmet.reason)
            if element.unmet
            else self._judge(device, element, Context(element.scopes, params, device.now))
            for element in self._elements(device, params)
        ]

    def _elements(self, device: Device, params: Mapping[str, object]) -> list[Element]:
        root = Element((device.root,), None)
        unset = [name for name in self.params if params.get(name) is None]
        if unset:
            unset.sort()
            return [root._replace(unmet=Unmet("not_applicable", Reason("parameter_unset", {"names": unset})))]
        blocked = unmet(self.when, Context(root.scopes, params, device.now)) if self.when else None
        if blocked is not None and not (blocked.status == "unknown" and self.each):
            return [root._replace(unmet=blocked)]
        elements = self._each.elements(device, params) if self.each else [root]
        if blocked is None or _has_none(elements):
            # Without an element there is nothing to judge, whether or not the condition holds.
            return elements
        return [root._replace(unmet=blocked)]

    @cached_property
    def _each(self) -> Each:
        return Each(self.each, self.each_facts, self.where, self.label)

    def _judge(self, device: Device, element: Element, context: Context) -> Result:
        actual, problem = self.value.select(element.scopes)
        limit = self.expect.limit(context)
        if is_outside(self._words, actual, self.expect, context):
            status, reason = "unknown", outside_vocabulary(self.fact, actual)
        elif self.uncertainty is None:
            why = None if self.optimistic is None else self.optimistic.select(element.scopes).value or "unreported"
            status, reason = self._outcome(actual, self.expect.truth(actual, context), problem, why)
        else:
            status, reason = self._measured(actual, self.uncertainty.select(element.scopes).value, context)
        if status == "pass" and self.at_best is not None:
            status, reason = self._supported(self.at_best.select(element.scopes).value, context)
        if self.against is not None:
            reason = _against(reason, self.against.select(element.scopes).value)
        severity = self.weighing.of(actual, limit, context) if status == "fail" else self.severity
        return self._result(device, element, status, reason, actual, limit, severity)

    def _watch(self, device: Device, change: Change, elements: list[Element]) -> Result:
        """Return one open result with the values of all elements, by label; the merge compares them."""
        root = Element((device.root,), None)
        first = elements[0].unmet
        if first is not None and elements[0].label is None and first.reason.code in _NOT_FOR_THE_DEVICE:
            return self._result(device, root, "not_applicable", first.reason)
        unread = any(one.unmet is not None and one.unmet.reason.code in _NO_LIST for one in elements)
        values: dict[str, object] = {}
        for element in elements:
            if element.unmet is None:
                values |= change.kept(element.label, self.value.select(element.scopes).value)
        reason = Reason(NO_BASELINE.code, {"unread": True}) if unread else NO_BASELINE
        return self._result(device, root, "not_applicable", reason, values)

    def _outcome(
        self, actual: object, truth: bool | None, problem: Reason | None, optimistic: object
    ) -> tuple[str, Reason]:
        if truth is None and problem is not None:
            return "unknown", Reason("not_selectable", problem.args)
        if truth is None:
            return self.missing, Reason("not_reported" if actual is None else "not_comparable")
        if not truth and self.upper_bound:
            return "unknown", Reason("claimed_bound")
        if optimistic not in (None, "none"):
            return ("unknown" if truth else "fail"), Reason("optimistic", {"why": optimistic})
        return ("pass" if truth else "fail"), COMPARED

    def _supported(self, at_best: object, context: Context) -> tuple[str, Reason]:
        """Judge a claim within the limit: it is evidence unless what its source can support is beyond the limit."""
        if self.expect.truth(at_best, context) is False:
            return "unknown", Reason("claim_unsupported", {"at_best": at_best})
        return "pass", COMPARED

    def _measured(self, actual: object, uncertainty: object, context: Context) -> tuple[str, Reason]:
        """Judge a measured value: the whole of its interval must be within the limit, or beyond it."""
        if not is_number(actual) or not is_number(uncertainty):
            return self.missing, Reason("not_reported")
        size = abs(actual)
        reason = Reason("measured", {"uncertainty": uncertainty})
        if self.expect.truth(size + uncertainty, context):
            return "pass", reason
        if self.expect.truth(max(size - uncertainty, 0), context) is False:
            return "fail", reason
        # An uncertainty beyond the limit lets no value pass: the measurement is too coarse for this limit.
        return ("not_applicable" if self.expect.truth(uncertainty, context) is False else "unknown"), reason

    def _result(
        self, device: Device, element: Element, status: str, reason: Reason, actual: object = None,
        limit: Limit | None = None, severity: str | None = None,
    ) -> Result:  # fmt: skip
        offered, remedy, severity = None, self.remedy, severity or self.severity
        undecided = device.why_undecided(self._compared_facts) if status == "unknown" else None
        opened = reason.code == NO_BASELINE.code
        if undecided is not None:
            reason, remedy, severity, offered = undecided, remedies.OF_LEAP_LIST, SEVERITIES[-1], True
        elif status == "unknown" or opened:
            needed = self._needed(element)
            known = actual is not None and not opened
            offered = known or reason.code == "outside_vocabulary" or device.offers(needed)
            if reason.code not in _OF_THE_VALUE:
                why = device.why_unavailable(needed)
                remedy = remedies.of_unknown(reason, why, offered)
                reason = Reason(why) if reason.code == "not_reported" and why in _WITHHELD else reason
        if self.start_up_s is not None and (opened or status in BAD) and device.starts_up(self.start_up_s):
            severity = capped(severity, "minor")
        return Result(
            host=device.host,
            profile=self.profile,
            rule=self.id,
            element=element.label,
            severity=severity,
            status=status,
            title=self.title,
            problem=self.problem,
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

    def place(self, label: str) -> str:
        """Return the fact behind a label of :meth:`Change.kept`, such as ``outputs[out1].mode``."""
        element, member = self.element_of(label), self._member_of(label)
        if not self.each or not element:
            return f"{self.fact}{member}"
        before, behind = self.place_around
        return f"{before}{element}{behind}{member}"

    def part(self, label: str) -> tuple[str, str | None]:
        """Return the fact behind a label, without the element, and its unit."""
        member = self._member_of(label)
        return f"{self.fact}{member}", _unit(member) if member else self.unit

    def element_of(self, label: str) -> str:
        """Return the element of a label of :meth:`Change.kept`."""
        return label.rpartition("/")[0] if self._of_members else label

    def _member_of(self, label: str) -> str:
        return f".{label.rpartition('/')[2]}" if self._of_members else ""

    @property
    def _of_members(self) -> bool:
        return self.changed is not None and bool(self.changed.members)

    @cached_property
    def place_around(self) -> tuple[str, str]:
        """What is before and behind the label of an element in its fact."""
        inner = self.each_facts[-1]
        rest = self.fact[len(inner) :] if self.fact.startswith(inner) else f".{self.fact}"
        return f"{inner}[", f"]{rest}"

    def _needed(self, element: Element) -> str:
        """Return the fact without which an unknown result can't be known."""
        if element.unmet is None or element.unmet.missing is None:
            depth = len(element.scopes)
            no_list = element.unmet is not None and depth <= len(self.each)
            return self.each_facts[depth - 1] if no_list and self.value.from_root else self.fact
        return fact_path((*self.each[: len(element.scopes) - 1], element.unmet.missing))


def _path(written: Mapping, key: str) -> Path | None:
    return Path(written[key]) if key in written else None


def _has_none(elements: list[Element]) -> bool:
    """Whether a list is known to have no element that a rule is for."""
    return all(element.unmet is not None and element.unmet.status == "not_applicable" for element in elements)


def _against(reason: Reason, reference: object) -> Reason:
    """Return the reason with the word for what the value was measured against."""
    if reason.code == "not_reported":
        return Reason("not_measured")
    return Reason(reason.code, {**reason.args, "against": reference})


def _refuse_beside_changed(written: Mapping) -> None:
    """Raise ``ProfileError`` for keys that a rule on changes would not heed."""
    for key in _NOT_OF_CHANGES:
        if key in written:
            raise ProfileError(f"rule {written['id']} has changed, and {key} has no meaning beside it")
    if not isinstance(written["severity"], str):
        raise ProfileError(f"rule {written['id']} has changed, and takes one severity in place of steps")


def _unit(name: str) -> str | None:
    _name, underscore, last = name.rpartition("_")
    return _UNITS.get(last) if underscore else None
