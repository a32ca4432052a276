# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of a run whose facts are given, without files; and texts that a device may call itself."""

from __future__ import annotations

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import Derived
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import verdict
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.evaluate import evaluate
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import resolve
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load_all
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import Report
from tests.unit.support.gathered import GATHERED_AT

ERROR = {"error": {"kind": "auth", "hint": "no"}, "msg": "no"}

HOSTILE = [
    '<script>alert("1")</script>',
    "{{ 7*7 }}",
    "a\\b",
    "\\",
    "ends with a quote\"",
    'a"} 1\nmeinberg_evil{x="y',
    "two\nlines",
    "tab\tcr\rnul\x00bell\x07",
    "\u202egnp.exe",
    "lone \udc80 surrogate",
    "\u2028 \x85 separators",
    "ü漢字🕰",
    "#", " ", "=", "x" * 300,
]  # fmt: skip


def report_of(facts: dict[str, dict], results: list[dict] | None = None, **more) -> Report:
    """A report of hosts with these facts."""
    profiles = load_all(["baseline", "gnss"])
    parameters = resolve(profiles, {}, {})
    found = [] if results is None else list(results)
    for host, told in facts.items() if results is None else ():
        found += evaluate(host, told, profiles, parameters, [])
    by_host = {None: [], **{host: [] for host in sorted(facts)}}
    for result in found:
        by_host[result.host].append(result)
    hosts = [
        {
            "host": host,
            "site": "plant",
            "verdict": verdict.verdict(by_host[host], "note"),
            "error": facts[host].get("error"),
            "unavailable": facts[host].get("unavailable", []),
        }
        for host in sorted(facts)
    ]
    failed = sum(host["error"] is not None for host in hosts)
    return Report(
        run={
            "id": "r1",
            "start": "2026-03-17T09:30:00Z",
            "end": GATHERED_AT,
            "versions": {"timesync.meinberg": "1.0.0"},
        },
        summary={
            "verdict": "critical",
            "gate": "fail",
            "hosts": {"expected": len(hosts), "read": len(hosts) - failed, "not_read": failed},
            "hosts_by_verdict": {"critical": 1},
            "not_possible": sum(verdict.not_possible(result, "note") for result in found),
            **verdict.counts(found),
        },
        hosts=hosts,
        results=found,
        waivers=more.pop("waivers", []),
        parameters={},
        manual_checks=[],
        by_host=by_host,
        facts=lambda host: facts[host],
        derived=lambda host: Derived(facts[host]).common(),
        **more,
    )
