# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What results weigh, and in which order they are named."""

from __future__ import annotations

import itertools
import random

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import verdict, wording
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import Result
from tests.unit.support.compliance import result

LEVELS = ["critical", "major", "minor", "warning", "pass"]


def unknown(severity: str = "critical", offered: bool = True, **changes) -> Result:
    return result(status="unknown", severity=severity, offered=offered, **changes)


GRACE = {"first": "2026-03-17T09:30:00Z", "runs": 1, "in_grace": True}
STATE = {"path": "status.sync.state"}


@pytest.mark.parametrize(
    ("one", "note", "warn", "fail"),
    [
        (result(severity="critical"), "critical", "critical", "critical"),
        (result(severity="critical", seen=GRACE), None, None, None),
        (result(severity="info"), None, None, None),
        (unknown("critical"), "critical", "critical", "critical"),
        (unknown("minor"), "minor", "minor", "minor"),
        (unknown("info"), None, None, None),
        (unknown("critical", False), None, "warning", "critical"),
        (unknown("minor", False), None, "warning", "minor"),
        (unknown("info", False), None, None, None),
        (unknown("critical", False, **STATE), "warning", "warning", "critical"),
        (unknown("critical", True, **STATE), "critical", "critical", "critical"),
        (result(severity="critical", **STATE), "critical", "critical", "critical"),
        (result(status="pass", severity="critical"), None, None, None),
        (result(status="waived", severity="critical"), None, None, None),
        (result(status="not_applicable", severity="critical"), None, None, None),
    ],
)
def test_weight(one, note, warn, fail):
    weights = [verdict.weight(one, unsupported) for unsupported in verdict.UNSUPPORTED]
    assert weights == [note, warn, fail]


@pytest.mark.parametrize(
    ("one", "unsupported", "fail_on", "excuse"),
    [
        (result(severity="critical"), "note", "critical", None),
        (result(severity="major"), "note", "critical", "below_threshold"),
        (result(severity="critical"), "note", "never", "below_threshold"),
        (result(severity="info"), "note", "minor", "below_threshold"),
        (result(severity="critical", seen=GRACE), "note", "minor", "in_grace"),
        (unknown("critical"), "note", "critical", None),
        (unknown("critical", False), "note", "minor", "not_possible"),
        (unknown("critical", False), "warn", "minor", "not_possible"),
        (unknown("critical", False), "fail", "minor", None),
        (unknown("minor", False), "fail", "major", "below_threshold"),
        (unknown("critical", False, **STATE), "note", "minor", "not_possible"),
    ],
)
def test_a_finding_that_the_gate_does_not_count_has_an_excuse(one, unsupported, fail_on, excuse):
    assert verdict.excuse(one, unsupported, fail_on) == excuse
    level = verdict.verdict([one], unsupported)
    assert verdict.fails_gate(level, fail_on) is (excuse is None)
    assert excuse is None or wording.excuse(excuse, fail_on)


@pytest.mark.parametrize(
    ("results", "level"),
    [
        ([], "pass"),
        ([result(status="pass")], "pass"),
        ([result(status="waived", severity="critical")], "pass"),
        ([result(severity="info")], "pass"),
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
]
WITHOUT_WEIGHT = result(severity="info", rule="8")


def test_findings_are_named_worst_first_causes_before_symptoms_failures_before_unknowns():
    every = [*ORDERED, WITHOUT_WEIGHT]
    shuffled = random.Random(5).sample(every, len(every))
    found = sorted(shuffled, key=lambda one: verdict.rank(one, "warn"))
    assert [one.rule for one in found] == [one.rule for one in every]


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


@pytest.mark.parametrize("results", [[], [result(status="pass")], [result(status="waived")], [WITHOUT_WEIGHT]])
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


def test_checks_that_are_not_possible_are_told_apart_from_other_unknowns():
    results = [unknown("minor", False, rule="b"), unknown("major", False, rule="a", host="x"), unknown("major")]
    results += [unknown("minor", False, rule="b", host="y"), result(status="pass")]
    rules = verdict.by_rule(results, "note")
    assert {key: [one.host for one in found] for key, found in rules.items()} == {
        ("the_profile", "a"): ["x"], ("the_profile", "b"): ["a-host", "y"],
    }  # fmt: skip
    assert list(rules) == sorted(rules)
    assert verdict.by_rule(results, "fail") == {}
    assert verdict.tally({**verdict.counts(results), "not_possible": 3}) == {
        "fail": 0, "unknown": 1, "waived": 0, "pass": 1, "not_possible": 3, "not_applicable": 0,
    }  # fmt: skip


def test_counts():
    results = [*ORDERED, WITHOUT_WEIGHT, result(status="pass"), result(status="waived", severity="critical")]
    none = {"fail": 0, "unknown": 0}
    assert verdict.counts(results) == {
        "by_status": {"fail": 5, "unknown": 3, "waived": 1, "pass": 1, "not_applicable": 0},
        "by_severity": {
            "critical": {"fail": 2, "unknown": 3}, "major": {"fail": 1, "unknown": 0},
            "minor": {"fail": 1, "unknown": 0}, "info": {"fail": 1, "unknown": 0},
        },
    }  # fmt: skip
    assert verdict.counts([])["by_severity"] == dict.fromkeys(("critical", "major", "minor", "info"), none)
