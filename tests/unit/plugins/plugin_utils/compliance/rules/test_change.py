# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a fact may not differ from that of an earlier run."""

from __future__ import annotations

import json
import re

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.change import OPERATORS, Change
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.paths import check_paths
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.schema import SCHEMA
from tests.unit.support.compliance import judged, rule

HERE, THERE = "52.000000, 9.000000", "52.010000, 9.000000"


@pytest.mark.parametrize(
    ("wanted", "before", "after", "changed"),
    [
        ({"any": True}, "a", "b", True),
        ({"any": True}, "a", "a", False),
        ({"by_more_than": 5}, 10, 16, True),
        ({"by_more_than": 5}, 10, 4, True),
        ({"by_more_than": 5}, 10, 15, False),
        ({"by_more_than": 5}, 10, "x", None),
        ({"by_more_than": 200, "by_more_than_percent": 50}, 1000, 1300, False),
        ({"by_more_than": 200, "by_more_than_percent": 50}, 100, 250, False),
        ({"by_more_than": 200, "by_more_than_percent": 50}, 1000, 1600, True),
        ({"grew_by_more_than": 0}, 6, 7, True),
        ({"grew_by_more_than": 0}, 7, 6, False),
        ({"grew_by_factor": 10}, 5, 50, True),
        ({"grew_by_factor": 10}, 5, 49, False),
        ({"grew_by_factor": 10}, 0, 0, False),
        ({"moved_by_more_than_m": 100}, HERE, THERE, True),
        ({"moved_by_more_than_m": 100}, HERE, HERE, False),
        ({"moved_by_more_than_m": 100}, HERE, None, None),
        ({"moved_by_more_than_m": 100}, HERE, "52.0", None),
        ({"moved_by_more_than_m": 100}, HERE, "north, east", None),
        ({"went_back": True}, 5, 4, True),
        ({"went_back": True}, 5, 6, False),
        ({"got_older": True}, "7.10.008", "7.8.1", True),
        ({"got_older": True}, "7.8.1", "7.10.008", False),
        ({"got_older": True}, "7.8.1", "none", None),
        ({"code_grew": True}, "0x21", "0x23", True),
        ({"code_grew": True}, "0x21", "0xfe", True),
        ({"code_grew": True}, "0x2f", "0x21", False),
        ({"code_grew": True}, "0x21", "0x21", False),
        ({"code_grew": True}, "0x21", "fine", None),
        ({"later": True}, "2026-03-17T02:00:00Z", "2026-03-17T02:00:01Z", True),
        ({"later": True}, "2026-03-17T02:00:00Z", "2026-03-17T02:00:00Z", False),
        ({"later": True}, None, "2026-03-17T02:00:00Z", True),
        ({"later": True}, "2026-03-17T02:00:00Z", None, False),
        ({"later": True}, None, None, False),
        ({"later": True}, "yesterday", "2026-03-17T02:00:00Z", None),
    ],
)
def test_change(wanted, before, after, changed):
    assert Change(wanted).truth(before, after) is changed


def test_the_schema_has_every_kind_of_change():
    known = json.loads(SCHEMA.read_text("utf-8"))["$defs"]["changed"]["properties"]
    assert known.keys() == {*OPERATORS, "members"}


def test_without_an_earlier_run_the_rule_keeps_the_facts_and_judges_nothing():
    one = rule(each="ports", value="mode", changed={"any": True}, expect=...)
    (found,) = judged(one, {"ports": [{"name": "p1", "mode": "on"}, {"name": "p2", "mode": None}]})
    assert (found["status"], found["reason"]["code"]) == ("not_applicable", "no_baseline")
    assert found["actual"] == {"p1": "on", "p2": None}
    assert one.place("p1") == "ports[p1].mode"


def test_members_are_kept_each_by_itself():
    one = rule(each="ports", value="@", changed={"any": True, "members": ["mode", "rate_hz"]}, expect=...)
    (found,) = judged(one, {"ports": [{"name": "a/b", "mode": "on", "rate_hz": 9, "other": 1}]})
    assert found["actual"] == {"a/b/mode": "on", "a/b/rate_hz": 9}
    assert one.place("a/b/mode") == "ports[a/b].mode"
    assert one.part("a/b/rate_hz") == ("ports.rate_hz", "Hz")


def test_a_record_of_the_device_is_kept_by_member():
    one = rule(value="record", changed={"any": True, "members": ["mode"]}, expect=...)
    (found,) = judged(one, {"record": {"mode": "on"}})
    assert found["actual"] == {"mode": "on"}
    assert one.place("mode") == "record.mode"


@pytest.mark.parametrize(
    ("given", "unread"),
    [({"ports": None}, True), ({"ports": []}, False), ({"ports": [{"name": "p1", "up": None}]}, False)],
)
def test_only_a_list_that_could_not_be_read_is_marked(given, unread):
    where = [{"value": "up", "equals": True}]
    one = rule(each="ports", where=where, value="mode", changed={"any": True}, expect=...)
    (found,) = judged(one, given)
    assert (found["status"], found["actual"]) == ("not_applicable", {})
    assert bool(found["reason"]["args"]) is unread


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"uncertainty": "b"}, "rule the-rule has changed, and uncertainty has no meaning beside it"),
        ({"bound": "upper"}, "rule the-rule has changed, and bound has no meaning beside it"),
        ({"missing": "fail"}, "rule the-rule has changed, and missing has no meaning beside it"),
        ({"severity": [{"times": 1, "is": "minor"}]}, "rule the-rule has changed, and takes one severity"),
        ({"expect": {"equals": 1}}, "rule the-rule needs either expect or changed"),
    ],
)
def test_keys_that_a_rule_on_changes_would_not_heed_are_refused(keys, said):
    with pytest.raises(ProfileError, match=said):
        rule(**{"changed": {"any": True}, "expect": ..., **keys})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": "ntp.stratums"}, "ntp.stratums leads to no fact: there is no 'stratums'"),
        ({"each": "outputs", "value": "modes"}, "modes leads to no fact: there is no 'modes' (did you mean 'mode'?)"),
        (
            {"each": "outputs", "value": "@", "changed": {"any": True, "members": ["modes"]}},
            "modes leads to no fact: there is no 'modes' (did you mean 'mode'?)",
        ),
    ],
)
def test_a_path_that_leads_to_no_fact_is_refused(changes, said):
    with pytest.raises(ProfileError, match=re.escape(said)):
        check_paths(rule(**{"changed": {"any": True}, "expect": ..., **changes}))
