# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NTP as the devices' clients see it: one UDP socket for each device, all on one port, within the server's event loop.

The answers are made from the same model as those over REST, unless ``ntp_wire`` of the device says otherwise.
"""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Iterable, Mapping
from typing import Any

from .device import Device
from .host import Host
from .ntp_model import ALARM, UNSYNCHRONIZED, ntp_system
from .ntp_wire import LEAP_WORDS, identifier

HEADER = struct.Struct("!BBbbII4sQQQQ")
CLIENT, SERVER = 3, 4
ATTEMPTS = 20
_FROM_1900_TO_1970_S = 2_208_988_800


def listens(device: Device) -> bool:
    """Whether anything is on the device's NTP port: not where the service is stopped, or nothing is known of it."""
    return device.captured is None and device.situation.ntp != "stopped"


def answer(host: Host, request: bytes, received_ns: int) -> bytes | None:
    """A device's answer to a datagram that arrived at ``received_ns`` of this machine's clock; None for silence."""
    if len(request) < HEADER.size or request[0] & 7 != CLIENT or not 1 <= request[0] >> 3 & 7 <= 4:
        return None
    host.ntp_requests += 1
    device = host.device
    said: Mapping[str, Any] = device.ntp_wire or {}
    if host.ntp_requests > said.get("times", host.ntp_requests):
        said = {}
    if said.get("silent"):
        return None
    first, poll = request[0] & 0x38 | SERVER, struct.unpack_from("b", request, 2)[0]
    origin = struct.unpack_from("!Q", request, 40)[0]
    if "kiss" in said:
        # Like ntpd, with the client's own time stamp throughout.
        code = identifier(said["kiss"])
        return HEADER.pack(ALARM << 6 | first, 0, poll, -19, 0, 0, code, origin, origin, origin, origin)
    system = ntp_system(device, device.identity.draw("ntp"))
    if system is None:
        return None
    leap = LEAP_WORDS[said["leap"]] if "leap" in said else system.leap
    stratum = said.get("stratum", system.stratum)
    now = host.clock_ns(received_ns) + round(said.get("offset", 0) * 1e9)
    age = system.reference_age_s
    return HEADER.pack(
        leap << 6 | first,
        0 if stratum == UNSYNCHRONIZED else stratum,
        poll,
        system.precision,
        _short(said.get("root_delay", system.root_delay_us / 1e6)),
        _short(said.get("root_dispersion", system.root_dispersion_us / 1e6)),
        identifier(said.get("reference_id", system.reference_id)),
        0 if age is None else _stamp(now - round(age * 1e9)),
        origin,
        _stamp(now),
        _stamp(now),
    )


def _short(seconds: float) -> int:
    """16 bits of seconds and 16 of their fraction."""
    return round(seconds * 65536)


def _stamp(unix_ns: int) -> int:
    """A time stamp: 32 bits of seconds since 1900, and 32 of their fraction."""
    seconds, rest = divmod(unix_ns, 10**9)
    return (seconds + _FROM_1900_TO_1970_S) % 2**32 << 32 | (rest << 32) // 10**9


class Service(asyncio.DatagramProtocol):
    """One device's NTP service."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It listens."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Answer, or keep silent."""
        reply = answer(self._host, data, time.time_ns())
        if reply is not None:
            self._transport.sendto(reply, addr)


async def serve_all(hosts: Iterable[Host], port: int) -> tuple[list[asyncio.BaseTransport], int]:
    """Serve NTP on every device's address at one port; 0 takes one that is free on all. The sockets and the port."""
    serving = [host for host in hosts if listens(host.device)]
    loop = asyncio.get_running_loop()
    attempt = 0
    while True:
        attempt += 1
        opened: list[asyncio.BaseTransport] = []
        number = port
        for host in serving:
            try:
                address = (host.address, number)
                transport, _protocol = await loop.create_datagram_endpoint(lambda h=host: Service(h), address)
            except OSError as err:
                for one in opened:
                    one.close()
                if port == 0 and attempt < ATTEMPTS:
                    break
                place = f"{host.device.name}: {host.address}:{number} over UDP"
                raise OSError(err.errno, f"{place}: {err.strerror}") from err
            opened.append(transport)
            number = transport.get_extra_info("sockname")[1]
        else:
            return opened, number
