# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of a report: its run, summary, hosts, waivers and parameters."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import Any

from ...common.values import parse_time
from ..findings import verdict
from ..findings.results import Result
from ..findings.waivers import Waiver
from ..rules.parameters import Parameters, resolve
from ..rules.profile import Profile
from . import clocks
from .report import Report
from .slices import Slices

NOT_READ = {"kind": "not_read", "hint": "See whether the run, or the slice that had this host, came to its end."}
NO_FILE = "no file of this run has it"


def contents(
    slices: Slices, read: Mapping[str, Mapping], results: list[Result], given: Sequence[Waiver],
    profiles: Sequence[Profile], common: Parameters, end: str, versions: Mapping[str, str],
) -> Report:  # fmt: skip
    """Return the report of these results, without what a baseline adds; ``common`` are the parameters of all hosts."""
    manifest, unsupported = slices.manifest, slices.manifest["unsupported"]
    by_host: dict[str | None, list[Result]] = {None: [], **{host: [] for host in slices.expected}}
    for result in results:
        by_host[result.host].append(result)
    hosts = [_host(host, slices.site(host), read.get(host), by_host[host], unsupported) for host in slices.expected]
    return Report(
        run={
            "id": manifest["run_id"],
            "start": manifest["started"],
            "end": end,
            "versions": {**versions, "python": platform.python_version()},
            "expected_hosts": list(slices.expected),
            "profiles": {profile.id: profile.version for profile in profiles},
            "fail_on": manifest["fail_on"],
            "unsupported": unsupported,
            "leap_list": manifest["leap_list"].reported(parse_time(end) or manifest["leap_list"].expires),
            "baseline": None,
            "controller_clock": clocks.reported(slices),
        },
        summary=_summary(hosts, results, manifest),
        hosts=hosts,
        results=results,
        waivers=[{**waiver.as_dict(), "used": sum(map(waiver.covers, results))} for waiver in given],
        parameters=_parameters(profiles, manifest, common, slices.hosts),
        manual_checks=[{"profile": profile.id, **check} for profile in profiles for check in profile.manual_checks],
        fail_on=manifest["fail_on"],
        unsupported=unsupported,
        by_host=by_host,
    )


def _summary(hosts: Sequence[Mapping], results: Sequence[Result], manifest: Mapping) -> dict:
    level = verdict.verdict(results, manifest["unsupported"])
    unread = sum(host["error"] is not None for host in hosts)
    return {
        "verdict": level,
        "gate": "fail" if verdict.fails_gate(level, manifest["fail_on"]) else "pass",
        "hosts": {"expected": len(hosts), "read": len(hosts) - unread, "not_read": unread},
        "hosts_by_verdict": {one: sum(host["verdict"] == one for host in hosts) for one in verdict.VERDICTS},
        "not_possible": sum(verdict.not_possible(result, manifest["unsupported"]) for result in results),
        **verdict.counts(results),
        "changes": None,
    }


def _host(host: str, site: str, content: Mapping | None, results: Sequence[Result], unsupported: str) -> dict:
    content = content or {"error": {**NOT_READ, "message": NO_FILE}}
    return {
        "host": host,
        "site": site,
        "verdict": verdict.verdict(results, unsupported),
        "unproven": verdict.unproven(results),
        "gathered_at": content.get("gathered_at"),
        "device": content.get("device"),
        "error": content.get("error"),
        "unavailable": content.get("unavailable", []),
        "watched": {},
    }


def _parameters(profiles: Sequence[Profile], manifest: Mapping, common: Parameters, own: Mapping[str, Mapping]) -> dict:
    """Return, by profile, each parameter's value and origin, and by host where a host has its own."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for profile in profiles:
        values, origins = common.values[profile.id], common.origins[profile.id]
        found[profile.id] = {
            name: {"value": values[name], "from": origins[name], "hosts": {}} for name in sorted(profile.params)
        }
    for host, about in sorted(own.items()):
        if not about.get("params"):
            continue
        resolved = resolve(profiles, manifest["params"], about["params"])
        for profile in profiles:
            for name, origin in resolved.origins[profile.id].items():
                if origin == "compliance_host_params":
                    found[profile.id][name]["hosts"][host] = resolved.values[profile.id][name]
    return found
