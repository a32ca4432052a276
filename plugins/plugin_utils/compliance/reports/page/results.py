# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's results: findings by root cause in full, all others a line each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from ...findings.results import SEVERITIES, STATUSES, Result
from ...findings.wording import expected, explanation, limit_words
from .model import Model, roots, rule_place
from .text import count, esc, moment, shown

WORDS = {
    "fail": "failed",
    "unknown": "unknown",
    "waived": "waived",
    "pass": "passed",
    "not_possible": "not possible",
    "not_applicable": "not applicable",
}
SYMBOLS = {"fail": "✕", "unknown": "?", "waived": "≈", "pass": "✓", "not_possible": "∅", "not_applicable": "–"}
REST = ("pass", "not_possible", "not_applicable")
"""What is no finding."""

Groups = dict[str, list[Result]]


def chip(level: str) -> str:
    """A severity or verdict as a label that is not told by its colour alone."""
    return f"<b class='chip {level}'>{level}</b>"


def badges(result: Result) -> str:
    """What is new, since when, and what does not count yet; where a baseline was given."""
    change = result.change
    if not change:
        return ""
    seen = result.seen or {}
    grace = " <b class='chip grace'>in grace: does not count yet</b>" if seen.get("in_grace") else ""
    if change == "still":
        return f" <span class=more>since {moment(seen.get('first'))}</span>{grace}"
    return f" <b class='chip {esc(change)}'>{esc(change)}</b>{grace}"


def rule_link(profile: str, rule: str, text: str | None = None) -> str:
    """A link to a rule in the reference."""
    return f"<a href='#{rule_place(profile, rule)}'>{esc(text or rule)}</a>"


def findings(model: Model, results: Iterable[Result], heading: str = "h5") -> Iterator[str]:
    """Failures and unknowns that count, worst first, symptoms beneath their cause; then what is waived."""
    found = [one for one in results if one.bad and not model.not_possible(one)]
    groups: Groups = defaultdict(list)
    for result in found:
        groups[result.rule_key].append(result)
    explained = {key[1]: root[1] for key, root in roots(found).items()}
    below: dict[str, list[str]] = defaultdict(list)
    for key, root in explained.items():
        if key != root:
            below[root].append(key)
    for key in sorted((key for key in groups if explained[key] == key), key=lambda one: _weight(groups[one])):
        yield from _finding(
            model, groups[key], sorted((groups[symptom] for symptom in below[key]), key=_weight), heading
        )
    waived: Groups = defaultdict(list)
    for result in results:
        if result.status == "waived":
            waived[result.rule_key].append(result)
    for group in waived.values():
        yield from _finding(model, group, [], heading)


def _weight(group: list[Result]) -> tuple:
    return SEVERITIES.index(_worst(group)), min(STATUSES.index(one.status) for one in group), group[0].rule


def _worst(group: Iterable[Result]) -> str:
    return min((one.severity for one in group), key=SEVERITIES.index)


def _finding(model: Model, group: list[Result], symptoms: list[list[Result]], heading: str) -> Iterator[str]:
    """A rule that was not met on a host, what it says of each element, and what follows from it."""
    first = group[0]
    statuses = Counter(one.status for one in group)
    worst = min(statuses, key=STATUSES.index)
    yield (
        f"<article class='find {worst}'><{heading}>{esc(first.title)}</{heading}>"
        f"<p class=meta>{chip(_worst(group))} <b>{WORDS[worst]}</b> · "
        f"{rule_link(first.profile, first.rule)} · {esc(first.profile)} · <code>{esc(first.path)}"
        f"</code> · source: {esc(first.source)}"
        f"{_elsewhere(first)}<ul>"
    )
    for result in group:
        yield _line(model, result)
    yield "</ul>"
    if worst != "waived":
        yield f"<p class=fix><b>Remedy:</b> {esc(first.remedy)}"
    if symptoms:
        yield f"<div class=symptoms><p>{count(sum(map(len, symptoms)), 'symptom')} of it:<ul>"
        for results in symptoms:
            for result in results:
                yield _symptom(model, result)
        yield "</ul></div>"
    yield "</article>\n"


def _elsewhere(result: Result) -> str:
    """The cause that is named but is no finding that counts, such as a waived one."""
    return f" · cause: {esc(result.caused_by)}" if result.caused_by else ""


def _line(model: Model, result: Result) -> str:
    waiver = result.waiver
    accepted = ""
    if waiver:
        by = f", approved by {esc(waiver['approved_by'])}" if waiver.get("approved_by") else ""
        until = f"(until {esc(waiver['expires'])}{by})"
        accepted = f" <span class=waiver>was {esc(waiver['was'])}; {esc(waiver['reason'])} {until}</span>"
    return (
        f"<li {_place(model, result)} class={result.status}>{_element(result)}"
        f"{figures(result)}{badges(result)}{accepted}{_permalink(model, result)}"
    )


