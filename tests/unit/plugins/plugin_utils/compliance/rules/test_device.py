# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device as the rules see it: the names of its facts, why one is missing, and whether its API has it at all."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.evidence import tiers
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import QUANTITIES, derive
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.provenance import origins
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.device import Device, fact_path
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.selection import Path
from tests.simulator import Device as Simulated
from tests.unit.support.gathered import gathered

MISSING = {
    "ntp": "http",
    "status.events": "unsupported",
    "status.system": "not_found",
    "status.sync.holdover.offset_ns": "malformed",
}


def device(missing: dict | None = None, known: dict | None = None) -> Device:
    return Device("a-host", {}, None, {} if known is None else known, MISSING if missing is None else missing)


@pytest.mark.parametrize(
    ("paths", "fact"),
    [
        (["status.sync.state"], "status.sync.state"),
        (["status.receivers", "satellites.used"], "status.receivers.satellites.used"),
        (["ptp.instances", "ports", "state"], "ptp.instances.ports.state"),
        (["ptp.instances", "ports", "^.running"], "ptp.instances.running"),
        (["ptp.instances", "ports", "^^.device.os"], "device.os"),
        (["status.receivers", "/status.sync.source_type"], "status.sync.source_type"),
        (["status.services", "@"], "status.services.@"),
        (["ptp_judged", "instance.default_ds.clock_class"], "ptp.instances.default_ds.clock_class"),
        (["ptp_judged", "instance.ports", "state"], "ptp.instances.ports.state"),
        (["ptp_judged", "present"], "ptp.instances"),
        (["ptp_judged", "grandmaster"], "ptp.instances.parent_ds.grandmaster_identity"),
        (["ptp_judged"], "ptp.instances"),
        (["derived.receivers", "receiver.antenna.connected"], "status.receivers.antenna.connected"),
        (["derived.receivers", "standby"], "derived.receivers.standby"),
        (["derived.expected_outputs", "output.mode"], "outputs.mode"),
        (["derived.storage", "used_percent"], "derived.storage.used_percent"),
        (["ptp_judged", "running"], "ptp.instances.running"),
        (["ptp_judged", "role"], "ptp.instances.ports.state"),
        (["derived.ptp", "instance.default_ds"], "ptp.instances.default_ds"),
        (["derived.ptp", "role"], "derived.ptp.role"),
    ],
)
def test_the_fact_that_paths_lead_to(paths, fact):
    assert fact_path([Path(path) for path in paths]) == fact


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ("ntp", "http"),
        ("ntp.system.stratum", "http"),
        ("ntp_probe.stratum", None),
        ("status", None),
        ("status.events", "unsupported"),
        ("status.events.active", "unsupported"),
        ("status.eventsx", None),
        ("status.system.storage.used_bytes", "not_found"),
        ("status.sync.holdover", None),
        ("status.sync.holdover.offset_ns", "malformed"),
        ("derived.root_distance_ns", "http"),
        ("derived.storage.used_percent", "not_found"),
        ("derived.holdover_error_ns", None),
        ("derived.receivers.position_distance_m", None),
        ("derived.no_such_thing", None),
        ("wire.ntp.better_than_claimed", "http"),
        ("wire.ptp.claims.clock_class", None),
    ],
)
def test_why_a_fact_is_missing(fact, reason):
    assert device().why_unavailable(fact) == reason


def test_nothing_is_missing_where_nothing_is_listed():
    assert device({}).why_unavailable("ntp.system.stratum") is None


@pytest.mark.parametrize(
    ("fact", "offered"),
    [
        ("ntp.system.stratum", True),
        ("status.events", False),
        ("status.system.uptime_s", False),
        ("status.sync.holdover.offset_ns", True),
        ("status.sync.state", True),
        ("status.sync", True),
        ("status.nowhere", False),
        ("ptp.interfaces.name", False),
        ("http.tls.protocol", True),
        ("derived.root_distance_ns", True),
        ("derived.storage", False),
        ("derived.no_such_thing", True),
    ],
)
def test_whether_the_api_has_a_fact(fact, offered):
    known = {"status.sync.state": "A", "ptp.interfaces.name": "C", "status.system.uptime_s": "A"}
    assert device(known=known).offers(fact) is offered


def test_where_no_tier_is_known_every_fact_is_taken_for_offered():
    assert device({}, {}).offers("status.anything") is True


@pytest.mark.parametrize("system", ["ltos", "meinbergos"])
def test_each_derived_quantity_names_the_facts_that_it_is_made_from(system):
    facts = gathered(Simulated("sources", system))
    derived = derive(facts, {})
    assert all(origins(f"derived.{name}") for name in derived)
    places = {fact.split(".")[0] for row in QUANTITIES for fact in row.inputs}
    assert places <= {"gathered_at", "device", "http", "status", "ntp", "ptp", "outputs"}
    assert origins("derived.storage.used_percent") == ("status.system.storage",)
    assert origins("derived.storage_x") == ()


@pytest.mark.parametrize(
    ("fact", "made_of"),
    [
        ("derived.receivers.position_distance_m", ("status.receivers.position",)),
        ("derived.receivers.standby", ("status.receivers",)),
        ("wire.ptp.claims.priority1", ("ptp.instances.default_ds.priority1",)),
        ("wire.ptp.claims.log_sync_interval", ("ptp.instances.ports.log_sync_interval",)),
        ("wire.ntp.difference_ms", ("device.time_stamp",)),
        ("wire.ntp.stratum", ()),
    ],
)
def test_the_facts_that_a_computed_one_comes_from(fact, made_of):
    assert origins(fact) == made_of


@pytest.mark.parametrize(("system", "fact", "tier"), [
    ("ltos", "status.sync.state", "A"),
    ("meinbergos", "status.sync.state", "A"),
    ("meinbergos", "ntp.system.stratum", "C"),
    ("ltos", "derived.storage", None),
    (None, "status.sync.state", None),
])  # fmt: skip
def test_the_tier_of_a_fact(system, fact, tier):
    assert device(known=tiers(system)).tier(fact) == tier
