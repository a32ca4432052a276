# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``junit.xml``, read by an independent parser: every host, every result, each with a name of its own."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import to_junit
from tests.unit.support.compliance import result
from tests.unit.support.hostile_report import HOSTILE, hostile_report


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("junit") / "junit.xml"
    to_junit.write(hostile_report(), path)
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
    outcome = to_junit._outcome(one)
    assert (ElementTree.fromstring(outcome).tag if outcome else None) == (expected and expected.__name__.lower())


def test_a_waived_case_says_why_and_until_when():
    waiver = {"was": "fail", "expires": "2027-03-31", "reason": 'A "part" is ordered', "approved_by": None}
    outcome = to_junit._outcome(result(status="waived", waiver=waiver, explained="it is false"))
    said = ElementTree.fromstring(outcome).get("message")
    assert said == 'waived until 2027-03-31, A "part" is ordered; it was fail: it is false'


def test_it_is_xml_without_what_xml_forbids(path):
    root = ElementTree.parse(path).getroot()
    assert root.tag == "testsuites"
    assert not [char for char in path.read_text("utf-8") if ord(char) < 32 and char not in "\n\r\t"]
    messages = {node.get("message") for node in root.iter() if node.get("message")}
    assert any(message.startswith("]]>: status.events.active") for message in messages)
