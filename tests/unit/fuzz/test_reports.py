# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports with any text in any field: each format is still read by those that it is for."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import jsonschema
from hypothesis import example, given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.limits import Limit
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import message
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import (
    formats,
    to_csv,
    to_html,
    to_json,
    to_junit,
    to_markdown,
    to_prometheus,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import report as reports
from tests.simulator import Device
from tests.unit.support.compliance import audit, merged
from tests.unit.support.gathered import gathered
from tests.unit.support.hostile_report import DEAD, HOSTILE
from tests.unit.support.metric_reports import HOSTILE as HOSTILE_LABELS

ANY = (
    st.text(st.characters(), min_size=1, max_size=20)
    | st.sampled_from([*HOSTILE, *HOSTILE_LABELS])
    | st.sampled_from(HOSTILE).map("a{}b".format)
)
FREE = ("element", "title", "actual", "unit", "path", "explained", "source", "remedy")
"""What a result says in words of a device or of a profile; its other fields are words of the collection."""


@cache
def plain() -> reports.Report:
    """A report of two hosts and of the fleet, with a few results of each."""
    hosts = {"a": gathered(Device("a")), "b": DEAD}
    waivers = [{"host": "b", "rule": "device-*", "reason": "r", "expires": "2027-01-01"}]
    with TemporaryDirectory() as folder:
        return merged(audit(Path(folder), hosts, profiles=["baseline"], waivers=waivers))


def spoken(texts: list[str]) -> reports.Report:
    """The report, with these texts one after the other wherever a text is free."""
    found = plain()
    position = 0

    def told() -> str:
        nonlocal position
        position += 1
        return texts[position % len(texts)]

    results = [
        replace(one, **{name: told() for name in FREE}, limit=Limit("equals", told()))
        for one in [*found.results[:3], *found.results[-3:]]
    ]
    by_host = {host: [one for one in results if one.host == host] for host in found.by_host}
    hosts = [{**one, "site": told(), "unproven": [told()]} for one in found.hosts]
    for one in hosts:
        if one["device"]:
            one["device"] = {**one["device"], "model": told(), "hostname": told(), "firmware": {"version": told()}}
        one["unavailable"] = [{"facet": "ntp", "path": told(), "reason": "not_found", "facts": [told()]}]
    facts = gathered(Device("a"))
    facts["status"]["network"]["ports"] = [{**port, "name": told()} for port in facts["status"]["network"]["ports"]]
    facts["ntp"]["associations"] = [{**one, "id": told(), "address": told()} for one in facts["ntp"]["associations"]]
    return reports.Report(**{
        **vars(found),
        "run": {**found.run, "id": told()},
        "results": results,
        "by_host": by_host,
        "hosts": hosts,
        "waivers": [{**one, "reason": told(), "element": told(), "approved_by": told()} for one in found.waivers],
        "manual_checks": [{"profile": "p", "title": told(), "how": told(), "source": told()}],
        "drift": [{"host": "a", "fact": told(), "before": told(), "after": told()}],
        "facts": lambda host: facts if host == "a" else DEAD,
    })  # fmt: skip


def check_json(path: Path, report: reports.Report) -> None:
    content = json.loads(path.read_bytes())
    jsonschema.validate(content, json.loads(reports.SCHEMA.read_text("utf-8")))
    assert [one["message"] for one in content["results"]] == [message(one) for one in report.results]


def check_junit(path: Path, report: reports.Report) -> None:
    cases = ElementTree.parse(path).getroot().iter("testcase")
    assert len(list(cases)) == len(report.results)


def check_csv(path: Path, report: reports.Report) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert len(rows) == 1 + len(report.results)
    assert {len(row) for row in rows} == {len(to_csv.COLUMNS)}
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r\n")]


def check_markdown(path: Path, _report: reports.Report) -> None:
    written = path.read_text("utf-8")
    assert all(char == "\n" or char.isprintable() or char.isspace() or ord(char) > 0x9F for char in written)
    for table in (part for part in written.split("\n\n") if part.startswith("|")):
        columns = {line.replace("\\\\", "").replace("\\|", "").count("|") for line in table.split("\n")}
        assert len(columns) == 1, table


class Page(HTMLParser):
    """The elements of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.scripts = 0
        self.handlers: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.scripts += tag == "script"
        self.handlers += [
            name for name, value in attrs if name.startswith("on") or (value or "").startswith("javascript:")
        ]


def check_html(path: Path, _report: reports.Report) -> None:
    page = Page(path.read_text("utf-8"))
    assert page.scripts == _scripts()
    assert page.handlers == []


@cache
def _scripts() -> int:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        to_html.write(plain(), path)
        return Page(path.read_text("utf-8")).scripts


def check_metrics(path: Path, _report: reports.Report) -> None:
    written = path.read_text("utf-8")
    found = [
        (sample.name, *sorted(sample.labels.items()))
        for family in text_string_to_metric_families(written)
        for sample in family.samples
    ]
    assert (
        len(found)
        == len(set(found))
        == sum(not line.startswith("#") for line in written.removesuffix("\n").split("\n"))
    )


CHECKS = {
    to_json: check_json, to_junit: check_junit, to_csv: check_csv, to_markdown: check_markdown, to_html: check_html,
    to_prometheus: check_metrics,
}  # fmt: skip


@settings(max_examples=25)
@given(texts=st.lists(ANY, min_size=1, max_size=12))
@example(texts=list(HOSTILE))
@example(texts=list(HOSTILE_LABELS))
@example(texts=["\ud800", "]]>", "--><script>", "|", "\\", "'"])
def test_each_format_is_read_whatever_is_said(texts):
    report = spoken(texts)
    with TemporaryDirectory() as folder:
        for writer, check in CHECKS.items():
            path = Path(folder) / "written"
            writer.write(report, path)
            check(path, report)


def test_each_format_is_checked():
    assert set(CHECKS) == {one.load() for one in formats.FORMATS}
