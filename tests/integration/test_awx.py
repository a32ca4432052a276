# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The workflow of docs/awx.md by ansible-runner: merged slices give the reports of one run over all hosts."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tests.integration.alike import ALIKE
from tests.integration.audits import LIMITS, REPORTS, files, findings, report
from tests.integration.controller import Controller
from tests.simulator import Device, Fault, Fleet, serve
from tests.simulator.device import DEFAULT_PASSWORD
from tests.simulator.fleet import inventory

FLEET = Fleet.of(
    *(Device(f"lantime-{number}") for number in range(1, 6)),
    *(Device(f"microsync-{number}", "meinbergos") for number in range(1, 5)),
    Device("no-power", states=("psu_failed",)),
    Device("holding", states=("holdover",)),
    Device("gone", faults=(Fault("refused"),)),
    base="127.74.0.1",
)
OF_RUN = {
    "compliance_profiles": ["baseline", "gnss", "ntp_server", "ptp_default_e2e"],
    "compliance_params": LIMITS,
    "compliance_min_synchronized": {"meinbergos": 4},
    "compliance_waivers": [
        {"host": "no-p*", "rule": "*", "element": "pwr2", "reason": "A part is ordered", "expires": "2999-12-31"}
    ],
    "meinberg_retries": 0,
}
OF_HOSTS = {
    "lantime-1": {"compliance_host_params": {"min_power_supplies": 9}},
    "lantime-2": {"compliance_ptp_plan": [{"alias": "PTP Default", "profile": "ptp_default_e2e", "domain": 99}]},
    "microsync-1": {"compliance_site": "north"},
}
SLICES = (44, 45, 46, 47)


@pytest.fixture(scope="module")
def workflow(tmp_path_factory):
    """The jobs of a workflow, and one that is not sliced; the folder that the slices share, and that of the other."""
    root = tmp_path_factory.mktemp("awx")
    share = root / "share"
    with serve(FLEET, at=datetime.now(timezone.utc)) as running:
        ca = running.write_ca(root / "ca.pem")
        known = inventory(running, None)["all"]
        account = {name: known["vars"].pop(f"meinberg_{name}") for name in ("username", "password")}
        known["vars"] |= OF_RUN
        known["children"]["meinbergos"]["vars"] = {"in_every_slice": True}
        for host, own in OF_HOSTS.items():
            known["hosts"][host] |= own
        controller = Controller(root, {"all": known}, {**account, "ca": Path(ca).read_text("utf-8")})
        begun = controller.job("begin.yml", 42, awx_workflow_job_id=41)
        given = {**begun.artifacts, "audit_share": str(share)}
        # AWX makes a workflow of its own of the slices: 43.
        slices = controller.sliced("audit.yml", SLICES, awx_workflow_job_id=43, **given)
        published = {name: value for job in slices for name, value in job.artifacts.items()}
        merged = controller.job("merge.yml", 48, awx_workflow_job_id=41, **published, **given)
        whole = controller.job("audit.yml", 50, **{**given, "audit_share": str(root / "one")})
        jobs = {"controller": controller, "begun": begun, "slices": slices, "merged": merged, "whole": whole}
        yield jobs, share, root / "one"


def test_the_jobs_end_as_their_gates_say(workflow):
    jobs, _share, _one = workflow
    assert jobs["begun"].status == "successful", jobs["begun"].output
    for job in (*jobs["slices"], jobs["merged"], jobs["whole"]):
        assert re.search(r"CRITICAL: \d+ of \d+ devices read, .*; the gate stops critical\.", job.output), job.output
        assert job.status == "failed"


def test_each_slice_has_a_folder_and_all_have_one_run(workflow):
    _jobs, share, _one = workflow
    (run,) = share.iterdir()
    assert run.name == "awx-41"
    assert sorted(path.name for path in run.iterdir()) == ["merged", *(f"slice-{number}" for number in SLICES)]
    audited = [report(run / f"slice-{number}")["run"] for number in SLICES]
    assert [len(one["expected_hosts"]) for one in audited] == [3, 3, 3, 3]
    assert {one["id"] for one in audited} == {"awx-41"}


@pytest.mark.parametrize("name", ALIKE)
def test_the_merged_report_is_that_of_one_run(workflow, name):
    _jobs, share, one = workflow
    merged, whole = share / "awx-41" / "merged", one / "awx-41" / "slice-50"
    assert ALIKE[name](merged / name) == ALIKE[name](whole / name)
    assert ALIKE[name](merged / name) != ALIKE[name](share / "awx-41" / "slice-44" / name)


@pytest.mark.parametrize("name", ALIKE)
def test_the_comparison_misses_nothing_else(workflow, tmp_path, name):
    """Each line of a report counts that says something of a device which no time has to do with."""
    _jobs, share, _one = workflow
    original = share / "awx-41" / "merged" / name
    text = original.read_text("utf-8")
    for word in ("power-supply-available", "holding", "gone"):
        (tmp_path / name).write_text(text.replace(word, "x", 1), encoding="utf-8")
        assert ALIKE[name](tmp_path / name) != ALIKE[name](original), word


def test_the_fleet_is_judged_as_a_whole(workflow):
    """A slice has too few of what the whole fleet has enough of."""
    _jobs, share, _one = workflow
    lacking = (None, "synchronized-servers", "meinbergos")
    folders = {path.name: findings(report(path)) for path in (share / "awx-41").iterdir()}
    assert {name for name, found in folders.items() if lacking in found} == set(folders) - {"merged"}
    assert any(rule == "grandmaster-agreement" for _host, rule, _element in folders["merged"])


def test_summary_and_paths_are_published(workflow):
    jobs, share, _one = workflow
    published = jobs["merged"].artifacts
    assert published["compliance_summary"] == report(share / "awx-41" / "merged")["summary"]
    assert sorted(Path(path).name for path in published["compliance_reports"].values()) == REPORTS
    assert jobs["slices"][0].artifacts["compliance_summary"]["hosts"]["expected"] == 3


def test_no_slice_shows_the_account(workflow):
    """It comes from the environment, where a credential of the type in docs/awx puts it."""
    jobs, share, _one = workflow
    told = "".join(job.output for job in (*jobs["slices"], jobs["merged"]))
    assert DEFAULT_PASSWORD not in told
    assert all(DEFAULT_PASSWORD.encode() not in content for content in files(share).values())


def test_a_slice_that_never_began_is_missed(workflow, tmp_path):
    """Its folder is not there; the inventory of the merge names its hosts."""
    jobs, share, _one = workflow
    shutil.copytree(share / "awx-41", tmp_path / "awx-41")
    shutil.rmtree(tmp_path / "awx-41" / "slice-45")
    merged = jobs["controller"].job("merge.yml", 60, compliance_run_id="awx-41", audit_share=str(tmp_path))
    assert merged.status == "failed"
    assert report(tmp_path / "awx-41" / "merged")["summary"]["hosts"] == {"expected": 12, "read": 8, "not_read": 4}


def test_slices_alone_are_one_run_too(workflow):
    """A sliced template that is launched without the workflow: what the slices have in common is their own workflow."""
    jobs, _share, one = workflow
    alone = jobs["controller"].job("audit.yml", 61, awx_workflow_job_id=59, audit_share=str(one))
    assert alone.artifacts["compliance_reports"]["json"] == str(one / "awx-59" / "slice-61" / "report.json")
