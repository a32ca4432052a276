# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role with ``compliance_probe: controller``: the controller asks the NTP services, without any probe host."""

from __future__ import annotations

import jsonschema
import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.files import read_json
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import SCHEMA
from tests.integration.audits import case, play, report
from tests.integration.playbooks import run_plays
from tests.simulator import Device, Fleet, serve

FLEET = Fleet.of(
    *(Device(f"well-{number}", ("ltos", "meinbergos")[number % 2], ptp=0) for number in range(3)),
    Device("wrong", ptp=0, ntp_wire={"offset": 1}),
    base="127.91.0.1",
    ntp_port=0,
)
CHOSEN = {
    "compliance_profiles": ["baseline"],
    "compliance_probe": "controller",
    "compliance_ntp_samples": 2,
    "compliance_ntp_spacing_s": 0.1,
    # The devices share a loaded machine, which delays answers by milliseconds.
    "compliance_fail_on": "never",
}


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    root = tmp_path_factory.mktemp("controller")
    with serve(FLEET) as running:
        asked = {**CHOSEN, "compliance_report_dir": "{{ playbook_dir }}/reports"}
        run = run_plays(root, running, play(case("audit", **asked)))
        asked = {name: host.ntp_requests for name, host in running.devices.items()}
    assert run.code == 0, run.output
    return run, report(root / "reports"), asked


def test_each_service_is_asked(audited):
    _run, content, asked = audited
    assert asked == {device.name: 2 for device in FLEET.devices}
    works = [one["message"] for one in content["results"] if one["rule"] == "probe-works"]
    assert works == ["it asked 4 NTP servers"]


def test_the_server_that_is_wrong_is_the_first_finding(audited):
    run, content, _asked = audited
    failed = [one for one in content["results"] if one["rule"] == "servers-agree" and one["status"] == "fail"]
    critical = [one for one in failed if one["severity"] == "critical"]
    assert [one["element"] for one in critical] == ["controller/wrong"]
    assert critical[0]["message"].startswith("wrong differs from the median of 4 NTP servers by ")
    assert content["summary"]["verdict"] == "critical"
    lines = [line for line in run.output.splitlines() if "critical: servers-agree" in line]
    assert lines, "the terminal names it"


def test_the_clock_of_the_controller_is_evidence(audited):
    _run, content, _asked = audited
    jsonschema.validate(content, read_json(SCHEMA))
    clock = content["run"]["controller_clock"]
    assert clock["source"] in ("chronyc", "adjtimex", None)
    compared = [one["message"] for one in content["results"] if one["rule"] == "clock-agrees"]
    words = "against the controller's clock" if clock["synchronized"] else "against the median of the fleet's devices"
    assert len(compared) == len(FLEET.devices)
    assert all(words in one or "against the probe's clock" in one for one in compared)
