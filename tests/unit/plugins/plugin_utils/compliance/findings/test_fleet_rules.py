# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules over the whole fleet: who differs is named, and what cannot be compared is not."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.fleet_rules import (
    RULES,
    Fleet,
    evaluate,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import expected, message

ABSENT = {(None, "not_applicable")}


def found(rule: str, extracts: dict, sites: dict | None = None, **asked: object) -> set[tuple]:
    """(element, status) of one rule's results."""
    results = evaluate(Fleet(extracts, sites or {}, **asked))
    return {(one.element, one.status) for one in results if one.rule == rule}


def messages(rule: str, extracts: dict, **asked: object) -> list[str]:
    return [message(one) for one in evaluate(Fleet(extracts, {}, **asked)) if one.rule == rule]


def every(name: str, *values: object) -> dict:
    """Hosts a, b, c … that say these values."""
    return {chr(ord("a") + number): {name: value} for number, value in enumerate(values)}


@pytest.mark.parametrize(
    ("values", "results"),
    [
        ([37, 37], {(None, "pass")}),
        ([37, 37, 36], {("c", "fail")}),
        ([36, 37, 37, 37, 35], {("a", "fail"), ("e", "fail")}),
        ([37, 36], {("no majority", "fail")}),
        ([37, 37, 36, 36], {("no majority", "fail")}),
        ([37, 37, 36, 36, 0], {("no majority", "fail")}),
        ([37, 37, 36, 35], {("c", "fail"), ("d", "fail")}),
        ([37, 36, 35], {("no majority", "fail")}),
        ([37, None, 37], {(None, "pass")}),
        ([37, None, None, 36], {("no majority", "fail")}),
        ([37, None], ABSENT),
        ([None, None], ABSENT),
        ([37], ABSENT),
        ([], ABSENT),
        ([0, 0, 37], {("c", "fail")}),
    ],
)
def test_the_majority_names_the_outlier(values, results):
    assert found("tai-offset-agreement", every("tai_offset_s", *values)) == results
    assert found("leap-indicator-agreement", every("leap_indicator", *values)) == results


def test_an_outlier_is_told_with_what_the_others_say_over_all_sites():
    extracts = every("leap_indicator", "none", "add_second", "none")
    sites = {"a": "one", "b": "two", "c": "three"}
    (result,) = [one for one in evaluate(Fleet(extracts, sites)) if one.rule == "leap-indicator-agreement"]
    assert (result.actual, expected(result), result.host) == ("add_second", "none", None)
    assert message(result) == "b says leap indicator add_second, 2 others say none"


def test_where_there_is_no_majority_everybody_is_told():
    assert messages("tai-offset-agreement", every("tai_offset_s", 37, 36)) == [
        "the hosts do not agree on TAI−UTC: a: 37, b: 36"
    ]


@pytest.mark.parametrize(
    ("rule", "name"), [("serial-number-unique", "serial_numbers"), ("clock-identity-unique", "clock_identities")]
)
@pytest.mark.parametrize(
    ("values", "results"),
    [
        ([["1"], ["2"]], {(None, "pass")}),
        ([["1"], ["1"]], {("1", "fail")}),
        ([["1", "1"], ["2"]], {(None, "pass")}),
        ([["1", "2"], ["2", "3"], ["3"]], {("2", "fail"), ("3", "fail")}),
        ([[], []], ABSENT),
        ([None, None], ABSENT),
        ([["1"], []], {(None, "pass")}),
    ],
)
def test_one_identity_twice(rule, name, values, results):
    assert found(rule, every(name, *values), {"a": "one", "b": "two"}) == results


def device(host: str, *addresses: str) -> dict:
    return {"host_address": host, "addresses": list(addresses)}


@pytest.mark.parametrize(
    ("extracts", "results"),
    [
        ({"a": device("1.1.1.1", "1.1.1.1"), "b": device("2.2.2.2", "2.2.2.2")}, {(None, "pass")}),
        ({"a": device("1.1.1.1", "2.2.2.2"), "b": device("2.2.2.2", "2.2.2.2")}, {("a/b", "fail")}),
        ({"a": device("1.1.1.1", "9.9.9.9"), "b": device("2.2.2.2")}, {(None, "pass")}),
        ({"a": device("1.1.1.1", "1.1.1.1"), "b": device("1.1.1.1", "1.1.1.1")}, {(None, "pass")}),
        ({"a": device("1.1.1.1"), "b": device("1.1.1.1"), "c": device("3.3.3.3", "1.1.1.1")},
         {("c/a", "fail"), ("c/b", "fail")}),
        ({"a": device("1.1.1.1"), "b": device("2.2.2.2")}, ABSENT),
        ({"a": {}, "b": device("2.2.2.2", "2.2.2.2")}, {(None, "pass")}),
    ],
)  # fmt: skip
def test_the_address_of_another_host(extracts, results):
    assert found("address-of-another-host", extracts) == results


