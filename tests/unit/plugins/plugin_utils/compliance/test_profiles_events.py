# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device's events: each is judged once, and put under a cause of its own kind alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.evidence import tiers
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import resolve
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load_all
from tests.simulator import Device
from tests.simulator.ltos_parts import EVENTS
from tests.unit.support.compliance import evaluate
from tests.unit.support.gathered import gathered

SEEN_ELSEWHERE = {"sync-monitor", "auto-update-installed"}
"""Events that a real device has, and the simulated ones have not."""
IDS = sorted({*EVENTS, *SEEN_ELSEWHERE, "refclock-3-not-sync", "an-event-of-tomorrow"})
JUDGED_AS_A_STATE = {"ntp-stopped": "ntp-service"}
"""Events whose state a rule judges, since a parameter says whether it is wanted."""
SEVERITIES = {"critical": "major", "error": "major", "warning": "minor"}
"""What an event that no rule knows weighs, by what the device calls it."""
load_profiles = cache(load_all)


def judged(facts: dict, *profiles: str, params: dict | None = None) -> list[dict]:
    """The results of profiles on a device."""
    loaded = load_profiles(profiles)
    return evaluate("host", facts, loaded, resolve(loaded, params or {}, {}), [])


def of_events(results: Iterable[dict]) -> list[dict]:
    return [one for one in results if one["path"] == "status.events.active"]


def with_event(name: str, severity: str | None) -> dict:
    """The facts of a sound device, but for this one event, which is active."""
    facts = gathered(Device("x"))
    event = {"id": name, "severity": severity, "active": True, "last_triggered": None}
    return {**facts, "status": {**facts["status"], "events": [event]}}


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("name", IDS)
def test_an_active_event_is_judged_just_once(name, severity):
    results = judged(with_event(name, severity), "baseline", "hardening")
    found = [(one["element"], one["status"]) for one in of_events(results) if one["element"] is not None]
    assert found == ([] if name in JUDGED_AS_A_STATE else [(name, "fail")])
    assert {*JUDGED_AS_A_STATE.values()} <= {one["rule"] for one in results}


@pytest.mark.parametrize("severity", ["info", "action"])
def test_an_event_that_the_device_calls_no_fault_and_no_rule_knows_is_none(severity):
    results = of_events(judged(with_event("an-event-of-tomorrow", severity), "baseline", "hardening"))
    assert {one["status"] for one in results} == {"not_applicable"}


@pytest.mark.parametrize(("severity", "weight"), SEVERITIES.items())
def test_an_event_that_no_rule_knows_is_judged_by_its_severity_and_has_no_cause(severity, weight):
    facts = gathered(Device("x", states=("antenna_disconnected", "psu_failed", "disk_full")))
    facts["status"]["events"].append({"id": "new", "severity": severity, "active": True, "last_triggered": None})
    (found,) = [one for one in of_events(judged(facts, "baseline", "gnss")) if one["element"] == "new"]
    assert (found["rule"], found["severity"], found["caused_by"]) == (f"event-{severity}", weight, None)
    assert found["message"].startswith("new: ")


def test_an_event_whose_severity_is_not_known_is_not_passed_over():
    results = of_events(judged(with_event("an-event-of-tomorrow", None), "baseline", "hardening"))
    assert {one["status"] for one in results if one["element"]} == {"unknown"}


PORTS = {"required_ports": ["lan0", "lan1"]}


