# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client against servers that are what devices, proxies and networks can be at their worst."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import time
import tracemalloc
import warnings
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from email.utils import format_datetime

import pytest
import requests

from ansible_collections.timesync.meinberg.plugins.module_utils import client as client_module
from ansible_collections.timesync.meinberg.plugins.module_utils import errors, tls, transport
from ansible_collections.timesync.meinberg.plugins.module_utils.client import Client
from ansible_collections.timesync.meinberg.plugins.module_utils.version import VERSION

from .servers import (
    OPTIONS,
    PASSWORD,
    Server,
    answering,
    ca_file,
    free_port,
    proxying,
    reply,
    serving,
    within,
)

SECRETS = (PASSWORD, "s3cret", base64.b64encode(f"reader:{PASSWORD}".encode()).decode(), "beef0123", "pr0xy")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """No long pauses between attempts."""
    monkeypatch.setattr(client_module, "_BACKOFF_S", 0.05)


@pytest.fixture
def connect():
    """Makes clients, closes them, and looks for credentials in all that they say."""
    made = []

    def make(server=None, **changes) -> Client:
        port = {} if server is None else {"host": server.host, "port": server.port}
        made.append(Client({**OPTIONS, **port, **changes}))
        return made[-1]

    yield make
    for client in made:
        said = json.dumps(client.summary())
        client.close()
        assert not [secret for secret in SECRETS if secret in said]


def failure(client: Client, kind: type, path: str = "/x") -> errors.Error:
    with pytest.raises(kind) as info:
        client.get_json(path)
    error = info.value
    assert error.__class__ is kind
    assert error.url.startswith(client.web_url)
    assert not [secret for secret in SECRETS if secret in f"{error.message} {error.hint} {error.url} {error!r}"]
    assert "\n" not in error.message
    return error


# --- options


def test_making_a_client_does_no_io(connect, monkeypatch):
    monkeypatch.setattr("socket.socket", None)
    connect(host="no.such.host", ca_path="/no/such/path", use_tls=True)


@pytest.mark.parametrize("changes", [{"username": None}, {"password": ""}, {"username": "", "auth": "bearer"}])
def test_credentials_are_checked_first(changes):
    with pytest.raises(errors.CredentialsError):
        Client({**OPTIONS, "host": "https://bad host", **changes})


@pytest.mark.parametrize(
    "host", ["https://clock1", "u:s3cret@clock1", "clock1/x", "clock 1", "{{ host }}", "<b>", "", None]
)
def test_a_bad_host_is_a_dns_error(host):
    with pytest.raises(errors.DnsError) as info:
        Client({**OPTIONS, "host": host})
    assert "s3cret" not in info.value.message


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_bad_port(port):
    with pytest.raises(errors.ConnectError, match=f"Option port is not valid: {port}"):
        Client({**OPTIONS, "port": port})


@pytest.mark.parametrize(
    ("changes", "url", "port"),
    [
        ({}, "http://clock1", 80),
        ({"port": 443}, "http://clock1:443", 443),
        ({"use_tls": True}, "https://clock1", 443),
        ({"use_tls": True, "port": 443}, "https://clock1", 443),
        ({"use_tls": True, "port": 80}, "https://clock1:80", 80),
        ({"use_tls": True, "host": "[2001:db8::7]"}, "https://[2001:db8::7]", 443),
        ({"host": "fe80::1%eth0", "port": 8080}, "http://[fe80::1%25eth0]:8080", 8080),
    ],
)
def test_web_url(connect, changes, url, port):
    client = connect(**{"host": "clock1", **changes})
    assert (client.web_url, client.port) == (url, port)


class Tagged(str):
    """A string that carries more than its text, as Ansible's do."""

    __slots__ = ("tag",)

    def __str__(self) -> str:
        return "not the text"


def test_values_may_be_subclasses_of_str(connect):
    with Server(answering(reply())) as server:
        tagged = {name: Tagged(OPTIONS[name]) for name in ("username", "password", "auth")}
        client = connect(server, **tagged, host=Tagged("127.0.0.1"))
        assert client.get_json("/x") == {}
        assert client.host.__class__ is str
        assert server.requests[0].headers["authorization"] == f"Basic {SECRETS[2]}"


# --- the ordinary way


