# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demonstration says at its end can be done."""

from __future__ import annotations

import shlex

from tests.demo import __main__ as demo
from tests.demo.table import table
from tests.simulator import Fleet
from tests.simulator.__main__ import fleet_of, parser
from tests.tooling.tree import ROOT
from tests.unit.support.gathered import gathered


def test_the_devices_can_be_had_again():
    lines = [shlex.split(line) for line in demo.again().splitlines() if line.startswith("  ")]
    (simulator,) = [line[3:] for line in lines if line[:3] == ["python", "-m", "tests.simulator"]]
    (playbook,) = [line for line in lines if line[0] == "ansible-playbook"]
    options = parser().parse_args(simulator)
    assert fleet_of(options).devices == Fleet.load("demo").devices
    assert ROOT / options.write_inventory == demo.OUTPUT / "inventory.yml"
    assert options.write_inventory in playbook
    assert all((ROOT / part[1:]).is_file() for part in playbook if part.startswith("@"))
    inventories = [playbook[at + 1] for at, part in enumerate(playbook) if part == "-i"]
    assert inventories == [options.write_inventory]
    assert "compliance_probe: controller" in (demo.HERE / "variables.yml").read_text("utf-8")


def test_one_device_serves_a_time_that_is_a_second_wrong():
    """It is healthy by its own answers, and stays so; what the controller measured is told first."""
    (device,) = [device for device in Fleet.load("demo").devices if (device.ntp_wire or {}).get("offset")]
    assert (device.ntp_wire, device.states, device.faults) == ({"offset": 1}, (), ())
    assert demo.changed(device) == device
    results = [
        {"rule": "servers-agree", "status": "fail", "severity": severity, "message": f"{severity} {device.name}"}
        for severity in ("major", "critical")
    ]
    assert demo.differing({"results": results}).startswith(f"Wrong time: critical {device.name}.")


def test_one_device_says_another_stratum_than_its_clients_get():
    """What the probe finds of it is told in the table and below; of the others it is not."""
    contradicting = [device for device in Fleet.load("demo").devices if "stratum" in (device.ntp_wire or {})]
    (device,) = contradicting
    assert (device.states, device.faults) == ((), ())
    assert demo.changed(device) == device
    assert gathered(device)["ntp"]["system"]["stratum"] == 1
    assert device.ntp_wire["stratum"] == 12
    served = [
        {"host": device.name, "status": "fail", "actual": 12, "expected": "1"},
        {"host": "other", "status": "pass", "actual": 1, "expected": "1"},
    ]
    told = demo.received(served)
    assert f"clients of {device.name} get stratum 12, and the device says 1." in told
    assert "other" not in told
    facts = {"other": {"error": {"kind": "auth"}}, device.name: gathered(device)}
    lines = table(facts, {device.name: 12}).splitlines()
    at = lines[0].index("clients get")
    assert [line[at:].split("  ")[0] for line in lines[2:]] == ["-", "stratum 12"]
