# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fleet rules get of a host."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import Derived
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.extract import extract
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.ptp_plan import check_plan
from tests.simulator import Device
from tests.simulator.models import Identity
from tests.unit.support.gathered import gathered


def of(facts: dict) -> dict:
    return extract(facts, Derived(facts).common())


@pytest.mark.parametrize("device", [
    Device("rack-1", model="M3000"),
    Device("rack-1", "meinbergos", model="microSync HR102"),
])  # fmt: skip
def test_the_extract_of_a_healthy_device(device):
    facts, identity = gathered(device), Identity("rack-1")
    found = of(facts)
    own = [f"{one[:6]}.{one[6:10]}.{one[10:]}" for one in (identity.clock_identity(0), identity.clock_identity(1))]
    assert found["host_address"] == "device.example"
    assert (found["model"], found["firmware"]) == (device.model, device.firmware_version)
    serials = [identity.serial] + [identity.chassis_serial] * (device.os == "ltos")
    assert found["serial_numbers"] == serials
    assert found["clock_identities"] == sorted(own)
    assert (found["stratum"], found["synchronized"], found["leap_indicator"]) == (1, True, "none")
    assert found["tai_offset_s"] == (37 if device.os == "ltos" else None)
    assert [one["domain"] for one in found["grandmasters"]] == [0, 24]
    assert [one["grandmaster"] for one in found["grandmasters"]] == own
    assert [one["own_priority1"] for one in found["grandmasters"]] == [128, 128]
    assert isinstance(found["clock_offset_ms"], int)


def test_a_slave_names_its_grandmaster_and_itself():
    (instance,) = of(gathered(Device("slave", model="M1000", states=("ptp_slave",))))["grandmasters"]
    assert instance["grandmaster"] != instance["own_identity"]
    assert (instance["priority1"], instance["own_priority1"]) == (100, 128)


def test_an_instance_has_the_profiles_that_judge_it_and_what_its_plan_says():
    facts = gathered(Device("rack-1", model="M3000"))
    plan = check_plan([
        {"alias": "PTP Default", "profile": "b", "network": "red"},
        {"alias": "PTP Default", "profile": "a", "domain": 0, "expected_grandmaster": "ec4670.fffe.000001"},
    ])  # fmt: skip
    names = ("role", "capable", "profiles", "network", "domain_planned", "expected")

    def told(*given) -> list[tuple]:
        found = extract(facts, Derived(facts).common(), *given)["grandmasters"]
        return [tuple(one[name] for name in names) for one in found]

    assert told() == [("grandmaster", True, [], None, False, [])] * 2
    assert told((), ["q", "p"]) == [("grandmaster", True, ["p", "q"], None, False, [])] * 2
    assert told(plan, ["p"]) == [
        ("grandmaster", True, ["a", "b"], "red", True, ["ec4670.fffe.000001"]),
        ("grandmaster", True, [], None, False, []),
    ]


@pytest.mark.parametrize(
    ("device", "name", "value"),
    [
        (Device("a", model="M1000", states=("ptp_stopped",)), "grandmasters", []),
        (Device("a", model="M1000", states=("ptp_stopped",)), "clock_identities", []),
        (Device("a", "meinbergos", states=("free_run",)), "leap_indicator", None),
        (Device("a", "meinbergos", states=("free_run",)), "synchronized", False),
        (Device("a", states=("leap_announced",)), "leap_indicator", "add_second"),
        (Device("a", "meinbergos", tier="A"), "clock_offset_ms", None),
        (Device("a", "meinbergos", tier="A"), "serial_numbers", []),
        (Device("a", "meinbergos"), "addresses", []),
    ],
)
def test_the_extract_of_an_ill_device(device, name, value):
    assert of(gathered(device))[name] == value


def test_a_host_that_was_not_read_has_none():
    assert of({"error": {"kind": "connect"}, "gathered_at": "2026-03-17T09:30:00Z"}) == {}


@pytest.mark.parametrize("facts", [{}, dict.fromkeys(("device", "status", "ntp", "ptp"))])
def test_of_nothing_everything_is_null_or_empty(facts):
    assert not [value for value in of(facts).values() if value not in (None, [])]


def test_an_unknown_word_says_nothing_of_a_leap_second():
    facts = gathered(Device("a"))
    facts["ntp"]["system"]["leap_indicator"] = "sync_alarm"
    assert of(facts)["leap_indicator"] is None