def test_a_request_and_its_answer(connect):
    with Server(answering(reply(b'{"a": 1.50}'))) as server:
        client = connect(server)
        assert client.get_json("/api/x?y=z") == {"a": Decimal("1.50")}
        request = server.requests[0]
    assert (request.method, request.target) == ("GET", "/api/x?y=z")
    assert request.headers == {
        "host": f"127.0.0.1:{server.port}",
        "accept": "application/json",
        "accept-encoding": "identity",
        "user-agent": f"timesync.meinberg/{VERSION}",
        "authorization": f"Basic {SECRETS[2]}",
    }


def test_ipv6(connect):
    try:
        server = Server(answering(reply()), address="::1")
    except OSError:
        pytest.skip("no IPv6 loopback")
    with server:
        client = connect(server, host="[::1]")
        assert client.get_json("/x") == {}
        assert server.requests[0].headers["host"] == f"[::1]:{server.port}"


@pytest.mark.parametrize("use_tls", [True, False])
def test_a_zone_id_gets_as_far_as_the_network(connect, use_tls):
    index_and_name = socket.if_nameindex()[0]
    client = connect(host=f"fe80::1%{index_and_name[1]}", port=9, use_tls=use_tls, timeout=0.2)
    error = failure(client, errors.ConnectError)
    assert error.message.startswith("Cannot connect to [fe80::1]:9")


def test_one_connection_for_many_requests(connect):
    with Server(answering(reply(b'{"a": 1}'))) as server:
        client = connect(server)
        for _time in range(5):
            client.get_json("/x")
        assert server.connections == 1
    summary = client.summary()
    assert (summary["request_count"], summary["connection_count"], summary["bytes_received"]) == (5, 1, 40)
    assert (
        0 < summary["rtt_ms"]["min"] <= summary["rtt_ms"]["mean"] <= summary["rtt_ms"]["max"] < summary["duration_ms"]
    )
    assert summary["tls"] is None
    first, *later = summary["sessions"]
    assert first["connect_ms"] > 0
    assert first["tls_ms"] is None
    assert [record["connect_ms"] for record in later] == [None] * 4
    assert {record["connection"] for record in summary["sessions"]} == {1}


def test_the_rtt_has_neither_connect_nor_handshake_in_it(connect, tmp_path):
    context = serving()

    def slow(peer):
        time.sleep(0.2)
        peer.secure(context)
        answering(reply())(peer)

    with Server(slow) as server:
        client = connect(server, use_tls=True, ca_path=ca_file(tmp_path))
        client.get_json("/x")
    record = client.summary()["sessions"][0]
    assert record["tls_ms"] >= 200
    assert record["connect_ms"] < 150
    assert record["rtt_ms"] < 150
    assert record["duration_ms"] >= record["tls_ms"] + record["rtt_ms"]


def test_sessions_only_where_asked_for(connect):
    with Server(answering(reply())) as server:
        client = connect(server, http_sessions=False)
        client.get_json("/x")
    assert set(client.summary()) == {
        "request_count",
        "connection_count",
        "bytes_received",
        "rtt_ms",
        "duration_ms",
        "tls",
    }


def test_the_latest_sessions_are_kept(connect):
    with Server(answering(reply())) as server:
        client = connect(server, http_sessions_max_count=2)
        for number in range(4):
            client.get_json(f"/{number}")
    summary = client.summary()
    assert [record["url"][-2:] for record in summary["sessions"]] == ["/2", "/3"]
    assert summary["request_count"] == 4


def test_a_summary_before_any_request(connect):
    assert connect().summary()["tls"] is None


# --- TLS


def test_tls_facts(connect, tmp_path):
    with (
        Server(answering(reply()), serving()) as server,
        connect(server, use_tls=True, ca_path=ca_file(tmp_path)) as client,
    ):
        client.get_json("/x")
    facts = client.summary()["tls"]
    assert facts["verified"] is True
    assert facts["certificate"]["san"] == ["127.0.0.1"]
    assert client.unavailable() == []


def test_without_cryptography_the_certificate_is_missing(connect, monkeypatch):
    monkeypatch.setattr(tls, "x509", None)
    with Server(answering(reply()), serving()) as server:
        client = connect(server, use_tls=True, validate_certs=False)
        client.get_json("/x")
    assert client.summary()["tls"]["certificate"] is None
    assert [note["path"] for note in client.unavailable()] == ["http.tls.certificate"]
    assert connect().unavailable() == []


