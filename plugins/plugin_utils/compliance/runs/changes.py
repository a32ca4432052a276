# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules on changes: each fact that they name is compared with that of an earlier run.

Evaluation leaves these results open, because a batch does not read the earlier report; the merge settles them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ..findings.limits import Limit
from ..findings.results import NO_BASELINE, Reason, Result
from ..rules.change import Change
from ..rules.profile import Profile
from ..rules.rule import Rule

_CHANGED = ("changed", "vanished")


def rules_on_changes(profiles: Iterable[Profile]) -> dict[str, Rule]:
    """Return the rules with ``changed`` of these profiles, by their key."""
    return {rule.key: rule for profile in profiles for rule in profile.rules if rule.changed is not None}


def settle(
    results: list[Result], rules: Mapping[str, Rule], earlier: Mapping[str, Mapping[str, object]] | None
) -> None:
    """Judge the open results of rules on changes, in place; ``earlier`` has the watched facts of each host.

    A fact that the earlier run lacks is not applicable; an element that it had and that is gone is a failure.
    """
    seen: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        rule = rules.get(result.rule_key)
        if rule is None or result.host is None:
            continue
        if result.reason.code == NO_BASELINE.code:
            seen[result.host, rule.key].append(result)
            _judge(result, rule, rule.changed, (earlier or {}).get(result.host))
    for (host, key), known in seen.items():
        results += _vanished(rules[key], known, (earlier or {}).get(host) or {})


def _judge(result: Result, rule: Rule, change: Change | None, earlier: Mapping[str, object] | None) -> None:
    offered, result.offered = result.offered, None
    result.explained = None
    if earlier is None:
        return
    before = earlier.get(rule.place(result.element))
    if before is None or change is None:
        result.reason = Reason("not_in_baseline")
        return
    result.limit = change.limit(before)
    if result.actual is None:
        result.status, result.reason, result.offered = "unknown", Reason("not_reported"), bool(offered)
        return
    truth = change.truth(before, result.actual)
    if truth is None:
        result.reason = Reason("not_comparable_before", {"before": before})
    elif truth:
        unit = f" {result.unit}" if result.unit else ""
        args = {"fact": result.path, "before": before, "after": result.actual, "unit": unit}
        result.status, result.reason = "fail", Reason("changed", args)
    else:
        result.status, result.reason = "pass", Reason("unchanged", {"before": before})


def _vanished(rule: Rule, known: Sequence[Result], earlier: Mapping[str, object]) -> list[Result]:
    """Return a failure for each element of the earlier run that a list, which could be read, has no more."""
    if not rule.each or not known or rule.changed is None or "any" not in rule.changed.wanted:
        return []
    before, behind = (re.escape(part) for part in rule.place("\0").split("\0"))
    labels = {found[1]: place for place in earlier if (found := re.fullmatch(f"{before}(.+?){behind}", place))}
    present = {result.element for result in known}
    first = known[0]
    return [
        Result(
            host=first.host,
            profile=first.profile,
            rule=first.rule,
            element=label,
            severity=rule.severity,
            status="fail",
            title=first.title,
            problem=first.problem,
            path=first.path,
            basis=first.basis,
            source=first.source,
            remedy=rule.remedy,
            reason=Reason("vanished", {"fact": first.path, "before": earlier[place]}),
            limit=Limit("changed", {"before": earlier[place], **rule.changed.wanted}),
            unit=first.unit,
        )
        for label, place in sorted(labels.items())
        if label not in present
    ]


def watched(results: Iterable[Result], rules: Mapping[str, Rule]) -> dict[str, dict[str, object]]:
    """Return, by host, the facts that rules on changes name, for a later run to compare with."""
    found: dict[str, dict[str, object]] = defaultdict(dict)
    for result in results:
        rule = rules.get(result.rule_key)
        if rule is not None and result.host is not None and result.actual is not None:
            found[result.host][rule.place(result.element)] = result.actual
    return found


def drift(results: Iterable[Result], rules: Mapping[str, Rule]) -> list[dict]:
    """Return the facts that changed: ``{host, fact, before, after}``."""
    return [
        {
            "host": result.host,
            "fact": rules[result.rule_key].place(result.element),
            "before": result.reason.args["before"],
            "after": result.actual,
        }
        for result in results
        if result.reason.code in _CHANGED and result.rule_key in rules
    ]
