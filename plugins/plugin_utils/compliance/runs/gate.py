# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate: whether a run passes, and in one line a host why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ....module_utils.texts import printable
from ...common.words import counted, shortened
from ..findings import verdict, waivers
from ..findings.results import Result
from ..findings.wording import checks_not_possible, message
from .report import Report

_LONGEST = 500


def decide(report: Report) -> dict:
    """``passes``, a ``headline`` and ``lines``: one for each host, and one for the fleet, that has a finding.

    ``waivers`` has a line for those that cover nothing, and one for those that have expired; ``not_possible`` has one
    with the rules whose facts the devices' API does not offer.
    """
    hosts = report.summary["hosts"]
    by_status = verdict.tally(report.summary)
    impossible = by_status[verdict.NOT_POSSIBLE]
    waived = f"{by_status['waived']} waived"
    if impossible:
        waived += f", {checks_not_possible(impossible)}"
    headline = (
        f"{report.summary['verdict'].upper()}: {hosts['read']} of {counted(hosts['expected'], 'device')} read, "
        f"{counted(by_status['fail'], 'failure')}, {by_status['unknown']} unknown, {waived}; "
        f"the gate stops {report.fail_on}."
    )
    findings = [(host, verdict.worst(results, report.unsupported)) for host, results in report.by_host.items()]
    counting = [(host, finding) for host, finding in findings if finding is not None]
    counting.sort(key=lambda one: verdict.rank(one[1], report.unsupported))
    return {
        "passes": report.summary["gate"] == "pass",
        "headline": headline,
        "lines": [line(host, finding, report.unsupported) for host, finding in counting],
        "waivers": [printable(told) for told in waivers.told_idle(report.waivers, report.run["end"])],
        "not_possible": _not_possible(report),
    }


def _not_possible(report: Report) -> list[str]:
    """One line with each rule once, however many hosts have it."""
    rules = verdict.by_rule(report.results, report.unsupported)
    if not rules:
        return []
    counts = checks_not_possible(report.summary["not_possible"])
    named = ", ".join(dict.fromkeys(rule for _profile, rule in rules))
    return [f"{counts}, because the device's API does not offer the fact: {named}"]


def line(host: str | None, finding: Result, unsupported: str) -> str:
    """A host's worst finding and its remedy."""
    level = verdict.weight(finding, unsupported)
    said = shortened(message(finding).rstrip("."), _LONGEST)
    told = f"{host or 'the fleet'}: {level}: {finding.rule}: {said}. {finding.remedy}"
    return printable(told)


def details(gate: Mapping, reports: Mapping[str, str]) -> str:
    """What stands above the verdict on a terminal: reports, checks that are not possible, idle waivers, hosts.

    The worst is last, since the end is what a terminal shows of a long list.
    """
    written = (f"{name}: {path}" for name, path in reports.items())
    return "\n".join([*written, *gate["not_possible"], *gate["waivers"], *gate["lines"][::-1]])


def told(gate: Mapping, reports: Mapping[str, str], order: Iterable[str]) -> str:
    """The verdict in one line, with the report to read: the first in ``order`` that was written."""
    path = next((reports[name] for name in order if name in reports), None)
    return gate["headline"] if path is None else f"{gate['headline']} The report: {path}"
