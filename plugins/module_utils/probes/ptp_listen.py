# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sockets that hear PTP on an interface, and send nothing by themselves.

One packet socket hears all transports and VLANs, also what is addressed to others. The multicast MAC addresses are
added to the interface's filter through it, which sends nothing. IGMP and MLD are the kernel's, for the groups that are
joined for the sake of switches that snoop.
"""

from __future__ import annotations

import errno
import select
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from typing import NamedTuple

from ..errors import ConnectError, DependencyError, ForbiddenError
from . import ptp_filter
from .ptp_frame import L2, UDP_IPV4, UDP_IPV6
from .ptp_interface import Interface

MAC_ADDRESSES = {
    L2: ("01:1b:19:00:00:00", "01:80:c2:00:00:0e"),
    UDP_IPV4: ("01:00:5e:00:01:81", "01:00:5e:00:00:6b"),
    UDP_IPV6: ("33:33:00:00:01:81", "33:33:00:00:00:6b"),
}
"""Where PTP messages for all are sent to, as the interface sees it (IEEE 1588-2019, F.3, D.3, E.3; RFC 2464)."""

GROUPS = {
    L2: (),
    UDP_IPV4: ("224.0.1.129", "224.0.0.107"),
    UDP_IPV6: ("ff02::181", "ff05::181", "ff08::181", "ff0e::181", "ff02::6b"),
}
"""The groups that a switch may want to be asked for; those of IPv6 in the scopes that networks use."""

_ALL_PROTOCOLS = 0x0003
_SOL_PACKET = 263
_ADD_MEMBERSHIP, _STATISTICS, _AUXDATA, _IGNORE_OUTGOING = 1, 6, 8, 23
_MULTICAST, _PROMISCUOUS = 0, 1
_SO_TIMESTAMPNS = 35
_AUXILIARY = struct.Struct("=IIIHHHH")
_VLAN_VALID = 0x10
_VLAN_ID = 0x0FFF
_MOMENT = struct.Struct("@ll")
_LARGEST_FRAME = 9216
_BUFFER = 4 * 1024 * 1024
_GONE = (errno.ENETDOWN, errno.ENODEV, errno.ENXIO)


class Frame(NamedTuple):
    """A frame that came in."""

    octets: bytes
    vlan: int | None
    """The number of the VLAN whose tag the kernel took off."""
    moment: float
    """When the kernel got it, in seconds since 1970."""


class Listener:
    """Hears PTP on an interface while it is open. It is a context manager."""

    def __init__(self, interface: Interface, transports: Iterable[str], join: bool, promiscuous: bool) -> None:
        self._interface = interface
        self._transports = list(transports)
        self._join = join
        self._promiscuous = promiscuous
        self.joined: list[str] = []
        self.not_joined: dict[str, str] = {}
        """Groups that could not be joined, and why."""

    def __enter__(self) -> Listener:
        with ExitStack() as stack:
            self._socket = stack.enter_context(_packet_socket())
            try:
                self._prepare()
            except OSError as error:
                raise self._lost(error) from error
            if self._join:
                self._join_groups(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stack.close()

    def frames(self, until: float) -> Iterator[Frame]:
        """What comes in until ``time.monotonic()`` reaches ``until``."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        while True:
            left = until - time.monotonic()
            if left <= 0:
                return
            if poll.poll(left * 1000):
                frame = self._receive()
                if frame is not None:
                    yield frame

    def send(self, frame: bytes) -> None:
        """Send a whole Ethernet frame."""
        self._socket.send(frame)

    def dropped(self) -> int:
        """How many frames of PTP the kernel had no room for since the last call."""
        return struct.unpack("=II", self._socket.getsockopt(_SOL_PACKET, _STATISTICS, 8))[1]

    def _prepare(self) -> None:
        sock = self._socket
        ptp_filter.attach(sock)
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        with suppress(OSError):  # before Linux 4.20; what goes out is left out below as well
            sock.setsockopt(_SOL_PACKET, _IGNORE_OUTGOING, 1)
        sock.setsockopt(_SOL_PACKET, _AUXDATA, 1)
        sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        wanted = [
            (_MULTICAST, bytes.fromhex(mac.replace(":", "")))
            for kind in self._transports
            for mac in MAC_ADDRESSES[kind]
        ]
        if self._promiscuous:
            wanted.append((_PROMISCUOUS, b""))
        for kind, address in wanted:
            membership = struct.pack("=iHH8s", self._interface.index, kind, len(address), address)
            sock.setsockopt(_SOL_PACKET, _ADD_MEMBERSHIP, membership)
        sock.bind((self._interface.name, _ALL_PROTOCOLS))

    def _join_groups(self, stack: ExitStack) -> None:
        index = self._interface.index
        for kind in self._transports:
            for group in GROUPS[kind]:
                try:
                    if kind == UDP_IPV4:
                        sock = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                        mreqn = struct.pack("=4s4si", socket.inet_aton(group), bytes(4), index)
                        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, mreqn)
                    else:
                        sock = stack.enter_context(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
                        mreq = struct.pack("=16sI", socket.inet_pton(socket.AF_INET6, group), index)
                        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, mreq)
                    self.joined.append(group)
                except OSError as error:
                    self.not_joined[group] = error.strerror or "no reason given"

    def _receive(self) -> Frame | None:
        try:
            octets, ancillary, _flags, address = self._socket.recvmsg(_LARGEST_FRAME, 256, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        except OSError as error:
            raise self._lost(error) from error
        if address[2] == socket.PACKET_OUTGOING:
            return None
        vlan, moment = None, time.time()
        for level, kind, value in ancillary:
            if (level, kind) == (_SOL_PACKET, _AUXDATA) and len(value) >= _AUXILIARY.size:
                status, *_lengths, tag, _type = _AUXILIARY.unpack_from(value)
                vlan = tag & _VLAN_ID if status & _VLAN_VALID else None
            elif (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS) and len(value) >= _MOMENT.size:
                seconds, nanoseconds = _MOMENT.unpack_from(value)
                moment = seconds + nanoseconds / 1e9
        return Frame(octets, vlan, moment)

    def _lost(self, error: OSError) -> ConnectError:
        name = self._interface.name
        if error.errno in _GONE:
            return ConnectError(f"The interface {name} went down while it was listened on.")
        return ConnectError(f"Cannot listen on the interface {name}: {error.strerror}.")


def _packet_socket() -> socket.socket:
    if not hasattr(socket, "AF_PACKET"):
        raise DependencyError("Only Linux has the packet sockets that the probe listens with.", hint_code="linux")
    try:
        return socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    except PermissionError:
        raise ForbiddenError(
            "Listening for PTP needs the capability CAP_NET_RAW, which this user does not have.",
            hint_code="net_raw",
        ) from None
    except OSError as error:
        raise ConnectError(f"This host gives no packet socket: {error.strerror}.") from error
