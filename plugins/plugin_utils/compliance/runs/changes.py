# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules on changes: each fact that they name is compared with that of an earlier run.

Evaluation leaves one open result for each of these rules, because a batch does not read the earlier report. The merge
settles it: into a failure for each fact that changed, or into one pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..findings.results import NO_BASELINE, Reason, Result
from ..rules.change import Change
from ..rules.evaluate import name_causes
from ..rules.profile import Profile
from ..rules.rule import Rule

_Watched = Mapping[str, object]
"""The facts that a report keeps of one host, by their place."""


def rules_on_changes(profiles: Iterable[Profile]) -> dict[str, Rule]:
    """Return the rules with ``changed`` of these profiles, by their key."""
    return {rule.key: rule for profile in profiles for rule in profile.rules if rule.changed is not None}


def watched(
    results: Iterable[Result], rules: Mapping[str, Rule], earlier: Mapping[str, _Watched] | None
) -> dict[str, dict[str, object]]:
    """Return, by host, the facts that open results name, for a later run to compare with.

    What this run could not read stays as the earlier run had it, or a change would go unseen.
    """
    found: dict[str, dict[str, object]] = defaultdict(dict)
    for result in results:
        opened = _opened(result, rules)
        if opened is None:
            continue
        rule, change = opened
        before = (earlier or {}).get(result.host or "", {})
        own = found[result.host or ""]
        if result.reason.args.get("unread"):
            own |= {place: before[place] for _label, place in _known_elements(rule, change, before)}
        for label, value in _values(result).items():
            place = rule.place(label)
            kept = before.get(place) if value is None else value
            if kept is not None or change.of_nulls:
                own[place] = kept
    return found


def settle(results: list[Result], profiles: Iterable[Profile], earlier: Mapping[str, _Watched] | None) -> None:
    """Judge the open results, in place; ``earlier`` has the watched facts of each host.

    A fact that the earlier run lacks is not applicable; an element that it had and that is gone is a failure.
    """
    profiles = tuple(profiles)
    rules = rules_on_changes(profiles)
    if not rules:
        return
    found: list[Result] = []
    worse: set[str | None] = set()
    for result in results:
        opened = _opened(result, rules)
        if opened is None:
            found.append(result)
            continue
        own = _settled(result, *opened, (earlier or {}).get(result.host or ""))
        found += own
        if any(one.bad for one in own):
            worse.add(result.host)
    results[:] = found
    _name_causes(results, profiles, worse)


def _name_causes(results: Iterable[Result], profiles: tuple[Profile, ...], hosts: set[str | None]) -> None:
    by_host: dict[str | None, list[Result]] = defaultdict(list)
    for result in results if hosts else ():
        if result.host in hosts:
            by_host[result.host].append(result)
    for own in by_host.values():
        name_causes(own, profiles)


def _opened(result: Result, rules: Mapping[str, Rule]) -> tuple[Rule, Change] | None:
    """Return the rule that left this result open; ``None`` for a result that is judged."""
    rule = rules.get(result.rule_key) if result.reason.code == NO_BASELINE.code else None
    return None if rule is None or rule.changed is None else (rule, rule.changed)


def _values(result: Result) -> Mapping[str, object]:
    """Return what an open result has of each element; a damaged file may have something else."""
    return result.actual if isinstance(result.actual, Mapping) else {}


def _settled(result: Result, rule: Rule, change: Change, earlier: _Watched | None) -> list[Result]:
    if earlier is None:
        return [_closed(result, rule, "not_applicable", NO_BASELINE)]
    compared, bad = 0, []
    for label, after in _values(result).items():
        place = rule.place(label)
        before = earlier.get(place)
        if before is None and not (change.of_nulls and place in earlier):
            continue
        compared += 1
        found = _judged(result, rule, change, label, before, after)
        if found is not None:
            bad.append(found)
    bad += _not_seen(result, rule, change, earlier)
    if bad:
        return bad
    if not compared:
        return [_closed(result, rule, "not_applicable", Reason("not_in_baseline"))]
    return [_closed(result, rule, "pass", Reason("unchanged", {"count": compared}))]


