# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``junit.xml``, read by an independent parser: every host, every result, each with a name of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import verdict
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import to_junit
from tests.unit.support.compliance import result
from tests.unit.support.hostile_report import HOSTILE, hostile_report


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("junit") / "junit.xml"
    to_junit.write(replace(hostile_report(), junit="all"), path)
    return path


@pytest.fixture(scope="module")
def suites(path) -> list:
    return list(JUnitXml.fromfile(str(path)))


def kind(case) -> str:
    (found,) = [type(one).__name__ for one in case.result] or ["Passed"]
    return found


def test_every_host_is_a_suite_and_so_is_the_fleet(suites):
    assert len(suites) == len(HOSTILE) + 3 + 1
    names = Counter(suite.name for suite in suites)
    assert max(names.values()) == 1
    assert {"well", "speaks", "waived", "fleet"} <= names.keys()
    assert {"<script>alert(1)</script>", "a\nb", r"a\x00b", r"a\x01b"} <= names.keys()


def test_every_result_is_a_case_of_its_own(suites):
    cases = [(case.classname, case.name) for suite in suites for case in suite]
    assert len(cases) == len(set(cases)) == len(hostile_report().results)


def test_statuses_become_what_tools_count(suites):
    report = hostile_report()
    found = Counter(kind(case) for suite in suites for case in suite)
    status = Counter(one.status for one in report.results)
    unread = sum(one.rule == "device-readable" and one.status == "fail" for one in report.results)
    assert unread == len(HOSTILE)
    assert found == {
        "Passed": status["pass"],
        "Failure": status["fail"] - unread,
        "Error": status["unknown"] + unread,
        "Skipped": status["waived"] + status["not_applicable"],
    }
    assert all(found.values())


def test_the_counts_of_suites_and_of_the_whole_are_right(path, suites):
    whole = JUnitXml.fromfile(str(path))
    stated = (whole.tests, whole.failures, whole.errors, whole.skipped)
    counted = Counter(kind(case) for suite in suites for case in suite)
    assert stated == (sum(counted.values()), counted["Failure"], counted["Error"], counted["Skipped"])
    for suite in suites:
        own = Counter(kind(case) for case in suite)
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (
            sum(own.values()), own["Failure"], own["Error"], own["Skipped"],
        )  # fmt: skip


def test_a_failure_says_what_to_do(suites):
    (suite,) = [suite for suite in suites if suite.name == "fleet"]
    (case,) = [case for case in suite if case.classname == "fleet.fleet.waivers"]
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert (case.name, failure.type) == ("waiver-expired[nobody/*/*]", "major")
    assert failure.message == "the waiver of * on nobody expired on 2026-01-01: Old | <b>."
    assert "remedy: Mend what was waived" in failure.text
    assert "source: own practice" in failure.text


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (result(), Failure),
        (result(status="unknown"), Error),
        (result(status="waived"), Skipped),
        (result(status="not_applicable"), Skipped),
        (result(rule="device-readable"), Error),
        (result(rule="device-readable", status="waived"), Skipped),
        (result(rule="device-readable", status="pass"), None),
        (result(status="pass"), None),
    ],
)
def test_the_outcome_of_a_result(one, expected):
    outcome = to_junit._outcome(one, lambda _result: None)
    assert (ElementTree.fromstring(outcome).tag if outcome else None) == (expected and expected.__name__.lower())


def test_a_waived_case_says_why_and_until_when():
    waiver = {"was": "fail", "expires": "2027-03-31", "reason": 'A "part" is ordered', "approved_by": None}
    outcome = to_junit._outcome(result(status="waived", waiver=waiver, explained="it is false"), lambda _result: None)
    said = ElementTree.fromstring(outcome).get("message")
    assert said == 'waived until 2027-03-31, A "part" is ordered; it was fail: it is false'


def test_it_is_xml_without_what_xml_forbids(path):
    root = ElementTree.parse(path).getroot()
    assert root.tag == "testsuites"
    assert not [char for char in path.read_text("utf-8") if ord(char) < 32 and char not in "\n\r\t"]
    messages = {node.get("message") for node in root.iter() if node.get("message")}
    assert any(message.startswith("]]>: status.events.active") for message in messages)


GRACE = {"first": "2026-03-17T09:30:00Z", "runs": 1, "in_grace": True}
FINDINGS = {
    "critical": result(severity="critical"),
    "major": result(severity="major"),
    "unknown": result(severity="critical", status="unknown", offered=True),
    "not offered": result(severity="critical", status="unknown", offered=False),
    "in grace": result(severity="critical", seen=GRACE),
    "not read": result(severity="critical", rule="device-readable"),
    "info": result(severity="info"),
}


def written_of(folder, **changes) -> tuple[JUnitXml, str]:
    """What the file of a report with these findings has, a host each, and what the gate does with them."""
    results = [replace(one, host=host) for host, one in FINDINGS.items()]
    report = replace(
        hostile_report(), results=results, by_host={one.host: [one] for one in results},
        hosts=[{"host": host, "site": "a"} for host in FINDINGS], **changes,
    )  # fmt: skip
    path = folder / "junit.xml"
    to_junit.write(report, path)
    level = verdict.verdict(results, report.unsupported)
    return JUnitXml.fromfile(str(path)), "fail" if verdict.fails_gate(level, report.fail_on) else "pass"


@pytest.mark.parametrize(
    ("fail_on", "unsupported", "red"),
    [
        ("critical", "note", {"critical", "unknown", "not read"}),
        ("critical", "warn", {"critical", "unknown", "not read"}),
        ("critical", "fail", {"critical", "unknown", "not offered", "not read"}),
        ("major", "note", {"critical", "major", "unknown", "not read"}),
        ("never", "fail", set()),
    ],
)
def test_it_is_red_where_the_gate_fails(fail_on, unsupported, red, tmp_path):
    whole, gate = written_of(tmp_path, fail_on=fail_on, unsupported=unsupported)
    assert {suite.name for suite in whole for case in suite if kind(case) in ("Failure", "Error")} == red
    assert (whole.failures + whole.errors > 0) == (gate == "fail") == bool(red)
    assert whole.skipped == len(FINDINGS) - len(red)


def test_every_finding_is_red_where_all_are_asked_for(tmp_path):
    whole, _gate = written_of(tmp_path, fail_on="never", junit="all")
    assert (whole.failures + whole.errors, whole.skipped) == (len(FINDINGS), 0)


def test_what_the_gate_does_not_count_says_its_severity_and_why(tmp_path):
    whole, _gate = written_of(tmp_path, fail_on="critical", unsupported="note")
    said = {suite.name: case.result[0].message for suite in whole for case in suite if kind(case) == "Skipped"}
    assert said == {
        "major": "major, not counted, because it is below the gate's threshold (compliance_fail_on: critical): "
        "a: it is 2, expected 1",
        "not offered": "critical, not counted, because the device's API does not offer the fact: "
        "a: it is 2, expected 1",
        "in grace": "critical, not counted, because it is in grace and does not count yet: a: it is 2, expected 1",
        "info": "info, not counted, because it is below the gate's threshold (compliance_fail_on: critical): "
        "a: it is 2, expected 1",
    }
    whole, _gate = written_of(tmp_path, fail_on="never")
    (case,) = next(suite for suite in whole if suite.name == "critical")
    assert case.result[0].message.startswith("critical, not counted, because the gate is switched off (")
