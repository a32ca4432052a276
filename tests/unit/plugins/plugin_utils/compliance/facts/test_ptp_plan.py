# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's PTP plan, and what is told of the instances that it names."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import PTP, complete
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ParameterError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.ptp_plan import JUDGED, check_plan

OWN, OTHER = "ec4670.fffe.000001", "ec4670.fffe.000002"


def instance(alias: str = "a", **said) -> dict:
    """An instance that says only what is given: data sets by name, ``states`` of ports, rates of Announce."""
    states, sends, hears = (said.pop(name, None) for name in ("states", "sends", "hears"))
    facts = {"alias": alias, "running": said.pop("running", True), "default_ds": {"clock_identity": OWN}}
    for name, value in said.items():
        data_set = {"steps_removed": "current_ds", "grandmaster_identity": "parent_ds"}.get(name, "default_ds")
        facts.setdefault(data_set, {})[name] = value
    facts["ports"] = states and [{"state": state} for state in states]
    facts["counters"] = {"tx": {"announce_per_s": sends}, "rx": {"announce_per_s": hears}}
    return complete(PTP, {"instances": [facts]})["instances"][0]


def judged(facts: dict, plan: list[dict], profile: str) -> list[dict] | None:
    return JUDGED.value(facts, {"ptp_plan": plan, "profile": profile})


def facts_with(*instances: dict) -> dict:
    return {"ptp": {"running": True, "instances": list(instances), "interfaces": None}}


@pytest.mark.parametrize(
    ("said", "role", "capable"),
    [
        ({"states": ["master"]}, "grandmaster", True),
        ({"states": ["faulty", "master"]}, "grandmaster", True),
        ({"states": ["master", "passive"]}, "grandmaster", True),
        ({"states": ["master", "slave"]}, "slave", False),
        ({"states": ["uncalibrated"]}, "slave", False),
        ({"states": ["master"], "steps_removed": 1}, "slave", False),
        ({"states": ["passive"], "steps_removed": 0}, "passive", True),
        ({"states": ["listening"], "steps_removed": 0}, "grandmaster", True),
        ({"states": ["master"], "slave_only": True}, "slave", False),
        ({"steps_removed": 0}, "grandmaster", True),
        ({"steps_removed": 2, "clock_class": 6}, "slave", False),
        ({"clock_class": 6}, None, True),
        ({"clock_class": 6, "sends": 1, "hears": 1}, "grandmaster", True),
        ({"clock_class": 6, "sends": 0, "hears": 0}, None, True),
        ({"clock_class": 248}, None, None),
        ({"clock_class": 248, "sends": 1, "hears": 0}, "grandmaster", True),
        ({"clock_class": 248, "sends": 1, "hears": 1}, None, None),
        ({"clock_class": 248, "sends": 1}, None, None),
        ({"clock_class": 255}, "slave", False),
        ({"clock_class": 255, "sends": 1, "hears": 0}, "grandmaster", True),
        ({}, None, None),
    ],
)
def test_role(said, role, capable):
    (found,) = judged(facts_with(instance(**said)), [], "any")
    assert (found["role"], found["grandmaster_capable"]) == (role, capable)


@pytest.mark.parametrize(
    ("said", "grandmaster"),
    [
        ({"states": ["master"]}, OWN),
        ({"states": ["master"], "grandmaster_identity": OTHER}, OWN),
        ({"states": ["slave"], "grandmaster_identity": OTHER}, OTHER),
        ({"states": ["slave"], "grandmaster_identity": OWN}, None),
        ({"states": ["passive"], "grandmaster_identity": OTHER}, OTHER),
        ({"states": ["passive"], "grandmaster_identity": OWN}, None),
        ({"clock_class": 6}, None),
    ],
)
def test_grandmaster(said, grandmaster):
    (found,) = judged(facts_with(instance(**said)), [], "any")
    assert found["grandmaster"] == grandmaster


def test_the_plan_picks_the_instances_of_a_profile_and_tells_which_are_missing():
    facts = facts_with(instance("a"), instance("b", running=False), instance("c"))
    plan = check_plan(
        [{"alias": alias, "profile": "p"} for alias in ("a", "b", "x")] + [{"alias": "c", "profile": "q"}]
    )
    found = judged(facts, plan, "p")
    assert [(one["alias"], one["present"], one["running"]) for one in found] == [
        ("a", True, True),
        ("b", True, False),
        ("x", False, False),
    ]
    assert [one["instance"]["ports"] for one in found[1:]] == [[], []]
    assert [one["grandmaster_capable"] for one in found[1:]] == [False, False]
    assert judged(facts, plan, "neither") == []


def test_without_a_plan_each_running_instance_is_judged():
    facts = facts_with(instance("a"), instance("b", running=False), instance("c", running=None))
    assert [one["alias"] for one in judged(facts, [], "p")] == ["a", "c"]


@pytest.mark.parametrize("facts", [{}, {"ptp": None}, {"ptp": {"instances": None}}])
def test_what_could_not_be_read_is_not_judged(facts):
    assert judged(facts, check_plan([{"alias": "a", "profile": "p"}]), "p") is None


@pytest.mark.parametrize("written", ["EC:46:70:FF:FE:00:00:01", "ec-46-70-ff-fe-00-00-01", "EC4670FFFE000001", OWN])
def test_the_expected_grandmaster_may_be_written_in_any_spelling(written):
    (entry,) = check_plan([{"alias": "a", "profile": "p", "expected_grandmaster": written}])
    assert entry["expected_grandmaster"] == OWN


def test_numbers_may_be_text_and_nothing_is_no_number():
    (entry,) = check_plan([{"alias": "a", "profile": "p", "domain": "24", "priority1": 0, "priority2": ""}])
    assert (entry["domain"], entry["priority1"], entry["priority2"]) == (24, 0, None)
    assert check_plan(None) == []


@pytest.mark.parametrize(("written", "name"), [("red", "red"), (2, "2"), ("", None), (None, None)])
def test_a_plan_may_name_the_network(written, name):
    (entry,) = check_plan([{"alias": "a", "profile": "p", "network": written}])
    assert entry["network"] == name


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("a", "a mapping with at least alias and profile"),
        ({"alias": "a"}, "a mapping with at least alias and profile"),
        ({"alias": "a", "profile": "p", "domian": 1}, "'domian' is not known; known are alias"),
        ({"alias": "a", "profile": "p", "domain": 256}, "domain is 256, and takes a number from 0 to 255"),
        ({"alias": "a", "profile": "p", "priority1": True}, "priority1 is True"),
        ({"alias": "a", "profile": "p", "priority2": -1}, "priority2 is -1"),
        ({"alias": "a", "profile": "p", "domain": [4]}, "domain is \\[4\\]"),
        ({"alias": "a", "profile": "p", "expected_grandmaster": "gm1"}, "expected_grandmaster is 'gm1'"),
        ({"alias": "a", "profile": "p", "expected_grandmaster": 112233445566}, "in quotes"),
        ({"alias": "a", "profile": "p", "network": ["red"]}, "network is \\['red'\\], and takes a name"),
        ({"alias": "a", "profile": "p", "network": True}, "network is True"),
    ],
)
def test_a_plan_with_a_mistake_is_refused(entry, said):
    with pytest.raises(ParameterError, match=said):
        check_plan([entry])
