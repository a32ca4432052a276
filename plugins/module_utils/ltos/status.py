# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: the status facet."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..quantities import (
    Malformed,
    as_written,
    boolean,
    bound_ns,
    duration_ns,
    integer,
    kib_bytes,
    list_of,
    number,
    seconds,
    slot_number,
    text,
    word,
)
from ..records import Computed, Field, Named, Reader, Table
from ..time_stamps import date, date_time
from ..vocabularies import (
    EVENT_SEVERITY,
    OSCILLATOR,
    SIGNAL_SOURCE,
    SYNC_STATE,
    WARMED_UP,
    in_holdover,
    is_synchronized,
)
from . import network, slots
from .paths import SERVICES, STATUS, SYSTEM


def _sentence(pattern: str, group: int, parse: Callable[[object], object]) -> Callable[[object], object]:
    """A parser for one quantity of a sentence that is known."""
    sentence = re.compile(pattern)

    def parse_group(value: object) -> object:
        written = text(value)
        if written is None:
            return None
        match = sentence.fullmatch(written)
        if not match:
            raise Malformed("not the sentence that is known")
        return parse(match[group])

    return parse_group


# A Linux load average; /proc/meminfo, whose kB are 1024 bytes; degrees.
_LOAD = r"(\S+) (\S+) (\S+) (\d+)/(\d+)\b.*"
_MEMORY = r"(\d+) kB total memory, (\d+) kB free.*"
_POSITION = r"(\S+), *(\S+)"


def _nodes(value: object) -> list | None:
    """The monitored nodes as they are written; no public text shows one."""
    return list_of(as_written, value)


# `last-config-change` is a time stamp on some devices, and a number like an uptime on others: nobody knows what it
# counts. So is the unit of `time-offset` unknown: only a zero says anything.
SYSTEM_TABLE = Table("status.system", STATUS, SYSTEM, "A", (
    Field("uptime_s", "uptime", number),
    Field("time", ("current-time", "current-time-iso"), date_time),
    Field("status_updated", "api-last-update", date_time),
    Field("cpu_load.load_1m", "cpuload", _sentence(_LOAD, 1, number)),
    Field("cpu_load.load_5m", "cpuload", _sentence(_LOAD, 2, number)),
    Field("cpu_load.load_15m", "cpuload", _sentence(_LOAD, 3, number)),
    Field("processes.running", "cpuload", _sentence(_LOAD, 4, integer)),
    Field("processes.total", "cpuload", _sentence(_LOAD, 5, integer)),
    Field("memory.total_bytes", "memory", _sentence(_MEMORY, 1, kib_bytes)),
    Field("memory.free_bytes", "memory", _sentence(_MEMORY, 2, kib_bytes)),
    Field("last_config_change", "last-config-change", date_time),
    Field("position.latitude_deg", "position", _sentence(_POSITION, 1, number)),
    Field("position.longitude_deg", "position", _sentence(_POSITION, 2, number)),
    Field("position.updated", "last-position-update", date_time),
))  # fmt: skip
STORAGE = Table("status.system.storage", STATUS, f"{SYSTEM}/storage", "A", (
    Field("name", "object-id", text),
    Field("mountpoint", "mountpoint", text),
    Field("total_bytes", "size", kib_bytes),
    Field("used_bytes", "used", kib_bytes),
    Field("available_bytes", "available", kib_bytes),
), each="*")  # fmt: skip
FRONT_LED = Table("status.system.front_leds", STATUS, f"{SYSTEM}/front-leds", "A", (
    Field("color", "current-color", word),
    Field("on", "current-state", boolean),
    Field("mode", "current-mode", word),
), each="*")  # fmt: skip
SYNC = Table("status.sync", STATUS, f"{SYSTEM}/sync-status", "A", (
    Field("state", "clock-status/clock", SYNC_STATE),
    Field("source", "reference", text),
    Field("source_type", "ref-type", SIGNAL_SOURCE),
    Field("clock_index", "clock-idx", slot_number),
    Field("time_quality_ns", "est-time-quality", bound_ns),
    Field("antenna", "clock-status/antenna", word),
    Field("tfom", "holdover-status/tfom-out", integer),
    Field("oscillator.type", "osc-type", OSCILLATOR),
    Field("oscillator.warmed_up", "clock-status/oscillator", WARMED_UP),
    Field("holdover.elapsed_s", "holdover-status/time-elapsed", seconds),
    Field("holdover.offset_ns", "holdover-status/time-offset", duration_ns),
    Field("leap_second.announced", "leapsecond-announced", boolean),
    Field("leap_second.date", "leapsecond-date", date),
))  # fmt: skip
EVENTS = Table("status.events", STATUS, "data/notification/events", "A", (
    Field("id", "object-id", text),
    Field("severity", "type", EVENT_SEVERITY),
    Field("active", "triggered", boolean),
    Field("last_triggered", "last-triggered", date_time),
), each="*")  # fmt: skip
SERVICE = Table("status.services", STATUS, SERVICES, "A", (
    Field("running", "running", boolean),
), each="{global,network}/*")  # fmt: skip
SYNC_TEAM = Table("status.sync_team", STATUS, "data/syncteam", "A", (
    Field("mode", "operational-mode", word),
    Field("time_quality", "time-quality", text),
    Field("tfom", "current-tfom", integer),
    Field("members.total", "team-members", integer),
    Field("members.online", "online-members", integer),
    Field("members.offline", "offline-members", integer),
    Field("master", "reference/current-team-master", text),
    Field("reference", "reference/current-team-reference", text),
))  # fmt: skip
SYNC_MONITOR = Table("status.sync_monitor", STATUS, "data/syncmon", "A", (
    Field("updated", "last-updated", date_time),
    Field("nodes", "nodes", _nodes),
))  # fmt: skip
TABLES = (
    SYSTEM_TABLE, STORAGE, FRONT_LED, SYNC, EVENTS, SERVICE, SYNC_TEAM, SYNC_MONITOR, *slots.TABLES, *network.TABLES,
)  # fmt: skip
COMPUTED = (
    Computed("status.sync.synchronized", "status.sync.state"),
    Computed("status.sync.holdover.active", "status.sync.state"),
    *slots.COMPUTED,
)
NAMED = (
    Named("status.system.front_leds.name", STATUS, f"{SYSTEM}/front-leds", "A", "the names of its members"),
    *slots.NAMED,
    Named("status.services.scope", STATUS, SERVICES, "A", "the names of its members"),
)


