# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``report.md``: the verdict, what to do, and every finding, for people and merge requests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from ....module_utils.texts import printable
from ...common.files import write_whole
from ...common.words import SYSTEMS, counted, shortened, without_fraction
from ..findings import verdict
from ..findings.results import SEVERITIES, Result
from ..findings.verdict import WARNING, not_possible, seen_on_wire, weight, worst
from ..findings.waivers import idle
from ..findings.wording import checks_not_possible, message
from ..runs.report import Report

_MOST = 10
"""Of what to do, so many hosts or messages are told; the others are among the findings."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#!~$&])")


def write(report: Report, path: Path) -> None:
    """Write the report whole."""
    write_whole(path, (f"{line}\n" for line in _lines(report)))


def text(value: object) -> str:
    """A value that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", printable(shortened(str(value))))


def _moment(time: str) -> str:
    """A time without the fraction of its second."""
    return text(without_fraction(time))


def _lines(report: Report) -> Iterator[str]:
    summary, run = report.summary, report.run
    hosts = summary["hosts"]
    impossible = summary["not_possible"]
    beside = f", {checks_not_possible(impossible)}" if impossible else ""
    yield f"# Compliance of time servers: {summary['verdict']}{beside}"
    yield ""
    yield (
        f"Run {text(run['id'])}, {_moment(run['start'])} to {_moment(run['end'])}: {hosts['read']} of "
        f"{counted(hosts['expected'], 'device')} read. Gate (fails on {run['fail_on']}): **{summary['gate']}**."
    )
    yield ""
    yield "| status | results |"
    yield "| --- | --- |"
    tally = verdict.tally(summary).items()
    yield from (f"| {status} | {count} |" for status, count in tally if count or status != verdict.NOT_POSSIBLE)
    yield ""
    yield from _changes(report)
    yield from _what_to_do(report)
    yield from _hosts(report)
    yield from _findings(report)
    yield from _not_possible(report)
    yield from _waivers(report)
    yield from _manual_checks(report)


def _changes(report: Report) -> Iterator[str]:
    """What is new, still there and fixed since the baseline, and the facts that drifted."""
    earlier, changes = report.run["baseline"], report.summary["changes"]
    if earlier is None:
        return
    yield f"## What changed since {_moment(earlier['end'])}"
    yield ""
    waiting = changes["in_grace"]
    grace = f"; {counted(waiting, 'failure does', 'failures do')} not count yet" if waiting else ""
    yield (
        f"{counted(changes['new'], 'finding is', 'findings are')} new, {changes['still']} still there, "
        f"{changes['fixed']} fixed{grace}. {counted(len(report.drift), 'fact')} changed that should not."
    )
    yield ""
    for change in ("new", "fixed"):
        for result in report.results:
            shown = result.changed_fact is None and not not_possible(result, report.unsupported)
            if result.change == change and shown:
                name = f"{text(result.host or 'the fleet')}: {result.rule}"
                level = weight(result, report.unsupported) or result.severity
                yield f"- **{change}** ({level}) {name}: {text(message(result))}"
    found = {(result.host, result.changed_fact): result for result in report.results}
    for one in report.drift:
        change_of = found.get((one["host"], one["fact"]))
        level = "" if change_of is None else f" ({weight(change_of, report.unsupported) or change_of.severity})"
        values = f"was {text(one['before'])}, is {text(one['after'])}"
        yield f"- **changed**{level} {text(one['host'])}: {text(one['fact'])} {values}"
    yield ""


