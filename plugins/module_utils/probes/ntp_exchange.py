# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One question over UDP and its answer: sockets and clocks. Probe hosts run it, so Python 3.8 has to do.

Many questions wait at the same time in one thread, which an event loop wakes.

Each question has a connected socket of its own: the kernel picks a port at random, and drops what comes from another
address or port, and what comes late. What is no answer to the question is counted, and waiting goes on.
"""

from __future__ import annotations

import asyncio
import platform
import secrets
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from ..deadline import Deadline
from ..errors import TimedOut
from ..quantities import Malformed
from . import ntp_control, ntp_packet

TIMEOUT, CONNECT, MALFORMED, CLOCK_STEP = "timeout", "connect", "malformed", "clock_step"
"""Why a question has no answer, or the answer no offset."""

_LARGEST_DATAGRAM = 65535
_MOST_DATAGRAMS = 500
"""An answer to one question has no more; what goes on is a flood."""

_STEP_NS = 10_000
"""How far apart two clocks may be by their noise on what passed; more, and one of them was set."""

_COARSEST_NS = 10**9
"""A clock that counts whole seconds makes a delay look shorter by this; none is coarser."""

_STAMPED = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64", "ppc64le", "riscv64", "s390x")
_SO_TIMESTAMPNS = 35  # of asm-generic/socket.h; Python has no name for it
_TIMESPEC = struct.Struct("@qq")


class _Foreign(Exception):
    """An answer, but not to this question."""


@dataclass(frozen=True)
class Moment:
    """A moment by two clocks: the one that is set, and the one that never is."""

    unix_ns: int
    earliest_ns: int
    latest_ns: int
    """The clock that is never set stood between these two."""

    @classmethod
    def now(cls) -> Moment:
        """This moment."""
        earliest = time.monotonic_ns()
        unix = time.time_ns()
        return cls(unix, earliest, time.monotonic_ns())


def stepped(first: Moment, second: Moment) -> bool:
    """Whether the clock was set between two moments."""
    passed = second.unix_ns - first.unix_ns
    least, most = second.earliest_ns - first.latest_ns, second.latest_ns - first.earliest_ns
    return not least - _STEP_NS <= passed <= most + _STEP_NS


@dataclass
class Exchange:
    """What came of one question for the time."""

    sent_ns: int
    packet: ntp_packet.Packet | None = None
    offset_ns: int | None = None
    delay_ns: int | None = None
    error: str | None = None
    refused: int = 0
    """Datagrams from the server's address and port that were not taken for an answer."""


@dataclass
class Control:
    """What came of one control message."""

    answered: bool = False
    bytes: int = 0
    status: int | None = None
    error: str | None = None


