# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The PTP profiles: each rule passes, fails, does not know and does not apply where it should (``cases/ptp.yml``)."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import PARAMS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.ptp_plan import check_plan
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import resolve
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load, load_all, shipped
from tests.simulator import Device
from tests.unit.support.compliance import evaluate, evaluate_after
from tests.unit.support.gathered import gathered

TABLE = yaml.safe_load((Path(__file__).parent / "cases" / "ptp.yml").read_text("utf-8"))
PROFILES = sorted(TABLE["healthy"])
STATUSES = ("pass", "fail", "unknown", "not_applicable")
ALIAS = "PTP Default"
OTHER, THIRD = "ec4670.fffe.00aaaa", "ec4670.fffe.00bbbb"
CLASS_RULES = {
    "h": "ptp-class-not-holdover",
    "o": "ptp-class-in-specification",
    "f": "ptp-class-not-free-run",
    "s": "ptp-class-not-slave-only",
    "p": "ptp-class-of-profile",
    "m": "ptp-class-not-media-fallback",
    "q": "ptp-class-primary",
}
SLAVE = {
    "default_ds.slave_only": True,
    "default_ds.clock_class": 255,
    "default_ds.clock_accuracy": "0xfe",
    "default_ds.clock_variance": 0xFFFF,
    "current_ds.steps_removed": 1,
    "parent_ds.grandmaster_identity": "other",
    "ports.0.state": "slave",
}


@cache
def loaded(profile: str):
    return load(profile)


@cache
def simulated() -> dict:
    return gathered(Device("grandmaster", "meinbergos", ptp=1))


@cache
def stopped() -> dict:
    return gathered(Device("stopped", "meinbergos", ptp=1, states=("ptp_stopped",)))["ptp"]


def situation(profile: str, case: dict) -> tuple[dict, list[dict], dict]:
    """Facts, plan and parameters of a case: a healthy grandmaster, and what is laid over it."""
    case = {**TABLE["healthy"][profile], **(SLAVE if case.get("slave") else {}), **case}
    facts = copy.deepcopy(simulated())
    (instance,) = facts["ptp"]["instances"]
    names = {"own": instance["default_ds"]["clock_identity"], "other": OTHER, "third": THIRD}
    if case.get("slave"):
        instance["parent_ds"]["grandmaster_clock_class"] = loaded(profile).params["locked_classes"]["default"][0]
    plan = {"alias": ALIAS, "profile": profile}
    params = {}
    for place, value in case.items():
        value = names.get(value, value) if isinstance(value, str) else value
        if place.startswith("plan."):
            plan[place.removeprefix("plan.")] = value
        elif place.startswith("param."):
            params[place.removeprefix("param.")] = value
        elif place.startswith("/"):
            put(facts, place.removeprefix("/").split("."), value)
        elif place not in ("slave", "stopped", "gone", "unread", "plan"):
            put(instance, place.split("."), value)
    if case.get("stopped"):
        facts["ptp"] = stopped()
    if case.get("gone"):
        facts["ptp"]["instances"] = []
    if case.get("unread"):
        facts["ptp"] = None
    return facts, [] if case.get("plan", ...) is None else check_plan([plan]), params


def put(holder, steps: list[str], value) -> None:
    """Set a fact, which must exist; a whole record or list becomes what it is where the device says nothing of it."""
    *path, last = [int(step) if step.isdigit() else step for step in steps]
    for step in path:
        holder = holder[step]
    assert holder[last] is not ..., steps
    holder[last] = dict.fromkeys(holder[last]) if value is None and isinstance(holder[last], dict) else value


def results(profile: str, case: dict) -> list[dict]:
    case = dict(case)
    before = case.pop("before", None)
    facts, plan, params = situation(profile, case)
    own = [loaded(profile)]
    given = own, resolve(own, params, {}), plan
    if before is None:
        found = evaluate("host", facts, *given)
    else:
        flags = {key: case[key] for key in ("slave",) if key in case}
        found = evaluate_after(situation(profile, {**flags, **before})[0], facts, *given)
    return [result for result in found if result["profile"] == profile]


