# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/evidence.md is what the adapters' tables make of it, and asks about paths that there are."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.registry import BY_NAME
from tests.tooling import evidence_page
from tests.tooling.evidence_page import QUESTIONS, named, places
from tests.tooling.facts_page import evidence


def test_the_page_is_up_to_date():
    assert evidence_page.PAGE.read_text(encoding="utf-8") == evidence_page.page(), "run: make docs-facts"


def test_questions_are_about_the_paths_that_are_read():
    assert set(QUESTIONS) == {path for system in BY_NAME for path in places(system)}


@pytest.mark.parametrize("system", BY_NAME)
def test_every_tier_of_a_place_is_explained(system):
    assert {tier for rows in places(system).values() for _at, tier in rows} == set(BY_NAME[system].KNOWN_BY)


@pytest.mark.parametrize("system", BY_NAME)
def test_no_fact_that_is_read_is_left_out(system):
    read = {fact for fact, found in evidence(system).items() if any("#" in place for place, _tier in found)}
    assert read <= {fact for rows in places(system).values() for facts in rows.values() for fact in facts}


def test_many_facts_of_one_beginning_are_one():
    assert named(["status.sync.state", "status.sync.holdover.active"]) == "`status.sync`: `state`, `holdover.active`"
    assert named(f"ptp.instances.ports.{letter}" for letter in "abcdefghi") == "`ptp.instances`: `ports.*` (9)"
    assert named(["device.model", "ntp.running"]) == "`device`: `model`; `ntp`: `running`"
