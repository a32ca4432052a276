# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: receivers and the other modules."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from ..quantities import Malformed, any_of, boolean, integer, number, text, word
from ..records import Computed, Field, Named, Reader, Table
from ..time_stamps import date_time
from ..vocabularies import GNSS_SYSTEM, OSCILLATOR, RECEIVER_STATE
from .answers import Answers
from .paths import MODULES, RECEIVER_1, RECEIVER_2


def _position(name: str):
    """A parser for one figure of a position's text (``Lat.: 52.5 Lon.: 13.4 Alt.: 42m``), whose form is inferred."""
    figure = re.compile(rf"\b{name}\.?: *([+-]?[0-9]+(?:\.[0-9]+)?)")

    def parse(value: object) -> int | float | None:
        written = text(value)
        match = figure.search(written or "")
        if written and not match:
            raise Malformed("not the sentence that is known")
        return number(match[1]) if match else None

    return parse


_LEAP = ("leap_second.announced", "leap_second.kind")
RECEIVER = Table("status.receivers", RECEIVER_1, "", "A", (
    Field("antenna.connected", "receiver/antenna/isConnected", boolean),
    Field("mode_code", "receiver/satellites/mode", integer),
    Field("operation_mode", "receiver/satellites/operationMode", word),
    Field("satellites.in_view", "receiver/satellites/totalInView", integer),
    Field("satellites.used", "receiver/satellites/totalUsed", integer),
    Field("gps_week", "receiver/time/gpsWeekNumber", integer),
    Field("gps_week_second", "receiver/time/gpsWeekSecond", integer),
    Field("daylight_saving", "receiver/time/isDaylightSavingTime", boolean),
    Field("is_local_time", "receiver/time/isLocalTime", boolean),
    Field("local_time_offset_s", "receiver/time/offsetFromUTC", integer),
    Field("status_code", "receiver/time/status", integer),
    Field("time", "receiver/time/timestamp", date_time),
    Field("leap_second.delete", "receiver/time/isLS59Announced", boolean, feeds=_LEAP),
    Field("leap_second.insert", "receiver/time/isLS61Announced", boolean, feeds=_LEAP),
    Field("state", "receiver/state", RECEIVER_STATE, "C"),
    Field("antenna.short_circuit", "receiver/antenna/isShortCircuit", boolean, "C"),
    Field("position.latitude_deg", "receiver/position", _position("Lat"), "C"),
    Field("position.longitude_deg", "receiver/position", _position("Lon"), "C"),
    Field("position.altitude_m", "receiver/position", _position("Alt"), "C"),
    Field("model", ("model", "name"), text, "C"),
    Field("serial_number", "serialNumber", text, "C"),
    Field("software_revision", "softwareRevision", text, "C"),
    Field("oscillator.type", ("oscillatorType", "oscillator"), OSCILLATOR, "C"),
))  # fmt: skip
SYSTEMS = Table("status.receivers.satellites.systems", RECEIVER_1, "receiver/satellites/systems", "A", (
    Field("system", "type", GNSS_SYSTEM),
    Field("in_view", "inView", integer),
    Field("used", "used", integer),
), each="*")  # fmt: skip
MODULE = Table("status.modules", MODULES, "*", "C", (
    Field("name", "name", text),
    Field("type", "type", word),
    Field("card", ("card", "cardName"), text),
    Field("model", "model", text),
    Field("serial_number", "serialNumber", text),
    Field("software_revision", ("softwareRevision", "firmwareVersion"), text),
    Field("state", "state", word),
))  # fmt: skip
TABLES = (RECEIVER, SYSTEMS, MODULE)
COMPUTED = (
    Computed("status.receivers.kind", "status.receivers.satellites.in_view"),
    Computed("status.receivers.synchronized", "status.receivers.state"),
)
NAMED = (
    Named("status.receivers.id", MODULES, "", "A", "the names of its members"),
    Named("status.modules.id", MODULES, "", "C", "the names of its members"),
)


def receivers(reader: Reader, answers: Answers) -> list[dict] | None:
    """The receivers of the modules; ``None`` where no module could be read."""
    listed = answers.at(MODULES)
    if listed is None:
        listed = {path.rpartition("/")[2]: answers.at(path) for path in (RECEIVER_1, RECEIVER_2)}
        if not any(listed.values()):
            return None
    elif RECEIVER_1 in answers.content:
        listed = {**listed, "clk1": answers.at(RECEIVER_1)}
    return [
        {
            "id": reader.identity(MODULES, "*", "status.receivers.id", slot_id),
            **_receiver(reader, f"{MODULES}/{slot_id}", module),
        }
        for slot_id, module in sorted(listed.items())
        if isinstance(module, dict) and module.get("receiver") is not None
    ]


def _at(table: Table, path: str) -> Table:
    return replace(table, path=path)


def _receiver(reader: Reader, path: str, module: dict) -> dict:
    facts = reader.facts(_at(RECEIVER, path), module)
    leap = facts["leap_second"]
    announced = any_of(leap.values())
    kind = "insert" if leap["insert"] else "delete" if leap["delete"] else None
    facts["satellites"]["systems"] = reader.read_list(_at(SYSTEMS, path), module, required=False)
    facts["time"] = _utc(reader, path, facts)
    state = facts["state"]
    return {
        **facts,
        "kind": _kind(facts),
        "synchronized": state == "synchronized" if state in RECEIVER_STATE.names else None,
        "leap_second": {"announced": announced, "kind": kind},
    }


def _utc(reader: Reader, path: str, facts: dict) -> str | None:
    """The receiver's time in UTC: local time less its offset; ``None`` where that is not known."""
    if not facts["is_local_time"] or facts["time"] is None:
        return facts["time"]
    whole, fraction = facts["time"][:19], facts["time"][19:]
    try:
        moment = datetime.fromisoformat(whole) - timedelta(seconds=facts["local_time_offset_s"])
    except (TypeError, ValueError, OverflowError):
        reader.note(path, "receiver/time/timestamp", "malformed", "status.receivers.time")
        return None
    return moment.isoformat() + fraction


def _kind(facts: dict) -> str | None:
    """A receiver that tells of satellites is a GNSS receiver; nothing is known of how others are told apart."""
    said = (facts["satellites"]["in_view"], facts["satellites"]["used"], facts["satellites"]["systems"])
    return None if all(value is None for value in said) else "gnss"


def modules(reader: Reader, answers: Answers) -> list[dict] | None:
    """Every slot's module; an empty slot, whose module is not available, is not one."""
    listed = answers.at(MODULES)
    if listed is None:
        return None
    found = []
    for slot_id, module in sorted(listed.items()):
        record = None if module is None else reader.record(MODULE, module, slot_id)
        if record is not None and record["state"] != "not_available":
            found.append({"id": reader.identity(MODULES, "*", "status.modules.id", slot_id), **record})
    return found