def cases_of(profile: str, rule: str, status: str) -> list[dict]:
    told = TABLE["rules"][rule]
    cases = told.get("in", {}).get(profile, {}).get(status, told.get(status, []))
    return cases if isinstance(cases, list) else [cases]


def every_case():
    for profile in PROFILES:
        for rule in load(profile).rules:
            for status in STATUSES if rule.id in TABLE["rules"] else ():
                for number, case in enumerate(cases_of(profile, rule.id, status), 1):
                    yield pytest.param(profile, rule.id, status, case, id=f"{profile}-{rule.id}-{status}-{number}")


@pytest.mark.parametrize(("profile", "rule", "status", "case"), list(every_case()))
def test_case(profile, rule, status, case):
    found = [result for result in results(profile, case) if result["rule"] == rule]
    assert [result["status"] for result in found] == [status], [result["message"] for result in found]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_rule_has_a_case_of_every_status(profile):
    lacking = [
        (rule.id, status)
        for rule in loaded(profile).rules
        for status in STATUSES
        if rule.id not in TABLE["rules"] or not cases_of(profile, rule.id, status)
    ]
    assert not lacking


def test_no_case_is_for_a_rule_or_profile_that_is_gone():
    assert sorted(name for name in shipped() if name.startswith("ptp_")) == PROFILES
    known = {rule.id for profile in PROFILES for rule in loaded(profile).rules}
    assert TABLE["rules"].keys() == known
    assert all(told.get("in", {}).keys() <= set(PROFILES) for told in TABLE["rules"].values())


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("plan", [{"plan.expected_grandmaster": "own"}, {"plan": None}], ids=["planned", "no-plan"])
def test_a_healthy_grandmaster_passes(profile, plan):
    found = results(profile, plan)
    assert not [result["message"] for result in found if result["status"] not in ("pass", "not_applicable")]
    assert sum(result["status"] == "pass" for result in found) >= 14


@pytest.mark.parametrize("profile", PROFILES)
def test_a_healthy_slave_fails_nothing(profile):
    found = results(profile, {"slave": True, "plan.expected_grandmaster": "other"})
    assert not [result["message"] for result in found if result["status"] not in ("pass", "not_applicable")]


@pytest.mark.parametrize("rule", TABLE["ranges"])
@pytest.mark.parametrize("profile", PROFILES)
def test_the_ends_of_a_range_pass_and_what_lies_beside_them_fails(profile, rule):
    told = TABLE["ranges"][rule]
    ids = {one.id for one in loaded(profile).rules}
    assert (profile in told) == (rule in ids)
    if profile not in told:
        return
    peer = {"ports.0.delay_mechanism": "p2p"} if rule == "ptp-pdelay-req-interval" else {}

    def status(value: int) -> str:
        case = {**peer, told["fact"]: value}
        return next(result["status"] for result in results(profile, case) if result["rule"] == rule)

    if told[profile] is None:
        assert status(0) == status(77) == "not_applicable"
        return
    low, high = told[profile]
    assert (status(low - 1), status(low), status(high), status(high + 1)) == ("fail", "pass", "pass", "fail")


@pytest.mark.parametrize("profile", PROFILES)
def test_delay_mechanisms(profile):
    for mechanism in ("e2e", "p2p", "common_p2p", "special", "none"):
        found = results(profile, {"ports.0.delay_mechanism": mechanism})
        status = next(result["status"] for result in found if result["rule"] == "ptp-delay-mechanism")
        assert status == ("pass" if mechanism in TABLE["mechanisms"][profile] else "fail"), mechanism


@pytest.mark.parametrize("profile", PROFILES)
def test_what_fails_on_a_grandmaster_of_each_class(profile):
    for clock_class, letters in TABLE["classes"][profile].items():
        found = results(profile, {"default_ds.clock_class": clock_class})
        failed = {one["rule"] for one in found if one["status"] == "fail" and one["rule"].startswith("ptp-class-")}
        assert failed == {CLASS_RULES[letter] for letter in letters}, clock_class


