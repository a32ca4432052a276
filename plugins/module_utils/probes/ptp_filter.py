# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The classic BPF program that lets PTP pass and nothing else, so that other traffic costs the probe nothing."""

from __future__ import annotations

import ctypes
import socket
import struct

from .ptp_frame import ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_PTP, ETHERTYPES_VLAN, PORTS, PROTOCOL_UDP

_SO_ATTACH_FILTER = 26
_WHOLE, _NOTHING = 0x40000, 0
_DEPTH = 3
"""Tags in a frame that are looked behind, one less than this."""

_LOAD_HALF, _LOAD_BYTE, _LOAD_HALF_INDEXED = 0x28, 0x30, 0x48
_INDEX_IP_HEADER, _IF_EQUAL, _IF_ANY_BIT, _RETURN = 0xB1, 0x15, 0x45, 0x06

Step = tuple
"""An instruction whose jumps are labels: ``(code, label if true, label if false, constant)``; a text is a label."""


def program() -> list[tuple[int, int, int, int]]:
    """The instructions, as the kernel takes them: ``(code, jump if true, jump if false, constant)``."""
    steps: list[Step | str] = []
    for tags in range(_DEPTH):
        steps += _behind(tags)
    steps += ["accept", (_RETURN, None, None, _WHOLE), "reject", (_RETURN, None, None, _NOTHING)]
    return _resolved(steps)


def attach(sock: socket.socket) -> None:
    """Make ``sock`` receive nothing that the program does not let pass."""
    instructions = program()
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *each) for each in instructions))
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", len(instructions), ctypes.addressof(code)))


def _behind(tags: int) -> list[Step | str]:
    """What to do with the type that stands behind so many VLAN tags."""
    shift = 4 * tags
    ipv4, ipv6, deeper = f"ipv4 {tags}", f"ipv6 {tags}", f"type {tags + 1}" if tags + 1 < _DEPTH else "reject"
    return [
        f"type {tags}",
        (_LOAD_HALF, None, None, 12 + shift),
        (_IF_EQUAL, "accept", None, ETHERTYPE_PTP),
        (_IF_EQUAL, ipv4, None, ETHERTYPE_IPV4),
        (_IF_EQUAL, ipv6, None, ETHERTYPE_IPV6),
        (_IF_EQUAL, deeper, None, ETHERTYPES_VLAN[0]),
        (_IF_EQUAL, deeper, "reject", ETHERTYPES_VLAN[1]),
        ipv4,
        (_LOAD_BYTE, None, None, 23 + shift),
        (_IF_EQUAL, None, "reject", PROTOCOL_UDP),
        (_LOAD_HALF, None, None, 20 + shift),
        (_IF_ANY_BIT, "reject", None, 0x3FFF),  # a fragment
        (_INDEX_IP_HEADER, None, None, 14 + shift),
        (_LOAD_HALF_INDEXED, None, None, 16 + shift),
        (_IF_EQUAL, "accept", None, PORTS[0]),
        (_IF_EQUAL, "accept", "reject", PORTS[1]),
        ipv6,
        (_LOAD_BYTE, None, None, 20 + shift),
        (_IF_EQUAL, None, "reject", PROTOCOL_UDP),
        (_LOAD_HALF, None, None, 56 + shift),
        (_IF_EQUAL, "accept", None, PORTS[0]),
        (_IF_EQUAL, "accept", "reject", PORTS[1]),
    ]


def _resolved(steps: list[Step | str]) -> list[tuple[int, int, int, int]]:
    places: dict[str, int] = {}
    count = 0
    for step in steps:
        if isinstance(step, str):
            places[step] = count
        else:
            count += 1
    instructions: list[tuple[int, int, int, int]] = []
    for step in steps:
        if not isinstance(step, str):
            code, true, false, constant = step
            after = len(instructions) + 1
            jumps = [places[label] - after if label else 0 for label in (true, false)]
            instructions.append((code, jumps[0], jumps[1], constant))
    return instructions
