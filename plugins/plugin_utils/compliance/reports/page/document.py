# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page as a whole: one file, nothing loaded from anywhere, and a policy that would not let it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from ...findings.results import SEVERITIES, STATUSES
from ...runs.report import Report
from . import appendix, overview
from .fleet_plots import Fleet, fleet_plots
from .hosts import fleet_part, host_part, matrix
from .model import survey
from .results import SYMBOLS, WORDS
from .scales import DECADES, strip_axis
from .strips import KEYS, SKY
from .text import esc

FEW = 3
"""So few hosts are open from the start."""
_CONTENTS = (
    ("what-changed", "What changed"), ("what-to-do", "What to do"), ("the-hosts", "Hosts"),
    ("the-distribution", "Distribution"), ("the-fleet", "Between the hosts"),
    ("each-host", "Each host"), ("not-possible", "Not possible"), ("all-waivers", "Waivers"),
    ("all-parameters", "Parameters"), ("check-by-hand", "By hand"), ("all-rules", "Rules"),
)  # fmt: skip


def chunks(report: Report) -> Iterator[str]:
    """The page from its first to its last line; the hosts' parts are held, their facts are not."""
    model = survey(report)
    fleet, parts = Fleet(), []
    for host in report.hosts:
        facts = report.facts(host["host"])
        if facts and "error" not in facts:
            fleet.add(facts, report.derived(host["host"]))
        parts.append(host_part(model, host, facts, len(report.hosts) <= FEW))
    body = [
        *overview.changes(model),
        *overview.what_to_do(model),
        filter_form(model.profiles),
        "<section><h2 id=the-hosts>Hosts and profiles</h2>" + _LEGEND,
        *matrix(model),
        "</section>\n",
        _distribution(fleet_plots(fleet, report.parameters)),
        fleet_part(model),
        f"<section id=hosts-section><h2 id=each-host>Each host</h2>{_READING}",
    ]
    tail = [
        "</section>\n",
        *overview.not_possible(model),
        *appendix.waivers(report),
        *appendix.parameters(report),
        *appendix.manual_checks(report),
        *appendix.rules(model),
    ]
    yield _head(report)
    yield overview.verdict(report)
    yield _contents("".join((*body, *tail)))
    yield "<main id=the-content>\n"
    yield from body
    yield from parts
    yield from tail
    yield f"</main>\n<footer><p>{_FOOT}</p></footer>\n<script>{_file('script.js')}</script>\n</html>\n"


_LEGEND = (
    "<p class=legend><span class=fail>✕ failed</span> <span class=unknown>? unknown: the device did not say</span> "
    "<span class=waived>≈ waived</span> <span class=pass>✓ passed</span> <span class=not_possible>∅ not possible: "
    "the device's API does not offer it</span> <span class=not_applicable>– not applicable</span></p>"
)
_READING = (
    "<p class=more>In the plots: time quantities by their magnitude, in decades; satellites in view as an "
    "outline, used ones "
    "filled; a red bar is a limit in force; what the device does not state has no mark. A line of what passed "
    "leaves out what "
    "its rule says for all hosts.</p>"
) + KEYS
_FOOT = "Made by the Ansible collection timesync.meinberg. This page is one file and loads nothing."


def filter_form(profiles: list[str]) -> str:
    """What the script makes work; without it there is nothing to see of it."""
    statuses = "".join(
        f"<label><input type=checkbox name=status value={status}>{SYMBOLS[status]} {WORDS[status]}</label>"
        for status in STATUSES
    )
    return (
        "<form id=the-filter hidden aria-label='Filter and order of results'>"
        "<label>Text<input name=text type=search placeholder='rule, value, event …'></label>"
        "<label>Host<input name=host type=search placeholder='part of its name'></label>"
        f"<label>Severity<select name=severity><option value=''>any{_options(SEVERITIES)}</select></label>"
        f"<label>Profile<select name=profile><option value=''>any{_options(profiles)}</select></label>"
        "<label>Order<select name=sort><option value=name>name<option value=verdict>worst first<option value=failures>"
        f"most failures</select></label><fieldset><legend>Status (none chosen: all)</legend>{statuses}</fieldset>"
        "<button type=button data-does=failures>Failures only</button><button type=reset>Reset</button>"
        "<button type=button data-does=open>Open hosts</button><button type=button data-does=close>Close hosts</button>"
        "<output aria-live=polite></output></form>\n"
    )


def _options(values: Iterable[str]) -> str:
    return "".join(f"<option value='{esc(value)}'>{esc(value)}" for value in values)


def _distribution(plots: str) -> str:
    return f"<section><h2 id=the-distribution>How the fleet is distributed</h2>{plots}</section>\n" if plots else ""


def _head(report: Report) -> str:
    style, script = _file("style.css"), _file("script.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; base-uri "
        "'none'; "
        "form-action 'none'"
    )
    title = f"Compliance of time servers: {esc(report.summary['verdict'])}, {esc(report.run['id'])}"
    axes = strip_axis("axis-ns", [label if n % 3 == 0 else "" for n, label in enumerate(DECADES[:11])]) + strip_axis(
        "axis-sky", [str(n) if n % 20 == 0 else "" for n in range(0, SKY + 1, 10)]
    )
    return (
        "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n"
        f'<meta http-equiv=Content-Security-Policy content="{policy}">\n'
        "<meta name=viewport content='width=device-width, initial-scale=1'>\n<meta name=color-scheme "
        "content='light dark'>\n"
        f"<meta name=referrer content=no-referrer>\n<link rel=icon href='data:,'>\n<title>{title}</title>\n"
        f"<style>{style}</style>\n<body>\n<a class=skip href=#the-content>Skip to the content</a>\n"
        f"<svg class=defs aria-hidden=true><defs>{axes}</defs></svg>\n"
    )


def _contents(body: str) -> str:
    links = "".join(f"<li><a href=#{place}>{name}</a>" for place, name in _CONTENTS if f" id={place}>" in body)
    return f"<nav aria-label=Contents><ul>{links}</ul></nav>\n"


@cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
