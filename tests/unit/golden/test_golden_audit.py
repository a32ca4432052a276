# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The golden audit: 24 simulated devices, read over HTTPS; expected.yml has every finding, written by hand before."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import datetime
from functools import partial
from pathlib import Path

import jsonschema
import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.module_utils.gather import gather
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions import fleet as pool
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import Result
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import message
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load_all
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import gate, planning, store
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.evaluate import evaluate_run
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.merge import merge
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import SCHEMA, Report
from tests.simulator import Fleet, serve
from tests.tooling.tree import ROOT
from tests.unit.support.compliance import SYNCHRONIZED
from tests.unit.support.options import options

HERE = Path(__file__).parent
AUDIT = yaml.safe_load((HERE / "audit.yml").read_text("utf-8"))
EXPECTED = yaml.safe_load((HERE / "expected.yml").read_text("utf-8"))
FLEET = Fleet.load(HERE / "fleet.yml")
HOSTS = [device.name for device in FLEET.devices]
READ = [host for host in HOSTS if "unread" not in EXPECTED["hosts"][host]]
RULES = [rule.key for profile in load_all(AUDIT["profiles"]) for rule in profile.rules]
FACETS = ["status", "ntp", "ptp", "outputs"]
RUN = "golden"
ELEMENTS = re.compile(r"([a-z0-9_:-]+)(?:\[(.*)\])?")


def own(host: str) -> dict:
    """What the inventory defines for a host."""
    return {
        "site": host.partition("-")[0],
        "params": AUDIT["host_params"].get(host),
        "ptp_plan": AUDIT["ptp_plans"].get(host),
    }


def request(folder: Path) -> planning.Request:
    return planning.Request(
        run_id=RUN,
        play_id="play",
        started="2026-03-17T09:29:58Z",
        profiles=AUDIT["profiles"],
        params=AUDIT["params"],
        waivers=AUDIT["waivers"],
        hosts={host: own(host) for host in HOSTS},
        groups=AUDIT["groups"],
        min_synchronized=AUDIT["min_synchronized"],
        max_clock_difference_s=10,
        fail_on="critical",
        unsupported="note",
        base=folder,
        controller_clock=SYNCHRONIZED,
    )


def read_devices(folder: Path) -> None:
    """Read the fleet with the very pool of ``fleet_info``; each host's now is the moment that the devices show."""

    def keep(host: str, reading: pool.Reading) -> None:
        content = {"host": host, "run_id": RUN, **reading, "gathered_at": AUDIT["at"]}
        files.write_json(folder / store.FACTS / store.file_name(host), content)

    ca_file = folder / "ca.pem"
    with serve(FLEET, at=datetime.fromisoformat(AUDIT["at"].replace("Z", "+00:00")), ca_file=ca_file) as running:
        jobs = [
            (name, partial(gather, options(host, ca_path=str(ca_file), password=password(host.device)), FACETS))
            for name, host in running.devices.items()
        ]
        problems = pool.Fleet(12, 60, keep).read(jobs)
    assert set(problems.values()) == {None}


def password(device) -> str:
    return device.inventory_password or device.password


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A run's folder with the results of every host."""
    folder = tmp_path_factory.mktemp("golden")
    asked = request(folder)
    planning.check(asked)
    planning.write(asked, folder)
    read_devices(folder)
    assert evaluate_run(folder, RUN, HOSTS) == len(HOSTS)
    return folder


@pytest.fixture(scope="module")
def audited(folder) -> Report:
    return merge([folder], RUN, {"timesync.meinberg": "1.0.0"})


def findings(listed: list[str]) -> dict[str, set[str | None]]:
    """``rule[a, b]`` as a rule and its elements."""
    found: dict[str, set[str | None]] = defaultdict(set)
    for entry in listed:
        rule, elements = ELEMENTS.fullmatch(entry).groups()
        found[rule].update([None] if elements is None else elements.split(", "))
    return found


def expected_of(host: str) -> dict[str, dict[str | None, str]]:
    """By rule, each element that does not pass with its status."""
    about = EXPECTED["hosts"][host]
    known: dict[str, dict[str | None, str]] = {}
    for layer in (*(EXPECTED["groups"][name] for name in about["like"]), about):
        said: dict[str, dict[str | None, str]] = defaultdict(dict)
        for status in ("not_applicable", "unknown", "waived", "fail"):
            for rule, elements in findings(layer.get(status, [])).items():
                said[rule].update(dict.fromkeys(elements, status))
        known.update(said)
        known.update((rule, {}) for rule in layer.get("pass", []))
    return {rule: elements for rule, elements in known.items() if elements}


def key(result: Result) -> str:
    return result.rule_key


