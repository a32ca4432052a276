# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as Ansible's own commands see it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tooling import tarball
from tests.tooling.tree import ROOT, files

MODULES = sorted(Path(name).stem for name in files() if name.startswith("plugins/modules/") and name.endswith(".py"))


def ansible_doc(*arguments: str) -> dict:
    command = [Path(sys.executable).with_name("ansible-doc"), "--json", "--type", "module", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_ansible_finds_every_module():
    assert sorted(ansible_doc("--list", "timesync.meinberg")) == [f"timesync.meinberg.{name}" for name in MODULES]


@pytest.mark.parametrize("name", MODULES)
def test_the_documentation_renders(name):
    page = ansible_doc(f"timesync.meinberg.{name}")[f"timesync.meinberg.{name}"]
    assert page["doc"]["short_description"]
    assert page["examples"].strip()
    assert page["return"]


def test_the_tarball_holds_the_collection_and_nothing_else(tmp_path):
    assert tarball.check(tarball.build(tmp_path)) == []
