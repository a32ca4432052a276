# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changed since the baseline: numbers, lists with the worst first, and facts that drifted."""

from __future__ import annotations

import re

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import Reason
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.page import overview
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.page.model import survey
from tests.unit.support.report_pages import made

SEVERITIES = ("minor", "critical", "major")


def told(change: str, count: int, drift: int = 0, in_grace: bool = False) -> str:
    """The section of a report with so many changes of one kind and so many facts that drifted."""
    report = made(["one", "two", "three"])
    for number, result in enumerate(report.results[:count]):
        seen = {"first": "2026-03-01T00:00:00Z", "runs": 2, "in_grace": in_grace}
        severity = SEVERITIES[number % len(SEVERITIES)]
        result.status, result.change, result.severity, result.seen = "fail", change, severity, seen
        result.waiver = result.caused_by = None
    report.drift = [{"host": "one", "fact": f"fact-{number}", "before": 1, "after": 2} for number in range(drift)]
    return "".join(overview.changes(survey(report)))


def test_a_report_without_changes_has_no_section():
    assert told("new", 0) == ""


@pytest.mark.parametrize(
    ("change", "numbers"),
    [("new", "3 findings new, 0 fixed, 0 still there"), ("fixed", "0 findings new, 3 fixed, 0 still there"),
     ("still", "0 findings new, 0 fixed, 3 still there")],
)  # fmt: skip
def test_changes_are_counted_and_new_and_fixed_ones_are_listed(change, numbers):
    section = told(change, 3)
    assert f"<p>{numbers}; 0 facts changed that should not.</p>" in section
    assert section.count("<li>") == (0 if change == "still" else 3)
    assert "Facts that should not change" not in section


def test_the_worst_is_listed_first():
    levels = re.findall(r"<li><b class='chip (\w+)'>", told("new", 6))
    assert levels == ["critical", "critical", "major", "major", "minor", "minor"]


def test_failures_in_grace_are_told():
    assert "2 failures in grace, not counted yet." in told("new", 2, in_grace=True)
    assert "grace" not in told("new", 2)


@pytest.mark.parametrize(("count", "opened"), [(overview.MOST_OPEN, True), (overview.MOST_OPEN + 1, False)])
def test_a_long_list_is_folded(count, opened):
    assert ("<details open>" in told("new", count)) is opened


def test_what_drifted_is_listed_up_to_a_limit():
    section = told("new", 0, drift=overview.MOST_CHANGES + 2)
    assert section.count("<tr><td>") == overview.MOST_CHANGES
    assert "2 more are with their hosts and in report.json." in section


def test_a_fact_that_changed_is_in_its_table_only():
    report = made(["one", "two", "three"])
    result = report.results[0]
    result.status, result.change, result.severity, result.host = "fail", "new", "minor", "one"
    result.waiver = result.caused_by = result.seen = None
    result.reason = Reason("changed", {"fact": "f", "place": "f[a]", "before": 1, "after": 2, "unit": ""})
    report.drift = [{"host": "one", "fact": "f[a]", "before": 1, "after": 2}]
    section = "".join(overview.changes(survey(report)))
    assert "New:" not in section
    assert "<tr><td><b class='chip minor'>minor</b> <a href=" in section
