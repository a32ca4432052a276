# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: the NTP facet, from ntpd's variables as ``/api/status`` lists them."""

from __future__ import annotations

import re

from ..ntp_arithmetic import power_of_two_ns
from ..quantities import Malformed, boolean, integer, number, said, seconds_ns, text, word
from ..records import Check, Computed, Field, Reader, Table
from ..time_stamps import minute
from ..vocabularies import LEAP_INDICATOR, NTP_SELECTION
from .paths import SERVICES, STATUS

ASSOCIATIONS_AT = "data/ntp"
_STATUS_WORD = re.compile("[0-9a-fA-F]{4}")
_POLL_STATUS = re.compile(r"([01]{8})(?: \[[0-7]{1,3}\])?")


def reach(value: object) -> int | None:
    """The reach register, 0..255, from its decimal value or from ``11111111 [377]``."""
    written = text(value)
    bits = _POLL_STATUS.fullmatch(written or "")
    register = int(bits[1], 2) if bits else integer(value)
    if register is not None and not 0 <= register <= 255:
        raise Malformed("not an 8-bit shift register")
    return register


def _word_bits(record: dict) -> int | None:
    """ntpd's status word as a number; ``None`` where it is not one."""
    written = record["status_word"]
    return int(written, 16) if written and _STATUS_WORD.fullmatch(written) else None


def _reached_by_word(record: dict) -> bool | None:
    bits = _word_bits(record)
    return None if bits is None else bool(bits & 0x1000)


def _reached_by_selection(record: dict) -> bool | None:
    """ntpd selects only what it reaches; it rejects for other reasons too."""
    return True if record["selection"] in ("candidate", "backup", "sys_peer", "pps_peer") else None


def _reached_by_register(record: dict) -> bool | None:
    return None if record["reach"] is None else record["reach"] > 0


def _no_leap_warning(record: dict) -> str | None:
    """Only the good word: an alarm is never taken back."""
    return "none" if record["leap_indicator"] == "none" else None


def _leap_by_word(record: dict) -> str | None:
    bits = _word_bits(record)
    return None if bits is None else LEAP_INDICATOR(bits >> 14)


REACHED = (
    Check("reach", _reached_by_register, (lambda record: record["reachable"], _reached_by_word, _reached_by_selection)),
    Check("reachable", lambda record: record["reachable"], (_reached_by_word, _reached_by_register)),
)
"""The same fact is in the register, in a flag and in the status word, and the selection needs it."""

LEAP = (
    Check("leap_indicator", _no_leap_warning, (lambda record: record["leap_code"], _leap_by_word)),
)  # fmt: skip

