# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A library that is missing is one sentence for the person who can install it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import LibraryError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance import libraries
from tests.tooling.tree import ROOT

GATE = "compliance_gate: {gate: {passes: true, lines: [], headline: fine}}"
STEPS = ("compliance_plan: {report_dir: x}", "compliance_report: {report_dir: x, run_id: y}", GATE)


def test_what_is_installed_will_do():
    libraries.require_libraries()


def test_a_library_that_cannot_be_imported_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "jmespath", None)
    with pytest.raises(LibraryError, match="The Python library jmespath is missing"):
        libraries.require_libraries()


@pytest.mark.parametrize(
    ("found", "trouble"), [(None, "is missing"), ("1.0.0", "has version 1.0.0, older than 1.0.1,")]
)
def test_the_sentence_names_the_library_the_interpreter_and_the_command(monkeypatch, found, trouble):
    monkeypatch.setattr(libraries, "_version", lambda name: found if name == "jmespath" else "99")
    with pytest.raises(LibraryError) as caught:
        libraries.require_libraries()
    assert str(caught.value) == (
        f"The Python library jmespath {trouble} for {sys.executable}: "
        f"install it with {sys.executable} -m pip install 'jmespath>=1.0.1'"
    )


def test_the_requirements_of_execution_environments_say_the_same():
    written = dict(re.findall(r"^(\w+)>=([\d.]+)$", (ROOT / "meta" / "ee-requirements.txt").read_text("utf-8"), re.M))
    assert {name: written[name] for name in libraries.OLDEST} == {
        name: ".".join(map(str, oldest)) for name, oldest in libraries.OLDEST.items()
    }


@pytest.mark.parametrize("library", libraries.OLDEST)
@pytest.mark.parametrize("step", STEPS)
def test_a_task_fails_with_that_sentence_and_no_traceback(tmp_path, library, step):
    (tmp_path / f"{library}.py").write_text("raise ImportError('not here')\n")
    done = _play(tmp_path, step)
    assert done.returncode == 2
    said = re.sub(r"\s+", " ", done.stdout)
    assert f"The Python library {library} is missing for " in said
    assert f"-m pip install '{library}>=" in said
    assert "Traceback" not in said


def _play(folder: Path, step: str) -> subprocess.CompletedProcess:
    playbook = folder / "play.yml"
    playbook.write_text(f"- {{hosts: localhost, gather_facts: false, tasks: [{{timesync.meinberg.{step}}}]}}\n")
    environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(folder)}
    environment |= {"ANSIBLE_COLLECTIONS_PATH": str(ROOT / "build")}
    command = [Path(sys.executable).with_name("ansible-playbook"), "-i", "localhost,", "-vvv", playbook]
    return subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
