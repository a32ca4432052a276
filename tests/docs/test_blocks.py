# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command, playbook and file of the documentation does what it says, in the hands of a reader."""

from __future__ import annotations

import pytest

from tests.docs import blocks, errors
from tests.docs.kinds import kind
from tests.docs.reader import STEPS, Reader
from tests.docs.world import World
from tests.tooling.debian import Unavailable

PAGES = {name: blocks.of_page(name) for name in blocks.pages()}
ALL = [block for of_page in PAGES.values() for block in of_page]
RUN = [block for block in ALL if not block.not_run]
EXCUSED = [block for block in ALL if block.not_run]
MOST_EXCUSES = 2


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """The devices that the pages speak of; skipped, with the reason, where there can be none."""
    try:
        with World(tmp_path_factory.mktemp("world"), errors.addresses()) as running:
            yield running
    except Unavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def read(world, tmp_path_factory):
    """Reads a page, once."""
    done: dict[str, dict[str, str]] = {}

    def reading(name: str) -> dict[str, str]:
        if name not in done:
            folder = tmp_path_factory.mktemp("reader") / "checkout"
            done[name] = Reader(world, folder, PAGES[name]).read()
        return done[name]

    return reading


@pytest.mark.parametrize("block", RUN, ids=lambda block: block.place)
def test_a_block_does_what_it_says(read, block):
    wrong = read(block.page)[block.place]
    if wrong:
        pytest.fail(wrong, pytrace=False)


def test_every_block_is_run_or_says_why_not():
    assert len(RUN) > 40
    assert {kind(block) for block in RUN} == set(STEPS)
    assert len(EXCUSED) <= MOST_EXCUSES, [block.place for block in EXCUSED]
