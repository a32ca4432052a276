# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a run that are damaged or another run's, folders that can't be written: reports are whole or as before."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tests.integration.audits import AUDIT, LIMITS, MERGE, REPORTS, case, extra, failure, files, findings, play, report
from tests.integration.playbooks import module, run_plays
from tests.simulator import Device, Fleet, serve

FLEET = Fleet.of(Device("one", ptp=0), Device("two", "meinbergos", ptp=0), base="127.68.0.1")
RUN = "r"


def edit(path: Path, **changes) -> None:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), encoding="utf-8")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


DAMAGED = {
    "results cut short": (lambda folder: cut(folder / "results" / "one.json"), ("one.json", "cut short")),
    "manifest cut short": (lambda folder: cut(folder / "run-r.json"), ("run-r.json", "cut short")),
    "manifest of another run": (
        lambda folder: (folder / "run-r.json").rename(folder / "run-s.json"),
        ("there is no file run-r.json of the run 'r'",),
    ),
}
"""What is done to a run's folder, and what the message of its merge has."""


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A running fleet, and the folder of an audit of it."""
    root = tmp_path_factory.mktemp("files")
    with serve(FLEET, at=datetime.now(timezone.utc)) as running:
        variables = {
            "compliance_run_id": RUN,
            "compliance_report_dir": str(root / "sound"),
            "compliance_params": LIMITS,
        }
        run = run_plays(root, running, AUDIT, arguments=extra(**variables))
        assert run.code == 0, run.output
        yield running, root


@pytest.fixture(scope="module")
def merged(audited):
    """A task that merges for each case, named like it."""
    running, root = audited
    sound = root / "sound"
    for name, (damage, _words) in DAMAGED.items():
        shutil.copytree(sound, root / name)
        damage(root / name)
    for name in ("another's", "copy", "contradiction"):
        shutil.copytree(sound, root / name)
    edit(root / "another's" / "results" / "one.json", run_id="s")
    edit(root / "contradiction" / "results" / "two.json", gathered_at="2026-01-01T00:00:00Z")
    options = {
        **{name: {"report_dir": str(root / name)} for name in [*DAMAGED, "another's"]},
        "copy": {"report_dir": str(root / "of copies"), "sources": [str(sound), str(root / "copy")]},
        "contradiction": {"report_dir": str(root / "copy"), "sources": [str(sound), str(root / "contradiction")]},
        "folder": {"report_dir": str(root / "inventory.json" / "x"), "sources": [str(sound)]},
    }
    before = {host: device.connections for host, device in running.devices.items()}
    tasks = [
        module("compliance_report", own | {"run_id": RUN}, name=name, run_once=True) for name, own in options.items()
    ]
    run = run_plays(root, running, play(*tasks, ignore_errors=True))
    assert {host: device.connections for host, device in running.devices.items()} == before
    return run, root


def message(run, name: str) -> str:
    (done,) = run[name].values()
    assert done.outcome == "failed", done.result
    assert len(done.result["msg"].splitlines()) == 1
    return done.result["msg"]


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_and_the_report_stays(merged, name):
    run, root = merged
    said = message(run, name)
    assert all(word in said for word in DAMAGED[name][1]), said
    for file in REPORTS:
        assert (root / name / file).read_bytes() == (root / "sound" / file).read_bytes()


def test_a_merge_of_no_run_says_what_to_give(audited, tmp_path):
    run = run_plays(tmp_path, audited[0], MERGE)
    told = "run_id is empty; give the id of the run to report, as with -e compliance_run_id=ID"
    assert message(run, "Write the reports") == told


def test_a_file_of_another_run_counts_as_not_read(merged):
    _run, root = merged
    content = report(root / "another's")
    assert findings(content) >= {("one", "device-readable", None)}
    assert content["summary"]["hosts"] == {"expected": 2, "read": 1, "not_read": 1}


def test_the_same_host_twice(merged):
    run, root = merged
    assert "two has results of the run 'r' in two folders, and they differ" in message(run, "contradiction")
    assert report(root / "copy") == report(root / "sound")


def test_the_same_files_twice_give_the_same_bytes(merged):
    _run, root = merged
    again = files(root / "of copies")
    assert sorted(again) == REPORTS
    assert {name: content for name, content in files(root / "sound").items() if name in again} == again


def test_a_folder_that_cannot_be_written(merged):
    assert "Not a directory" in message(merged[0], "folder")


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A folder that soon has no room left; skips where the system does not let us mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(folder)]
    mount = shutil.which("mount") and subprocess.run(command, capture_output=True, text=True, check=False)
    if not mount or mount.returncode:
        pytest.skip(f"a file system can't be mounted here: {mount.stderr.strip() if mount else 'no mount'}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(audited):
    """Facts that find no room end the audit; so do reports, and the old one is as it was."""
    running, root = audited
    with small_disk(root / "small") as disk:
        (disk / "report.html").write_text("old")
        merge = {"report_dir": str(disk), "run_id": RUN, "sources": [str(root / "sound")]}
        tasks = [module("compliance_report", merge, name="merge", run_once=True, ignore_errors=True)]
        tasks.append(case("audit", compliance_report_dir=str(disk), compliance_run_id=RUN))
        run = run_plays(root / "disk", running, play(*tasks))
        left = files(disk)
    assert message(run, "merge") == f"{disk}/report.html cannot be written: No space left on device"
    task, said = failure(run, "audit")
    assert task == "Read every device of the batch"
    assert said.startswith("facts_dir: ")
    assert said.endswith("No space left on device")
    assert left["report.html"] == b"old"
    assert "run-r.json" in left
    assert not [name for name in left if Path(name).name.startswith(".")]


def test_two_audits_of_one_play_in_one_folder(audited):
    """The second one asks for something else; it must not go by what the first one was asked for."""
    running, root = audited
    cases = [case(name, compliance_profiles=[name], compliance_params={}) for name in ("gnss", "hardening")]
    run = run_plays(root / "twice", running, play(*cases))
    assert failure(run, "gnss")[0] is None
    assert "hardening" in run.tasks
    assert list(report(root / "twice" / "compliance-reports")["run"]["profiles"]) == ["hardening"]