def instance(grandmaster: str | None, own: str | None = None, domain: int | None = 0, **other: object) -> dict:
    """An instance of the extract; its role is that of its grandmaster unless it is given."""
    own = own or grandmaster
    role = "grandmaster" if own == grandmaster else "slave"
    return {
        "alias": "PTP", "role": role, "capable": role != "slave", "profiles": ["p"], "network": None,
        "domain_planned": False, "expected": [], "domain": domain, "grandmaster": grandmaster, "priority1": 1,
        "priority2": 1, "own_identity": own, "own_priority1": 128, "own_priority2": 128, "own_class": 6, **other,
    }  # fmt: skip


SEVERAL_LEAD = ("ptp_g8265_1", "ptp_g8275_1", "ptp_g8275_2")


@pytest.mark.parametrize(
    ("instances", "results"),
    [
        ([[instance("x")], [instance("x", "y")]], {("default/p/domain 0", "pass")}),
        ([[instance("x")], [instance("y")]], {("default/p/domain 0", "fail")}),
        (
            [[instance("x")], [instance("y", domain=4)]],
            {("default/p/domain 0", "pass"), ("default/p/domain 4", "pass")},
        ),
        ([[instance("x"), instance("y")], []], {("default/p/domain 0", "fail")}),
        ([[instance("x")], [instance(None, "y")]], {("default/p/domain 0", "pass")}),
        ([[instance("x")], [instance("y", domain=None)]], {("default/p/domain 0", "pass")}),
        ([[instance("x")], [instance("y", role="passive")]], {("default/p/domain 0", "pass")}),
        ([[instance("x")], [instance("z", "y", role="passive")]], {("default/p/domain 0", "pass")}),
        ([[instance("x")], [instance("y", role=None)]], {("default/p/domain 0", "fail")}),
        ([[instance(None)], None], ABSENT),
        ([[], []], ABSENT),
    ],
)
def test_the_grandmaster_of_a_domain(instances, results):
    assert found("grandmaster-agreement", every("grandmasters", *instances)) == results


def test_networks_have_their_own_domains():
    extracts = every("grandmasters", [instance("x")], [instance("y")])
    sites = {"a": "one", "b": "two"}
    assert found("grandmaster-agreement", extracts, sites) == {("one/p/domain 0", "pass"), ("two/p/domain 0", "pass")}
    assert found("grandmaster-priorities-differ", extracts, sites) == {
        ("one/p/domain 0/128/128", "pass"), ("two/p/domain 0/128/128", "pass"),
    }  # fmt: skip
    for key, values in (("network", ("red", "blue")), ("profiles", (["p"], ["q"])), ("profiles", (["p"], ["p", "q"]))):
        extracts = every("grandmasters", [instance("x", **{key: values[0]})], [instance("y", **{key: values[1]})])
        for rule in ("grandmaster-agreement", "grandmaster-priorities-differ"):
            assert sorted(status for _element, status in found(rule, extracts)) == ["pass", "pass"]
    named = every("grandmasters", [instance("x", network="red")], [instance("y", network="red")])
    assert found("grandmaster-agreement", named) == {("default/red/p/domain 0", "fail")}


@pytest.mark.parametrize("rule", [
    "grandmaster-agreement", "grandmaster-priorities-differ", "grandmaster-outside-fleet", "domain-agreement",
])  # fmt: skip
def test_instances_that_no_profile_judges_are_not_compared(rule):
    others = [instance("y", profiles=[])], [instance("z", "v", profiles=[])], [instance("x", domain=4, profiles=[])]
    assert found(rule, every("grandmasters", [instance("x", profiles=[])], *others)) == ABSENT


@pytest.mark.parametrize("profile", SEVERAL_LEAD)
@pytest.mark.parametrize("bases", [{}, {"own": None}], ids=["shipped", "extended"])
def test_several_telecom_grandmasters_may_lead_at_once(profile, bases):
    profiles = ["own"] if bases else [profile]
    extracts = every("grandmasters", [instance("x", profiles=profiles)], [instance("y", profiles=profiles)])
    asked = {"bases": {"own": (profile, "ptp_common")}} if bases else {}
    assert found("grandmaster-agreement", extracts, **asked) == ABSENT
    assert found("grandmaster-priorities-differ", extracts, **asked) == ABSENT


