# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator on the network: who may read, over TLS or not, and what it remembers."""

from __future__ import annotations

import concurrent.futures
import json
import ssl
import threading
import time
from datetime import datetime, timezone

import pytest

from tests.simulator import Device, Fleet, answers, serve
from tests.simulator.fleet import inventory, load_captured
from tests.unit.simulator.wire_client import Client, basic

OS = "meinbergos"
PLAIN = Fleet.of(
    Device("lantime"),
    Device("old", firmware="7.06.014"),
    Device("token-only", auth="bearer"),
    Device("microsync", OS),
    Device("few", OS, tier="A"),
    Device("slow", latency=0.2),
    Device("other-login", username="someone", password="else", inventory_password="wrong"),
    Device("captured", captured={"/api/status": {"a": "@@stamp:0:0@@ is text here"}}),
    base="127.31.0.1",
    tls=False,
)
SECURE = Fleet.of(
    Device("good"),
    Device("wrong-name", faults=["cert_wrong_name"]),
    Device("expired", faults=["cert_expired"]),
    Device("self-signed", faults=["cert_self_signed"]),
    base="127.31.1.1",
)


@pytest.fixture(scope="module")
def plain():
    with serve(PLAIN) as running:
        yield running


@pytest.fixture(scope="module")
def secure():
    with serve(SECURE) as running:
        yield running


@pytest.fixture
def host(plain):
    for device in plain.devices.values():
        device.forget()
    return plain.devices.__getitem__


def test_ltos_answers_one_path(host):
    with Client(host("lantime")) as client:
        status, tree, _headers = client.ask("/api/status")
        assert (status, tree["data"]["object-id"]) == (200, "status")
        for path in ("/", "/api", "/api/state/ptp"):
            assert client.ask(path)[0] == 404
    assert host("lantime").connections == 1
    assert host("lantime").requests == [("GET", path) for path in ("/api/status", "/", "/api", "/api/state/ptp")]
    assert [(seen.connection, seen.authorization) for seen in host("lantime").log] == [(1, "Basic")] * 4


def test_meinbergos_answers_its_paths(host):
    with Client(host("microsync")) as client:
        for path in answers(host("microsync").device):
            assert client.ask(path)[0] == 200
        assert client.ask("/api/state")[0] == 404
        status, tree, headers = client.ask("/api/state/nothing")
    assert (status, sorted(tree)) == (404, ["error"])
    assert headers.get_content_type() == "application/json"
    with Client(host("few")) as client:
        assert [client.ask(f"/api/state/{name}")[0] for name in ("ptp", "ntp", "modules")] == [200, 404, 404]


def test_wrong_logins(host):
    with Client(host("lantime")) as client:
        assert client.ask("/api/status", authorization="")[0] == 401
        assert client.ask("/api/status", authorization=basic(password="wrong"))[0] == 401
        assert client.ask("/api/status", authorization="Basic nonsense")[0] == 401
        assert client.ask("/api/status", authorization=basic("norights"))[0] == 403
        assert client.ask("/api/status", method="POST")[0] == 405
    assert host("lantime").connections == 1
    with Client(host("other-login")) as client:
        assert client.ask("/api/status")[0] == 401
        assert client.ask("/api/status", authorization=basic("someone", "else"))[0] == 200


def test_bearer(host):
    for name in ("lantime", "token-only"):
        with Client(host(name)) as client:
            assert client.ask("/api/get-token")[0] == 405
            assert client.ask("/api/get-token", "PUT", basic(password="wrong"))[0] == 401
            status, tree, _headers = client.ask("/api/get-token", "PUT")
            assert (status, tree) == (200, {"token": host(name).token})
            assert client.ask("/api/status", authorization=f"Bearer {tree['token']}")[0] == 200
            assert client.ask("/api/status", authorization="Bearer 00")[0] == 401
            restricted = client.ask("/api/get-token", "PUT", basic("norights"))[1]["token"]
            assert client.ask("/api/status", authorization=f"Bearer {restricted}")[0] == 403
    with Client(host("token-only")) as client:
        assert client.ask("/api/status")[0] == 401
    with Client(host("old")) as client:
        assert client.ask("/api/get-token", "PUT")[0] in (404, 405)
        assert client.ask("/api/status", authorization=f"Bearer {host('old').token}")[0] == 401


