# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each fault looks on the wire. Each function gets an ``Exchange`` and answers it, or ruins it."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import socket
import struct
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from .faults import Fault
from .spoil import can_spoil, spoil

MIB = 1 << 20
JSON = "application/json"
PHRASES = {200: "OK", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 429: "Too Many Requests"}
HTML_LOGIN = (
    "<!DOCTYPE html>\n<html><head><title>Login</title></head>"
    '<body><form action="/login" method="post"><input name="user"><input name="password" type="password"></form>'
    "</body></html>\n"
)
HTML_404 = "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>\n"


@dataclass
class Exchange:
    """One request and, for ``answer`` faults, the bytes of the good answer."""

    request: web.Request
    fault: Fault
    body: bytes = b""

    @property
    def transport(self) -> asyncio.Transport:
        """The connection, below HTTP."""
        transport = self.request.transport
        if transport is None:
            raise ConnectionResetError("the client has gone")
        return transport

    def head(self, length: int | None, *lines: str) -> bytes:
        """A response head to be sent by hand."""
        fields = ["HTTP/1.1 200 OK", f"Content-Type: {JSON}", *lines]
        if length is not None:
            fields.append(f"Content-Length: {length}")
        return ("\r\n".join(fields) + "\r\n\r\n").encode()


Action = Callable[[Exchange], Awaitable[web.StreamResponse]]


def error(status: int, text: str, **headers: str) -> web.Response:
    """An error of the REST API, in JSON."""
    body = json.dumps({"error": text})
    return web.Response(status=status, text=body, content_type=JSON, headers=headers)


def good(body: bytes, **headers: str) -> web.Response:
    """An answer with 200."""
    return web.Response(body=body, content_type=JSON, headers=headers)


def reset(transport: asyncio.BaseTransport) -> None:
    """End a connection with RST."""
    raw = transport.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _raw(exchange: Exchange, *parts: bytes, end: str = "close") -> web.Response:
    """Send bytes past aiohttp, then close or reset the connection, or leave it open until the client goes."""
    transport = exchange.transport
    for part in parts:
        transport.write(part)
    await asyncio.sleep(0.02)
    if end == "hold":
        await _until_gone(exchange)
    elif end == "reset":
        reset(transport)
    transport.close()
    return web.Response()


async def _until_gone(exchange: Exchange) -> None:
    while not exchange.transport.is_closing():
        await asyncio.sleep(3600)


async def _drip(exchange: Exchange, at_once: bytes, slowly: bytes, rest: bytes) -> web.Response:
    transport = exchange.transport
    if at_once:
        transport.write(at_once)
    for at in range(len(slowly)):
        if transport.is_closing():
            return web.Response()
        transport.write(slowly[at : at + 1])
        await asyncio.sleep(exchange.fault.parameter("seconds"))
    return await _raw(exchange, rest)


async def _status(exchange: Exchange) -> web.Response:
    status = {
        "unauthorized": 401,
        "forbidden": 403,
        "not_found": 404,
        "too_many_requests": 429,
        "server_error": 500,
        "bad_gateway": 502,
        "unavailable": 503,
    }.get(exchange.fault.name) or exchange.fault.parameter("status")
    headers = {"WWW-Authenticate": 'Basic realm="simulated"'} if status == 401 else {}
    retry_after = exchange.fault.parameter("retry_after")
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return error(status, PHRASES.get(status, "Error"), **headers)


async def _page(exchange: Exchange) -> web.Response:
    if exchange.fault.name == "html":
        return web.Response(text=HTML_LOGIN, content_type="text/html")
    return web.Response(status=404, text=HTML_404, content_type="text/html")


async def _redirect(exchange: Exchange) -> web.Response:
    location = {
        "redirect_other_host": exchange.fault.parameter("location"),
        "redirect_loop": exchange.request.path_qs,
        "redirect_https": f"https://{exchange.request.host}{exchange.request.path_qs}",
    }[exchange.fault.name]
    return web.Response(status=302, headers={"Location": location})


async def _silent(exchange: Exchange) -> web.Response:
    await _until_gone(exchange)
    return web.Response()


async def _endless_head(exchange: Exchange) -> web.Response:
    transport = exchange.transport
    transport.write(b"HTTP/1.1 200 OK\r\n")
    number = 0
    while not transport.is_closing():
        if transport.get_write_buffer_size() < MIB:
            transport.write(b"X-Filler-%d: filler\r\n" % number)
            number += 1
        await asyncio.sleep(0.01)
    return web.Response()


async def _endless_body(exchange: Exchange) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": JSON})
    await response.prepare(exchange.request)
    with contextlib.suppress(ConnectionResetError):  # the client has had enough
        await response.write(b'{"data": "')
        while True:
            await response.write(b"0" * 65536)
            await asyncio.sleep(0.002)
    return response