def test_without_verification_nothing_warns(connect):
    with Server(answering(reply()), serving("other.example")) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        client = connect(server, use_tls=True, validate_certs=False)
        assert client.get_json("/x") == {}
    assert client.summary()["tls"]["verified"] is False


def test_the_shared_context_is_left_as_it_is(connect, tmp_path):
    path = ca_file(tmp_path)
    with Server(answering(reply()), serving()) as server:
        for verify in (True, False):
            context = tls.context(path, verify)
            before = (context.cert_store_stats(), context.verify_mode, context.check_hostname, context.options)
            client = connect(server, use_tls=True, ca_path=path, validate_certs=verify)
            client.get_json("/x")
            assert tls.context(path, verify) is context
            assert before == (context.cert_store_stats(), context.verify_mode, context.check_hostname, context.options)
            assert context.cert_store_stats()["x509"] == int(verify)


@pytest.mark.parametrize(
    ("context", "why"),
    [
        (lambda: serving("clock1.example"), "is for clock1.example, not for 127.0.0.1"),
        (lambda: serving(age_days=90), "has expired"),
    ],
)
def test_a_bad_certificate(connect, tmp_path, context, why):
    with Server(answering(reply()), context()) as server:
        client = connect(server, use_tls=True, ca_path=ca_file(tmp_path), retries=2)
        error = failure(client, errors.TlsError)
        assert why in error.message
        assert server.connections == 1
        assert server.requests == []
    assert client.summary()["sessions"][0]["error"] == "tls"


def test_a_ca_path_that_does_not_exist(connect):
    with Server(answering(reply())) as server:
        error = failure(connect(server, use_tls=True, ca_path="/no/such/path"), errors.TlsError)
    assert "/no/such/path cannot be read" in error.message


def test_plain_http_on_a_tls_port(connect):
    with Server(answering(lambda peer: peer.send(b"\x15\x03\x01\x00\x02\x02\x46"))) as server:
        error = failure(connect(server), errors.ProtocolError)
    assert "use_tls: true" in error.hint


# --- the environment


def test_the_environment_has_no_say(connect, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("default login intruder password intruder\n")
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/path")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/no/such/path")
    with Server(answering(reply()), serving()) as server:
        client = connect(
            server, use_tls=True, ca_path=ca_file(tmp_path), token="beef0123", username=None, password=None
        )
        assert client.get_json("/x") == {}
        assert server.requests[0].headers["authorization"] == "Bearer beef0123"


