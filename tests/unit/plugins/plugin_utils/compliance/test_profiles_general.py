# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped profiles, but those of PTP: each rule passes, fails, does not know and does not apply where it should.

The cases stand in ``cases/*.yml``: by rule and status, one or several changes of a healthy device (``device`` names
another one, ``params`` are given to the profile, ``element`` is the one result meant, ``before`` has the changes of the
device in the baseline; all else are places in facts).
"""

from __future__ import annotations

import copy
import dataclasses
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import resolve
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import (
    Profile,
    load,
    load_all,
    shipped,
)
from tests.simulator import Device
from tests.unit.support.compliance import evaluate, evaluate_after
from tests.unit.support.gathered import gathered

CASES = sorted((Path(__file__).parent / "cases").glob("*.yml"))
TABLES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in CASES if path.stem != "ptp"}
GENERAL = sorted(profile for table in TABLES.values() for profile in table["profiles"])
STATUSES = {"pass", "fail", "unknown", "not_applicable"}
NAMED = {"m3000": Device("x", model="M3000"), "tier_a": Device("x", "meinbergos", tier="A")}
RECEIVERS = {"dcf77": ("dcf77",)}


@cache
def facts_of(name: str) -> dict:
    """The facts of a device such as ``ltos``, ``ltos-holdover`` (a state), ``ltos-dcf77`` (a receiver), ``m3000``."""
    system, _dash, state = name.partition("-")
    if system in NAMED:
        return gathered(NAMED[system])
    if state in RECEIVERS:
        return gathered(Device("x", system, receivers=RECEIVERS[state]))
    return gathered(Device("x", system, states=(state,) if state else ()))


def changed(facts: dict, places: dict) -> dict:
    """A copy of the facts with other values at some places, whose holders must exist."""
    facts = copy.deepcopy(facts)
    for place, value in places.items():
        holder, *steps = facts, *place.split(".")
        for step in steps[:-1]:
            holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        last = int(steps[-1]) if isinstance(holder, list) else steps[-1]
        holder[last] = value
    return facts


@cache
def profile_of(profile_id: str, rule_id: str | None = None) -> Profile:
    """A profile, or of it one rule."""
    if rule_id is None:
        return load(profile_id)
    whole = profile_of(profile_id)
    return dataclasses.replace(whole, rules=tuple(rule for rule in whole.rules if rule.id == rule_id))


def results(
    profile_id: str, facts: dict, params: dict | None = None, rule: str | None = None, before: dict | None = None
) -> list[dict]:
    """The results of one profile alone, or of one of its rules; ``before`` are the facts of a baseline."""
    profiles = [profile_of(profile_id, rule)]
    given = profiles, resolve(profiles, params or {}, {}), []
    found = evaluate("host", facts, *given) if before is None else evaluate_after(before, facts, *given)
    return [result for result in found if result["rule"] != "device-readable"]


def every_case():
    """(profile, rule, status, case) of all tables, leaving out rules that a profile of a shared table is without."""
    for table in TABLES.values():
        for profile in table["profiles"]:
            rules = {rule.id for rule in profile_of(profile).rules}
            for rule, statuses in table["cases"].items():
                for status, cases in statuses.items() if rule in rules else ():
                    if status != "cannot":
                        for number, case in enumerate(cases if isinstance(cases, list) else [cases], 1):
                            yield pytest.param(profile, rule, status, case, id=f"{profile}-{rule}-{status}-{number}")


@pytest.mark.parametrize(("profile", "rule", "status", "case"), list(every_case()))
def test_case(profile, rule, status, case):
    case = dict(case)
    device, params, element, before = (case.pop(key, None) for key in ("device", "params", "element", "before"))
    healthy = facts_of(device or "ltos")
    earlier = None if before is None else changed(healthy, before)
    found = results(profile, changed(healthy, case), params, rule, earlier)
    assert found
    told = {result["element"]: (result["status"], result["message"]) for result in found}
    if status in ("pass", "not_applicable"):
        assert {result["status"] for result in found} == {status}, told
    elif element is not None:
        assert told[element][0] == status, told
    else:
        assert status in {result["status"] for result in found}, told


@pytest.mark.parametrize("profile", GENERAL)
def test_every_rule_has_its_cases(profile):
    table = next(table for table in TABLES.values() if profile in table["profiles"])
    lacking = {}
    for rule in profile_of(profile).rules:
        statuses = table["cases"].get(rule.id, {})
        excused = statuses.get("cannot", {})
        assert all(reason.strip() for reason in excused.values())
        lack = STATUSES - statuses.keys() - excused.keys()
        if lack or excused.keys() & statuses.keys():
            lacking[rule.id] = lack or "excused and yet there"
    assert not lacking, "write a case for each status into the table in cases/, or the reason under `cannot`"


def test_every_shipped_profile_has_its_cases():
    """Those of PTP are in ``test_profiles_ptp``, those of what clients receive in ``test_wire``."""
    general = {name for name in shipped() if not name.startswith(("ptp_", "wire_"))}
    assert sorted(general) == GENERAL, "write a table of cases into cases/ that names the profile"


@pytest.mark.parametrize("table", sorted(TABLES))
def test_no_case_is_for_a_rule_that_is_gone(table):
    rules = {rule.id for profile in TABLES[table]["profiles"] for rule in profile_of(profile).rules}
    assert TABLES[table]["cases"].keys() <= rules


HEALTHY = [
    Device("M300", model="M300"),
    Device("M600", model="M600"),
    Device("M1000", model="M1000"),
    Device("M3000", model="M3000"),
    Device("dcf77", receivers=("dcf77", "gns")),
    Device("old", model="M900", firmware="7.08.019"),
    Device("HR102", "meinbergos", model="microSync HR102"),
    Device("RX302", "meinbergos", model="microSync RX302"),
    Device("HR101", "meinbergos", model="microSync HR101", firmware="2021.10.1"),
    Device("tier-A", "meinbergos", tier="A"),
]


@pytest.mark.parametrize("device", HEALTHY, ids=lambda device: device.name)
@pytest.mark.parametrize("profile", ["baseline", "gnss", "ntp_server", "monitoring_classic"])
def test_a_healthy_device_fails_nothing_and_hides_nothing(device, profile):
    found = results(profile, gathered(device))
    assert not [result for result in found if result["status"] == "fail"]
    unknown = {result["rule"] for result in found if result["status"] == "unknown" and result["offered"]}
    assert not unknown, "the device says all that its API is known to have"
    if device.os == "ltos":
        assert not [result["message"] for result in found if result["status"] == "unknown"]


LIMITS_NS = {
    "accuracy_prtc_a": 100,
    "accuracy_prtc_b": 40,
    "accuracy_5g_tdd": 1_100,
    "accuracy_mifid": 100_000,
    "accuracy_finra_cat": 50_000_000,
    "accuracy_power_1us": 1_000,
    "accuracy_st2059": 500,
}


@pytest.mark.parametrize(("profile", "limit"), list(LIMITS_NS.items()))
@pytest.mark.parametrize(("beyond", "status"), [(0, "pass"), (1, "fail")])
@pytest.mark.parametrize("sign", [1, -1])
def test_an_offset_is_held_against_the_limit_in_both_directions(profile, limit, beyond, status, sign):
    facts = changed(facts_of("meinbergos"), {"status.references.0.offset_ns": sign * (limit + beyond)})
    told = {(one["rule"], one["element"]): one for one in results(profile, facts)}
    assert told["reference-offset", "clk1-gnss"]["status"] == status
    own = changed(facts, {"status.references.0.offset_ns": 7})
    exchange = results(profile, own, {"limit_ns": 6})
    assert {one["status"] for one in exchange if one["rule"] == "reference-offset"} == {"fail"}


@pytest.mark.parametrize("name", ["ltos", "meinbergos"])
def test_a_typical_audit_has_about_a_hundred_results(name):
    profiles = load_all(["baseline", "gnss", "ntp_server", "hardening", "accuracy_prtc_a"])
    found = evaluate("host", facts_of(name), profiles, resolve(profiles, {}, {}), [])
    assert 80 <= len(found) <= 200
    keys = Counter((one["profile"], one["rule"], one["element"]) for one in found)
    assert max(keys.values()) == 1


def test_a_lost_antenna_is_the_cause_of_what_follows_from_it():
    profiles = load_all(["baseline", "gnss"])
    facts = facts_of("ltos-antenna_disconnected")
    found = evaluate("host", facts, profiles, resolve(profiles, {}, {}), [])
    roots = [one for one in found if one["status"] == "fail" and one["caused_by"] is None]
    assert [(one["rule"], one["severity"]) for one in roots] == [("gnss-antenna-connected", "minor")]


HOURS_LEFT = {0: "critical", 1: "major", 23: "major", 25: "minor", 140: "minor"}


@pytest.mark.parametrize(("hours", "severity"), HOURS_LEFT.items())
@pytest.mark.parametrize("rule", ["gnss-antenna-connected", "gnss-satellites-used", "event-antenna"])
def test_a_lost_signal_weighs_by_the_hours_of_holdover_that_are_left(rule, hours, severity):
    profiles = load_all(["baseline", "gnss"])
    elapsed = {"status.sync.holdover.elapsed_s": (168 - hours) * 3600, "status.sync.oscillator.type": "ocxo_hq"}
    facts = changed(facts_of("ltos-antenna_disconnected"), elapsed)
    found = evaluate("host", facts, profiles, resolve(profiles, {}, {}), [])
    weights = {one["severity"] for one in found if one["rule"] == rule and one["status"] == "fail"}
    assert weights == {severity}


@pytest.mark.parametrize("place", ["status.sync.oscillator.type", "status.sync.holdover.elapsed_s"])
def test_a_lost_signal_is_critical_where_nothing_is_known_about_the_holdover(place):
    facts = changed(facts_of("ltos-antenna_disconnected"), {place: None})
    found = results("gnss", facts, rule="gnss-antenna-connected")
    assert [(one["status"], one["severity"]) for one in found] == [("fail", "critical")]


def test_the_smallest_limit_of_all_profiles_decides_how_much_a_lost_signal_weighs():
    facts = changed(facts_of("ltos-antenna_disconnected"), {"status.sync.oscillator.type": "ocxo_hq"})
    severities = {}
    for names in (["gnss"], ["gnss", "accuracy_mifid"], ["gnss", "accuracy_mifid", "accuracy_power_1us"]):
        profiles = load_all(names)
        found = evaluate("host", facts, profiles, resolve(profiles, {}, {}), [])
        severities[names[-1]] = next(one["severity"] for one in found if one["rule"] == "gnss-antenna-connected")
    assert severities == {"gnss": "minor", "accuracy_mifid": "minor", "accuracy_power_1us": "critical"}
    profiles = load_all(["baseline", "gnss"])
    found = evaluate("host", facts, profiles, resolve(profiles, {"holdover_limit_ns": 22000}, {}), [])
    assert {one["severity"] for one in found if one["rule"] == "gnss-antenna-connected"} == {"major"}


@pytest.mark.parametrize(("date", "severity"), [(None, "info"), ("2026-02-10T07:22:17Z", "minor")])
def test_a_failed_update_without_a_date_is_informative(date, severity):
    facts = changed(facts_of("ltos-update_failed"), {"device.firmware.update.last_ended": date})
    assert [one["severity"] for one in results("baseline", facts, rule="firmware-update-succeeded")] == [severity]


@pytest.mark.parametrize(
    ("up", "available", "severity"),
    [(True, True, "minor"), (False, False, "minor"), (False, True, "major"), (None, None, "major")],
)
def test_the_network_event_weighs_less_where_every_fitted_port_is_up(up, available, severity):
    port = {"status.network.ports.1.up": up, "status.network.ports.1.available": available}
    facts = changed(facts_of("ltos-link_down"), port)
    found = results("baseline", facts, rule="event-network")
    assert [one["severity"] for one in found if one["status"] == "fail"] == [severity]
