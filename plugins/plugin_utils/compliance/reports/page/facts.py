# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's facts by facet: those that people watch. What the device does not state is left out, or a gap in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ....common.words import noun
from .shapes import at, either, is_number, record, several
from .text import GAP, aside, duration_ns, esc, moment, shown, size_bytes, span_s

Cell = Callable[[Mapping], str]
"""What writes a record's cell of one column."""

MOST_ROWS = 32
"""Rows of a table of one facet; a device may well have more ports than a page has room for."""


def facets(facts: Mapping) -> Iterator[str]:
    """Everything by facet."""
    status, ntp, ptp = (record(facts.get(name)) for name in ("status", "ntp", "ptp"))
    yield _facet("Clock", [*_sync(record(status.get("sync"))), *_system(record(status.get("system")))])
    yield _table("Receivers", _RECEIVERS, several(status.get("receivers")))
    yield _table("References", _REFERENCES, several(status.get("references")))
    yield _facet("NTP", _ntp(ntp))
    yield _table("NTP associations", _ASSOCIATIONS, several(ntp.get("associations")))
    yield _table("PTP instances", _INSTANCES, several(ptp.get("instances")))
    yield _table("Outputs", _OUTPUTS, several(facts.get("outputs")))
    yield _facet("Network ports", map(_port, several(record(status.get("network")).get("ports"))[:MOST_ROWS]))
    yield _facet("Hardware and events", _hardware(status))


def pairs(found: Iterable[tuple[str, str]]) -> str:
    """Terms and what is said of each; those of which nothing is said are left out."""
    return "".join([f"<dt>{term}<dd>{told}" for term, told in found if told and told != GAP])


def _facet(name: str, found: Iterable[tuple[str, str]]) -> str:
    told = pairs(found)
    return f"<h5>{name}</h5><dl>{told}</dl>\n" if told else ""


def _sync(sync: Mapping) -> Iterator[tuple[str, str]]:
    oscillator, holdover, leap = (record(sync.get(name)) for name in ("oscillator", "holdover", "leap_second"))
    yield "state", esc(sync.get("state"))
    yield "source", " ".join(filter(None, [esc(sync.get("source")), aside(sync.get("source_type"))]))
    yield "time quality", duration_ns(sync.get("time_quality_ns"))
    warm = either(oscillator.get("warmed_up"), "warmed up", "not warmed up")
    yield "oscillator", ", ".join(filter(None, [esc(oscillator.get("type")), warm]))
    yield "in holdover", f"for {span_s(holdover.get('elapsed_s'))}" if holdover.get("active") else ""
    yield "leap second", f"{esc(leap.get('kind'))} {esc(leap.get('date'))}" if leap.get("announced") else ""


def _system(system: Mapping) -> Iterator[tuple[str, str]]:
    memory, load = record(system.get("memory")), record(system.get("cpu_load"))
    yield "up for", span_s(system.get("uptime_s"))
    yield "load, 15 min", esc(load.get("load_15m"))
    free, total = memory.get("free_bytes"), memory.get("total_bytes")
    yield "memory free", "" if free is None else f"{size_bytes(free)} of {size_bytes(total)}"
    full = [
        (100 * one["used_bytes"] / one["total_bytes"], shown(one.get("mountpoint")))
        for one in several(system.get("storage"))
        if is_number(one.get("used_bytes")) and is_number(one.get("total_bytes")) and one["total_bytes"]
    ]
    if full:
        share, where = max(full)
        yield "fullest storage", f"{esc(where)} {share:.0f}%, of {len(full)}"
    position = record(system.get("position"))
    if position.get("latitude_deg") is not None:
        yield "position", f"{esc(position['latitude_deg'])}°, {esc(position.get('longitude_deg'))}°"
    lights: dict[str, list[str]] = {}
    for one in several(system.get("front_leds")):
        lights.setdefault(shown(one.get("color")), []).append(shown(one.get("name")).removeprefix("led-"))
    yield "front panel", "; ".join(f"{esc(color)}: {esc(', '.join(names))}" for color, names in lights.items())


def _ntp(ntp: Mapping) -> Iterator[tuple[str, str]]:
    system = record(ntp.get("system"))
    running = either(ntp.get("running"), "running", "not running")
    yield "service", ", ".join(filter(None, [running, esc(ntp.get("state"))]))
    yield "stratum", esc(system.get("stratum"))
    yield "reference", esc(system.get("reference_id"))
    yield "leap indicator", esc(system.get("leap_indicator"))
    yield "root delay", duration_ns(system.get("root_delay_ns"))
    yield "root dispersion", duration_ns(system.get("root_dispersion_ns"))
    yield "jitter", duration_ns(system.get("jitter_ns"))
    yield "TAI\u2212UTC", "" if system.get("tai_offset_s") is None else f"{esc(system['tai_offset_s'])}\u202fs"
    yield "leap file expires", moment(system.get("leap_file_expires"))


