# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page needs to know of the whole report before its first line: rules, causes, names of places.

What all hosts have in common of a rule (its texts, what it expects, why it does not apply) is told once, in the rules
reference; a host's own part tells what differs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ...findings.results import Result
from ...findings.verdict import NOT_POSSIBLE, RANK, not_possible, seen_on_wire, weight
from ...findings.wording import explanation, limit_words
from ...runs.report import Report
from .text import Names, anchor, hashed

FLEET = "the fleet"
SHARED_FROM = 12
"""So many hosts show a list before the next ones link to it: a small fleet has all with each host."""
RuleKey = tuple[str, str]


@dataclass
class RuleFacts:
    """A rule over all hosts."""

    first: Result
    statuses: Counter = field(default_factory=Counter)
    severities: Counter = field(default_factory=Counter)
    expected: Counter = field(default_factory=Counter)
    reasons: Counter = field(default_factory=Counter)

    @cached_property
    def severity(self) -> str:
        """The severity of most results; that of a failure can depend on its size."""
        return _most(self.severities) or self.first.severity

    @cached_property
    def usual(self) -> str | None:
        """What it expects of most."""
        return _most(self.expected)

    @cached_property
    def usual_reason(self) -> str | None:
        """Why it gives no answer, mostly."""
        return _most(self.reasons)


def _most(counted: Counter) -> str | None:
    return min(counted, key=lambda one: (-counted[one], str(one))) if counted else None


@dataclass
class Shared:
    """Lists that many hosts have alike: the first few hosts show theirs, the others link to it."""

    seen: dict[str, list] = field(default_factory=dict)

    def told(self, heading: str, content: str, own: Callable[[], str] | None = None) -> str:
        """A list, or a link to the same one; ``own`` is ``content`` with what only this host's list has."""
        entry = self.seen.setdefault(content, [0, f"list.{hashed(content, 8)}"])
        entry[0] += 1
        if entry[0] > SHARED_FROM:
            return f"<p class=list><a href=#{entry[1]}>{heading}</a>, as on other hosts\n"
        place = f" id={entry[1]}" if entry[0] == 1 else ""
        shown = content if own is None else own()
        return f"<details class=list{place}><summary>{heading}</summary>{shown}</details>\n"


@dataclass
class Model:
    """The report with what was found by going through it once."""

    report: Report
    rules: dict[RuleKey, RuleFacts]
    profiles: list[str]
    hosts: dict[str, Mapping]
    shared: Shared = field(default_factory=Shared)
    _rule_names: Names = field(default_factory=lambda: Names(4))
    _host_names: Names = field(default_factory=lambda: Names(4))

    def place(self, result: Result) -> str:
        """The id of a result: the same in every run."""
        rule = self._rule_names.of((result.profile, result.rule, result.element))
        return self._host_names.of(result.host) + rule

    def counts_as(self, result: Result) -> str | None:
        """The level at which a result counts."""
        return weight(result, self.report.unsupported)

    def not_possible(self, result: Result) -> bool:
        """Whether the check is not possible, because the device's API does not offer the fact."""
        return not_possible(result, self.report.unsupported)

    def counted_as(self, result: Result) -> str:
        """The status under which a result is counted: what is not possible is told apart from other unknowns."""
        return NOT_POSSIBLE if self.not_possible(result) else result.status


def survey(report: Report) -> Model:
    """Go through the results once."""
    rules: dict[RuleKey, RuleFacts] = {}
    found: dict[str, None] = dict.fromkeys(report.run.get("profiles") or ())
    for host, results in report.by_host.items():
        for result in results:
            key = result.profile, result.rule
            rule = rules.get(key)
            if rule is None:
                rule = rules[key] = RuleFacts(result)
                if host is not None:
                    found[result.profile] = None
            status = result.status
            rule.statuses[status] += 1
            rule.severities[result.severity] += 1
            if status == "not_applicable" or result.not_offered:
                rule.reasons[explanation(result)] += 1
            elif result.limit is not None:
                rule.expected[limit_words(result.limit)] += 1
    ordered = dict(sorted(rules.items()))
    return Model(report, ordered, list(found), {host["host"]: host for host in report.hosts})


def rule_place(profile: str, rule: str) -> str:
    """The id of a rule in the reference."""
    return anchor("rule", f"{profile}.{rule}")


def host_place(host: str | None) -> str:
    """The id of a host's part."""
    return "the-fleet" if host is None else anchor("host", host)


def roots(results: Iterable[Result]) -> dict[tuple, tuple]:
    """By host and ``profile:rule`` of all that is bad: its root cause, as far as causes are bad too."""
    bad: dict[tuple, str | None] = {}
    for result in results:
        if result.bad:
            bad.setdefault((result.host, result.rule_key), result.caused_by)
    return {key: _root(key, bad) for key in bad}


def _root(key: tuple, causes: Mapping[tuple, str | None]) -> tuple:
    seen = {key}
    while (above := (key[0], causes[key])) in causes and above not in seen:
        seen.add(above)
        key = above
    return key


@dataclass
class Cause:
    """One thing to do: a rule that no other one explains, and what it explains."""

    level: str
    first: Result
    results: list[Result] = field(default_factory=list)
    symptoms: Counter[RuleKey] = field(default_factory=Counter)


def causes(model: Model) -> list[Cause]:
    """Root causes of what counts, worst first, and of these what probes measured.

    Checks that are not possible are not among them.
    """
    found: dict[tuple, Cause] = {}
    for results in model.report.by_host.values():
        bad = (result for result in results if result.bad)
        counting = [result for result in bad if model.counts_as(result) is not None and not model.not_possible(result)]
        explained = roots(counting)
        below: dict[str, Counter[RuleKey]] = defaultdict(Counter)
        tops = []
        for result in counting:
            own = result.rule_key
            top = explained[result.host, own][1]
            if top == own:
                tops.append((own, result))
            else:
                below[top][result.profile, result.rule] += 1
        for own, result in tops:
            key = (result.status, result.profile, result.rule, result.remedy)
            cause = found.get(key)
            if cause is None:
                cause = found[key] = Cause(model.counts_as(result) or result.severity, result)
            cause.results.append(result)
            cause.symptoms.update(below.pop(own, ()))
    return sorted(found.values(), key=_order)


def _order(cause: Cause) -> tuple:
    first = cause.first
    said = not seen_on_wire(first), first.status != "fail"
    return RANK[cause.level], *said, -len(cause.results), first.profile, first.rule
