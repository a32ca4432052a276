# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``fleet_info`` ends in time, whatever hangs: by its deadline, by the task keyword ``timeout``, by Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time

import pytest

from tests.bench.watch import marked
from tests.integration.playbooks import environment_of, module, play, prepare, run_plays
from tests.simulator import Device, Fault, Fleet, serve

HANGING = {
    "silent": Fault("silent"),
    "no-handshake": Fault("silent_handshake"),
    "dripping-head": Fault("drip_head"),
    "dripping-body": Fault("drip_body"),
    "hanging-body": Fault("hanging_body"),
    "endless-head": Fault("endless_head"),
}
FLEET = Fleet.of(
    Device("well"),
    Device("well-too", "meinbergos"),
    *(Device(f"{name}-ltos", faults=(fault,)) for name, fault in HANGING.items()),
    *(Device(f"{name}-meinbergos", "meinbergos", faults=(fault,)) for name, fault in HANGING.items()),
    base="127.65.0.1",
)
PATIENT = {"meinberg_timeout": 300, "meinberg_deadline": 600, "meinberg_max_body_mib": 1}
SOON = 2.0
"""Seconds within which a task has to end: one is promised, the other is for a busy machine."""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    names = {"deadline": {"batch_deadline": 1.5}, "few threads": {"batch_deadline": 1, "max_parallel": 2}}
    tasks = [module("fleet_info", options, name=name) for name, options in names.items()]
    tasks.append(module("fleet_info", name="keyword", timeout=1))
    with serve(FLEET) as running:
        yield run_plays(tmp_path_factory.mktemp("ends"), running, play(tasks), host_vars=PATIENT)


def test_the_deadline(run):
    (done,) = run["deadline"].values()
    assert done.outcome == "ok"
    assert done.seconds < 1.5 + SOON
    fleet = done.result["fleet"]
    assert set(fleet) == {device.name for device in FLEET.devices}
    late = {host for host, entry in fleet.items() if "error" in entry}
    assert late >= {f"{name}-ltos" for name in HANGING if name != "endless-head"}
    assert {"well", "well-too"}.isdisjoint(late)
    assert fleet["silent-ltos"]["msg"] == "silent-ltos was not read within the batch's deadline of 1.5 s."
    for host in late:
        assert fleet[host]["error"]["kind"] in ("timeout", "protocol", "too_large"), fleet[host]


def test_the_deadline_with_few_threads(run):
    """Those behind a hanging device were never begun, and are named too."""
    (done,) = run["few threads"].values()
    assert done.seconds < 1 + SOON
    late = [host for host, entry in done.result["fleet"].items() if (entry.get("error") or {}).get("kind") == "timeout"]
    assert len(late) >= 8
    assert len(done.result["fleet"]) == len(FLEET.devices)


def test_the_keyword_timeout(run):
    (done,) = run["keyword"].values()
    assert done.outcome == "failed"
    assert re.search(r"\b1 second|expected time frame \(1\)", done.result["msg"]), done.result
    assert done.seconds < 1 + SOON


def test_an_interrupt(tmp_path):
    """Ctrl-C in a terminal goes to every process of its group."""
    with serve(FLEET) as running:
        hanging = running.devices["silent-ltos"]
        command = prepare(tmp_path, running, play([module("fleet_info")]), host_vars=PATIENT)
        playing = subprocess.Popen(
            command,
            cwd=tmp_path,
            env=environment_of(tmp_path, 8),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            until = time.monotonic() + 30
            while not hanging.requests and playing.poll() is None and time.monotonic() < until:
                time.sleep(0.02)
            assert hanging.requests, "fleet_info did not begin"
            began = time.monotonic()
            os.killpg(playing.pid, signal.SIGINT)
            output, _nothing = playing.communicate(timeout=30)
            took = time.monotonic() - began
            left = marked(f"RESULTS_FILE={tmp_path}/")
        finally:
            playing.kill()
    assert took < SOON, output
    assert playing.returncode != 0
    assert b"Traceback" not in output
    assert left == set()