def _members(found: object) -> list:
    return found if isinstance(found, list) else []


def _hardware(status: Mapping) -> Iterator[tuple[str, str]]:
    supplies = several(status.get("power_supplies"))
    if supplies:
        others = [
            f"{esc(one.get('id'))} {either(one.get('available'), '', 'does not deliver', GAP)}"
            for one in supplies
            if one.get("available") is not True
        ]
        yield "power supplies", ", ".join([f"{len(supplies) - len(others)} of {len(supplies)} deliver", *others])
    hot = [
        (max(sensors), shown(one.get("id")))
        for one in several(status.get("modules"))
        if (sensors := list(filter(is_number, _members(one.get("temperatures_celsius")))))
    ]
    if hot:
        warmest, where = max(hot)
        yield "hottest module", f"{esc(where)} {esc(warmest)}\u202f°C, of {len(hot)}"
    events = [esc(one.get("id")) for one in several(status.get("events")) if one.get("active")]
    yield "active events", ", ".join(events[:MOST_ROWS])


def _plain(path: str) -> Cell:
    return lambda record: esc(at(record, path))


def _time(path: str) -> Cell:
    return lambda record: duration_ns(at(record, path))


def _sky(receiver: Mapping) -> str:
    used, seen = at(receiver, "satellites.used"), at(receiver, "satellites.in_view")
    return "" if used is None and seen is None else f"{esc(used) or '?'} / {esc(seen) or '?'}"


def _antenna(receiver: Mapping) -> str:
    if at(receiver, "antenna.short_circuit"):
        return "short circuit"
    return either(at(receiver, "antenna.connected"), "connected", "disconnected")


def _port_states(instance: Mapping) -> str:
    return esc(
        ", ".join(dict.fromkeys(str(port["state"]) for port in several(instance.get("ports")) if port.get("state")))
    )


def _port(port: Mapping) -> tuple[str, str]:
    """Link, speed and duplex in a line; errors where there are some."""
    speed = port.get("speed_mbps")
    errors = {name: at(port, f"statistics.{name}_errors") for name in ("rx", "tx")}
    counted = [f"{name} errors {esc(number)}" for name, number in errors.items() if is_number(number) and number]
    told = [
        either(port.get("up"), "up", "down"),
        f"{esc(speed)} Mbit/s" if is_number(speed) else "",
        esc(port.get("duplex")),
    ]
    return esc(port.get("name")), " ".join(filter(None, [*told, *counted])) or GAP


_RECEIVERS = {
    "id": _plain("id"), "model": _plain("model"), "kind": _plain("kind"), "state": _plain("state"),
    "antenna": _antenna, "satellites used / in view": _sky, "TDOP": _plain("satellites.tdop"),
}  # fmt: skip
_REFERENCES = {
    "id": _plain("id"), "priority": _plain("priority"), "master": _plain("master"), "locked": _plain("locked"),
    "offset": _time("offset_ns"),
}  # fmt: skip
_ASSOCIATIONS = {
    "id": _plain("id"), "address": _plain("address"), "selection": _plain("selection"), "stratum": _plain("stratum"),
    "reach": _plain("reach"), "offset": _time("offset_ns"), "delay": _time("delay_ns"), "jitter": _time("jitter_ns"),
}  # fmt: skip
_INSTANCES = {
    "alias": _plain("alias"), "runs": _plain("running"), "ports": _port_states,
    "domain": _plain("default_ds.domain_number"), "class": _plain("default_ds.clock_class"),
    "accuracy": _plain("default_ds.clock_accuracy"),
    "offset": _time("current_ds.offset_from_master_ns"), "path delay": _time("current_ds.mean_path_delay_ns"),
    "grandmaster": _plain("parent_ds.grandmaster_identity"),
}  # fmt: skip
_OUTPUTS = {
    "id": _plain("id"), "signal": _plain("signal"), "on": _plain("enabled"), "mode": _plain("mode"),
    "phase": _time("phase_offset_ns"), "connector": _plain("connector"),
}  # fmt: skip


def _table(name: str, columns: Mapping[str, Cell], records: list[Mapping]) -> str:
    """A row for each record; a column of which none says anything is left out."""
    if not records:
        return ""
    filled = {heading: [told(record) for record in records[:MOST_ROWS]] for heading, told in columns.items()}
    filled = {heading: cells for heading, cells in filled.items() if any(cell and cell != GAP for cell in cells)}
    head = "".join([f"<th>{heading}" for heading in filled])
    rows = "".join(
        [
            "<tr><td>" + "<td>".join([cell if cell != GAP else "" for cell in row])
            for row in zip(*filled.values(), strict=True)
        ]
    )
    left = len(records) - MOST_ROWS
    more = f"<p class=more>{left} more {noun(left, 'is', 'are')} in the facts' file." if left > 0 else ""
    return f"<h5>{name}</h5><table class=data><thead><tr>{head}<tbody>{rows}</table>{more}\n"
