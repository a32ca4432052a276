# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies between ``requests`` and our sockets."""

from __future__ import annotations

import http.client
import os
import re
import ssl
import subprocess
import sys
from types import SimpleNamespace

import pytest
import requests
import urllib3.exceptions

from ansible_collections.timesync.meinberg.plugins.module_utils import transport
from ansible_collections.timesync.meinberg.plugins.module_utils.connector import Connector
from ansible_collections.timesync.meinberg.plugins.module_utils.deadline import Deadline
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import (
    ConnectError,
    DependencyError,
    ProtocolError,
    TimedOut,
    TlsError,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.tracking import Tracker

from .servers import Server, answering, reply


@pytest.mark.parametrize(
    ("version", "found"),
    [(None, "is missing"), ("2.30.1", "has version 2.30.1, older than 2.31,"), ("1.99", "has version 1.99, older")],
)
def test_requests_must_be_there_and_new_enough(monkeypatch, version, found):
    monkeypatch.setattr(transport, "requests", version and SimpleNamespace(__version__=version))
    with pytest.raises(DependencyError) as info:
        transport.require_requests()
    command = f"{sys.executable} -m pip install 'requests>=2.31'"
    assert info.value.message.startswith(f"The Python library requests {found}")
    assert command in info.value.message
    assert command in info.value.hint
    assert info.value.kind == "dependency"


@pytest.mark.parametrize("version", ["2.31.0", "2.34.2", "3.0.dev1", "10.0"])
def test_newer_versions_will_do(monkeypatch, version):
    monkeypatch.setattr(transport, "requests", SimpleNamespace(__version__=version))
    transport.require_requests()


WITHOUT_LIBRARIES = """
import sys
sys.modules.update(dict.fromkeys(("requests", "urllib3", "cryptography"), None))
from ansible_collections.timesync.meinberg.plugins.module_utils import client, errors
try:
    client.Client({})
except errors.DependencyError as error:
    assert error.message.startswith("The Python library requests is missing"), error.message
    print("ok", sorted(name for name in sys.modules if name == "ansible" or name.startswith("ansible.")))
"""


def test_everything_can_be_imported_without_any_library():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WITHOUT_LIBRARIES]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (run.stdout, run.stderr) == ("ok []\n", "")


def connector(port: int = 80, **changes) -> Connector:
    deadline = Deadline(5, 2, "127.0.0.1")
    deadline.start()
    made = Connector(
        "127.0.0.1",
        port,
        use_tls=False,
        trust=(None, True),
        proxy=None,
        deadline=deadline,
        tracker=Tracker(10),
        **changes,
    )
    made.tracker.begin("GET", "/", 1)
    return made


@pytest.mark.parametrize(
    ("cause", "kind", "message", "transient"),
    [
        (http.client.RemoteDisconnected("x"), ConnectError, "127.0.0.1 closed the connection without an answer.", True),
        (ssl.SSLEOFError(8, "EOF"), ConnectError, "127.0.0.1 broke off the connection while connecting.", True),
        (ConnectionResetError(), ConnectError, "127.0.0.1 reset the connection while connecting.", True),
        (BrokenPipeError(), ConnectError, "127.0.0.1 reset the connection while connecting.", True),
        (
            OSError(5, "Input/output error"),
            ConnectError,
            "The connection with 127.0.0.1 broke while connecting: Input/output error.",
            False,
        ),
        (
            ssl.SSLError(1, "x"),
            TlsError,
            "The TLS connection with 127.0.0.1 broke while connecting: no reason is known.",
            False,
        ),
        (http.client.IncompleteRead(b""), ProtocolError, "The answer of 127.0.0.1 was cut short.", False),
        (http.client.BadStatusLine("x"), ProtocolError, "127.0.0.1 did not answer in HTTP.", False),
        (http.client.LineTooLong("x"), ProtocolError, "The head of the answer of 127.0.0.1 is too large.", False),
        (http.client.HTTPException(""), ProtocolError, "127.0.0.1 answered in broken HTTP.", False),
        (urllib3.exceptions.InvalidHeader("x"), ProtocolError, "127.0.0.1 answered in broken HTTP.", False),
    ],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_failures_become_our_errors(cause, kind, message, transient, wrapped):
    raised = urllib3.exceptions.ProtocolError("Connection aborted.", cause) if wrapped else cause
    with pytest.raises(kind) as info, transport.failures(connector()):
        raise raised
    assert (type(info.value), info.value.message, info.value.transient) == (kind, message, transient)


def test_our_own_errors_pass():
    error = TimedOut("x")
    with pytest.raises(TimedOut) as info, transport.failures(connector()):
        raise error
    assert info.value is error


def test_tls_on_a_plain_port_is_hinted_at():
    with pytest.raises(ProtocolError) as info, transport.failures(connector()):
        raise http.client.BadStatusLine("\x15\x03\x03\x00\x02\x02\x32")
    assert info.value.hint == "The port speaks TLS: set use_tls: true."


def test_a_redirects_body_is_not_read():
    def endless(peer):
        peer.send(reply(b"", "302 Found", location="/login", content_length=None, transfer_encoding="chunked"))
        peer.idle()

    with Server(answering(endless)) as server:
        session = transport.Session(connector(server.port))
        response = session.get(f"http://127.0.0.1:{server.port}/", stream=True, allow_redirects=False)
        assert response.status_code == 302
        response.close()
        session.close()


def test_the_environment_has_no_say_in_a_session():
    session = transport.Session(connector())
    assert session.trust_env is False
    assert {type(adapter) for adapter in session.adapters.values()} == {transport.Adapter}
    session.close()


def test_what_requests_has_is_what_we_override():
    assert callable(requests.Session.get_redirect_target)
    assert callable(requests.adapters.HTTPAdapter.init_poolmanager)
    assert re.match(r"\d+\.\d+", requests.__version__)
