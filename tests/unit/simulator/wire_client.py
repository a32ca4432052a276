# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client on bare sockets, which sees what really comes over the wire."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import re
import socket
import ssl
import time
from typing import Any, NamedTuple

LOGIN = ("info", "simulated")


class Reply(NamedTuple):
    """What came, and how the connection ended: ``closed``, ``reset``, or ``open`` if nothing more came in time."""

    raw: bytes
    end: str

    @property
    def status(self) -> int:
        return int(self.raw.split(b" ", 2)[1])

    @property
    def head(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[0]

    @property
    def body(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[2]


def basic(username: str = LOGIN[0], password: str = LOGIN[1]) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def complete(received: bytes) -> bool:
    """Whether all that was announced is there."""
    head, end, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(end and length) and len(body) >= int(length.group(1))


def talk(host: Any, path: str = "/api/status", wait: float = 0.7, most: int = 1 << 22, total: float = 5) -> Reply:
    """Send one GET over plain HTTP, and read until the end, for ``wait`` seconds of silence or ``most`` bytes."""
    received = b""
    until = time.monotonic() + total
    try:
        with socket.create_connection((host.address, host.port), timeout=5) as connection:
            request = f"GET {path} HTTP/1.1\r\nHost: {host.address}\r\nAuthorization: {basic()}\r\n\r\n"
            connection.settimeout(wait)
            connection.sendall(request.encode())
            while len(received) < most and time.monotonic() < until:
                part = connection.recv(65536)
                if not part:
                    return Reply(received, "closed")
                received += part
                if complete(received):
                    connection.settimeout(min(wait, 0.1))
    except TimeoutError:
        return Reply(received, "open")
    except ConnectionResetError:
        return Reply(received, "reset")
    return Reply(received, "more")


class Client:
    """One connection that is kept."""

    def __init__(self, host: Any, ca_pem: bytes | None = None) -> None:
        if host.tls:
            context = ssl.create_default_context(cadata=ca_pem.decode() if ca_pem else None)
            self.connection: Any = http.client.HTTPSConnection(host.address, host.port, timeout=5, context=context)
        else:
            self.connection = http.client.HTTPConnection(host.address, host.port, timeout=5)

    def ask(self, path: str, method: str = "GET", authorization: str | None = None) -> tuple[int, Any, Any]:
        """Status, the JSON answer, headers."""
        headers = {"Authorization": basic() if authorization is None else authorization}
        self.connection.request(method, path, headers=headers)
        response = self.connection.getresponse()
        body = response.read()
        with contextlib.suppress(ValueError):
            return response.status, json.loads(body), response.headers
        return response.status, body, response.headers

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *reason: object) -> None:
        self.connection.close()
