# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every path in every rule of the shipped profiles leads to a fact or to a derived quantity."""

from __future__ import annotations

from functools import cache

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import DEVICE, FACETS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import QUANTITIES, derive
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.known_facts import on_wire
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.outputs_plan import OUTPUT_KEYS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.ptp_plan import JUDGED
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.wire_facts import OBSERVATIONS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load, shipped
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.rule import Rule
from tests.simulator import Device
from tests.unit.support.gathered import gathered
from tests.unit.support.shape_walk import dead_ends, shape_of

PARAMS = {"site_position": [48.0, 16.0], "holdover_limit_ns": 1000, "expected_outputs": [{"id": "pps-1"}]}


@cache
def root() -> dict:
    """The shape of what rules see: the facts', and what two devices, one of each system, give for what is derived."""
    devices = [gathered(Device("x", model="M3000")), gathered(Device("x", "meinbergos"))]
    derived = shape_of(*(derive(facts, PARAMS) for facts in devices))
    (instance,) = FACETS["ptp"]["instances"]
    derived["receivers"][0]["receiver"] = FACETS["status"]["receivers"][0]
    derived["expected_outputs"][0]["output"] = FACETS["outputs"][0]
    derived["ptp"][0]["instance"] = instance
    planned = shape_of(*(JUDGED.value(facts, {"ptp_plan": [], "profile": ""}) for facts in devices))
    planned[0]["instance"] = instance
    http = shape_of(*(facts["http"] for facts in devices))
    probed = shape_of(on_wire())
    return {"device": DEVICE, "http": http, **FACETS, "derived": derived, "ptp_judged": planned, "wire": probed}


@pytest.mark.parametrize("profile", shipped())
def test_every_path_leads_somewhere(profile):
    lost = {rule.id: dead_ends(rule, root()) for rule in load(profile).rules}
    assert not {rule: paths for rule, paths in lost.items() if paths}


@pytest.mark.parametrize(
    "typo",
    [
        {"value": "status.sync.stat"},
        {"value": "status.sync.state", "when": [{"value": "ntp.runing", "equals": True}]},
        {"each": "status.reciever", "value": "id"},
        {"each": "status.receivers", "value": "satelites.used"},
        {"each": "status.receivers", "value": "id", "label": "nam"},
        {"each": "status.receivers", "value": "id", "where": [{"value": "knd", "equals": "gnss"}]},
        {"each": "status.receivers", "value": "/status.sync.stat"},
        {"each": ["ptp.instances", "port"], "value": "state"},
        {"each": ["ptp.instances", "ports"], "value": "^.alia"},
        {"each": "derived.receivers", "value": "receiver.antena.connected"},
        {"value": "derived.root_distanc_ns"},
        {"value": "length(ntp.asociations)"},
        {"value": "status.sync.state", "expect": {"equals": {"fact": "status.sync.sorce"}}},
    ],
)
def test_a_typo_is_found(typo):
    written = dict.fromkeys(("title", "severity", "basis", "source", "remedy"), "any")
    assert dead_ends(Rule.compile({"id": "any", "expect": {"equals": 1}, **written, **typo}, "any"), root())


def test_every_derived_quantity_names_its_sources():
    assert [one.name for one in QUANTITIES] == list(derive({}, {}))
    assert [one.name for one in QUANTITIES if not (one.inputs and one.source)] == []


@pytest.mark.parametrize("row", [*QUANTITIES, JUDGED], ids=lambda row: row.name)
def test_what_a_derived_quantity_is_made_of_are_facts(row):
    parts = [fact for facts in row.parts.values() for fact in facts]
    for fact in {*row.inputs, *row.optional, *parts, *row.embeds.values()} - {"gathered_at"}:
        assert_is_fact(fact)


@pytest.mark.parametrize("row", OBSERVATIONS, ids=lambda row: row.name)
def test_what_probes_find_is_compared_with_facts(row):
    assert row.source
    for fact in row.compared:
        assert_is_fact(fact)


def assert_is_fact(fact: str) -> None:
    *above, name = fact.split(".")
    holder = root()
    for step in above:
        holder = holder[0] if isinstance(holder, list) else holder
        holder = holder.get(step, holder.get(f"{step}?"))
    holder = holder[0] if isinstance(holder, list) else holder
    assert {name, f"{name}?"} & holder.keys(), fact


def test_the_profile_and_the_engine_agree_on_what_may_be_expected_of_an_output():
    assert tuple(load("outputs").params["expected_outputs"]["keys"]) == OUTPUT_KEYS
