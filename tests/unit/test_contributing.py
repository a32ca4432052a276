# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CONTRIBUTING.md names targets of make, files and names in them that there are, and leaves no target out."""

from __future__ import annotations

import re

import pytest

from tests.tooling.tree import ROOT
from tests.unit.support.pages import TARGETS, exists, targets

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SPANS = re.findall(r"`([^`\n]+)`", BLOCK.sub("", PAGE))
COMMANDS = [*SPANS, *(line.partition(" #")[0] for block in BLOCK.findall(PAGE) for line in block.splitlines())]
PLACES = sorted({span for span in SPANS if re.fullmatch(r"\.?[\w.-]+(/[\w.-]*)+|[\w-]+\.(?:yml|toml|rst|md)", span)})
MADE = ("build/", ".venv/", "changelogs/fragments/", "data/")
"""What is not there in a checkout, or only as an example."""

NO_CHECKS = {"help", "test", "clean", "distclean", "forget", "build", "demo", "bench", "docs-screenshots"}
"""Targets that the page need not explain."""


@pytest.mark.parametrize("name", [place for place in PLACES if not place.startswith(MADE)])
def test_what_the_page_names_exists(name):
    assert exists(name)


def test_links_lead_to_files():
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", PAGE)]
    assert links
    assert [link for link in links if not exists(link)] == []


def test_the_page_names_targets_that_there_are_and_explains_all_that_check_or_write():
    named = {target for command in COMMANDS for target in targets(command)}
    assert named <= TARGETS
    assert named >= TARGETS - NO_CHECKS


def test_names_in_files_are_there():
    """Such as: in `FAULTS` of `tests/simulator/faults.py`."""
    told = re.findall(r"`([A-Z]+)`\s+of\s+`([^`]+\.py)`", PAGE)
    assert len(told) > 3
    for name, file in told:
        assert re.search(rf"^{name}\b", (ROOT / file).read_text("utf-8"), re.MULTILINE), (name, file)


def test_targets_are_found_in_commands():
    assert targets('make unit PYTEST_ARGS="-k x"') == ["unit"]
    assert targets("TAG=v1 make unit release") == ["unit", "release"]
    assert targets("FUZZ_SECONDS=60 make fuzz") == ["fuzz"]
    assert targets("pytest tests/unit") == []
