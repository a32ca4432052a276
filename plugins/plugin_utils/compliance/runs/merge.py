# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report of a run: the results of all its hosts, merged, with the fleet's own."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from ...common import files
from ...common.errors import ParameterError, StoreError
from ...common.parallel import processes_for, spread
from ..findings import baseline, fleet_rules, verdict, waivers, wire_rules
from ..findings.baseline import Grace
from ..findings.readability import unreadable
from ..findings.results import order
from ..rules.parameters import resolve
from ..rules.profile import Profile, load_all
from . import host_file, store
from .report import SCHEMA_VERSION, Report

_SETTINGS = (
    "run_id", "profiles", "params", "waivers", "min_synchronized", "max_clock_difference_s", "fail_on", "unsupported",
)  # fmt: skip
_CONTENT = ("host", "gathered_at", "device", "error", "unavailable", "extract", "results")
NOT_READ = {"kind": "not_read", "hint": "See whether the run, or the slice that had this host, came to its end."}


def check_baseline(path: str | None, grace: Mapping, expected: Iterable[str]) -> None:
    """Refuse what ``merge`` could not compare with, before any device is contacted."""
    if grace and not path:
        raise ParameterError("compliance_grace needs compliance_baseline: without it nothing is known of earlier runs")
    Grace.parse(grace)
    if path:
        baseline.load(Path(path), SCHEMA_VERSION, expected)


def merge(
    folders: Iterable[Path], run_id: str, versions: Mapping[str, str], inventory: Iterable[str] = (),
    against: Path | None = None, grace: Grace | None = None,
) -> Report:  # fmt: skip
    """The report of a run from the folders of all its slices.

    The expected hosts are those of all manifests and of ``inventory``; one without a file of this run counts as not
    read. Raises ``StoreError`` for a file that is cut short, for a run that no folder knows, and for a host that two
    folders have results of.
    """
    folders = [Path(folder) for folder in dict.fromkeys(map(str, folders))]
    manifests = [_manifest(folder, run_id) for folder in folders]
    known = [manifest for manifest in manifests if manifest is not None]
    if not known:
        name = store.manifest_path(Path(), run_id).name
        told = f"there is no file {name} of the run {run_id!r} in {', '.join(map(str, folders))}"
        raise StoreError(f"{told}; check the run's id and the folder")
    first = _agreed(run_id, known)
    expected = sorted({host for manifest in known for host in manifest["hosts"]} | set(inventory))
    own = {host: about for manifest in known for host, about in manifest["hosts"].items()}
    profiles = load_all(first["profiles"], Path(first["base"]))
    shares = spread(partial(_results, folders, run_id), expected, processes_for(len(expected)))
    read = {host: content for share in shares for host, content in share.items()}
    results = [result for host in expected for result in read.get(host, {}).get("results", ())]
    results += [unreadable(host, NOT_READ, "no file of this run has it") for host in expected if host not in read]
    fleet = fleet_rules.Fleet(
        extracts={host: read[host]["extract"] for host in expected if host in read},
        sites={host: about.get("site", "default") for host, about in own.items()},
        profiles=tuple(profile.id for profile in profiles),
        groups=first["groups"],
        min_synchronized=first["min_synchronized"],
        max_clock_difference_s=first["max_clock_difference_s"],
        probes=tuple(probe for folder in folders for probe in store.probes_of_run(folder, run_id)),
        **_of_wire(profiles, first["params"]),
    )
    results += fleet_rules.evaluate(fleet) + wire_rules.evaluate(fleet)
    given = waivers.parse(first["waivers"])
    ends = max((read[host]["gathered_at"] for host in read), default=first["started"])
    results += waivers.apply(results, given, date.fromisoformat(ends[:10]))
    results.sort(key=order)
    earlier = None if against is None else baseline.load(against, SCHEMA_VERSION, expected)
    changes = None if earlier is None else baseline.compare(results, earlier, grace, ends)
    report = _report(first, expected, own, read, results, given, profiles, ends, versions)
    if earlier is not None:
        report.run["baseline"] = {"id": earlier.run_id, "end": earlier.end}
        report.summary["changes"] = changes
        report.drift = baseline.drift(report.hosts, earlier)
        report.carried = baseline.carried(report.hosts, results, earlier)
        for host in report.hosts:
            if host["error"] is not None:
                host["watched"] = earlier.watched.get(host["host"], {})
    report.facts = partial(_facts, folders, run_id)
    report.derived = host_file.reader_of_derived(read)
    return report


def _of_wire(profiles: list[Profile], params: Mapping) -> dict[str, tuple]:
    """The parameters of the profile ``wire_ptp`` that are the network's, and no device's."""
    values = resolve(profiles, params, {}).values.get("wire_ptp", {})
    return {name: tuple(values.get(name) or ()) for name in ("known_grandmasters", "silent_domains")}


