# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audits that compare with an earlier report: by the role in batches, by the merge, and with reports that don't fit."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tests.integration.audits import AUDIT, LIMITS, MERGE, ROLE, case, extra, failure, play, report
from tests.integration.playbooks import run_plays
from tests.simulator import Device, Fleet, serve

FLEET = Fleet.of(
    Device("one", states=("psu_failed",), ptp=0), Device("two", ptp=0), Device("three", ptp=0), base="127.69.0.1"
)
EARLIER = {**LIMITS, "min_power_supplies": 3, "max_storage_used_percent": 1}
"""Too many power supplies are wanted, and empty disks."""
LATER = {**LIMITS, "min_power_supplies": 1, "min_uptime_s": 10**9}
"""Now fewer, and nothing is said of disks; but nobody has been up for so long."""


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A running fleet, and the report of its first audit."""
    root = tmp_path_factory.mktemp("baselines")
    with serve(FLEET, at=datetime.now(timezone.utc)) as running:
        variables = {"compliance_report_dir": str(root / "first"), "compliance_params": EARLIER}
        run = run_plays(root, running, AUDIT, arguments=extra(**variables, compliance_fail_on="never"))
        assert run.code == 0, run.output
        yield running, root


def changes(content: dict, rule: str) -> Counter:
    return Counter(result["change"] for result in content["results"] if result["rule"] == rule)


def second(audited, name: str, **variables) -> tuple[dict, object]:
    """The report of a second audit in batches of one host, which compares with the first."""
    running, root = audited
    batches = {"name": "Audit", "hosts": "all", "gather_facts": False, "serial": 1, "roles": [{"role": ROLE}]}
    given = {
        "compliance_report_dir": str(root / name),
        "compliance_params": LATER,
        "compliance_fail_on": "never",
        "compliance_baseline": str(root / "first" / "report.json"),
        **variables,
    }
    run = run_plays(root / f"{name} play", running, batches, arguments=extra(**given))
    assert run.code == 0, run.output
    return report(root / name), run


def test_what_is_new_still_there_and_fixed(audited):
    content, _run = second(audited, "second", compliance_run_id="b")
    assert changes(content, "power-supplies-count") == {"fixed": 3}
    assert changes(content, "storage-used")["fixed"] > 3
    assert changes(content, "system-uptime") == {"new": 3}
    assert changes(content, "power-supply-available")["still"] == 1
    assert content["drift"] == []
    assert content["run"]["baseline"]["id"] == report(audited[1] / "first")["run"]["id"]
    assert sum(content["summary"]["changes"][name] for name in ("new", "still", "fixed")) > 6


def test_the_merge_compares_as_the_role_does(audited):
    running, root = audited
    content, _run = second(audited, "for merge", compliance_run_id="m")
    variables = {
        "compliance_report_dir": str(root / "merged"),
        "compliance_run_id": "m",
        "compliance_sources": [str(root / "for merge")],
        "compliance_baseline": str(root / "first" / "report.json"),
    }
    run = run_plays(root / "merge play", running, MERGE, arguments=extra(**variables))
    assert run.code == 0, run.output
    assert report(root / "merged") == content


def test_in_grace_a_new_failure_does_not_count(audited):
    counted, _run = second(audited, "counted", compliance_profiles=["baseline"])
    excused, _run = second(audited, "excused", compliance_profiles=["baseline"], compliance_grace={"runs": 2})
    (result,) = (one for one in excused["results"] if (one["host"], one["rule"]) == ("two", "system-uptime"))
    assert result["seen"]["in_grace"] is True
    verdicts = [{host["host"]: host["verdict"] for host in content["hosts"]} for content in (counted, excused)]
    assert verdicts[0]["two"] == "info"
    assert verdicts[1]["two"] == "pass"
    assert verdicts[0]["one"] == verdicts[1]["one"] == "major"


def altered(path: Path, **changed) -> str:
    content = json.loads(path.read_text("utf-8")) | changed
    target = path.with_name("-".join(changed) + ".json")
    target.write_text(json.dumps(content), encoding="utf-8")
    return str(target)


def test_a_report_that_does_not_fit_is_refused_before_any_device_is_asked(audited):
    running, root = audited
    first = root / "first" / "report.json"
    cut = first.with_name("cut.json")
    cut.write_bytes(first.read_bytes()[:-9])
    fitting = json.loads(first.read_text("utf-8"))
    wrong = {
        "damaged": (str(cut), "cut.json is cut short or no JSON"),
        "version": (altered(first, schema_version=99), "a report of version 99; versions that can be compared: 1, 2"),
        "fleet": (altered(first, hosts=[fitting["hosts"][0] | {"host": "elsewhere"}]), "it is another fleet's report"),
        "content": (altered(first, results=[{"host": "one"}]), "is no report of this collection"),
    }
    before = {host: device.connections for host, device in running.devices.items()}
    cases = [
        case(name, compliance_baseline=path, compliance_report_dir=str(root / "never"))
        for name, (path, _said) in wrong.items()
    ]
    run = run_plays(root / "wrong", running, play(*cases))
    for name, (_path, said) in wrong.items():
        task, message = failure(run, name)
        assert task == "Check what is asked for, and write down whom to expect"
        assert said in message
    assert {host: device.connections for host, device in running.devices.items()} == before
    assert not (root / "never").exists()
