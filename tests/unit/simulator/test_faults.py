# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each fault, seen on the wire."""

from __future__ import annotations

import concurrent.futures
import json
import math
import re
import socket
import ssl
import time
import zlib

import pytest

from tests.simulator import FAULTS, DescriptionError, Device, Fleet, faults, serve
from tests.simulator.spoil import leaves
from tests.unit.simulator.wire_client import Client, talk

SETTINGS = {
    "slow": {"seconds": 0.2},
    "drip_head": {"seconds": 0.02},
    "drip_body": {"seconds": 0.02},
    "gzip_bomb": {"mib": 4},
    "large_body": {"mib": 1},
    "wrong_type": {"at": "data.system", "value": 7},
    "missing": {"at": "data.ntp"},
    "status": {"status": 418},
    "unavailable": {"retry_after": 3},
}
CERTIFICATES = {name for name, kind in FAULTS.items() if kind.layer == "certificate"}
STAGES = {
    "status_line": rb"HTTP/1\.1 2",
    "headers": rb"HTTP/1\.1 200 OK\r\nContent-",
    "chunk_size": rb"HTTP/1\.1 200 OK\r\n.*\r\n\r\n[0-9a-f]",
    "last_chunk": rb"HTTP/1\.1 200 OK\r\n.*\r\n\r\n[0-9a-f]+\r\n\{.*\}\r\n",
}
"""What of an answer comes before ``reset_at`` a stage."""

WHEN = {
    "twice": {"name": "unavailable", "times": 2},
    "second": {"name": "not_found", "request": 2},
    "one-path": {"name": "forbidden", "path": "/api/state/p*"},
}


def named(name: str) -> Device:
    return Device(name.replace("_", "-"), faults=[{"name": name, **SETTINGS.get(name, {})}])


@pytest.fixture(scope="module")
def running():
    devices = [named(name) for name in FAULTS if name not in CERTIFICATES]
    devices += [Device(name, "meinbergos", faults=[fault]) for name, fault in WHEN.items()]
    devices += [Device(stage, faults=[{"name": "reset_at", "stage": stage}]) for stage in STAGES]
    twice = [{"name": "reboot", "request": number, "seconds": 0.4} for number in (2, 4)]
    devices += [Device("restarting", "meinbergos", faults=twice)]
    devices += [Device("good"), Device("reset-once", faults=[{"name": "reset_on_accept", "times": 1}])]
    with serve(Fleet.of(*devices, base="127.33.0.1", tls=False)) as fleet:
        yield fleet


def content(body: bytes):
    return json.loads(body)


def announced(reply) -> int:
    return int(reply.head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])


def has_nan(tree) -> bool:
    return any(isinstance(value, float) and math.isnan(value) for _place, value in leaves(tree))


