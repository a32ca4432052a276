# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What probes find beside what the device says: each contradiction is a finding of the rule for it, and of no other."""

from __future__ import annotations

import copy
from functools import cache

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts import wire
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import Derived
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import wire_rules
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.fleet_rules import Fleet
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.stored import reported
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import resolve
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load_all
from tests.simulator import Device
from tests.unit.support.compliance import evaluate
from tests.unit.support.gathered import gathered
from tests.unit.support.probes import ADDRESS, heard, listened, ntp_answer, probe

OWN = {"ntp_address": ADDRESS}
STRANGER = "aabbcc.fffe.000001"
load_profiles = cache(load_all)


@cache
def facts_of(system: str, *states: str) -> dict:
    return gathered(Device("x", system, model="M3000" if system == "ltos" else None, states=states, ptp=1))


def instance_of(facts: dict) -> dict:
    (instance,) = facts["ptp"]["instances"]
    return instance


def joined(facts: dict, own: dict, probes: list[dict], limits: dict) -> dict:
    return wire.of_device(facts, Derived(facts).common(), own, probes, limits)


def results(facts, probes, *, profiles=("wire_ntp", "wire_ptp"), own=None, params=None, limits=None) -> dict:
    """By rule, the status of each element."""
    chosen = load_profiles(profiles)
    values = resolve(chosen, params or {}, {})
    found = evaluate("h", facts, chosen, values, [], joined(facts, own or OWN, probes, limits or {}))
    told: dict = {}
    for result in found:
        told.setdefault(result["rule"], {})[result["element"]] = result["status"]
    return told


def bad(told: dict, *statuses: str) -> set:
    wanted = set(statuses or ("fail", "unknown"))
    return {rule for rule, by_element in told.items() if wanted & set(by_element.values())}


def sound(system="ltos", **served) -> tuple[dict, list[dict]]:
    facts = facts_of(system)
    return facts, [probe(ntp_answer(facts, **served), listened(heard(instance_of(facts))))]


@pytest.mark.parametrize("system", ["ltos", "meinbergos"])
def test_a_device_that_serves_what_it_says_has_no_finding(system):
    facts, probes = sound(system)
    told = results(facts, probes, params={"max_wire_offset_ns": 5_000_000})
    assert bad(told, "fail") == set()
    compared = {rule for rule, by_element in told.items() if set(by_element.values()) == {"pass"}}
    assert {"wire-ntp-not-better", "wire-ntp-stratum", "wire-ntp-answers", "wire-ntp-offset"} <= compared
    assert {"wire-ptp-heard", "wire-ptp-grandmaster", "wire-ptp-class", "wire-ptp-priority1"} <= compared


@pytest.mark.parametrize(
    ("served", "rules"),
    [
        ({"stratum": 12}, {"wire-ntp-stratum"}),
        ({"leap_indicator": "add_second"}, {"wire-ntp-leap"}),
        ({"reference_id": "LOCL"}, {"wire-ntp-reference-id"}),
        ({"root_distance_ns": 2_000_000_000}, {"wire-ntp-root-distance"}),
        ({"offset_ns": 30_000_000}, {"wire-ntp-offset"}),
        ({"offset_ns": -3_600_000_000_000}, {"wire-ntp-offset", "wire-ntp-agrees-with-status"}),
    ],
)
def test_what_ntp_clients_get_and_the_device_does_not_say(served, rules):
    facts, probes = sound(**served)
    assert bad(results(facts, probes, params={"max_wire_offset_ns": 5_000_000})) == rules


@pytest.mark.parametrize(
    ("states", "served", "better"),
    [
        ((), {"stratum": 1}, False),
        ((), {"stratum": 2}, False),
        (("free_run",), {"stratum": 1, "leap_indicator": "none"}, True),
        (("free_run",), {"stratum": 16, "leap_indicator": "alarm"}, False),
        (("ntp_unsynchronized",), {"stratum": 1}, True),
        (("ntp_unsynchronized",), {"stratum": 12}, False),
    ],
)
def test_clients_are_not_told_a_better_time_than_the_device_has(states, served, better):
    facts = facts_of("ltos", *states)
    (found,) = joined(facts, OWN, [probe(ntp_answer(facts, **served))], {})["ntp"]
    assert found["better_than_claimed"] is better
    assert ("wire-ntp-not-better" in bad(results(facts, [probe(ntp_answer(facts, **served))]), "fail")) is better


@pytest.mark.parametrize("firmware", ["7.04.019", "7.10.012"])
def test_a_clock_in_holdover_has_time(firmware):
    facts = gathered(Device("x", firmware=firmware, states=("holdover",)))
    assert facts["status"]["sync"]["holdover"]["active"] is True
    assert wire.better_than_claimed({"stratum": 1, "leap_indicator": "none"}, facts) is False


