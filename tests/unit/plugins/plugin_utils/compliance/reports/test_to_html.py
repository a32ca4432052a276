# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page as it is written; how it behaves is for the tests in a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import StoreError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import verdict
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.limits import Limit
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import Reason
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import to_html
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.page import (
    appendix,
    scales,
    strips,
    text,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.page import model as models
from tests.unit.support.hostile_report import hostile_report
from tests.unit.support.report_pages import made, written

HOSTILE = (
    "<script>alert(1)</script>", "{{ 7*7 }}", "x" * 300, "\u202egnp.exe", "a\x00\x1b[31mb", "</style></script>",
    "'\"><img src=x onerror=alert(1)>", "שלום", "../../etc", " ", "\ud800", "--><b>", "the fleet", "a\nb", "\ufeff",
)  # fmt: skip
KNOWN_TAGS = {
    "a", "article", "b", "body", "button", "caption", "circle", "code", "dd", "defs", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "g", "h1", "h2", "h3", "h4", "h5", "header", "html", "i",
    "input", "label", "legend", "li", "line", "link", "main", "meta", "nav", "ol", "option", "output", "p", "path",
    "polyline", "rect", "script", "section", "select", "span", "style", "summary", "svg", "table", "tbody", "td",
    "text", "tfoot", "th", "thead", "title", "tr", "ul", "use",
}  # fmt: skip


class Page(HTMLParser):
    """The tags, ids and links of a page."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter = Counter()
        self.ids: Counter = Counter()
        self.links: list[str] = []
        self.attributes: Counter = Counter()
        self.said: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes[name] += 1
            if name == "id":
                self.ids[value] += 1
            if name in ("href", "src", "xlink:href"):
                self.links.append(value)

    def handle_data(self, data):
        self.said.append(data)


@pytest.fixture(scope="module")
def small():
    return made([f"host-{number}" for number in range(1, 9)])


@pytest.fixture(scope="module")
def source(small, tmp_path_factory):
    return written(small, to_html, tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


def test_every_result_has_a_place_of_its_own(small, page):
    model = models.survey(small)
    places = [model.place(result) for result in small.results]
    assert len(set(places)) == len(places)
    assert [place for place in places if page.ids[place] != 1] == []


def test_every_host_and_rule_has_its_place(small, page):
    assert all(page.ids[models.host_place(host["host"])] == 1 for host in small.hosts)
    rules = {models.rule_place(result.profile, result.rule) for result in small.results}
    assert all(page.ids[place] == 1 for place in rules)


def test_no_id_is_there_twice_and_no_link_leads_nowhere(page):
    assert [name for name, number in page.ids.items() if number > 1] == []
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner - set(page.ids) == set()
    assert [link for link in page.links if not link.startswith("#")] == ["data:,"]


def test_the_place_of_a_result_is_the_same_in_another_report(small):
    few = made(["host-1", "host-3"])
    before, after = models.survey(small), models.survey(few)
    assert [after.place(result) for result in few.by_host["host-1"]] == [
        before.place(result) for result in small.by_host["host-1"]
    ]


def test_the_same_report_gives_the_same_page(small, source, tmp_path):
    assert written(small, to_html, tmp_path) == source
    assert written(made([f"host-{number}" for number in range(1, 9)]), to_html, tmp_path) == source


def test_the_policy_lets_only_its_own_style_and_script_through(source):
    policy = re.search(r'Content-Security-Policy content="([^"]+)"', source)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_nothing_is_styled_or_scripted_in_attributes(page):
    assert not {name for name in page.attributes if name == "style" or name.startswith("on")}


def test_what_is_not_possible_is_listed_once_a_rule(small, source):
    section = source.partition("id=not-possible>")[2].partition("</section>")[0]
    rules = verdict.by_rule(small.results, "warn")
    assert len(rules) > 10
    assert section.count("<li>") == len(rules)
    assert section.startswith(f"{small.summary['not_possible']} checks not possible</h2>")
    assert f"<a href=#not-possible>{small.summary['not_possible']} checks not possible</a>" in source
    assert all(section.count(f"({profile}:{rule})") == 1 for profile, rule in rules)


def test_a_host_whose_checks_are_not_possible_looks_well(tmp_path):
    def alter(_host, _facts, results):
        results[:] = [one for one in results if one.status == "pass" or one.not_offered]

    report = made(["one", "two", "three"], alter)
    page = written(replace(report, unsupported="note"), to_html, tmp_path)
    (row,) = [line for line in page.split("\n") if "<tr data-h='three'>" in line]
    assert "not possible" not in row.partition("<b>✓")[0]
    assert "<td class=unknown>" not in row
    assert set(re.findall(r"<article class='find (\w+)'", page.partition("id=each-host")[2])) <= {"waived"}


def test_findings_say_what_is_expected_where_it_is_from_and_what_to_do(small, page):
    said = " ".join(page.said)
    for result in small.results:
        if result.status == "fail":
            assert result.source in said
            assert result.remedy in said
            assert result.title in said


def test_what_to_do_of_the_fleet_is_told_by_its_message(tmp_path):
    to_html.write(hostile_report(), tmp_path / "report.html")
    todo = (tmp_path / "report.html").read_text("utf-8").partition("id=what-to-do>")[2].partition("</section>")[0]
    (told,) = [line for line in todo.split("\n") if "No waiver has expired" in line]
    assert "the waiver of * on nobody expired on 2026-01-01: Old | &lt;b&gt;." in told
    assert "not so on" not in told


def test_parameters_waivers_and_manual_checks_are_there(page):
    said = " ".join(page.said)
    for expected in ("compliance_params", "A second receiver is ordered.", "max_time_quality_ns", "To check by hand"):
        assert expected in said


def test_a_waiver_that_does_nothing_says_so(small):
    def used(**changes) -> str:
        listed = {**small.waivers[0], **changes}
        return "".join(appendix.waivers(replace(small, waivers=[listed]))).rpartition("<td>")[2].split("\n")[0]

    assert used(used=3) == "3"
    assert used(used=0) == "covers nothing"
    assert used(used=0, expires="2026-03-16") == "expired"


def test_a_report_without_a_baseline_says_nothing_of_changes(page):
    assert page.ids["what-changed"] == 0


def test_what_changed_is_told_where_a_baseline_was_given(tmp_path):
    def alter(_host, _facts, results):
        for number, result in enumerate(results):
            change = {"fail": "new", "unknown": "still"}.get(result.status, "fixed" if number == 3 else None)
            if change:
                seen = {"first": "2026-03-01T00:00:00Z", "runs": 2, "in_grace": change == "new"}
                result.change, result.seen = change, seen

    report = made(["one", *"abcdefg"], alter)
    report.drift = [{"host": "one", "fact": "device.firmware.version", "before": "7.08<b>", "after": None}]
    page = Page(written(report, to_html, tmp_path))
    said = " ".join(page.said)
    assert page.ids["what-changed"] == 1
    assert "in grace" in said
    assert "since 2026-03-01 00:00:00Z" in said
    assert "7.08<b>" in said


def test_an_empty_fleet_still_gives_a_page(tmp_path):
    page = Page(written(made([]), to_html, tmp_path))
    assert page.ids["what-to-do"] == 1


@pytest.mark.parametrize("everywhere", [False, True])
def test_hostile_text_stays_text(everywhere, tmp_path):
    def alter(host, facts, results):
        if everywhere and "error" not in facts:
            _poison(facts, host)
        for result in results if everywhere else ():
            for key in ("title", "actual", "unit", "explained", "source", "remedy", "path"):
                if getattr(result, key) is not None:
                    setattr(result, key, host)
            if result.element is not None:
                result.element = f"{host} {result.element}"
            if result.limit is not None:
                result.limit = Limit("equals", host)
            result.reason = Reason("list_not_reported", {"fact": host})

    source = written(made(HOSTILE, alter), to_html, tmp_path)
    page = Page(source)
    assert set(page.tags) <= KNOWN_TAGS
    assert (page.tags["script"], page.tags["style"], page.tags["img"]) == (1, 1, 0)
    assert not {name for name in page.attributes if name.startswith("on")}
    assert [name for name, number in page.ids.items() if number > 1] == []
    assert {link for link in page.links if not link.startswith("#")} == {"data:,"}
    assert "49" not in {word for said in page.said for word in said.split()} or everywhere
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", source)


def _poison(found, host):
    """Every text of a device becomes the host's name, but for the few that are looked up."""
    for key, value in list(found.items()) if isinstance(found, dict) else enumerate(found):
        if isinstance(value, (dict, list)):
            _poison(value, host)
        elif isinstance(value, str) and key not in ("kind", "signal", "gathered_at", "request_time"):
            found[key] = host


@pytest.mark.parametrize("value", [{}, [], "", 0, -1, True, float("nan"), 10**40, [None], [[]], {"a": None}])
def test_facts_of_any_kind_give_a_page(value, tmp_path):
    def alter(_host, facts, _results):
        for name in ("status", "ntp", "ptp", "outputs", "http", "derived"):
            if name in facts:
                facts[name] = _replaced(facts[name], value)

    assert "</html>" in written(made(["a", "b", "c"], alter), to_html, tmp_path)


def _replaced(found, value):
    """Every member of a record, one level down, becomes the value."""
    return dict.fromkeys(found, value) if isinstance(found, dict) else [value] * 2


def test_null_is_a_gap_and_never_zero():
    facts = {"status": {"sync": {"time_quality_ns": None}}, "ntp": {"system": {"root_delay_ns": 1}}}
    drawn = strips.offsets(facts, {"root_distance_ns": None}, [])
    assert drawn.count("not stated") == 2
    assert drawn == strips.offsets(facts, {}, [])
    assert "not stated" in drawn
    assert "<circle" not in drawn
    sky = {"status": {"receivers": [{"id": "clk1", "kind": "gnss", "satellites": {"in_view": None, "used": None}}]}}
    assert "<rect" not in strips.satellites(sky, [])


def test_every_drawn_quantity_with_a_limit_has_its_mark(small):
    """Marks come from the limits of results, so no wording can make one vanish."""
    drawn = 0
    for host in small.hosts:
        facts = small.facts(host["host"])
        if "error" in facts:
            continue
        results = small.by_host[host["host"]]
        judged = scales.worst_by_path(results, lambda result: result.unit == "ns")
        plot = strips.offsets(facts, small.derived(host["host"]), results)
        rows = [row for row in plot.split("<tr")[1:] if "<td>\u2264" in row or "<td>\u00b1" in row]
        assert all("class=m" in row for row in rows)
        assert len(rows) <= len(judged)
        drawn += len(rows)
    assert drawn >= 20


@pytest.mark.parametrize(
    ("value", "place"),
    [(0, "0%"), (1, "0%"), (1000, "30%"), (-1000, "30%"), (1e10, "100%"), (1e12, "100%")],
)
def test_time_quantities_lie_on_an_axis_of_decades(value, place):
    assert scales.at_ns(value) == place


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, text.GAP), (0, "0 ns"), (-25, "-25 ns"), (2500, "2.5 µs"), (999_999_999, "1000 ms"), (10**9, "1 s")],
)
def test_durations_are_told_in_a_unit_that_fits(value, shown):
    assert text.duration_ns(value).replace("\u202f", " ") == shown


