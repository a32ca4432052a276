# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One host: facts in, flat results out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from ...module_utils.evidence import tiers
from ..parallel import processes_for, spread
from . import remedies, store, wire
from .derive import PARAMS, derive
from .device import Device
from .extract import extract, watched
from .operators import parse_time
from .profile import Parameters, Profile, load_all, resolve
from .ptp_plan import check_plan, judged
from .results import record

IDENTITY = ("vendor", "os", "model", "serial_number", "hostname", "web_url", "firmware")
"""What a report shows of a device beside its results."""

_NO_PROBES: Mapping = {"ntp": [], "ptp": []}
READABLE = {
    "profile": "baseline",
    "rule": "device-readable",
    "title": "The device can be read",
    "severity": "critical",
    "basis": "measured",
    "source": "own practice: what cannot be read is not proven",
}
"""The rule that every host has, whatever profiles are chosen."""


def evaluate_run(folder: Path, run_id: str, hosts: Sequence[str]) -> int:
    """Write the results of each host whose facts are of this run; returns how many there are."""
    manifest = store.read_json(store.manifest_path(folder, run_id))
    profiles = load_all(manifest["profiles"], Path(manifest["base"]))
    return sum(spread(partial(_evaluate_hosts, folder, manifest, profiles), hosts, processes_for(len(hosts))))


def _evaluate_hosts(folder: Path, manifest: Mapping, profiles: Sequence[Profile], hosts: Iterable[str]) -> int:
    run_id = manifest["run_id"]
    common = resolve(profiles, manifest["params"], {})
    probes = store.probes_of_run(folder, run_id)
    count = 0
    for host in hosts:
        facts = store.of_run(folder, store.FACTS, run_id, host)
        if facts is None:
            continue
        own = manifest["hosts"].get(host, {})
        parameters = resolve(profiles, manifest["params"], own["params"]) if own.get("params") else common
        plan = check_plan(own.get("ptp_plan"))
        on_wire = None
        if probes and "error" not in facts:
            limits = {name: values for name, values in parameters.values.items() if name.startswith("ptp_")}
            on_wire = wire.of_device(facts, {**own, "ptp_plan": plan}, probes, limits)
        results = evaluate(host, facts, profiles, parameters, plan, on_wire)
        content = {
            "run_id": run_id,
            "host": host,
            "gathered_at": facts.get("gathered_at"),
            "device": facts.get("device") and {key: facts["device"].get(key) for key in IDENTITY},
            "error": facts.get("error"),
            "unavailable": facts.get("unavailable", []),
            "extract": extract(facts),
            "watched": watched(facts),
            "results": results,
        }
        store.write_json(folder / store.RESULTS / store.file_name(host), content)
        count += 1
    return count


def evaluate(
    host: str,
    facts: Mapping,
    profiles: Sequence[Profile],
    parameters: Parameters,
    plan: list[dict],
    on_wire: Mapping | None = None,
) -> list[dict]:
    """The results of every rule of every profile on a host's facts, or the one that says why it could not be read.

    ``facts`` are what ``device_facts`` gives, or ``{"error": ...}``; ``on_wire`` is what ``wire`` makes
    of probes. Results are flat, sorted, and unique by host, profile, rule and element.
    """
    if "error" in facts:
        return [unreadable(host, facts["error"], facts.get("msg"))]
    device_os = (facts.get("device") or {}).get("os")
    missing = _missing(facts)
    now = parse_time(facts.get("gathered_at"))
    results = [readable(host, facts)]
    derived: dict[str, dict] = {}
    for profile in profiles:
        values = parameters.values[profile.id]
        given = repr([values.get(name) for name in PARAMS])
        if given not in derived:
            derived[given] = derive(facts, values)
        made = {"derived": derived[given], "ptp_judged": judged(facts, plan, profile.id), "wire": on_wire or _NO_PROBES}
        root = {**facts, **made}
        device = Device(host, root, now, tiers(device_os), missing)
        for rule in profile.rules:
            results += rule.evaluate(device, values)
    _name_causes(results, profiles)
    return sorted(results, key=order)


def order(result: Mapping) -> tuple:
    """The order of results in every report."""
    return (result["host"] or "", result["profile"], result["rule"], result["element"] or "")


def readable(host: str, facts: Mapping) -> dict:
    """The device answered."""
    took = (facts.get("http") or {}).get("duration_ms")
    return _about_reading(host, "pass", "readable", f"it answered within {took} ms", "")


def unreadable(host: str, error: Mapping, message: str | None = None) -> dict:
    """The device did not, and why: ``error`` is that of the failed task."""
    kind = error.get("kind") or "unknown"
    said = message or error.get("message") or error.get("hint") or "no more is known"
    return _about_reading(host, "fail", kind, f"{kind}: {said}", remedies.of_unread(error.get("hint")))


def _about_reading(host: str, status: str, actual: str, message: str, remedy: str) -> dict:
    return record(
        host=host,
        **READABLE,
        status=status,
        actual=actual,
        expected="readable",
        path="error.kind",
        message=message,
        remedy=remedy or "Nothing to do.",
    )


def _missing(facts: Mapping) -> dict[str, str]:
    """Each fact that could not be read, with the reason; a reason that is a failure outranks a plain absence."""
    missing: dict[str, str] = {}
    for entry in facts.get("unavailable") or []:
        for fact in entry.get("facts") or [entry.get("facet")]:
            if missing.get(fact) in (None, "unsupported", "not_found"):
                missing[fact] = entry.get("reason")
    return missing


def _name_causes(results: list[dict], profiles: Sequence[Profile]) -> None:
    """Put under each symptom the cause that did not pass either.

    Causes not selected are none. What the device's API does not offer explains only what it does not offer either.
    """
    by_rule: dict[str, list[Mapping]] = defaultdict(list)
    for result in results:
        by_rule[f"{result['profile']}:{result['rule']}"].append(result)
    causes = {rule.key: rule.causes for profile in profiles for rule in profile.rules}
    for rule, symptoms in by_rule.items():
        for result in symptoms if causes.get(rule) else ():
            if result["status"] in ("fail", "unknown"):
                explaining = (cause for cause in causes[rule] if _explains(by_rule.get(cause, []), result))
                result["caused_by"] = next(explaining, None)


def _explains(cause: list[Mapping], result: Mapping) -> bool:
    """Whether a rule with these results is the cause; where it judged the very element, only that counts."""
    about_it = [one for one in cause if _related(one["element"], result["element"])]
    return any(
        one["status"] in ("fail", "unknown") and (_not_offered(result) or not _not_offered(one))
        for one in about_it or cause
    )


def _related(one: str | None, other: str | None) -> bool:
    """Whether two elements are the same, or one is within the other."""
    if one is None or other is None:
        return False
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _not_offered(result: Mapping) -> bool:
    return result["status"] == "unknown" and not result["offered"]
