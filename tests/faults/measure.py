# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a fleet with ``fleet_info`` in a real ``ansible-playbook``, and measures each host and the whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.store import file_name
from tests.faults.controller import in_namespace, jumping_clock, queue_full, require_ipv6
from tests.faults.rows import LIMITS, PATIENT, READ, WELL, Row
from tests.integration.playbooks import comparable, environment_of, module, play, prepare
from tests.simulator import Fleet, Running, serve
from tests.simulator.clock import DEFAULT_INSTANT

# A process counts as large as the one that started it, so a small one has to stand between.
_WEIGH = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:], stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT)
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
_PATIENCE_S = 120


@dataclass(frozen=True)
class Measured:
    """A run: what was read of each host, when, and how large the largest process was."""

    hosts: dict[str, dict[str, Any]]
    alone: dict[str, dict[str, Any]]
    """The well hosts, read before in a task without the others."""
    seconds: dict[str, float]
    """By host, from the start of the task until the host was settled."""
    task_seconds: float
    mebibytes: float
    output: str
    span: tuple[float, float]
    """When the run began and ended, by this machine's clock."""

    def outcome(self, host: str) -> str:
        """As a row has it."""
        reading = self.hosts[host]
        if "error" in reading:
            return reading["error"]["kind"]
        well = self.hosts[f"well-{reading['device']['os']}"]
        known = {(note["path"], note["reason"]) for note in well["unavailable"]}
        reasons = {note["reason"] for note in reading["unavailable"] if (note["path"], note["reason"]) not in known}
        return ", ".join([READ, *sorted(reasons)])

    def message(self, host: str) -> str:
        """What the user is told of a host; nothing where it was read."""
        return self.hosts[host].get("msg", "")

    def disturbed(self) -> list[str]:
        """The well hosts that were not read as they were alone, to the byte, but for times and sizes."""
        return [host for host, reading in self.alone.items() if _bytes(reading) != _bytes(self.hosts[host])]


def _bytes(reading: Mapping) -> bytes:
    return json.dumps(reading if "error" in reading else comparable(reading), sort_keys=True).encode()


def measure_rows(folder: Path, rows: Iterable[Row], base: str = "127.66.0.1") -> Measured:
    """The rows of one group, all at once, beside the well devices; ``Unavailable`` where this machine can't do it."""
    rows = list(rows)
    fleet = Fleet.of(*WELL, *(device for row in rows for device in row.devices()), base=base)
    more = {host: row.variables for row in rows for host in row.hosts}
    groups = {row.group for row in rows}

    def run() -> Measured:
        with serve(fleet, at=DEFAULT_INSTANT) as running:
            if "clock" not in groups:
                return measure(folder, running, more)
            faulty = running.devices[next(iter(rows[0].hosts))]
            # The well devices are read alone before, so this one's first request begins the second task.
            return measure(folder, running, more, jumping_clock(folder, lambda: bool(faulty.requests)))

    if "silence" in groups:
        return in_namespace(run)
    if "network" in groups:
        require_ipv6()
        with queue_full():
            return run()
    return run()


def measure(
    folder: Path,
    running: Running,
    more_hosts: Mapping[str, Mapping[str, Any]],
    clock: tuple[Mapping[str, str], Callable[[], None]] = ({}, lambda: None),
) -> Measured:
    """Two tasks in one run: the well hosts alone, then all. ``clock`` is what ``jumping_clock`` gives."""
    environment, meanwhile = clock

    def reading(name: str, hosts: str) -> dict[str, Any]:
        options = {"max_parallel": 128, "return_facts": False, "facts_dir": str(folder / name)}
        return play([module("fleet_info", options, name=name, run_once=True)], hosts=hosts)

    command = prepare(
        folder,
        running,
        reading("alone", "well-*"),
        reading("all", "all"),
        host_vars=LIMITS,
        more_hosts={**{name: PATIENT for name in running.devices if name.startswith("well-")}, **more_hosts},
    )
    weighed, printed = folder / "maxrss", folder / "output"
    started = time.time()
    with printed.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", _WEIGH, str(weighed), *command],
            cwd=folder,
            env={**environment_of(folder, 2), **environment},
            stdout=output,
            start_new_session=True,
        )
        helper = threading.Thread(target=meanwhile, daemon=True)
        helper.start()
        try:
            code = process.wait(_PATIENCE_S)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            helper.join()
    said = printed.read_text("utf-8")
    lines = [json.loads(line) for line in (folder / "results.jsonl").read_text("utf-8").splitlines()]
    if code or [line["task"] for line in lines] != ["alone", "all"]:
        raise RuntimeError(f"the run ended with {code}: {said}")
    seconds = lines[1]["seconds"]
    # The line was written at the end of the task, each host's file when the host was settled.
    began = (folder / "results.jsonl").stat().st_mtime - seconds
    hosts = _readings(folder / "all")
    return Measured(
        hosts,
        _readings(folder / "alone"),
        {host: (folder / "all" / file_name(host)).stat().st_mtime - began for host in hosts},
        seconds,
        int(weighed.read_text()) / 1024,
        said,
        (started, time.time()),
    )


def _readings(folder: Path) -> dict[str, dict[str, Any]]:
    """What was read, by host, from the files of a task."""
    contents = [json.loads(path.read_text("utf-8")) for path in folder.iterdir()]
    return {content.pop("host"): content for content in contents}
