# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios of ``tests/unit/golden/scenarios``: a state of devices in, the outcome of an audit out.

A scenario has these keys:

- ``id``, ``issue`` (the lines of the issue that it covers) and ``state`` (the state of the devices in words);
- ``at``: when the devices answer;
- ``devices``: by host, ``device`` (what ``tests.simulator.Device`` takes), ``drop`` and ``answers`` (edits of the first
  answer, before the adapter reads it), ``password`` (of the account, which is masked), ``set`` (edits of the facts),
  ``before`` (edits of the facts of a day before, which make the baseline), and what an inventory defines: ``site``,
  ``params``, ``ptp_plan``. Edits are ``{place: value}``; an element of a list is named by its label or its index;
- ``profiles``, ``own_profile`` (``own.yml``), ``params`` and ``run`` (``unsupported``, ``fail_on`` and the like);
- ``probes``: by probe, whether its clock is ``synchronized``, and what it measured of each host (``servers``);
- ``controller``: the state of the controller's clock, and the leap second lists that it has;
- ``expect``: the verdict of the ``fleet`` and of ``hosts`` that differ from it, the rule named ``first`` and its
  ``severity``, ``present`` (rules with a severity, which fail, or with a status; ``info`` may be unknown), ``absent``
  (rules without a finding), ``says`` (texts in a rule's results), ``causes`` (rules and what explains them), ``roots``
  (the failures of the worst severity that nothing explains), ``gate``, ``junit`` (``red`` or ``green``), or ``refused``
  (texts of the refusal);
- ``today``: what the audit gives, where that is something else.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import yaml

from ansible_collections.timesync.meinberg.plugins.module_utils.answers import decode
from ansible_collections.timesync.meinberg.plugins.module_utils.credentials import Credentials
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ComplianceError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts import leap_seconds
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import verdict
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import Result
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import message
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import (
    Profile,
    load_all,
    shipped,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import (
    evaluate,
    gate,
    merge,
    planning,
    store,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import Report
from tests.simulator import Device, answers
from tests.simulator.spoil import change
from tests.tooling.tree import ROOT
from tests.unit.support import compliance
from tests.unit.support.gathered import as_gathered
from tests.unit.support.probes import ntp_answer
from tests.unit.support.reading import read

FOLDER = ROOT / "tests" / "unit" / "golden" / "scenarios"
AT = "2026-03-17T09:30:00.125000Z"
"""When the devices answer, unless a scenario has its own time."""

KEYS = {
    "id", "issue", "state", "at", "devices", "profiles", "own_profile", "params", "probes", "run", "controller",
    "expect", "today",
}  # fmt: skip
DEVICE_KEYS = {"device", "drop", "answers", "set", "before", "password", "site", "params", "ptp_plan"}
RUN_KEYS = {"unsupported", "fail_on", "groups", "min_synchronized"}
EXPECT_KEYS = {
    "fleet", "hosts", "first", "severity", "present", "absent", "says", "causes", "roots", "gate", "junit", "refused",
}  # fmt: skip
STATUSES = ("pass", "unknown", "not_applicable")
_LABELS = ("object-id", "id", "alias", "name")


@dataclass(frozen=True)
class Outcome:
    """What an audit gave; ``refused`` has the reason where it did not run."""

    report: Report | None = None
    gate: str | None = None
    junit: str | None = None
    refused: str | None = None

    @property
    def verdict(self) -> str:
        """The fleet's verdict."""
        return "refused" if self.report is None else self.report.summary["verdict"]

    @property
    def first(self) -> Result | None:
        """The finding that the gate names first; ``None`` where the verdict is a pass."""
        if self.report is None or self.verdict == "pass":
            return None
        unsupported = self.report.unsupported
        worst = (verdict.worst(results, unsupported) for results in self.report.by_host.values())
        return min(filter(None, worst), key=lambda one: verdict.rank(one, unsupported))

    @property
    def first_rule(self) -> str | None:
        """The rule of the finding named first."""
        return None if self.first is None else self.first.rule

    def weight(self, result: Result) -> str | None:
        """The severity with which a result counts."""
        return verdict.weight(result, self.report.unsupported)

    def results(self, name: str) -> list[Result]:
        """The results of a rule, written as ``rule``, ``rule[element]``, ``rule@host`` or both."""
        written, _at, host = name.partition("@")
        rule, _bracket, element = written.partition("[")
        return [
            result
            for result in self.report.results
            if result.rule == rule
            and (not host or result.host == host)
            and (not element or result.element == element.removesuffix("]"))
        ]


@cache
def load() -> tuple[dict, ...]:
    """Every scenario of the folder, in the order of files and places."""
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        for scenario in yaml.safe_load(path.read_text("utf-8"))["scenarios"]:
            found.append({"file": path.name, **scenario})
    return tuple(found)


def unknown_keys(scenario: Mapping) -> list[str]:
    """The keys of a scenario that have no meaning."""
    unknown = [*(scenario.keys() - KEYS - {"file"}), *(scenario["expect"].keys() - EXPECT_KEYS)]
    unknown += [*((scenario.get("run") or {}).keys() - RUN_KEYS)]
    return unknown + [key for about in scenario["devices"].values() for key in about.keys() - DEVICE_KEYS]


def default_unsupported() -> str:
    """The role's default of ``compliance_unsupported``."""
    defaults = yaml.safe_load((ROOT / "roles" / "compliance" / "defaults" / "main.yml").read_text("utf-8"))
    return defaults["compliance_unsupported"]


def edited(tree: dict, places: Mapping[str, object]) -> dict:
    """Set the values at some places, which must exist; an element of a list is named by its label or its index."""
    for place, value in places.items():
        change(tree, _indexed(tree, place), value)
    return tree


def _indexed(tree: object, place: str) -> str:
    steps = []
    for step in place.split("."):
        if isinstance(tree, list) and not step.isdigit():
            labels = [next((one[key] for key in _LABELS if one.get(key)), None) for one in tree]
            step = str(labels.index(step))
        steps.append(step)
        tree = tree[int(step)] if isinstance(tree, list) else tree.get(step) if isinstance(tree, dict) else None
    return ".".join(steps)


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written.replace("Z", "+00:00"))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def facts_of(name: str, about: Mapping, at: datetime) -> dict:
    """The facts that the adapters make of a simulated device, whose answers are edited before."""
    device = Device(name, **about.get("device", {}))
    trees = answers(device, at)
    (main, *_others) = trees
    for place in about.get("drop", ()):
        change(trees[main], _indexed(trees[main], place), None, drop=True)
    edited(trees[main], about.get("answers", {}))
    prepared = {path: decode(json.dumps(tree).encode(), name) for path, tree in trees.items()}
    if "password" in about:
        login = Credentials("auditor", about["password"], None, "basic")
        prepared = {path: login.masked(tree) for path, tree in prepared.items()}
    facts = as_gathered(device.os, *read(device.os, prepared))
    # A device answers shortly after it was asked.
    return {**facts, "gathered_at": _text(at - timedelta(milliseconds=25))}


def facts_before(name: str, about: Mapping, at: datetime) -> dict:
    """The facts of a day before, with the edits of ``before`` in place of those of ``set``."""
    facts = facts_of(name, about, at - timedelta(days=1))
    uptime = facts["status"]["system"]["uptime_s"]
    if uptime is not None:
        facts["status"]["system"]["uptime_s"] = max(uptime - 86400, 60)
    return edited(facts, about.get("before", {}))


def _addresses(scenario: Mapping) -> dict[str, str]:
    return {host: f"192.0.2.{number}" for number, host in enumerate(scenario["devices"], 1)}


def _probe_files(scenario: Mapping, facts: Mapping[str, Mapping], at: datetime, run_id: str) -> Iterable[dict]:
    addresses = _addresses(scenario)
    for probe, about in (scenario.get("probes") or {}).items():
        found = {}
        for host, served in about["servers"].items():
            served = dict(served)
            asked = _text(at + timedelta(seconds=served.pop("asked_after_s", 0)))
            measured = {key: served[key] for key in ("offset_ns", "delay_ns")}
            answer = ntp_answer(facts[host], **served, minimum_delay=measured)
            answer["samples"] = [{"time": asked, **measured}] * 4
            answer["local_clock"]["synchronized"] = about["synchronized"]
            answer["mode6"]["answered"] = about.get("mode6", False)
            found[addresses[host]] = {**answer, "host": addresses[host]}
        yield {"run_id": run_id, "probe": probe, "ntp": found, "ptp": None, "problems": []}


def _request(scenario: Mapping, folder: Path, run_id: str, at: datetime) -> planning.Request:
    """What the role's variables ask for, and the state of the controller's clock."""
    run = scenario.get("run") or {}
    addresses = _addresses(scenario)
    own_keys = ("site", "params", "ptp_plan")
    hosts = {
        host: {
            **{key: about[key] for key in own_keys if key in about},
            **({"ntp_address": addresses[host]} if scenario.get("probes") else {}),
        }
        for host, about in scenario["devices"].items()
    }
    clock = {name: value for name, value in (scenario.get("controller") or {}).items() if name != "leap_lists"}
    return compliance.request(
        folder,
        hosts,
        controller_clock={**compliance.SYNCHRONIZED, **clock},
        run_id=run_id,
        started=_text(at),
        profiles=scenario["profiles"],
        params=scenario.get("params") or {},
        groups=run.get("groups", {}),
        min_synchronized=run.get("min_synchronized", {}),
        fail_on=run.get("fail_on", "critical"),
        unsupported=run.get("unsupported", default_unsupported()),
        leap_list=leap_seconds.latest(_leap_lists(scenario)),
    )


def _leap_lists(scenario: Mapping) -> list[leap_seconds.LeapList]:
    """The leap second lists of the controller, beside the built-in one."""
    known = (scenario.get("controller") or {}).get("leap_lists", ())
    ends = (datetime.combine(about["expires"], time(), timezone.utc) for about in known)
    return [replace(leap_seconds.BUILT_IN, source="the controller's", expires=end) for end in ends]


def _audited(
    scenario: Mapping, folder: Path, run_id: str, at: datetime, facts: Mapping, against: Path | None = None
) -> Report:
    if "own_profile" in scenario:
        files.write_json(folder / "own.yml", scenario["own_profile"])
    asked = _request(scenario, folder, run_id, at)
    planning.check(asked)
    planning.write(asked, folder)
    for host, read_facts in facts.items():
        content = {"host": host, "run_id": run_id, **read_facts}
        files.write_json(folder / store.FACTS / store.file_name(host), content)
    for content in _probe_files(scenario, facts, at, run_id):
        files.write_json(folder / store.PROBES / store.file_name(content["probe"]), content)
    evaluate.evaluate_run(folder, run_id, list(facts))
    return merge.merge([folder], run_id, compliance.VERSIONS, against=against)


@cache
def _shipped_profiles(references: tuple[str, ...]) -> list[Profile]:
    return load_all(references)


def _profiles(references: Sequence[str], base: Path) -> list[Profile]:
    known = set(references) <= set(shipped())
    return _shipped_profiles(tuple(references)) if known else load_all(references, base)


@contextmanager
def profiles_read_once() -> Iterator[None]:
    """Check each set of shipped profiles against the schema once, which takes most of an audit of one device."""
    with ExitStack() as stack:
        for module in (planning, evaluate, merge):
            stack.enter_context(patch.object(module, "load_all", _profiles))
        yield


def audit(scenario: Mapping, folder: Path) -> Outcome:
    """Audit a scenario with the functions that the role's tasks call."""
    at = _time(scenario.get("at", AT))
    devices = scenario["devices"]
    against = None
    try:
        if any("before" in about for about in devices.values()):
            earlier = {host: facts_before(host, about, at) for host, about in devices.items()}
            against = folder / "report.json"
            one_day = timedelta(days=1)
            formats.named("json").load().write(
                _audited(scenario, folder / "before", "before", at - one_day, earlier), against
            )
        facts = {
            host: edited(copy.deepcopy(facts_of(host, about, at)), about.get("set", {}))
            for host, about in devices.items()
        }
        report = _audited(scenario, folder / "now", "now", at, facts, against)
    except ComplianceError as error:
        return Outcome(refused=str(error).replace(str(folder), ""))
    junit = folder / "junit.xml"
    formats.named("junit").load().write(report, junit)
    suites = ElementTree.parse(junit).getroot()
    red = int(suites.get("failures", 0)) + int(suites.get("errors", 0))
    return Outcome(report, "pass" if gate.decide(report)["passes"] else "fail", "red" if red else "green")


def differences(scenario: Mapping, found: Outcome) -> list[str]:
    """How an outcome differs from what the scenario expects, in words."""
    expect = scenario["expect"]
    if "refused" in expect or found.report is None:
        wanted = expect.get("refused")
        right = found.refused is not None and wanted is not None and all(text in found.refused for text in wanted)
        return [] if right else [f"refused: {found.refused}, expected {wanted}"]
    told = []
    compared = {
        "fleet": found.verdict,
        "first": found.first_rule,
        "severity": found.first and found.weight(found.first),
        "gate": found.gate,
        "junit": found.junit,
    }
    for key, value in compared.items():
        if key in expect and expect[key] != value:
            told.append(f"{key}: {value}, expected {expect[key]}")
    verdicts = {host["host"]: host["verdict"] for host in found.report.hosts}
    for host, wanted in hosts_expected(scenario).items():
        if verdicts[host] != wanted:
            told.append(f"{host}: {verdicts[host]}, expected {wanted}")
    told += [text for name, wanted in expect.get("present", {}).items() for text in _absent(found, name, wanted)]
    for name in expect.get("absent", ()):
        counting = [result for result in found.results(name) if found.weight(result) is not None]
        told += [f"{name}: {found.weight(one)} ({one.status}), expected no finding" for one in counting[:1]]
    for name, texts in expect.get("says", {}).items():
        said = [f"{one.element} {message(one)} {one.source}" for one in found.results(name)]
        told += [f"{name} does not say {text!r}" for text in texts if not any(text in one for one in said)]
    for name, cause in expect.get("causes", {}).items():
        causes = {result.caused_by for result in found.results(name)}
        if not any((one or "").rpartition(":")[2] == cause for one in causes):
            told.append(f"{name} has the cause {sorted(map(str, causes))}, expected {cause}")
    if "roots" in expect and roots(found) != sorted(expect["roots"]):
        told.append(f"roots: {roots(found)}, expected {sorted(expect['roots'])}")
    return told


def hosts_expected(scenario: Mapping) -> dict[str, str]:
    """The verdict expected of each host: that of the fleet, unless the scenario tells them apart."""
    expect = scenario["expect"]
    return {host: expect.get("hosts", {}).get(host, expect["fleet"]) for host in scenario["devices"]}


def roots(found: Outcome) -> list[str]:
    """The failures of the worst severity that no other finding explains, one entry for each card."""
    worst = found.verdict
    return sorted(
        result.rule
        for result in found.report.results
        if result.status == "fail" and found.weight(result) == worst and result.caused_by is None
    )


def _absent(found: Outcome, name: str, wanted: str) -> list[str]:
    """A rule that should have a result of this status, or a failure of this severity, and has none."""
    results = found.results(name)
    key = "status" if wanted in STATUSES else "severity"
    bad = [one for one in results if one.status in ("fail", "unknown")]
    if wanted in ("pass", "not_applicable"):
        right = bool(results) and not bad and any(one.status == wanted for one in results)
    else:
        # A claim that proves nothing is unknown; where a measurement does prove it, that is worth no more than a note.
        counting = bad if key == "status" or wanted == "info" else [one for one in bad if one.status == "fail"]
        right = any(getattr(one, key) == wanted for one in counting)
    told = sorted({f"{one.status} ({one.severity})" if one in bad else one.status for one in results})
    return [] if right else [f"{name}: {', '.join(told) or 'no result'}, expected {wanted}"]
