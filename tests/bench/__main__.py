# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make bench``: what reading and auditing a fleet costs, beside what Ansible itself costs.

Every figure is the wall time of a whole ``ansible-playbook`` run, start-up included, the median of some runs. The
simulated devices run in a process of their own on the same machine.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from pathlib import Path

from .measure import ROOT, Run, conditions, fill, median, play, simulator

PLAYBOOKS = Path(__file__).parent / "playbooks"
PAGE = ROOT / "docs" / "performance.md"
HOSTS = 100
URI_HOSTS = 10
FLEET = 1000


def main() -> int:
    """Measure, print the tables, and with ``--write`` put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each playbook runs; the median counts")
    parser.add_argument("--write", action="store_true", help=f"write the tables to {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tables = [
            conditions("make bench", options.runs),
            facts(Path(folder), options.runs),
            audit(Path(folder), options.runs),
        ]
    text = "\n\n".join(tables)
    print(text)
    if options.write:
        fill(PAGE, "bench", text)
    return 0


def facts(folder: Path, runs: int) -> str:
    """The first table: facts of 100 LANTIME devices over HTTP."""
    with simulator(folder, f"ltos:{HOSTS}", tls=False) as inventory:
        noop = median(PLAYBOOKS / "noop.yml", inventory, runs, "-e", f"last={HOSTS - 1}")
        gathered = median(PLAYBOOKS / "device_facts.yml", inventory, runs, "-e", f"last={HOSTS - 1}")
        uri = median(PLAYBOOKS / "uri.yml", inventory, runs, "-e", f"last={URI_HOSTS - 1}")
        log = folder / "requests.json"
        play(PLAYBOOKS / "http_summary.yml", inventory, "-e", f"http_summary={log}")
    http = json.loads(log.read_text("utf-8"))
    per_host = {"noop": noop.seconds / HOSTS, "facts": gathered.seconds / HOSTS, "uri": uri.seconds / URI_HOSTS}
    return "\n".join([
        "## Facts, LANTIME over HTTP",
        "",
        *HEAD,
        line("one `debug` task (no-op)", HOSTS, noop),
        line("one `device_facts` task, all facets", HOSTS, gathered),
        line("four `ansible.builtin.uri` tasks", URI_HOSTS, uri),
        "",
        f"- `device_facts` takes {per_host['facts'] / per_host['noop']:.2f} times the no-op's time per host.",
        f"- It is {per_host['uri'] / per_host['facts']:.0f} times faster per host than the four `uri` tasks.",
        f"- Requests a device: {http['request_count']}; connections a device: {http['connection_count']}.",
    ])  # fmt: skip


def audit(folder: Path, runs: int) -> str:
    """The second table: up to 1,000 devices over verified HTTPS, read and audited."""
    rows, told = [], []
    for fleet, hosts, name in (
        (f"ltos:{HOSTS}", HOSTS, "LANTIME"),
        (f"ltos:{FLEET}", FLEET, "LANTIME"),
        (f"mixed:{FLEET}", FLEET, "half LANTIME, half microSync"),
    ):
        with simulator(folder, fleet, tls=True) as inventory:
            noop = median(PLAYBOOKS / "noop.yml", inventory, runs, "-e", f"last={hosts - 1}")
            read = median(PLAYBOOKS / "fleet_info.yml", inventory, runs, "-e", f"facts_dir={folder / 'facts'}")
            reports = ("-e", f"compliance_report_dir={folder / fleet}", "-e", f"@{PLAYBOOKS.parent / 'variables.yml'}")
            audited = median(ROOT / "playbooks" / "audit.yml", inventory, runs, *reports)
        results = result_count(folder / fleet / "report.csv") / hosts
        rows += [
            line(f"{name}: one `debug` task (no-op)", hosts, noop),
            line(f"{name}: `fleet_info`", hosts, read),
            line(f"{name}: `audit.yml`, {results:.0f} results a device, all reports", hosts, audited),
        ]
        page = (folder / fleet / "report.html").stat().st_size / 1e6
        told.append(
            f"- {hosts} hosts, {name}: `fleet_info` takes {read.seconds / noop.seconds:.2f} times the no-op's time,\n"
            f"  the whole audit {audited.seconds / noop.seconds:.2f} times; its page has {page:.1f} MB."
        )
    return "\n".join(["## A fleet, over HTTPS with verified certificates", "", *HEAD, *rows, "", *told])


def result_count(report: Path) -> int:
    """The rows of a CSV report but for its head; not read as a whole, since a child would count as large as we are."""
    with report.open(encoding="utf-8", newline="") as file:
        return sum(1 for _row in csv.reader(file)) - 1


HEAD = ("| playbook | hosts | whole run | per host | largest process |", "| --- | --- | --- | --- | --- |")


def line(name: str, hosts: int, run: Run) -> str:
    """A row of a table."""
    return f"| {name} | {hosts} | {run.seconds:.2f} s | {run.seconds / hosts * 1000:.1f} ms | {run.mebibytes:.0f} MiB |"


if __name__ == "__main__":
    sys.exit(main())
