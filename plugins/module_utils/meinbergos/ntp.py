# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: the NTP facet, all inferred from the vendor's MIB."""

from __future__ import annotations

import re

from ..ntp_arithmetic import power_of_two_ns
from ..quantities import Malformed, boolean, duration_ns, integer, text, whole_seconds
from ..records import Check, Computed, Field, Named, Reader, Table
from ..time_stamps import date_time
from ..vocabularies import LEAP_INDICATOR, NTP_SELECTION, NTP_STATE
from .answers import Answers
from .paths import NTP

_OCTAL = re.compile("[0-3]?[0-7]{1,2}")


def reach(value: object) -> int | None:
    """The reach register, 0..255. As text it is octal, as in the MIB; a number up to 255 is taken as it is."""
    written = text(value)
    if written is None:
        return None
    octal = isinstance(value, str) or int(written) > 255
    if octal and not _OCTAL.fullmatch(written):
        raise Malformed("not an 8-bit shift register in octal")
    register = int(written, 8 if octal else 10)
    if register < 0:
        raise Malformed("not an 8-bit shift register")
    return register


def precision_log2(value: object) -> int | None:
    """The precision as a power of two; ``None`` where it is written as a duration."""
    try:
        return integer(value)
    except Malformed:
        duration_ns(value)
        return None


def precision_ns(value: object) -> int | float | None:
    """The precision in nanoseconds, from a power of two or from a duration."""
    exponent = precision_log2(value)
    return duration_ns(value) if exponent is None else power_of_two_ns(exponent)


def _reached(record: dict) -> bool | None:
    return None if record["reach"] is None else record["reach"] > 0


def _selected(record: dict) -> bool | None:
    """The service selects only what it reaches; it rejects for other reasons too."""
    return True if record["selection"] in ("candidate", "backup", "sys_peer", "pps_peer") else None


REACHED = (Check("reach", _reached, (_selected,)),)

STATE = Table("ntp", NTP, "", "C", (
    Field("state", ("state", "system/state"), NTP_STATE),
    Field("running", "isRunning", boolean),
))  # fmt: skip
SYSTEM = Table("ntp.system", NTP, "system", "C", (
    Field("stratum", "stratum", integer),
    Field("reference_id", ("referenceID", "referenceId", "refID"), text),
    Field("leap_indicator", "leapIndicator", LEAP_INDICATOR),
    Field("precision_log2", "precision", precision_log2),
    Field("precision_ns", "precision", precision_ns),
    Field("root_delay_ns", "rootDelay", duration_ns),
    Field("root_dispersion_ns", "rootDispersion", duration_ns),
    Field("jitter_ns", ("jitter", "clockJitter"), duration_ns),
    Field("tai_offset_s", ("taiOffset", "tai"), whole_seconds),
    Field("leap_file_expires", "leapFileExpires", date_time),
    Field("association_id", ("associationID", "associationId"), integer),
    Field("time", "time", date_time),
))  # fmt: skip
_ASSOCIATION = (
    Field("id", ("id", "name"), text),
    Field("address", "address", text),
    Field("name", ("name", "hostname"), text),
    Field("valid", "isValid", boolean, feeds=()),
    Field("association_id", ("associationID", "associationId"), integer),
    Field("selection", ("selection", "state"), NTP_SELECTION),
    Field("stratum", "stratum", integer),
    Field("reference_id", ("referenceID", "referenceId", "refID"), text),
    Field("leap_indicator", "leapIndicator", LEAP_INDICATOR),
    Field("reach", "reach", reach),
    Field("offset_ns", "offset", duration_ns),
    Field("delay_ns", "delay", duration_ns),
    Field("dispersion_ns", "dispersion", duration_ns),
    Field("jitter_ns", "jitter", duration_ns),
    Field("root_delay_ns", "rootDelay", duration_ns),
    Field("root_dispersion_ns", "rootDispersion", duration_ns),
    Field("precision_log2", "precision", precision_log2),
    Field("precision_ns", "precision", precision_ns),
)
REFERENCE_CLOCKS = Table("ntp.associations", NTP, "referenceClocks", "C", _ASSOCIATION, each="*", checks=REACHED)
PEERS = Table("ntp.associations", NTP, "peers", "C", _ASSOCIATION, each="*", checks=REACHED)
KINDS = {"reference_clock": REFERENCE_CLOCKS, "peer": PEERS}
TABLES = (STATE, SYSTEM, REFERENCE_CLOCKS, PEERS)
COMPUTED = (Computed("ntp.associations.reachable", "ntp.associations.reach"),)
NAMED = (Named("ntp.associations.kind", NTP, "", "C", "the list it stands in"),)


def ntp(reader: Reader, answers: Answers) -> dict | None:
    """The NTP facet; ``None`` where the device does not offer it."""
    content = answers.at(NTP)
    if content is None:
        return None
    facts = reader.facts(STATE, content)
    facts["system"] = reader.read(SYSTEM, content)
    if facts["running"] is None and facts["state"] in NTP_STATE.names:
        facts["running"] = facts["state"] != "stopped"
    listed = {kind: reader.read_list(table, content, required=False) for kind, table in KINDS.items()}
    known = any(found is not None for found in listed.values())
    facts["associations"] = [
        _association(kind, position, record)
        for kind, found in listed.items()
        for position, record in enumerate(found or [])
        if record.pop("valid") is not False
    ] if known else None  # fmt: skip
    return facts


def _association(kind: str, position: int, record: dict) -> dict:
    """A valid row; one without an id is named after its kind and place."""
    reach_register = record["reach"]
    return {
        **record,
        "id": record["id"] or f"{kind}_{position + 1}",
        "kind": kind,
        "reachable": None if reach_register is None else reach_register > 0,
    }
