# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxies: which one to use, and a tunnel through it. A proxy's user part is sent to it and shown to nobody."""

from __future__ import annotations

import http.client
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes, urlsplit

from .address import endpoint, parse_host
from .errors import DnsError, ProxyError


@dataclass(frozen=True)
class Proxy:
    """A proxy; ``authorization`` is the value of its header, or None, and ``secrets`` what must not be shown."""

    scheme: str
    host: str
    port: int
    authorization: str | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """``the proxy host:port``, for messages."""
        return f"the proxy {endpoint(self.host, self.port)}"

    @property
    def subject(self) -> str:
        """``The proxy host:port``, for the beginning of a message."""
        return f"The proxy {endpoint(self.host, self.port)}"


def parse_proxy(url: str) -> Proxy:
    """The proxy that ``url`` names, ``http`` where it has no scheme; ProxyError for anything else."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parse_host(parts.hostname or "", "proxy")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except (ValueError, DnsError):
        raise ProxyError("The URL of the proxy is not valid.") from None
    if parts.scheme not in ("http", "https"):
        raise ProxyError("The URL of the proxy has a scheme that is neither http nor https.")
    if parts.username is None and parts.password is None:
        return Proxy(parts.scheme, host, port)
    password = unquote_to_bytes(parts.password or "")
    pair = b64encode(unquote_to_bytes(parts.username or "") + b":" + password).decode()
    secrets = tuple(filter(None, (pair, password.decode("utf-8", "replace"))))
    return Proxy(parts.scheme, host, port, f"Basic {pair}", secrets)


def tunnel(sock, proxy: Proxy, host: str, port: int) -> None:
    """Ask the proxy at the other end of ``sock`` for a tunnel to the device; ProxyError where it refuses."""
    target = endpoint(host, port)
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    sock.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    answer = http.client.HTTPResponse(sock, method="CONNECT")
    try:
        answer.begin()
    except http.client.RemoteDisconnected:
        raise ProxyError(f"{proxy.subject} closed the connection when asked for a tunnel to {target}.") from None
    except http.client.HTTPException as error:
        raise ProxyError(f"{proxy.subject} did not answer in HTTP.") from error
    finally:
        answer.close()
    if not 200 <= answer.status < 300:
        raise refusal(proxy, answer.status, f"refused a tunnel to {target}")


def refusal(proxy: Proxy, status: int, what: str) -> ProxyError:
    """The error for a proxy's own answer ``status`` to a request of ours."""
    if status == 407:
        message = f"{proxy.subject} wants credentials, or others than it was given (407)."
        return ProxyError(message, status_code=status, hint_code="proxy_credentials")
    phrase = http.client.responses.get(status, "")
    message = f"{proxy.subject} {what}: {f'{status} {phrase}'.strip()}."
    return ProxyError(message, status_code=status, transient=status in (502, 503, 504))
