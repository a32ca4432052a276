# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: what sits in the chassis' slots, receivers and power supplies among it."""

from __future__ import annotations

from dataclasses import replace

from ..quantities import Malformed, boolean, bound_ns, integer, list_of, number, said, snake, text, texts, word
from ..records import Computed, Field, Named, Reader, Table
from ..vocabularies import OSCILLATOR, RECEIVER_STATE, SELECTED, SYNC_STATE, WARMED_UP, is_synchronized
from .paths import SLOTS, STATUS


def temperatures(value: object) -> list[float] | None:
    """The sensors ``temperature-1``, ``temperature-2`` … in their order."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Malformed("not an object")
    names = sorted((name for name in value if name.startswith("temperature")), key=lambda name: (len(name), name))
    return list_of(number, [value[name] for name in names])


def telegrams(value: object) -> list[str] | None:
    """The names of the time telegrams that a module can send."""
    return list_of(lambda kind: text(kind.get("object-id") if isinstance(kind, dict) else kind), value)


MODULE = Table("status.modules", STATUS, f"{SLOTS}/*/module", "A", (
    Field("model", "info/model", text),
    Field("serial_number", "info/serial-number", text),
    Field("software_revision", "info/software-revision", text),
    Field("firmware_image", "info/firmware-image", text),
    Field("temperatures_celsius", "info/sensors", temperatures),
    Field("telegram_types", "supported-string-types", telegrams),
))  # fmt: skip
SLOT = Table("status.modules.slot", STATUS, f"{SLOTS}/*", "A", (
    Field("type", "slot-type", word),
    Field("position", "slot-position", text),
    Field("orientation", "slot-orientation", word),
))  # fmt: skip
POWER_SUPPLY = Table("status.power_supplies", STATUS, f"{SLOTS}/*/module", "A", (
    Field("available", "power-available", boolean),
    Field("capacity_w", "power-capacity", number),
))  # fmt: skip
_RECEIVER_FIELDS = (
    Field("model", "info/model", text),
    Field("serial_number", "info/serial-number", text),
    Field("software_revision", "info/software-revision", text),
    Field("selected", "sync-status/clock-idx", SELECTED),
    Field("time_quality_ns", "sync-status/est-time-quality", bound_ns),
    Field("oscillator.type", "sync-status/osc-type", OSCILLATOR),
    Field("oscillator.warmed_up", "sync-status/clock-status/oscillator", WARMED_UP),
    Field("clock_state", "sync-status/clock-status/clock", SYNC_STATE, feeds=("synchronized",)),
    Field("operation_mode", "satellites/gps-mode", word),
    Field("satellites.in_view", "satellites/satellites-in-view", integer),
    Field("satellites.used", "satellites/good-satellites", integer),
    Field("satellites.selected", "satellites/selected-satellites", texts),
    Field("satellites.pdop", "satellites/pdop", number),
    Field("satellites.tdop", "satellites/tdop", number),
    Field("position.latitude_deg", "satellites/latitude", number),
    Field("position.longitude_deg", "satellites/longitude", number),
    Field("position.altitude_m", "satellites/altitude", number),
    Field("position.x_m", "satellites/position-x", number),
    Field("position.y_m", "satellites/position-y", number),
    Field("position.z_m", "satellites/position-z", number),
    Field("long_wave.correlation", "dcf77/correlation", number),
    Field("long_wave.field_strength", ("dcf77/field-strength", "dcf77/fieldstrength"), number),
    Field("dac.calibration", "dac-cal", integer),
    Field("dac.value", "dac-val", integer),
)


def _front_end(name: str, tier: str) -> Table:
    """The part of a receiver's module that its kind names."""
    return Table("status.receivers", STATUS, f"{SLOTS}/*/module/{name}", tier, (
        Field("reference_type", "ref-type", word),
        Field("state", "receiver-status", RECEIVER_STATE),
        Field("connected", "antenna/connected", boolean, feeds=("antenna.connected", "state")),
        Field("short_circuit", "antenna/short-circuit", boolean, feeds=("antenna.short_circuit", "state")),
        Field("synchronized", "receiver/synchronized", boolean),
        Field("tracking", "receiver/tracking", boolean, feeds=("state",)),
        Field("warm_boot", "receiver/warm-boot", boolean, feeds=("state",)),
        Field("cold_boot", "receiver/cold-boot", boolean, feeds=("state",)),
    ))  # fmt: skip


RECEIVER = Table("status.receivers", STATUS, f"{SLOTS}/*/module", "A", _RECEIVER_FIELDS)
FRONT_ENDS = {
    **{name: _front_end(name, "A") for name in ("grc", "gns", "dcf77")},
    **{name: _front_end(name, "C") for name in ("gps", "pzf", "tcr")},
}
_KINDS = {"grc": "gnss", "gns": "gnss", "gps": "gnss", "dcf77": "long_wave", "pzf": "long_wave", "tcr": "timecode"}
TABLES = (MODULE, SLOT, POWER_SUPPLY, RECEIVER, *FRONT_ENDS.values())
COMPUTED = (Computed("status.modules.type", "status.modules.slot.type"),)
NAMED = (
    Named("status.receivers.id", STATUS, f"{SLOTS}/*/object-id", "A"),
    Named("status.receivers.kind", STATUS, f"{SLOTS}/*/module", "A", "which parts it has"),
    Named("status.modules.id", STATUS, f"{SLOTS}/*/object-id", "A"),
    Named("status.power_supplies.id", STATUS, f"{SLOTS}/*/object-id", "A"),
)


