# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What results weigh, and in which order they are named."""

from __future__ import annotations

import itertools
import random

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import verdict
from tests.unit.support.compliance import result

LEVELS = ["critical", "major", "minor", "warning", "info", "pass"]


def unknown(severity: str = "critical", offered: bool = True) -> dict:
    return result(status="unknown", severity=severity, offered=offered)


@pytest.mark.parametrize(
    ("one", "warn", "fail"),
    [
        (result(severity="critical"), "critical", "critical"),
        (result(severity="info"), "info", "info"),
        (unknown("critical"), "critical", "critical"),
        (unknown("minor"), "minor", "minor"),
        (unknown("critical", False), "warning", "critical"),
        (unknown("minor", False), "warning", "minor"),
        (unknown("info", False), "info", "info"),
        (result(status="pass", severity="critical"), None, None),
        (result(status="waived", severity="critical"), None, None),
        (result(status="not_applicable", severity="critical"), None, None),
    ],
)
def test_weight(one, warn, fail):
    assert verdict.weight(one, "warn") == warn
    assert verdict.weight(one, "fail") == fail


@pytest.mark.parametrize(
    ("results", "level"),
    [
        ([], "pass"),
        ([result(status="pass")], "pass"),
        ([result(status="waived", severity="critical")], "pass"),
        ([result(severity="info")], "info"),
        ([result(severity="info"), unknown("critical", False)], "warning"),
        ([unknown("critical", False), result(severity="minor")], "minor"),
        ([result(severity="minor"), unknown("major")], "major"),
        ([unknown("major"), result(severity="critical"), result(severity="minor")], "critical"),
    ],
)
def test_the_verdict_is_the_worst_weight(results, level):
    for order in itertools.permutations(results):
        assert verdict.verdict(order, "warn") == level


@pytest.mark.parametrize(
    ("fail_on", "stopped"),
    [("critical", LEVELS[:1]), ("major", LEVELS[:2]), ("minor", LEVELS[:3]), ("never", [])],
)
def test_what_the_gate_stops(fail_on, stopped):
    assert [level for level in LEVELS if verdict.fails_gate(level, fail_on)] == stopped


ORDERED = [
    result(severity="critical", rule="1"),
    result(severity="critical", rule="2", status="unknown", offered=True),
    result(severity="critical", rule="3", caused_by="the_profile:1"),
    result(severity="critical", rule="4", status="unknown", offered=True, caused_by="the_profile:1"),
    result(severity="major", rule="5"),
    result(severity="minor", rule="6"),
    result(severity="critical", rule="7", status="unknown", offered=False),
    result(severity="info", rule="8"),
]


def test_findings_are_named_worst_first_causes_before_symptoms_failures_before_unknowns():
    shuffled = random.Random(5).sample(ORDERED, len(ORDERED))
    found = sorted(shuffled, key=lambda one: verdict.rank(one, "warn"))
    assert [one.rule for one in found] == [one.rule for one in ORDERED]


WIRE = {"path": "wire.ntp.stratum", "basis": "measured"}
WITH_PROBES = [
    result(severity="critical", rule="1", **WIRE),
    result(severity="critical", rule="2"),
    result(severity="critical", rule="3", status="unknown", offered=True),
    result(severity="critical", rule="4", caused_by="the_profile:2", **WIRE),
    result(severity="critical", rule="5", caused_by="the_profile:2"),
    result(severity="major", rule="6", **WIRE),
    result(severity="major", rule="7", path="wire", basis="measured"),
]


def test_of_equals_what_probes_measured_is_named_first():
    found = sorted([*WITH_PROBES[3:], *WITH_PROBES[:3]], key=lambda one: verdict.rank(one, "warn"))
    assert [one.rule for one in found] == [one.rule for one in WITH_PROBES]
    assert not verdict.seen_on_wire(result(status="unknown", **WIRE))
    assert not verdict.seen_on_wire(result(**WIRE | {"basis": "claimed"}))


@pytest.mark.parametrize("start", range(len(ORDERED)))
def test_the_worst_finding(start):
    counting = [*ORDERED[:start:-1], ORDERED[start], result(status="pass", severity="critical")]
    assert verdict.worst(counting, "warn") is ORDERED[start]


@pytest.mark.parametrize("results", [[], [result(status="pass")], [result(status="waived")]])
def test_where_nothing_counts_there_is_no_worst(results):
    assert verdict.worst(results, "warn") is None


def test_what_could_not_be_proven_are_the_facts_that_the_api_does_not_offer():
    results = [
        result(status="unknown", offered=False, path="b"),
        result(status="unknown", offered=False, path="a"),
        result(status="unknown", offered=False, path="b", rule="other"),
        result(status="unknown", offered=True, path="c"),
        result(status="waived", offered=False, path="d"),
        result(path="e"),
    ]
    assert verdict.unproven(results) == ["a", "b"]


def test_counts():
    results = [*ORDERED, result(status="pass"), result(status="waived", severity="critical")]
    none = {"fail": 0, "unknown": 0}
    assert verdict.counts(results) == {
        "by_status": {"fail": 5, "unknown": 3, "waived": 1, "pass": 1, "not_applicable": 0},
        "by_severity": {
            "critical": {"fail": 2, "unknown": 3}, "major": {"fail": 1, "unknown": 0},
            "minor": {"fail": 1, "unknown": 0}, "info": {"fail": 1, "unknown": 0},
        },
    }  # fmt: skip
    assert verdict.counts([])["by_severity"] == dict.fromkeys(("critical", "major", "minor", "info"), none)
