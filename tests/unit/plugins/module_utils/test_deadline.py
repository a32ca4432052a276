# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The deadline: one budget, kept by every wait."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.deadline import (
    Deadline,
    DeadlineSocket,
    connect,
    resolve,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import ConnectError, DnsError, TimedOut

from .servers import Server, free_port, within


def started(seconds: float = 5, timeout: float = 2) -> Deadline:
    deadline = Deadline(seconds, timeout, "clock1")
    deadline.start()
    return deadline


def addresses(*pairs):
    return lambda *_args, **_kwargs: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", pair) for pair in pairs]


def test_the_budget_runs_from_the_first_start_on():
    deadline = Deadline(0.1, 2, "clock1")
    time.sleep(0.12)
    assert deadline.remaining() == 0.1
    deadline.start()
    time.sleep(0.06)
    deadline.start()
    assert deadline.remaining() < 0.06
    assert deadline.wait() < 0.06
    time.sleep(0.06)
    deadline.doing("while sending the body")
    with pytest.raises(
        TimedOut, match=r"^clock1 did not finish within the deadline of 0\.1 s, while sending the body\.$"
    ):
        deadline.remaining()


def test_a_wait_is_cut_to_the_timeout():
    assert started(60, 10).wait() == 10


def test_late_blames_the_wait_while_the_deadline_holds():
    deadline = started(60, 10)
    assert deadline.late().message == "clock1 did not answer within 10 s while connecting."
    deadline.doing("while connecting", "The proxy p:1")
    assert deadline.late().message == "The proxy p:1 did not answer within 10 s while connecting."


def test_a_slow_resolver_does_not_outlast_the_deadline(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: release.wait(5) and [])
    with within(1), pytest.raises(TimedOut, match=r"deadline of 0\.2 s"):
        resolve("clock1", 443, started(0.2))
    with within(1), pytest.raises(TimedOut, match=r"did not answer within 0\.2 s while connecting"):
        resolve("clock1", 443, started(5, 0.2))
    release.set()


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (socket.gaierror(-2, "Name or service not known"), "Name or service not known"),
        (UnicodeError("x"), "not a valid"),
    ],
)
def test_a_name_without_address_is_a_dns_error(monkeypatch, error, why):
    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(DnsError, match=f"The name clock1 could not be resolved: {why}"):
        resolve("clock1", 443, started())


def test_an_address_needs_no_thread(monkeypatch):
    monkeypatch.setattr(threading, "Thread", None)
    assert resolve("127.0.0.1", 80, started())[0][4] == ("127.0.0.1", 80)


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
def test_a_zone_id_picks_the_interface():
    index, name = socket.if_nameindex()[0]
    assert resolve(f"fe80::1%{name}", 80, started())[0][4] == ("fe80::1", 80, 0, index)


def test_all_addresses_of_a_name_are_tried(monkeypatch):
    with Server(lambda peer: peer.send(b"hello")) as server:
        monkeypatch.setattr(socket, "getaddrinfo", addresses(("127.0.0.2", free_port()), ("127.0.0.1", server.port)))
        with connect("clock1", 443, started()) as sock:
            assert sock.recv(5) == b"hello"


def test_refused_is_worth_another_attempt():
    port = free_port()
    with pytest.raises(
        ConnectError, match=rf"^Cannot connect to 127\.0\.0\.1:{port}: the connection was refused\.$"
    ) as info:
        connect("127.0.0.1", port, started())
    assert info.value.transient