class Server:
    """One address and port that is asked, always by a new socket."""

    def __init__(
        self,
        family: int,
        address: tuple,
        source: str | None,
        deadline: Deadline,
        slots: asyncio.Semaphore | None = None,
    ) -> None:
        """``OSError`` where there is no way to the address, or none from ``source``.

        ``slots`` limits how many sockets are open at the same time.
        """
        self._family = family
        self._address = address
        self._bound = source and _numeric(source, family)
        self._deadline = deadline
        self._slots = slots
        with self._socket() as sock:
            self.address = sock.getpeername()[0]
            self.source = sock.getsockname()[0]

    def _socket(self) -> socket.socket:
        sock = socket.socket(self._family, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            if self._bound:
                sock.bind(self._bound)
            sock.connect(self._address)
            if _STAMPED:
                sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        except BaseException:
            sock.close()
            raise
        return sock

    async def ask(self, version: int) -> Exchange:
        """Ask for the time. Raises ``TimedOut`` only where the deadline passed before anything was sent."""
        # Nobody who doesn't see the request can guess it, and the request tells nobody our time.
        origin = secrets.randbits(64) or 1
        heard = Exchange(0)

        def take(datagram: bytes, arrived_ns: int | None) -> bool:
            packet = ntp_packet.parse(datagram)
            if packet.origin != origin:
                raise _Foreign
            ntp_packet.check_answer(packet)
            after = Moment.now()
            # The kernel's stamp is earlier than ours by the time that it took to wake us.
            arrived = arrived_ns if arrived_ns and sent[0].unix_ns <= arrived_ns <= after.unix_ns else after.unix_ns
            if packet.has_time:
                if stepped(sent[0], after):
                    heard.error = CLOCK_STEP
                else:
                    heard.offset_ns, heard.delay_ns = _measured(sent[0].unix_ns, packet, arrived)
            heard.packet = packet
            return True

        sent: list[Moment] = []
        heard.refused, error = await self._converse(ntp_packet.request(version, origin), sent, take)
        heard.sent_ns = sent[0].unix_ns
        heard.error = heard.error or error
        return heard

    async def control(self, version: int) -> Control:
        """Ask for the system variables by mode 6."""
        sequence = secrets.randbits(16)
        replies: list[ntp_control.Reply] = []
        heard = Control()

        def take(datagram: bytes, _arrived_ns: int | None) -> bool:
            reply = ntp_control.parse(datagram, sequence)
            heard.bytes += len(datagram)
            replies.append(reply)
            return ntp_control.complete(replies)

        _refused, error = await self._converse(ntp_control.request(version, sequence), [], take)
        heard.answered = bool(replies)
        heard.error = next((reply.error for reply in replies if reply.error), error)
        heard.status = replies[0].status if replies and not replies[0].error else None
        return heard

    async def _converse(
        self, question: bytes, sent: list[Moment], take: Callable[[bytes, int | None], bool]
    ) -> tuple[int, str | None]:
        """Wait for a slot, then ask."""
        if self._slots is None:
            return await self._asked(question, sent, take)
        async with self._slots:
            return await self._asked(question, sent, take)

    async def _asked(
        self, question: bytes, sent: list[Moment], take: Callable[[bytes, int | None], bool]
    ) -> tuple[int, str | None]:
        """Send a question, and hand on what comes until ``take`` has enough: how much was refused, and the error."""
        wait_s = self._deadline.wait()
        refused, malformed = 0, False
        sent.append(Moment.now())
        try:
            with self._socket() as sock:
                until = time.monotonic() + wait_s
                sent[0] = Moment.now()
                sock.send(question)
                for _datagram in range(_MOST_DATAGRAMS):
                    if not await _ready(sock, until - time.monotonic()):
                        break
                    try:
                        if take(*_received(sock)):
                            return refused, None
                    except BlockingIOError:  # a checksum was wrong: poll saw what is not there
                        continue
                    except _Foreign:
                        refused += 1
                    except Malformed:
                        refused, malformed = refused + 1, True
        except OSError:
            return refused, CONNECT
        return refused, MALFORMED if malformed else TIMEOUT


def _measured(sent_ns: int, packet: ntp_packet.Packet, arrived_ns: int) -> tuple[int, int]:
    """Offset and delay; ``Malformed`` where the server had the request for longer than it was away."""
    offset, delay = ntp_packet.offset_and_delay_ns(sent_ns, packet, arrived_ns)
    if delay < -_COARSEST_NS:
        raise Malformed("its timestamps are further apart than the request was away")
    return offset, delay


async def _ready(sock: socket.socket, seconds: float) -> bool:
    """Wait until there is something to receive, or an error; whether there is."""
    loop = asyncio.get_running_loop()
    arrived = loop.create_future()
    timer = loop.call_later(max(seconds, 0), _settle, arrived, False)
    loop.add_reader(sock.fileno(), _settle, arrived, True)
    try:
        return await arrived
    finally:
        timer.cancel()
        loop.remove_reader(sock.fileno())


def _settle(waiting: asyncio.Future, there: bool) -> None:
    if not waiting.done():
        waiting.set_result(there)


def _received(sock: socket.socket) -> tuple[bytes, int | None]:
    """A datagram, and when it arrived by the kernel's stamp, if it has one."""
    datagram, more, _flags, _address = sock.recvmsg(_LARGEST_DATAGRAM, socket.CMSG_SPACE(_TIMESPEC.size))
    for level, kind, content in more:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(content) >= _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack_from(content)
            return datagram, seconds * 10**9 + nanoseconds
    return datagram, None


def _numeric(address: str, family: int) -> tuple:
    """What a socket of the family is bound to for an address; ``OSError`` where it is not one of the family."""
    return socket.getaddrinfo(address, 0, family, socket.SOCK_DGRAM, 0, socket.AI_NUMERICHOST)[0][4]


async def pause(seconds: float, deadline: Deadline) -> bool:
    """Wait, unless the deadline would pass meanwhile; whether it was done."""
    try:
        if seconds >= deadline.remaining():
            return False
    except TimedOut:
        return False
    if seconds > 0:
        await asyncio.sleep(seconds)
    return True