@pytest.mark.parametrize("profile", PROFILES)
def test_severities(profile):
    found = {rule.id: rule.severity for rule in loaded(profile).rules}
    told = TABLE["severities"][profile]
    for name, rule in (
        ("domain", "ptp-domain-allowed"),
        ("mechanism", "ptp-delay-mechanism"),
        ("announce", "ptp-announce-interval"),
        ("sync", "ptp-sync-interval"),
        ("timeout", "ptp-announce-receipt-timeout"),
    ):
        assert found[rule] == told[name], rule
    critical = {"ptp-instance-present", "ptp-instance-running", "ptp-class-not-slave-only", "ptp-followed-class"}
    critical |= {"ptp-leap-flags"}
    critical |= {"ptp-class-not-free-run", "ptp-class-in-specification", "ptp-utc-offset"} & found.keys()
    if profile == "ptp_gptp":
        critical -= {"ptp-class-not-free-run"}
    assert {rule for rule, severity in found.items() if severity == "critical"} == critical
    assert found.get("ptp-class-not-holdover", "minor") == "minor"


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_only_believed_of_a_standard_is_minor(profile):
    for rule in loaded(profile).rules:
        if "from knowledge" in rule.source:
            assert rule.severity in ("minor", "info"), rule.id


SIMULATED = [("ptp_default_e2e", ALIAS, {}), ("ptp_g8275_1", "Telecom G.8275.1", {"domain": 24, "priority1": 128})]


@pytest.mark.parametrize(("profile", "alias", "plan"), SIMULATED)
@pytest.mark.parametrize("system", ["ltos", "meinbergos"])
def test_simulated_grandmasters(profile, alias, plan, system):
    own = [loaded(profile)]

    def failed(*states: str) -> set[str]:
        facts = gathered(Device("simulated", system, ptp=2, states=states))
        identities = {one["alias"]: one["default_ds"]["clock_identity"] for one in facts["ptp"]["instances"]}
        entry = {**plan, "alias": alias, "profile": profile, "expected_grandmaster": identities[alias]}
        found = evaluate("host", facts, own, resolve(own, {}, {}), check_plan([entry]))
        assert not [result["message"] for result in found if result["status"] == "unknown" and not states]
        return {result["rule"] for result in found if result["status"] == "fail"}

    assert failed() == set()
    assert failed("holdover") == {"ptp-class-not-holdover"}
    assert failed("free_run") == {"ptp-class-not-free-run"}
    assert failed("ptp_stopped") == {"ptp-instance-running"}


@pytest.mark.parametrize("profile", PROFILES)
def test_on_a_device_of_known_facts_alone_nothing_critical_is_hidden(profile):
    """What only an inferred part of the API would tell is not offered; class, domain and priorities are judged."""
    facts = gathered(Device("tier-A", "meinbergos", tier="A", ptp=1))
    (instance,) = facts["ptp"]["instances"]
    instance["default_ds"]["clock_class"] = 187
    own = [loaded(profile)]
    found = evaluate("host", facts, own, resolve(own, {}, {}), [])
    assert not [one["message"] for one in found if one["status"] == "unknown" and one["offered"]]
    of_class = {one["rule"]: one["status"] for one in found if one["rule"].startswith("ptp-class-")}
    assert set(of_class.values()) == {"pass", "fail"}
    assert {one["status"] for one in found if one["path"].startswith("ptp.instances.ports")} <= {
        "unknown",
        "not_applicable",
    }


def test_causes_lead_from_the_symptoms_to_the_instance():
    found = results("ptp_default_e2e", {"running": None})
    causes = {one["rule"]: one["caused_by"] for one in found if one["status"] == "unknown"}
    assert causes.pop("ptp-instance-running") is None
    assert None not in causes.values()


def test_all_can_be_loaded_together_and_say_how_to_check_the_rest():
    for profile in load_all(PROFILES):
        assert len(profile.manual_checks) >= 4
        assert profile.description
        for rule in profile.rules:
            assert rule.source != "each profile names its own", f"{profile.id}:{rule.id}"
        used = set().union(*(rule.params for rule in profile.rules))
        assert profile.params.keys() == used | ({*PARAMS} & profile.params.keys())
