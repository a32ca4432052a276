# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One host: facts in, flat results out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from ....module_utils.evidence import tiers
from ...common.values import parse_time
from ..facts.derive import Derived
from ..facts.leap_seconds import LeapList
from ..facts.ptp_plan import JUDGED
from ..findings.readability import readable, unreadable
from ..findings.results import BAD, SEVERITIES, Reason, Result, order
from .device import Device
from .parameters import Parameters
from .profile import Profile

_NO_PROBES: Mapping = {"ntp": [], "ptp": []}


def evaluate(
    host: str,
    facts: Mapping,
    profiles: Sequence[Profile],
    parameters: Parameters,
    plan: list[dict],
    on_wire: Mapping | None = None,
    derived: Derived | None = None,
) -> list[Result]:
    """Return the results of every rule of every profile on a host's facts, or the one that says why it was not read.

    ``facts`` are what ``device_facts`` gives, or ``{"error": ...}``; ``on_wire`` is what ``wire`` makes
    of probes; ``derived`` has what is already computed from the facts. Results are flat, sorted, and unique by host,
    profile, rule and element.
    """
    if "error" in facts:
        return [unreadable(host, facts["error"], facts.get("msg"))]
    device_os = (facts.get("device") or {}).get("os")
    missing = _missing(facts)
    now = parse_time(facts.get("gathered_at"))
    results = [readable(host, facts)]
    derived = derived or Derived(facts, parameters=parameters.values)
    undecided = _undecided(derived.leap_list, now)
    for profile in profiles:
        values = parameters.values[profile.id]
        judged = JUDGED.value(facts, {"ptp_plan": plan, "profile": profile.id})
        root = {**facts, "derived": derived.values(values), JUDGED.name: judged, "wire": on_wire or _NO_PROBES}
        device = Device(host, root, now, tiers(device_os), missing, undecided)
        for rule in profile.rules:
            results += rule.evaluate(device, values)
    _yield(results, profiles)
    name_causes(results, profiles)
    return sorted(results, key=order)


def _undecided(leaps: LeapList, now: datetime | None) -> dict[str, Reason]:
    """Return the computed facts for which the run lacks something: those on leap seconds where its list has expired."""
    if now is None or leaps.is_current(now):
        return {}
    return {"derived.leap": Reason("leap_list_expired", {"source": leaps.source, "expires": leaps.expires_text})}


def _missing(facts: Mapping) -> dict[str, str]:
    """Each fact that could not be read, with the reason; a reason that is a failure outranks a plain absence."""
    missing: dict[str, str] = {}
    for entry in facts.get("unavailable") or []:
        for fact in entry.get("facts") or [entry.get("facet")]:
            if missing.get(fact) in (None, "unsupported", "not_found"):
                missing[fact] = entry.get("reason")
    return missing


def _yield(results: Sequence[Result], profiles: Sequence[Profile]) -> None:
    """Make a rule informative where the rule that it yields to has a pass and no finding."""
    preferred = {rule: better for profile in profiles for rule, better in profile.preferred.items()}
    if not preferred:
        return
    statuses: dict[str, set[str]] = defaultdict(set)
    for result in results:
        statuses[result.rule_key].add(result.status)
    proven = {rule for rule, found in statuses.items() if "pass" in found and not found & {*BAD}}
    for result in results:
        if preferred.get(result.rule_key) in proven:
            result.severity = SEVERITIES[-1]


def name_causes(results: Sequence[Result], profiles: Sequence[Profile]) -> None:
    """Put under each symptom of one host the cause that did not pass either.

    Causes not selected are none. What the device's API does not offer explains only what it does not offer either.
    """
    by_rule: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_rule[result.rule_key].append(result)
    for profile in profiles:
        for rule, causes in profile.causes.items():
            for result in by_rule.get(rule, ()):
                if result.bad:
                    explaining = (cause for cause in causes if _explains(by_rule.get(cause, []), result))
                    result.caused_by = next(explaining, None)


def _explains(cause: list[Result], result: Result) -> bool:
    """Whether a rule with these results is the cause; where it judged the very element, only that counts."""
    about_it = [one for one in cause if _related(one.element, result.element)]
    return any(one.bad and (result.not_offered or not one.not_offered) for one in about_it or cause)


def _related(one: str | None, other: str | None) -> bool:
    """Whether two elements are the same, or one is within the other."""
    if one is None or other is None:
        return False
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
