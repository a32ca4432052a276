# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network interfaces of this host: whether one is there and fit to listen on."""

from __future__ import annotations

import fcntl
import socket
import struct
from dataclasses import dataclass

from ..errors import ConnectError

_GET_FLAGS, _GET_ADDRESS = 0x8913, 0x8927
_UP, _RUNNING = 0x1, 0x40
_ETHERNET, _LOOPBACK = 1, 772
_LONGEST_NAME = 15


@dataclass(frozen=True)
class Interface:
    """An interface that can be listened on."""

    name: str
    index: int
    mac_address: bytes


def interface_named(name: str) -> Interface:
    """The interface of that name; raises ``ConnectError`` where there is none, it is down, or it is not Ethernet."""
    try:
        index = socket.if_nametoindex(name)
    except (OSError, ValueError):  # ValueError: a name with a null character in it
        there = ", ".join(sorted(other for _index, other in socket.if_nameindex())) or "none"
        message = f"There is no interface {name} on this host."
        raise ConnectError(message, hint_code="interface", hint_arguments={"there": there}) from None
    (flags,) = struct.unpack_from("H", _ask(_GET_FLAGS, name), 16)
    if not flags & _UP:
        message = f"The interface {name} is down."
        raise ConnectError(message, hint_code="interface_down", hint_arguments={"interface": name})
    if not flags & _RUNNING:
        raise ConnectError(f"The interface {name} has no link.", hint_code="no_link")
    family, address = struct.unpack_from("H6s", _ask(_GET_ADDRESS, name), 16)
    if family not in (_ETHERNET, _LOOPBACK):
        raise ConnectError(
            f"The interface {name} is not an Ethernet interface.",
            hint_code="not_ethernet",
        )
    return Interface(name, index, address)


def _ask(request: int, name: str) -> bytes:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            return fcntl.ioctl(sock, request, struct.pack("40s", name.encode()[:_LONGEST_NAME]))
    except OSError as error:
        raise ConnectError(f"The interface {name} cannot be asked for its state: {error.strerror}.") from error
