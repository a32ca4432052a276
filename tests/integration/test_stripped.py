# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as the Ansible package may ship it: installed, and left with what Ansible itself needs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.audits import AUDIT, LIMITS, MERGE, REPORTS, extra, gate, report
from tests.integration.playbooks import environment_of, module, play, run_plays
from tests.simulator import Device, Fleet, serve
from tests.tooling import tarball

FLEET = Fleet.of(Device("lantime"), Device("microsync", "meinbergos"), base="127.53.0.1")
HOSTS = {"lantime", "microsync"}
KEPT = {"MANIFEST.json", "meta", "playbooks", "plugins", "roles"}
AS_MODULE = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
RUN = "from-the-copy"
PLAY = play(
    [
        module("device_facts", name="In the Ansible process"),
        module("status_info", name="As a module", vars={"meinberg_in_process": False}),
    ]
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The folder of collections with the copy in it, and nothing of the checkout in sight."""
    root = tmp_path_factory.mktemp("stripped")
    place = tarball.install(tarball.build(root), root)
    for path in place.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return place


@pytest.fixture(scope="module")
def environment(copy):
    return {"ANSIBLE_COLLECTIONS_PATH": str(copy.parents[2]), "PYTHONPATH": ""}


@pytest.fixture(scope="module")
def runs(environment, tmp_path_factory):
    root = tmp_path_factory.mktemp("runs")
    of_audit = extra(
        compliance_report_dir=str(root / "audit"), compliance_run_id=RUN, compliance_params=LIMITS,
        compliance_fail_on="never",
    )  # fmt: skip
    of_merge = extra(
        compliance_report_dir=str(root / "merged"), compliance_run_id=RUN, compliance_sources=[str(root / "audit")]
    )
    with serve(FLEET) as running:
        return {
            "tasks": run_plays(root / "tasks", running, PLAY, host_vars=AS_MODULE, environment=environment),
            "audit": run_plays(root / "one", running, AUDIT, environment=environment, arguments=of_audit),
            "merge": run_plays(root / "two", running, MERGE, environment=environment, arguments=of_merge),
        }, root


def test_ansible_finds_the_copy(copy, environment, tmp_path):
    command = [Path(sys.executable).with_name("ansible-doc"), "--json", "timesync.meinberg.device_facts"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment_of(tmp_path, 1) | environment, capture_output=True, check=True
    )
    (page,) = json.loads(done.stdout).values()
    assert Path(page["doc"]["filename"]) == copy / "plugins" / "modules" / "device_facts.py"


@pytest.mark.parametrize("task", ["In the Ansible process", "As a module"])
def test_modules_read_the_devices(runs, task):
    outcomes = runs[0]["tasks"][task]
    assert set(outcomes) == HOSTS
    for host, outcome in outcomes.items():
        assert outcome.outcome == "ok", (host, outcome.result)
        assert outcome.answer["status"]["sync"]["synchronized"] is True


def test_the_role_writes_every_report(runs):
    done, root = runs
    assert gate(done["audit"])["outcome"] == "ok"
    assert set(REPORTS) <= {path.name for path in (root / "audit").iterdir()}
    assert set(report(root / "audit")["run"]["expected_hosts"]) == HOSTS


def test_the_files_of_a_run_are_merged(runs):
    done, root = runs
    assert done["merge"].code == 0, done["merge"].output
    assert report(root / "merged")["summary"] == report(root / "audit")["summary"]
