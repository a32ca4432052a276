# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make bench``: what reading a fleet costs, beside what Ansible itself costs.

Every figure is the wall time of a whole ``ansible-playbook`` run, start-up included, the median of some runs. The
simulated devices run in a process of their own on the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import ansible.release
import requests

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOKS = Path(__file__).parent / "playbooks"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
LATENCY_S = 0.02
HOSTS = 100
URI_HOSTS = 10
FORKS = 10


def main() -> int:
    """Measure, print the table, and with ``--write`` put it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each playbook runs; the median counts")
    parser.add_argument("--write", action="store_true", help=f"write the table to {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        page = report(Path(folder), options.runs)
    print(page)
    if options.write:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{page}\n{END}{rest.partition(END)[2]}", "utf-8")
    return 0


def report(folder: Path, runs: int) -> str:
    """Markdown: the conditions, the table, and what it shows."""
    inventory, log = folder / "inventory.yml", folder / "requests.json"
    simulator = start_simulator(inventory)
    try:
        noop = median_time("noop", inventory, HOSTS, runs)
        facts = median_time("device_facts", inventory, HOSTS, runs)
        uri = median_time("uri", inventory, URI_HOSTS, runs)
        play("http_summary", inventory, "-e", f"http_summary={log}")
    finally:
        simulator.terminate()
        simulator.wait(timeout=10)
    per_host = {"noop": noop / HOSTS, "facts": facts / HOSTS, "uri": uri / URI_HOSTS}
    http = json.loads(log.read_text("utf-8"))
    return "\n".join([
        f"`make bench`, {HOSTS} simulated LANTIME devices over HTTP, {LATENCY_S * 1000:.0f} ms latency each, "
        f"{FORKS} forks, median of {runs} runs; ansible-core {ansible.release.__version__}, Python "
        f"{platform.python_version()}, requests {requests.__version__}, {os.cpu_count()} cores.",
        "",
        "| playbook | hosts | whole run | per host |",
        "| --- | --- | --- | --- |",
        line("one `debug` task (no-op)", HOSTS, noop),
        line("one `device_facts` task, all facets", HOSTS, facts),
        line("four `ansible.builtin.uri` tasks", URI_HOSTS, uri),
        "",
        f"- `device_facts` takes {per_host['facts'] / per_host['noop']:.2f} times the no-op's time per host.",
        f"- It is {per_host['uri'] / per_host['facts']:.0f} times faster per host than the four `uri` tasks.",
        f"- Requests a device: {http['request_count']}; connections a device: {http['connection_count']}.",
    ])  # fmt: skip


def line(name: str, hosts: int, seconds: float) -> str:
    """A row of the table."""
    return f"| {name} | {hosts} | {seconds:.2f} s | {seconds / hosts * 1000:.0f} ms |"


def start_simulator(inventory: Path) -> subprocess.Popen:
    """The simulated fleet in a process of its own; returns when it is ready."""
    command = [
        sys.executable, "-m", "tests.simulator", "--fleet", f"ltos:{HOSTS}", "--no-tls", "--latency", str(LATENCY_S),
        "--write-inventory", str(inventory),
    ]  # fmt: skip
    simulator = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    first = simulator.stdout.readline()
    if not first.startswith("ready"):
        simulator.kill()
        raise RuntimeError(f"the simulator did not start: {first}")
    return simulator


def median_time(playbook: str, inventory: Path, hosts: int, runs: int) -> float:
    """Seconds of a whole run over the first ``hosts`` hosts."""
    times = []
    for _run in range(runs):
        began = time.perf_counter()
        play(playbook, inventory, "-f", str(FORKS), "-e", f"last={hosts - 1}")
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def play(playbook: str, inventory: Path, *arguments: str) -> None:
    """Run one of the benchmark's playbooks."""
    command = ["ansible-playbook", "-i", str(inventory), *arguments, str(PLAYBOOKS / f"{playbook}.yml")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
