# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports for the tests of the page: simulated devices, judged by shipped profiles, as many as are asked for."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import Derived
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import verdict, waivers
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.limits import Limit
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import Reason, Result, order
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.evaluate import evaluate
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import resolve
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load_all
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import report
from tests.simulator import Device
from tests.unit.support.gathered import gathered

PROFILES = ("baseline", "gnss", "ntp_server", "hardening", "monitoring_classic", "accuracy_5g_tdd")
PARAMS = {"max_time_quality_ns": 1000, "holdover_limit_ns": 100000, "max_reference_offset_ns": 10000}
KINDS = (
    Device("x", model="M3000"),
    Device("x", "ltos"),
    Device("x", "meinbergos", tier="A"),
    Device("x", "ltos", states=("holdover",)),
    Device("x", "ltos"),
    Device("x", "meinbergos"),
    Device("x", "meinbergos", states=("antenna_short_circuit",)),
)
UNREAD = {
    "error": {"kind": "connect", "url": "https://192.0.2.1/", "status_code": None, "hint": "See that it is up."},
    "msg": "Cannot connect to 192.0.2.1:443: the connection was refused.",
    "gathered_at": "2026-03-17T09:30:00Z",
}
WAIVER = {
    "host": "*",
    "rule": "hard-time-sources",
    "element": "*",
    "reason": "A second receiver is ordered.",
    "expires": "2027-06-30",
    "approved_by": "the head of operations",
}
FLEET_RESULT = Result(
    host=None,
    profile="fleet",
    rule="leap-indicator-agreement",
    element="host-1",
    severity="major",
    status="fail",
    title="All devices announce the same leap second",
    path="ntp.system.leap_indicator",
    basis="derived",
    source="RFC 8633 3.7: a leap second is the same for all",
    remedy="See the leap second file of the device that differs.",
    reason=Reason(
        "outlier",
        {"host": "host-1", "what": "leap indicator", "value": "add_second", "count": 3, "usual": "none"},
    ),
    actual="add_second",
    limit=Limit("equals", "none"),
)


@cache
def _kinds() -> tuple[str, ...]:
    """The facts of each kind of device, as JSON: nobody changes another's."""
    found = []
    for device in KINDS:
        facts = gathered(device)
        facts["http"]["sessions"] = [_session(number) for number in range(3)]
        found.append(json.dumps(facts))
    return (*found, json.dumps(UNREAD))


def _session(number: int) -> dict:
    return {
        "method": "GET",
        "url": f"https://device.example/api/{number}",
        "status_code": 404 if number == 2 else 200,
        "request_time": f"2026-03-17T09:30:00.0{number}0000Z",
        "response_time": None,
        "connect_ms": 1.5 if number == 0 else None,
        "tls_ms": 4.0 if number == 0 else None,
        "rtt_ms": 3.0,
        "duration_ms": 9.0 if number == 0 else 4.0,
        "bytes": 900,
        "attempt": 1,
        "connection": 1,
        "error": None,
    }


@cache
def _judged(position: int) -> bytes:
    """The results of a kind of device, pickled: nobody changes another's."""
    profiles = load_all(PROFILES)
    facts = json.loads(_kinds()[position])
    return pickle.dumps(evaluate("x", facts, profiles, resolve(profiles, _known_params(), {}), []))


def _known_params() -> dict:
    names = {name for profile in load_all(PROFILES) for name in profile.params}
    return {name: value for name, value in PARAMS.items() if name in names}


def made(names: Iterable[str], alter: Callable[[str, dict, list[Result]], None] | None = None) -> report.Report:
    """A report of hosts of these names, one kind after the other.

    ``alter`` may change a host's name, facts and results before the report is put together; among the facts is what is
    ``derived`` of them.
    """
    facts_of, derived_of, results, hosts = {}, {}, [copy.deepcopy(FLEET_RESULT)], []
    for host, position in zip(names, islice(cycle(range(len(KINDS) + 1)), 10**6), strict=False):
        facts, own = json.loads(_kinds()[position]), pickle.loads(_judged(position))
        for result in own:
            result.host = host
        facts["derived"] = Derived(facts).stored({})["common"]
        if alter is not None:
            alter(host, facts, own)
        derived_of[host] = facts.pop("derived")
        facts_of[host] = facts
        results += own
    given = waivers.parse([WAIVER])
    results += waivers.apply(results, given, given[0].expires)
    results.sort(key=order)
    by_host: dict[str | None, list[Result]] = {None: [], **{host: [] for host in facts_of}}
    for result in results:
        by_host[result.host].append(result)
    for host, facts in facts_of.items():
        hosts.append({
            "host": host,
            "site": "berlin",
            "verdict": verdict.verdict(by_host[host], "warn"),
            "unproven": verdict.unproven(by_host[host]),
            "gathered_at": facts.get("gathered_at"),
            "device": facts.get("device"),
            "error": {**facts["error"], "message": facts["msg"]} if "error" in facts else None,
            "unavailable": facts.get("unavailable", []),
        })  # fmt: skip
    found = _report(hosts, results, by_host, facts_of, [{**one.as_dict(), "used": 1} for one in given])
    return replace(found, derived=derived_of.__getitem__)


def _report(hosts: list, results: list, by_host: dict, facts_of: dict, given: list) -> report.Report:
    profiles = load_all(PROFILES)
    common = resolve(profiles, _known_params(), {})
    level = verdict.verdict(results, "warn")
    return report.Report(
        run={
            "id": "run-1",
            "start": "2026-03-17T09:29:00Z",
            "end": "2026-03-17T09:30:00.123456Z",
            "versions": {"timesync.meinberg": "1.0.0"},
            "expected_hosts": list(facts_of),
            "profiles": {profile.id: profile.version for profile in profiles},
            "fail_on": "critical",
            "unsupported": "warn",
        },
        summary={
            "verdict": level,
            "gate": "fail",
            "hosts": {"expected": len(hosts), "read": len(hosts), "not_read": 0},
            "hosts_by_verdict": {one: sum(host["verdict"] == one for host in hosts) for one in ("critical", "pass")},
            "not_possible": sum(verdict.not_possible(result, "warn") for result in results),
            **verdict.counts(results),
        },
        hosts=hosts,
        results=results,
        waivers=given,
        parameters={
            profile.id: {
                name: {"value": common.values[profile.id][name], "from": common.origins[profile.id][name], "hosts": {}}
                for name in profile.params
            }
            for profile in profiles
        },
        manual_checks=[{"profile": profile.id, **check} for profile in profiles for check in profile.manual_checks],
        unsupported="warn",
        by_host=by_host,
        facts=facts_of.get,
    )


def written(made_report: report.Report, writer, folder: Path) -> str:
    """What the page's writer makes of a report."""
    path = folder / "report.html"
    writer.write(made_report, path)
    return path.read_text("utf-8")
