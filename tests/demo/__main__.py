# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make demo``: a simulated fleet is audited through Ansible, and what came out is shown."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.simulator import Fleet, serve
from tests.simulator.fleet import write_inventory

from .table import table

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OUTPUT = ROOT / "build" / "demo"
GATE_FAILED = 2
"""What ansible-playbook exits with where a task failed, as the gate does."""


def main() -> int:
    """Audit the fleet, print the table and the verdict, say where the reports lie."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    inventory, ca_file = OUTPUT / "inventory.yml", OUTPUT / "ca.pem"
    with serve(Fleet.load("demo"), ca_file=ca_file) as running:
        write_inventory(running, inventory, str(ca_file))
        print(f"{len(running.devices)} simulated devices are up; ansible-playbook audits them ...", flush=True)
        played = audit(inventory)
    if played.returncode not in (0, GATE_FAILED) or not (OUTPUT / "report.json").is_file():
        print(played.stdout, played.stderr, sep="\n", file=sys.stderr)
        return played.returncode or 1
    report = json.loads((OUTPUT / "report.json").read_text("utf-8"))
    facts = {host["host"]: facts_of(host["host"]) for host in report["hosts"]}
    print(f"\n{table(facts)}\n\n{verdict(report)}\n")
    print(gate(played))
    print(f"\nThe facts lie in {shown(OUTPUT / 'facts')}/<host>.json")
    print(f"The report:      {shown(OUTPUT / 'report.md')} (and report.json, report.csv, junit.xml)")
    return 0


def audit(inventory: Path) -> subprocess.CompletedProcess:
    """Run the collection's own playbook over the simulated fleet."""
    command = ["ansible-playbook", "-i", str(inventory), str(ROOT / "playbooks" / "audit.yml")]
    variables = ["-e", f"@{HERE / 'variables.yml'}", "-e", f"compliance_report_dir={OUTPUT}"]
    return subprocess.run([*command, *variables], capture_output=True, text=True, check=False)


def facts_of(host: str) -> dict:
    """A host's facts as the audit wrote them."""
    return json.loads((OUTPUT / "facts" / f"{host}.json").read_text("utf-8"))


def verdict(report: dict) -> str:
    """The verdict and the counts in one paragraph."""
    summary = report["summary"]
    counted = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in summary["by_status"].items())
    by_verdict = ", ".join(f"{count} {level}" for level, count in summary["hosts_by_verdict"].items() if count)
    return f"Verdict: {summary['verdict'].upper()}. Devices: {by_verdict}. Results: {counted}."


def gate(played: subprocess.CompletedProcess) -> str:
    """What the gate would do to a job in continuous integration, and why."""
    if played.returncode != GATE_FAILED:
        return "In continuous integration the gate would let this fleet pass."
    report = json.loads((OUTPUT / "report.json").read_text("utf-8"))
    stopped = [host["host"] for host in report["hosts"] if host["verdict"] == "critical"]
    return (
        f"In continuous integration the gate would fail the job (ansible-playbook exited with {GATE_FAILED}): "
        f"critical findings on {', '.join(stopped)}."
    )


def shown(path: Path) -> str:
    """A path as it is from the project's root."""
    return str(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
