# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of computed facts: each row names facts that exist, and nothing is computed twice or from nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts import derive as module
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts import wire
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import (
    GIVEN,
    PARAMS,
    QUANTITIES,
    Derived,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.known_facts import known_facts
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.leap_seconds import BUILT_IN
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.provenance import (
    fact_behind,
    is_computed,
    origins,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.ptp_plan import JUDGED
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.quantity import Quantity, value_at
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.wire_facts import OBSERVATIONS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load, shipped
from tests.simulator import Device
from tests.unit.support.gathered import gathered
from tests.unit.support.probes import ADDRESS, heard, listened, ntp_answer, probe

PARAMETERS = {
    "site_position": [48.0, 16.0], "holdover_limit_ns": 1000, "expected_outputs": [{"id": "pps-1"}],
    "max_clock_difference_ms": 2000, "leap_second_expected": None, "tai_utc_offset_s": None, "utc_offset_s": None,
    "leap_list": BUILT_IN,
}  # fmt: skip
ROWS = [*QUANTITIES, JUDGED]
EMPTY_RECORDS = {
    "certificate": {"days_left": None, "lifetime_days": None}, "memory": {"free_percent": None},
    "leap": dict.fromkeys(
        ("due", "date", "kind", "month_ends_today", "tai_offset_s", "receiver", "ntp", "ptp")
    ),
    "ntp_reference": {"follows": None, "signal": None, "available": None},
}  # fmt: skip


def exists(fact: str) -> bool:
    """Whether a fact is known; of ``http`` the names are not."""
    found: object = known_facts()
    for step in fact.split("."):
        found = found[0] if isinstance(found, list) else found
        if not isinstance(found, dict):
            return fact.startswith("http.")
        if step not in found:
            return False
        found = found[step]
    return True


def test_no_name_is_taken_twice():
    names = [row.name for row in ROWS] + [f"wire.{row.name}" for row in OBSERVATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_names_facts_that_exist_and_its_source(row):
    own = [fact for facts in row.parts.values() for fact in facts]
    named = [*row.inputs, *row.optional, *own, *row.embeds.values()]
    assert row.inputs
    assert [fact for fact in named if not exists(fact)] == []
    assert row.source


@pytest.mark.parametrize("row", QUANTITIES, ids=lambda row: row.name)
def test_of_nulls_null_is_computed(row):
    given = [None] * len(row.inputs + row.optional)
    named = [*(PARAMETERS[name] for name in row.params), *(1e6 for _name in row.of_host)]
    assert row.compute(*given, *named) == EMPTY_RECORDS.get(row.name)
    assert row.value({}, PARAMETERS) == EMPTY_RECORDS.get(row.name)


@pytest.mark.parametrize("row", [row for row in QUANTITIES if row.embeds or row.parts], ids=lambda row: row.name)
def test_the_members_that_a_row_names_are_members(row):
    records = row.value(gathered(Device("x", "meinbergos", ptp=1)), PARAMETERS)
    assert records
    assert {*row.embeds, *row.parts} <= records[0].keys()
    assert not row.embeds.keys() & row.without_embedded(records)[0].keys()


def test_the_parameters_are_those_of_shipped_profiles():
    assert set(PARAMS) == set(PARAMETERS)
    assert set(PARAMS) - set(GIVEN) <= {name for profile in shipped() for name in load(profile).params}


def test_a_row_gives_its_computation_what_it_names_and_nothing_else():
    row = Quantity("x", ("a.b", "list.n"), lambda *given: given, "a standard", optional=("c",), params=("limit",))
    facts = {"a": {"b": 1, "z": 9}, "list": [{"n": 2}, {}, None], "c": 3, "d": 4}
    assert row.value(facts, {"limit": 5, "other": 6}) == (1, [2, None, None], 3, 5)
    assert row.value({}, {}) == (None, None, None, None)
    row = replace(row, of_host=("common",))
    assert row.value(facts, {"limit": 5, "common": 6}, {"common": 7}) == (1, [2, None, None], 3, 5, 7)


@pytest.mark.parametrize(
    ("facts", "found"), [({"a": None}, None), ({"a": 1}, None), ({"a": []}, []), ({"a": [{"b": [1]}]}, [[1]])]
)
def test_below_a_list_a_fact_is_what_its_members_have(facts, found):
    assert value_at(facts, "a.b") == found


def counted(monkeypatch) -> Counter:
    """The computations from now on, by the name of the quantity."""
    calls: Counter = Counter()

    def counting(row: Quantity) -> Quantity:
        def compute(*given: object) -> object:
            calls[row.name] += 1
            return row.compute(*given)

        return replace(row, compute=compute)

    monkeypatch.setattr(module, "QUANTITIES", tuple(map(counting, QUANTITIES)))
    return calls


BY_LIMIT = {"holdover_hours_to_limit": 3, "holdover_limit_ns": 3}


def test_each_quantity_is_computed_once_for_each_set_of_its_parameters(monkeypatch):
    calls = counted(monkeypatch)
    derived = Derived(gathered(Device("x")))
    limits = {"one": 1000, "same": 1000, "other": 2000, "none": None}
    profiles = {name: {"holdover_limit_ns": limit, "of_no_quantity": name} for name, limit in limits.items()}
    found = {name: derived.values(params) for name, params in profiles.items()}
    derived.common()
    derived.stored(profiles)
    assert calls == {**dict.fromkeys((row.name for row in QUANTITIES), 1), **BY_LIMIT}
    assert found["one"] == found["same"]
    assert found["one"]["holdover_hours_to_limit"] != found["other"]["holdover_hours_to_limit"]


def test_what_is_stored_has_each_value_once_and_no_copy_of_a_fact():
    facts = gathered(Device("x", model="M3000"))
    derived = Derived(facts)
    profiles = {"a": {}, "b": {"holdover_limit_ns": 1000}, "c": {"other": 1}}
    stored = derived.stored(profiles)
    assert list(stored["common"]) == [row.name for row in QUANTITIES if not row.params]
    assert [entry["profiles"] for entry in stored["by_params"]] == [["a", "c"], ["b"]]
    for entry in stored["by_params"]:
        assert list(entry["values"]) == [row.name for row in QUANTITIES if row.params]
    assert stored["common"]["root_distance_ns"] == derived.values({})["root_distance_ns"]
    hours = [entry["values"]["holdover_hours_to_limit"] for entry in stored["by_params"]]
    assert hours == [None, derived.values(profiles["b"])["holdover_hours_to_limit"]]
    assert stored["common"]["ptp"]
    assert all("instance" not in one for one in stored["common"]["ptp"])
    assert all("receiver" not in one for one in stored["by_params"][0]["values"]["receivers"])


def test_what_probes_find_is_what_their_table_has():
    facts = gathered(Device("x", model="M3000", ptp=1))
    (instance,) = facts["ptp"]["instances"]
    probes = [probe(ntp_answer(facts), listened(heard(instance)))]
    found = wire.of_device(facts, Derived(facts).common(), {"ntp_address": ADDRESS}, probes, {})
    assert found["ptp"][0]["hearings"]
    assert leaves(found) == {row.name for row in OBSERVATIONS}
    assert leaves(known_facts()["wire"]) == {row.name for row in OBSERVATIONS}


def leaves(found: object, place: str = "") -> set[str]:
    if isinstance(found, dict):
        return {leaf for name, member in found.items() for leaf in leaves(member, f"{place}.{name}".lstrip("."))}
    return {leaf for one in found for leaf in leaves(one, place)} if isinstance(found, list) else {place}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_stands_for_a_fact_is_that_fact(row):
    for member, fact in row.embeds.items():
        place = f"{'' if row is JUDGED else 'derived.'}{row.name}.{member}".rstrip(".")
        assert fact_behind(f"{place}.any.thing") == f"{fact}.any.thing"
        assert fact_behind(f"{place}_x") != f"{fact}_x"


@pytest.mark.parametrize(("fact", "computed"), [("derived.x", True), ("wire.ntp", True), ("derivedx", False)])
def test_which_facts_are_computed(fact, computed):
    assert is_computed(fact) is computed


def test_the_facts_behind_follow_from_the_rows():
    for row in QUANTITIES:
        assert origins(f"derived.{row.name}") == row.inputs
        assert origins(f"derived.{row.name}.any") == row.inputs
    for row in OBSERVATIONS:
        assert origins(f"wire.{row.name}") == row.compared
