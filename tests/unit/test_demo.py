# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demonstration says at its end can be done."""

from __future__ import annotations

import shlex

from tests.demo import __main__ as demo
from tests.simulator import Fleet
from tests.simulator.__main__ import fleet_of, parser
from tests.tooling.tree import ROOT


def test_the_devices_can_be_had_again():
    lines = [shlex.split(line) for line in demo.again().splitlines() if line.startswith("  ")]
    (simulator,) = [line[3:] for line in lines if line[:3] == ["python", "-m", "tests.simulator"]]
    (playbook,) = [line for line in lines if line[0] == "ansible-playbook"]
    options = parser().parse_args(simulator)
    assert fleet_of(options).devices == Fleet.load("demo").devices
    assert ROOT / options.write_inventory == demo.OUTPUT / "inventory.yml"
    assert options.write_inventory in playbook
    assert all((ROOT / part[1:]).is_file() for part in playbook if part.startswith("@"))
