# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PTP messages (IEEE 1588-2019, clause 13): octets in, plain values out."""

from __future__ import annotations

import struct
from typing import NamedTuple

from ..ieee1588 import clock_accuracy, clock_accuracy_ns, identity_of
from ..quantities import Malformed
from ..vocabularies import PTP_TIME_SOURCE, Vocabulary
from .ptp_tlv import Tlv, described, path_trace, tlvs_in

ANNOUNCE, MANAGEMENT, SIGNALING = "announce", "management", "signaling"
MESSAGES = {
    0x0: "sync",
    0x1: "delay_req",
    0x2: "pdelay_req",
    0x3: "pdelay_resp",
    0x8: "follow_up",
    0x9: "delay_resp",
    0xA: "pdelay_resp_follow_up",
    0xB: ANNOUNCE,
    0xC: SIGNALING,
    0xD: MANAGEMENT,
}
"""messageType (table 36)."""

_LEAST = {
    "pdelay_req": 54, "pdelay_resp": 54, "delay_resp": 54, "pdelay_resp_follow_up": 54,
    ANNOUNCE: 64, MANAGEMENT: 48,
}  # fmt: skip
_LEAST_OF_OTHERS = 44
_HAS_TLVS = (ANNOUNCE, MANAGEMENT, SIGNALING)

VERSION = 2
HEADER = struct.Struct("!BBHBBHq4x8sHHBb")
_ANNOUNCE = struct.Struct("!10xhxBBBHB8sHB")
_NOT_SAID = 0x7F

_ALTERNATE_MASTER, _TWO_STEP, _UNICAST = 0x0100, 0x0200, 0x0400
_ANNOUNCE_FLAGS = {
    "leap61": 0x0001,
    "leap59": 0x0002,
    "utc_offset_valid": 0x0004,
    "ptp_timescale": 0x0008,
    "time_traceable": 0x0010,
    "frequency_traceable": 0x0020,
    "synchronization_uncertain": 0x0040,
    "alternate_master": _ALTERNATE_MASTER,
}
"""flagField (table 37)."""


class OtherVersion(ValueError):
    """A message of another version of PTP than 2."""


class UnknownMessage(ValueError):
    """A message of a type that version 2 reserves."""


class Message(NamedTuple):
    """A message of PTP version 2."""

    kind: str
    """One of ``MESSAGES``."""
    major_version: int
    minor_version: int
    domain_number: int
    sdo_id: int
    clock_identity: str
    port_number: int
    two_step: bool
    unicast: bool
    log_interval: int | None
    """logMessageInterval, ``None`` where the sender does not say it (0x7f)."""
    flags: int
    body: bytes
    """What follows the header, up to the message's own length."""
    tlvs: list[Tlv]


def parse(octets: bytes) -> Message:
    """A message; raises ``OtherVersion``, ``UnknownMessage``, or ``Malformed`` where lengths do not fit."""
    if len(octets) >= 2 and octets[1] & 0x0F != VERSION:
        raise OtherVersion(f"version {octets[1] & 0x0F}")
    if len(octets) < HEADER.size:
        raise Malformed("shorter than a header")
    first, version, length, domain, minor_sdo, flags, _correction, identity, port, _sequence, _control, interval = (
        HEADER.unpack_from(octets)
    )
    kind = MESSAGES.get(first & 0x0F)
    if kind is None:
        raise UnknownMessage(f"type {first & 0x0F}")
    least = _LEAST.get(kind, _LEAST_OF_OTHERS)
    if not least <= length <= len(octets):
        raise Malformed("a length that does not fit")
    start = HEADER.size
    return Message(
        kind=kind,
        major_version=version & 0x0F,
        minor_version=version >> 4,
        domain_number=domain,
        sdo_id=(first >> 4) << 8 | minor_sdo,
        clock_identity=identity_of(identity),
        port_number=port,
        two_step=bool(flags & _TWO_STEP),
        unicast=bool(flags & _UNICAST),
        log_interval=None if interval == _NOT_SAID else interval,
        flags=flags,
        body=octets[start:length],
        tlvs=tlvs_in(octets[least:length]) if kind in _HAS_TLVS else [],
    )


def announce(message: Message) -> dict:
    """What an Announce message says (13.5), by the names of the PTP facts."""
    offset, priority1, clock_class, accuracy, variance, priority2, grandmaster, steps, source = _ANNOUNCE.unpack_from(
        message.body
    )
    code = clock_accuracy(accuracy)
    return {
        "grandmaster_identity": identity_of(grandmaster),
        "clock_class": clock_class,
        "clock_accuracy": code,
        "clock_accuracy_ns": clock_accuracy_ns(code),
        "clock_variance": variance,
        "priority1": priority1,
        "priority2": priority2,
        "steps_removed": steps,
        "time_source": word_or_code(PTP_TIME_SOURCE, source),
        "utc_offset_s": offset,
        **{name: bool(message.flags & mask) for name, mask in _ANNOUNCE_FLAGS.items()},
        "tlvs": [described(tlv) for tlv in message.tlvs],
        "path_trace": path_trace(message.tlvs),
    }


def word_or_code(vocabulary: Vocabulary, code: int) -> str:
    """The word for a code, or the code in hexadecimal where there is no word for it."""
    try:
        word = vocabulary(code)
    except Malformed:
        word = None
    return word or f"0x{code:02x}"