def _closed(result: Result, rule: Rule, status: str, reason: Reason) -> Result:
    """Settle an open result as a whole, in place: most have nothing that changed."""
    result.status, result.reason, result.remedy = status, reason, rule.remedy
    result.actual = result.offered = result.explained = None
    return result


def _judged(
    result: Result, rule: Rule, change: Change, label: str, before: object, after: object
) -> Result | None:  # fmt: skip
    """Return what is wrong with a fact that the earlier run had, too; ``None`` where it did not change."""
    if after is None and not change.of_nulls:
        unknown, limit = Reason("not_reported"), change.limit(before)
        return _found(result, rule, label, status="unknown", remedy=result.remedy, reason=unknown, limit=limit)
    truth = change.truth(before, after)
    if truth is False:
        return None
    limit = change.limit(before)
    if truth is None:
        reason = Reason("not_comparable_before", {"before": before})
        return _found(result, rule, label, status="unknown", reason=reason, actual=after, limit=limit, offered=True)
    found = _found(result, rule, label, status="fail", actual=after, limit=limit, offered=None)
    unit = f" {found.unit}" if found.unit else ""
    args = {"fact": found.path, "place": rule.place(label), "before": before, "after": after, "unit": unit}
    return replace(found, reason=Reason("changed", args))


def _not_seen(result: Result, rule: Rule, change: Change, earlier: _Watched) -> Iterator[Result]:
    """Yield what became of elements that only the earlier run had: an unknown where their list could not be read.

    Elements that ``where`` leaves out may be there: no failure tells them from those that are gone.
    """
    unread = bool(result.reason.args.get("unread"))
    if not unread and (rule.where or not rule.each or not change.of_elements):
        return
    known = {rule.element_of(label) for label in _values(result)}
    gone: dict[str, tuple[str, str]] = {}
    for label, place in _known_elements(rule, change, earlier):
        if earlier[place] is not None and rule.element_of(label) not in known:
            gone.setdefault(rule.element_of(label), (label, place))
    if unread:
        if gone:
            yield replace(
                result, element=None, status="unknown", reason=Reason("not_reported"), actual=None, explained=None
            )  # fmt: skip
        return
    for element, (label, place) in sorted(gone.items()):
        found = _found(result, rule, label, status="fail", limit=change.limit(earlier[place]), offered=None)
        args = {"fact": found.path, "place": place, "before": earlier[place]}
        yield replace(found, element=element, reason=Reason("vanished", args))


def _known_elements(rule: Rule, change: Change, earlier: _Watched) -> list[tuple[str, str]]:
    """Return label and place of each fact of a rule that the earlier run had."""
    if not rule.each:
        return [(label, place) for label in change.kept(None, None) if (place := rule.place(label)) in earlier]
    before, behind = rule.place_around
    tails = {f"{behind}.{name}": f"/{name}" for name in change.members} or {behind: ""}
    return [
        (place[len(before) : -len(tail)] + suffix, place)
        for place in earlier
        if place.startswith(before)
        for tail, suffix in tails.items()
        if place.endswith(tail)
    ]


def _found(result: Result, rule: Rule, label: str, **changes: Any) -> Result:
    """Return the result on one fact of an open result."""
    fact, unit = rule.part(label)
    given: dict[str, Any] = {"actual": None, "remedy": rule.remedy, "explained": None, **changes}
    return replace(result, element=label or None, path=fact, unit=unit, **given)


def drift(results: Iterable[Result]) -> list[dict]:
    """Return the facts that changed and no waiver excuses: ``{host, fact, before, after}``."""
    found = {
        (result.host, result.changed_fact): {
            "host": result.host,
            "fact": result.changed_fact,
            "before": result.reason.args["before"],
            "after": result.actual,
        }
        for result in results
        if result.changed_fact is not None
    }
    return list(found.values())
