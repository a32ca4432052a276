# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quantities derived from facts: pure, and null wherever something that they need is null."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from ....module_utils.quantities import root_distance_ns
from ...common.values import parse_time
from .holdover import error_ns, hours_to_limit
from .outputs_plan import expected_outputs, unexpected_outputs
from .ptp_plan import judged

EARTH_RADIUS_M = 6371008.8
"""Mean radius (IUGG)."""

_ROOT = ("ntp.system.root_dispersion_ns", "ntp.system.root_delay_ns")
_HOLDOVER = ("status.sync.holdover.active", "status.sync.holdover.elapsed_s")
SOURCES = {
    "root_distance_ns": _ROOT,
    "associations": ("ntp.associations.root_dispersion_ns", "ntp.associations.root_delay_ns"),
    "holdover_error_ns": _HOLDOVER,
    "holdover_hours_to_limit": (*_HOLDOVER, "status.sync.oscillator.type"),
    "leap_file_days_left": ("ntp.system.leap_file_expires",),
    "leap_flag_outside_last_day": ("ntp.system.leap_indicator",),
    "certificate": ("http.tls.certificate",),
    "storage": ("status.system.storage",),
    "memory": ("status.system.memory",),
    "port_error_ratio": ("status.network.ports",),
    "position_distance_m": ("status.system.position",),
    "receivers.position_distance_m": ("status.receivers.position",),
    "receivers": ("status.receivers",),
    "status_age_s": ("status.system.status_updated", "status.system.time"),
    "clock_offset_ms": ("device.time_stamp",),
    "power_supplies_available": ("status.power_supplies",),
    "firmware_is_selected": ("device.firmware.version", "device.firmware.selected"),
    "services": ("status.services",),
    "temperatures": ("status.modules.temperatures_celsius",),
    "time_sources": ("status.receivers", "ntp.associations"),
    "ptp": ("ptp.instances",),
    "expected_outputs": ("outputs",),
    "unexpected_outputs": ("outputs",),
}
"""The facts that each quantity is made from: where a device can't have one of them, it can't have the quantity."""


PARAMS = ("site_position", "holdover_limit_ns", "expected_outputs")
"""The parameters that have a say in them."""


def derive(facts: Mapping, params: Mapping[str, object]) -> dict:
    """Everything under ``derived``; ``params`` may give the ``PARAMS``."""
    now = parse_time(facts.get("gathered_at"))
    status, ntp = facts.get("status") or {}, facts.get("ntp") or {}
    system, sync = status.get("system") or {}, status.get("sync") or {}
    return {
        "root_distance_ns": root_distance_ns(ntp.get("system") or {}),
        "associations": _each(ntp.get("associations"), _association),
        "holdover_error_ns": _holdover_error_ns(sync),
        "holdover_hours_to_limit": _holdover_hours(sync, params.get("holdover_limit_ns")),
        "leap_file_days_left": days_until((ntp.get("system") or {}).get("leap_file_expires"), now),
        "leap_flag_outside_last_day": leap_flag_outside_last_day(ntp.get("system") or {}, now),
        "certificate": certificate(_at(facts, "http", "tls", "certificate") or {}, now),
        "storage": _each(system.get("storage"), _storage),
        "memory": {"free_percent": percent(*_both(system.get("memory"), "free_bytes", "total_bytes"))},
        "port_error_ratio": _each(_at(status, "network", "ports"), _port_error_ratio),
        "position_distance_m": position_distance_m(system.get("position") or {}, params.get("site_position")),
        "status_age_s": _age_s(system.get("status_updated"), system.get("time")),
        "clock_offset_ms": clock_offset_ms(facts),
        "power_supplies_available": _available(status.get("power_supplies")),
        "firmware_is_selected": _equal(*_both(_at(facts, "device", "firmware"), "version", "selected")),
        "receivers": _each(status.get("receivers"), lambda one: _receiver(one, sync, params.get("site_position"))),
        "services": _services(status.get("services")),
        "temperatures": _temperatures(status.get("modules")),
        "time_sources": _time_sources(status.get("receivers"), ntp.get("associations")),
        "ptp": judged(facts, [], ""),
        "expected_outputs": expected_outputs(facts.get("outputs"), params.get("expected_outputs")),
        "unexpected_outputs": unexpected_outputs(facts.get("outputs"), params.get("expected_outputs")),
    }


def _association(association: Mapping) -> dict:
    return {"id": association.get("id"), "root_distance_ns": root_distance_ns(association)}


def _holdover_error_ns(sync: Mapping) -> float | None:
    """The device's own figure, else the oscillator's table; 0 is not claimed for a clock that is not in holdover."""
    holdover = sync.get("holdover") or {}
    if holdover.get("active") is not True:
        return None
    stated = holdover.get("offset_ns")
    if stated:
        return abs(stated)
    elapsed = holdover.get("elapsed_s")
    return None if elapsed is None else error_ns((sync.get("oscillator") or {}).get("type"), elapsed / 3600)


def _holdover_hours(sync: Mapping, limit_ns: object) -> float | None:
    """Hours until the oscillator's expected error reaches the limit, from the start of the holdover or from now."""
    if limit_ns is None:
        return None
    hours = hours_to_limit((sync.get("oscillator") or {}).get("type"), float(limit_ns))
    holdover = sync.get("holdover") or {}
    if hours is None or holdover.get("active") is None:
        return None
    elapsed = holdover.get("elapsed_s") if holdover["active"] else 0
    return None if elapsed is None else hours - elapsed / 3600


