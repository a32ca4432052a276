# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of a run: each host's facts evaluated, and written beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from ...common.files import read_json, write_json
from ...common.parallel import processes_for, spread
from ..facts import measured, wire
from ..facts.derive import Derived
from ..facts.extract import extract
from ..facts.leap_seconds import BUILT_IN, LeapList
from ..facts.ptp_plan import check_plan
from ..findings.packed import pack
from ..rules.evaluate import evaluate
from ..rules.parameters import resolve
from ..rules.profile import Profile, load_all
from . import store

IDENTITY = ("vendor", "os", "model", "serial_number", "hostname", "web_url", "firmware")
"""What a report shows of a device beside its results."""


def evaluate_run(folder: Path, run_id: str, hosts: Sequence[str]) -> int:
    """Write the results of each host whose facts are of this run; returns how many there are."""
    manifest = read_json(store.manifest_path(folder, run_id))
    profiles = load_all(manifest["profiles"], Path(manifest["base"]))
    return sum(spread(partial(_evaluate_hosts, folder, manifest, profiles), hosts, processes_for(len(hosts))))


def _evaluate_hosts(folder: Path, manifest: Mapping, profiles: list[Profile], hosts: Iterable[str]) -> int:
    run_id = manifest["run_id"]
    common = resolve(profiles, manifest["params"], {})
    probes = store.probes_of_run(folder, run_id)
    leaps = LeapList.from_dict(manifest.get("leap_list")) or BUILT_IN
    medians = {probe["probe"]: measured.from_median(probe) for probe in probes}
    ptp_profiles = [profile.id for profile in profiles if profile.judges_ptp]
    count = 0
    for host in hosts:
        facts = store.of_run(folder, store.FACTS, run_id, host)
        if facts is None:
            continue
        own = manifest["hosts"].get(host, {})
        parameters = resolve(profiles, manifest["params"], own["params"]) if own.get("params") else common
        plan = check_plan(own.get("ptp_plan"))
        read, on_wire = "error" not in facts, None
        derived = Derived(facts, leaps, parameters.values)
        if probes and read:
            limits = {name: values for name, values in parameters.values.items() if name.startswith("ptp_")}
            own = {**own, "ptp_plan": plan}
            offset_limit = _offset_limit_ns(parameters.values)
            on_wire = wire.of_device(facts, derived.common(), own, probes, limits, medians, offset_limit)
        results = evaluate(host, facts, profiles, parameters, plan, on_wire, derived)
        content = {
            "run_id": run_id,
            "host": host,
            "gathered_at": facts.get("gathered_at"),
            "device": facts.get("device") and {key: facts["device"].get(key) for key in IDENTITY},
            "error": facts.get("error"),
            "unavailable": facts.get("unavailable", []),
            "derived": derived.stored(parameters.values) if read else None,
            "extract": extract(facts, derived.common(), plan, ptp_profiles),
            "results": pack(results),
        }
        write_json(folder / store.RESULTS / store.file_name(host), content)
        count += 1
    return count


def _offset_limit_ns(parameters: Mapping[str, Mapping[str, object]]) -> float:
    """The largest offset of an NTP service: the site's, else the smallest limit of the profiles, else the default."""
    planned = measured.smallest(parameters.values(), "max_wire_offset_ns")
    return measured.smallest_limit_ns(parameters.values()) if planned is None else planned
