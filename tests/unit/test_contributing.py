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
SPAN = re.compile(r"`([^`\n]+)`")
SPANS = SPAN.findall(BLOCK.sub("", PAGE))
COMMANDS = [*SPANS, *(line.partition(" #")[0] for block in BLOCK.findall(PAGE) for line in block.splitlines())]
PLACE = re.compile(r"\.?[\w.-]+(/[\w.-]*)+|[\w-]+\.(?:yml|toml|rst|md)")
PARTS = (part.partition("\n") for part in re.split(r"^## ", BLOCK.sub("", PAGE), flags=re.MULTILINE))
SECTIONS = {heading: text for heading, _newline, text in PARTS}
JOURNEYS = [heading for heading in SECTIONS if heading.endswith("'s journey")]


def base(section: str) -> str:
    """Return the folder in which the paths of a section start; the checkout's own where the section names none."""
    named = re.search(r"Paths are below `([^`]+)`", section)
    return named[1] if named else ""


def places(section: str) -> set[str]:
    """Return the paths that a section names, from the checkout's folder."""
    folder = base(section)
    found = {span for span in SPAN.findall(section) if PLACE.fullmatch(span)}
    return {span if span == folder else f"{folder}{span}" for span in found}


PLACES = sorted(set().union(*map(places, SECTIONS.values())))
MADE = ("build/", ".venv/", "changelogs/fragments/", "data/")
"""What is not there in a checkout, or only as an example."""

NO_CHECKS = {"help", "test", "clean", "distclean", "forget", "build", "demo", "bench", "docs-screenshots"}
"""Targets that the page need not explain."""


@pytest.mark.parametrize("name", [place for place in PLACES if not place.startswith(MADE)])
def test_what_the_page_names_exists(name):
    assert exists(name)


def steps(heading: str) -> list[str]:
    """Return the numbered steps of a section."""
    return re.findall(r"^\d+\. (?:.+\n)+?(?=\d+\. |\n|\Z)", SECTIONS[heading], re.MULTILINE)


@pytest.mark.parametrize(("heading", "step"), [(heading, step) for heading in JOURNEYS for step in steps(heading)])
def test_a_step_of_a_journey_names_what_its_files_have(heading, step):
    """Such as ``Report`` in the file that makes one; paths with a placeholder are those of a run."""
    folder = base(SECTIONS[heading])
    spans = [span for span in SPAN.findall(step) if "<" not in span and not targets(span)]
    files = [span for span in spans if PLACE.fullmatch(span)]
    text = "\n".join((ROOT / f"{folder}{file}").read_text("utf-8") for file in files)
    assert files
    words = [word for span in spans if span not in files for word in span.split(".")]
    assert [word for word in words if not re.search(rf"\b{re.escape(word)}\b", text)] == []


def test_the_page_has_both_journeys():
    assert JOURNEYS == ["A fact's journey", "A rule's journey"]
    assert all(len(steps(heading)) > 5 for heading in JOURNEYS)


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
