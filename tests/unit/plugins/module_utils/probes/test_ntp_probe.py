# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe against servers on loopback addresses that are honest, broken or hostile."""

from __future__ import annotations

import asyncio
import resource
import socket
import struct
import time

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.module_utils import errors
from ansible_collections.timesync.meinberg.plugins.module_utils.probes import local_clock, ntp_exchange
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ntp_exchange import Moment, stepped
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ntp_packet import ntp_time
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ntp_probe import NOTE, run
from ansible_collections.timesync.meinberg.plugins.module_utils.running import UsageError
from ansible_collections.timesync.meinberg.plugins.modules import ntp_probe_info

from .ntp_servers import CONTROL, answer, options, serving, usual


def probed(answers=usual, **more) -> dict:
    with serving(answers) as (port, _got):
        return run(options(port, **more))["ntp_probe"]


def documented(name: str) -> dict:
    return yaml.safe_load(ntp_probe_info.RETURN)["ntp_probe"]["contains"][name]["contains"]


def test_the_result_has_exactly_the_documented_names():
    probe = probed(mode6=True, local_clock=True, timeout=0.1)
    assert list(probe) == list(yaml.safe_load(ntp_probe_info.RETURN)["ntp_probe"]["contains"])
    for name in ("summary", "mode6", "local_clock"):
        assert list(probe[name]) == list(documented(name))
    assert [list(sample) for sample in probe["samples"]] == [list(documented("samples"))]
    assert list(probe["summary"]["minimum_delay"]) == ["offset_ns", "delay_ns"]
    assert (probe["host"], probe["address"], probe["family"]) == ("127.0.0.1", "127.0.0.1", "ipv4")
    assert probe["note"] == NOTE


@pytest.mark.parametrize("ahead_ns", [0, 10**9, -(10**9), 10**15, -(10**15)])
def test_the_offset_is_the_servers_clock_minus_ours(ahead_ns):
    (sample,) = probed(lambda request, _number: [answer(request, ahead_ns=ahead_ns)])["samples"]
    assert abs(sample["offset_ns"] - ahead_ns) <= sample["delay_ns"] / 2 + 1
    assert sample["delay_ns"] > 0
    assert (sample["stratum"], sample["reference_id"], sample["reference_id_hex"]) == (1, "GPS", "47505300")
    assert (sample["root_delay_ns"], sample["root_dispersion_ns"]) == (15258.7890625, 45776.3671875)
    assert sample["root_distance_ns"] == 45776.3671875 + 15258.7890625 / 2
    assert (sample["precision_log2_s"], sample["poll_log2_s"], sample["error"]) == (-20, 3, None)


def test_requests_differ_and_hold_no_time():
    with serving() as (port, got):
        run(options(port, samples=3))
    transmits = [struct.unpack("!Q", request[40:])[0] for request in got]
    assert len(set(transmits)) == 3
    assert {request[:40] for request in got} == {bytes.fromhex("23000020") + bytes(36)}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda request: answer(request, origin=bytes(8)),
        lambda request: answer(request, origin=b"12345678"),
    ],
    ids=["no origin", "another origin"],
)
def test_answers_to_other_requests_are_passed_over(wrong):
    probe = probed(lambda request, _number: [wrong(request), wrong(request), answer(request)])
    assert (probe["summary"]["answered"], probe["summary"]["refused"]) == (1, 2)
    with pytest.raises(errors.TimedOut) as caught:
        probed(lambda request, _number: [wrong(request)])
    assert caught.value.kind == "timeout"


