# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The golden scenarios: states of devices, and the outcome that an expert would sign, written before the code.

A scenario with ``today`` is not met yet. Whoever makes the audit meet it removes that key: the mark is strict.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.unit.support.scenarios import audit, differences, load, profiles_read_once, unknown_keys

SCENARIOS = load()
LINES = {f"A{number}" for number in range(1, 36)} | {"B", "C", "D"}


def marked(scenario):
    marks = [pytest.mark.xfail(strict=True, reason=f"today: {scenario['today']}")] if "today" in scenario else []
    return pytest.param(scenario, id=scenario["id"], marks=marks)


@pytest.mark.parametrize("scenario", [marked(scenario) for scenario in SCENARIOS])
def test_outcome(scenario, tmp_path):
    with profiles_read_once():
        found = audit(scenario, tmp_path)
    assert differences(scenario, found) == []


def test_each_scenario_is_complete():
    assert {one["id"]: unknown_keys(one) for one in SCENARIOS if unknown_keys(one)} == {}
    assert [name for name, count in Counter(one["id"] for one in SCENARIOS).items() if count > 1] == []
    for scenario in SCENARIOS:
        expect = scenario["expect"]
        if "refused" not in expect:
            assert {"fleet", "first", "severity"} <= expect.keys(), scenario["id"]
            assert (expect["first"] is None) == (expect["fleet"] == "pass"), scenario["id"]
            assert expect.get("hosts", {}).keys() <= scenario["devices"].keys(), scenario["id"]


def test_the_scenarios_cover_the_issue():
    assert len(SCENARIOS) >= 60
    assert {issue for scenario in SCENARIOS for issue in scenario["issue"]} == LINES
