# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules on changes are settled with the facts that an earlier run kept."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import NO_BASELINE
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import message
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import changes
from tests.unit.support.compliance import result, rule

RULE = rule(id="mode-changed", each="ports", value="mode", changed={"any": True}, expect=...)
RULES = {RULE.key: RULE}


def open_result(actual, element="p1", host="h", offered=None):
    return result(
        host=host, rule="mode-changed", element=element, actual=actual, status="not_applicable", reason=NO_BASELINE,
        limit=None, path="ports.mode", offered=offered,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("earlier", "actual", "status", "code"),
    [
        (None, "on", "not_applicable", "no_baseline"),
        ({}, "on", "not_applicable", "no_baseline"),
        ({"h": {}}, "on", "not_applicable", "not_in_baseline"),
        ({"h": {"ports[p1].mode": "on"}}, "on", "pass", "unchanged"),
        ({"h": {"ports[p1].mode": "off"}}, "on", "fail", "changed"),
        ({"h": {"ports[p1].mode": "off"}}, None, "unknown", "not_reported"),
    ],
)
def test_a_change_is_settled(earlier, actual, status, code):
    results = [open_result(actual, offered=True if actual is None else None)]
    changes.settle(results, RULES, earlier)
    assert [(one.status, one.reason.code) for one in results] == [(status, code)]
    assert (results[0].offered is True) == (status == "unknown")
    assert message(results[0])


def test_an_element_that_is_gone_is_a_failure():
    results = [open_result("on")]
    changes.settle(results, RULES, {"h": {"ports[p1].mode": "on", "ports[p2].mode": "off", "other": 1}})
    assert [(one.element, one.status, one.reason.code) for one in results] == [
        ("p1", "pass", "unchanged"), ("p2", "fail", "vanished"),
    ]  # fmt: skip
    assert changes.drift(results, RULES) == [{"host": "h", "fact": "ports[p2].mode", "before": "off", "after": None}]


def test_a_changed_fact_is_drift_and_is_kept_for_the_next_run():
    results = [open_result("on")]
    changes.settle(results, RULES, {"h": {"ports[p1].mode": "off"}})
    assert changes.drift(results, RULES) == [{"host": "h", "fact": "ports[p1].mode", "before": "off", "after": "on"}]
    assert changes.watched(results, RULES) == {"h": {"ports[p1].mode": "on"}}
