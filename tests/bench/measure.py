# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs playbooks against a simulated fleet, and measures the whole of each run."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

import ansible.release
import requests

from tests.simulator.device import DEFAULT_PASSWORD, DEFAULT_USERNAME

ROOT = Path(__file__).resolve().parents[2]
FORKS = 10
LATENCY_S = 0.02
CREDENTIALS = {"MEINBERG_USERNAME": DEFAULT_USERNAME, "MEINBERG_PASSWORD": DEFAULT_PASSWORD}
"""From the environment, as a job of a controller has them."""


@dataclass(frozen=True)
class Run:
    """A whole run of ansible-playbook: wall time, the largest process of it, and the CPU time of all of them."""

    seconds: float
    mebibytes: float
    cpu_seconds: float


@contextmanager
def simulator(folder: Path, fleet: str, *, tls: bool) -> Iterator[Path]:
    """A simulated fleet in a process of its own; gives the inventory."""
    inventory = folder / f"{fleet.replace(':', '-')}.yml"
    ca_file = ("--ca-file", str(folder / "ca.pem")) if tls else ()
    command = [
        sys.executable, "-m", "tests.simulator", "--fleet", fleet, "--tls" if tls else "--no-tls",
        "--latency", str(LATENCY_S), "--write-inventory", str(inventory), *ca_file,
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            first = process.stdout.readline()
            if not first.startswith("ready"):
                raise RuntimeError(f"the simulator did not start: {first}")
            yield inventory
        finally:
            process.terminate()


def median(
    playbook: Path, inventory: Path, runs: int, *arguments: str, environment: Mapping[str, str] | None = None
) -> Run:
    """The median of some runs."""
    measured = [play(playbook, inventory, *arguments, environment=environment) for _run in range(runs)]
    return Run(*(statistics.median(figures) for figures in zip(*map(astuple, measured), strict=True)))


def play(playbook: Path, inventory: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Run:
    """One run; raises ``RuntimeError`` where it fails."""
    program = str(Path(sys.executable).with_name("ansible-playbook"))
    command = [program, "-i", str(inventory), "-f", str(FORKS), *arguments, str(playbook)]
    variables = {**os.environ, **CREDENTIALS, **(environment or {})}
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=variables)
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            told = output.read().decode("utf-8", "replace")
            raise RuntimeError(f"{playbook.name} exited with {process.returncode}:\n{told}")
    return Run(seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


def conditions(command: str, runs: int) -> str:
    """What the figures depend on."""
    return (
        f"`{command}`: simulated devices with {LATENCY_S * 1000:.0f} ms latency, {FORKS} forks, median of {runs} "
        f"runs;\nansible-core {ansible.release.__version__}, Python {platform.python_version()}, requests "
        f"{requests.__version__}, {os.cpu_count()} cores."
    )


def fill(page: Path, mark: str, text: str) -> None:
    """Put a text between the two marks of a page."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, _begin, rest = page.read_text("utf-8").partition(begin)
    page.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}", "utf-8")
