# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts of a run's files become results in files."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import evaluate as module
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import store
from tests.simulator import Device
from tests.tooling.tree import ROOT
from tests.unit.support.compliance import audit
from tests.unit.support.gathered import gathered


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
    assert json.loads(before)["results"]
