# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device that runs: who may read it, what it answers, what it has seen."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from aiohttp import web

from .answers import templates
from .clock import Template
from .device import Device
from .faults import Fault
from .ltos import TOKEN_PATH
from .names import DescriptionError
from .spoil import can_spoil
from .wire import ACTIONS, Exchange, error, good

LOG_LIMIT = 10_000


class Seen(NamedTuple):
    """One request as it came in."""

    method: str
    path: str
    connection: int
    """Number of the device's connection, from 1."""
    authorization: str
    """The scheme only: ``Basic``, ``Bearer`` or nothing."""
    headers: tuple[tuple[str, str], ...]
    """All other header fields."""


class Host:
    """A device that runs: where it listens, and what it has seen."""

    def __init__(self, device: Device, at: datetime | None = None) -> None:
        self.device = device
        self.address = str(device.address)
        self.port = device.port or 0
        self.connections = 0
        """How many connections were accepted."""
        self.ntp_requests = 0
        """How many NTP clients' requests came in."""
        self.requests: list[tuple[str, str]] = []
        """Method and path of each request, in order; the first 10,000."""
        self.log: list[Seen] = []
        """The same with more detail."""
        self.request_count = 0
        self.numbers: dict[int, int] = {}
        self.struck: Counter[int] = Counter()
        self.at = at
        self.pages: dict[str, Template] = templates(device, at)
        self.restart: Callable[[float], None] = lambda seconds: None
        """Stops listening for so many seconds; given by the server."""
        self.basic = _basic(device.username, device.password)
        self.restricted = _basic(device.restricted_username, device.password)
        secret = f"{device.name}:{device.username}:{device.password}"
        self.token = hashlib.sha256(secret.encode()).hexdigest()[:40]
        """The bearer token that the device gives out."""
        self.restricted_token = self.token[::-1]

    @property
    def tls(self) -> bool:
        """Whether the device speaks HTTPS."""
        return bool(self.device.tls)

    @property
    def url(self) -> str:
        """The device's address as the start of a URL."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"http{'s' if self.tls else ''}://{host}:{self.port}"

    def forget(self) -> None:
        """Start counting again: requests, connections, strikes of faults."""
        self.connections = self.request_count = self.ntp_requests = 0
        self.struck.clear()
        self.requests.clear()
        self.log.clear()

    def strike(self, layer: str, path: str, number: int, pause: bool = False) -> Fault | None:
        """The fault that hits here, counted; pauses (``slow``) are asked for separately."""
        for index, fault in enumerate(self.device.faults):
            if fault.layer != layer or (fault.name == "slow") is not pause:
                continue
            if fault.strikes(path, number, self.struck[index]):
                self.struck[index] += 1
                return fault
        return None

    def clock_ns(self, unix_ns: int) -> int:
        """The device's clock, in nanoseconds of Unix time, when this machine's shows ``unix_ns``."""
        shown = unix_ns if self.at is None else round(self.at.timestamp() * 1e6) * 1000
        return shown + round(self.device.ahead_s * 1e9)

    def begin_anew(self) -> None:
        """Answer as after a start: with no uptime."""
        fresh = self.device.fitted()
        fresh.identity.uptime = 0.0
        self.pages = templates(fresh, self.at)

    def check(self) -> Host:
        """Refuse faults that name a place which is in none of the answers that they are for."""
        for fault in self.device.faults:
            pages = [page for path, page in self.pages.items() if fault.path is None or fnmatchcase(path, fault.path)]
            place = fault.parameter("at")
            if place and not any(can_spoil(fault, page.render()) for page in pages):
                raise DescriptionError(f"{self.device.name}: no place {place!r} in any answer")
        return self

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = request.path
        self.request_count = number = self.request_count + 1
        if number <= LOG_LIMIT:
            self._note(request)
        if self.device.latency:
            await asyncio.sleep(self.device.latency)
        if self.device.faults:
            pause = self.strike("request", path, number, pause=True)
            if pause:
                await asyncio.sleep(pause.parameter("seconds"))
            fault = self.strike("request", path, number)
            if fault:
                if fault.name == "reboot":
                    self.restart(fault.parameter("seconds"))
                return await ACTIONS[fault.name](Exchange(request, fault))
        return await self._answer(request, path, number)

    async def _answer(self, request: Any, path: str, number: int) -> web.StreamResponse:
        authorization = request.headers.get("Authorization", "")
        accepts = self.device.accepts
        if path == TOKEN_PATH and self.device.os == "ltos" and accepts != "basic":
            return self._give_token(request.method, authorization)
        allowed = accepts != "bearer" and authorization == self.basic
        allowed = allowed or (accepts != "basic" and authorization == f"Bearer {self.token}")
        if not allowed:
            known = (self.restricted, f"Bearer {self.restricted_token}")
            if authorization in known[accepts == "bearer" : 1 + (accepts != "basic")]:
                return error(403, "Forbidden: this account has no right to read")
            return error(401, "Unauthorized", **{"WWW-Authenticate": 'Basic realm="simulated"'})
        if request.method not in ("GET", "HEAD"):
            return error(405, "Method not allowed", Allow="GET")
        page = self.pages.get(path)
        if page is None:
            return error(404, f"Not found: {path}")
        body = page.render()
        fault = self.strike("answer", path, number) if self.device.faults else None
        if fault:
            return await ACTIONS[fault.name](Exchange(request, fault, body))
        return good(body)

    def _give_token(self, method: str, authorization: str) -> web.Response:
        if method != "PUT":
            return error(405, "Method not allowed", Allow="PUT")
        tokens = {self.basic: self.token, self.restricted: self.restricted_token}
        if authorization not in tokens:
            return error(401, "Unauthorized", **{"WWW-Authenticate": 'Basic realm="simulated"'})
        return good(b'{"token": "%s"}' % tokens[authorization].encode())

    def _note(self, request: Any) -> None:
        self.requests.append((request.method, request.path))
        fields = tuple((key, value) for key, value in request.headers.items() if key.lower() != "authorization")
        scheme = request.headers.get("Authorization", "").partition(" ")[0]
        number = self.numbers.get(id(request.protocol), 0)
        self.log.append(Seen(request.method, request.path, number, scheme, fields))


def _basic(username: str | None, password: str | None) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
