# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees while hosts are read, and that a callback which writes JSON has standard output for itself."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest

from tests.integration.playbooks import HERE, environment_of, module, play, prepare
from tests.simulator import Device, Fault, Fleet, serve

RUDE = "rude\x1b\u202ename"
FLEET = Fleet.of(
    Device("well"),
    Device("refusing", faults=(Fault("refused"),)),
    Device("silent", faults=(Fault("silent"),)),
    Device(RUDE, faults=(Fault("silent"),)),
    base="127.94.0.1",
)
PATIENT = {"meinberg_timeout": 300, "meinberg_deadline": 600, "meinberg_retries": 0}
JSON = """
import json
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = "name: json"

class CallbackModule(CallbackBase):
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "json"

    def v2_playbook_on_stats(self, stats):
        self._display.display(json.dumps({"hosts": sorted(stats.processed)}))
"""
"""A callback as that of ansible.posix: nothing but one JSON text at the end."""
GATE = {
    "gate": {
        "passes": True,
        "headline": "PASS: fine.",
        "lines": ["a: minor: a finding."],
        "waivers": [],
        "not_possible": [],
    },
    "reports": {"html": "x/report.html"},
}
TASKS = [
    module("fleet_info", {"batch_deadline": 1.6, "progress_interval": 0.4}, name="shown"),
    module("fleet_info", {"batch_deadline": 0.8, "progress_interval": 0}, name="switched off"),
    module("fleet_info", {"batch_deadline": 0.8}, name="too short"),
    module("compliance_gate", GATE, name="gate", run_once=True),
]


@pytest.fixture(scope="module", params=["default", "json"])
def said(request, tmp_path_factory):
    """What went to standard output and to standard error, and the callback's name."""
    folder = tmp_path_factory.mktemp("terminal")
    callbacks = folder / "callbacks"
    callbacks.mkdir()
    (callbacks / "json.py").write_text(JSON)
    with serve(FLEET) as running:
        command = prepare(folder, running, play(TASKS), host_vars=PATIENT)
        environment = environment_of(folder, 4) | {
            "ANSIBLE_STDOUT_CALLBACK": request.param,
            "ANSIBLE_CALLBACK_PLUGINS": os.pathsep.join([str(HERE / "callback_plugins"), str(callbacks)]),
        }
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 0, done
    return done.stdout, done.stderr, request.param


def test_progress_is_shown_while_hosts_are_read(said):
    _output, errors, _callback = said
    lines = re.findall(r"^fleet_info: .*$", errors, re.MULTILINE)
    assert 3 <= len(lines) <= 5, lines
    assert set(lines[:-1]) == {"fleet_info: 2 of 4 hosts done, 1 failing, 2 remaining (silent, rude name)"}
    assert lines[-1] == "fleet_info: 4 of 4 hosts done, 3 failing, 0 remaining"


def test_standard_output_is_the_callbacks(said):
    output, errors, callback = said
    assert "fleet_info: 2 of" not in output
    findings = "html: x/report.html\na: minor: a finding.\nPASS: fine. The report: x/report.html\n"
    if callback == "json":
        assert json.loads(output)["hosts"]
        assert findings in errors
    else:
        assert findings in output
