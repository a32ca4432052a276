# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The head of the page: the verdict, what to do next by root cause, what changed since last time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ....common.words import noun
from ...findings.results import SEVERITIES, Result, order
from ...findings.verdict import VERDICTS, by_rule, rank, tally
from ...findings.wording import checks_not_possible, explanation
from ...runs.report import Report
from .model import FLEET, Cause, Model, causes, host_place
from .results import SYMBOLS, WORDS, chip, figures, rule_link
from .text import count, esc, moment, shown

MOST_HOSTS = 12
"""Hosts named before the others are folded away."""
MOST_CHANGES = 200
MOST_OPEN = 20
"""Changes of one kind that are shown at once; longer lists are folded."""


def verdict(report: Report) -> str:
    """What it comes to, in one look."""
    run, summary = report.run, report.summary
    hosts = summary["hosts"]
    unread = f", <b class=bad>{hosts['not_read']} not read</b>" if hosts["not_read"] else ""
    levels = " ".join(
        f"<li>{chip(level)} {count(number, 'host')}"
        for level in VERDICTS
        if (number := summary["hosts_by_verdict"].get(level))
    )
    tallies = " ".join(
        f"<li class={status}><b>{SYMBOLS[status]} {number}</b> {WORDS[status]}"
        for status, number in tally(summary).items()
    )
    impossible = summary["not_possible"]
    beside = f"<p class=lead><a href=#not-possible>{checks_not_possible(impossible)}</a></p>" if impossible else ""
    gate = "lets this fleet pass" if summary["gate"] == "pass" else "stops this fleet"
    versions = ", ".join(f"{esc(name)} {esc(version)}" for name, version in (run.get("versions") or {}).items())
    return (
        f"<header class='{summary['verdict']}'><p class=kind>Compliance of time servers</p>"
        f"<h1>Verdict: {chip(summary['verdict'])}</h1>{beside}"
        f"<p class=lead>{hosts['read']} of {count(hosts['expected'], 'device')} read{unread}. "
        f"The gate (fails on {esc(run.get('fail_on', report.fail_on))}) <b>{gate}</b>.</p>"
        f"<ul class=levels>{levels}</ul><ul class=tallies>{tallies}</ul>"
        f"<p class=more>Run {esc(run['id'])}, {moment(run['start'])} to {moment(run['end'])} · {versions}</p>"
        "</header>\n"
    )


def what_to_do(model: Model) -> Iterator[str]:
    """Root causes, worst first, each with its remedy, its hosts, and what it explains."""
    yield "<section><h2 id=what-to-do>What to do next</h2>"
    found = causes(model)
    if not found:
        yield "<p class=good>Nothing: no finding counts.</p>"
    else:
        yield "<ol class=causes>"
        for cause in found:
            yield _cause(model, cause)
        yield "</ol>"
    yield "</section>\n"


def not_possible(model: Model) -> Iterator[str]:
    """Each rule once whose facts the devices' API does not offer, with its hosts; empty if there is none."""
    rules = by_rule(model.report.results, model.report.unsupported)
    if not rules:
        return
    yield (
        f"<section><h2 id=not-possible>{checks_not_possible(sum(map(len, rules.values())))}</h2>"
        "<p class=more>The API of these devices does not offer the facts. Each rule is listed once.</p><ul>"
    )
    for (profile, rule), results in rules.items():
        number = len({result.host for result in results})
        yield (
            f"<li>{rule_link(profile, rule, results[0].title)} <span class=more>({esc(profile)}:{esc(rule)})</span>, "
            f"on {count(number, 'host')}: {', '.join(_with_host(model, one) for one in results[:MOST_HOSTS])}"
            f"{f' and {len(results) - MOST_HOSTS} more' if len(results) > MOST_HOSTS else ''}\n"
        )
    yield "</ul></section>\n"


def _with_host(model: Model, result: Result) -> str:
    """A result that is not possible, as a link to its host."""
    element = f" <i>{esc(result.element)}</i>" if result.element else ""
    return f"<a id={model.place(result)} href='#{host_place(result.host)}'>{esc(result.host or FLEET)}</a>{element}"


def _cause(model: Model, cause: Cause) -> str:
    first = cause.first
    shown_of = {result.host or result.element: result for result in reversed(cause.results)}
    links = [_result_link(model, shown_of[name]) for name in sorted(shown_of, key=lambda name: name or "")]
    unknown = " <b>not proven</b>" if first.status == "unknown" else ""
    named = ", ".join(links[:MOST_HOSTS])
    if len(links) > MOST_HOSTS:
        named += (
            f"<details><summary>and {len(links) - MOST_HOSTS} more</summary>{', '.join(links[MOST_HOSTS:])}</details>"
        )
    where = "" if first.host is None else f"not so on {count(len(links), 'host')}: "
    return (
        f"<li class={first.status}><p class=head>{chip(cause.level)}{unknown} <b>{esc(first.title)}</b>: {where}"
        f"{named}{_said(cause)}<p class=fix>{esc(first.remedy)}<p class=more>"
        f"{rule_link(first.profile, first.rule)} "
        f"({esc(first.profile)}) · source: {esc(first.source)}{_change(cause)}{_symptoms(model, cause)}\n"
    )