@pytest.mark.parametrize(
    ("instances", "results"),
    [
        ([[instance("x")], [instance("y")]], {("128/128", "fail")}),
        ([[instance("x")], [instance("y", own_priority2=129)]], {("128/128", "pass"), ("128/129", "pass")}),
        ([[instance("x")], [instance("x", "y")]], {("128/128", "pass")}),
        ([[instance("x")], [instance("y", role="passive")]], {("128/128", "fail")}),
        ([[instance("x")], [instance("y", role=None, capable=None)]], {("128/128", "pass")}),
        ([[instance("x")], [instance("y", domain=1)]], {("128/128", "pass"), ("128/128", "pass")}),
        ([[instance("x", own_priority1=None)], [instance("y", own_priority1=None)]], ABSENT),
        ([[instance("x", "y")], [instance("x", "z")]], ABSENT),
    ],
)
def test_two_clocks_that_could_lead_with_the_same_priorities(instances, results):
    told = found("grandmaster-priorities-differ", every("grandmasters", *instances))
    assert {(element and element.split("/", 3)[-1], status) for element, status in told} == results


@pytest.mark.parametrize(
    ("others", "asked", "result"),
    [
        ({}, {}, ("fail", "major")),
        ({"expected": ["z"]}, {}, ("fail", "critical")),
        ({"expected": ["x", "z"]}, {}, ("pass", "major")),
        ({}, {"known_grandmasters": ("x",)}, ("pass", "major")),
        ({}, {"sites": {"a": "default", "gone": "default"}}, ("unknown", "major")),
        ({}, {"sites": {"a": "default", "gone": "other"}}, ("fail", "major")),
        ({"expected": ["z"]}, {"sites": {"a": "default", "gone": "default"}}, ("unknown", "major")),
    ],
)
def test_a_grandmaster_outside_the_fleet(others, asked, result):
    extracts = every("grandmasters", [instance("x", "a", **others)], [instance("x", "b", **others)])
    results = evaluate(Fleet(extracts, asked.pop("sites", {}), **asked))
    assert [
        (one.element, one.status, one.severity) for one in results if one.rule == "grandmaster-outside-fleet"
    ] == [("default/p/domain 0", *result)]


def test_a_grandmaster_of_the_fleet_may_be_at_another_site():
    extracts = every("grandmasters", [instance("x", "a")], [instance("x")])
    extracts["b"]["clock_identities"] = ["x"]
    sites = {"a": "one", "b": "two"}
    assert found("grandmaster-outside-fleet", extracts, sites) == {("one/p/domain 0", "pass")}


@pytest.mark.parametrize("stale", [instance("x", "a", role="passive"), instance("x", "a", role=None), instance("x")])
def test_only_a_clock_that_follows_shows_who_leads(stale):
    assert found("grandmaster-outside-fleet", every("grandmasters", [stale])) == ABSENT


def test_a_grandmaster_outside_the_fleet_is_told_with_those_who_follow_it():
    planned = [instance("x", "a", expected=["z"])]
    assert messages("grandmaster-outside-fleet", every("grandmasters", planned, [instance("x", "b")])) == [
        "domain 0 is led by a clock outside the fleet: x: a, b; the plan expects z"
    ]


def domains(*numbers: int, **other: object) -> list[dict]:
    return [instance("x", domain=number, **other) for number in numbers]


@pytest.mark.parametrize(
    ("instances", "results"),
    [
        ([domains(0), domains(0)], {("default/p", "pass")}),
        ([domains(0), domains(5)], {("default/p", "fail")}),
        ([domains(0), domains(0), domains(5)], {("default/p", "fail")}),
        ([domains(0), domains(5, domain_planned=True)], ABSENT),
        ([domains(0), domains(0), domains(5, domain_planned=True)], {("default/p", "pass")}),
        ([domains(0), domains(0, 24), domains(24)], {("default/p", "pass")}),
        ([domains(0, 24)], ABSENT),
        ([domains(0), domains(5, network="blue")], ABSENT),
        ([domains(4, profiles=["ptp_g8265_1"]), domains(5, profiles=["ptp_g8265_1"])], ABSENT),
        ([domains(44, profiles=["ptp_g8275_2"]), domains(45, profiles=["ptp_g8275_2"])],
         {("default/ptp_g8275_2", "fail")}),
    ],
)  # fmt: skip
def test_the_domain_of_a_network(instances, results):
    assert found("domain-agreement", every("grandmasters", *instances)) == results


@pytest.mark.parametrize(
    ("devices", "results"),
    [
        ([("M600", "7.10"), ("M600", "7.10")], {("default/M600", "pass")}),
        ([("M600", "7.10"), ("M600", "7.08"), ("M900", "7.06")], {("default/M600", "fail")}),
        ([("M600", "7.10"), ("M900", "7.10")], ABSENT),
        ([("M600", "7.10"), ("M600", None), (None, "7.10")], ABSENT),
    ],
)
def test_the_firmware_of_a_model(devices, results):
    extracts = {f"host-{number}": {"model": m, "firmware": f} for number, (m, f) in enumerate(devices)}
    assert found("firmware-agreement", extracts) == results


