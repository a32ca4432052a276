# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong is refused in one sentence, before any device is contacted, and no report is ever half written."""

from __future__ import annotations

import pytest

from tests.integration.audits import case, failure, files, play
from tests.integration.playbooks import run_plays
from tests.simulator import Device, Fleet, serve

FLEET = Fleet.of(Device("one", ptp=0), Device("two", "meinbergos", ptp=0), base="127.67.0.1")
RULE = """
id: {id}
title: Own
version: 1.0.0
params:
  least: {{type: int, default: 1, description: A number}}
rules:
  - id: a-rule
    title: A rule
    severity: minor
    basis: claimed
    source: own practice
    value: {value}
    {expect}
    remedy: Do something.
"""
CYCLE = """
  - id: another
    title: Another
    severity: minor
    basis: claimed
    source: own practice
    value: device.os
    expect: {equals: ltos}
    remedy: Do something.
    caused_by: [a-rule]
"""


def profile(value: str = "device.vendor", expect: str = "expect: {equals: Meinberg}", name: str = "own") -> str:
    return RULE.format(id=name, value=value, expect=expect)


PROFILES = {
    "typo.yml": profile(expect="expcet: {equals: Meinberg}"),
    "operator.yml": profile(expect="expect: {eqauls: Meinberg}"),
    "severity.yml": profile().replace("minor", "mionr"),
    "param.yml": profile(expect="expect: {min: $leest}"),
    "cycle.yml": profile(expect="expect: {equals: Meinberg}\n    caused_by: [another]") + CYCLE,
    "path.yml": profile("device.[vendor"),
    "comparison.yml": profile("device.vendor == 'Meinberg'"),
    "offset.yml": profile("ntp.system.offset_ns", "expect: {max: 5}"),
    "no-yaml.yml": "id: [own\ntitle: Own\n",
    "twin-a.yml": profile(name="twin"),
    "twin-b.yml": profile(name="twin"),
    "good.yml": profile(),
}
WAIVER = {"host": "one", "rule": "*", "reason": "so", "expires": "2999-12-31"}


def own(*names: str) -> dict:
    return {"compliance_profiles": [f"./{name}" for name in names]}


REFUSED = {
    "typo": (own("typo.yml"), ("typo.yml:14", "'expcet'", "did you mean 'expect'?")),
    "operator": (own("operator.yml"), ("operator.yml:14", "'eqauls'", "did you mean 'equals'?")),
    "severity": (own("severity.yml"), ("severity.yml:10", "'mionr'", "did you mean 'minor'?")),
    "parameter of a rule": (own("param.yml"), ("param.yml:8", "$leest", "did you mean 'least'?")),
    "cycle": (own("cycle.yml"), ("cycle.yml", "circle", "own:a-rule ← own:another ← own:a-rule")),
    "path": (own("path.yml"), ("path.yml:", "a-rule", "device.[vendor")),
    "comparison": (own("comparison.yml"), ("comparison.yml:", "a-rule", "compar")),
    "one-sided offset": (own("offset.yml"), ("offset.yml:", "abs_max or between")),
    "no YAML": (own("no-yaml.yml"), ("no-yaml.yml:", "is not YAML")),
    "no file": (own("missing.yml"), ("missing.yml", "there is no such profile file")),
    "no profile": ({"compliance_profiles": ["basline"]}, ("'basline'", "did you mean 'baseline'?")),
    "two of one id": (own("twin-a.yml", "twin-b.yml"), ("'twin'", "twin-a.yml", "twin-b.yml")),
    "parameter's type": ({"compliance_params": {"min_leap_file_days": "x"}}, ("min_leap_file_days", "int", "'x'")),
    "parameter's name": ({"compliance_params": {"min_leap_file_day": 1}}, ("did you mean 'min_leap_file_days'?",)),
    "parameter of a host": ({"compliance_host_params": {"ntp_running": "maybe"}}, ("one: ", "ntp_running", "'maybe'")),
    "parameters of one": ({"compliance_host_params": ["ntp_running"]}, ("compliance_host_params", "dict")),
    "parameters of two": (
        {"compliance_host_params": "{{ {} if inventory_hostname == 'one' else ['ntp_running'] }}"},
        ("two: ", "compliance_host_params", "mapping"),
    ),
    "site of two": (
        {"compliance_site": "{{ 'here' if inventory_hostname == 'one' else {'at': 'there'} }}"},
        ("two: ", "compliance_site", "text"),
    ),
    "plan of two": (
        {"compliance_ptp_plan": "{{ [] if inventory_hostname == 'one' else 'PTP' }}"},
        ("two: ", "compliance_ptp_plan", "mapping"),
    ),
    "plan": ({"compliance_ptp_plan": [{"alias": "a", "profile": "p", "domain": 300}]}, ("one: ", "domain", "300")),
    "plan's shape": ({"compliance_ptp_plan": {"alias": "a"}}, ("compliance_ptp_plan",)),
    "variable of two": (
        {"compliance_site": "{{ 'here' if inventory_hostname == 'one' else never_defined }}"},
        ("two", "compliance_site", "never_defined"),
    ),
    "waiver without reason": ({"compliance_waivers": [WAIVER | {"reason": ""}]}, ("number 1", "reason")),
    "waiver without end": (
        {"compliance_waivers": [WAIVER, {key: WAIVER[key] for key in ("host", "rule", "reason")}]},
        ("number 2", "expires"),
    ),
    "waiver's day": ({"compliance_waivers": [WAIVER | {"expires": "31.12.2999"}]}, ("31.12.2999", "YYYY-MM-DD")),
    "waiver's key": ({"compliance_waivers": [WAIVER | {"hosts": "one"}]}, ("'hosts'",)),
    "group": ({"compliance_min_synchronized": {"lots": 1}}, ("'lots'",)),
    "count": ({"compliance_min_synchronized": {"ltos": "many"}}, ("ltos", "'many'")),
    "fail on": ({"compliance_fail_on": "criticl"}, ("fail_on", "criticl")),
    "format": ({"compliance_report_formats": ["pdf"]}, ("formats", "pdf")),
    "folder": ({"compliance_report_dir": "{{ playbook_dir }}/inventory.json/x"}, ("inventory.json", "Not a directory")),
    "manifest": ({"compliance_run_id": "cut", "compliance_report_dir": "{{ playbook_dir }}/cut"}, ("cut short",)),
}  # fmt: skip
FIRST = "Check what is asked for, and write down whom to expect"


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    folder = tmp_path_factory.mktemp("refused")
    for name, text in PROFILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "cut").mkdir()
    (folder / "cut" / "run-cut.json").write_text('{"run_id": "cu')
    plays = [play(case(name, **variables)) for name, (variables, _words) in REFUSED.items()]
    with serve(FLEET) as running:
        run = run_plays(folder, running, *plays, seconds=120)
        yield run, sum(host.connections for host in running.devices.values()), folder


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_a_sentence(refused, name):
    task, message = failure(refused[0], name)
    assert task == FIRST or task.startswith("Validating arguments"), (task, message)
    assert all(word in message for word in REFUSED[name][1]), message
    assert len(message.splitlines()) == 1 or task.startswith("Validating arguments"), message
    assert "Traceback" not in message


def test_nobody_was_contacted_and_nothing_written(refused):
    _run, connections, folder = refused
    assert connections == 0
    assert not (folder / "compliance-reports").exists()
    assert sorted(files(folder / "cut")) == ["run-cut.json"]
