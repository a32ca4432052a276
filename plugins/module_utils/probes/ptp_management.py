# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PTP management messages (IEEE 1588-2019, clause 15): questions for data sets, and what the answers hold."""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import Decimal

from ..ieee1588 import clock_accuracy, clock_accuracy_ns, clock_identity, port_identity
from ..quantities import plain
from ..vocabularies import PTP_DELAY_MECHANISM, PTP_PORT_STATE, PTP_TIME_SOURCE
from . import ptp_tlv
from .ptp_frame import Carried
from .ptp_packet import HEADER, MANAGEMENT, VERSION, Message, word_or_code

_MESSAGE_TYPE, _CONTROL, _NOT_SAID, _UNICAST = 0xD, 0x04, 0x7F, 0x0400
_REST = struct.Struct("!8sHBBBx")
_TLV = struct.Struct("!HHH")
_EVERYBODY, _EVERY_PORT = b"\xff" * 8, 0xFFFF
_HOPS = 1
_GET, _RESPONSE = 0, 2
_ACTION = 0x0F
_TIME_INTERVAL_PER_NS = 2**16

_DEFAULT = struct.Struct("!BxHBBBHB8sBx")
_CURRENT = struct.Struct("!Hqq")
_PARENT = struct.Struct("!8sHxx6xBBBHB8s")
_TIME_PROPERTIES = struct.Struct("!hBB")
_PORT = struct.Struct("!8sHBbqbBbBbB")


def question(
    own: tuple[bytes, int], management_id: int, *, domain_number: int, sdo_id: int, sequence: int, unicast: bool
) -> bytes:
    """A GET for one data set of every port; ``own`` is the identity and the port number to answer to."""
    body = _REST.pack(_EVERYBODY, _EVERY_PORT, _HOPS, _HOPS, _GET) + _TLV.pack(ptp_tlv.MANAGEMENT, 2, management_id)
    header = HEADER.pack(
        sdo_id >> 8 << 4 | _MESSAGE_TYPE,
        VERSION,
        HEADER.size + len(body),
        domain_number,
        sdo_id & 0xFF,
        _UNICAST if unicast else 0,
        0,
        *own,
        sequence & 0xFFFF,
        _CONTROL,
        _NOT_SAID,
    )
    return header + body


class Answers:
    """The answers to ``own`` questions, by the port that gave them; no more than ``limit`` ports are kept."""

    def __init__(self, own: tuple[bytes, int], limit: int) -> None:
        self._own = own
        self._limit = limit
        self._by_port: dict[tuple, dict] = {}

    def add(self, found: Carried, message: Message) -> None:
        """Take in a message, if it is an answer."""
        if message.kind != MANAGEMENT:
            return
        identity, port, _starting, _hops, action = _REST.unpack_from(message.body)
        if (identity, port) != self._own or action & _ACTION != _RESPONSE:
            return
        for tlv in message.tlvs:
            if tlv.type == ptp_tlv.MANAGEMENT and len(tlv.value) >= 2:
                (management_id,) = struct.unpack_from("!H", tlv.value)
                self._keep(found, message, management_id, tlv.value[2:])

    def _keep(self, found: Carried, message: Message, management_id: int, data: bytes) -> None:
        if management_id not in DATA_SETS:
            return
        name, layout, read = DATA_SETS[management_id]
        if len(data) < layout.size:
            return
        key = (message.domain_number, found.transport, found.source, message.clock_identity, message.port_number)
        if key not in self._by_port and len(self._by_port) >= self._limit:
            return
        self._by_port.setdefault(key, {})[name] = read(*layout.unpack_from(data))

    def report(self) -> list[dict]:
        """The answers as they are returned."""
        return [
            {
                "clock_identity": identity,
                "port_number": port,
                "domain_number": domain,
                "transport": transport,
                "address": address,
                **{name: self._by_port[domain, transport, address, identity, port].get(name) for name in NAMES},
            }
            for domain, transport, address, identity, port in sorted(self._by_port)
        ]


def _default_ds(
    flags: int, ports: int, priority1: int, clock_class: int, accuracy: int, variance: int, priority2: int,
    identity: bytes, domain: int,
) -> dict:  # fmt: skip
    code = clock_accuracy(accuracy)
    return {
        "clock_identity": clock_identity(identity.hex()),
        "domain_number": domain,
        "clock_class": clock_class,
        "clock_accuracy": code,
        "clock_accuracy_ns": clock_accuracy_ns(code),
        "clock_variance": variance,
        "priority1": priority1,
        "priority2": priority2,
        "two_step": bool(flags & 0x01),
        "slave_only": bool(flags & 0x02),
        "number_ports": ports,
    }


def _current_ds(steps: int, offset: int, delay: int) -> dict:
    return {
        "steps_removed": steps,
        "offset_from_master_ns": _nanoseconds(offset),
        "mean_path_delay_ns": _nanoseconds(delay),
    }


def _parent_ds(
    parent: bytes, port: int, priority1: int, clock_class: int, accuracy: int, variance: int, priority2: int,
    grandmaster: bytes,
) -> dict:  # fmt: skip
    return {
        "port_identity": port_identity(f"{parent.hex()}-{port}"),
        "grandmaster_identity": clock_identity(grandmaster.hex()),
        "grandmaster_priority1": priority1,
        "grandmaster_priority2": priority2,
        "grandmaster_clock_class": clock_class,
        "grandmaster_clock_accuracy": clock_accuracy(accuracy),
        "grandmaster_clock_variance": variance,
    }


def _time_properties_ds(offset: int, flags: int, source: int) -> dict:
    return {
        "utc_offset_s": offset,
        "utc_offset_valid": bool(flags & 0x04),
        "leap59": bool(flags & 0x02),
        "leap61": bool(flags & 0x01),
        "ptp_timescale": bool(flags & 0x08),
        "time_traceable": bool(flags & 0x10),
        "frequency_traceable": bool(flags & 0x20),
        "time_source": word_or_code(PTP_TIME_SOURCE, source),
    }


def _port_ds(
    identity: bytes, port: int, state: int, delay_req: int, peer_delay: int, announce: int, timeout: int, sync: int,
    mechanism: int, pdelay_req: int, version: int,
) -> dict:  # fmt: skip
    return {
        "port_identity": port_identity(f"{identity.hex()}-{port}"),
        "state": word_or_code(PTP_PORT_STATE, state),
        "delay_mechanism": word_or_code(PTP_DELAY_MECHANISM, mechanism),
        "log_announce_interval": announce,
        "announce_receipt_timeout": timeout,
        "log_sync_interval": sync,
        "log_min_delay_req_interval": delay_req,
        "log_min_pdelay_req_interval": pdelay_req,
        "peer_mean_path_delay_ns": _nanoseconds(peer_delay),
        "version": version & 0x0F,
    }


def _nanoseconds(interval: int) -> int | float | None:
    return plain(Decimal(interval) / _TIME_INTERVAL_PER_NS)


DATA_SETS: dict[int, tuple[str, struct.Struct, Callable[..., dict]]] = {
    0x2000: ("default_ds", _DEFAULT, _default_ds),
    0x2001: ("current_ds", _CURRENT, _current_ds),
    0x2002: ("parent_ds", _PARENT, _parent_ds),
    0x2003: ("time_properties_ds", _TIME_PROPERTIES, _time_properties_ds),
    0x2004: ("port_ds", _PORT, _port_ds),
}
"""What is asked for, by managementId (table 59): its name, its layout (15.5.3), and what it makes of it."""

NAMES = [name for name, _layout, _read in DATA_SETS.values()]
