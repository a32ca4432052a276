# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An audit of devices and inventory names that try to be templates, formulas, markup and commands of a terminal."""

from __future__ import annotations

import csv
import itertools
import json
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from aiohttp import web
from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families

from tests.integration.audits import REPORTS, case, failure, files, play
from tests.integration.playbooks import CONNECTION, GROUP, module, run_plays
from tests.simulator import Device, Fleet, answers, serve
from tests.unit.support.hostile_report import HOSTILE

LONG = "x" * 200_000
NAMES = [name for name in HOSTILE if "[" not in name and "\ud800" not in name]
"""Those that Ansible takes for the name of a host; brackets are ranges to it."""

RUDE = "\x1b[31mred\x1b]0;title\x07\x9b1m\u202eeman\x00 {{ 7*7 }}"


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile-audit")
    template = "{{ lookup('pipe', 'echo x >> " + str(folder / "pwned") + "') }}"
    texts = itertools.cycle((*HOSTILE, template, LONG))

    def poisoned(value):
        if isinstance(value, dict):
            return {name: poisoned(member) for name, member in value.items()}
        if isinstance(value, list):
            return [poisoned(member) for member in value]
        return next(texts) if isinstance(value, str) else value

    async def rude(_request, _path, _number):
        return web.json_response({"error": RUDE}, status=500)

    devices = [
        Device(f"hostile-{system}", system, captured=poisoned(answers(Device("x", system))))
        for system in ("ltos", "meinbergos")
    ]
    fleet = Fleet.of(Device("lantime"), Device("rude"), *devices, base="127.52.0.1")
    dead = {"meinberg_host": "127.52.255.1", "meinberg_port": 9, "meinberg_retries": 0}
    reports = folder / "reports"
    with serve(fleet) as running:
        running.devices["rude"]._answer = rude
        run = run_plays(
            folder,
            running,
            play(
                module("device_facts", {"retries": 0}, name="read"),
                hosts="rude",
                module_defaults={GROUP: CONNECTION},
                ignore_errors=True,
            ),
            play(case("audit", compliance_report_dir=str(reports), compliance_profiles=["baseline", "gnss"])),
            host_vars={"compliance_site": "{{ '{{' }} 7*7 }}<b>=1"},
            more_hosts=dict.fromkeys(NAMES, dead),
        )
    return run, reports, folder / "pwned"


def test_nothing_is_done_to_the_terminal(audited):
    run, _reports, _pwned = audited
    assert failure(run, "audit")[0].endswith("Gate")
    assert "red ]0;title 1m eman {{ 7*7 }}" in run["read"]["rude"].result["msg"]
    assert {char for char in run.output if not char.isprintable()} == {"\n"}
    assert max(map(len, run.output.splitlines())) < 10_000


def test_templates_stay_text(audited):
    run, reports, pwned = audited
    assert "{{ 7*7 }}: critical: device-readable" in run.output
    assert "lookup('pipe'" in (reports / "report.json").read_text("utf-8")
    assert not pwned.exists()


class Tags(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag, _attributes):
        self.tags.append(tag)


def test_every_report_can_be_read(audited):
    _run, reports, _pwned = audited
    assert {*REPORTS} <= files(reports).keys()
    content = json.loads((reports / "report.json").read_bytes())
    assert {*NAMES} < {host["host"] for host in content["hosts"]}
    assert len(list(ElementTree.parse(reports / "junit.xml").iter("testcase"))) == len(content["results"])
    with (reports / "report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert len(rows) == 1 + len(content["results"])
    assert list(text_string_to_metric_families((reports / "metrics.prom").read_text("utf-8")))
    assert Tags((reports / "report.html").read_text("utf-8")).tags.count("script") == 1
    markdown = (reports / "report.md").read_text("utf-8")
    rendered = Tags(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))
    assert "td" in rendered.tags
    assert {"script", "img", "a", "b", "s", "del", "code"}.isdisjoint(rendered.tags)
    assert all(len(content) < 4_000_000 for content in files(reports).values())