def test_on_the_wire_stratum_16_is_written_as_0():
    facts = facts_of("ltos", "free_run")
    system = {**facts["ntp"]["system"], "stratum": 16}
    facts = {**facts, "ntp": {**facts["ntp"], "system": system}}
    told = results(facts, [probe(ntp_answer(facts, stratum=0, leap_indicator=system["leap_indicator"]))])
    assert set(told["wire-ntp-stratum"].values()) == {"pass"}


def test_a_silent_service_is_a_finding_of_its_own_and_nothing_else_is_judged():
    facts = facts_of("ltos")
    told = results(facts, [probe({"error": {"kind": "timeout"}, "msg": "no answer"})], profiles=("wire_ntp",))
    assert bad(told) == {"wire-ntp-answers"}
    assert set(told["wire-ntp-stratum"].values()) == {"not_applicable"}


def test_a_probe_whose_clock_is_not_synchronised_judges_no_offset():
    facts, probes = sound(offset_ns=30_000_000)
    probes[0]["ntp"][ADDRESS]["local_clock"]["synchronized"] = False
    told = results(facts, probes, params={"max_wire_offset_ns": 5_000_000})
    assert set(told["wire-ntp-offset"].values()) == {"unknown"}


@pytest.mark.parametrize(
    ("served", "bound_ns", "status"),
    [
        ({"offset_ns": 20_000, "delay_ns": 60_000}, 0, "pass"),
        ({"offset_ns": 90_000, "delay_ns": 60_000}, 0, "unknown"),
        ({"offset_ns": 200_000, "delay_ns": 60_000}, 0, "fail"),
        ({"offset_ns": 20_000, "delay_ns": 300_000}, 0, "not_applicable"),
        ({"offset_ns": 5_000_000, "delay_ns": 300_000}, 0, "fail"),
        ({"offset_ns": 20_000, "delay_ns": 60_000}, 5_000_000, "not_applicable"),
        ({"offset_ns": None, "delay_ns": None, "answered": 0}, 0, "not_applicable"),
    ],
)
def test_a_measured_offset_is_judged_with_its_uncertainty(served, bound_ns, status):
    """The bound of the error of the probe's own clock is a part of the uncertainty."""
    facts, probes = sound(**served)
    probes[0]["ntp"][ADDRESS]["local_clock"]["maximum_error_ns"] = bound_ns
    told = results(facts, probes, profiles=("accuracy_mifid",))
    assert set(told["measured-offset"].values()) == {status}


def test_without_a_synchronized_clock_three_servers_make_a_median():
    facts = facts_of("ltos")

    def answered(offset_ns: int) -> dict:
        found = ntp_answer(facts, offset_ns=offset_ns, delay_ns=60_000)
        sample = {"time": "2026-03-17T09:30:00.000000Z", "offset_ns": offset_ns, "delay_ns": 60_000}
        return {**found, "samples": [sample], "local_clock": {"source": "adjtimex", "synchronized": False}}

    asked = {"ntp": {ADDRESS: answered(3_200_000_000), "192.0.2.8": answered(3_200_010_000)}, "ptp": None}
    alone = {"run_id": "r", "probe": "p1", "problems": [], **asked}
    told = results(facts, [alone], profiles=("accuracy_mifid",))
    assert set(told["measured-offset"].values()) == {"not_applicable"}
    asked["ntp"]["192.0.2.9"] = answered(3_200_020_000)
    (found,) = joined(facts, OWN, [alone], {})["ntp"]
    assert (found["offset_to_median_ns"], found["judged_against"]) == (-10_000, "median")
    assert found["judged_uncertainty_ns"] == 2 * found["uncertainty_ns"] == 2 * (30_000 + 4_000)
    told = results(facts, [alone], profiles=("accuracy_mifid",))
    assert told["measured-offset"] == {"p1": "pass"}


def test_control_queries_that_are_answered():
    facts, probes = sound()
    probes[0]["ntp"][ADDRESS]["mode6"]["answered"] = True
    assert bad(results(facts, probes)) == {"wire-ntp-mode6"}


@pytest.mark.parametrize(
    ("announced", "rules"),
    [
        ({"clock_class": 248}, {"wire-ptp-class"}),
        ({"clock_accuracy": "0x17"}, {"wire-ptp-accuracy"}),
        ({"priority1": 1}, {"wire-ptp-priority1"}),
        ({"priority2": 1}, {"wire-ptp-priority2"}),
        ({"utc_offset_s": 36}, {"wire-ptp-utc-offset"}),
        ({"grandmaster_identity": STRANGER}, {"wire-ptp-grandmaster"}),
    ],
)
def test_what_ptp_clients_hear_and_the_device_does_not_say(announced, rules):
    facts = facts_of("meinbergos")
    found = [probe(ptp=listened(heard(instance_of(facts), **announced)))]
    assert bad(results(facts, found, profiles=("wire_ptp",)), "fail") == rules


