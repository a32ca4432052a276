# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changed since an earlier report."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ParameterError, StoreError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import baseline, verdict
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.baseline import Baseline, Grace
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import (
    COMPARED,
    Reason,
    Result,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.stored import reported

BEFORE, NOW = "2026-11-21T02:00:00Z", "2026-11-22T02:00:00Z"


def one(rule="r", status="fail", element=None, **more):
    about = {"title": "T", "path": "a", "basis": "claimed", "source": "a test", "remedy": "Do it.", "reason": COMPARED}
    return Result("h", "p", rule, element, "critical", status, **{**about, **more})


def earlier(*results, watched=None):
    bad = {result.key: reported(result) for result in results if result.status in baseline.MET}
    return Baseline("old", BEFORE, bad, {"h": watched or {}})


@pytest.mark.parametrize(
    ("was", "status", "change", "seen"),
    [
        (None, "fail", "new", {"first": NOW, "runs": 1, "in_grace": False}),
        ("pass", "fail", "new", {"first": NOW, "runs": 1, "in_grace": False}),
        ("fail", "fail", "still", {"first": BEFORE, "runs": 2, "in_grace": False}),
        ("unknown", "fail", "still", {"first": BEFORE, "runs": 2, "in_grace": False}),
        ("fail", "unknown", "still", {"first": BEFORE, "runs": 2, "in_grace": False}),
        ("fail", "pass", "fixed", {"first": BEFORE, "runs": 2, "in_grace": False}),
        ("unknown", "not_applicable", None, None),
        ("fail", "waived", "still", {"first": BEFORE, "runs": 2, "in_grace": False}),
        ("waived", "fail", "still", {"first": BEFORE, "runs": 2, "in_grace": False}),
        ("waived", "pass", "fixed", {"first": BEFORE, "runs": 2, "in_grace": False}),
        ("pass", "waived", None, None),
        ("pass", "pass", None, None),
        (None, "pass", None, None),
    ],
)
def test_each_result_says_how_it_changed(was, status, change, seen):
    result = one(status=status)
    counts = baseline.compare([result], earlier(*([] if was is None else [one(status=was)])), None, NOW)
    assert (result.change, result.seen) == (change, seen)
    assert {name: count for name, count in counts.items() if count} == ({change: 1} if change else {})


def test_the_first_time_is_kept_over_many_runs():
    first = {"first": "2026-11-01T02:00:00Z", "runs": 20, "in_grace": False}
    result = one()
    baseline.compare([result], earlier(one(change="still", seen=first)), None, NOW)
    assert result.seen == {"first": "2026-11-01T02:00:00Z", "runs": 21, "in_grace": False}


def test_another_element_is_another_finding():
    result = one(element="b")
    baseline.compare([result], earlier(one(element="a")), None, NOW)
    assert result.change == "new"


@pytest.mark.parametrize(("unsupported", "new"), [("note", 0), ("warn", 0), ("fail", 1)])
def test_a_check_that_is_not_possible_is_no_new_finding(unsupported, new):
    result = one(status="unknown", offered=False)
    counts = baseline.compare([result], earlier(), None, NOW, unsupported)
    assert (result.change, counts["new"]) == ("new", new)


@pytest.mark.parametrize(
    ("status", "code", "change", "counts"),
    [("fail", "changed", "new", 1), ("fail", "vanished", "new", 1), ("pass", "unchanged", None, 0)],
)
def test_a_change_is_new_whenever_it_is_found_and_never_fixed(status, code, change, counts):
    result = one(status=status, reason=Reason(code))
    found = baseline.compare([result], earlier(one()), Grace(runs=9), NOW)
    assert result.change == change
    assert sum(found.values()) == counts
    assert not result.in_grace


def test_what_was_not_evaluated_is_not_fixed():
    assert baseline.compare([], earlier(one()), None, NOW) == {"new": 0, "still": 0, "fixed": 0, "in_grace": 0}


@pytest.mark.parametrize(
    ("grace", "runs_before", "status", "spared"),
    [
        ({"runs": 2}, 0, "fail", True),
        ({"runs": 2}, 1, "fail", False),
        ({"runs": 1}, 0, "fail", False),
        ({"runs": 0}, 0, "fail", False),
        ({"runs": 2}, 0, "unknown", False),
        ({"minutes": 60}, 0, "fail", True),
        ({"minutes": 24 * 60 + 1}, 1, "fail", True),
        ({"minutes": 24 * 60}, 1, "fail", False),
    ],
)
def test_a_new_failure_does_not_count_in_its_grace(grace, runs_before, status, spared):
    result = one(status=status)
    seen = {"first": BEFORE, "runs": runs_before, "in_grace": True}
    counts = baseline.compare([result], earlier(*([one(seen=seen)] if runs_before else [])), Grace.parse(grace), NOW)
    assert result.seen["in_grace"] is spared
    assert counts["in_grace"] == spared
    assert (verdict.weight(result, "warn") is None) == spared


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"runs": 1, "minutes": 2}, "either runs or minutes"),
        ({"days": 1}, "either runs or minutes"),
        ({"runs": -1}, "runs is -1"),
        ({"runs": "often"}, "runs is 'often'"),
        ({"minutes": None}, "minutes is None"),
        ({"runs": True}, "runs is True"),
    ],
)
def test_a_wrong_grace_is_refused(written, message):
    with pytest.raises(ParameterError, match=message):
        Grace.parse(written)