def test_two_keys_never_share_a_name(monkeypatch):
    monkeypatch.setattr(text, "hashed", lambda key, length: "a" * length)
    names = text.Names(3)
    assert [names.of(key) for key in ("one", "two", "one")] == ["aaa", "aaaa", "aaa"]


def test_symptoms_stand_beneath_their_cause(small):
    causes = models.causes(models.survey(small))
    assert sum(sum(cause.symptoms.values()) for cause in causes) > 0
    levels = [verdict.RANK[cause.level] for cause in causes]
    assert levels == sorted(levels)
    told = {(one.host, one.profile, one.rule) for cause in causes for one in cause.results}
    failed = {(one.host, one.profile, one.rule) for one in small.results if one.status == "fail"}
    below = {rule for cause in causes for rule in cause.symptoms}
    assert {key for key in failed - told if key[1:] not in below} == set()


def test_two_hundred_hosts_are_less_than_three_megabytes(tmp_path):
    report = made([f"site-{number:03}-clock" for number in range(200)])
    source = written(report, to_html, tmp_path)
    assert len(report.results) / 200 > 110
    assert len(source.encode()) < 3_000_000
    model, page = models.survey(report), Page(source)
    told = [one for one in report.results if one.status != "not_applicable" and not model.not_possible(one)]
    assert all(page.ids[model.place(one)] == 1 for one in told)
    assert {one.rule for one in report.results if one.rule not in "".join(page.said)} == set()


def test_ten_thousand_results_on_one_host_are_all_there(tmp_path):
    def alter(_host, _facts, results):
        first = next(result for result in results if result.status == "pass")
        results += [replace(first, element=f"port {number}") for number in range(10_000)]

    report = made(["one"], alter)
    page = Page(written(report, to_html, tmp_path))
    model = models.survey(report)
    assert all(page.ids[model.place(result)] == 1 for result in report.results)


def test_a_page_that_cannot_be_written_leaves_the_former_one(small, tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("former", "utf-8")
    monkeypatch.setattr(to_html, "chunks", lambda _report: iter(_full()))
    with pytest.raises(StoreError, match="cannot be written"):
        to_html.write(small, path)
    assert path.read_text("utf-8") == "former"
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def _full():
    yield "<!DOCTYPE html>"
    raise OSError(28, "No space left on device")
