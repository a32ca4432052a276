# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quantities derived from the device's own upkeep: clock, certificate, storage, network ports, services, modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...common.values import parse_time
from .derived_ntp import days_until
from .quantity import OWN, Quantity


def _certificate(certificate: Mapping | None, now: object) -> dict:
    """The days left, and the days from the first to the last moment of validity."""
    begins, ends = ((certificate or {}).get(name) for name in ("not_before", "not_after"))
    return {"days_left": days_until(ends, now), "lifetime_days": days_until(ends, begins)}


def _storage(storage: Sequence[Mapping] | None) -> list[dict] | None:
    if storage is None:
        return None
    return [
        {
            "mountpoint": one.get("mountpoint"),
            "used_percent": _percent(one.get("used_bytes"), one.get("total_bytes")),
        }
        for one in storage
    ]


def _memory(memory: Mapping | None) -> dict:
    free, total = ((memory or {}).get(name) for name in ("free_bytes", "total_bytes"))
    return {"free_percent": _percent(free, total)}


def _percent(part: float | None, whole: float | None) -> float | None:
    """A share in percent; null where the whole is 0."""
    return round(100 * part / whole, 3) if part is not None and whole else None


def _port_error_ratio(ports: Sequence[Mapping] | None) -> list[dict] | None:
    """For each port, the errors received and sent, as a share of the packets."""
    if ports is None:
        return None
    return [
        {"name": port.get("name"), "up": port.get("up"), "ratio": _error_ratio(port.get("statistics") or {})}
        for port in ports
    ]


def _error_ratio(counters: Mapping) -> float | None:
    errors, packets = (_sum(counters.get(f"rx_{name}"), counters.get(f"tx_{name}")) for name in ("errors", "packets"))
    return None if errors is None or not packets else errors / packets


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _fitted_ports_down(ports: Sequence[Mapping] | None) -> int | None:
    """How many of the ports that the device has are without a link; a port of which that is not known counts as one."""
    if ports is None:
        return None
    return sum(port.get("available") is not False and port.get("up") is not True for port in ports)


def _time_code_outputs(outputs: Sequence[Mapping] | None) -> int | None:
    """How many outputs that are on serve a time code."""
    if outputs is None:
        return None
    return sum(output.get("timecode") is not None and output.get("enabled") is not False for output in outputs)


def _status_age_s(updated: object, time_stamp: object) -> float | None:
    """How old the device's status was when the device answered, by the device's own clock."""
    then, now = parse_time(updated), parse_time(time_stamp)
    return None if then is None or now is None else (now - then).total_seconds()


def _clock_offset_ms(time_stamp: object, gathered_at: object) -> float | None:
    """The device's time stamp minus the controller's clock, to the second that the stamp resolves."""
    stamp, now = parse_time(time_stamp), parse_time(gathered_at)
    return None if stamp is None or now is None else round((stamp - now).total_seconds() * 1000)


def _clock_limit_ms(duration_ms: float | None, limit_ms: float | None) -> float | None:
    """How far the device's clock may be off: the stamp is made anywhere within the request."""
    return None if duration_ms is None or limit_ms is None else limit_ms + duration_ms / 2


def _power_supplies_available(supplies: Sequence[Mapping] | None) -> int | None:
    """How many power supplies deliver; null where the device does not report it of each."""
    if supplies is None or any(supply.get("available") is None for supply in supplies):
        return None
    return sum(supply["available"] for supply in supplies)


def _firmware_is_selected(version: str | None, selected: str | None) -> bool | None:
    return None if version is None or selected is None else version == selected


def _services(services: Mapping | None) -> list[dict] | None:
    """The services as a list, so that a rule can select some of them by name."""
    return None if services is None else [{"name": name, **service} for name, service in services.items()]


def _temperatures(
    temperatures: Sequence[Sequence[float] | None] | None, ids: Sequence[str | None] | None
) -> list[dict] | None:
    """The hottest sensor of each module that has one; LTOS shows 0 for a sensor that is not fitted."""
    found = zip(ids or (), temperatures or (), strict=True)
    return [{"id": module, "celsius": max(sensors)} for module, sensors in found if sensors] or None


def _serial_numbers(receivers: Sequence[Mapping] | None, modules: Sequence[Mapping] | None) -> list[dict] | None:
    """The serial number of each receiver and module; a receiver that is a module, too, is there once."""
    if receivers is None and modules is None:
        return None
    found: dict[str | None, str | None] = {}
    for one in (*(receivers or ()), *(modules or ())):
        found[one.get("id")] = found.get(one.get("id")) or one.get("serial_number")
    return [{"id": name, "serial_number": number} for name, number in found.items()]


QUANTITIES = (
    Quantity("certificate", ("http.tls.certificate",), _certificate, "RFC 5280, 4.1.2.5", optional=("gathered_at",)),
    Quantity("storage", ("status.system.storage",), _storage, OWN),
    Quantity("memory", ("status.system.memory",), _memory, OWN),
    Quantity("port_error_ratio", ("status.network.ports",), _port_error_ratio, OWN),
    Quantity("fitted_ports_down", ("status.network.ports",), _fitted_ports_down, OWN),
    Quantity("time_code_outputs", ("outputs",), _time_code_outputs, OWN),
    Quantity("status_age_s", ("status.system.status_updated", "device.time_stamp"), _status_age_s, OWN),
    Quantity("clock_offset_ms", ("device.time_stamp",), _clock_offset_ms, OWN, optional=("gathered_at",)),
    Quantity("clock_limit_ms", ("http.duration_ms",), _clock_limit_ms, OWN, params=("max_clock_difference_ms",)),
    Quantity("power_supplies_available", ("status.power_supplies",), _power_supplies_available, OWN),
    Quantity(
        "firmware_is_selected", ("device.firmware.version", "device.firmware.selected"), _firmware_is_selected, OWN
    ),
    Quantity("serial_numbers", ("status.receivers",), _serial_numbers, OWN, optional=("status.modules",)),
    Quantity("services", ("status.services",), _services, OWN),
    Quantity(
        "temperatures", ("status.modules.temperatures_celsius",), _temperatures, OWN, optional=("status.modules.id",)
    ),
)
