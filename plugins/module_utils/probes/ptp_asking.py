# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the questions of a probe that may ask: to where transmitters were heard, half way through the listening."""

from __future__ import annotations

import ipaddress
import os
import socket
import struct
from collections.abc import Iterable

from .ptp_frame import ETHERTYPE_PTP, L2, PORTS, UDP_IPV4
from .ptp_interface import Interface
from .ptp_listen import Listener
from .ptp_management import DATA_SETS, question
from .ptp_transmitters import Port

_GENERAL_PORT = PORTS[1]
_SMALLEST_PAYLOAD = 46
_MOST_NETWORKS = 64
"""More would make the probe a means to flood others: whoever sends Announce messages chooses who is asked."""


def identity_of(interface: Interface) -> tuple[bytes, int]:
    """The port identity that a probe asks under: the interface's address as an EUI-64, and a number of this process."""
    octets = interface.mac_address
    return octets[:3] + b"\xff\xfe" + octets[3:], os.getpid() & 0xFFFF


class Asker:
    """Asks every network where a transmitter was heard, each once for each data set."""

    def __init__(self, interface: Interface, listener: Listener, own: tuple[bytes, int]) -> None:
        self._interface = interface
        self._listener = listener
        self._own = own
        self.asked = 0
        self.problems: dict[str, str] = {}
        """Addresses that could not be asked, and why."""

    def ask(self, ports: Iterable[Port]) -> None:
        """Send the questions. Networks with a VLAN's tag are left out: their interface is another one."""
        targets = set()
        for port in ports:
            source = port.source
            for destination in port.destinations if source.vlan is None else ():
                address = destination if _for_all(source.transport, destination) else source.address
                targets.add((source.transport, address, source.domain_number, source.sdo_id))
        if len(targets) > _MOST_NETWORKS:
            self.problems["the rest"] = f"only the first {_MOST_NETWORKS} of {len(targets)} networks are"
        for transport, address, domain, sdo in sorted(targets)[:_MOST_NETWORKS]:
            unicast = not _for_all(transport, address)
            for management_id in DATA_SETS:
                payload = question(
                    self._own,
                    management_id,
                    domain_number=domain,
                    sdo_id=sdo,
                    sequence=self.asked,
                    unicast=unicast,
                )
                try:
                    self._send(transport, address, payload)
                    self.asked += 1
                except OSError as error:
                    self.problems[address] = error.strerror or "no reason given"

    def _send(self, transport: str, address: str, payload: bytes) -> None:
        if transport == L2:
            header = bytes.fromhex(address.replace(":", "")) + self._interface.mac_address
            self._listener.send(header + struct.pack("!H", ETHERTYPE_PTP) + payload.ljust(_SMALLEST_PAYLOAD, b"\0"))
        elif transport == UDP_IPV4:
            with self._bound(socket.AF_INET) as sock:
                index = struct.pack("=4s4si", bytes(4), bytes(4), self._interface.index)
                sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, index)
                sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
                sock.sendto(payload, (address, _GENERAL_PORT))
        else:
            with self._bound(socket.AF_INET6) as sock:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, self._interface.index)
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)
                sock.sendto(payload, (address, _GENERAL_PORT, 0, self._interface.index))

    def _bound(self, family: int) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_DGRAM)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, self._interface.name.encode() + b"\0")
        except OSError:
            sock.close()
            raise
        return sock


def _for_all(transport: str, address: str) -> bool:
    """Whether an address of that transport is one of multicast."""
    if transport == L2:
        return bool(int(address[:2], 16) & 1)
    return ipaddress.ip_address(address).is_multicast
