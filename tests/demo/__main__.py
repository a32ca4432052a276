# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make demo``: a simulated fleet is audited through Ansible, and what came out is shown."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.words import counted
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.verdict import tally
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
from tests.simulator import Device, Fleet, serve
from tests.simulator.fleet import write_inventory

from .table import table

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OUTPUT = ROOT / "build" / "demo"
GATE_FAILED = 2
"""What ansible-playbook exits with where a task failed, as the gate does."""


CHANGES = {
    "berlin-lantime-1": {"states": ("antenna_disconnected",)},
    "vienna-microsync-1": {"states": ()},
    "stockholm-lantime-2": {"states": (), "firmware": "7.10.012"},
}
"""What happens to the fleet between the two runs: one device falls ill, two are mended, one of them is updated."""


def main() -> int:
    """Audit the fleet twice, print the table and the verdict, say where the reports lie."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    fleet = Fleet.load("demo")
    print(f"{len(fleet.devices)} simulated devices are audited by ansible-playbook ...", flush=True)
    audit(fleet)
    print("... and again, after something changed.", flush=True)
    played = audit(replace(fleet, devices=tuple(map(changed, fleet.devices))))
    if played.returncode not in (0, GATE_FAILED) or not (OUTPUT / "report.json").is_file():
        print(played.stdout, played.stderr, sep="\n", file=sys.stderr)
        return played.returncode or 1
    report = json.loads((OUTPUT / "report.json").read_text("utf-8"))
    facts = {host["host"]: facts_of(host["host"]) for host in report["hosts"]}
    served = [one for one in report["results"] if one["rule"] == "wire-ntp-stratum" and one["element"]]
    print(f"\n{table(facts, {one['host']: one['actual'] for one in served})}\n")
    print(f"{differing(report)}\n{received(served)}\n{verdict(report)}\n{changes(report)}\n")
    print(gate(report, played.returncode))
    print(f"\n{again()}")
    print(f"\nThe facts lie in {shown(OUTPUT / 'facts')}/<host>.json")
    files = [formats.named(name).file for name in formats.reading_order()]
    print(f"The reports:     {shown(OUTPUT)}/ ({', '.join(sorted(files))})")
    print(f"Read first:      {shown(OUTPUT / files[0])}")
    return 0


def again() -> str:
    """How to have the devices back, which are gone with the demonstration."""
    inventory, ca_file = shown(OUTPUT / "inventory.yml"), shown(OUTPUT / "ca.pem")
    return (
        "The devices are gone, so nobody answers on the ports in the inventory. To start them as in the first run:\n"
        "  . .venv/bin/activate && export ANSIBLE_COLLECTIONS_PATH=$PWD/build\n"
        f"  python -m tests.simulator --fleet demo --write-inventory {inventory} --ca-file {ca_file}\n"
        "Then, in another terminal, after the first of these lines:\n"
        f"  ansible-playbook timesync.meinberg.audit -i {inventory} "
        f"-e @{shown(HERE / 'variables.yml')} -e compliance_report_dir=$PWD/{shown(OUTPUT)}"
    )


def changed(device: Device) -> Device:
    """A device as it is in the second run."""
    return device.fitted(**CHANGES.get(device.name, {}))


def audit(fleet: Fleet) -> subprocess.CompletedProcess:
    """Run the collection's own playbook over a simulated fleet; the report that is there already is the baseline."""
    inventory, ca_file = OUTPUT / "inventory.yml", OUTPUT / "ca.pem"
    variables = ["-e", f"@{HERE / 'variables.yml'}", "-e", f"compliance_report_dir={OUTPUT}"]
    with serve(fleet, ca_file=ca_file) as running:
        write_inventory(running, inventory, str(ca_file))
        command = ["ansible-playbook", "-i", str(inventory), str(ROOT / "playbooks" / "audit.yml"), *variables]
        return subprocess.run(command, capture_output=True, text=True, check=False)


def facts_of(host: str) -> dict:
    """A host's facts as the audit wrote them."""
    return json.loads((OUTPUT / "facts" / f"{host}.json").read_text("utf-8"))


def verdict(report: dict) -> str:
    """The verdict and the counts in one paragraph."""
    summary = report["summary"]
    results = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in tally(summary).items())
    by_verdict = ", ".join(f"{count} {level}" for level, count in summary["hosts_by_verdict"].items() if count)
    return f"Verdict: {summary['verdict'].upper()}. Devices: {by_verdict}. Results: {results}."


def changes(report: dict) -> str:
    """What changed since the first run."""
    found = report["summary"]["changes"]
    drifted = "; ".join(f"{one['host']}: {one['fact']} {one['before']} → {one['after']}" for one in report["drift"])
    told = (
        f"Since the first run: {counted(found['new'], 'finding is', 'findings are')} new, "
        f"{found['still']} still there, {found['fixed']} fixed"
    )
    return f"{told}. Changed: {drifted}." if drifted else f"{told}."


def differing(report: dict) -> str:
    """Which server's time differs from that of the others, and by how much."""
    told = [one["message"] for one in report["results"] if one["rule"] == "servers-agree" and severe(one)]
    return f"Wrong time: {'; '.join(told)}. Fix it first: the device itself reports that all is well."


def severe(result: dict) -> bool:
    """Whether a result is a critical failure."""
    return (result["status"], result["severity"]) == ("fail", "critical")


def received(served: list[dict]) -> str:
    """Where clients get another stratum than the device says."""
    told = "; ".join(
        f"of {one['host']} get stratum {one['actual']}, and the device says {one['expected']}"
        for one in served
        if one["status"] == "fail"
    )
    return f"Wrong stratum: clients {told}."


def gate(report: dict, returncode: int) -> str:
    """What the gate would do to a job in continuous integration, and why."""
    if returncode != GATE_FAILED:
        return "In continuous integration the gate would let this fleet pass."
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
