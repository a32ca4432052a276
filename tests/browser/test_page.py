# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does with the page."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import to_html
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.page import model as models
from tests.browser.chromium import Unavailable, axe
from tests.unit.support.report_pages import made, written

RESULTS = "li[id], i[id]"
HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "x" * 300,
    "\u202egnp.exe",
    "a\x00\x1b[31mb",
    "'\"><img src=x>",
    "שלום",
)


def places(report, wanted=lambda _result: True):
    """The ids of the results that are wanted."""
    model = models.survey(report)
    return {model.place(result) for result in listed(report) if wanted(result)}


def listed(report):
    """The results that the page lists with their hosts; checks that are not possible are listed by rule."""
    model = models.survey(report)
    return [result for result in report.results if not model.not_possible(result)]


def test_every_host_and_every_result_can_be_seen(opened):
    one = opened()
    one.open_all()
    assert set(one.ids(RESULTS)) == places(one.report)
    assert len(one.ids(".host")) == len(one.report.hosts)


def test_without_javascript_everything_can_be_read(opened):
    one = opened(java_script_enabled=False)
    assert one.page.locator("#the-filter").is_hidden()
    closed = one.page.locator("details:not([open]) > summary:visible")
    while closed.count():
        closed.first.click()
    assert one.page.locator("details:not([open])").count() == 0
    assert all(one.page.locator(f"[id='{place}']").is_visible() for place in sorted(places(one.report))[::25])


CHOICES = {
    "status": ("[name=status][value=unknown]", lambda result: result.status == "unknown"),
    "severity": ("[name=severity]:critical", lambda result: result.severity == "critical"),
    "profile": ("[name=profile]:gnss", lambda result: result.profile == "gnss"),
    "host": ("[name=host]=host-3", lambda result: result.host == "host-3"),
    "text": ("[name=text]=antenna-connected", lambda result: "antenna-connected" in result.rule),
    "failures": ("button[data-does=failures]", lambda result: result.status == "fail"),
}


def choose(page, chosen):
    """Do in the filter what a choice says."""
    selector, _colon, option = chosen.partition(":")
    field, _equals, text = chosen.partition("]=")
    if option:
        page.select_option(selector, option)
    elif text:
        page.fill(f"{field}]", text)
    elif chosen.startswith("button"):
        page.click(chosen)
    else:
        page.check(chosen)
    page.wait_for_timeout(400)


@pytest.mark.parametrize("choice", CHOICES)
def test_the_filter_leaves_what_was_asked_for(choice, opened):
    one = opened()
    chosen, wanted = CHOICES[choice]
    choose(one.page, chosen)
    left = [result for result in listed(one.report) if wanted(result)]
    hosts = {result.host for result in left} - {None}
    said = one.page.locator("#the-filter output").inner_text()
    one.open_all()
    assert set(one.ids(RESULTS)) == places(one.report, wanted) != set()
    assert len(one.ids(".host")) == len(hosts)
    assert one.page.locator(".matrix tbody tr[data-h]:visible").count() - one.page.locator(
        ".matrix tbody tr.fleet:visible"
    ).count() in (len(hosts), len(hosts) - 1)
    assert said == f"{len(hosts)} hosts, {len(left)} results shown"


def test_choices_narrow_each_other_and_reset_takes_them_off(opened):
    one = opened()
    for choice in ("status", "profile", "host"):
        choose(one.page, CHOICES[choice][0])
    one.open_all()
    assert set(one.ids(RESULTS)) == places(
        one.report, lambda result: all(CHOICES[choice][1](result) for choice in ("status", "profile", "host"))
    )
    one.page.click("button[type=reset]")
    one.page.wait_for_timeout(200)
    one.open_all()
    assert set(one.ids(RESULTS)) == places(one.report)


def test_the_order_can_be_changed(opened):
    one = opened()
    failed = Counter(result.host for result in one.report.results if result.status == "fail")
    one.page.select_option("[name=sort]", "failures")
    names = one.page.eval_on_selector_all(".host", "all => all.map(one => one.dataset.h)")
    assert [failed[name] for name in names] == sorted((failed[name] for name in names), reverse=True)
    assert one.page.eval_on_selector_all(".matrix tr[data-h]", "all => all.map(one => one.dataset.h)") == names
    one.page.select_option("[name=sort]", "name")
    names = one.page.eval_on_selector_all(".host", "all => all.map(one => one.dataset.h)")
    assert names == sorted(names)


@pytest.mark.parametrize("status", ["fail", "unknown", "waived", "pass", "not_applicable"])
def test_a_link_to_a_result_shows_it(status, opened):
    report = made(["host-1"])
    one = opened()
    place = sorted(places(one.report, lambda result: result.status == status))[-1]
    other = opened(anchor=f"#{place}")
    other.page.wait_for_timeout(200)
    assert other.page.locator(f"[id='{place}']").is_visible()
    assert other.page.evaluate("document.activeElement.id") == place
    assert report.hosts[0]["host"] == "host-1"


