# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs playbooks against a simulated fleet, and measures the whole of each run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.simulator.device import DEFAULT_PASSWORD, DEFAULT_USERNAME

ROOT = Path(__file__).resolve().parents[2]
FORKS = 10
LATENCY_S = 0.02
CREDENTIALS = {"MEINBERG_USERNAME": DEFAULT_USERNAME, "MEINBERG_PASSWORD": DEFAULT_PASSWORD}
"""From the environment, as a job of a controller has them."""


@dataclass(frozen=True)
class Run:
    """A whole run of ansible-playbook: wall time, and the largest process of it."""

    seconds: float
    mebibytes: float


@contextmanager
def simulator(folder: Path, fleet: str, *, tls: bool) -> Iterator[Path]:
    """A simulated fleet in a process of its own; gives the inventory."""
    inventory = folder / f"{fleet.replace(':', '-')}.yml"
    ca_file = ("--ca-file", str(folder / "ca.pem")) if tls else ()
    command = [
        sys.executable, "-m", "tests.simulator", "--fleet", fleet, "--tls" if tls else "--no-tls",
        "--latency", str(LATENCY_S), "--write-inventory", str(inventory), *ca_file,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        first = process.stdout.readline()
        if not first.startswith("ready"):
            raise RuntimeError(f"the simulator did not start: {first}")
        yield inventory
    finally:
        process.terminate()
        process.wait(timeout=10)


def median(playbook: Path, inventory: Path, runs: int, *arguments: str) -> Run:
    """The median of some runs."""
    measured = [play(playbook, inventory, *arguments) for _run in range(runs)]
    return Run(
        statistics.median(run.seconds for run in measured), statistics.median(run.mebibytes for run in measured)
    )


def play(playbook: Path, inventory: Path, *arguments: str) -> Run:
    """One run; raises ``RuntimeError`` where it fails."""
    command = ["ansible-playbook", "-i", str(inventory), "-f", str(FORKS), *arguments, str(playbook)]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **CREDENTIALS})
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{playbook.name} exited with {process.returncode}")
    return Run(seconds, usage.ru_maxrss / 1024)
