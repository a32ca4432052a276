# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of the page: waivers, parameters in force, checks by hand, and the rules that hosts' results refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...findings.results import STATUSES
from ...findings.waivers import idle
from ...runs.report import Report
from .model import Model, RuleFacts, rule_place
from .results import SYMBOLS, WORDS, chip
from .text import count, esc, shown

MOST_HOSTS = 50


def waivers(report: Report) -> Iterator[str]:
    """All of them, used or not."""
    yield "<section><h2 id=all-waivers>Waivers</h2>"
    if not report.waivers:
        yield "<p>None.</p></section>\n"
        return
    keys = ("host", "rule", "element", "reason", "expires", "approved_by")
    yield "<table class=data><thead><tr>"
    yield "".join(f"<th>{key.replace('_', ' ')}" for key in (*keys, "used"))
    yield "<tbody>"
    for waiver in report.waivers:
        used = idle(waiver, report.run["end"]) or waiver["used"]
        yield f"<tr><td>{'<td>'.join(map(esc, (*(waiver.get(key) for key in keys), used)))}\n"
    yield "</table></section>\n"


def parameters(report: Report) -> Iterator[str]:
    """By profile: the values in force and where each came from."""
    yield "<section><h2 id=all-parameters>Parameters in force</h2>"
    for profile, by_name in report.parameters.items():
        if not by_name:
            continue
        given = sum(about["from"] != "profile" or bool(about["hosts"]) for about in by_name.values())
        yield f"<details><summary>{esc(profile)}: {len(by_name)}, of which {given} given by the site</summary>"
        yield "<table class=data><thead><tr><th>parameter<th>value<th>from<th>"
        yield "hosts with their own<tbody>"
        for name, about in by_name.items():
            yield (
                f"<tr><td><code>{esc(name)}</code><td>{_value(about['value'])}<td>{esc(about['from'])}<td>"
                f"{_own(about['hosts'])}\n"
            )
        yield "</table></details>"
    yield "</section>\n"


def _value(value: object) -> str:
    return "<span class=gap>none: its rules wait for one</span>" if value is None else esc(shown(value))


def _own(hosts: Mapping) -> str:
    told = ", ".join(f"{esc(host)}: {_value(value)}" for host, value in list(hosts.items())[:MOST_HOSTS])
    return told + (f" and {len(hosts) - MOST_HOSTS} more" if len(hosts) > MOST_HOSTS else "")


def manual_checks(report: Report) -> Iterator[str]:
    """What the API cannot tell; never counted."""
    if not report.manual_checks:
        return
    yield (
        "<section><h2 id=check-by-hand>To check by hand</h2><p>What the devices' API cannot tell; it is not "
        "counted.</p><dl class=long>"
    )
    for check in report.manual_checks:
        yield (
            f"<dt>{esc(check['title'])} <span class=more>({esc(check['profile'])})</span>"
            f"<dd>{esc(check['how'])} <span class=more>source: {esc(check['source'])}</span>\n"
        )
    yield "</dl></section>\n"


def rules(model: Model) -> Iterator[str]:
    """Every rule that was evaluated: its texts, what it expects, how it came out over the fleet."""
    yield (
        "<section><h2 id=all-rules>Rules</h2><p>What the rules say, once for all hosts. A host's line leaves out "
        "what is as "
        "said here.</p>"
    )
    last = None
    for (profile, rule), about in model.rules.items():
        if profile != last:
            yield (
                f"{'</details>' if last is not None else ''}<details class=rules data-p='{esc(profile)}'><summary>"
                f"{_profile(model, profile)}</summary>"
            )
            last = profile
        yield _rule(profile, rule, about)
    yield f"{'</details>' if last is not None else ''}</section>\n"


def _profile(model: Model, profile: str) -> str:
    version = (model.report.run.get("profiles") or {}).get(profile)
    number = sum(one == profile for one, _rule in model.rules)
    return f"{esc(profile)}{f' {esc(version)}' if version else ''}: {count(number, 'rule')}"


def _rule(profile: str, rule: str, about: RuleFacts) -> str:
    first = about.first
    unit = f"\u202f{esc(first.unit)}" if first.unit else ""
    expected = f"<dt>expected<dd>{esc(about.usual)}{unit}" if about.usual else ""
    reason = f"<dt>not judged where<dd>{esc(about.usual_reason)}" if about.usual_reason else ""
    came_out = " ".join(
        f"<span class={status}>{SYMBOLS[status]}\u202f{about.statuses[status]} {WORDS[status]}</span>"
        for status in STATUSES
        if about.statuses[status]
    )
    return (
        f"<article class=rule id='{rule_place(profile, rule)}' data-r='{esc(rule)}' data-s={esc(about.severity)}>"
        f"<h3>{esc(first.title)}</h3><p class=meta>{chip(about.severity)} <code>{esc(rule)}</code> · "
        f"<code>{esc(first.path)}</code> · {esc(first.basis)} · <span class=tally>{came_out}</span>"
        f"<dl>{expected}{reason}<dt>source<dd>{esc(first.source)}<dt>remedy<dd>{esc(first.remedy)}</dl>"
        "</article>\n"
    )