def test_each_thing_to_do_leads_to_its_result(opened):
    one = opened()
    links = one.page.locator(".causes .head a").all()
    assert links
    for link in links[:12]:
        target = link.get_attribute("href")[1:]
        link.click()
        one.page.wait_for_timeout(50)
        assert one.page.locator(f"[id='{target}']").is_visible()


def test_a_link_to_what_the_filter_hides_takes_the_filter_off(opened):
    one = opened()
    choose(one.page, CHOICES["text"][0])
    hidden = sorted(places(one.report, lambda result: result.rule == "device-readable"))[0]
    one.page.evaluate("place => { location.hash = place; }", hidden)
    one.page.wait_for_timeout(400)
    assert one.page.locator(f"[id='{hidden}']").is_visible()
    assert one.page.input_value("[name=text]") == ""


def test_a_line_of_what_passed_leads_to_its_rule_and_to_itself(opened):
    one = opened(anchor="#host.host-1")
    one.page.locator("[id='host.host-1'] .rest summary").first.click()
    row = one.page.locator("[id='host.host-1'] .rest li[id]").first
    rule, own = (row.locator("a").nth(position).get_attribute("href") for position in (0, 1))
    assert own == f"#{row.get_attribute('id')}"
    row.locator("a").first.click()
    one.page.wait_for_timeout(100)
    assert one.page.locator(f"[id='{rule[1:]}']").is_visible()


def test_the_keyboard_alone_reaches_everything(opened):
    one = opened()
    focusable = "a[href], button, input, select, summary, [tabindex='0']"
    expected = one.page.eval_on_selector_all(focusable, "all => all.filter(one => one.checkVisibility()).length")
    reached = set()
    for _press in range(expected + 20):
        one.page.keyboard.press("Tab")
        reached.add(
            one.page.evaluate(f'Array.from(document.querySelectorAll("{focusable}")).indexOf(document.activeElement)')
        )
    assert len(reached - {-1}) >= expected
    host = one.page.locator(".host > summary").first
    host.focus()
    one.page.keyboard.press("Enter")
    assert one.page.locator(".host").first.get_attribute("open") is not None
    one.page.locator("[name=text]").focus()
    one.page.keyboard.type("antenna")
    one.page.wait_for_timeout(400)
    assert "results shown" in one.page.locator("output").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_no_violation(scheme, width, opened):
    try:
        source = axe()
    except Unavailable as error:
        pytest.skip(str(error))
    one = opened(width=width, color_scheme=scheme)
    one.open_all()
    one.page.evaluate(source)
    found = one.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    told = [
        (item["id"], item["help"], item["nodes"][0]["html"][:200], len(item["nodes"])) for item in found["violations"]
    ]
    assert told == []


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_wider_than_the_screen(width, opened):
    one = opened(width=width)
    one.open_all()
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = one.page.eval_on_selector_all(
        "main *",
        "(all, width) => all.filter(one => one.checkVisibility() && !one.closest('.scroll, .data, svg'))"
        ".filter(one => one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML)",
        width,
    )
    assert beyond == []


def test_each_host_begins_a_page_on_paper(opened):
    one = opened()
    pages = len(re.findall(rb"/Type /Page\b", one.page.pdf(format="A4")))
    assert pages > len(one.report.hosts)
    one.page.emulate_media(media="print")
    assert one.page.locator("#the-filter").is_hidden()
    assert set(one.ids(RESULTS)) >= places(one.report, lambda result: result.status == "fail")
    breaks = one.page.eval_on_selector_all(".host", "all => all.map(one => getComputedStyle(one).breakBefore)")
    assert breaks[1:] == ["page"] * (len(one.report.hosts) - 1)


def test_paper_has_everything_without_javascript_too(opened):
    one = opened(java_script_enabled=False)
    one.page.emulate_media(media="print")
    assert all(one.page.locator(f"[id='{place}']").is_visible() for place in sorted(places(one.report))[::25])


@pytest.mark.parametrize("scripted", [True, False])
def test_hostile_names_do_no_harm(scripted, opened, tmp_path):
    report = made(HOSTILE)
    written(report, to_html, tmp_path)
    one = opened(report_and_path=(report, str(tmp_path / "report.html")), width=360, java_script_enabled=scripted)
    names = one.page.locator(".host > summary h3").all_inner_texts()
    assert names[0] == HOSTILE[0]
    assert names[1] == HOSTILE[1]
    assert names[3] == "\\u202egnp.exe"
    assert one.page.locator("img").count() == 0
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 360
    if scripted:
        choose(one.page, "[name=host]=<script>")
        assert len(one.ids(".host")) == 1
