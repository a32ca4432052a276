# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An NTP server on a loopback address that answers as a test wants, and options to ask it with."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ansible_collections.timesync.meinberg.plugins.module_utils.probe_arguments import NTP_PROBE
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ntp_packet import ntp_time

Answers = Callable[[bytes, int], list[bytes]]
"""What a server sends for a request, of which it knows the number, counted from 0."""

CONTROL = 6


def answer(
    request: bytes,
    *,
    first: int = 0x24,
    stratum: int = 1,
    reference_id: bytes = b"GPS\0",
    dispersion: int = 3,
    origin: bytes | None = None,
    ahead_ns: int = 0,
    transmit: int | None = None,
) -> bytes:
    """A server's answer, by a clock that is so far ahead of this machine's."""
    now = ntp_time(time.time_ns() + ahead_ns) % 2**64
    head = struct.pack("!BBbbII4s", first, stratum, 3, -20, 1, dispersion, reference_id)
    times = struct.pack("!QQ", now, now if transmit is None else transmit)
    return head + struct.pack("!Q", now) + (request[40:48] if origin is None else origin) + times


def usual(request: bytes, _number: int) -> list[bytes]:
    """What an honest server sends, nothing being said to control messages."""
    return [] if request[0] & 7 == CONTROL else [answer(request)]


@contextmanager
def serving(answers: Answers = usual, host: str = "127.0.0.1") -> Iterator[tuple[int, list[bytes]]]:
    """The port of a server, and the requests that it got."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    got: list[bytes] = []
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.bind((host, 0))
        sock.settimeout(0.05)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    request, client = sock.recvfrom(1024)
                except TimeoutError:
                    continue
                got.append(request)
                for datagram in answers(request, len(got) - 1):
                    sock.sendto(datagram, client)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield sock.getsockname()[1], got
        finally:
            ended.set()
            thread.join()


def options(port: int, **more: Any) -> dict[str, Any]:
    """All options, complete, for a server on this machine that is asked once and in haste."""
    default = {name: details.get("default") for name, details in NTP_PROBE.items()}
    haste = {"samples": 1, "spacing": 0, "timeout": 0.3, "mode6": False, "local_clock": False}
    host = {} if "hosts" in more else {"host": "127.0.0.1"}
    return {**default, **haste, **host, "port": port, **more}