def test_the_environments_proxy_where_asked_for(connect, tmp_path, monkeypatch):
    with Server(answering(reply()), serving()) as device, Server(proxying) as proxy:
        monkeypatch.setenv("https_proxy", f"http://u:pr0xy@127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        changes = {"use_tls": True, "ca_path": ca_file(tmp_path), "use_proxy": True}
        connect(device, **changes).get_json("/x")
        assert [request.method for request in proxy.requests] == ["CONNECT"]
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        connect(device, **changes).get_json("/x")
        assert len(proxy.requests) == 1


# --- proxies


def test_https_through_a_proxy(connect, tmp_path):
    with Server(answering(reply()), serving()) as device, Server(proxying) as proxy:
        url = f"http://u:pr0xy@127.0.0.1:{proxy.port}"
        client = connect(device, use_tls=True, ca_path=ca_file(tmp_path), proxy=url)
        for _time in range(2):
            assert client.get_json("/x") == {}
        assert proxy.connections == 1
        sent = proxy.requests[0].headers
        assert sent["proxy-authorization"] == f"Basic {base64.b64encode(b'u:pr0xy').decode()}"
        assert "authorization" not in sent
        assert "proxy-authorization" not in device.requests[0].headers
    assert client.summary()["tls"]["verified"] is True


def test_plain_http_through_a_proxy(connect):
    with Server(answering(reply())) as device, Server(proxying) as proxy:
        client = connect(device, proxy=f"http://u:pr0xy@127.0.0.1:{proxy.port}")
        assert client.get_json("/x?y=z") == {}
        assert proxy.requests[0].target == f"http://127.0.0.1:{device.port}/x?y=z"
        assert "proxy-authorization" in proxy.requests[0].headers
        assert device.requests[0].target == "/x?y=z"
        assert device.requests[0].headers["host"] == f"127.0.0.1:{device.port}"


@pytest.mark.parametrize("use_tls", [True, False])
def test_a_proxy_that_wants_credentials(connect, use_tls):
    with Server(answering(reply(b"", "407 Who"))) as proxy:
        url = f"http://u:pr0xy@127.0.0.1:{proxy.port}"
        error = failure(connect(host="clock1", use_tls=use_tls, proxy=url, retries=2), errors.ProxyError)
        assert len(proxy.requests) == 1
    assert error.message.startswith(f"The proxy 127.0.0.1:{proxy.port} wants credentials")
    assert error.status_code == 407


def test_a_proxys_password_is_not_repeated(connect):
    with Server(answering(reply(b"pr0xy is wrong", "500 Error"))) as proxy:
        client = connect(host="clock1", proxy=f"http://u:pr0xy@127.0.0.1:{proxy.port}")
        error = failure(client, errors.HttpError)
    assert error.message.startswith(f"clock1 (through the proxy 127.0.0.1:{proxy.port}) answered 500 ")


def test_a_proxy_that_is_down(connect):
    client = connect(host="clock1", proxy=f"http://u:pr0xy@127.0.0.1:{free_port()}", retries=1)
    assert "Cannot connect to the proxy 127.0.0.1:" in failure(client, errors.ProxyError).message
    assert [record["error"] for record in client.summary()["sessions"]] == ["proxy", "proxy"]


def test_a_proxy_that_can_be_none():
    with pytest.raises(errors.ProxyError):
        Client({**OPTIONS, "proxy": "socks5://u:pr0xy@127.0.0.1"})


def test_a_dripping_proxy_does_not_outlast_the_deadline(connect):
    with Server(lambda peer: peer.request() and peer.drip(b"HTTP/1.1 200 " + b"x" * 500)) as proxy, within(1):
        client = connect(host="clock1", use_tls=True, proxy=f"http://127.0.0.1:{proxy.port}", deadline=0.3)
        assert "deadline of 0.3 s" in failure(client, errors.TimedOut).message


# --- time


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n"


@pytest.mark.parametrize(
    ("answer", "phase"),
    [
        (lambda peer: peer.idle(), "while waiting for the head"),
        (lambda peer: (peer.send(HEAD), peer.idle()), "while waiting for the head"),
        (lambda peer: (peer.send(HEAD + b"\r\n{"), peer.idle()), "while sending the body"),
    ],
)
def test_a_silent_device_costs_one_timeout(connect, answer, phase):
    with Server(answering(answer)) as server, within(1):
        client = connect(server, timeout=0.2, retries=2)
        error = failure(client, errors.TimedOut)
        assert server.connections == 1
    assert error.message == f"127.0.0.1 did not answer within 0.2 s {phase}."
    assert client.summary()["sessions"][0]["error"] == "timeout"


@pytest.mark.parametrize(
    ("answer", "phase"),
    [
        (lambda peer: peer.drip(HEAD + b"X: " + b"y" * 500), "while waiting for the head"),
        (lambda peer: (peer.send(HEAD + b"\r\n"), peer.drip(b"[" + b" " * 500)), "while sending the body"),
        (
            lambda peer: (
                peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                peer.drip(b"1\r\n \r\n" * 100),
            ),
            "while sending the body",
        ),
        (
            lambda peer: (peer.send(b"HTTP/1.1 503 No\r\nContent-Length: 500\r\n\r\n"), peer.drip(b" " * 500)),
            "while sending the body",
        ),
        (lambda peer: peer.drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0.005), "while waiting for the head"),
    ],
)
@pytest.mark.parametrize("use_tls", [True, False])
def test_a_dripping_device_does_not_outlast_the_deadline(connect, answer, phase, use_tls):
    with Server(answering(answer), serving() if use_tls else None) as server:
        client = connect(server, deadline=0.4, use_tls=use_tls, validate_certs=False)
        with within(1):
            error = failure(client, errors.TimedOut)
        assert error.message == f"127.0.0.1 did not finish within the deadline of 0.4 s, {phase}."
        with within(0.3):
            again = failure(client, errors.TimedOut)
        assert "deadline of 0.4 s, before another request was sent" in again.message
        assert len(server.requests) == 1


def test_the_deadline_is_one_for_all_requests(connect):
    def slow(peer):
        while peer.request():
            time.sleep(0.15)
            peer.send(reply())

    with Server(slow) as server, within(1):
        client = connect(server, deadline=0.4)
        client.get_json("/1")
        client.get_json("/2")
        failure(client, errors.TimedOut)


