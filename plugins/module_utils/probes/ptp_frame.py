# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ethernet, VLAN, IPv4, IPv6 and UDP: takes a PTP message out of the frame that carried it."""

from __future__ import annotations

import socket
import struct
from typing import NamedTuple

L2, UDP_IPV4, UDP_IPV6 = TRANSPORTS = ("l2", "udp_ipv4", "udp_ipv6")
"""What PTP is carried over: IEEE 1588-2019, Annexes F, D and E."""

PORTS = (319, 320)
"""The UDP ports of event and of general messages."""

ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_PTP = 0x0800, 0x86DD, 0x88F7
ETHERTYPES_VLAN = (0x8100, 0x88A8)
PROTOCOL_UDP = 17

_VLAN_ID = 0x0FFF
_FRAGMENT = 0x3FFF  # "more fragments", and the offset


class Carried(NamedTuple):
    """What a frame carried for PTP."""

    transport: str
    source: str
    """The sender's address: a MAC address for ``l2``, else an IP address."""
    destination: str
    vlan: int | None
    """The outer VLAN's number, 0 for a tag that only gives a priority; ``None`` without a tag."""
    payload: bytes


def carried(frame: bytes, vlan: int | None = None) -> Carried | None:
    """What a frame carried for PTP, ``None`` where it carried nothing for PTP, or something incomplete.

    ``vlan`` is the tag that the kernel took off the frame.
    """
    if len(frame) < 14:
        return None
    at = 12
    (ethertype,) = struct.unpack_from("!H", frame, at)
    while ethertype in ETHERTYPES_VLAN and len(frame) >= at + 6:
        tag, ethertype = struct.unpack_from("!HH", frame, at + 2)
        vlan = tag & _VLAN_ID if vlan is None else vlan
        at += 4
    start = at + 2
    content = frame[start:]
    if ethertype == ETHERTYPE_PTP:
        return Carried(L2, frame[6:12].hex(":"), frame[:6].hex(":"), vlan, content)
    if ethertype == ETHERTYPE_IPV4:
        return _in_ipv4(content, vlan)
    if ethertype == ETHERTYPE_IPV6:
        return _in_ipv6(content, vlan)
    return None


def _in_ipv4(packet: bytes, vlan: int | None) -> Carried | None:
    if len(packet) < 20 or packet[0] >> 4 != 4 or packet[9] != PROTOCOL_UDP:
        return None
    header = (packet[0] & 0x0F) * 4
    total, fragment = struct.unpack_from("!HxxH", packet, 2)
    if header < 20 or fragment & _FRAGMENT:
        return None
    end = max(total, header)
    payload = _in_udp(packet[header:end])
    if payload is None:
        return None
    return Carried(UDP_IPV4, socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20]), vlan, payload)


def _in_ipv6(packet: bytes, vlan: int | None) -> Carried | None:
    if len(packet) < 40 or packet[0] >> 4 != 6 or packet[6] != PROTOCOL_UDP:
        return None
    (length,) = struct.unpack_from("!H", packet, 4)
    end = 40 + length
    payload = _in_udp(packet[40:end])
    if payload is None:
        return None
    source, destination = (socket.inet_ntop(socket.AF_INET6, octets) for octets in (packet[8:24], packet[24:40]))
    return Carried(UDP_IPV6, source, destination, vlan, payload)


def _in_udp(datagram: bytes) -> bytes | None:
    if len(datagram) < 8:
        return None
    port, length = struct.unpack_from("!HH", datagram, 2)
    end = max(length, 8)
    return datagram[8:end] if port in PORTS else None
