# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules, results and runs as small as a test needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.values import parse_time
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.limits import Limit
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import COMPARED, Result
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.stored import reported
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.device import Device
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.evaluate import (
    evaluate as rules_evaluate,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import Profile
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.rule import Rule
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import changes as changes_of_runs
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import planning, store
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.evaluate import evaluate_run
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.merge import merge
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import Report

NOW = "2026-03-17T09:30:00Z"
VERSIONS = {"timesync.meinberg": "1.0.0"}
SYNCHRONIZED = {
    "source": "chronyc", "synchronized": True, "reference_id": "192.0.2.1", "stratum": 2, "error_bound_ns": 3_000_000,
}  # fmt: skip
"""A controller whose clock is synchronized."""
RULE = {
    "id": "the-rule",
    "title": "The title",
    "severity": "major",
    "basis": "claimed",
    "source": "a test",
    "value": "a",
    "expect": {"equals": 1},
    "remedy": "Do something.",
}
RESULT = {
    "host": "a-host",
    "profile": "the_profile",
    "rule": "the-rule",
    "element": None,
    "severity": "major",
    "status": "fail",
    "title": "The title",
    "actual": 2,
    "limit": Limit("equals", 1),
    "unit": None,
    "path": "a",
    "basis": "claimed",
    "tier": "A",
    "reason": COMPARED,
    "offered": None,
    "source": "a test",
    "remedy": "Do something.",
    "waiver": None,
    "caused_by": None,
    "change": None,
    "seen": None,
}


def rule(**changes: object) -> Rule:
    """A compiled rule of ``the_profile``; a key that is ``...`` is left out."""
    written = {key: value for key, value in {**RULE, **changes}.items() if value is not ...}
    return Rule.compile(written, "the_profile")


def judged(
    one: Rule,
    facts: Mapping,
    params: Mapping[str, object] | None = None,
    missing: Mapping[str, str] | None = None,
    tiers: Mapping[str, str] | None = None,
) -> list[dict]:
    """The rule's results on a device with these facts."""
    device = Device("a-host", facts, parse_time(NOW), tiers or {}, missing or {})
    return list(map(reported, one.evaluate(device, params or {})))


def evaluate(*args: object, **more: object) -> list[dict]:
    """The results of a host as a report shows them."""
    return list(map(reported, rules_evaluate(*args, **more)))


def evaluate_after(before: Mapping, facts: Mapping, profiles: Sequence[Profile], *args: object) -> list[dict]:
    """The results of a host as a report shows them that is compared with one of the facts before."""
    rules = changes_of_runs.rules_on_changes(profiles)
    host = "host"
    kept = changes_of_runs.watched(rules_evaluate(host, before, profiles, *args), rules, None)
    found = rules_evaluate(host, facts, profiles, *args)
    changes_of_runs.settle(found, profiles, kept)
    return list(map(reported, found))


def result(**changes: object) -> Result:
    """A failure, or whatever the changes make of it."""
    return Result(**{**RESULT, **changes})


def request(folder: Path, hosts: Iterable[str] | Mapping[str, Mapping], **changes: object) -> planning.Request:
    """What an audit by the baseline is asked for."""
    asked = {
        "run_id": "run-1",
        "play_id": "play-1",
        "started": "2026-03-17T09:29:59Z",
        "profiles": ["baseline"],
        "params": {},
        "waivers": [],
        "hosts": hosts if isinstance(hosts, Mapping) else {host: {} for host in hosts},
        "groups": {},
        "min_synchronized": {},
        "max_clock_difference_s": 2,
        "fail_on": "critical",
        "unsupported": "warn",
        "base": folder,
        "controller_clock": SYNCHRONIZED,
    }
    return planning.Request(**{**asked, **changes})


def audit(folder: Path, facts: Mapping[str, Mapping], expected: Iterable[str] = (), **changes: object) -> Path:
    """A run's folder: manifest, facts and results of these hosts; ``expected`` are hosts beside them."""
    hosts = changes.pop("hosts", None) or {host: {} for host in (*facts, *expected)}
    asked = request(folder, hosts, **changes)
    planning.check(asked)
    planning.write(asked, folder)
    for host, said in facts.items():
        content = {"host": host, "run_id": asked.run_id, **said}
        files.write_json(folder / store.FACTS / store.file_name(host), content)
    evaluate_run(folder, asked.run_id, list(facts))
    return folder


def merged(folder: Path, *more: Path, run_id: str = "run-1") -> Report:
    """The report of a run's folders."""
    return merge([folder, *more], run_id, VERSIONS)