def test_the_deadline_starts_with_the_first_request(connect):
    with Server(answering(reply())) as server:
        client = connect(server, deadline=0.2)
        time.sleep(0.25)
        assert client.get_json("/x") == {}


# --- attempts


def test_a_refused_connection_is_tried_again(connect):
    client = connect(port=free_port(), retries=2)
    with within(1):
        error = failure(client, errors.ConnectError)
    assert "refused" in error.message
    summary = client.summary()
    assert (summary["request_count"], summary["connection_count"]) == (3, 0)
    assert [(record["attempt"], record["connection"], record["error"]) for record in summary["sessions"]] == [
        (1, None, "connect"),
        (2, None, "connect"),
        (3, None, "connect"),
    ]


def reset_in_body(peer):
    peer.send(reply(b'{"a": 1}', content_length=500))
    time.sleep(0.05)
    peer.reset()


@pytest.mark.parametrize("answer", [lambda peer: peer.reset(), lambda peer: None, reset_in_body])
def test_a_reset_connection_is_tried_again(connect, answer):
    with Server(answering(answer, answer, reply(b"[1]"))) as server:
        client = connect(server, retries=2)
        assert client.get_json("/x") == [1]
        assert len(server.requests) == 3
    assert [record["error"] for record in client.summary()["sessions"]] == ["connect", "connect", None]
    assert [record["connection"] for record in client.summary()["sessions"]] == [1, 2, 3]


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "when"),
    [
        (b"", "while waiting for the head"),
        (b"HTTP/1.1 2", "while waiting for the head"),
        (b"HTTP/1.1 200 OK\r\nContent-", "while waiting for the head"),
        (reply(b"", content_length=500), "while sending the body"),
        (reply(b'{"a": 1}', content_length=500), "while sending the body"),
        (CHUNKED + b"8", "while sending the body"),
        (CHUNKED + b'8\r\n{"a": 1}\r\n', "while sending the body"),
    ],
)
@pytest.mark.parametrize("end", ["reset", "shutdown"])
def test_a_reset_within_tls_is_one_too(connect, tmp_path, sent, when, end):
    """An end of the connection without an end of TLS is no better."""

    def breaking_off(peer):
        peer.send(sent)
        time.sleep(0.05)
        peer.reset() if end == "reset" else peer.sock.shutdown(socket.SHUT_RDWR)

    with Server(answering(breaking_off), serving()) as server:
        client = connect(server, use_tls=True, ca_path=ca_file(tmp_path), retries=1)
        error = failure(client, errors.ConnectError)
        assert error.message in (
            f"127.0.0.1 broke off the connection {when}.",
            f"127.0.0.1 reset the connection {when}.",  # some versions of OpenSSL tell the one from the other
        )
        assert len(server.requests) == 2


def test_a_body_that_only_ends_with_the_connection_may_end_without_an_end_of_tls(connect, tmp_path):
    def careless(peer):
        peer.send(reply(b"[1]", content_length=None))
        peer.sock.shutdown(socket.SHUT_WR)

    with Server(answering(careless), serving()) as server:
        assert connect(server, use_tls=True, ca_path=ca_file(tmp_path)).get_json("/x") == [1]


def test_retries_come_to_an_end(connect):
    with Server(answering(lambda peer: peer.reset())) as server:
        failure(connect(server, retries=1), errors.ConnectError)
        assert len(server.requests) == 2


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_device_is_asked_again(connect, status):
    busy = reply(b"busy", f"{status} Busy", content_type="text/plain")
    with Server(answering(busy, busy, reply())) as server:
        client = connect(server, retries=2)
        with within(1):
            assert client.get_json("/x") == {}
        assert server.connections == 1
    assert [record["status_code"] for record in client.summary()["sessions"]] == [status, status, 200]
    assert [record["error"] for record in client.summary()["sessions"]] == ["http", "http", None]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.HttpError),
        (401, errors.AuthError),
        (403, errors.ForbiddenError),
        (404, errors.NotFoundError),
        (407, errors.HttpError),
        (418, errors.HttpError),
        (500, errors.HttpError),
        (501, errors.HttpError),
        (304, errors.HttpError),
        (399, errors.HttpError),
    ],
)
def test_other_statuses_are_final(connect, status, kind):
    with Server(answering(reply(b"" if status == 304 else b'{"message": "so"}', f"{status} Odd"))) as server:
        error = failure(connect(server, retries=2), kind)
        assert len(server.requests) == 1
    assert error.status_code == status
    assert error.message.startswith(f"127.0.0.1 answered {status}")
    assert f"to GET http://127.0.0.1:{server.port}/x" in error.message
    assert error.message.endswith(": so." if status != 304 else ".")