_SLOT_NAMES = ("object-id", "slot-id")


def occupied(reader: Reader, answer: dict, table: Table) -> list[tuple[str | None, dict, dict]] | None:
    """Each slot that holds a module, as (id, slot, module); ``None`` where the device lists no slots."""
    slots = reader.find(replace(table, at=SLOTS), answer)
    if slots is None:
        return None
    if not isinstance(slots, list):
        reader.note(STATUS, SLOTS, "malformed", table.fact)
        return None
    found = []
    for slot in slots:
        module = slot.get("module") if isinstance(slot, dict) else slot
        if isinstance(slot, dict) and isinstance(module, dict):
            if module and not (_without_supply(slot, module) and not _power_has_failed(answer)):
                found.append((_slot_id(reader, slot, table.fact), slot, module))
        elif module is not None:
            reader.note(STATUS, table.at if isinstance(slot, dict) else f"{SLOTS}/*", "malformed", table.fact)
    return found


def _slot_id(reader: Reader, slot: dict, fact: str) -> str | None:
    names = (reader.identity(STATUS, f"{SLOTS}/*/{name}", f"{fact}.id", slot.get(name)) for name in _SLOT_NAMES)
    return next(filter(None, names), None)


def modules(reader: Reader, answer: dict) -> list[dict] | None:
    """Every slot's module."""
    found = occupied(reader, answer, MODULE)
    if found is None:
        return None
    return [{"id": slot_id, **_module(reader, slot, module)} for slot_id, slot, module in found]


def _module(reader: Reader, slot: dict, module: dict) -> dict:
    place = reader.facts(SLOT, slot)
    return {**reader.facts(MODULE, module), "type": place["type"], "slot": place}


def power_supplies(reader: Reader, answer: dict) -> list[dict] | None:
    """The modules that are power supplies."""
    found = occupied(reader, answer, POWER_SUPPLY)
    if found is None:
        return None
    return [
        {"id": slot_id, **reader.facts(POWER_SUPPLY, module)}
        for slot_id, slot, module in found
        if said(slot.get("slot-type")) == "pwr" or "power-available" in module
    ]


def _without_supply(slot: dict, module: dict) -> bool:
    """Whether no power supply is in its slot: the slot has a module all the same, without a name and a capacity."""
    if said(slot.get("slot-type")) != "pwr":
        return False
    info = module.get("info")
    named = isinstance(info, dict) and any(map(said, info.values()))
    facts = Reader("status").facts(POWER_SUPPLY, module)
    return not named and facts["capacity_w"] == 0 and not facts["available"]


def _power_has_failed(answer: dict) -> bool:
    """Whether an event says that a supply has failed: one that has failed looks like an empty slot."""
    data = answer.get("data")
    notification = data.get("notification") if isinstance(data, dict) else None
    events = notification.get("events") if isinstance(notification, dict) else None
    return any(map(_is_power_fault, events if isinstance(events, list) else ()))


def _is_power_fault(event: object) -> bool:
    if not isinstance(event, dict):
        return False
    name, severity = (snake(said(event.get(key)) or "") for key in ("object-id", "type"))
    triggered = str(event.get("triggered")).strip().lower() in ("1", "true", "yes")
    return triggered and severity != "info" and any(part in name for part in _POWER)


_POWER = ("power", "psu", "pwr")


def receivers(reader: Reader, answer: dict) -> list[dict] | None:
    """The modules that receive a time signal; the slots may come in any order."""
    found = occupied(reader, answer, RECEIVER)
    if found is None:
        return None
    return [
        {"id": slot_id, **_receiver(reader, module)}
        for slot_id, slot, module in found
        if said(slot.get("slot-type")) == "clk" or _front_end_name(module) or module.get("satellites") is not None
    ]


def _front_end_name(module: dict) -> str | None:
    return next((name for name in FRONT_ENDS if module.get(name) is not None), None)


def _receiver(reader: Reader, module: dict) -> dict:
    facts = reader.facts(RECEIVER, module)
    name = _front_end_name(module)
    front_end = reader.record(FRONT_ENDS[name], module[name]) if name else None
    front_end = front_end or dict.fromkeys(field.fact for field in FRONT_ENDS["grc"].fields)
    by_clock = is_synchronized(facts.pop("clock_state"))
    return {
        **facts,
        "kind": _KINDS.get(name or "", "gnss" if module.get("satellites") is not None else "other"),
        "reference_type": front_end["reference_type"],
        "synchronized": by_clock if front_end["synchronized"] is None else front_end["synchronized"],
        "state": _state(front_end),
        "antenna": {"connected": front_end["connected"], "short_circuit": front_end["short_circuit"]},
    }


def _state(front_end: dict) -> str | None:
    """The receiver's own word where it is one of the vocabulary, else what its flags say, an antenna fault first."""
    stated = front_end["state"]
    if stated in RECEIVER_STATE.names:
        return stated
    if front_end["short_circuit"]:
        return "antenna_short_circuit"
    if front_end["connected"] is False:
        return "antenna_disconnected"
    flags = ("synchronized", "tracking", "warm_boot", "cold_boot")
    return next((name for name in flags if front_end[name]), stated)