WRONG = {
    "short": lambda request: answer(request)[:47],
    "empty": lambda request: b"",
    "client": lambda request: answer(request, first=0x23),
    "broadcast": lambda request: answer(request, first=0x25),
    "echo": lambda request: request[:24] + request[40:48] + request[32:],
    "version 0": lambda request: answer(request, first=0x04),
    "version 5": lambda request: answer(request, first=0x2C),
    "stratum 17": lambda request: answer(request, stratum=17),
    "zero transmit": lambda request: answer(request, transmit=0),
    "two clocks": lambda request: answer(request, transmit=ntp_time(time.time_ns() + 2 * 10**9) % 2**64),
    "dispersion": lambda request: answer(request, dispersion=2**32 - 1),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_no_server_means_is_passed_over(wrong):
    probe = probed(lambda request, _number: [wrong(request), answer(request)])
    assert (probe["summary"]["answered"], probe["summary"]["refused"]) == (1, 1)
    with pytest.raises(errors.ProtocolError) as caught:
        probed(lambda request, _number: [wrong(request)])
    assert caught.value.kind == "protocol"


def test_an_answer_that_is_replayed_is_not_taken_again():
    kept = []

    def replaying(request: bytes, number: int) -> list[bytes]:
        if not number:
            kept.append(answer(request))
        return kept

    probe = probed(replaying, samples=2)
    assert [sample["error"] for sample in probe["samples"]] == [None, "timeout"]
    assert (probe["summary"]["sent"], probe["summary"]["answered"], probe["summary"]["refused"]) == (2, 1, 1)
    assert probe["samples"][1]["stratum"] is probe["samples"][1]["offset_ns"] is None


def test_another_source_is_not_heard():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
            server.bind(("127.0.0.1", 0))
            server.settimeout(5)

            def spoof(_seconds: float) -> None:
                request, client = server.recvfrom(99)
                other.sendto(answer(request, ahead_ns=10**12), client)

            exchange = asked(server.getsockname()[1], spoof)
    assert (exchange.packet, exchange.error, exchange.refused) == (None, "timeout", 0)


def asked(port: int, meanwhile) -> ntp_exchange.Exchange:
    """Ask while something is done between the request and the wait for its answer."""
    deadline = ntp_exchange.Deadline(5, 0.3, "127.0.0.1")
    server = ntp_exchange.Server(socket.AF_INET, ("127.0.0.1", port), None, deadline)
    ready = ntp_exchange._ready
    done = []

    def first(*arguments):
        if not done:
            done.append(meanwhile(0))
        return ready(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ntp_exchange, "_ready", first)
        return asyncio.run(server.ask(4))


def test_a_clock_that_is_set_meanwhile_gives_no_offset(monkeypatch):
    true = time.time_ns
    reads = []

    def jumping() -> int:
        reads.append(None)
        return true() + (10**9 if len(reads) > 2 else 0)

    with serving() as (port, _got):
        monkeypatch.setattr(ntp_exchange.time, "time_ns", jumping)
        (sample,) = run(options(port))["ntp_probe"]["samples"]
    assert (sample["error"], sample["offset_ns"], sample["delay_ns"], sample["stratum"]) == (
        "clock_step",
        None,
        None,
        1,
    )


@pytest.mark.parametrize(
    ("second", "step"),
    [
        (Moment(5_000_000, 4_000_000, 4_000_100), False),
        (Moment(5_000_000, 3_000_000, 5_000_000), False),
        (Moment(5_000_000, 4_900_000, 5_000_000), True),
        (Moment(5_000_000, 3_000_000, 3_100_000), True),
        (Moment(-5_000_000, 4_000_000, 4_000_100), True),
    ],
)
def test_a_step_is_what_only_one_of_the_clocks_makes(second, step):
    assert stepped(Moment(1_000_000, 0, 100), second) is step


@pytest.mark.parametrize("code", [b"DENY", b"RSTR"])
def test_who_is_told_to_go_goes(code):
    with serving(lambda request, _number: [answer(request, stratum=0, reference_id=code)]) as (port, got):
        probe = run(options(port, samples=4, mode6=True))["ntp_probe"]
    assert len(got) == 1  # no control message either
    assert probe["summary"]["kiss_codes"] == [code.decode()]
    assert (probe["summary"]["sent"], probe["summary"]["answered"], probe["summary"]["offset_ns"]) == (1, 1, None)
    assert set(probe["mode6"].values()) == {None}


def test_who_is_told_to_slow_down_does():
    with serving(lambda request, _number: [answer(request, stratum=0, reference_id=b"RATE")]) as (port, _got):
        before = time.monotonic()
        run(options(port, samples=4, spacing=0.05))
    assert time.monotonic() - before >= 0.1 + 0.2 + 0.4


@pytest.mark.parametrize(("code", "kiss"), [(b"\0\0\0\0", None), (b"\xff\x1b[m", None), (b"INIT", "INIT")])
def test_a_server_that_is_not_synchronised_still_has_a_time(code, kiss):
    probe = probed(lambda request, _number: [answer(request, first=0xE4, stratum=0, reference_id=code)])
    (sample,) = probe["samples"]
    assert (sample["leap_indicator"], sample["kiss_code"], sample["reference_id"]) == ("alarm", kiss, kiss)
    assert sample["reference_id_hex"] == code.hex()
    assert abs(sample["offset_ns"]) <= sample["delay_ns"]


@pytest.mark.parametrize(("first", "leap"), [(0x24, "none"), (0x64, "add_second"), (0xA4, "delete_second")])
def test_a_leap_second_is_told(first, leap):
    probe = probed(lambda request, _number: [answer(request, first=first)])
    assert probe["samples"][0]["leap_indicator"] == probe["summary"]["leap_indicator"] == leap


@pytest.mark.parametrize(("host", "family", "read"), [("127.0.0.1", "ipv4", "192.0.2.7"), ("::1", "ipv6", None)])
def test_a_reference_id_is_an_address_over_ipv4_alone(host, family, read):
    upstream = bytes((192, 0, 2, 7))
    with serving(lambda request, _number: [answer(request, stratum=2, reference_id=upstream)], host) as (port, _got):
        probe = run(options(port, host=host))["ntp_probe"]
    assert (probe["family"], probe["samples"][0]["reference_id"]) == (family, read)
    assert probe["samples"][0]["reference_id_hex"] == "c0000207"


def test_many_servers_are_asked_at_once_each_with_its_own_fate():
    def slow(request: bytes, _number: int) -> list[bytes]:
        return [] if request[0] & 7 == CONTROL else [answer(request)]

    with serving(slow) as (port, _got):
        before = time.monotonic()
        hosts = ["127.0.0.1", "127.0.0.2", "localhost", "bad host", "127.0.0.1"]
        found = run(options(port, hosts=hosts, samples=3, spacing=0.3, family="ipv4"))["ntp_probes"]
        took = time.monotonic() - before
    assert list(found) == ["127.0.0.1", "127.0.0.2", "localhost", "bad host"]
    assert found["127.0.0.1"]["summary"]["answered"] == found["localhost"]["summary"]["answered"] == 3
    assert (found["127.0.0.2"]["error"]["kind"], found["bad host"]["error"]["kind"]) == ("connect", "dns")
    assert set(found["127.0.0.2"]) == {"error", "msg"}
    assert "127.0.0.2" in found["127.0.0.2"]["msg"]
    assert took < 4 * 0.6


@pytest.mark.parametrize("allowed", [(1, 1), (100, 100), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)])
def test_few_sockets_are_enough_for_many_servers(monkeypatch, allowed):
    monkeypatch.setattr(resource, "getrlimit", lambda _which: allowed)
    with serving() as (port, got):
        hosts = ["127.0.0.1", "localhost"]
        found = run(options(port, hosts=hosts, samples=2, family="ipv4"))["ntp_probes"]
    assert [answer["summary"]["answered"] for answer in found.values()] == [2, 2]
    assert len(got) == 4