EXPECTED = {
    "reset_on_accept": lambda r: (r.raw, r.end) == (b"", "reset"),
    "reset_handshake": lambda r: (r.raw, r.end) == (b"\x16\x03\x03\x00\x7a", "reset"),
    "silent_handshake": lambda r: (r.raw, r.end) == (b"", "open"),
    "status": lambda r: r.status == 418,
    "unauthorized": lambda r: r.status == 401 and b"WWW-Authenticate" in r.head,
    "forbidden": lambda r: r.status == 403,
    "not_found": lambda r: r.status == 404 and content(r.body),
    "too_many_requests": lambda r: r.status == 429 and b"Retry-After: 1" in r.head,
    "server_error": lambda r: r.status == 500,
    "bad_gateway": lambda r: r.status == 502,
    "unavailable": lambda r: r.status == 503 and b"Retry-After: 3" in r.head,
    "rest_disabled": lambda r: r.status == 404 and b"text/html" in r.head,
    "html": lambda r: r.status == 200 and b"text/html" in r.head and b"<form" in r.body,
    "redirect_other_host": lambda r: r.status == 302 and b"Location: https://127.255.255.254/" in r.head,
    "redirect_loop": lambda r: r.status == 302 and b"Location: /api/status" in r.head,
    "redirect_https": lambda r: r.status == 302 and b"Location: https://127.33." in r.head,
    "silent": lambda r: (r.raw, r.end) == (b"", "open"),
    "slow": lambda r: r.status == 200 and content(r.body),
    "reboot": lambda r: (r.raw, r.end) == (b"", "reset"),
    "not_http": lambda r: r.raw.startswith(b"SSH-") and r.end == "closed",
    "close_without_answer": lambda r: (r.raw, r.end) == (b"", "closed"),
    "connection_close": lambda r: content(r.body) and r.end == "closed",
    "endless_head": lambda r: b"X-Filler-9: " in r.raw and b"\r\n\r\n" not in r.raw,
    "drip_head": lambda r: 10 < len(r.raw) < 200 and b"\r\n\r\n" not in r.raw,
    "drip_body": lambda r: r.status == 200 and 10 < len(r.body) < 200,
    "reset_at": lambda r: (r.raw, r.end) == (b"", "reset"),
    "reset_after_head": lambda r: r.status == 200 and not r.body and r.end == "reset",
    "reset_mid_body": lambda r: 0 < len(r.body) < announced(r) and r.end == "reset",
    "short_body": lambda r: 0 < len(r.body) < announced(r) and r.end == "closed",
    "hanging_body": lambda r: content(r.body) and b"Content-Length" not in r.head and r.end == "open",
    "endless_body": lambda r: len(r.body) > 1 << 20 and r.end == "more",
    "large_body": lambda r: len(r.body) > 1 << 20 and len(content(r.body)["filler"]) == 1 << 20,
    "gzip_bomb": lambda r: len(r.body) < 20_000 and len(content(zlib.decompress(r.body, 31))["data"]) == 4 << 20,
    "broken_gzip": lambda r: b"Content-Encoding: gzip" in r.head and content(r.body),
    "broken_chunks": lambda r: b"chunked" in r.head and r.body.startswith(b"zz\r\n"),
    "empty_body": lambda r: r.status == 200 and not r.body,
    "null_body": lambda r: r.body == b"null",
    "list_body": lambda r: r.body == b"[]",
    "truncated_json": lambda r: len(r.body) == announced(r) and not r.body.endswith(b"}"),
    "deep_nesting": lambda r: r.body.count(b"[") == 100_000,
    "nan": lambda r: has_nan(content(r.body)),
    "huge_number": lambda r: b": " + b"9" * 5000 in r.body,
    "invalid_utf8": lambda r: b"\xff\xfe" in r.body,
    "wrong_type": lambda r: content(r.body)["data"]["system"] == 7,
    "wrong_types": lambda r: not isinstance(content(r.body)["data"]["object-id"], str),
    "missing": lambda r: content(r.body)["data"] and "ntp" not in content(r.body)["data"],
}
SHORT = {"drip_head", "drip_body", "endless_head", "endless_body"}


@pytest.fixture(scope="module")
def replies(running):
    """One answer of each device, asked for side by side, since many of them only end with a time-out."""

    def ask(name):
        return talk(running.devices[name.replace("_", "-")], total=0.8 if name in SHORT else 5)

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        return dict(zip(EXPECTED, pool.map(ask, EXPECTED), strict=True))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_fault(replies, name):
    reply = replies[name]
    assert EXPECTED[name](reply), (reply.raw[:300], reply.end)


def test_every_fault_is_tested():
    assert set(EXPECTED) | CERTIFICATES | {"refused"} == set(FAULTS)


def test_refused(running):
    host = running.devices["refused"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host.address, host.port), timeout=2)


@pytest.mark.parametrize("stage", STAGES)
def test_a_reset_at_a_stage(running, stage):
    reply = talk(running.devices[stage])
    assert reply.end == "reset"
    assert re.fullmatch(STAGES[stage], reply.raw, re.DOTALL), reply.raw


