# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/inventory-export: files that hold what the devices say, and nothing that anybody would run."""

from __future__ import annotations

import csv

import yaml

from tests.examples.fleet import COMMANDS, LANTIMES, MICROSYNC, address_of, fleet
from tests.simulator import Device

TEMPLATE = "{{ 7 * 7 }}"
FORMULA = """=HYPERLINK("http://192.0.2.1","it's")"""
ADDRESS = {"address": "192.0.2.61/24", "status": "active", "device": LANTIMES[0], "interface": "lan0:0"}


def exported(copy) -> tuple[list[dict], dict[str, list[dict]]]:
    """The rows of the CSV file, and the lists of the files for NetBox by their names."""
    folder = copy.folder / "output" / "inventory"
    with (folder / "devices.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    names = ("devices", "interfaces", "ip-addresses")
    return rows, {name: yaml.safe_load((folder / f"netbox-{name}.yml").read_text("utf-8")) for name in names}


def test_devices_with_their_sites_interfaces_and_addresses(copy):
    with copy.facing(fleet("127.71.0.1")):
        done = copy.run(COMMANDS["inventory-export"])
    assert done.code == 0, done.output
    rows, netbox = exported(copy)
    assert [row["name"] for row in rows] == [*LANTIMES, MICROSYNC]
    assert (rows[0]["site"], rows[3]["site"]) == ("berlin", "vienna")
    assert {row["firmware"] for row in rows[:3]} == {"7.10.012"}
    assert netbox["devices"][0] == {
        "name": LANTIMES[0],
        "role": "Time server",
        "manufacturer": "Meinberg",
        "device_type": "M600",
        "serial": rows[0]["serial"],
        "platform": "LTOS",
        "site": "berlin",
        "status": "active",
        "comments": "Firmware 7.10.012",
    }
    assert len(rows[0]["serial"]) == 12, "a serial number's zeros in front stay"
    assert ADDRESS in netbox["ip-addresses"]
    there = {(one["device"], one["name"]) for one in netbox["interfaces"]}
    assert {(one["device"], one["interface"]) for one in netbox["ip-addresses"]} <= there
    assert (LANTIMES[0], "lan0") in there
    assert MICROSYNC not in {device for device, _name in there}


def test_hostile_names_do_nothing_and_a_dead_device_is_told_of(copy):
    hostile = [Device(name, hostname=name) for name in (FORMULA, TEMPLATE)]
    unusual = {LANTIMES[0]: {"hostname": f'{TEMPLATE},"\n- name: x'}, LANTIMES[1]: {"faults": ["refused"]}}
    with copy.facing(fleet("127.71.1.1", unusual, *hostile)) as running:
        hosts = {
            name: {"compliance_site": "@SUM(1)", **address_of(running.devices[name])} for name in (FORMULA, TEMPLATE)
        }
        copy.change("inventory.yml", lambda content: content["timeservers"].update(hosts=hosts))
        done = copy.run(COMMANDS["inventory-export"])
    assert done.code == 2
    assert "Not exported: Cannot connect to 127.71.1.2" in done.text
    names = [FORMULA, LANTIMES[0], LANTIMES[2], MICROSYNC, TEMPLATE]
    rows, netbox = exported(copy)
    assert [row["name"] for row in rows] == [f"'{FORMULA}", *names[1:]]
    assert (rows[0]["site"], rows[0]["hostname"]) == ("'@SUM(1)", f"'{FORMULA}")
    assert rows[1]["hostname"] == f'{TEMPLATE}," - name: x'
    assert (rows[4]["site"], rows[4]["hostname"]) == ("'@SUM(1)", TEMPLATE)
    assert [one["name"] for one in netbox["devices"]] == names
    assert all(len(one) == 9 for one in netbox["devices"])