def test_a_name_that_is_not_known_stops_no_other_server(monkeypatch):
    def unknown(*_arguments, **_more):
        raise socket.gaierror(-2, "Name or service not known")

    with serving() as (port, _got):
        monkeypatch.setattr(ntp_exchange.socket, "getaddrinfo", unknown)
        found = run(options(port, hosts=["lantime.example.com"]))["ntp_probes"]
    assert found["lantime.example.com"]["error"]["kind"] == "dns"


def test_the_deadline_ends_the_samples_but_keeps_those_that_are_there():
    probe = probed(samples=50, spacing=0.2, deadline=0.7)
    assert 1 <= probe["summary"]["sent"] <= 4
    assert probe["summary"]["answered"] == probe["summary"]["sent"]


def test_a_silent_server_takes_no_longer_than_the_deadline():
    before = time.monotonic()
    with serving(lambda request, number: []) as (port, _got), pytest.raises(errors.TimedOut):
        run(options(port, samples=50, timeout=0.2, deadline=0.5))
    assert time.monotonic() - before < 2


def test_a_flood_of_answers_to_nobody_ends(monkeypatch):
    monkeypatch.setattr(ntp_exchange, "_MOST_DATAGRAMS", 5)
    flood = [lambda request: answer(request, origin=bytes(8))] * 9
    before = time.monotonic()
    with serving(lambda request, _number: [one(request) for one in flood]) as (port, _got):
        with_patience = options(port, timeout=20)
        with pytest.raises(errors.TimedOut):
            run(with_patience)
    assert time.monotonic() - before < 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": None},
        {"hosts": ["127.0.0.1"], "host": "127.0.0.1"},
        {"port": 0},
        {"port": 65536},
        {"samples": 0},
        {"samples": 1001},
        {"spacing": -1},
        {"timeout": 0},
        {"deadline": float("nan")},
        {"source": "lantime"},
    ],
)
def test_options_that_make_no_sense_are_refused(wrong):
    with pytest.raises(UsageError):
        run(options(123) | wrong)


