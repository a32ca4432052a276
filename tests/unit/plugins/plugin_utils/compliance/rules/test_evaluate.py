# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One host: all rules of all profiles, what causes what, and files of a run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules import evaluate as module
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import resolve
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import Profile, load_all
from tests.simulator import Device
from tests.unit.support.compliance import evaluate, rule
from tests.unit.support.gathered import gathered


def profile(*rules, name: str = "the_profile") -> Profile:
    return Profile(name, "A title", "1.0.0", "", {}, rules, (), "own.yml")


def results(facts: dict, *profiles: Profile) -> list[dict]:
    found = evaluate("a-host", facts, profiles, resolve(list(profiles), {}, {}), [])
    return [one for one in found if one["rule"] != "device-readable"]


def causes(facts: dict, *profiles: Profile) -> dict:
    """By rule and element, what a finding is put beneath."""
    return {(one["rule"], one["element"]): one["caused_by"] for one in results(facts, *profiles)}


CAUSE = rule(id="cause", value="a")
SYMPTOM = rule(id="symptom", value="b", caused_by=["cause"])


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ({"a": 2, "b": 2}, "the_profile:cause"),
        ({"a": 1, "b": 2}, None),
        ({"a": 2, "b": 1}, None),
        ({"a": None, "b": 2}, "the_profile:cause"),
        ({"a": 2, "b": None}, "the_profile:cause"),
    ],
)
def test_a_symptom_is_put_beneath_its_cause(facts, cause):
    assert causes(facts, profile(CAUSE, SYMPTOM)) == {("cause", None): None, ("symptom", None): cause}


def test_the_first_cause_that_does_not_pass_is_named():
    symptom = rule(id="symptom", value="b", caused_by=["nowhere:at-all", "first", "second"])
    first, second = rule(id="first", value="x"), rule(id="second", value="y")
    found = profile(first, second, symptom)
    assert causes({"b": 2, "x": 1, "y": 2}, found)["symptom", None] == "the_profile:second"
    assert causes({"b": 2, "x": 2, "y": 2}, found)["symptom", None] == "the_profile:first"


def test_a_cause_of_another_profile_counts_where_that_is_selected():
    other = profile(replace(CAUSE, profile="other"), name="other")
    symptom = rule(id="symptom", value="b", caused_by=["other:cause"])
    assert causes({"a": 2, "b": 2}, profile(symptom), other)["symptom", None] == "other:cause"
    assert causes({"a": 2, "b": 2}, profile(symptom))["symptom", None] is None


EACH = {"each": "list", "label": "n"}
ON = [{"value": "on", "equals": True}]


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ([{"n": "x", "a": 2, "b": 2}, {"n": "y", "a": 1, "b": 2}], {"x": "the_profile:cause", "y": None}),
        ([{"n": "x", "a": 2, "b": 2}, {"n": "y", "a": 2, "b": 2}],
         {"x": "the_profile:cause", "y": "the_profile:cause"}),
        ([{"n": "x", "a": 2, "b": 1}, {"n": "y", "a": 1, "b": 2}], {"x": None, "y": None}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_one_element_explains_no_other_one(members, found):
    rules = profile(rule(id="cause", value="a", **EACH), rule(id="symptom", value="b", caused_by=["cause"], **EACH))
    told = causes({"list": members}, rules)
    assert {element: told["symptom", element] for element in found} == found


def test_an_instance_explains_its_ports_and_not_those_of_another_one():
    cause = rule(id="cause", value="a", each="outer")
    symptom = rule(id="symptom", value="b", each=["outer", "inner"], caused_by=["cause"])
    ports = [{"id": "1", "b": 2}]
    facts = {"outer": [{"id": "x", "a": 2, "inner": ports}, {"id": "xy", "a": 1, "inner": ports}]}
    told = causes(facts, profile(cause, symptom))
    assert told["symptom", "x/1"] == "the_profile:cause"
    assert told["symptom", "xy/1"] is None


def test_elements_of_different_lists_explain_each_other():
    cause = rule(id="cause", value="a", each="antennas")
    symptom = rule(id="symptom", value="b", each="events", caused_by=["cause"])
    facts = {"antennas": [{"id": "clk1", "a": 2}], "events": [{"id": "antenna-faulty", "b": 2}]}
    assert causes(facts, profile(cause, symptom))["symptom", "antenna-faulty"] == "the_profile:cause"


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ({"a": 2, "status": {"x": None}}, None),
        ({"a": None, "status": {"x": None}}, "the_profile:cause"),
    ],
)
def test_what_the_api_does_not_offer_explains_only_what_it_does_not_offer_either(facts, cause):
    facts = {**facts, "device": {"os": "meinbergos"}}
    rules = profile(rule(id="cause", value="status.x"), rule(id="symptom", value="status.y", caused_by=["cause"]),
                    rule(id="weighs", value="a", caused_by=["cause"]))  # fmt: skip
    told = causes(facts, rules)
    assert told["symptom", None] == "the_profile:cause"
    assert told["weighs", None] is None


