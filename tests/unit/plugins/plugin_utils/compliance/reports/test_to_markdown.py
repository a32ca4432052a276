# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``report.md``, rendered: no name becomes markup, and every failure is among what to do or beneath it."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import verdict
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import Reason, Result
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import to_markdown
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.to_markdown import text
from tests.unit.support.compliance import result
from tests.unit.support.hostile_report import HOSTILE, hostile_report

OURS = {"h1", "h2", "p", "strong", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list = []
        self.rows: list[int] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "tr":
            self.rows.append(0)
        elif tag in ("td", "th"):
            self.rows[-1] += 1


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("md") / "report.md"
    to_markdown.write(hostile_report(), path)
    return path.read_bytes().decode("utf-8")


def rendered(markdown: str) -> Tags:
    tags = Tags()
    tags.feed(MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").render(markdown))
    return tags


def test_nothing_but_our_own_markup_comes_out(written):
    found = rendered(written)
    assert found.tags <= OURS
    assert not found.attributes
    assert set(found.rows) == {2, 5, 7}


def test_it_is_made_of_lines_and_printable_characters(written):
    kinds = {unicodedata.category(char) for char in written if char != "\n"}
    assert not kinds & {"Cc", "Cf", "Zl", "Zp", "Cs"}
    assert "\n\n\n" not in written


def test_every_host_and_every_finding_has_a_row(written):
    report = hostile_report()
    rows = [line for line in written.split("\n") if line.startswith("| ") and not line.startswith("| ---")]
    findings = [
        one
        for one in report.results
        if one.status in ("fail", "unknown", "waived") and not (one.status == "unknown" and not one.offered)
    ]
    assert len(rows) == 1 + 5 + 1 + len(report.hosts) + 1 + len(findings) + 1 + len(report.waivers)
    for name in HOSTILE:
        assert sum(row.startswith(f"| {text(name)} |") for row in rows) >= 2


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_shown_as_it_is(name):
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(f"| {text(name)} |\n| --- |\n")
    shown = re.sub(r"<[^>]+>", "", html)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, char)
    plain = "".join(char if char.isprintable() else " " for char in name)
    assert shown.split() == plain.split()


def lines_of(results: list[Result], section=to_markdown._what_to_do, **changes) -> list[str]:
    report = hostile_report()
    changed = type(report)(**{**vars(report), "results": results, **changes})
    return [line for line in section(changed) if line]


def not_offered(host: str, rule: str, **changes) -> Result:
    return result(host=host, rule=rule, status="unknown", offered=False, title="A | title", **changes)


MANY = [not_offered(f"h{number}", "ptp-x", element=element) for number in range(3) for element in "ab"]
KNOWN = [{"host": f"h{number}", "device": {"os": "meinbergos"}} for number in range(3)]


def test_what_the_api_does_not_offer_is_one_line_a_rule():
    results = [*MANY, not_offered("h1", "ntp-y", severity="info"), not_offered("l", "ptp-x"), not_offered("m", "ptp-x")]
    hosts = [*KNOWN, {"host": "l", "device": {"os": "ltos"}}, {"host": "m", "device": None}]
    assert lines_of(results, to_markdown._not_possible, hosts=hosts) == [
        "## Checks not possible",
        "The devices' API does not offer the facts. No such check is a pass.",
        "- the\\_profile:ntp-y, A \\| title: not offered by meinbergOS on 1 host",
        "- the\\_profile:ptp-x, A \\| title: not offered by LTOS on 1 host, meinbergOS on 3 hosts, "
        "the device on 1 host",
    ]
    assert lines_of(results, to_markdown._findings, hosts=hosts) == ["## Findings", "None."]


def test_what_the_api_does_not_offer_is_a_finding_where_it_counts():
    changes = {"hosts": KNOWN, "unsupported": "fail"}
    assert lines_of(MANY, to_markdown._not_possible, **changes) == []
    assert len(lines_of(MANY, to_markdown._findings, **changes)) == 3 + len(MANY)


def test_how_many_checks_are_not_possible_is_told_beneath_the_verdict_and_of_each_host():
    report = hostile_report()
    results = [result(host="well", status="unknown", offered=False)] * 2
    summary = {**report.summary, **verdict.counts(results), "verdict": "pass", "not_possible": 2}
    hosts = [host for host in report.hosts if host["host"] == "well"]
    changes = {"summary": summary, "hosts": hosts, "by_host": {"well": results}, "unsupported": "note"}
    lines = lines_of(results, to_markdown._lines, **changes)
    assert lines[0] == "# Compliance of time servers: pass, 2 checks not possible"
    assert {"| unknown | 0 |", "| not_possible | 2 |"} <= set(lines)
    assert any(line.startswith("| well | default | ") and line.endswith(" |  | 2 |") for line in lines)


def test_a_change_that_is_not_possible_to_check_is_not_listed():
    report = hostile_report()
    changes = {**dict.fromkeys(("still", "fixed", "in_grace"), 0), "new": 1}
    results = [result(rule="counts", change="new"), not_offered("h", "none", change="new")]
    told = lines_of(results, to_markdown._changes, drift=[], unsupported="note",
                    run={**report.run, "baseline": {"end": "x"}},
                    summary={**report.summary, "changes": changes})  # fmt: skip
    assert [line.split(" ")[4] for line in told[2:]] == ["counts:"]


def test_a_waiver_that_does_nothing_says_so(written):
    used = [
        line.split(" | ")[-1] for line in written.split("\n") if "| nobody |" in line or "| waived | device-" in line
    ]
    assert used == ["1 |", "expired |"]
    idle = {**hostile_report().waivers[0], "used": 0}
    assert lines_of([], to_markdown._waivers, waivers=[idle])[-1].endswith("| covers nothing |")


def test_one_is_told_as_one():
    changes = {"new": 1, "still": 0, "fixed": 0, "in_grace": 1}
    report = hostile_report()
    told = lines_of([], to_markdown._changes, run={**report.run, "baseline": {"end": "x"}}, drift=[
        {"host": "h", "fact": "f", "before": 1, "after": 2}
    ], summary={**report.summary, "changes": changes})  # fmt: skip
    assert told[1] == (
        "1 finding is new, 0 still there, 0 fixed; 1 failure does not count yet. 1 fact changed that should not."
    )


def test_a_fact_that_changed_is_told_once_with_its_severity():
    report = hostile_report()
    reason = Reason("changed", {"fact": "f", "place": "f[a]", "before": 1, "after": 2, "unit": ""})
    results = [result(host="h", severity="minor", change="new", reason=reason)]
    told = lines_of(results, to_markdown._changes, run={**report.run, "baseline": {"end": "x"}}, drift=[
        {"host": "h", "fact": "f[a]", "before": 1, "after": 2}
    ], summary={**report.summary, "changes": {"new": 1, "still": 0, "fixed": 0, "in_grace": 0}})  # fmt: skip
    assert told[2:] == ["- **changed** (minor) h: f\\[a\\] was 1, is 2"]


def test_what_is_not_there_is_not_told_and_a_time_has_seconds():
    report = hostile_report()
    told = lines_of([], to_markdown._changes, run={**report.run, "baseline": {"end": "2026-11-22T22:37:38.558261Z"}},
                    summary={**report.summary, "changes": dict.fromkeys(("new", "still", "fixed", "in_grace"), 0)},
                    drift=[])  # fmt: skip
    assert told == [
        "## What changed since 2026-11-22T22:37:38Z",
        "0 findings are new, 0 still there, 0 fixed. 0 facts changed that should not.",
    ]
    run = {**report.run, "start": "2026-11-22T22:37:38Z", "end": "2026-11-22T22:37:39.558261Z"}
    assert "2026-11-22T22:37:38Z to 2026-11-22T22:37:39Z: " in lines_of([], to_markdown._lines, run=run)[1]


def test_what_to_do_is_grouped_worst_first():
    many = [result(host=f"h{number:02d}", rule="many", severity="minor") for number in range(12)]
    said = ("a: it is 2, expected 1", "other.")
    fleet = [result(host=None, rule="one", severity="critical", explained=told) for told in said]
    assert lines_of([*many, *fleet]) == [
        "## What to do",
        "- **critical** The title (one): a: it is 2, expected 1; other. Do something.",
        "- **minor** The title (many): not so on h00, h01, h02, h03, h04, h05, h06, h07, h08, h09 and 2 more. "
        "Do something.",
    ]


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        ({"status": "fail"}, ["cause"]),
        ({"status": "fail", "host": "another"}, ["cause", "symptom"]),
        ({"status": "unknown", "offered": True}, ["symptom", "cause"]),
        ({"status": "unknown", "offered": False}, ["symptom"]),
        ({"status": "waived"}, ["symptom"]),
    ],
)
def test_a_symptom_is_told_where_its_cause_is_not(cause, told):
    found = lines_of([result(rule="cause", **cause), result(rule="symptom", caused_by="the_profile:cause")])
    assert re.findall(r"\((\w+)\)", " ".join(found)) == told


@pytest.mark.parametrize(
    "results",
    [[], [result(status="unknown", offered=False)], [result(status="waived")], [result(severity="info")]],
)
def test_where_nothing_counts_it_says_so(results):
    assert lines_of(results) == ["## What to do", "Nothing to do."]


def test_what_is_not_known_and_counts_is_told():
    assert lines_of([result(host="h", status="unknown", offered=True)])[1:] == [
        "- **major** The title (the-rule): not known on h. Do something."
    ]