def test_back_off_grows(connect, monkeypatch):
    pauses = []
    monkeypatch.setattr(client_module, "_BACKOFF_S", 0.5)
    monkeypatch.setattr(time, "sleep", pauses.append)
    failure(connect(port=free_port(), retries=3), errors.ConnectError)
    assert pauses == [0.5, 1.0, 2.0]


def test_back_off_that_does_not_fit_the_deadline(connect, monkeypatch):
    monkeypatch.setattr(client_module, "_BACKOFF_S", 0.5)
    client = connect(port=free_port(), retries=9, deadline=1)
    with within(0.9):
        failure(client, errors.ConnectError)
    assert client.summary()["request_count"] == 2


@pytest.mark.parametrize("after", ["1", lambda: format_datetime(datetime.now(timezone.utc) + timedelta(seconds=2))])
def test_retry_after_is_honoured(connect, after):
    busy = reply(b"", "503 Busy", retry_after=after if isinstance(after, str) else after())
    with Server(answering(busy, reply())) as server:
        began = time.monotonic()
        assert connect(server, retries=1).get_json("/x") == {}
        assert 0.9 < time.monotonic() - began < 2.5


@pytest.mark.parametrize("after", ["60", "9" * 500, "Fri, 31 Dec 2099 23:59:59 GMT", "Fri, 31 Dec 2099 23:59:59 -0000"])
def test_retry_after_beyond_the_deadline_fails_at_once(connect, after):
    with Server(answering(reply(b"", "503 Busy", retry_after=after))) as server, within(1):
        error = failure(connect(server, retries=2), errors.HttpError)
        assert len(server.requests) == 1
    assert "; it asks to wait " in error.message
    assert error.message.endswith(" but the deadline leaves 5 s.")
    assert error.status_code == 503


@pytest.mark.parametrize("after", ["soon", "-5", "", "Thu, 01 Jan 1970 00:00:00 GMT", "٣"])
def test_a_senseless_retry_after_costs_nothing(connect, after):
    with Server(answering(reply(b"", "503 Busy", retry_after=after.encode().decode("latin-1")), reply())) as server:
        began = time.monotonic()
        assert connect(server, retries=1).get_json("/x") == {}
        assert time.monotonic() - began < 1


def test_a_kept_connection_that_the_device_closed_costs_no_retry(connect, monkeypatch):
    monkeypatch.setattr(time, "sleep", pytest.fail)
    first, second = reply(b"[1]"), reply(b"[2]")

    def hang_up(peer):
        peer.server.stopped.wait(0.1)

    with Server(answering(first, hang_up, second)) as server:
        client = connect(server, retries=0)
        assert client.get_json("/1") == [1]
        assert client.get_json("/2") == [2]
    records = client.summary()["sessions"]
    assert [(record["attempt"], record["connection"], record["error"]) for record in records] == [
        (1, 1, None),
        (1, 1, "connect"),
        (2, 2, None),
    ]


def test_a_reset_in_an_answer_costs_a_retry_on_a_kept_connection_too(connect):
    with Server(answering(reply(b"[1]"), reset_in_body)) as server:
        client = connect(server, retries=0)
        client.get_json("/1")
        failure(client, errors.ConnectError)
        assert len(server.requests) == 2


def test_a_connection_that_was_closed_in_between_is_opened_again(connect):
    with Server(answering(reply(b"[1]", connection="close"))) as server:
        client = connect(server)
        for _time in range(3):
            assert client.get_json("/x") == [1]
        assert server.connections == 3
    assert [record["connection"] for record in client.summary()["sessions"]] == [1, 2, 3]


# --- authentication


def test_a_401_ends_the_session(connect):
    with Server(answering(reply(b"", "401 Unauthorized"), reply())) as server:
        client = connect(server, retries=5)
        first = failure(client, errors.AuthError)
        again = failure(client, errors.AuthError, "/y")
        assert again is first
        assert len(server.requests) == 1
    assert client.summary()["sessions"][0]["error"] == "auth"
    assert "lock" in first.hint


