# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules on changes are settled with the facts that an earlier run kept."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import NO_BASELINE, Reason
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import message
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import resolve
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import Profile, load
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import changes
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.merge import merge
from tests.simulator import Device
from tests.unit.support.compliance import VERSIONS, audit, evaluate_after, result, rule
from tests.unit.support.gathered import gathered

RULE = rule(id="mode-changed", each="ports", value="mode", changed={"any": True}, expect=...)
SETTINGS = rule(
    id="settings-changed", each="ports", value="@", changed={"any": True, "members": ["mode", "speed"]}, expect=...
)
SOME = rule(
    id="some-changed", each="ports", where=[{"value": "up", "equals": True}], value="mode", changed={"any": True},
    expect=...,
)  # fmt: skip


def profile_with(*rules):
    return Profile("the_profile", "The profile", "1.0.0", "A test.", {}, rules, (), "the_profile.yml")


def opened(values, unread=False, of=RULE, **given):
    reason = Reason("no_baseline", {"unread": True}) if unread else NO_BASELINE
    return result(
        host="h", rule=of.id, actual=values, status="not_applicable", reason=reason, limit=None, path=of.fact,
        explained="cached", **given,
    )  # fmt: skip


def settled(one, earlier, of=RULE):
    results = [one]
    changes.settle(results, [profile_with(of)], earlier)
    return results


@pytest.mark.parametrize(
    ("earlier", "actual", "status", "code"),
    [
        (None, "on", "not_applicable", "no_baseline"),
        ({}, "on", "not_applicable", "no_baseline"),
        ({"h": {}}, "on", "not_applicable", "not_in_baseline"),
        ({"h": {"ports[p1].mode": None}}, "on", "not_applicable", "not_in_baseline"),
        ({"h": {"ports[p1].mode": "on"}}, "on", "pass", "unchanged"),
        ({"h": {"ports[p1].mode": "off"}}, "on", "fail", "changed"),
        ({"h": {"ports[p1].mode": "off"}}, None, "unknown", "not_reported"),
    ],
)
def test_a_change_is_settled(earlier, actual, status, code):
    (found,) = settled(opened({"p1": actual}, offered=True), earlier)
    assert (found.status, found.reason.code) == (status, code)
    assert (found.offered is True) == (status == "unknown")
    assert found.element == ("p1" if found.bad else None)
    assert message(found) != "cached"


def test_what_changed_is_a_result_of_its_own_each():
    found = settled(
        opened({"p1/mode": "on", "p1/speed": 9, "p2/mode": "on", "p2/speed": 1}, of=SETTINGS),
        {"h": {"ports[p1].mode": "off", "ports[p1].speed": 1, "ports[p2].mode": "on", "ports[p2].speed": 1}},
        SETTINGS,
    )
    assert [(one.element, one.path, one.actual) for one in found] == [
        ("p1/mode", "ports.mode", "on"), ("p1/speed", "ports.speed", 9),
    ]  # fmt: skip
    assert message(found[1]) == "p1/speed: ports.speed changed from 1 to 9"


def test_an_element_that_is_gone_is_a_failure():
    found = settled(opened({"p1": "on"}), {"h": {"ports[p1].mode": "on", "ports[p2].mode": "off", "other": 1}})
    assert [(one.element, one.status, one.reason.code) for one in found] == [("p2", "fail", "vanished")]
    assert changes.drift(found) == [{"host": "h", "fact": "ports[p2].mode", "before": "off", "after": None}]


def test_an_element_with_several_members_is_gone_once():
    found = settled(opened({}, of=SETTINGS), {"h": {"ports[p2].mode": "off", "ports[p2].speed": 1}}, SETTINGS)
    assert [(one.element, one.reason.code) for one in found] == [("p2", "vanished")]


def test_an_element_that_the_rule_is_not_for_is_not_gone():
    (found,) = settled(opened({}, of=SOME), {"h": {"ports[p2].mode": "off"}}, SOME)
    assert found.status == "not_applicable"


