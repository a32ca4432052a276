# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PTP messages, and frames that carry them, built by hand; each part may be given wrong."""

from __future__ import annotations

import socket
import struct

IDENTITY = bytes.fromhex("ec4670fffe0024cb")
SPELT = "ec4670.fffe.0024cb"
OWN_MAC, PTP_MAC = bytes.fromhex("ec46700024cb"), bytes.fromhex("011b19000000")
TYPES = {
    "sync": (0x0, 10), "delay_req": (0x1, 10), "pdelay_req": (0x2, 20), "pdelay_resp": (0x3, 20),
    "follow_up": (0x8, 10), "delay_resp": (0x9, 20), "pdelay_resp_follow_up": (0xA, 20), "announce": (0xB, 30),
    "signaling": (0xC, 10), "management": (0xD, 14),
}  # fmt: skip
"""The number of each type of message, and the octets behind its header (IEEE 1588-2019, clause 13)."""


def message(
    kind: str | int = "sync", *, identity: bytes = IDENTITY, port: int = 1, domain: int = 0, sdo: int = 0,
    flags: int = 0, interval: int = 0, body: bytes | None = None, length: int | None = None, version: int = 0x02,
) -> bytes:  # fmt: skip
    """A message; ``length`` is what it says of itself."""
    number, more = TYPES[kind] if isinstance(kind, str) else (kind, 10)
    body = bytes(more) if body is None else body
    length = 34 + len(body) if length is None else length
    first = sdo >> 8 << 4 | number
    header = struct.pack("!BBHBBHq4x", first, version, length, domain, sdo & 0xFF, flags, 0)
    return header + identity + struct.pack("!HHBb", port, 7, 5, interval) + body


def announce(
    *, grandmaster: bytes | None = None, priority1: int = 128, clock_class: int = 6, accuracy: int = 0x21,
    variance: int = 0x4E5D, priority2: int = 128, steps: int = 0, source: int = 0x20, offset: int = 37,
    tlvs: bytes = b"", identity: bytes = IDENTITY, **header: int,
) -> bytes:  # fmt: skip
    """An Announce message."""
    body = struct.pack("!10xhxBBBHB", offset, priority1, clock_class, accuracy, variance, priority2)
    body += (grandmaster or identity) + struct.pack("!HB", steps, source) + tlvs
    return message("announce", identity=identity, body=body, **header)


def tlv(kind: int, value: bytes, length: int | None = None) -> bytes:
    """A TLV; ``length`` is what it says of itself."""
    return struct.pack("!HH", kind, len(value) if length is None else length) + value


def ethernet(content: bytes, ethertype: int = 0x88F7, tags: tuple[int, ...] = (), to: bytes = PTP_MAC) -> bytes:
    """A frame, with VLAN tags."""
    between = b"".join(struct.pack("!HH", 0x8100 if tag == tags[-1] else 0x88A8, tag) for tag in tags)
    return to + OWN_MAC + between + struct.pack("!H", ethertype) + content


def ipv4(payload: bytes, *, port: int = 320, options: bytes = b"", fragment: int = 0, protocol: int = 17) -> bytes:
    """A packet from 192.0.2.1 to PTP's group."""
    datagram = struct.pack("!HHHH", 320, port, 8 + len(payload), 0) + payload
    first = 0x40 | (20 + len(options)) // 4
    header = struct.pack("!BBHHHBBH", first, 0, 20 + len(options) + len(datagram), 1, fragment, 1, protocol, 0)
    header += socket.inet_aton("192.0.2.1") + socket.inet_aton("224.0.1.129") + options
    # Bridges may look at the checksum (RFC 791, 3.1).
    total = sum(struct.unpack(f"!{len(header) // 2}H", header))
    checksum = ~(total % 0xFFFF) & 0xFFFF
    return header[:10] + struct.pack("!H", checksum) + header[12:] + datagram


def ipv6(payload: bytes, *, port: int = 320, following: int = 17) -> bytes:
    """A packet from 2001:db8::1 to PTP's group."""
    datagram = struct.pack("!HHHH", 320, port, 8 + len(payload), 0) + payload
    header = struct.pack("!IHBB", 0x60000000, len(datagram), following, 1)
    addresses = [socket.inet_pton(socket.AF_INET6, address) for address in ("2001:db8::1", "ff0e::181")]
    return header + b"".join(addresses) + datagram
