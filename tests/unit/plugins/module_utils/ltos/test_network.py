# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: ports and interfaces."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.ltos.network import network
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import STATUS, complete


def read(raw):
    reader = Reader("status")
    found = complete(STATUS["network"], network(reader, {"data": {"network": raw}}))
    return found, [
        (note["path"].removeprefix("/api/status#/data/network/"), note["reason"]) for note in reader.unavailable
    ]


def test_a_port():
    raw = {
        "object-id": "lan0 ", "port-available": True, "duplex": "full", "operstate": "-", "link": True, "speed": "100",
        "mac-address": "EC:46:70:00:24:CB", "slot-id": "7", "slot-name": "cpu", "port-id": 0, "card-name": "unknown",
        "statistics": {"rx-packets": "4321", "tx-bytes": 7, "mtu": 1500, "gro-flush-timeout": 9},
        "bonding-slave": {"link-failure-count": "-", "mii-status": True, "perm-hwaddr": "00:00:00:00:00:00",
                          "queue-id": 3, "ad-aggregator-id": "N/A", "state": "standalone"},
    }  # fmt: skip
    found, notes = read({"ports": [raw], "interfaces": []})
    (port,) = found["ports"]
    statistics = {name: value for name, value in port.pop("statistics").items() if value is not None}
    assert statistics == {"rx_packets": 4321, "tx_bytes": 7}
    assert port == {
        "name": "lan0", "up": True, "available": True, "speed_mbps": 100, "duplex": "full",
        "mac_address": "ec:46:70:00:24:cb", "card": None, "slot": 7, "slot_name": "cpu", "port": 0, "mtu_bytes": 1500,
        "bonding": {"state": "standalone", "mii_up": True, "link_failure_count": None, "aggregator_id": None,
                    "queue_id": "3", "permanent_mac_address": None},
    }  # fmt: skip
    assert notes == []


def test_a_port_without_a_card():
    raw = {"object-id": "lan3", "port-available": False, "duplex": "-", "speed": "-",
           "mac-address": "00:00:00:00:00:00", "slot-id": -1, "slot-name": "", "port-id": "-1",
           "card-name": "unknown"}  # fmt: skip
    found, notes = read({"ports": [raw], "interfaces": None})
    said = {name: value for name, value in found["ports"][0].items() if not isinstance(value, dict | None)}
    assert said == {"name": "lan3", "available": False}
    assert notes == [("interfaces", "not_found")]


def test_interfaces():
    addresses = [
        {
            "object-id": "ipv4-static",
            "iftype": "static",
            "addresstype": "ipv4",
            "subnet": "255.255.255.0",
            "address": "192.0.2.1",
        },
        {"iftype": "DHCPv6", "addresstype": "inet6", "subnet": 64, "address": "2001:db8::1 "},
        "x",
    ]
    cluster = {
        "ipv4": {"enabled": False, "clock-class": "", "master-priority": 0, "ntp-status": "unknown", "timestamp": ""}
    }
    found, notes = read(
        {"ports": [], "interfaces": [{"ifname": "lan0:0", "addresses": addresses, "cluster": cluster}, None]}
    )
    (interface,) = found["interfaces"]
    assert (interface["id"], interface["name"]) == (None, "lan0:0")
    assert interface["addresses"] == [
        {"family": "ipv4", "address": "192.0.2.1", "netmask": "255.255.255.0", "method": "static"},
        {"family": "ipv6", "address": "2001:db8::1", "netmask": "64", "method": "dhcp"},
    ]
    said = {name: value for name, value in interface["cluster"]["ipv4"].items() if value is not None}
    assert said == {"enabled": False, "master_priority": 0}
    assert notes == [("interfaces/*/addresses/*", "malformed"), ("interfaces/*", "malformed")]


@pytest.mark.parametrize("wrong", [7, "x", {}])
def test_what_are_no_lists(wrong):
    found, notes = read({"ports": wrong, "interfaces": wrong})
    assert found == {"ports": None, "interfaces": None}
    assert sorted(notes) == [("interfaces", "malformed"), ("ports", "malformed")]
