# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: the status facet."""

from __future__ import annotations

from ..quantities import boolean, duration_ns, integer, seconds, snake, text, texts, word
from ..records import Computed, Field, Reader, Table, merged
from ..time_stamps import date
from ..vocabularies import OSCILLATOR, SIGNAL_SOURCE, SYNC_STATE, in_holdover, is_synchronized, signal_in
from . import receivers
from .answers import Answers
from .paths import GLOBAL, REFERENCES, SYSTEM
from .system import system


def bits(value: object) -> dict[str | None, bool | None] | None:
    """Bits by their names as words (``isMaster`` is ``master``), from an object of booleans.

    From a list of the names of those that are set too; ``None`` then stands for all others.
    """
    if value is None:
        return None
    if isinstance(value, dict):
        return {_bit_name(name): boolean(bit) for name, bit in value.items()}
    return {**{_bit_name(name): True for name in texts(value) or ()}, None: False}


def _bit_name(name: str) -> str:
    return snake(name).removeprefix("is_")


def _bit(told: dict | None, name: str) -> bool | None:
    """Whether a bit is set; ``None`` where the device does not say."""
    return None if told is None else told.get(name, told.get(None))


def _flags(told: dict | None) -> list[str] | None:
    return None if told is None else [name for name, bit in told.items() if bit and name]


SYNC = Table("status.sync", GLOBAL, "", "A", (
    Field("state", "clockState", SYNC_STATE),
    Field("time_quality_ns", "estimatedTimeQuality", duration_ns),
    Field("holdover.state", "holdoverState", word),
    Field("holdover.elapsed_s", "holdoverTime", seconds),
    Field("holdover.offset_ns", "holdoverOffset", duration_ns),
))  # fmt: skip
MASTER = Table("status.sync", REFERENCES, "master", "C", (
    Field("source", ("source", "reference", "name"), text),
    Field("source_type", ("sourceType", "type"), SIGNAL_SOURCE),
    Field("accuracy_ns", "accuracy", duration_ns),
    Field("variance", "variance", integer),
    Field("state", ("syncState", "systemSyncState"), SYNC_STATE),
    Field("flags", ("status", "state"), bits),
    Field("oscillator.type", ("oscillatorType", "oscillator"), OSCILLATOR),
    Field("leap_second.date", ("leapSecondDate", "leapSecondTime"), date),
), partial=True)  # fmt: skip
SOURCES = Table("status.references", REFERENCES, "sources", "C", (
    Field("id", ("id", "name"), text),
    Field("priority", "priority", integer),
    Field("signal", ("type", "signal"), SIGNAL_SOURCE),
    Field("offset_ns", "offset", duration_ns),
    Field("flags", ("state", "status"), bits),
), each="*")  # fmt: skip
TABLES = (SYNC, MASTER, SOURCES, *receivers.TABLES)
COMPUTED = (
    Computed("status.sync.synchronized", "status.sync.state"),
    Computed("status.sync.holdover.active", "status.sync.state"),
    Computed("status.sync.antenna", "status.sync.flags"),
    Computed("status.sync.oscillator.warmed_up", "status.sync.flags"),
    Computed("status.sync.leap_second.announced", "status.receivers.leap_second.announced"),
    Computed("status.sync.leap_second.kind", "status.receivers.leap_second.kind"),
    *receivers.COMPUTED,
    Computed("status.references.master", "status.references.flags"),
    Computed("status.references.locked", "status.references.flags"),
    Computed("status.references.accurate", "status.references.flags"),
)
NAMED = receivers.NAMED


def status(reader: Reader, answers: Answers) -> dict:
    """The status facet of what the device answered."""
    received = receivers.receivers(reader, answers)
    references = answers.at(REFERENCES)
    return {
        "system": system(reader, answers.at(SYSTEM)),
        "sync": _sync(reader, answers.at(GLOBAL), references, received),
        "receivers": received,
        "references": None if references is None else _sources(reader, references),
        "modules": receivers.modules(reader, answers),
        "network": None,
    }


def _sync(reader: Reader, stated: object, references: object, received: list[dict] | None) -> dict | None:
    if stated is None and references is None:
        return None
    sync = merged(
        None if references is None else reader.read(MASTER, references, required=False),
        None if stated is None else reader.record(SYNC, stated),
    )
    told = sync.get("flags")
    sync["flags"] = _flags(told)
    sync["source_type"] = sync.get("source_type") or signal_in(sync.get("source"))
    sync["antenna"] = _antenna(told)
    sync["holdover"] = {**sync.get("holdover", {}), "active": _in_holdover(sync)}
    sync["state"] = in_holdover(sync.get("state"), sync["holdover"]["active"])
    sync["synchronized"] = is_synchronized(sync["state"])
    sync["oscillator"] = {**sync.get("oscillator", {}), "warmed_up": _bit(told, "oscillator_warmed_up")}
    sync["leap_second"] = {**sync.get("leap_second", {}), **_leap_second(told, received)}
    return sync


def _antenna(told: dict | None) -> str | None:
    if _bit(told, "antenna_short_circuit"):
        return "short_circuit"
    return {True: "connected", False: "disconnected", None: None}[_bit(told, "antenna_connected")]


def _in_holdover(sync: dict) -> bool | None:
    """In holdover by the clock's state or the holdover's own."""
    stated = sync.get("holdover", {}).get("state")
    if sync.get("state") == "holdover" or stated in ("holdover", "in_holdover", "active"):
        return True
    if sync.get("state") in ("synchronized", "free_run") or stated in ("inactive", "not_in_holdover", "no_holdover"):
        return False
    return None


def _leap_second(told: dict | None, received: list[dict] | None) -> dict:
    """Announced by the master's bits, else by the first receiver that says."""
    said = [receiver["leap_second"] for receiver in received or [] if receiver["leap_second"]["announced"] is not None]
    announced = _bit(told, "leap_second_announced")
    if announced is None and said:
        announced = any(leap["announced"] for leap in said)
    return {"announced": announced, "kind": next((leap["kind"] for leap in said if leap["kind"]), None)}


def _sources(reader: Reader, references: dict) -> list[dict] | None:
    found = reader.read_list(SOURCES, references)
    for source in found or []:
        told = source["flags"]
        source["flags"] = _flags(told)
        source["signal"] = source["signal"] or signal_in(source["id"])
        source.update({name: _bit(told, name) for name in ("master", "locked", "accurate")})
    return found
