# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The TLVs at the end of PTP messages (IEEE 1588-2019, clause 14)."""

from __future__ import annotations

import struct
from typing import NamedTuple

from ..ieee1588 import clock_identity
from ..quantities import Malformed

MANAGEMENT, MANAGEMENT_ERROR_STATUS, ORGANIZATION_EXTENSION, PATH_TRACE = 0x0001, 0x0002, 0x0003, 0x0008
_ORGANIZATION = (ORGANIZATION_EXTENSION, 0x4000, 0x8000)
_HEADER = 4
_IDENTITY = 8

NAMES = {
    MANAGEMENT: "management",
    MANAGEMENT_ERROR_STATUS: "management_error_status",
    ORGANIZATION_EXTENSION: "organization_extension",
    0x0004: "request_unicast_transmission",
    0x0005: "grant_unicast_transmission",
    0x0006: "cancel_unicast_transmission",
    0x0007: "acknowledge_cancel_unicast_transmission",
    PATH_TRACE: "path_trace",
    0x0009: "alternate_time_offset_indicator",
    0x2000: "authentication_2008",
    0x2001: "authentication_challenge",
    0x2002: "security_association_update",
    0x2003: "cum_freq_scale_factor_offset",
    0x4000: "organization_extension_propagate",
    0x4001: "enhanced_accuracy_metrics",
    0x8000: "organization_extension_do_not_propagate",
    0x8001: "l1_sync",
    0x8002: "port_communication_availability",
    0x8003: "protocol_address",
    0x8004: "slave_rx_sync_timing_data",
    0x8005: "slave_rx_sync_computed_data",
    0x8006: "slave_tx_event_timestamps",
    0x8007: "cumulative_rate_ratio",
    0x8008: "pad",
    0x8009: "authentication",
}
"""The names of tlvType, in lower case (IEEE 1588-2019, table 52; 0x2000 to 0x2003 are those of the 2008 edition)."""


class Tlv(NamedTuple):
    """One TLV: its type, and its value without type and length."""

    type: int
    value: bytes


def tlvs_in(suffix: bytes) -> list[Tlv]:
    """The TLVs that fill ``suffix``; raises ``Malformed`` where one runs past its end."""
    found = []
    at = 0
    while at < len(suffix):
        start = at + _HEADER
        if start > len(suffix):
            raise Malformed("a TLV without a length")
        kind, length = struct.unpack_from("!HH", suffix, at)
        end = start + length
        if end > len(suffix):
            raise Malformed("a TLV that runs past the end of its message")
        found.append(Tlv(kind, suffix[start:end]))
        at = end
    return found


def described(tlv: Tlv) -> dict:
    """A TLV as it is returned: what kind it is, and whose."""
    organization = sub_type = None
    if tlv.type in _ORGANIZATION and len(tlv.value) >= 6:
        organization = tlv.value[:3].hex(":")
        sub_type = int.from_bytes(tlv.value[3:6], "big")
    return {
        "type": f"0x{tlv.type:04x}",
        "type_name": NAMES.get(tlv.type),
        "length": len(tlv.value),
        "organization_id": organization,
        "organization_sub_type": sub_type,
    }


def path_trace(tlvs: list[Tlv]) -> list[str | None] | None:
    """The clock identities of the first PATH_TRACE TLV (IEEE 1588-2019, 16.2); ``None`` without one."""
    for tlv in tlvs:
        if tlv.type == PATH_TRACE:
            whole = len(tlv.value) - len(tlv.value) % _IDENTITY
            return [clock_identity(tlv.value[at:][:_IDENTITY].hex()) for at in range(0, whole, _IDENTITY)]
    return None