def test_the_source_and_the_family_are_those_that_are_wanted():
    assert probed(source="127.0.0.9")["source"] == "127.0.0.9"
    for more in ({"family": "ipv6"}, {"source": "::1"}, {"source": "192.0.2.7"}):
        with pytest.raises(errors.ConnectError):
            probed(**more)


def control(data: bytes, operation: int = 0x82, status: int = 0x0615):
    def answers(request: bytes, _number: int) -> list[bytes]:
        if request[0] & 7 != CONTROL:
            return [answer(request)]
        sequence = struct.unpack("!H", request[2:4])[0]
        stray = struct.pack("!BBHHHHH", 0x26, operation, sequence ^ 1, status, 0, 0, 0)
        return [stray, struct.pack("!BBHHHHH", 0x26, operation, sequence, status, 0, 0, len(data)) + data]

    return answers


def test_a_control_message_is_answered_or_not():
    assert probed(control(b"leap=0"), mode6=True)["mode6"] == {
        "answered": True, "bytes": 18, "status": "0x0615", "error": None,
    }  # fmt: skip
    assert probed(control(b"", 0xC2, 0x0700), mode6=True)["mode6"] == {
        "answered": True, "bytes": 12, "status": None, "error": "prohibited",
    }  # fmt: skip
    assert probed(mode6=True)["mode6"] == {"answered": False, "bytes": 0, "status": None, "error": "timeout"}
    assert set(probed(mode6=False)["mode6"].values()) == {None}


TRACKING = (
    "0A58000B,10.88.0.11,2,1795373669.749350587,{},0.000000056,0.000003416,0.310,0.004,0.897,0.000025573,{},0.5,{}\n"
)


def test_what_chronyc_says_of_the_clock():
    assert local_clock.of_tracking(TRACKING.format("-0.000002348", "0.000004468", "Insert second")) == {
        "source": "chronyc",
        "synchronized": True,
        "estimated_error_ns": 3416,
        "maximum_error_ns": 2348 + 4468 + 25573 / 2,
        "offset_ns": -2348,
        "stratum": 2,
        "reference_id": "10.88.0.11",
        "leap_indicator": "add_second",
    }
    lost = local_clock.of_tracking(TRACKING.format("0.0", "0.0", "Not synchronised"))
    assert lost == {**local_clock.UNKNOWN, "source": "chronyc", "synchronized": False, "leap_indicator": "alarm"}


@pytest.mark.parametrize("line", ["", "506 Cannot talk to daemon", TRACKING.format("x", "0.0", "Normal"), "," * 13])
def test_what_chronyc_does_not_say(line):
    with pytest.raises(local_clock.Malformed):
        local_clock.of_tracking(line)


@pytest.mark.parametrize(
    ("state", "status", "synchronized", "leap", "offset_ns"),
    [
        (0, 0x2001, True, "none", 1500),
        (0, 0x0001, True, "none", 1500000),
        (1, 0x2011, True, "add_second", 1500),
        (2, 0x2021, True, "delete_second", 1500),
        (5, 0x2041, False, "alarm", None),
        (0, 0x2041, False, "alarm", None),
    ],
)
def test_what_the_kernel_says_of_the_clock(state, status, synchronized, leap, offset_ns):
    found = local_clock.of_timex(state, status, 1500, 20, 3000)
    assert (found["source"], found["synchronized"], found["leap_indicator"]) == ("adjtimex", synchronized, leap)
    assert found["offset_ns"] == offset_ns
    errors_ns = (20000, 3000000) if synchronized else (None, None)
    assert (found["estimated_error_ns"], found["maximum_error_ns"]) == errors_ns


def test_the_kernel_is_asked_without_a_right_to_set_it():
    found = local_clock.by_kernel()
    assert found is None or (found["source"] == "adjtimex" and found["synchronized"] in (True, False))


def test_a_machine_that_knows_nothing_says_so(monkeypatch):
    monkeypatch.setattr(local_clock, "by_chronyc", lambda: None)
    monkeypatch.setattr(local_clock, "by_kernel", lambda: None)
    assert set(local_clock.local_clock().values()) == {None}
