# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS spoken to a port for plain HTTP, or the other way round: the hint says so, whatever the server does then."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import errors
from ansible_collections.timesync.meinberg.plugins.module_utils.client import Client

from .servers import OPTIONS, Server, answering, reply, serving

NGINX = reply(b"<html>The plain HTTP request was sent to HTTPS port</html>", "400 Bad Request")


def fails(server: Server, **changes) -> errors.Error:
    """What a client says of a server."""
    client = Client({**OPTIONS, "host": server.host, "port": server.port, "timeout": 0.5, **changes})
    with server, pytest.raises(errors.Error) as info:
        client.get_json("/api/status")
    client.close()
    return info.value


@pytest.mark.parametrize(
    ("server", "kind"),
    [
        (lambda: Server(lambda peer: None, serving()), "connect"),
        (lambda: Server(lambda peer: (peer.request(), peer.reset())), "connect"),
        (lambda: Server(answering(lambda peer: None)), "connect"),
        (lambda: Server(answering(NGINX)), "http"),
    ],
    ids=["closes after an alert", "resets", "closes", "answers"],
)
def test_plain_http_to_a_port_that_speaks_tls(server, kind):
    error = fails(server(), use_tls=False)
    assert error.kind in (kind, "protocol")
    assert "TLS" in error.hint
    assert "set use_tls: true" in error.hint


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        (lambda peer: peer.send(reply(b"", "400 Bad Request")), "tls"),
        (lambda peer: peer.sock.recv(4096), "tls"),
        (lambda peer: (peer.sock.recv(4096), peer.reset()), "tls"),
        (lambda peer: peer.idle(), "timeout"),
    ],
    ids=["answers", "closes", "resets", "waits"],
)
def test_tls_to_a_port_that_speaks_plain_http(handler, kind):
    error = fails(Server(handler), use_tls=True)
    assert error.kind == kind
    assert "plain HTTP" in error.hint
    assert "set use_tls: false" in error.hint


def test_a_device_that_speaks_tls_and_closes_has_the_usual_hint():
    error = fails(Server(answering(lambda peer: None), serving()), use_tls=True, validate_certs=False)
    assert error.hint_code == errors.ConnectError.hint_code


@pytest.mark.parametrize("words", [b"Unauthorized", b'{"error": "unauthorized."}', b"401 Unauthorized", b"401"])
def test_the_status_is_said_once(words):
    error = fails(Server(answering(reply(words, "401 Unauthorized"))))
    assert error.message.endswith(" answered 401 Unauthorized to GET " + error.url + ".")


def test_what_says_more_than_the_status_is_kept():
    error = fails(Server(answering(reply(b"Unauthorized: locked for 5 min", "401 Unauthorized"))))
    assert error.message.endswith(": Unauthorized: locked for 5 min.")