def test_every_stage_is_tested():
    assert ("start", *STAGES) == faults.STAGES


def test_an_unknown_stage_is_refused():
    with pytest.raises(DescriptionError, match="stage"):
        Device("x", faults=[{"name": "reset_at", "stage": "middle"}])


def test_a_reboot(running):
    host, path = running.devices["restarting"], "/api/state/system"
    uptimes = [content(talk(host, path).body)["data"]["uptime"]]
    for _time in range(2):
        assert talk(host, path).end == "reset"
        with pytest.raises(ConnectionRefusedError):
            talk(host, path)
        time.sleep(0.8)
        uptimes.append(content(talk(host, path).body)["data"]["uptime"])
    before, first, second = (int(text.split()[0]) for text in uptimes)
    assert max(first, second) < 5 < before


def test_slow_takes_its_time(running):
    before = time.monotonic()
    talk(running.devices["slow"], wait=1, total=0)
    with Client(running.devices["slow"]) as client:
        client.ask("/api/status")
    assert time.monotonic() - before >= 0.2


def test_a_fault_may_end(running):
    with Client(running.devices["twice"]) as client:
        assert [client.ask("/api/state/ptp")[0] for _time in range(4)] == [503, 503, 200, 200]


def test_a_fault_may_hit_one_request(running):
    with Client(running.devices["second"]) as client:
        assert [client.ask("/api/state/ptp")[0] for _time in range(3)] == [200, 404, 200]


def test_a_fault_may_hit_one_path(running):
    with Client(running.devices["one-path"]) as client:
        assert client.ask("/api/state/ptp")[0] == 403
        assert client.ask("/api/state/ntp")[0] == 200


def test_a_connection_fault_may_end(running):
    host = running.devices["reset-once"]
    assert talk(host).end == "reset"
    assert talk(host).status == 200
    assert host.connections == 2


def test_the_others_are_well(running):
    assert content(talk(running.devices["good"]).body)["data"]


# Where the peer is gone before the handshake begins, Python's own wrap_socket leaves its socket open.
@pytest.mark.filterwarnings("ignore:unclosed <ssl:ResourceWarning")
@pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl:pytest.PytestUnraisableExceptionWarning")
def test_faults_below_and_within_tls():
    names = ("silent_handshake", "reset_on_accept", "reset_mid_body", "short_body")
    devices = [named(name) for name in names] + [
        Device("once", faults=[{"name": "reset_on_accept", "times": 1}]),
        Device("to-https", tls=False, faults=["redirect_https"]),
    ]
    with serve(Fleet.of(*devices, base="127.33.1.1")) as running:
        context = ssl.create_default_context(cadata=running.ca_pem.decode())

        def shake(name):
            host = running.devices[name]
            with (
                socket.create_connection((host.address, host.port), timeout=0.3) as raw,
                context.wrap_socket(raw, server_hostname=host.address) as connection,
            ):
                return connection.version()

        with pytest.raises(TimeoutError):
            shake("silent-handshake")
        for name in ("reset-on-accept", "once"):
            with pytest.raises((ConnectionError, ssl.SSLError)):
                shake(name)
        assert shake("once") == "TLSv1.3"
        with (
            pytest.raises(Exception, match="IncompleteRead|reset|EOF"),
            Client(running.devices["reset-mid-body"], running.ca_pem) as client,
        ):
            client.ask("/api/status")
        with (
            pytest.raises(Exception, match="IncompleteRead"),
            Client(running.devices["short-body"], running.ca_pem) as client,
        ):
            client.ask("/api/status")


def test_a_fault_at_a_place_that_is_not_there_is_refused():
    device = Device("x", faults=[{"name": "missing", "at": "data.systm"}])
    with pytest.raises(ValueError, match=r"no place 'data\.systm'"), serve(Fleet.of(device, base="127.33.2.1")):
        pass
