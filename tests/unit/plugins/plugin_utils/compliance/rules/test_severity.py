# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Severity: a word, or steps by size and by another fact."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.limits import Limit
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.severity import Severity, times
from tests.unit.support.compliance import judged, rule

BY_SIZE = [{"times": 1, "is": "minor"}, {"times": 10, "is": "major"}, {"above": 500, "is": "critical"}]
BY_RESERVE = [
    {"of": "/hours", "above": 24, "is": "minor"},
    {"of": "/hours", "below": 24, "is": "major"},
    {"of": "/hours", "missing": True, "is": "critical"},
]


@pytest.mark.parametrize(
    ("actual", "severity"), [(11, "minor"), (99, "minor"), (100, "major"), (-100, "major"), (501, "critical")]
)
def test_a_failure_weighs_by_its_size(actual, severity):
    (found,) = judged(rule(value="a", expect={"abs_max": 10}, severity=BY_SIZE), {"a": actual})
    assert (found["status"], found["severity"]) == ("fail", severity)


@pytest.mark.parametrize("actual", [5, None])
def test_what_does_not_fail_has_the_first_severity(actual):
    (found,) = judged(rule(value="a", expect={"abs_max": 10}, severity=BY_SIZE), {"a": actual})
    assert found["severity"] == "minor"


@pytest.mark.parametrize(("hours", "severity"), [(100, "minor"), (23.9, "major"), (None, "critical")])
def test_a_failure_weighs_by_another_fact(hours, severity):
    (found,) = judged(rule(value="a", severity=BY_RESERVE), {"a": 2, "hours": hours})
    assert found["severity"] == severity


def test_a_step_compares_with_any_operator_and_with_parameters():
    steps = [
        {"of": "/state", "in": ["holdover", "free_run"], "is": "minor"},
        {"of": "/state", "equals": "free_run", "is": "major"},
        {"above": "$most", "is": "critical"},
    ]
    one = rule(value="a", severity=steps)
    assert one.params == {"most"}
    for state, actual, severity in (("holdover", 2, "minor"), ("free_run", 2, "major"), ("free_run", 9, "critical")):
        (found,) = judged(one, {"a": actual, "state": state}, params={"most": 5})
        assert found["severity"] == severity


@pytest.mark.parametrize(
    ("value", "limit", "ratio"),
    [
        (20, Limit("max", 10), 2),
        (-20, Limit("abs_max", 10), 2),
        (20, Limit("between", (-5, 10)), 2),
        (-20, Limit("between", (-5, 10)), 4),
        (2, Limit("min", 10), 5),
        (0, Limit("min", 10), float("inf")),
        (1, Limit("max", 0), float("inf")),
        (1, Limit("equals", 5), None),
        (1, None, None),
    ],
)
def test_times_its_limit(value, limit, ratio):
    assert times(value, limit) == ratio


@pytest.mark.parametrize(
    "steps",
    [
        [{"times": 1, "is": "minor"}, {"times": 1, "is": "major"}],
        [{"times": 10, "is": "minor"}, {"times": 1, "is": "major"}],
        [{"times": 1, "is": "major"}, {"times": 10, "is": "minor"}],
        [{"times": 1, "is": "major"}, {"times": 10, "is": "major"}],
        [{"of": "x", "below": 1, "is": "minor"}, {"of": "x", "below": 24, "is": "major"}],
    ],
)
def test_steps_that_overlap_are_refused(steps):
    with pytest.raises(ProfileError, match="steps of the severity overlap"):
        Severity.compile(steps)


def test_steps_on_different_scales_do_not_overlap():
    assert Severity.compile([{"times": 100, "is": "minor"}, {"above": 5, "is": "major"}]).base == "minor"


@pytest.mark.parametrize(("uptime", "severity"), [(60, "minor"), (4000, "major"), (None, "major")])
def test_start_up_caps_the_severity(uptime, severity):
    facts = {"a": 2, "status": {"system": {"uptime_s": uptime}}}
    (found,) = judged(rule(value="a", severity="major", start_up_s=3600), facts)
    assert found["severity"] == severity


@pytest.mark.parametrize(("hours", "severity"), [(25, "minor"), (1, "major"), (0, "critical"), (None, "critical")])
def test_a_step_can_be_for_a_limit_and_for_a_missing_fact(hours, severity):
    steps = [{"of": "/hours", "above": 1, "is": "minor"}, {"of": "/hours", "max": 1, "is": "major"},
             {"of": "/hours", "max": 0, "missing": True, "is": "critical"}]  # fmt: skip
    (found,) = judged(rule(value="a", expect={"equals": True}, severity=steps), {"a": False, "hours": hours})
    assert (found["status"], found["severity"]) == ("fail", severity)
