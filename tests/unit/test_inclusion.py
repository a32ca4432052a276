# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules for the Ansible package ask for, and docs/inclusion.md says of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tests.tooling.tree import ROOT
from tests.unit.support.pages import FILES, TARGETS, exists

README = (ROOT / "README.md").read_text("utf-8")
PAGE = (ROOT / "docs" / "inclusion.md").read_text("utf-8")
CELLS = re.findall(r"^\| (.+?) \|(.*?)\| (.+?) \|$", PAGE, re.MULTILINE)
ROWS = [row for row in CELLS if row[2] not in ("state", "---")]
WORKFLOWS = [name for name in FILES if name.startswith(".github/workflows/")]
FOLDERS = {"action", "doc_fragments", "filter", "lookup", "module_utils", "modules", "plugin_utils", "test"}
SECTIONS = {
    "Included content",
    "External requirements",
    "Install",
    "Using this collection",
    "Tested versions",
    "Release notes",
    "Support",
    "Communication",
    "Code of conduct",
    "Contributing",
    "Licensing",
}
RUN_ALONE = re.compile(r"make ([a-z-]+)")


def test_the_page_has_rows():
    assert len(ROWS) > 30


@pytest.mark.parametrize(("asked", "where", "state"), ROWS)
def test_what_the_page_names_exists(asked, where, state):
    named = re.findall(r"`([^`]+)`", where)
    assert where.strip() == ", ".join(f"`{name}`" for name in named), "more than files and targets"
    for name in named:
        if name.startswith("make "):
            assert name.removeprefix("make ") in TARGETS, name
        else:
            assert exists(name), name
    assert state == "met" or state.startswith("not yet")


def test_the_readme_has_its_sections():
    assert set(re.findall(r"^## (.+)$", README, re.MULTILINE)) >= SECTIONS


def test_the_readme_names_the_python_libraries_once_and_as_they_are():
    lines = (ROOT / "meta" / "ee-requirements.txt").read_text("utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.startswith("#")]
    (command,) = re.findall(r"pip install (.*)", README)
    assert sorted(re.findall(r"'([^']+)'", command)) == sorted(map(str, wanted))
    for requirement in wanted:
        assert {bound.operator for bound in requirement.specifier} == {">="}


def test_plugins_stand_in_folders_that_ansible_knows():
    assert {Path(name).parts[1] for name in FILES if name.startswith("plugins/")} <= FOLDERS


def test_plugins_are_under_the_gpl():
    for name in FILES:
        if name.startswith("plugins/") and name.endswith(".py"):
            source = (ROOT / name).read_text("utf-8")
            assert not source or "# SPDX-License-Identifier: GPL-3.0-or-later\n" in source, name


def test_the_changelog_names_every_module_of_its_release():
    releases = yaml.safe_load((ROOT / "changelogs" / "changelog.yaml").read_text("utf-8"))["releases"]
    told = {(version, one["name"]) for version, content in releases.items() for one in content.get("modules", ())}
    added = set()
    for name in FILES:
        if re.fullmatch(r"plugins/modules/\w+\.py", name):
            (version,) = re.findall(r"^version_added: (\S+)$", (ROOT / name).read_text("utf-8"), re.MULTILINE)
            added.add((version, Path(name).stem))
    assert {one for one in added if one[0] in releases} == told


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_run_targets_of_make_and_nothing_else(name):
    for job in yaml.safe_load((ROOT / name).read_text("utf-8"))["jobs"].values():
        for step in job.get("steps", ()):
            if "run" in step:
                assert RUN_ALONE.fullmatch(step["run"]), step
                assert RUN_ALONE.fullmatch(step["run"])[1] in TARGETS, step
