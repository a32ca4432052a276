# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small servers on loopback addresses that behave as badly as a test wants, and the options to reach them."""

from __future__ import annotations

import contextlib
import functools
import socket
import ssl
import struct
import threading
import time
from datetime import datetime, timedelta, timezone

import trustme

PASSWORD = "s3cret/pass"
"""In no message and in no record, ever."""

OPTIONS = {
    "host": "127.0.0.1",
    "port": None,
    "use_tls": False,
    "validate_certs": True,
    "ca_path": None,
    "username": "reader",
    "password": PASSWORD,
    "auth": "basic",
    "token": None,
    "proxy": None,
    "use_proxy": False,
    "timeout": 2,
    "deadline": 5,
    "retries": 0,
    "max_body_mib": 1,
    "device_os": "auto",
    "http_sessions": True,
    "http_sessions_max_count": 100,
    "include_raw": False,
}


def reply(body: bytes = b"{}", status: str = "200 OK", **headers: object) -> bytes:
    """A whole response; ``content_length=None`` leaves that header out."""
    headers = {"content_type": "application/json", "content_length": len(body), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


class Request:
    """A request as it arrived: ``method``, ``target``, ``headers`` (names in lower case)."""

    def __init__(self, head: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _version = first.split(" ")
        self.headers = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)}


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, server: Server) -> None:
        self.sock = sock
        self.server = server

    def secure(self, context: ssl.SSLContext) -> None:
        self.sock = self.server.keep(context.wrap_socket(self.sock, server_side=True))

    def request(self) -> Request | None:
        """The next request; None at the end."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.sock.recv(1)
            if not byte:
                return None
            head += byte
        request = Request(head[:-4])
        self.server.requests.append(request)
        return request

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def drip(self, data: bytes, pause: float = 0.05) -> None:
        """A byte at a time, until the other side has had enough."""
        for byte in data:
            self.sock.sendall(bytes([byte]))
            if self.server.stopped.wait(pause):
                return

    def idle(self) -> None:
        """Say nothing for as long as the test lasts."""
        self.server.stopped.wait(10)

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


class Server:
    """Accepts on a loopback address and runs ``handler(peer)`` in a thread for each connection."""

    def __init__(self, handler, context: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> None:
        self.handler = handler
        self.context = context
        self.requests: list[Request] = []
        self.connections = 0
        self.stopped = threading.Event()
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((address, 0), family=family, backlog=50)
        self.host, self.port = self._listener.getsockname()[:2]

    def __enter__(self) -> Server:
        self._start(self._accept)
        return self

    def __exit__(self, *_exc) -> None:
        self.stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in list(self._sockets):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for sock in self._sockets:
            sock.close()

    def keep(self, sock):
        self._sockets.append(sock)
        return sock

    def _start(self, target, *args) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _address = self._listener.accept()
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connections += 1
                self._start(self._serve, Peer(self.keep(sock), self))

    def _serve(self, peer: Peer) -> None:
        # ValueError: the test is over, and __exit__ has ended the TLS layer.
        with contextlib.suppress(OSError, ValueError):
            if self.context is not None:
                peer.secure(self.context)
            self.handler(peer)
            # Close in order: a reset must come from reset() alone.
            if isinstance(peer.sock, ssl.SSLSocket):
                peer.sock.settimeout(0.5)
                peer.sock = self.keep(peer.sock.unwrap())
            peer.sock.shutdown(socket.SHUT_WR)


def answering(*replies):
    """A handler that gives these replies in turn, over any number of connections, and then the last one for ever.

    A reply is a whole response, or a callable that is given the peer; after it the connection ends.
    """
    left = list(replies)

    def handler(peer: Peer) -> None:
        while peer.request() is not None:
            answer = left.pop(0) if len(left) > 1 else left[0]
            if callable(answer):
                answer(peer)
                return
            peer.send(answer)

    return handler


def proxying(peer: Peer) -> None:
    """A handler that is a proxy: tunnels for CONNECT, absolute URLs passed on."""
    request = peer.request()
    if request is None:
        return
    target = request.target if request.method == "CONNECT" else request.target.split("/")[2]
    host, _colon, port = target.rpartition(":")
    upstream = peer.server.keep(socket.create_connection((host.strip("[]"), int(port)), 2))
    if request.method == "CONNECT":
        peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
    else:
        path = request.target.split("/", 3)[3]
        lines = [f"{name}: {value}" for name, value in request.headers.items() if name != "proxy-authorization"]
        head = [f"{request.method} /{path} HTTP/1.1", *lines, "Connection: close", "", ""]
        upstream.sendall("\r\n".join(head).encode())

    def pump(source, sink) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    back = threading.Thread(target=pump, args=(upstream, peer.sock), daemon=True)
    back.start()
    pump(peer.sock, upstream)
    back.join(5)


@functools.cache
def authority() -> trustme.CA:
    """The tests' own CA."""
    return trustme.CA(organization_name="Test CA", organization_unit_name="unit")


def serving(*names: str, issuer: trustme.CA | None = None, age_days: int = 0, days: int = 30) -> ssl.SSLContext:
    """A server's context with a certificate for ``names``, valid for ``days`` from ``age_days`` ago on."""
    begin = datetime.now(timezone.utc) - timedelta(days=age_days, hours=1)
    certificate = (issuer or authority()).issue_cert(
        *(names or ("127.0.0.1",)), not_before=begin, not_after=begin + timedelta(days=days)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def ca_file(folder) -> str:
    """The path of a file with the CA's certificate."""
    path = folder / "ca.pem"
    authority().cert_pem.write_to_path(str(path))
    return str(path)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextlib.contextmanager
def within(seconds: float):
    """Fail where the block takes longer."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    assert took < seconds, f"took {took:.2f} s"