@pytest.mark.parametrize(
    ("state", "event", "params", "cause"),
    [
        ("antenna_disconnected", "antenna-faulty", {}, "gnss:gnss-antenna-connected"),
        ("antenna_short_circuit", "antenna-short-circuit", {}, "gnss:gnss-antenna-no-short-circuit"),
        ("receiver_switched", "antenna-faulty", {}, "gnss:gnss-antenna-standby"),
        ("receiver_switched", "refclock-1-not-sync", {}, "gnss:gnss-receiver-standby"),
        ("holdover", "refclock-1-not-sync", {}, "gnss:gnss-receiver-synchronized"),
        ("critical_event", "refclock-1-not-sync", {}, "baseline:event-clock"),
        ("critical_event", "refclock-1-not-responding", {}, None),
        ("ntp_unsynchronized", "ntp-not-sync", {}, "baseline:ntp-has-reference"),
        ("link_down", "network-link-down", PORTS, "baseline:network-port-up"),
        ("link_down", "network-link-down", {}, None),
        ("psu_failed", "power-supply-failure", {}, "baseline:power-supply-available"),
        ("disk_full", "low-system-resources", {}, "baseline:storage-not-full"),
        ("memory_low", "low-system-resources", {}, "baseline:memory-free"),
        ("cold_boot", "oscillator-not-adjusted", {}, "baseline:oscillator-warmed-up"),
        ("update_failed", "auto-update-failed", {}, "baseline:firmware-update-succeeded"),
        ("overheated", "temperature-warning", {}, None),
        ("sync_monitor", "sync-monitor-alert", {}, None),
    ],
)
def test_an_event_has_the_cause_of_its_kind(state, event, params, cause):
    results = judged(gathered(Device("x", states=(state,))), "baseline", "gnss", params=params)
    assert {one["element"]: one["caused_by"] for one in of_events(results) if one["status"] == "fail"}[event] == cause


OTHER_FAULTS = ("antenna_disconnected", "psu_failed", "disk_full", "update_failed", "cold_boot")


@pytest.mark.parametrize(
    ("state", "event"),
    [("link_down", "network-link-down"), ("sync_monitor", "sync-monitor-alert"), ("overheated", "temperature-warning"),
     ("ntp_false_ticker", "cluster-falseticker-detected")],
)  # fmt: skip
def test_no_other_fault_of_the_device_hides_an_event(state, event):
    results = judged(gathered(Device("x", states=(*OTHER_FAULTS, state))), "baseline", "gnss")
    roots = {one["element"] for one in of_events(results) if one["status"] == "fail" and one["caused_by"] is None}
    assert event in roots


@pytest.mark.parametrize(
    ("states", "light", "cause"),
    [
        (("holdover", "link_down"), "led-ref-time", "baseline:sync-no-holdover"),
        (("ntp_unsynchronized", "link_down"), "led-time-service", "baseline:ntp-has-reference"),
        (("antenna_disconnected", "link_down"), "led-network", "baseline:event-network"),
        (("antenna_disconnected", "psu_failed"), "led-alarm", "baseline:event-power"),
    ],
)
def test_a_light_is_put_under_what_it_shows(states, light, cause):
    results = judged(gathered(Device("x", states=states)), "baseline", "gnss")
    assert {one["element"]: one["caused_by"] for one in results if one["status"] == "fail"}[light] == cause


def test_a_light_is_judged_just_once_and_explains_nothing():
    facts = gathered(Device("x"))
    facts["status"]["system"]["front_leds"].append({"name": "led-new", "color": "red", "on": True, "mode": None})
    results = [one for one in judged(facts, "baseline") if one["path"].startswith("status.system.front_leds")]
    assert sorted(one["element"] for one in results) == [
        "led-alarm", "led-network", "led-new", "led-ref-time", "led-time-service",
    ]  # fmt: skip
    causes = {cause for profile in load_profiles(("baseline", "gnss", "hardening")) for rule in profile.rules
              for cause in rule.causes}  # fmt: skip
    assert not [cause for cause in causes if "front-led" in cause]


def test_only_ltos_has_events_and_lights():
    """The rules for kinds of event are for LTOS alone; where the other adapter comes to read some, they must follow."""
    listed = ("status.events", "status.system.front_leds")
    assert [fact for fact in tiers("meinbergos") if fact.startswith(listed)] == []
    assert {fact.rpartition(".")[0] for fact in tiers("ltos") if fact.startswith(listed)} == set(listed)
