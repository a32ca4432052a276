# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""More hosts cost no more each, and nothing is left behind: a smaller version of ``make scale``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.bench import scale
from tests.bench.watch import marked
from tests.integration.playbooks import module, play, run_plays
from tests.simulator import Device, Fault, Fleet, serve
from tests.simulator.faults import FAULTS

SIZES = (1, 100, 250)
MOST = 1.5
"""Of one run each, on a machine that does other work too; ``make scale`` is stricter."""

LOOKUPS = Path(__file__).parent / "lookup_plugins"
WELL = {"in the worker itself": 40, "in processes of their own": 120}
"""Numbers of devices, of which the second is worth more than one process."""

IMPATIENT = {"meinberg_timeout": 0.5, "meinberg_deadline": 3, "meinberg_retries": 0, "meinberg_max_body_mib": 1}
PROFILES = ["baseline", "gnss", "ntp_server"]


@pytest.fixture(scope="module")
def points(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scale")
    return [scale.measure(folder, hosts, 0) for hosts in SIZES]


def test_a_host_costs_the_same_among_many(points):
    assert scale.problems(points, MOST) == []


def test_the_run_was_watched(points):
    """Otherwise nothing would be said above."""
    for point in points:
        assert point.peaks.processes >= 2, "ansible-playbook and a worker"
        assert min(point.peaks.largest_mib, point.peaks.together_mib) > 30
    assert points[-1].peaks.together_mib > points[-1].peaks.largest_mib, "it has several processes"
    assert points[-1].peaks.descriptors > points[0].peaks.descriptors, "many devices are read at the same time"


def test_what_is_not_as_it_should_be_is_named():
    def point(hosts, cpu_seconds, mebibytes, threads=40, left=()):
        run = scale.Run(cpu_seconds, mebibytes, cpu_seconds)
        return scale.Point(hosts, run, scale.Peaks(4, threads, 50, mebibytes, mebibytes), left)

    well = [point(1, 2, 70), point(100, 4, 80), point(1000, 22, 300)]
    assert scale.problems(well) == []
    ill = [point(1, 2, 70), point(100, 4, 80, left=("process 7",)), point(1000, 30, 900, threads=400)]
    assert scale.problems(ill) == [
        "after 100 hosts there is left: process 7",
        "a host among 1000 takes 1.39 times the CPU time of one among 100",
        "400 threads at 1000 hosts, 40 at 100",
        "0.91 MiB for each host more from 100 to 1000",
    ]
    assert "process 7" in scale.table(ill)[-1]


def test_a_process_that_is_left_is_found(tmp_path):
    """By the mark in its environment, though it has left its parent and its session."""
    script = "import os, time; os.fork() and os._exit(0); os.setsid(); time.sleep(30)"
    mark = f"mark-of-{tmp_path.name}"
    subprocess.run([sys.executable, "-c", script], env=os.environ | {scale.MARK: mark}, check=True)
    (left,) = marked(mark)
    os.kill(left, signal.SIGKILL)


def probed(called: str, path: Path, options: dict) -> dict:
    """A task that writes down what its worker holds, before it and after it."""
    when, failed_when = (
        f"lookup('held', '{path}', '{called}', '{moment}', {answer})"
        for moment, answer in (("before", True), ("after", False))
    )
    return module(called, options, when=when, failed_when=failed_when, run_once=True)


def audit(folder: Path, fleet: Fleet, **variables) -> tuple[dict[str, dict], dict]:
    """What the worker of each step of an audit held, by task and moment, and how the devices were read."""
    path, run = folder / "held.jsonl", {"report_dir": str(folder / "reports"), "run_id": "r"}
    options = {
        "compliance_plan": run | {"profiles": PROFILES},
        "fleet_info": {"facts_dir": f"{folder}/reports/facts", "run_id": "r", "return_facts": False},
        "compliance_evaluate": run,
        "compliance_report": run,
    }
    tasks = [probed(called, path, given) for called, given in options.items()]
    temporary = folder / "tmp"
    temporary.mkdir()
    environment = {"ANSIBLE_LOOKUP_PLUGINS": str(LOOKUPS), "TMPDIR": str(temporary)}
    with serve(fleet) as running:
        done = run_plays(folder, running, play(tasks), host_vars=variables, environment=environment)
    assert done.code == 0, done.output
    assert not marked(f"RESULTS_FILE={folder}/")
    assert scale.files(temporary) == []
    assert [file for file in scale.files(folder / "reports") if file.name.startswith(".")] == []
    held: dict[str, dict] = {called: {} for called in options}
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        held[entry["task"]][entry["moment"]] = entry
    (read,) = done["fleet_info"].values()
    return held, read.result["fleet"]


def check_nothing_is_held(held: dict[str, dict]) -> None:
    for called, moments in held.items():
        before, after = moments["before"], moments["after"]
        assert after["process"] == before["process"], "the probe is that of the worker"
        assert after["descriptors"] == before["descriptors"], called
        assert (after["threads"], after["children"]) == (1, []), called


@pytest.mark.parametrize("count", WELL.values(), ids=WELL)
def test_no_step_of_an_audit_holds_anything_when_it_has_ended(tmp_path, count):
    held, read = audit(tmp_path, Fleet.load(f"mixed:{count}").changed(base="127.72.0.1"))
    assert Counter(entry["error"] is None for entry in read.values()) == {True: count}
    check_nothing_is_held(held)


def test_nothing_is_held_of_devices_that_fail(tmp_path):
    """Each way to fail, by each system; a thread that waits for a device ends with its deadline."""
    devices = [
        Device(f"{name}-{system}", system, faults=(Fault(name),))
        for name in FAULTS
        if name not in ("wrong_type", "missing")  # which need a place
        for system in ("ltos", "meinbergos")
    ]
    held, read = audit(tmp_path, Fleet.of(*devices, base="127.73.0.1"), **IMPATIENT)
    kinds = Counter((entry["error"] or {}).get("kind") for entry in read.values())
    assert len(read) == len(devices)
    assert len(kinds) >= 10, kinds
    check_nothing_is_held(held)
