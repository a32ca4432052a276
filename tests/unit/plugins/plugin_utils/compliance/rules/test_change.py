# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a fact may not differ from that of an earlier run."""

from __future__ import annotations

import json

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.change import OPERATORS, Change
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.schema import SCHEMA
from tests.unit.support.compliance import judged, rule

HERE, THERE = {"latitude_deg": 52.0, "longitude_deg": 9.0}, {"latitude_deg": 52.01, "longitude_deg": 9.0}


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
        ({"went_back": True}, 5, 4, True),
        ({"went_back": True}, 5, 6, False),
        ({"got_older": True}, "7.10.008", "7.8.1", True),
        ({"got_older": True}, "7.8.1", "7.10.008", False),
        ({"got_older": True}, "7.8.1", "none", None),
    ],
)
def test_change(wanted, before, after, changed):
    assert Change(wanted).truth(before, after) is changed


def test_the_schema_has_every_kind_of_change():
    known = json.loads(SCHEMA.read_text("utf-8"))["$defs"]["changed"]["properties"]
    assert known.keys() == OPERATORS.keys()


def test_without_an_earlier_run_the_rule_keeps_the_fact_and_judges_nothing():
    one = rule(each="ports", value="mode", changed={"any": True}, expect=...)
    (found,) = judged(one, {"ports": [{"name": "p1", "mode": "on"}]})
    assert (found["status"], found["actual"], found["reason"]["code"]) == ("not_applicable", "on", "no_baseline")
    assert one.place("p1") == "ports[p1].mode"