def test_a_dripping_401_is_an_auth_error_too(connect):
    def drip(peer):
        peer.send(b"HTTP/1.1 401 No\r\nContent-Length: 500\r\n\r\n")
        peer.drip(b" " * 500)

    with Server(answering(drip)) as server, within(1):
        failure(connect(server, deadline=0.3), errors.AuthError)


def test_bearer(connect):
    with Server(answering(reply(b'{"token": "beef0123"}'), reply(b"[1]"))) as server:
        client = connect(server, auth="bearer")
        for _time in range(2):
            assert client.get_json("/x") == [1]
    assert [(request.method, request.target) for request in server.requests] == [
        ("PUT", "/api/get-token"),
        ("GET", "/x"),
        ("GET", "/x"),
    ]
    assert [request.headers["authorization"] for request in server.requests] == [
        f"Basic {SECRETS[2]}",
        "Bearer beef0123",
        "Bearer beef0123",
    ]
    assert server.requests[0].headers["content-length"] == "0"


@pytest.mark.parametrize("auth", ["basic", "bearer"])
def test_a_token_given_is_used_alone(connect, auth):
    with Server(answering(reply())) as server:
        connect(server, auth=auth, token="beef0123", username=None, password=None).get_json("/x")
    assert [request.headers["authorization"] for request in server.requests] == ["Bearer beef0123"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(b"{}"), errors.AuthError),
        (reply(b'{"token": 5}'), errors.AuthError),
        (reply(b"null"), errors.AuthError),
        (reply(b"", "401 No"), errors.AuthError),
        (reply(b"", "404 No"), errors.AuthError),
        (reply(b"", "405 No"), errors.AuthError),
        (reply(b"", "403 No"), errors.ForbiddenError),
        (reply(b"<html>"), errors.ProtocolError),
        (reply(b"", "302 Found", location="/login"), errors.RedirectError),
    ],
)
def test_no_token_no_reading(connect, answer, kind):
    with Server(answering(answer)) as server:
        client = connect(server, auth="bearer")
        error = failure(client, kind)
        assert error.url == f"{client.web_url}/api/get-token"
        assert failure(client, kind) is error
        assert [request.method for request in server.requests] == ["PUT"]


def test_a_refused_token_is_said_to_be_one(connect):
    with Server(answering(reply(b"", "401 No"))) as server:
        assert "token" in failure(connect(server, token="beef0123"), errors.AuthError).hint


# --- redirects


@pytest.mark.parametrize(
    ("location", "where", "hint"),
    [
        ("https://127.0.0.1/api?token=s3cret", "https://127.0.0.1/api", "use_tls: true"),
        ("https://u:s3cret@clock2/x#y", "https://clock2/x", "use_tls: true"),
        ("/login\x01\x7f?next=/x", "/login", "login"),
        ("http://127.0.0.1/login", "http://127.0.0.1/login", "login"),
        ("http://clock2/x", "http://clock2/x", "really answers"),
        (f"/{PASSWORD}", "another address", "login"),
        (f"/{'x' * 190}/{PASSWORD}", "another address", "login"),
        (f"/{'x' * 300}", f"/{'x' * 199}", "login"),
        ("http://[", "another address", "login"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_refused(connect, status, location, where, hint):
    with Server(answering(reply(b"", f"{status} Moved", location=location))) as server:
        error = failure(connect(server, retries=2), errors.RedirectError)
        assert len(server.requests) == 1
    assert error.message == f"127.0.0.1 redirects ({status}) to {where}."
    assert hint in error.hint
    assert error.status_code == status


# --- bodies


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return reply(content_length=None, transfer_encoding="chunked", body=body + end)


def test_chunked_bodies(connect):
    with Server(answering(chunked(b'{"a"', b": 1}"))) as server:
        client = connect(server)
        for _time in range(2):
            assert client.get_json("/x") == {"a": 1}
        assert server.connections == 1


def test_a_body_that_ends_with_the_connection(connect):
    with Server(answering(lambda peer: peer.send(reply(b"[1]", content_length=None)))) as server:
        assert connect(server).get_json("/x") == [1]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (reply(b'{"a": 1}', content_length=500), "was cut short"),
        (chunked(b'{"a": 1}', end=b""), "was cut short"),
        (chunked(b'{"a": 1}', end=b"zz\r\n"), "was cut short"),
        (chunked(b'{"a": 1}', end=b"-5\r\n"), "broken HTTP|cut short"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n{}", "broken HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "broken HTTP"),
        (b"SSH-2.0-OpenSSH\r\n", "did not answer in HTTP"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "did not answer in HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "head of the answer of 127.0.0.1 is too large"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000 + b"\r\n\r\n", "head of the answer of 127.0.0.1 is too large"),
        (reply(b"", "204 No Content"), "gave an empty answer"),
        (reply(b""), "gave an empty answer"),
        (reply(b"<html>login</html>"), "answered with a web page"),
        (reply(b'{"a": 1'), "is cut short"),
        (reply(b"\xff"), "is not UTF-8"),
        (reply(b"x", content_encoding="gzip"), "is not valid gzip data"),
        (reply(b"x", content_encoding="gzip, gzip"), "content encoding"),
    ],
)
def test_nonsense_is_a_protocol_error_and_final(connect, answer, why):
    with Server(answering(lambda peer: peer.send(answer))) as server:
        client = connect(server, retries=2)
        error = failure(client, errors.ProtocolError)
        assert server.connections == 1
    assert [found for found in why.split("|") if found in error.message]
    assert client.summary()["sessions"][0]["error"] == "protocol"


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"", content_length=2**20 + 1),
        reply(b" " * (2**20 + 1), content_length=None),
        reply(gzip.compress(bytes(2**26)), content_encoding="gzip"),
    ],
)
def test_too_much_is_refused_without_being_held(connect, answer):
    with Server(answering(lambda peer: peer.send(answer))) as server:
        client = connect(server, retries=2)
        tracemalloc.start()
        error = failure(client, errors.TooLargeError)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert server.connections == 1
    assert error.message == "The answer of 127.0.0.1 is larger than 1 MiB."
    assert most < 8 * 2**20


