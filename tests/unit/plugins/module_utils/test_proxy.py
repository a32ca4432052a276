# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxies: their URLs, and tunnels through them."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.deadline import Deadline, connect
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import ProxyError, TimedOut
from ansible_collections.timesync.meinberg.plugins.module_utils.proxy import Proxy, parse_proxy, refusal, tunnel

from .servers import PASSWORD, Server, answering, within


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port", "authorization"),
    [
        ("http://proxy.example:3128", "http", "proxy.example", 3128, None),
        ("proxy.example:3128/", "http", "proxy.example", 3128, None),
        ("http://proxy.example", "http", "proxy.example", 80, None),
        ("HTTPS://proxy.example", "https", "proxy.example", 443, None),
        ("http://[2001:db8::7]:3128", "http", "2001:db8::7", 3128, None),
        ("http://u:p%40ss@proxy.example", "http", "proxy.example", 80, "Basic dTpwQHNz"),
        ("http://u@proxy.example", "http", "proxy.example", 80, "Basic dTo="),
    ],
)
def test_a_proxys_url(url, scheme, host, port, authorization):
    proxy = parse_proxy(url)
    assert (proxy.scheme, proxy.host, proxy.port, proxy.authorization) == (scheme, host, port, authorization)
    assert "dTp" not in repr(proxy)


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "socks5://u:hidden@proxy.example",
        "http://u:hidden@pro xy",
        "http://u:hidden@proxy:port",
        "http://[::1",
        ":",
    ],
)
def test_what_is_no_proxy(url):
    with pytest.raises(ProxyError) as info:
        parse_proxy(url)
    assert "hidden" not in info.value.message
    assert info.value.__context__ is None or info.value.__suppress_context__


def test_the_secrets_of_a_proxy():
    assert parse_proxy("http://u:p%40ss@proxy.example").secrets == ("dTpwQHNz", "p@ss")


def ask(handler, authorization=None, seconds=5, timeout=2, host="clock1"):
    with Server(handler) as server:
        deadline = Deadline(seconds, timeout, "clock1")
        deadline.start()
        with connect("127.0.0.1", server.port, deadline) as sock:
            tunnel(sock, Proxy("http", "127.0.0.1", server.port, authorization), host, 443)
        return server.requests[0]


@pytest.mark.parametrize(("host", "target"), [("clock1", "clock1:443"), ("fe80::1%eth0", "[fe80::1]:443")])
def test_a_tunnel_is_asked_for(host, target):
    request = ask(answering(b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n"), "Basic eA==", host=host)
    assert (request.method, request.target) == ("CONNECT", target)
    assert request.headers == {"host": target, "proxy-authorization": "Basic eA=="}


@pytest.mark.parametrize(
    ("answer", "why", "status_code", "transient"),
    [
        (b"HTTP/1.1 407 Who?\r\n\r\n", r"wants credentials, or others than it was given \(407\)\.", 407, False),
        (b"HTTP/1.1 403 No\r\n\r\n", r"refused a tunnel to clock1:443: 403 Forbidden\.", 403, False),
        (b"HTTP/1.1 502 No\r\n\r\n", r"refused a tunnel to clock1:443: 502 Bad Gateway\.", 502, True),
        (b"HTTP/1.1 599 No\r\n\r\n", r"refused a tunnel to clock1:443: 599\.", 599, False),
        (b"SSH-2.0\r\n\r\n", "did not answer in HTTP", None, False),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "did not answer in HTTP", None, False),
        (lambda peer: None, "closed the connection when asked for a tunnel to clock1:443", None, False),
    ],
)
def test_a_tunnel_is_refused(answer, why, status_code, transient):
    with pytest.raises(ProxyError, match=rf"^The proxy 127\.0\.0\.1:\d+ {why}") as info:
        ask(answering(answer))
    assert (info.value.status_code, info.value.transient) == (status_code, transient)


def test_a_dripping_proxy_does_not_outlast_the_deadline():
    with within(1), pytest.raises(TimedOut, match="deadline"):
        ask(answering(lambda peer: peer.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500)), seconds=0.3)


def test_the_proxys_own_refusal_names_no_password():
    message = refusal(parse_proxy(f"http://u:{PASSWORD.replace('/', '%2F')}@proxy.example"), 407, "x").message
    assert message == "The proxy proxy.example:80 wants credentials, or others than it was given (407)."