def _said(cause: Cause) -> str:
    """What the devices said, where all said the same; a finding of the fleet is told already."""
    if cause.first.host is None:
        return ""
    said = {explanation(result) for result in cause.results}
    return f"<p class=said>{esc(said.pop())}" if len(said) == 1 else ""


def _result_link(model: Model, result: Result) -> str:
    """A host's name, and of the fleet what is so."""
    name = result.host if result.host is not None else explanation(result)
    return f"<a href=#{model.place(result)}>{esc(name)}</a>"


def _change(cause: Cause) -> str:
    new = sum(result.change == "new" for result in cause.results)
    return f" · <b class='chip new'>{new} new</b>" if new else ""


def _symptoms(model: Model, cause: Cause) -> str:
    if not cause.symptoms:
        return ""
    listed = ", ".join(
        f"{rule_link(*rule, text=model.rules[rule].first.title)}{f' ({number}×)' if number > 1 else ''}"
        for rule, number in sorted(cause.symptoms.items(), key=lambda one: (-one[1], one[0]))
    )
    return f"<p class=symptoms>Explains {count(sum(cause.symptoms.values()), 'further finding')}: {listed}"


def changes(model: Model) -> Iterator[str]:
    """What is new, fixed and still there, and which facts drifted; empty if no baseline was given."""
    report = model.report
    changed = [result for result in report.results if result.change and not model.not_possible(result)]
    if not (changed or report.drift or report.summary.get("changes")):
        return
    yield f"<section><h2 id=what-changed>What changed{_since(report)}</h2>"
    yield _tally(changed, report.drift)
    yield from _changed_lists(model, changed)
    yield from _drift(model)
    yield "</section>\n"


def _since(report: Report) -> str:
    """When the earlier run ended, where the report knows it."""
    earlier = (report.run.get("baseline") or {}).get("end")
    return f" since {moment(earlier)}" if earlier else ""


def _tally(changed: Sequence[Result], drift: Sequence[Mapping]) -> str:
    """What changed, in numbers."""
    kinds = Counter(result.change for result in changed)
    waiting = sum(result.in_grace for result in changed)
    grace = f" {count(waiting, 'failure')} in grace, not counted yet." if waiting else ""
    return (
        f"<p>{count(kinds['new'], 'finding')} new, {kinds['fixed']} fixed, {kinds['still']} still there; "
        f"{count(len(drift), 'fact')} changed that should not.{grace}</p>"
    )


def _changed_lists(model: Model, changed: Sequence[Result]) -> Iterator[str]:
    yield "<div class=changes>"
    for heading, kind in (("New", "new"), ("Fixed", "fixed")):
        yield from _changed_list(model, heading, [one for one in changed if _listed(one, kind)])
    yield "</div>"


def _listed(result: Result, kind: str) -> bool:
    """Whether a result is in the list of a kind of change; facts that changed have a table of their own."""
    return result.change == kind and result.changed_fact is None


def _changed_list(model: Model, heading: str, found: list[Result]) -> Iterator[str]:
    """The findings of one kind of change, the worst first."""
    if not found:
        return

    def worst_first(result: Result) -> tuple:
        level = rank(result, model.report.unsupported)[0]
        return level, SEVERITIES.index(result.severity), order(result)

    yield f"<details{' open' if len(found) <= MOST_OPEN else ''}><summary>{heading}: {len(found)}</summary><ul>"
    yield from (_changed(model, result) for result in sorted(found, key=worst_first)[:MOST_CHANGES])
    yield f"</ul>{_further(len(found))}</details>"


def _drift(model: Model) -> Iterator[str]:
    """The table of facts that should not change and did."""
    drift = model.report.drift
    if drift:
        found = {(result.host, result.changed_fact): result for result in model.report.results}
        yield f"<h3>Facts that should not change: {len(drift)}</h3><table class=data><thead><tr>"
        yield "<th>host<th>fact<th>before<th>now<tbody>"
        yield from (_drifted(model, one, found.get((one["host"], one["fact"]))) for one in drift[:MOST_CHANGES])
        yield f"</table>{_further(len(drift))}"


def _further(number: int) -> str:
    left = number - MOST_CHANGES
    told = f"<p class=more>{left} more {noun(left, 'is', 'are')} with their hosts and in report.json.</p>"
    return told if left > 0 else ""


def _changed(model: Model, result: Result) -> str:
    element = f" <i>{esc(result.element)}</i>" if result.element else ""
    waiting = " <b class='chip grace'>in grace</b>" if result.in_grace else ""
    level = model.counts_as(result) or result.severity
    return (
        f"<li>{chip(level)} <a href=#{model.place(result)}>{esc(result.host or FLEET)}</a>: "
        f"{esc(result.title)} –<span class=said>{element} {figures(result)}</span>{waiting}\n"
    )


def _drifted(model: Model, entry: Mapping, result: Result | None) -> str:
    host = entry.get("host")
    before, now = (esc(shown(entry.get(key))) for key in ("before", "after"))
    level = "" if result is None else f"{chip(model.counts_as(result) or result.severity)} "
    place = host_place(host) if result is None else model.place(result)
    link = f"<a href='#{place}'>{esc(host or FLEET)}</a>"
    return f"<tr><td>{level}{link}<td><code>{esc(entry.get('fact'))}</code><td>{before}<td>{now}\n"