def test_rates_are_held_against_what_they_say_and_against_the_profile():
    facts = facts_of("meinbergos")
    clock = heard(instance_of(facts))
    said = clock["messages"]["announce"]["log_interval_announced"]
    clock["messages"]["announce"]["log_interval_measured"] = said + 1
    numbers = {"announce_interval_min": said + 1, "announce_interval_max": said + 2}
    limits = {"ptp_x": {**numbers, "sync_interval_min": None, "sync_interval_max": None}}
    told = results(facts, [probe(ptp=listened(clock))], profiles=("wire_ptp",), limits=limits)
    assert {"wire-ptp-announce-rate", "wire-ptp-announce-profile"} == bad(told, "fail")


def test_a_grandmaster_that_nobody_hears():
    facts = facts_of("meinbergos")
    other = copy.deepcopy(heard(instance_of(facts)))
    other |= {"clock_identity": STRANGER, "announce": {**other["announce"], "grandmaster_identity": STRANGER}}
    assert bad(results(facts, [probe(ptp=listened(other))], profiles=("wire_ptp",)), "fail") == {
        "wire-ptp-heard",
        "wire-ptp-grandmaster",
    }
    away = results(facts, [probe(ptp=listened(other))], profiles=("wire_ptp",), own={**OWN, "ptp_probes": []})
    assert bad(away) == set()


def test_the_same_domain_over_another_transport_is_another_network():
    facts = facts_of("meinbergos")
    mine = heard(instance_of(facts))
    found = listened(mine)
    other = {"domain_number": mine["domain_number"], "transport": "l2", "grandmaster_identity": STRANGER}
    found["best"].insert(0, other)
    assert bad(results(facts, [probe(ptp=found)], profiles=("wire_ptp",)), "fail") == set()


def test_the_planned_grandmaster():
    facts = facts_of("meinbergos")
    planned = {"alias": instance_of(facts)["alias"], "profile": "p", "expected_grandmaster": STRANGER}
    own = {**OWN, "ptp_plan": [planned]}
    told = results(facts, [probe(ptp=listened(heard(instance_of(facts))))], profiles=("wire_ptp",), own=own)
    assert bad(told, "fail") == {"wire-ptp-grandmaster-expected"}


def test_without_probes_nothing_is_judged():
    told = results(facts_of("ltos"), [])
    assert {status for by_element in told.values() for status in by_element.values()} == {"pass", "not_applicable"}
    assert [rule for rule, by_element in told.items() if "pass" in by_element.values()] == ["device-readable"]


def told_of_fleet(*probes, **wanted) -> dict:
    extracts = {"h": {"clock_identities": [instance_of(facts_of("meinbergos"))["default_ds"]["clock_identity"]]}}
    fleet = Fleet(extracts, {}, probes=probes, **wanted)
    return {(result.rule, result.element): reported(result) for result in wire_rules.evaluate(fleet)}


def test_a_dead_probe_is_its_own_finding():
    dead = probe(name="dead", problems=("NTP: the host cannot be reached: no route",))
    told = told_of_fleet(dead, probe(name="well"))
    assert told["probe-works", "dead"]["status"] == "fail"
    assert "no route" in told["probe-works", "dead"]["message"]
    assert told["probe-works", "well"]["status"] == "pass"
    assert {result["host"] for result in told.values()} == {None}


def test_who_leads_a_domain_is_known():
    ours = heard(instance_of(facts_of("meinbergos")))
    other = {**ours, "clock_identity": STRANGER, "announce": {**ours["announce"], "grandmaster_identity": STRANGER}}
    element = f"p1/eth0/domain {ours['domain_number']}"
    assert told_of_fleet(probe(ptp=listened(ours)))["grandmaster-known", element]["status"] == "pass"
    assert told_of_fleet(probe(ptp=listened(other)))["grandmaster-known", element]["status"] == "fail"
    known = told_of_fleet(probe(ptp=listened(other)), known_grandmasters=(STRANGER,))
    assert known["grandmaster-known", element]["status"] == "pass"


def test_a_domain_that_should_be_silent():
    ours = heard(instance_of(facts_of("meinbergos")))
    domain = ours["domain_number"]
    told = told_of_fleet(probe(ptp=listened(ours)), silent_domains=(domain, 99))
    assert told["domain-silent", f"p1/eth0/domain {domain}"]["status"] == "fail"
    assert told["domain-silent", "p1/eth0/domain 99"]["status"] == "pass"


def test_where_nobody_probes_there_are_no_such_rules():
    assert told_of_fleet() == {}
