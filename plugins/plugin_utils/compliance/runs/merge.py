# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report of a run: the results of all its hosts, merged, with those of the rules over the fleet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ...common.errors import ParameterError
from ...common.values import parse_time
from ..facts.measured import smallest_limit_ns
from ..findings import baseline, fleet_rules, measured_rules, waivers, wire_rules
from ..findings.baseline import Grace
from ..findings.readability import unreadable
from ..findings.results import Result, order
from ..rules.parameters import Parameters, resolve
from ..rules.profile import Profile, load_all
from . import changes, clocks, host_file
from .contents import NO_FILE, NOT_READ, contents
from .report import Report
from .slices import Slices


def check_baseline(path: str | None, grace: Mapping, expected: Iterable[str]) -> None:
    """Refuse what ``merge`` could not compare with, before any device is contacted."""
    if grace and not path:
        raise ParameterError("compliance_grace needs compliance_baseline: without it nothing is known of earlier runs")
    Grace.parse(grace)
    if path:
        baseline.load(Path(path), expected)


def merge(
    folders: Iterable[Path], run_id: str, versions: Mapping[str, str], inventory: Iterable[str] = (),
    against: Path | None = None, grace: Grace | None = None,
) -> Report:  # fmt: skip
    """Return the report of a run from the folders of all its slices.

    The expected hosts are those of all manifests and of ``inventory``; one without a file of this run counts as not
    read. Raises ``StoreError`` for a file that is cut short, for a run that no folder knows, and for a host that two
    folders have results of.
    """
    slices = Slices.of(folders, run_id, inventory)
    profiles = load_all(slices.manifest["profiles"], Path(slices.manifest["base"]))
    read = slices.results()
    end = max((content["gathered_at"] for content in read.values()), default=slices.manifest["started"])
    earlier = None if against is None else baseline.load(against, slices.expected)
    common = resolve(profiles, slices.manifest["params"], {})
    results = _of_hosts(slices, read)
    clocks.settle(results, profiles, slices, read, smallest_limit_ns(common.values.values()))
    before = None if earlier is None else earlier.watched
    kept = changes.watched(results, changes.rules_on_changes(profiles), before)
    changes.settle(results, profiles, before)
    results += _of_fleet(slices, read, profiles, common, end)
    given = waivers.parse(slices.manifest["waivers"])
    results += waivers.apply(results, given, date.fromisoformat(end[:10]))
    results.sort(key=order)
    counts = None if earlier is None else baseline.compare(results, earlier, grace, end, slices.manifest["unsupported"])
    report = contents(slices, read, results, given, profiles, common, end, versions)
    if earlier is not None:
        _compare(report, earlier, counts)
        report.drift = changes.drift(results)
    _keep_watched(report, kept, before or {})
    report.facts = slices.facts
    report.derived = host_file.reader_of_derived(read)
    return report


def _of_hosts(slices: Slices, read: Mapping[str, Mapping]) -> list[Result]:
    results: list[Result] = []
    for host in slices.expected:
        results += read[host]["results"] if host in read else [unreadable(host, NOT_READ, NO_FILE)]
    return results


def _of_fleet(
    slices: Slices, read: Mapping[str, Mapping], profiles: Sequence[Profile], common: Parameters, end: str
) -> list[Result]:
    manifest = slices.manifest
    # Parameters of the profile wire_ptp that describe the network, and no device.
    network: Mapping[str, Any] = common.values.get("wire_ptp", {})
    fleet = fleet_rules.Fleet(
        extracts={host: read[host]["extract"] for host in slices.expected if host in read},
        sites={host: slices.site(host) for host in slices.expected},
        profiles=tuple(profile.id for profile in profiles),
        groups=manifest["groups"],
        min_synchronized=manifest["min_synchronized"],
        max_clock_difference_s=manifest["max_clock_difference_s"],
        leap_list=manifest["leap_list"],
        end=parse_time(end),
        probes=slices.probes(),
        servers=slices.servers(),
        offset_limit_ns=smallest_limit_ns(common.values.values()),
        known_grandmasters=tuple(network.get("known_grandmasters") or ()),
        silent_domains=tuple(network.get("silent_domains") or ()),
        bases={profile.id: profile.bases for profile in profiles},
    )
    return fleet_rules.evaluate(fleet) + wire_rules.evaluate(fleet) + measured_rules.evaluate(fleet)


def _keep_watched(report: Report, now: Mapping[str, Mapping], earlier: Mapping[str, Mapping]) -> None:
    """Keep the facts that the next run compares with; for a host that was not read, those of the run before."""
    for host in report.hosts:
        known = now if host["error"] is None else earlier
        host["watched"] = known.get(host["host"], {})


def _compare(report: Report, earlier: baseline.Baseline, counts: Mapping[str, int] | None) -> None:
    """Add to a report what changed since an earlier one."""
    report.run["baseline"] = {"id": earlier.run_id, "end": earlier.end}
    report.summary["changes"] = counts
    report.carried = baseline.carried(report.hosts, report.results, earlier)