def test_results_are_sorted_and_unique():
    profiles = load_all(["baseline", "gnss", "ntp_server", "hardening", "ptp_default_e2e", "accuracy_prtc_a"])
    facts = gathered(Device("a", model="M3000", states=("ptp_multi", "holdover")))
    facts["status"]["receivers"][1]["id"] = "clk1"
    found = evaluate("a-host", facts, profiles, resolve(profiles, {}, {}), [])
    keys = [(one["profile"], one["rule"], one["element"] or "") for one in found]
    assert keys == sorted(set(keys))
    assert ("gnss", "gnss-satellites-used", "clk1#2") in keys


@pytest.mark.parametrize(
    ("facts", "actual", "told", "remedy"),
    [
        ({"error": {"kind": "auth", "hint": "Look."}, "msg": "401 came back."}, "auth", "auth: 401 came back.",
         "Look."),
        ({"error": {"kind": "redirect", "hint": "Follow it."}}, "redirect", "redirect: Follow it.", "Follow it."),
        ({"error": {"kind": "strange"}}, "strange", "strange: no more is known", "Read the device by hand"),
        ({"error": {}}, "unknown", "unknown: no more is known", "Read the device by hand"),
        ({"error": {"kind": None}, "status": None, "msg": "?"}, "unknown", "unknown: ?", "Read the device by hand"),
    ],
)  # fmt: skip
def test_a_device_that_was_not_read_fails_one_rule(facts, actual, told, remedy):
    (found,) = evaluate("a-host", facts, [profile(CAUSE)], resolve([], {}, {}), [])
    assert (found["rule"], found["status"], found["severity"], found["actual"], found["message"]) == (
        "device-readable", "fail", "critical", actual, told,
    )  # fmt: skip
    assert found["remedy"].startswith(remedy)


def test_a_device_that_was_read_passes_it_whatever_profiles_are_chosen():
    found = evaluate("a-host", gathered(Device("a")), [], resolve([], {}, {}), [])
    assert [(one["rule"], one["status"], one["message"]) for one in found] == [
        ("device-readable", "pass", "it answered within 60.5 ms")
    ]


@pytest.mark.parametrize(
    ("entries", "missing"),
    [
        ([{"facet": "ntp", "reason": "http"}], {"ntp": "http"}),
        ([{"facet": "ntp", "reason": "http", "facts": ["ntp.system"]}], {"ntp.system": "http"}),
        ([{"facts": ["x"], "reason": "unsupported"}, {"facts": ["x"], "reason": "http"}], {"x": "http"}),
        ([{"facts": ["x"], "reason": "http"}, {"facts": ["x"], "reason": "unsupported"}], {"x": "http"}),
        ([{"facts": ["x"], "reason": "not_found"}, {"facts": ["x"], "reason": "malformed"}], {"x": "malformed"}),
        (None, {}),
    ],
)
def test_a_failure_outranks_an_absence(entries, missing):
    assert module._missing({"unavailable": entries}) == missing


@pytest.mark.parametrize(("measured", "severity"), [(1, "info"), (2, "major")])
def test_a_claim_is_informative_where_the_measurement_passes(measured, severity):
    claim = rule(id="claim", value="gathered_at", expect={"equals": "no"}, yields_to="measured")
    measurement = rule(id="measured", value="schema_version", expect={"equals": measured})
    found = results({**gathered(Device("a")), "schema_version": 1}, profile(claim, measurement))
    assert {one["rule"]: one["severity"] for one in found}["claim"] == severity