def days_until(moment: object, now: datetime | None) -> float | None:
    """Days from ``now`` to a moment, negative where it has passed."""
    then = parse_time(moment)
    return None if then is None or now is None else round((then - now).total_seconds() / 86400, 3)


def leap_flag_outside_last_day(variables: Mapping, now: datetime | None) -> bool | None:
    """A leap second is announced although today is not the last day of a month (RFC 8633, 3.7)."""
    indicator = variables.get("leap_indicator")
    if indicator is None or now is None:
        return None
    return indicator in ("add_second", "delete_second") and (now + timedelta(days=1)).day != 1


def certificate(facts: Mapping, now: datetime | None) -> dict:
    """Days left, and the days from its first to its last."""
    begins, ends = parse_time(facts.get("not_before")), parse_time(facts.get("not_after"))
    lifetime = None if begins is None or ends is None else round((ends - begins).total_seconds() / 86400, 3)
    return {"days_left": days_until(facts.get("not_after"), now), "lifetime_days": lifetime}


def _storage(storage: Mapping) -> dict:
    return {
        "mountpoint": storage.get("mountpoint"),
        "used_percent": percent(storage.get("used_bytes"), storage.get("total_bytes")),
    }


def percent(part: float | None, whole: float | None) -> float | None:
    """A share in percent; of nothing there is none."""
    return round(100 * part / whole, 3) if part is not None and whole else None


def _port_error_ratio(port: Mapping) -> dict:
    """Errors received and sent, as a share of the packets."""
    counters = port.get("statistics") or {}
    errors, packets = (_sum(counters.get(f"rx_{name}"), counters.get(f"tx_{name}")) for name in ("errors", "packets"))
    ratio = None if errors is None or packets is None else errors / packets if packets else None
    return {"name": port.get("name"), "up": port.get("up"), "ratio": ratio}


def position_distance_m(position: Mapping, site: object) -> float | None:
    """Great-circle distance from where the device says it is to where it should be."""
    if isinstance(site, (list, tuple)) and len(site) >= 2:
        site = {"latitude_deg": site[0], "longitude_deg": site[1]}
    if not isinstance(site, Mapping):
        return None
    angles = [where.get(name) for where in (position, site) for name in ("latitude_deg", "longitude_deg")]
    if not all(isinstance(angle, (int, float)) for angle in angles):
        return None
    lat1, lon1, lat2, lon2 = map(math.radians, angles)
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, a))), 1)


def _age_s(updated: object, time: object) -> float | None:
    """By how much the device's status is older than the device's own clock."""
    then, now = parse_time(updated), parse_time(time)
    return None if then is None or now is None else (now - then).total_seconds()


def clock_offset_ms(facts: Mapping) -> float | None:
    """The device's time stamp minus the controller's clock, to the second that the stamp resolves."""
    stamp, now = parse_time(_at(facts, "device", "time_stamp")), parse_time(facts.get("gathered_at"))
    return None if stamp is None or now is None else round((stamp - now).total_seconds() * 1000)


def _available(supplies: list | None) -> int | None:
    """How many power supplies deliver; ``None`` where one does not say."""
    if supplies is None or any(supply.get("available") is None for supply in supplies):
        return None
    return sum(supply["available"] for supply in supplies)


def _receiver(receiver: Mapping, sync: Mapping, site: object) -> dict:
    """A receiver, whether it is on standby, and how far its antenna is from where it should be."""
    return {
        "id": receiver.get("id"),
        "kind": receiver.get("kind"),
        "standby": _standby(receiver, sync),
        "position_distance_m": position_distance_m(receiver.get("position") or {}, site),
        "receiver": receiver,
    }


def _standby(receiver: Mapping, sync: Mapping) -> bool:
    """Whether another receiver keeps the device synchronised; false where that is not certain.

    LTOS says which clock is in use; elsewhere the source in use is named after its receiver (``clk2-gnss``).
    """
    if sync.get("synchronized") is not True:
        return False
    if receiver.get("selected") is not None:
        return not receiver["selected"]
    in_use = (sync.get("source") or "").partition("-")[0]
    return in_use.startswith("clk") and in_use != receiver.get("id")


def _services(services: Mapping | None) -> list | None:
    """The services as a list, so that a rule can be for some of them by name."""
    return None if services is None else [{"name": name, **service} for name, service in services.items()]


def _temperatures(modules: list | None) -> list | None:
    """The hottest sensor of each module that has one; LTOS shows 0 for a sensor that is not fitted."""
    found = [(one.get("id"), one["temperatures_celsius"]) for one in modules or [] if one.get("temperatures_celsius")]
    return [{"id": module, "celsius": max(sensors)} for module, sensors in found] or None


def _time_sources(receivers: list | None, associations: list | None) -> int | None:
    """How many sources the device can take its time from: its receivers, and the servers that its NTP asks."""
    if receivers is None or associations is None:
        return None
    return len(receivers) + sum(association.get("kind") == "peer" for association in associations)


def _at(facts: Mapping, *steps: str) -> object:
    found: object = facts
    for step in steps:
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found


def _both(record: Mapping | None, *names: str) -> tuple:
    return tuple((record or {}).get(name) for name in names)


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _equal(one: object, other: object) -> bool | None:
    return None if one is None or other is None else one == other


def _each(members: list | None, derive_one) -> list | None:
    return None if members is None else [derive_one(member) for member in members]