def test_after_too_much_the_next_request_goes_well(connect):
    with Server(answering(reply(b" " * 2**21), reply(b"[1]"))) as server:
        client = connect(server)
        failure(client, errors.TooLargeError)
        assert client.get_json("/x") == [1]


def test_compressed_answers_are_read_all_the_same(connect):
    with Server(answering(reply(gzip.compress(b"[1]"), content_encoding="gzip"))) as server:
        assert connect(server).get_json("/x") == [1]


def test_an_error_keeps_the_connection(connect):
    with Server(answering(reply(b'"no"', "404 Not Found"), reply(b"[1]"))) as server:
        client = connect(server)
        failure(client, errors.NotFoundError)
        assert client.get_json("/x") == [1]
        assert server.connections == 1


@pytest.mark.parametrize(
    "body",
    [
        PASSWORD.encode(),
        json.dumps({"message": f"bad {PASSWORD}"}).encode(),
        f"Authorization: Basic {SECRETS[2]}".encode(),
        b"s3cret%2Fpass",
        b"<html><body>no</body></html>",
        b" " * 100_000 + b"s3cret",
    ],
)
def test_what_the_server_says_is_left_out_where_it_must_be(connect, body):
    with Server(answering(reply(body, "500 Error"))) as server:
        client = connect(server)
        error = failure(client, errors.HttpError)
    assert error.message == f"127.0.0.1 answered 500 Internal Server Error to GET {client.web_url}/x."


def test_what_an_answer_repeats_of_the_credentials_is_masked(connect):
    escaped = "".join(f"\\u{ord(char):04x}" for char in PASSWORD)
    body = f'{{"a": "{PASSWORD}!", "{SECRETS[2]}": ["{escaped}", "clock1", 7]}}'.encode()
    with Server(answering(reply(body))) as server:
        assert connect(server).get_json("/x") == {"a": "********!", "********": ["********", "clock1", 7]}


def test_cookies_are_sent_back(connect):
    """A device then needs no new session of its own for each request."""
    with Server(answering(reply(set_cookie="session=1; Path=/"))) as server:
        client = connect(server)
        client.get_json("/1")
        client.get_json("/2")
    assert [request.headers.get("cookie") for request in server.requests] == [None, "session=1"]


# --- the library


def test_an_old_library_is_said_to_be_old(monkeypatch):
    monkeypatch.setattr(requests, "__version__", "2.30.0")
    with pytest.raises(errors.DependencyError, match="requests has version 2.30.0"):
        Client(OPTIONS)
    assert transport.requests is requests