SERVICE = Table("ntp", STATUS, f"{SERVICES}/network/ntp", "A", (Field("running", "running", boolean),), partial=True)
SYSTEM = Table("ntp.system", STATUS, f"{ASSOCIATIONS_AT}/*", "A", (
    Field("stratum", "stratum", integer),
    Field("reference_id", "refid", text),
    Field("leap_indicator", ("status-sys-leap-indicator", "leap"), LEAP_INDICATOR),
    Field("precision_log2", "precision", integer),
    Field("root_delay_ns", "rootdelay", seconds_ns),
    Field("root_dispersion_ns", "rootdisp", seconds_ns),
    Field("jitter_ns", "clk-jitter", seconds_ns),
    Field("wander_raw", "clk-wander", number),
    Field("tai_offset_s", "tai", integer),
    Field("leap_second_time", "leapsec", minute),
    Field("leap_file_expires", "expire", minute),
    Field("association_id", "association-id", integer),
    Field("clock_source", "status-sys-clock-source", word),
    Field("status_word", "status", text),
    Field("event_code", "status-sys-event-code", word),
    Field("event_count", "status-sys-event-counter", integer),
    Field("leap_code", "leap", LEAP_INDICATOR, feeds=("leap_indicator",)),
), checks=LEAP)  # fmt: skip
ASSOCIATION = Table("ntp.associations", STATUS, f"{ASSOCIATIONS_AT}/*", "A", (
    Field("id", "object-id", text),
    Field("address", "id", text),
    Field("name", "name", text),
    Field("association_id", "association-id", integer),
    Field("selection", "status-peer-selection", NTP_SELECTION),
    Field("stratum", "stratum", integer),
    Field("reference_id", "refid", text),
    Field("leap_indicator", "leap", LEAP_INDICATOR),
    Field("reach", ("reach", "poll-status"), reach),
    Field("reachable", "status-peer-reach-ok", boolean),
    Field("configured", "status-peer-configured", boolean),
    Field("broadcast", "status-peer-broadcast", boolean),
    Field("authentication_enabled", "status-peer-auth-enabled", boolean),
    Field("authenticated", "status-peer-auth-ok", boolean),
    Field("offset_ns", "offset", seconds_ns),
    Field("delay_ns", "delay", seconds_ns),
    Field("dispersion_ns", "dispersion", seconds_ns),
    Field("jitter_ns", "jitter", seconds_ns),
    Field("root_delay_ns", "rootdelay", seconds_ns),
    Field("root_dispersion_ns", "rootdisp", seconds_ns),
    Field("precision_log2", "precision", integer),
    Field("status_word", "status", text),
    Field("event_code", "status-peer-event-code", word),
    Field("event_count", "status-peer-event-counter", integer),
), checks=REACHED)  # fmt: skip
_LIST = Table("ntp", STATUS, ASSOCIATIONS_AT, "A", ())
TABLES = (SERVICE, SYSTEM, ASSOCIATION)
COMPUTED = (
    Computed("ntp.state", "ntp.system.leap_indicator"),
    Computed("ntp.system.precision_ns", "ntp.system.precision_log2"),
    Computed("ntp.associations.precision_ns", "ntp.associations.precision_log2"),
    Computed("ntp.associations.kind", "ntp.associations.address"),
)


def ntp(reader: Reader, answer: dict) -> dict | None:
    """The NTP facet of one answer; ``None`` where neither the service nor its variables are there."""
    service = reader.read(SERVICE, answer, required=False)
    listed = reader.find(_LIST, answer)
    if listed is not None and not isinstance(listed, list):
        reader.note(STATUS, ASSOCIATIONS_AT, "malformed", "ntp")
        listed = None
    if service is None and listed is None:
        return None
    running = service["running"] if service else None
    system: dict | None = None
    associations: list[dict] | None = None
    if listed is not None:
        associations = []
        for raw in listed:
            if isinstance(raw, dict) and said(raw.get("object-id")) == "sys":
                system = _with_precision(reader.facts(SYSTEM, raw))
                del system["leap_code"]
            else:
                record = reader.record(ASSOCIATION, raw)
                if record is not None:
                    associations.append({**_with_precision(record), "kind": _kind(record)})
    return {"running": running, "state": _state(running, system), "system": system, "associations": associations}


def _with_precision(record: dict) -> dict:
    return {**record, "precision_ns": power_of_two_ns(record["precision_log2"])}


def _kind(record: dict) -> str | None:
    """Reference clocks have ntpd's pseudo addresses 127.127.t.u."""
    if (record["id"] or "").startswith("ref_") or (record["address"] or "").startswith("127.127."):
        return "reference_clock"
    return "peer" if record["address"] or record["id"] else None


def _state(running: bool | None, system: dict | None) -> str | None:
    """ntpd's state, which LTOS does not name: stopped, or what the leap indicator says (alarm: not synchronised)."""
    if running is False:
        return "stopped"
    if system is None or system["leap_indicator"] not in LEAP_INDICATOR.names:
        return None
    leap = system["leap_indicator"]
    return "not_synchronized" if leap == "alarm" or system["stratum"] == 16 else "synchronized"