def _manifest(folder: Path, run_id: str) -> dict | None:
    path = store.manifest_path(folder, run_id)
    return files.read_json(path, *_SETTINGS, "hosts", "started", "groups", "base") if path.exists() else None


def _agreed(run_id: str, manifests: list[dict]) -> dict:
    """What the slices of a run have in common; raises ``StoreError`` where they were asked for different things."""
    first = manifests[0]
    for name in _SETTINGS:
        if any(manifest[name] != first[name] for manifest in manifests):
            raise StoreError(f"the slices of the run {run_id!r} differ in {name}; give each run an id of its own")
    groups: dict[str, set[str]] = {}
    for group, members in (item for manifest in manifests for item in manifest["groups"].items()):
        groups.setdefault(group, set()).update(members)
    return {**first, "started": min(manifest["started"] for manifest in manifests), "groups": groups}


def _results(folders: list[Path], run_id: str, expected: Iterable[str]) -> dict[str, dict]:
    """Each host's results of this run; two folders that have the same host with other content contradict."""
    found: dict[str, dict] = {}
    for host in expected:
        contents = [content for folder in folders if (content := _of_host(folder, run_id, host)) is not None]
        if any(content != contents[0] for content in contents):
            told = f"{host} has results of the run {run_id!r} in two folders, and they differ"
            raise StoreError(f"{told}; audit each host in one slice only")
        if contents:
            found[host] = contents[0]
    return found


def _of_host(folder: Path, run_id: str, host: str) -> dict | None:
    content = store.of_run(folder, store.RESULTS, run_id, host, *_CONTENT)
    if content is None:
        return None
    checked = host_file.checked(content)
    if checked is None:
        path = folder / store.RESULTS / store.file_name(host)
        raise StoreError(f"{path} holds something other than the results of a host")
    if {checked["host"], *(result["host"] for result in checked["results"])} != {host}:
        raise StoreError(f"the file of {host} in {folder / store.RESULTS} has the results of {checked['host']}")
    return checked


def _facts(folders: Iterable[Path], run_id: str, host: str) -> dict | None:
    found = (store.of_run(folder, store.FACTS, run_id, host) for folder in folders)
    return next((facts for facts in found if facts is not None), None)


def _report(
    manifest: Mapping, expected: list[str], own: Mapping, read: Mapping, results: list[dict], given: list,
    profiles: list, ends: str, versions: Mapping[str, str],
) -> Report:  # fmt: skip
    by_host: dict[str | None, list[dict]] = {None: [], **{host: [] for host in expected}}
    for result in results:
        by_host[result["host"]].append(result)
    unsupported = manifest["unsupported"]
    hosts = [_host(host, own.get(host, {}), read.get(host), by_host[host], unsupported) for host in expected]
    level = verdict.verdict(results, unsupported)
    return Report(
        run={
            "id": manifest["run_id"],
            "start": manifest["started"],
            "end": ends,
            "versions": {**versions, "python": platform.python_version()},
            "expected_hosts": expected,
            "profiles": {profile.id: profile.version for profile in profiles},
            "fail_on": manifest["fail_on"],
            "unsupported": unsupported,
            "baseline": None,
        },
        summary={
            "verdict": level,
            "gate": "fail" if verdict.fails_gate(level, manifest["fail_on"]) else "pass",
            "hosts": {
                "expected": len(expected),
                "read": sum(host["error"] is None for host in hosts),
                "not_read": sum(host["error"] is not None for host in hosts),
            },
            "hosts_by_verdict": {
                level: sum(host["verdict"] == level for host in hosts)
                for level in ("critical", "major", "minor", "warning", "info", "pass")
            },
            **verdict.counts(results),
            "changes": None,
        },
        hosts=hosts,
        results=results,
        waivers=[{**waiver.as_dict(), "used": _used(waiver, results)} for waiver in given],
        parameters=_parameters(profiles, manifest, own),
        manual_checks=[{"profile": profile.id, **check} for profile in profiles for check in profile.manual_checks],
        fail_on=manifest["fail_on"],
        unsupported=unsupported,
        by_host=by_host,
    )


def _host(host: str, own: Mapping, content: Mapping | None, results: list[dict], unsupported: str) -> dict:
    content = content or {"error": {**NOT_READ, "message": "no file of this run has it"}}
    return {
        "host": host,
        "site": own.get("site", "default"),
        "verdict": verdict.verdict(results, unsupported),
        "unproven": verdict.unproven(results),
        "gathered_at": content.get("gathered_at"),
        "device": content.get("device"),
        "error": content.get("error"),
        "unavailable": content.get("unavailable", []),
        "watched": content.get("watched") or {},
    }


def _used(waiver: waivers.Waiver, results: Iterable[Mapping]) -> int:
    return sum(map(waiver.covers, results))


def _parameters(profiles: list[Profile], manifest: Mapping, own: Mapping[str, Mapping]) -> dict:
    """By profile: each parameter's value and origin, and by host where a host has its own."""
    common = resolve(profiles, manifest["params"], {})
    found = {}
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