def test_the_expectations_name_rules_and_hosts_that_exist():
    assert EXPECTED["hosts"].keys() == set(HOSTS)
    known = {*RULES}
    for host in READ:
        assert expected_of(host).keys() <= known
        assert EXPECTED["hosts"][host].get("elements", {}).keys() <= known


@pytest.mark.parametrize("host", READ)
def test_every_finding_of_a_host_is_the_expected_one(audited, host):
    found: dict[str, dict[str | None, str]] = defaultdict(dict)
    for result in audited.by_host[host]:
        if result.status != "pass":
            found[key(result)][result.element] = result.status
    assert dict(found) == expected_of(host), "if the finding is right, write it into expected.yml"


@pytest.mark.parametrize("host", READ)
def test_every_rule_has_a_result_on_every_host(audited, host):
    assert {key(result) for result in audited.by_host[host]} == {*RULES, "baseline:device-readable"}


@pytest.mark.parametrize("host", [host for host in READ if "elements" in EXPECTED["hosts"][host]])
def test_a_rule_judges_just_the_elements_that_it_is_for(audited, host):
    for rule, elements in EXPECTED["hosts"][host]["elements"].items():
        found = [result.element for result in audited.by_host[host] if key(result) == rule]
        assert found == sorted(elements), rule


@pytest.mark.parametrize("host", [host for host in READ if "roots" in EXPECTED["hosts"][host]])
def test_the_failures_that_no_other_explains(audited, host):
    found = {
        f"{key(result)}[{result.element}]" if result.element else key(result)
        for result in audited.by_host[host]
        if result.status == "fail" and result.caused_by is None
    }
    assert found == {*EXPECTED["hosts"][host]["roots"]}


@pytest.mark.parametrize("host", [host for host in HOSTS if host not in READ])
def test_a_host_that_is_not_read_has_one_failure_that_says_why(audited, host):
    (result,) = audited.by_host[host]
    kind = EXPECTED["hosts"][host]["unread"]
    assert (result.rule, result.status, result.severity, result.actual) == (
        "device-readable", "fail", "critical", kind,
    )  # fmt: skip
    assert message(result).startswith(f"{kind}: ")


def test_every_host_has_the_expected_verdict(audited):
    found = {host["host"]: host["verdict"] for host in audited.hosts}
    assert found == {host: about["verdict"] for host, about in EXPECTED["hosts"].items()}


def test_every_finding_of_the_fleet_is_the_expected_one(audited):
    found = {status: defaultdict(set) for status in ("pass", "fail", "unknown", "waived", "not_applicable")}
    for result in audited.by_host[None]:
        found[result.status][key(result)].add(result.element)
    assert found == {status: findings(EXPECTED["fleet"].get(status, [])) for status in found}


def test_the_summary_is_the_expected_one(audited):
    assert {name: audited.summary[name] for name in EXPECTED["summary"]} == EXPECTED["summary"]


def test_the_gate_has_one_line_for_each_host_that_does_not_pass_and_the_fleet(audited):
    decision = gate.decide(audited)
    assert decision["passes"] is False
    counting = [host for host, about in EXPECTED["hosts"].items() if about["verdict"] != "pass"]
    assert sorted(line.partition(": ")[0] for line in decision["lines"]) == sorted([*counting, "the fleet"])
    levels = [line.split(": ")[1] for line in decision["lines"]]
    assert levels == sorted(levels, key=["critical", "major", "minor"].index)


WRITE = """
import pathlib, sys
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.merge import merge
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
merged = merge([pathlib.Path(sys.argv[1])], "golden", {})
for name in ("json", "junit", "csv", "md"):
    formats.named(name).load().write(merged, pathlib.Path(sys.argv[2]) / name)
"""


def test_the_same_files_give_the_same_bytes(folder, tmp_path):
    """Whatever the seed of Python's hashes, and in whatever order the files came into their folder."""
    shuffled = tmp_path / "shuffled"
    names = [path.relative_to(folder) for path in folder.rglob("*.json")]
    for name in random.Random(5).sample(names, len(names)):
        (shuffled / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / name, shuffled / name)
    written = []
    for seed, source in (("1", folder), ("2", shuffled)):
        output = tmp_path / seed
        output.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "build")}
        subprocess.run([sys.executable, "-c", WRITE, str(source), str(output)], env=environment, check=True)
        written.append({path.name: path.read_bytes() for path in output.iterdir()})
    assert written[0].keys() == {"json", "junit", "csv", "md"}
    assert [name for name in written[0] if written[0][name] != written[1][name]] == []


def test_the_report_keeps_to_its_schema_and_its_results_are_unique(audited, tmp_path):
    formats.named("json").load().write(audited, tmp_path / "report.json")
    written = json.loads((tmp_path / "report.json").read_text("utf-8"))
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(written)
    keys = [(one["host"], one["profile"], one["rule"], one["element"]) for one in written["results"]]
    assert len(keys) == len(set(keys)) > 2500
