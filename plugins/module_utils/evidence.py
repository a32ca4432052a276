# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How sure the facts of each operating system are: the evidence tiers of the adapters' own tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .ltos import device as ltos_device
from .ltos import network as ltos_network
from .ltos import ntp as ltos_ntp
from .ltos import outputs as ltos_outputs
from .ltos import ptp as ltos_ptp
from .ltos import slots as ltos_slots
from .ltos import status as ltos_status
from .meinbergos import ntp as meinbergos_ntp
from .meinbergos import outputs as meinbergos_outputs
from .meinbergos import ptp as meinbergos_ptp
from .meinbergos import receivers as meinbergos_receivers
from .meinbergos import status as meinbergos_status
from .meinbergos import system as meinbergos_system
from .records import Field, Table

MODULES = {
    "ltos": (ltos_device, ltos_status, ltos_slots, ltos_network, ltos_ntp, ltos_ptp, ltos_outputs),
    "meinbergos": (
        meinbergos_system, meinbergos_status, meinbergos_receivers, meinbergos_ntp, meinbergos_ptp, meinbergos_outputs,
    ),
}  # fmt: skip

_LEAP = ("status.receivers.leap_second.announced", "status.receivers.leap_second.kind")
FEEDS = {
    "ltos": {
        "status.receivers.clock_state": ("status.receivers.synchronized",),
        "status.receivers.connected": ("status.receivers.antenna.connected", "status.receivers.state"),
        "status.receivers.short_circuit": ("status.receivers.antenna.short_circuit", "status.receivers.state"),
        "status.receivers.tracking": ("status.receivers.state",),
        "status.receivers.warm_boot": ("status.receivers.state",),
        "status.receivers.cold_boot": ("status.receivers.state",),
    },
    "meinbergos": {
        "status.receivers.leap_second.delete": _LEAP,
        "status.receivers.leap_second.insert": _LEAP,
        "ntp.associations.valid": (),
    },
}
"""What tables read under a name that is no fact, and the facts that it goes into."""

MADE_OF = {
    "ltos": {
        "status.sync.synchronized": "status.sync.state",
        "status.sync.holdover.active": "status.sync.state",
        "status.modules.type": "status.modules.slot.type",
        "ntp.state": "ntp.system.leap_indicator",
        "ntp.system.precision_ns": "ntp.system.precision_log2",
        "ntp.associations.precision_ns": "ntp.associations.precision_log2",
        "ntp.associations.kind": "ntp.associations.address",
        "ptp.instances.default_ds.clock_accuracy_ns": "ptp.instances.default_ds.clock_accuracy",
    },
    "meinbergos": {
        "status.sync.synchronized": "status.sync.state",
        "status.sync.holdover.active": "status.sync.state",
        "status.sync.antenna": "status.sync.flags",
        "status.sync.oscillator.warmed_up": "status.sync.flags",
        "status.sync.leap_second.announced": "status.receivers.leap_second.announced",
        "status.sync.leap_second.kind": "status.receivers.leap_second.kind",
        "status.receivers.kind": "status.receivers.satellites.in_view",
        "status.receivers.synchronized": "status.receivers.state",
        "status.references.master": "status.references.flags",
        "status.references.locked": "status.references.flags",
        "status.references.accurate": "status.references.flags",
        "ntp.associations.reachable": "ntp.associations.reach",
        "ptp.running": "ptp.instances.running",
        "ptp.instances.default_ds.clock_accuracy_ns": "ptp.instances.default_ds.clock_accuracy",
    },
}
"""Facts that are worked out from another fact."""

_SLOT = ("/api/status#/data/chassis0/slots/*/object-id", "A")
NAMED_BY = {
    "ltos": {
        "status.system.front_leds.name": ("/api/status#/data/system/front-leds (the names of its members)", "A"),
        "status.receivers.id": _SLOT,
        "status.receivers.kind": ("/api/status#/data/chassis0/slots/*/module (which parts it has)", "A"),
        "status.modules.id": _SLOT,
        "status.power_supplies.id": _SLOT,
        "status.services.scope": ("/api/status#/data/services (the names of its members)", "A"),
    },
    "meinbergos": {
        "status.receivers.id": ("/api/state/modules (the names of its members)", "A"),
        "status.modules.id": ("/api/state/modules (the names of its members)", "C"),
        "ntp.associations.kind": ("/api/state/ntp (the list it stands in)", "C"),
    },
}
"""Facts that are the name or the kind of the object that others stand in, with their place and tier."""


def tables(device_os: str) -> list[Table]:
    """Every table that the adapter of an operating system reads with."""
    found: dict[int, Table] = {}
    for module in MODULES.get(device_os, ()):
        for value in vars(module).values():
            held = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]
            found.update((id(table), table) for table in held if isinstance(table, Table))
    return list(found.values())


def tier_of(table: Table, field: Field) -> str:
    """The weaker of both: fields that both systems share are not as sure on the one as on the other."""
    return max(field.tier or table.tier, table.tier)


@cache
def tiers(device_os: str | None) -> Mapping[str, str]:
    """The tier (``A``, ``B``, ``C``) of each fact that the operating system's API has, as far as is known."""
    found: dict[str, str] = {}
    if device_os not in MODULES:
        return found
    for table in tables(device_os):
        for field in table.fields:
            name = f"{table.fact}.{field.fact}"
            for fact in FEEDS[device_os].get(name, (name,)):
                found[fact] = min(tier_of(table, field), found.get(fact, "C"))
    found.update((fact, tier) for fact, (_place, tier) in NAMED_BY[device_os].items())
    found.update((fact, found[source]) for fact, source in MADE_OF[device_os].items())
    return found
