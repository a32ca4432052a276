# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to a device: direct and through proxies, plain and with TLS, and how they fail."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import datetime, timedelta, timezone

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ansible_collections.timesync.meinberg.plugins.module_utils import connector as module
from ansible_collections.timesync.meinberg.plugins.module_utils import tls
from ansible_collections.timesync.meinberg.plugins.module_utils.connector import Connector
from ansible_collections.timesync.meinberg.plugins.module_utils.deadline import Deadline, connect
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import (
    ConnectError,
    ProxyError,
    TimedOut,
    TlsError,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.proxy import Proxy
from ansible_collections.timesync.meinberg.plugins.module_utils.tracking import Tracker

from .servers import Server, ca_file, free_port, proxying, serving, within


def connector(port: int, **changes) -> Connector:
    seconds, timeout = changes.pop("seconds", 5), changes.pop("timeout", 2)
    host = changes.pop("host", "127.0.0.1")
    defaults = {"use_tls": True, "trust": (None, False), "proxy": None, "tracker": Tracker(10)}
    made = Connector(host, port, deadline=Deadline(seconds, timeout, host), **{**defaults, **changes})
    made.deadline.start()
    made.tracker.begin("GET", "https://clock1/", 1)
    return made


def hello(peer) -> None:
    peer.send(b"hello")
    peer.idle()


def read(opened) -> bytes:
    buffer = bytearray(5)
    assert opened.recv_into(buffer) == 5
    opened.close()
    return bytes(buffer)


def test_plain():
    with Server(hello) as server:
        way = connector(server.port, use_tls=False)
        assert read(way.open()) == b"hello"
    exchange = way.tracker.current
    assert (exchange.connection, exchange.tls_s, way.peer) == (1, None, None)
    assert 0 < exchange.connect_s < 1


def test_verified_tls(tmp_path):
    with Server(hello, serving()) as server:
        way = connector(server.port, trust=(ca_file(tmp_path), True))
        assert read(way.open()) == b"hello"
    facts = way.peer.facts()
    assert facts["protocol"] == "TLSv1.3"
    assert facts["cipher"].startswith("TLS_")
    assert facts["verified"] is True
    assert facts["certificate"]["san"] == ["127.0.0.1"]
    assert 0 < way.tracker.current.tls_s < 1


def test_without_verification_the_facts_are_there_too():
    with Server(hello, serving("other.example", age_days=90)) as server:
        way = connector(server.port)
        assert read(way.open()) == b"hello"
    facts = way.peer.facts()
    assert facts["verified"] is False
    assert facts["certificate"]["san"] == ["other.example"]


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
def test_ipv6(tmp_path):
    try:
        server = Server(hello, serving("::1"), "::1")
    except OSError:
        pytest.skip("no IPv6 loopback")
    with server:
        assert read(connector(server.port, host="::1", trust=(ca_file(tmp_path), True)).open()) == b"hello"


@pytest.mark.parametrize(("host", "name"), [("fe80::1%eth0", "fe80::1"), ("localhost.", "localhost")])
def test_certificates_hold_neither_zone_ids_nor_last_dots(tmp_path, monkeypatch, host, name):
    with Server(hello, serving(name)) as server:
        monkeypatch.setattr(module, "connect", lambda _host, port, deadline: connect("127.0.0.1", port, deadline))
        assert read(connector(server.port, host=host, trust=(ca_file(tmp_path), True)).open()) == b"hello"


def test_the_certificate_itself_may_be_the_anchor(tmp_path):
    context = serving()
    path = tmp_path / "device.pem"
    with Server(hello, context) as server:
        way = connector(server.port)
        way.open().close()
        path.write_text(ssl.DER_cert_to_PEM_cert(way.peer.der))
        assert read(connector(server.port, trust=(str(path), True)).open()) == b"hello"


def failing(context: ssl.SSLContext, folder, host: str = "127.0.0.1") -> TlsError:
    with Server(hello, context) as server:
        way = connector(server.port, host=host, trust=(ca_file(folder), True))
        with pytest.raises(TlsError) as info:
            way.open()
    assert way.tracker.current.connect_s is not None
    assert way.tracker.current.tls_s is None
    return info.value


def test_an_expired_certificate(tmp_path):
    error = failing(serving(age_days=90), tmp_path)
    assert error.message.startswith("The certificate of 127.0.0.1 has expired on ")
    assert "Renew" in error.hint


def test_a_certificate_of_tomorrow(tmp_path):
    error = failing(serving(age_days=-2), tmp_path)
    assert error.message.startswith("The certificate of 127.0.0.1 is not yet valid, only from ")
    assert "clock" in error.hint


def test_an_unknown_issuer(tmp_path):
    error = failing(serving(issuer=trustme.CA()), tmp_path)
    assert error.message == "The certificate of 127.0.0.1 was issued by a CA that is not trusted."
    assert "ca_path" in error.hint


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_certificate_for_others(tmp_path, host):
    error = failing(serving("clock1.example", "192.0.2.7"), tmp_path, host)
    assert error.message == f"The certificate of {host} is for clock1.example, 192.0.2.7, not for {host}."
    assert "Set host" in error.hint


def test_a_self_signed_certificate(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(timezone.utc)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, now - timedelta(days=1), now + timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256())
    path = tmp_path / "device.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    error = failing(context, tmp_path)
    assert error.message == "The certificate of 127.0.0.1 is self-signed and not trusted."
    assert "the device's own certificate, in ca_path" in error.hint
    assert tls.certificate(certificate.public_bytes(serialization.Encoding.DER))["self_signed"] is True


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_no_common_version(tmp_path):
    context = serving()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    assert "no TLS version is common to both sides" in failing(context, tmp_path).message


@pytest.mark.parametrize(
    ("handler", "why", "transient"),
    [
        (lambda peer: peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "the answer is not TLS", False),
        (lambda peer: peer.sock.recv(1000), "the connection was closed in the middle of it", False),
        (lambda peer: peer.sock.recv(1) and peer.reset(), "the connection was reset in the middle of it", True),
    ],
)
def test_no_tls_at_the_other_end(handler, why, transient):
    with Server(handler) as server, pytest.raises(TlsError, match=why) as info:
        connector(server.port).open()
    assert info.value.transient is transient


def test_a_silent_handshake_costs_one_timeout():
    message = r"^127\.0\.0\.1 did not answer within 0\.2 s during the TLS handshake\.$"
    with Server(lambda peer: peer.idle()) as server, within(1), pytest.raises(TimedOut, match=message):
        connector(server.port, timeout=0.2).open()


def test_a_dripping_handshake_does_not_outlast_the_deadline():
    record = b"\x16\x03\x03\x40\x00" + bytes(500)
    with Server(lambda peer: peer.drip(record)) as server, within(1), pytest.raises(TimedOut, match="deadline of 0"):
        connector(server.port, seconds=0.3).open()


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("verify", [True, False])
def test_tls_through_a_proxy(tmp_path, scheme, verify):
    trust = (ca_file(tmp_path), verify)
    context = serving("127.0.0.1") if scheme == "https" else None
    with Server(hello, serving("localhost")) as device, Server(proxying, context) as server:
        way = connector(device.port, host="localhost", trust=trust, proxy=Proxy(scheme, "127.0.0.1", server.port))
        assert read(way.open()) == b"hello"
        assert server.requests[0].target == f"localhost:{device.port}"
    assert way.peer.facts()["certificate"]["san"] == ["localhost"]
    assert way.name == f"localhost (through the proxy 127.0.0.1:{server.port})"


def through(handler, context=None, scheme="http", **changes):
    with Server(handler, context) as server:
        return connector(443, host="clock1.example", proxy=Proxy(scheme, "127.0.0.1", server.port), **changes).open()


def test_a_proxy_that_refuses_connections():
    port = free_port()
    with pytest.raises(ProxyError) as info:
        connector(443, proxy=Proxy("http", "127.0.0.1", port)).open()
    assert info.value.message == f"Cannot connect to the proxy 127.0.0.1:{port}: the connection was refused."
    assert info.value.transient


def test_a_proxy_without_address(monkeypatch):
    def fail(*_args, **_kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(ProxyError) as info:
        connector(443, proxy=Proxy("http", "proxy.example", 3128)).open()
    assert info.value.message == (
        "The proxy proxy.example:3128 cannot be used: the name proxy.example could not be resolved: "
        "Name or service not known."
    )


def test_a_deadline_that_passes_is_not_the_proxys_fault(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: release.wait(5) and [])
    way = connector(443, proxy=Proxy("http", "proxy.example", 3128), seconds=0.2)
    with within(1), pytest.raises(TimedOut, match=r"^127\.0\.0\.1 did not finish within the deadline of 0\.2 s"):
        way.open()
    release.set()


def test_a_proxy_that_is_slow_to_connect_to_is_at_fault(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: release.wait(5) and [])
    with (
        within(1),
        pytest.raises(ProxyError, match=r"^The proxy proxy\.example:3128 did not answer within 0\.2 s while"),
    ):
        connector(443, proxy=Proxy("http", "proxy.example", 3128), timeout=0.2).open()
    release.set()


def test_a_proxy_with_a_certificate_of_others(tmp_path):
    with pytest.raises(
        ProxyError, match=r"cannot be used: the certificate of 127\.0\.0\.1 is for p\.example, not for 127"
    ):
        through(proxying, serving("p.example"), "https", trust=(ca_file(tmp_path), True))


def test_a_proxy_that_resets():
    with pytest.raises(
        ProxyError, match=r"^The connection to the proxy 127\.0\.0\.1:\d+ broke while opening a tunnel"
    ) as info:
        through(lambda peer: peer.request() and peer.reset())
    assert info.value.transient


def test_a_silent_proxy():
    with within(1), pytest.raises(TimedOut) as info:
        through(lambda peer: peer.idle(), timeout=0.2)
    assert info.value.message.endswith(" did not answer within 0.2 s while opening a tunnel to clock1.example:443.")
    assert info.value.message.startswith("The proxy 127.0.0.1:")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_dripping_tunnel_does_not_outlast_the_deadline(scheme):
    def drip(peer):
        peer.request()
        peer.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500)

    with within(1), pytest.raises(TimedOut, match=r"^clock1\.example did not finish within the deadline of 0\.4 s"):
        through(drip, serving() if scheme == "https" else None, scheme, seconds=0.4)


def test_a_dripping_handshake_inside_a_tls_proxy_does_not_outlast_the_deadline():
    def drip(peer):
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        peer.drip(b"\x16\x03\x03\x40\x00" + bytes(500))

    with within(1), pytest.raises(TimedOut, match=r"deadline of 0\.4 s, during the TLS handshake"):
        through(drip, serving(), "https", seconds=0.4)


def test_a_device_that_is_down_is_not_the_proxys_fault():
    with pytest.raises(ConnectError):
        connector(free_port()).open()


def test_who_interrupts_a_handshake_leaves_no_socket_open(monkeypatch):
    made = []

    def interrupted(sock):
        made.append(sock)
        raise KeyboardInterrupt

    monkeypatch.setattr(module.tls.DeadlineSSLSocket, "do_handshake", interrupted)
    with Server(hello) as server, pytest.raises(KeyboardInterrupt):
        connector(server.port).open()
    assert [sock.fileno() for sock in made] == [-1]