def test_a_list_that_could_not_be_read_is_one_unknown_and_stays_watched():
    earlier = {"h": {"ports[p1].mode": "on", "ports[p2].mode": "off", "other": 1}}
    open_result = opened({}, unread=True, offered=True)
    assert changes.watched([open_result], {RULE.key: RULE}, earlier) == {
        "h": {"ports[p1].mode": "on", "ports[p2].mode": "off"}
    }
    (found,) = settled(open_result, earlier)
    assert (found.status, found.element, found.reason.code) == ("unknown", None, "not_reported")


def test_a_changed_fact_is_drift_and_is_kept_for_the_next_run():
    open_result = opened({"p1": "on", "p2": None})
    earlier = {"h": {"ports[p1].mode": "off", "ports[p2].mode": "off"}}
    assert changes.watched([open_result], {RULE.key: RULE}, earlier) == {
        "h": {"ports[p1].mode": "on", "ports[p2].mode": "off"}
    }
    found = settled(open_result, earlier)
    assert changes.drift(found) == [{"host": "h", "fact": "ports[p1].mode", "before": "off", "after": "on"}]


def test_a_change_that_a_waiver_excuses_is_no_drift():
    found = settled(opened({"p1": "on"}), {"h": {"ports[p1].mode": "off"}})
    assert changes.drift([replace(found[0], status="waived")]) == []


def test_an_event_that_was_never_triggered_before_is_found():
    events = rule(id="events", each="events", value="last", changed={"later": True}, expect=...)
    never = opened({"e1": None}, of=events)
    kept = changes.watched([never], {events.key: events}, None)
    assert kept == {"h": {"events[e1].last": None}}
    assert [one.status for one in settled(never, kept, events)] == ["pass"]
    (found,) = settled(opened({"e1": "2026-03-17T02:00:00Z"}, of=events), kept, events)
    assert (found.status, found.element) == ("fail", "e1")


def test_a_cause_on_the_same_host_is_named():
    cause = rule(id="cause", value="a")
    symptom = rule(id="symptom", value="b", changed={"any": True}, expect=..., caused_by=["cause"])
    profiles = [profile_with(cause, symptom)]
    found = evaluate_after({"a": 1, "b": 1}, {"a": 2, "b": 2}, profiles, resolve(profiles, {}, {}), [])
    assert {one["rule"]: one["caused_by"] for one in found if one["status"] == "fail"} == {
        "cause": None, "symptom": "the_profile:cause",
    }  # fmt: skip


VERSION_1 = {
    "device.firmware.version": "2021.01.1",
    "ptp.instances[PTP Default].default_ds.clock_identity": "ec4670.fffe.00aaaa",
    "ptp.instances[PTP Default].default_ds.domain_number": 9,
    "ptp.instances[PTP Default].default_ds.priority1": 9,
    "ptp.instances[PTP Default].default_ds.priority2": 9,
    "outputs[pps-1].mode": "pulse_per_minute",
}
"""What reports of version 1 kept of a microSync."""


def test_a_report_of_version_1_is_still_compared(tmp_path):
    facts = {"h": gathered(Device("h", "meinbergos", ptp=1))}
    profiles = ["baseline", "outputs"]
    path = tmp_path / "report.json"
    first = merge([audit(tmp_path / "first", facts, profiles=profiles)], "run-1", VERSIONS)
    formats.named("json").load().write(first, path)
    report = json.loads(path.read_text("utf-8"))
    report["hosts"][0]["watched"] = VERSION_1
    files.write_json(path, {**report, "schema_version": 1})
    second = merge([audit(tmp_path / "second", facts, profiles=profiles)], "run-1", VERSIONS, against=path)
    assert {one["fact"]: one["before"] for one in second.drift} == VERSION_1
    assert first.hosts[0]["watched"].keys() > VERSION_1.keys()


def test_each_property_of_an_output_is_watched():
    (output, *_others) = gathered(Device("h", "meinbergos"))["outputs"]
    (changed,) = [one.changed for one in load("outputs").rules if one.id == "output-changed"]
    assert {"id", *changed.members} == output.keys()
