# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One budget of seconds for all that is done with a device, and sockets that keep to it.

A socket's own timeout bounds one wait. A device that drips a byte at a time never reaches it, so these sockets look at
the deadline before each wait, in a head, in a body, in a proxy's answer and in a TLS handshake alike.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time

from .address import endpoint, is_literal
from .errors import ConnectError, DnsError, TimedOut

# A wait that was cut to what is left of the deadline may end a little early.
_SLACK = 0.005


class Deadline:
    """The budget of one device: ``seconds`` from ``start()`` on, each single wait at most ``timeout`` seconds."""

    def __init__(self, seconds: float, timeout: float, host: str) -> None:
        self.seconds = seconds
        self.timeout = timeout
        self.host = host
        self.doing("while connecting")
        self._end: float | None = None

    def doing(self, phase: str, peer: str | None = None) -> None:
        """Say for messages what goes on, and with whom if not with the device itself."""
        self.phase = phase
        self.peer = peer or self.host

    def start(self) -> None:
        """Start the clock; later calls do nothing."""
        if self._end is None:
            self._end = time.monotonic() + self.seconds

    def remaining(self) -> float:
        """Seconds left, always more than none; TimedOut where the deadline has passed."""
        left = self.seconds if self._end is None else self._end - time.monotonic()
        if left <= _SLACK:
            raise TimedOut(f"{self.host} did not finish within the deadline of {self.seconds:g} s, {self.phase}.")
        return left

    def wait(self) -> float:
        """Seconds that the next wait may take; TimedOut where the deadline has passed."""
        return max(min(self.timeout, self.remaining()), 0.001)  # zero would mean not to wait at all

    def late(self) -> TimedOut:
        """The error for a wait that ran out: the deadline's if that has passed, else the wait's own."""
        try:
            self.remaining()
        except TimedOut as error:
            return error
        return TimedOut(f"{self.peer} did not answer within {self.timeout:g} s {self.phase}.")


class _Bounded:
    """Mix-in for sockets: each operation waits no longer than ``deadline`` allows; TimedOut otherwise."""

    deadline: Deadline | None = None

    def _bounded(self, operation, *args):
        if self.deadline is None:
            return operation(*args)
        seconds = self.deadline.wait()
        if seconds != self.gettimeout():
            self.settimeout(seconds)
        try:
            return operation(*args)
        except TimeoutError:
            raise self.deadline.late() from None


class DeadlineSocket(_Bounded, socket.socket):
    """A plain socket within a deadline."""

    def connect(self, *args):
        return self._bounded(super().connect, *args)

    def recv(self, *args):
        return self._bounded(super().recv, *args)

    def recv_into(self, *args):
        return self._bounded(super().recv_into, *args)

    def send(self, *args):
        return self._bounded(super().send, *args)

    def sendall(self, *args):
        return self._bounded(super().sendall, *args)


class DeadlineSSLSocket(_Bounded, ssl.SSLSocket):
    """A TLS socket within a deadline; the base class builds its other operations on these three."""

    def do_handshake(self, *args):
        return self._bounded(super().do_handshake, *args)

    def read(self, *args):
        return self._bounded(super().read, *args)

    def send(self, *args):
        return self._bounded(super().send, *args)


def resolve(host: str, port: int, deadline: Deadline) -> list[tuple]:
    """The addresses of ``host`` as ``socket.getaddrinfo`` gives them; DnsError or TimedOut.

    The resolver can't be interrupted, so a name is looked up in a thread that is left behind when it takes too long.
    """
    answer: list = []

    def look_up(flags: int = 0) -> None:
        try:
            answer.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags))
        except (OSError, UnicodeError) as error:
            answer.append(error)

    if is_literal(host):
        look_up(socket.AI_NUMERICHOST)
    else:
        thread = threading.Thread(target=look_up, name=f"resolve {host}", daemon=True)
        thread.start()
        thread.join(deadline.wait())
    if not answer:
        raise deadline.late()
    if isinstance(answer[0], Exception):
        why = getattr(answer[0], "strerror", None) or "not a valid name"
        raise DnsError(clause=f"the name {host} could not be resolved: {why}") from answer[0]
    return answer[0]


def connect(host: str, port: int, deadline: Deadline, name: str | None = None) -> DeadlineSocket:
    """A TCP connection to the first address of ``host`` that accepts one; DnsError, ConnectError or TimedOut.

    ``name`` is what messages call the peer, ``host:port`` if not given.
    """
    failure: Exception | None = None
    for family, kind, protocol, _name, address in resolve(host, port, deadline):
        try:
            sock = DeadlineSocket(family, kind, protocol)
        except OSError as error:  # an address family that the controller lacks
            failure = failure or error
            continue
        sock.deadline = deadline
        try:
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
        except (OSError, TimedOut) as error:
            sock.close()
            # "No route", as from a missing IPv6 network, says less than what another address met.
            if failure is None or isinstance(error, (ConnectionError, TimedOut)):
                failure = error
        except BaseException:
            sock.close()
            raise
    if isinstance(failure, TimedOut):
        raise failure
    if isinstance(failure, ConnectionRefusedError):
        why = "the connection was refused"
    elif isinstance(failure, ConnectionError):
        why = "the connection was reset"
    else:
        why = getattr(failure, "strerror", None) or "the name has no address"
    raise ConnectError(
        f"Cannot connect to {name or endpoint(host, port)}: {why}.", transient=isinstance(failure, ConnectionError)
    ) from failure