def _symptom(model: Model, result: Result) -> str:
    return (
        f"<li {_place(model, result)} class={result.status}>"
        f"{esc(result.severity)}: "
        f"{rule_link(result.profile, result.rule, result.title)} {_element(result)}"
        f"{figures(result)}{badges(result)}{_permalink(model, result)}"
    )


def _element(result: Result) -> str:
    return f"<i>{esc(result.element)}</i> " if result.element else ""


def figures(result: Result) -> str:
    """Return actual value and limit with their unit, or the explanation where there are none."""
    actual, limit = result.actual, result.limit
    if actual is None or limit is None:
        return f"<span class=msg>{esc(explanation(result))}</span>"
    unit = f"\u202f{esc(result.unit)}" if result.unit else ""
    claimed = result.reason.code == "claimed_bound"
    bound = " <span class=msg>(no more than a bound that the device claims)</span>" if claimed else ""
    return f"is <b>{esc(actual)}{unit}</b>, expected <b>{esc(limit_words(limit))}{unit}</b>{bound}"


def _place(model: Model, result: Result) -> str:
    """Return the attributes by which a line is found: its id, and its severity where the rule's is another one."""
    usual = model.rules[result.profile, result.rule].severity
    return f"id={model.place(result)}" + (f" data-s={result.severity}" if result.severity != usual else "")


def _permalink(model: Model, result: Result) -> str:
    return f" <a href=#{model.place(result)}>#</a>"


def the_rest(model: Model, results: Iterable[Result], heading: str = "h5") -> Iterator[str]:
    """By profile: what passed and what does not apply, a line each, and how many checks are not possible."""
    groups: dict[str, Groups] = {}
    for result in results:
        status = model.counted_as(result)
        if status in REST:
            groups.setdefault(result.profile, defaultdict(list))[status].append(result)
    for profile, by_status in groups.items():
        told = ", ".join(f"{len(by_status[one])} {WORDS[one]}" for one in REST if by_status.get(one))
        yield f"<details class=rest data-p='{esc(profile)}'><summary>{esc(profile)}: {told}</summary>"
        if by_status.get("pass"):
            yield f"<{heading}>Passed</{heading}><ul class=p>{''.join(_passes(model, by_status['pass']))}</ul>"
        if by_status.get("not_applicable"):
            yield model.shared.told("Not applicable", *_alike(model, by_status["not_applicable"]))
        yield "</details>\n"


def _alike(model: Model, results: list[Result]) -> tuple[str, Callable[[], str]]:
    """A list that is mostly the same on every host of a kind, and that list with the places of this host's results."""
    told = [f"{esc(one.rule)}{' ' + esc(one.element) if one.element else ''}{_differs(model, one)}" for one in results]

    def placed() -> str:
        rows = (f"<li {_place(model, one)}>{said}" for one, said in zip(results, told, strict=True))
        return f"<ul class=n>{''.join(rows)}</ul>"

    return f"<ul class=n>{''.join(f'<li>{said}' for said in told)}</ul>", placed


def _passes(model: Model, results: list[Result]) -> Iterator[str]:
    """A line for each rule; what is as everywhere (the rules reference has it) is left out."""
    for rule, group in groupby(results, key=attrgetter("rule")):
        several = list(group)
        if len(several) == 1:
            element = several[0].element
            more = _differs(model, several[0])
            told = esc(rule) if element is None else f"{esc(rule)} {esc(element)}{':' if more else ''}"
            yield f"<li {_place(model, several[0])}>{told}{more}"
        else:
            told = "".join([
                f" <i {_place(model, one)}>{esc(one.element or rule)}{_differs(model, one)}</i>" for one in several
            ])  # fmt: skip
            yield f"<li>{esc(rule)}{told}"


def _differs(model: Model, result: Result) -> str:
    """Return what a result has of its own."""
    rule = model.rules[result.profile, result.rule]
    change = badges(result) if result.change in ("new", "fixed") else ""
    if result.status == "pass":
        return _passed(result, rule.usual) + change
    why = explanation(result)
    return change if why == rule.usual_reason else f" {esc(why)}{change}"


def _passed(result: Result, usual: str | None) -> str:
    limit, unit = result.limit, f" {esc(result.unit)}" if result.unit else ""
    actual = shown(result.actual)
    as_wanted = limit is not None and limit.operator == "equals" and limit.value == result.actual
    more = f" {esc(actual)}{unit}" if actual and not as_wanted else ""
    wanted = expected(result)
    return more if not wanted or wanted == usual else f"{more} ({esc(wanted)}{unit})"