@pytest.mark.parametrize("written", [None, {}])
def test_no_grace(written):
    assert Grace.parse(written) is None


def test_minutes_count_from_the_first_time():
    grace = Grace(minutes=10)
    now = datetime(2026, 11, 22, 2, 0, tzinfo=timezone.utc)
    assert grace.covers(5, now.replace(minute=0), now)
    assert not grace.covers(1, now.replace(hour=1, minute=50), now)
    assert not grace.covers(1, None, now)


def write(tmp_path, **changes):
    report = {
        "schema_version": 1,
        "run": {"id": "old", "end": BEFORE},
        "hosts": [{"host": "h", "watched": {"device.firmware.version": "1"}}],
        "results": [reported(one()), reported(one("s", "pass"))],
        **changes,
    }
    path = tmp_path / "report.json"
    path.write_text(json.dumps({name: value for name, value in report.items() if value is not ...}), "utf-8")
    return path


def test_an_earlier_report_is_read(tmp_path):
    loaded = baseline.load(write(tmp_path), ["h", "other"])
    assert (loaded.run_id, loaded.end, list(loaded.bad)) == ("old", BEFORE, [("h", "p", "r", None)])
    assert loaded.watched == {"h": {"device.firmware.version": "1"}}


def test_a_report_of_the_first_version_is_still_a_baseline(tmp_path):
    """Its results have words and no structured limit or reason."""
    old = {name: value for name, value in reported(one()).items() if name not in ("limit", "reason")}
    loaded = baseline.load(write(tmp_path, schema_version=1, results=[old]), ["h"])
    result = one()
    assert baseline.compare([result], loaded, None, NOW)["still"] == 1
    assert result.change == "still"


def test_a_report_that_is_not_there_yet_is_none(tmp_path):
    assert baseline.load(tmp_path / "report.json", ["h"]) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema_version": 3}, "a report of version 3"),
        ({"results": ...}, "lacks 'results'"),
        ({"run": {}}, "lacks 'id'"),
        ({"hosts": [{"host": "elsewhere"}]}, "another fleet's report"),
    ],
)
def test_what_can_not_be_compared_is_refused(tmp_path, changes, message):
    with pytest.raises(StoreError, match=message):
        baseline.load(write(tmp_path, **changes), ["h"])


def test_a_damaged_report_is_refused(tmp_path):
    path = write(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(StoreError, match=r"report\.json is cut short"):
        baseline.load(path, ["h"])


SEEN = {"first": BEFORE, "runs": 3, "in_grace": False}


@pytest.mark.parametrize(
    ("error", "met", "expected"),
    [
        ({"kind": "timeout"}, ["device-readable"], [("r", SEEN | {"runs": 1}), ("s", SEEN)]),
        ({"kind": "timeout"}, ["r"], [("s", SEEN)]),
        (None, [], []),
    ],
)
def test_findings_on_a_device_that_could_not_be_read_are_carried_over(error, met, expected):
    known = earlier(one(), one("s", "waived", seen=SEEN), one("t", "pass"))
    found = baseline.carried([{"host": "h", "error": error}], [one(rule) for rule in met], known)
    assert [(finding["rule"], finding["seen"]) for finding in found] == expected


def test_what_was_carried_over_is_not_new(tmp_path):
    finding = {"host": "h", "profile": "p", "rule": "r", "element": None, "seen": SEEN}
    known = baseline.load(write(tmp_path, results=[], carried=[finding]), ["h"])
    result = one()
    baseline.compare([result], known, Grace(runs=2), NOW)
    assert (result.change, result.seen) == ("still", {"first": BEFORE, "runs": 4, "in_grace": False})
