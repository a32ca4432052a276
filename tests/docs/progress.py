# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit tells while it reads: of devices that are slow enough to be waited for."""

from __future__ import annotations

from pathlib import Path

from tests.docs.world import World, write

FLEET = "--fleet ltos:4 --latency 2 --write-inventory slow.yml --ca-file slow.pem"


def printed(world: World, folder: Path) -> list[str]:
    """The lines of an audit of four slow devices, one after the other."""
    write(folder, "slow/.keep", "")
    world.run(folder, f"cd slow && PYTHONPATH=.. python -m tests.simulator {FLEET}")
    told = "-e compliance_progress_interval=1 -e compliance_max_parallel=1 -e compliance_report_dir=$PWD/slow/reports"
    command = f"ansible-playbook timesync.meinberg.audit -i slow/slow.yml {told}"
    return world.run(folder, command).output.splitlines()
