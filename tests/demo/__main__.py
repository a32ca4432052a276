# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make demo``: a simulated fleet is read through Ansible, and shown."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.simulator import Fleet, serve
from tests.simulator.fleet import write_inventory

from .table import table, troubles

HERE = Path(__file__).parent
OUTPUT = HERE.parents[1] / "build" / "demo"


def main() -> int:
    """Read the fleet, print the table, say where the facts lie."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    facts_dir = OUTPUT / "facts"
    facts_dir.mkdir(parents=True)
    inventory, ca_file = OUTPUT / "inventory.yml", OUTPUT / "ca.pem"
    with serve(Fleet.load("demo"), ca_file=ca_file) as running:
        write_inventory(running, inventory, str(ca_file))
        print(f"{len(running.devices)} simulated devices are up; ansible-playbook reads them ...", flush=True)
        command = ["ansible-playbook", "-i", str(inventory), "-f", "16", "-e", f"facts_dir={facts_dir}"]
        played = subprocess.run([*command, str(HERE / "gather.yml")], capture_output=True, text=True, check=False)
    if played.returncode:
        print(played.stdout, played.stderr, sep="\n", file=sys.stderr)
        return played.returncode
    facts = {name: json.loads((facts_dir / f"{name}.json").read_text("utf-8")) for name in running.devices}
    print(f"\n{table(facts)}\n\nNot read:\n{troubles(facts)}\n\nAll facts lie in {facts_dir.relative_to(Path.cwd())}/<host>.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
