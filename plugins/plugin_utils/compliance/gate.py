# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate: whether a run passes, and in one line a host why not."""

from __future__ import annotations

from collections.abc import Mapping

from . import verdict
from .report import Report


def decide(report: Report) -> dict:
    """``passes``, a ``headline`` and ``lines``: one for each host, and one for the fleet, that has a finding."""
    hosts = report.summary["hosts"]
    counted = report.summary["by_status"]
    headline = (
        f"{report.summary['verdict'].upper()}: {hosts['read']} of {hosts['expected']} devices read, "
        f"{counted['fail']} failures, {counted['unknown']} unknown, {counted['waived']} waived; "
        f"the gate stops {report.fail_on}."
    )
    findings = [(host, verdict.worst(results, report.unsupported)) for host, results in report.by_host.items()]
    counting = [(host, finding) for host, finding in findings if finding is not None]
    counting.sort(key=lambda one: verdict.rank(one[1], report.unsupported))
    return {
        "passes": report.summary["gate"] == "pass",
        "headline": headline,
        "lines": [line(host, finding, report.unsupported) for host, finding in counting],
    }


def line(host: str | None, finding: Mapping, unsupported: str) -> str:
    """A host's worst finding and its remedy."""
    level = verdict.weight(finding, unsupported)
    message = finding["message"].rstrip(".")
    return printable(f"{host or 'the fleet'}: {level}: {finding['rule']}: {message}. {finding['remedy']}")


def printable(text: str) -> str:
    """One line that does nothing to a terminal, whatever a device calls itself."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def told(gate: Mapping, reports: Mapping[str, str]) -> str:
    """The decision for a terminal: the hosts, the reports, and last the verdict."""
    return "\n".join([*gate["lines"], *(f"{name}: {path}" for name, path in reports.items()), gate["headline"]])