def test_latency(host):
    before = time.monotonic()
    with Client(host("slow")) as client:
        assert client.ask("/api/status")[0] == 200
    assert 0.2 <= time.monotonic() - before < 1


def test_captured_answers_are_served_as_they_are(host, tmp_path):
    with Client(host("captured")) as client:
        assert client.ask("/api/status")[1] == {"a": "@@stamp:0:0@@ is text here"}
    one, many = tmp_path / "one.json", tmp_path / "many.json"
    one.write_text('{"data": 1}')
    many.write_text('{"/api/state/ptp": {"data": 2}}')
    assert load_captured(one) == {"/api/status": {"data": 1}}
    assert load_captured(many) == {"/api/state/ptp": {"data": 2}}


def test_live_and_frozen_time():
    at = datetime(2026, 6, 1, 12, 0, tzinfo=timezone.utc)
    with serve(Fleet.of(Device("x"), base="127.31.2.1", tls=False), at=at) as running:
        host = running.devices["x"]
        with Client(host) as client:
            assert client.ask("/api/status")[1] == answers(host.device, at)["/api/status"]


def test_tls_with_the_ca_of_the_run(secure):
    with Client(secure.devices["good"], secure.ca_pem) as client:
        assert client.ask("/api/status")[0] == 200


@pytest.mark.parametrize(
    ("name", "message"),
    [("wrong-name", "mismatch"), ("expired", "expired"), ("self-signed", "self-signed|self signed")],
)
def test_certificate_faults(secure, name, message):
    with (
        pytest.raises(ssl.SSLCertVerificationError, match=message),
        Client(secure.devices[name], secure.ca_pem) as client,
    ):
        client.ask("/api/status")


def test_the_inventory(plain, secure):
    data = inventory(plain, None)["all"]
    assert data["vars"] == {"meinberg_username": "info", "meinberg_password": "simulated"}
    host = plain.devices["lantime"]
    expected = {"meinberg_host": host.address, "meinberg_port": host.port, "meinberg_use_tls": False}
    assert data["hosts"]["lantime"] == expected
    assert data["hosts"]["token-only"]["meinberg_auth"] == "bearer"
    assert data["hosts"]["other-login"]["meinberg_username"] == "someone"
    assert data["hosts"]["other-login"]["meinberg_password"] == "wrong"
    assert list(data["children"]["meinbergos"]["hosts"]) == ["microsync", "few"]
    assert inventory(secure, "ca.pem")["all"]["vars"]["meinberg_ca_path"] == "ca.pem"


def test_an_address_in_use_is_said():
    fleet = Fleet.of(Device("x", address="127.31.3.1", port=0), tls=False)
    with serve(fleet) as running:
        again = Fleet.of(Device("again", address="127.31.3.1", port=running.devices["x"].port), tls=False)
        with pytest.raises(OSError, match="again: 127.31.3.1"), serve(again):
            pass


def test_nothing_is_left_behind():
    before = threading.active_count()
    with serve(Fleet.load("mixed:5").changed(base="127.31.4.1")) as running:
        assert len(running.devices) == 5
    assert threading.active_count() == before


def test_a_thousand_devices():
    before = time.process_time()
    with serve(Fleet.load("mixed:1000").changed(base="127.32.0.1")) as running:
        assert time.process_time() - before < 8
        hosts = list(running.devices.values())
        assert len({host.address for host in hosts}) == 1000
        context = ssl.create_default_context(cadata=running.ca_pem.decode())

        def ask(host):
            with Client(host, None) as client:
                client.connection._context = context
                path = "/api/status" if host.device.os == "ltos" else "/api/state/ptp"
                return client.ask(path)[0]

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            assert set(pool.map(ask, hosts[::10])) == {200}
        assert sum(host.connections for host in hosts) == 100


def test_answers_are_as_large_as_real_ones():
    with serve(Fleet.of(Device("x"), Device("y", model="M3000"), base="127.31.5.1", tls=False)) as running:
        sizes = [len(page.render()) for host in running.devices.values() for page in host.pages.values()]
    assert all(25_000 < size < 45_000 for size in sizes)
    assert json.dumps(sizes)