def test_no_route_is_not_worth_another_attempt(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", addresses(("255.255.255.255", 80)))
    with pytest.raises(ConnectError) as info:
        connect("clock1", 80, started())
    assert not info.value.transient


def test_refused_says_more_than_no_route(monkeypatch):
    pairs = [("255.255.255.255", 80), ("127.0.0.1", free_port()), ("255.255.255.255", 80)]
    monkeypatch.setattr(socket, "getaddrinfo", addresses(*pairs))
    with pytest.raises(ConnectError, match="refused"):
        connect("clock1", 80, started())


@pytest.fixture
def full_queue():
    """A listener that takes no more connections: further ones get no answer at all."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _time in range(4):
            sock = socket.socket()
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
            waiting.append(sock)
        time.sleep(0.05)
        yield listener.getsockname()[1]
        for sock in waiting:
            sock.close()


def test_a_host_that_does_not_answer_costs_one_timeout(full_queue):
    with within(1), pytest.raises(TimedOut, match=r"clock1 did not answer within 0\.2 s while connecting"):
        connect("127.0.0.1", full_queue, started(5, 0.2))


def test_silent_addresses_together_do_not_outlast_the_deadline(full_queue, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", addresses(*[("127.0.0.1", full_queue)] * 20))
    with within(1.2), pytest.raises(TimedOut, match=r"deadline of 0\.5 s"):
        connect("clock1", 443, started(0.5, 0.2))


def test_dripping_bytes_do_not_outlast_the_deadline():
    with Server(lambda peer: peer.drip(b"x" * 100)) as server:
        deadline = started(0.3)
        with within(1), connect("127.0.0.1", server.port, deadline) as sock, pytest.raises(TimedOut, match="deadline"):
            list(iter(lambda: sock.recv(10), b""))


def test_sending_does_not_outlast_the_wait():
    with Server(lambda peer: peer.idle()) as server, within(2):
        sock = connect("127.0.0.1", server.port, started(5, 0.2))
        with sock, pytest.raises(TimedOut, match=r"within 0\.2 s"):
            sock.sendall(b"x" * 50_000_000)


def failing_first(monkeypatch, error: BaseException) -> list[DeadlineSocket]:
    """Let the first attempt to connect fail; gives the sockets that were made."""
    made = []

    def attempt(sock, _address):
        made.append(sock)
        if len(made) == 1:
            raise error

    monkeypatch.setattr(DeadlineSocket, "connect", attempt)
    monkeypatch.setattr(DeadlineSocket, "setsockopt", lambda *_args: None)
    return made


def test_a_reset_while_connecting_is_told_as_one(monkeypatch):
    failing_first(monkeypatch, ConnectionResetError())
    monkeypatch.setattr(socket, "getaddrinfo", addresses(("192.0.2.1", 443)))
    with pytest.raises(ConnectError, match=r"^Cannot connect to clock1:443: the connection was reset\.$") as caught:
        connect("clock1", 443, started())
    assert caught.value.transient


def test_who_interrupts_leaves_no_socket_open(monkeypatch):
    made = failing_first(monkeypatch, KeyboardInterrupt())
    monkeypatch.setattr(socket, "getaddrinfo", addresses(("192.0.2.1", 443)))
    with pytest.raises(KeyboardInterrupt):
        connect("clock1", 443, started())
    assert [sock.fileno() for sock in made] == [-1]


def test_an_address_family_that_the_controller_lacks_is_passed_over(monkeypatch):
    lacking = 200
    with Server(lambda peer: peer.idle()) as server:
        usable = addresses(("127.0.0.1", server.port))()
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: [(lacking, *usable[0][1:]), *usable])
        connect("clock1", server.port, started()).close()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: [(lacking, *usable[0][1:])])
    with pytest.raises(ConnectError, match="Address family not supported by protocol"):
        connect("clock1", server.port, started())


def test_sending_is_bounded_too():
    ours, theirs = socket.socketpair()
    with theirs, DeadlineSocket(ours.family, ours.type, ours.proto, fileno=ours.detach()) as sock:
        assert sock.send(b"as any socket, without a deadline") == 33
        sock.deadline = started(0.2, 0.1)
        sent = iter(lambda: sock.send(bytes(1 << 16)), None)
        with pytest.raises(TimedOut):
            sum(sent)