def _what_to_do(report: Report) -> Iterator[str]:
    """What counts and no other failure explains, worst first, and of these what probes measured.

    Each has its remedy and its hosts.
    """
    groups: dict[tuple, list[Result]] = defaultdict(list)
    failed = {(one.host, one.rule_key) for one in report.results if one.status == "fail"}
    for result in report.results:
        counts = weight(result, report.unsupported) not in (None, WARNING)
        if counts and (result.host, result.caused_by) not in failed:
            rank = (SEVERITIES.index(result.severity), not seen_on_wire(result))
            key = (rank, result.status == "unknown", result.profile, result.rule, result.remedy)
            groups[key].append(result)
    yield "## What to do"
    yield ""
    if not groups:
        yield "Nothing to do."
        yield ""
    for (rank, unknown, _profile, rule, remedy), results in sorted(groups.items(), key=lambda item: item[0]):
        hosts = [one.host for one in results if one.host is not None]
        if hosts:
            finding = f"{'not known on' if unknown else 'not so on'} {_listed(hosts, ', ')}"
        else:  # a rule over the fleet
            finding = _listed((message(result).rstrip(".") for result in results), "; ")
        yield f"- **{SEVERITIES[rank[0]]}** {text(results[0].title)} ({rule}): {finding}. {text(remedy)}"
    yield ""


def _listed(texts: Iterable[str], between: str) -> str:
    """Each text once, and how many more there are."""
    found = list(dict.fromkeys(texts))
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return between.join(map(text, found[:_MOST])) + more


def _hosts(report: Report) -> Iterator[str]:
    yield "## Hosts"
    yield ""
    yield "| host | site | verdict | worst finding | checks not possible |"
    yield "| --- | --- | --- | --- | --- |"
    for host in report.hosts:
        results = report.by_host[host["host"]]
        finding = worst(results, report.unsupported)
        told = f"{finding.rule}: {message(finding)}" if finding else ""
        impossible = sum(not_possible(result, report.unsupported) for result in results)
        yield (
            f"| {text(host['host'])} | {text(host['site'])} | {host['verdict']} | {text(told)} | {impossible or ''} |"
        )
    yield ""


def _findings(report: Report) -> Iterator[str]:
    yield "## Findings"
    yield ""
    findings = [
        result
        for result in report.results
        if result.status in ("fail", "unknown", "waived") and not not_possible(result, report.unsupported)
    ]
    if not findings:
        yield "None."
        yield ""
        return
    yield "| host | profile | rule | severity | status | message | caused by |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for result in findings:
        cells = (
            result.host or "the fleet", result.profile, result.rule, result.severity, result.status,
            message(result), result.caused_by or "",
        )  # fmt: skip
        yield f"| {' | '.join(map(text, cells))} |"
    yield ""


def _not_possible(report: Report) -> Iterator[str]:
    """What no device of a kind could have answered: one line a rule for all hosts of the fleet."""
    systems = {host["host"]: (host["device"] or {}).get("os") for host in report.hosts}
    rules = verdict.by_rule(report.results, report.unsupported)
    if not rules:
        return
    yield "## Checks not possible"
    yield ""
    yield "The devices' API does not offer the facts. No such check is a pass."
    yield ""
    for (profile, rule), results in rules.items():
        hosts: dict[str, set] = defaultdict(set)
        for result in results:
            hosts[SYSTEMS.get(systems.get(result.host) or "", "the device")].add(result.host)
        named = ", ".join(f"{system} on {counted(len(hosts[system]), 'host')}" for system in sorted(hosts))
        yield f"- {text(f'{profile}:{rule}')}, {text(results[0].title)}: not offered by {named}"
    yield ""


def _waivers(report: Report) -> Iterator[str]:
    if not report.waivers:
        return
    yield "## Waivers"
    yield ""
    yield "| host | rule | element | reason | expires | approved by | used |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for waiver in report.waivers:
        keys = ("host", "rule", "element", "reason", "expires", "approved_by")
        cells = ["" if waiver[key] is None else waiver[key] for key in keys]
        cells.append(idle(waiver, report.run["end"]) or waiver["used"])
        yield f"| {' | '.join(map(text, cells))} |"
    yield ""


def _manual_checks(report: Report) -> Iterator[str]:
    if not report.manual_checks:
        return
    yield "## To check by hand"
    yield ""
    for check in report.manual_checks:
        yield f"- {text(check['title'])}: {text(check['how'])} ({text(check['source'])})"
    yield ""