@functools.lru_cache(maxsize=4)
def _bomb(mib: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(b'{"data": "')]
    parts += [packer.compress(b"0" * MIB) for _time in range(mib)]
    return b"".join([*parts, packer.compress(b'"}'), packer.flush()])


async def _content(exchange: Exchange) -> web.Response:
    """Faults of the content: HTTP itself is in order."""
    fault, body = exchange.fault, exchange.body
    if fault.name == "empty_body":
        return good(b"")
    if fault.name == "null_body":
        return good(b"null")
    if fault.name == "list_body":
        return good(b"[]")
    if fault.name == "truncated_json":
        return good(body[: len(body) // 2])
    if fault.name == "deep_nesting":
        depth = fault.parameter("depth")
        return good(b'{"data": ' + b"[" * depth + b"]" * depth + b"}")
    if fault.name == "large_body":
        return good(body.rstrip()[:-1] + b', "filler": "' + b"0" * (fault.parameter("mib") * MIB) + b'"}')
    if fault.name == "gzip_bomb":
        return good(_bomb(fault.parameter("mib")), **{"Content-Encoding": "gzip"})
    if fault.name == "broken_gzip":
        return good(body, **{"Content-Encoding": "gzip"})
    if fault.name == "connection_close":
        response = good(body)
        response.force_close()
        return response
    # A place that only another path's answer has leaves this one as it is.
    return good(spoil(fault, body, exchange.request.path) if can_spoil(fault, body) else body)


def _begun(exchange: Exchange) -> bytes:
    """What is sent of an answer before it ends at a stage; ``reboot`` has none, so that nothing is."""
    head, body = exchange.head(len(exchange.body)), exchange.body
    chunked, size = exchange.head(None, "Transfer-Encoding: chunked"), b"%x\r\n" % len(body)
    begun = {
        "status_line": head[: len("HTTP/1.1 2")],
        "headers": head[: head.index(b"Content-Type") + len("Content-")],
        "chunk_size": chunked + size[:1],
        "last_chunk": chunked + size + body + b"\r\n",
    }
    return begun.get(exchange.fault.parameter("stage"), b"")


async def _by_hand(exchange: Exchange) -> web.Response:
    """Faults below HTTP: aiohttp would not send such things."""
    name, body = exchange.fault.name, exchange.body
    head = exchange.head(len(body))
    if name == "not_http":
        return await _raw(exchange, b"SSH-2.0-simulated\r\n")
    if name == "close_without_answer":
        return await _raw(exchange)
    if name == "drip_head":
        return await _drip(exchange, b"", head, body)
    if name == "drip_body":
        return await _drip(exchange, head, body, b"")
    if name in ("reset_at", "reboot"):
        return await _raw(exchange, _begun(exchange), end="reset")
    if name == "reset_after_head":
        return await _raw(exchange, head, end="reset")
    if name == "reset_mid_body":
        return await _raw(exchange, head, body[: len(body) // 2], end="reset")
    if name == "short_body":
        return await _raw(exchange, head, body[: len(body) // 2])
    if name == "hanging_body":
        return await _raw(exchange, exchange.head(None, "Connection: close"), body, end="hold")
    return await _raw(exchange, exchange.head(None, "Transfer-Encoding: chunked"), b"zz\r\n" + body + b"\r\n")


ACTIONS: dict[str, Action] = {
    **dict.fromkeys(("status", "unauthorized", "forbidden", "not_found", "too_many_requests"), _status),
    **dict.fromkeys(("server_error", "bad_gateway", "unavailable"), _status),
    **dict.fromkeys(("rest_disabled", "html"), _page),
    **dict.fromkeys(("redirect_other_host", "redirect_loop", "redirect_https"), _redirect),
    "silent": _silent,
    "endless_head": _endless_head,
    "endless_body": _endless_body,
    **dict.fromkeys(("not_http", "close_without_answer", "drip_head", "drip_body", "reset_after_head"), _by_hand),
    **dict.fromkeys(("reset_at", "reboot"), _by_hand),
    **dict.fromkeys(("reset_mid_body", "short_body", "hanging_body", "broken_chunks"), _by_hand),
    **dict.fromkeys(("empty_body", "null_body", "list_body", "truncated_json", "deep_nesting", "large_body"), _content),
    **dict.fromkeys(("gzip_bomb", "broken_gzip", "connection_close", "nan", "huge_number", "invalid_utf8"), _content),
    **dict.fromkeys(("wrong_type", "wrong_types", "missing"), _content),
}
"""What to do for each fault of the layers ``request`` and ``answer``; ``slow`` is a pause, done by the server."""