SERVERS = {
    "a": {"synchronized": True, "stratum": 1},
    "b": {"synchronized": True, "stratum": 12},
    "c": {"synchronized": False, "stratum": 1},
    "d": {"synchronized": None, "stratum": None},
    "e": {"synchronized": True, "stratum": 1},
}


@pytest.mark.parametrize(
    ("members", "wanted", "status", "told"),
    [
        ("abcde", 2, "pass", "2 of 5 hosts of core are synchronised stratum-1 servers"),
        ("abcde", 3, "fail", "2 of 5 hosts of core are synchronised stratum-1 servers"),
        ("bcd", 1, "fail", "0 of 3 hosts of core are synchronised stratum-1 servers"),
        ("ax", 2, "fail", "1 of 2 hosts of core are synchronised stratum-1 servers"),
        ("", 0, "pass", "0 of 0 hosts of core are synchronised stratum-1 servers"),
    ],
)
def test_synchronised_servers_of_a_group(members, wanted, status, told):
    asked = {"groups": {"core": list(members)}, "min_synchronized": {"core": wanted}}
    assert found("synchronized-servers", SERVERS, **asked) == {("core", status)}
    assert messages("synchronized-servers", SERVERS, **asked) == [told]


def test_without_a_wish_no_group_is_counted():
    assert found("synchronized-servers", SERVERS, groups={"core": ["a"]}) == ABSENT


@pytest.mark.parametrize(
    ("offsets", "limit", "results"),
    [
        ([0, 0, 0], 10, {("default", "pass")}),
        ([0, 0, 3_600_000], 10, {("default/c", "fail")}),
        ([0, 0, 10_000], 10, {("default", "pass")}),
        ([0, 0, 10_001], 10, {("default/c", "fail")}),
        ([0, 0, -10_001], 10, {("default/c", "fail")}),
        ([5_000, 5_000, 5_000], 1, {("default", "pass")}),
        ([0, 3_600_000], 10, ABSENT),
        ([0, None, 3_600_000], 10, ABSENT),
        ([0, 0, None, 3_600_000], 10, {("default/d", "fail")}),
        ([-20_000, 0, 0, 20_000], 10, {("default/a", "fail"), ("default/d", "fail")}),
        ([0, 0, 400], 0.3, {("default/c", "fail")}),
        ([], 10, ABSENT),
    ],
)
def test_a_clock_far_from_the_median(offsets, limit, results):
    extracts = every("clock_offset_ms", *offsets)
    assert found("clock-difference", extracts, max_clock_difference_s=limit) == results


def test_half_of_a_slow_request_is_no_difference():
    extracts = every("clock_offset_ms", 0, 0, 2_500)
    assert found("clock-difference", extracts) == {("default/c", "fail")}
    assert found("clock-difference", {**extracts, "c": {**extracts["c"], "request_ms": 1000}}) == {("default", "pass")}


def test_clocks_are_compared_within_a_site():
    extracts = every("clock_offset_ms", 0, 0, 0, 60_000, 60_000, 60_000)
    sites = dict.fromkeys("abc", "one") | dict.fromkeys("def", "two")
    assert found("clock-difference", extracts, sites) == {("one", "pass"), ("two", "pass")}


def test_a_clock_is_told_with_its_difference():
    assert messages("clock-difference", every("clock_offset_ms", 0, 0, 3_600_250)) == [
        "c's clock differs by 3600.25 s from the median of 3 hosts"
    ]


@pytest.mark.parametrize("extracts", [{}, {"a": {}}, {"a": {}, "b": {}, "c": {}}])
def test_of_nothing_no_rule_finds_anything(extracts):
    results = evaluate(Fleet(extracts, {}))
    assert [one.rule for one in results] == [rule.id for rule in RULES]
    assert {one.status for one in results} == {"not_applicable"}
    assert {(one.host, one.profile) for one in results} == {(None, "fleet")}


def test_ids_and_severities():
    assert {rule.id: rule.severity for rule in RULES} == {
        "leap-list-current": "minor",
        "serial-number-unique": "major",
        "clock-identity-unique": "major",
        "address-of-another-host": "major",
        "grandmaster-agreement": "major",
        "grandmaster-priorities-differ": "minor",
        "grandmaster-outside-fleet": "major",
        "domain-agreement": "minor",
        "tai-offset-agreement": "critical",
        "leap-indicator-agreement": "major",
        "firmware-agreement": "minor",
        "synchronized-servers": "critical",
        "clock-difference": "critical",
    }
