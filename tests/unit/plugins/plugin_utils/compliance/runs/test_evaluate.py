# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts of a run's files become results in files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts import derive
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.quantity import Quantity
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.packed import unpack
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import evaluate as module
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import store
from tests.simulator import Device
from tests.tooling.tree import ROOT
from tests.unit.support.compliance import audit
from tests.unit.support.gathered import gathered
from tests.unit.support.probes import ntp_answer, probe

DEAD = {"error": {"kind": "connect", "hint": "Look."}, "msg": "No answer.", "gathered_at": "2026-03-17T09:30:05Z"}


def test_a_runs_files_become_results_and_those_of_another_run_do_not(tmp_path):
    folder = audit(tmp_path, {"a": gathered(Device("a"))}, expected=["b", "c"])
    stale = {**files.read_json(folder / store.FACTS / "a.json"), "host": "b", "run_id": "run-0"}
    files.write_json(folder / store.FACTS / "b.json", stale)
    assert module.evaluate_run(folder, "run-1", ["a", "b", "c"]) == 1
    assert [path.name for path in sorted((folder / store.RESULTS).iterdir())] == ["a.json"]
    content = files.read_json(folder / store.RESULTS / "a.json")
    assert (content["host"], content["run_id"], content["error"]) == ("a", "run-1", None)
    assert content["device"]["os"] == "ltos"
    assert content["extract"]["stratum"] == 1


def test_what_is_derived_is_stored_beside_the_results(tmp_path):
    facts, asked = {"a": gathered(Device("a")), "dead": DEAD}, {"min_holdover_hours": 1}
    folder = audit(tmp_path, facts, profiles=["baseline", "accuracy_prtc_a"], params=asked)
    content = files.read_json(folder / store.RESULTS / "a.json")
    system = gathered(Device("a"))["ntp"]["system"]
    common = content["derived"]["common"]
    assert common["root_distance_ns"] == system["root_dispersion_ns"] + system["root_delay_ns"] / 2
    assert common["clock_offset_ms"] is not None
    assert common["clock_offset_ms"] == content["extract"]["clock_offset_ms"]
    hours = {
        profile: entry["values"]["holdover_hours_to_limit"]
        for entry in content["derived"]["by_params"]
        for profile in entry["profiles"]
    }
    assert hours.keys() == {"baseline", "accuracy_prtc_a"}
    (judged,) = [one for one in unpack(content["results"]) if one.path == "derived.holdover_hours_to_limit"]
    assert judged.actual is not None
    assert hours[judged.profile] == judged.actual
    assert files.read_json(folder / store.RESULTS / "dead.json")["derived"] is None


def test_a_host_is_derived_once_for_all_its_profiles_its_extract_and_its_probes(tmp_path, monkeypatch):
    facts = gathered(Device("a"))
    folder = audit(tmp_path, {"a": facts}, profiles=["baseline", "accuracy_prtc_a", "accuracy_prtc_b", "ntp_server"])
    found = {"run_id": "run-1", "problems": [], **probe(ntp_answer(facts))}
    files.write_json(folder / store.PROBES / "p.json", found)
    calls = Counter()

    def counting(row: Quantity) -> Quantity:
        return replace(row, compute=lambda *given: calls.update([row.name]) or row.compute(*given))

    monkeypatch.setattr(derive, "QUANTITIES", tuple(map(counting, derive.QUANTITIES)))
    assert module.evaluate_run(folder, "run-1", ["a"]) == 1
    by_params = files.read_json(folder / store.RESULTS / "a.json")["derived"]["by_params"]
    assert {profile for entry in by_params for profile in entry["profiles"]} == {
        "baseline", "accuracy_prtc_a", "accuracy_prtc_b", "ntp_server",
    }  # fmt: skip
    influenced = {row.name: calls.pop(row.name) for row in derive.QUANTITIES if row.params}
    assert influenced["holdover_hours_to_limit"] == len({100, 40, None})
    assert max(influenced.values()) <= len(by_params)
    assert calls == dict.fromkeys((row.name for row in derive.QUANTITIES if not row.params), 1)


def test_the_same_files_give_the_same_results_whatever_the_hash_seed(tmp_path):
    folder = audit(tmp_path, {"a": gathered(Device("a", model="M3000", states=("ptp_multi", "holdover")))})
    results_file = folder / store.RESULTS / "a.json"
    before = results_file.read_bytes()
    code = (
        "import pathlib, sys\n"
        "from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.evaluate import evaluate_run\n"
        "evaluate_run(pathlib.Path(sys.argv[1]), 'run-1', ['a'])\n"
    )
    for seed in ("1", "2"):
        results_file.unlink()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "build")}
        subprocess.run([sys.executable, "-c", code, str(folder)], env=environment, check=True)
        assert results_file.read_bytes() == before
    assert json.loads(before)["results"]["rows"]
