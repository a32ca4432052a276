# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/facts.md and the README's summary are what the documentation and the adapters' tables make of them."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.registry import BY_NAME
from tests.tooling import facts_page
from tests.tooling.facts_page import SYSTEMS, evidence, facts, merged

LEAVES = {fact.name for fact in facts() if fact.leaf}
REFRESH = "run: make docs-facts"
NEVER_READ = {"ntp.system.wander_ppm"}


def test_the_page_is_up_to_date():
    assert facts_page.PAGE.read_text(encoding="utf-8") == facts_page.page(), REFRESH


def test_the_summary_of_the_readme_is_up_to_date():
    readme = facts_page.README.read_text(encoding="utf-8")
    assert facts_page.BEGIN in readme
    assert readme == facts_page.with_summary(readme), REFRESH


def test_every_fact_is_read_from_at_least_one_system():
    read = set().union(*(evidence(system) for system in SYSTEMS))
    assert LEAVES - read == NEVER_READ | set(facts_page.SET_BY_US)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_rows_beside_the_tables_fit_them(system):
    adapter = BY_NAME[system]
    fields = {f"{table.fact}.{field.fact}": field for table in adapter.TABLES for field in table.fields}
    beside = {row.fact for row in (*adapter.COMPUTED, *adapter.NAMED)}
    assert fields.keys() - LEAVES == {name for name, field in fields.items() if field.feeds is not None}
    assert not beside & fields.keys()
    assert beside <= LEAVES
    assert len(beside) == len(adapter.COMPUTED) + len(adapter.NAMED)
    assert set(evidence(system)) <= LEAVES


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_tier_is_known(system):
    assert {tier for found in evidence(system).values() for _place, tier in found} <= set("ABC")


def test_fields_of_both_systems_are_as_sure_as_the_weaker_of_field_and_table():
    assert {tier for _place, tier in evidence("ltos")["ptp.instances.alias"]} == {"C"}
    assert {tier for _place, tier in evidence("meinbergos")["ptp.instances.alias"]} == {"A"}
    assert {tier for _place, tier in evidence("meinbergos")["ptp.instances.unicast_clients"]} == {"C"}


def test_places_that_differ_in_one_name_are_merged():
    assert merged(["p#/a/x", "p#/b/x", "p#/b/y", "q#/z", "p#/a/x"]) == ["p#/{a,b}/x", "p#/b/y", "q#/z"]