def status(reader: Reader, answer: dict) -> dict:
    """The status facet of one answer."""
    system = reader.read(SYSTEM_TABLE, answer)
    if system is not None:
        system["storage"] = reader.read_list(STORAGE, answer)
        system["front_leds"] = reader.named(FRONT_LED, reader.find(FRONT_LED, answer, required=False), FRONT_LED.at)
    return {
        "system": system,
        "sync": _sync(reader, answer),
        "receivers": slots.receivers(reader, answer),
        "modules": slots.modules(reader, answer),
        "power_supplies": slots.power_supplies(reader, answer),
        "network": network.network(reader, answer),
        "services": _services(reader, answer),
        "events": reader.read_list(EVENTS, answer),
        "sync_team": reader.read(SYNC_TEAM, answer),
        "sync_monitor": reader.read(SYNC_MONITOR, answer),
    }


def _sync(reader: Reader, answer: dict) -> dict | None:
    sync = reader.read(SYNC, answer)
    if sync is not None:
        holdover = sync["holdover"]
        holdover["active"] = _in_holdover(sync["state"], holdover["elapsed_s"])
        sync["state"] = in_holdover(sync["state"], holdover["active"])
        sync["synchronized"] = is_synchronized(sync["state"])
    return sync


def _in_holdover(state: str | None, elapsed_s: float | None) -> bool | None:
    """In holdover by the clock's own word; where that leaves it open, by whether its holdover time runs."""
    if state in ("holdover", "synchronized", "free_run"):
        return state == "holdover"
    return None if elapsed_s is None else elapsed_s > 0


def _services(reader: Reader, answer: dict) -> dict | None:
    """Services by name; a network service hides a global one of the same name."""
    scopes = reader.find(SERVICE, answer)
    if scopes is None:
        return None
    if not isinstance(scopes, dict):
        reader.note(STATUS, SERVICES, "malformed", SERVICE.fact)
        return None
    services = {}
    for scope in ("global", "network"):
        for service in reader.named(SERVICE, scopes.get(scope), f"{SERVICES}/{scope}") or []:
            services[service["name"]] = {"running": service["running"], "scope": scope}
    return services
