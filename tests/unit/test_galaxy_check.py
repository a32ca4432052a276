# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``make galaxy-check`` makes of the importer's log, and ``make release`` of a checkout."""

from __future__ import annotations

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.module_utils.client import USER_AGENT
from ansible_collections.timesync.meinberg.plugins.module_utils.version import VERSION
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.version import collection_version
from tests.tooling import release
from tests.tooling.galaxy_check import STEPS, complaints
from tests.tooling.tree import ROOT

CLEAN = [
    "Importing with galaxy-importer 0.4.44",
    STEPS[0],
    "Loading module_utils errors",
    "Linting module_utils errors via flake8...",
    STEPS[2],
    "Importer processing completed successfully",
]


def test_a_clean_log_gives_nothing():
    assert complaints("\n".join(CLEAN)) == []


@pytest.mark.parametrize(
    "line",
    [
        "WARNING: plugins/modules/x.py:1:1: E203 whitespace before ':'",
        "ERROR: The import failed for the following reason: no",
        "ansible-lint not found, skipping lint of collection",
        "Traceback (most recent call last):",
    ],
)
def test_warnings_and_errors_are_found(line):
    assert complaints("\n".join([*CLEAN, line])) == [line]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_is_left_out_is_found(step):
    (found,) = complaints("\n".join(line for line in CLEAN if step not in line))
    assert found.endswith(step)


def set_version(root, version):
    """Give a checkout a version, in its metadata and in its code."""
    (root / "galaxy.yml").write_text(f"version: {version}\n")
    (root / release.VERSION_FILE).parent.mkdir(parents=True, exist_ok=True)
    (root / release.VERSION_FILE).write_text(f'VERSION = "{version}"\n')


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "changelogs" / "fragments").mkdir(parents=True)
    (tmp_path / "changelogs" / "fragments" / ".keep").touch()
    (tmp_path / "changelogs" / "changelog.yaml").write_text("releases: {1.2.3: {}}\n")
    (tmp_path / "CHANGELOG.rst").write_text("Notes\n\nv1.2.3\n======\n")
    set_version(tmp_path, "1.2.3")
    return tmp_path


@pytest.mark.parametrize("tag", ["", "1.2.3", "v1.2.3"])
def test_a_checkout_is_fit_for_release(checkout, tag):
    assert release.problems(checkout, tag) == []


def test_the_tag_must_be_that_of_the_version(checkout):
    assert release.problems(checkout, "v1.2.4") == ["The tag is v1.2.4, the version in galaxy.yml is 1.2.3."]


def test_the_changelog_must_have_the_version(checkout):
    set_version(checkout, "1.3.0")
    assert [sentence.split()[0] for sentence in release.problems(checkout, "")] == [
        "changelogs/changelog.yaml",
        "CHANGELOG.rst",
    ]


def test_no_fragment_may_wait(checkout):
    (checkout / "changelogs" / "fragments" / "7.yml").touch()
    assert release.problems(checkout, "") == ["Fragments are in no release yet: 7.yml."]


@pytest.mark.parametrize(("source", "found"), [('VERSION = "1.2.2"\n', "1.2.2"), ("OTHER = 1\n", None)])
def test_the_code_must_have_the_version(checkout, source, found):
    (checkout / release.VERSION_FILE).write_text(source)
    assert release.problems(checkout, "") == [
        f"plugins/module_utils/version.py has the version {found}, galaxy.yml 1.2.3."
    ]


def test_this_checkout_has_one_version():
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["version"]
    assert version == VERSION == collection_version()
    assert f"timesync.meinberg/{version}" == USER_AGENT
