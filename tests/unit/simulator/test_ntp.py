# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's NTP: what clients get is what the device says over REST, unless ``ntp_wire`` says otherwise."""

from __future__ import annotations

import socket
import time
from datetime import datetime, timezone

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.probes import ntp_packet
from tests.simulator import DescriptionError, Device, Fleet, serve
from tests.simulator.__main__ import main
from tests.simulator.fleet import inventory
from tests.unit.support.gathered import gathered

OS = "meinbergos"
LIKE_REST = [
    Device("lantime"),
    Device("long-wave", receivers=("dcf77",)),
    Device("holdover", states=("holdover",)),
    Device("leap", states=("leap_announced",)),
    Device("unsynchronised", states=("ntp_unsynchronized",)),
    Device("microsync", OS),
    Device("microsync-holdover", OS, states=("holdover",)),
    Device("microsync-delete", OS, states=("leap_delete_announced",)),
    Device("microsync-lost", OS, states=("cold_boot",)),
    Device("wrong", states=("clock_wrong",)),
    Device("wrong-microsync", OS, states=("clock_wrong",)),
]
OTHERS = [
    Device("stopped", states=("service_down",)),
    Device("captured", captured={"/api/status": {}}),
    Device("ahead", clock_offset=-7.5),
    Device("two-faced", ntp_wire={"stratum": 12, "reference_id": "LOCL", "root_delay": 0.5, "root_dispersion": 0.25}),
    Device("other-time", ntp_wire={"offset": 90, "leap": "alarm", "reference_id": "127.127.1.0"}),
    Device("silent", ntp_wire={"silent": True}),
    Device("kissing", ntp_wire={"kiss": "RATE", "times": 2}),
]
NAMES = {device.name: device for device in LIKE_REST}
LEAPS = {0: "none", 1: "add_second", 2: "delete_second", 3: "alarm"}
ORIGIN = 0x0123456789ABCDEF
STEP_NS = 15_259
"""2**-16 s, the step of root delay and root dispersion in a packet."""

NOISE_S = 2


@pytest.fixture(scope="module")
def running():
    with serve(Fleet.of(*LIKE_REST, *OTHERS, base="127.34.0.1", tls=False, ntp_port=0)) as served:
        yield served


def exchange(running, name: str, request: bytes | None = None, wait: float = 2) -> bytes:
    """The datagram that answers a client's; ``TimeoutError`` where none does."""
    question = ntp_packet.request(4, ORIGIN) if request is None else request
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(wait)
        sock.connect((running.devices[name].address, running.ntp_port))
        sock.send(question)
        return sock.recv(512)


def ask(running, name: str) -> ntp_packet.Packet:
    packet = ntp_packet.parse(exchange(running, name))
    ntp_packet.check_answer(packet)
    assert packet.origin == ORIGIN
    return packet


def ahead_s(packet: ntp_packet.Packet) -> float:
    """How far its time is ahead of ours."""
    now = time.time_ns()
    return (ntp_packet.unix_ns(ntp_packet.unfold(packet.transmit, ntp_packet.ntp_time(now))) - now) / 1e9


@pytest.mark.parametrize("name", NAMES)
def test_clients_get_what_the_device_says_over_rest(running, name):
    said = gathered(NAMES[name])["ntp"]["system"]
    packet = ask(running, name)
    assert packet.stratum == said["stratum"] % 16
    assert ntp_packet.ascii_text(packet.reference_id) == said["reference_id"]
    assert LEAPS[packet.leap] == said["leap_indicator"]
    if said["precision_log2"] is not None:
        assert packet.precision == said["precision_log2"]
    assert ntp_packet.short_ns(packet.root_delay) == pytest.approx(said["root_delay_ns"], abs=STEP_NS)
    assert ntp_packet.short_ns(packet.root_dispersion) == pytest.approx(said["root_dispersion_ns"], abs=STEP_NS)
    assert (packet.version, packet.mode) == (4, ntp_packet.SERVER)


@pytest.mark.parametrize(("name", "seconds"), [
    ("lantime", 0), ("wrong", 3600), ("wrong-microsync", 3600), ("ahead", -7.5), ("other-time", 90)
])  # fmt: skip
def test_the_time_is_that_of_the_devices_clock(running, name, seconds):
    packet = ask(running, name)
    assert ahead_s(packet) == pytest.approx(seconds, abs=NOISE_S)
    assert packet.receive == packet.transmit
    assert (packet.transmit - packet.reference) / ntp_packet.SECOND == pytest.approx(4)


def test_the_reference_time_is_as_old_as_the_reference(running):
    packet = ask(running, "holdover")
    assert (packet.transmit - packet.reference) / ntp_packet.SECOND == pytest.approx(5404)
    assert ask(running, "microsync-lost").reference == 0


def test_every_byte():
    """A device whose time stands still; the bytes are written out by hand from RFC 5905, figure 8."""
    at = datetime(2026, 3, 17, 9, 30, 0, 125_000, tzinfo=timezone.utc)
    device = Device("x", ntp_wire={"leap": "insert", "stratum": 2, "reference_id": "GPS", "root_delay": 0.5,
                                   "root_dispersion": 1.25})  # fmt: skip
    request = bytes([0x1B, 0, 6, 0, *bytes(36), 1, 2, 3, 4, 5, 6, 7, 8])  # version 3, poll 2**6 s
    with serve(Fleet.of(device, base="127.34.1.1", tls=False, ntp_port=0), at=at) as served:
        answer = exchange(served, "x", request)
    seconds = int(at.timestamp()) + 2_208_988_800
    now, before = (second.to_bytes(4, "big") + bytes([0x20, 0, 0, 0]) for second in (seconds, seconds - 4))
    assert answer[:4] == bytes([0b01_011_100, 2, 6, 256 - 19])
    assert answer[4:16] == bytes([0, 0, 0x80, 0, 0, 1, 0x40, 0]) + b"GPS\0"
    assert answer[16:] == before + bytes([1, 2, 3, 4, 5, 6, 7, 8]) + now + now


def test_the_wire_may_contradict_rest(running):
    packet = ask(running, "two-faced")
    assert (packet.stratum, packet.reference_id, packet.leap) == (12, b"LOCL", 0)
    assert ntp_packet.short_ns(packet.root_delay) == 500_000_000
    assert ntp_packet.short_ns(packet.root_dispersion) == 250_000_000
    assert gathered(OTHERS[3])["ntp"]["system"]["stratum"] == 1
    packet = ask(running, "other-time")
    assert (packet.leap, packet.reference_id) == (3, bytes([127, 127, 1, 0]))


@pytest.mark.parametrize("name", ["stopped", "captured"])
def test_a_stopped_service_has_no_port(running, name):
    with pytest.raises(ConnectionRefusedError):
        exchange(running, name)


def test_a_silent_one_takes_requests(running):
    host = running.devices["silent"]
    host.forget()
    with pytest.raises(TimeoutError):
        exchange(running, "silent", wait=0.2)
    assert host.ntp_requests == 1


def test_kisses_of_death_for_a_while(running):
    answers = [exchange(running, "kissing") for _request in range(3)]
    packets = [ntp_packet.parse(answer) for answer in answers]
    assert [packet.kiss_code for packet in packets] == ["RATE", "RATE", None]
    assert answers[0][0] == 0b11_100_100
    assert answers[0][24:] == ORIGIN.to_bytes(8, "big") * 3
    assert packets[2].stratum == 1


@pytest.mark.parametrize("request_", [b"", bytes([0x23]) + bytes(46), bytes([0x16, 2, *bytes(46)]), bytes(48)])
def test_what_is_no_clients_request_is_not_answered(running, request_):
    with pytest.raises(TimeoutError):
        exchange(running, "lantime", request_, wait=0.2)


def test_the_port_is_in_the_inventory_and_not_without_ntp(running):
    assert inventory(running, None)["all"]["vars"]["compliance_ntp_port"] == running.ntp_port > 0
    with serve(Fleet.of(Device("a"), base="127.34.2.1", tls=False)) as served:
        assert served.ntp_port is None
        assert "compliance_ntp_port" not in inventory(served, None)["all"]["vars"]


def test_devices_on_one_address_have_no_ntp(capsys):
    fleet = Fleet.of(Device("a"), Device("b"), base="127.34.3.1", tls=False, ntp_port=0).changed(one_address=True)
    with serve(fleet) as served:
        assert served.ntp_port is None
    assert main(["--fleet", "ltos:2", "--one-address", "--ntp-port", "0", "--check"]) == 2
    assert "--ntp-port needs an address for each device" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.34.4.2", 0))
        taken = sock.getsockname()[1]
        fleet = Fleet.of(Device("a"), Device("b"), base="127.34.4.1", tls=False)
        with (
            pytest.raises(OSError, match=rf"b: 127\.34\.4\.2:{taken} over UDP"),
            serve(fleet.changed(ntp_port=taken)),
        ):
            pass
        with serve(fleet.changed(ntp_port=0)) as served:
            assert ask(served, "b").stratum == 1


@pytest.mark.parametrize(("said", "message"), [
    ([], "must be a mapping"),
    ({"stratums": 1}, "did you mean stratum"),
    ({"stratum": 1.5}, "stratum of ntp_wire of x must be a number from 0 to 255"),
    ({"reference_id": "LOCAL"}, "one to four ASCII characters"),
    ({"kiss": ""}, "one to four ASCII characters"),
    ({"leap": "add"}, "unknown leap"),
    ({"silent": 1}, "true or false"),
    ({"times": 0}, "from 1"),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused(said, message):
    with pytest.raises(DescriptionError, match=message):
        Device("x", ntp_wire=said)


@pytest.mark.parametrize("port", [-1, 65536, True, "123"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(DescriptionError, match="ntp_port must be a number"):
        Fleet.of(Device("a"), ntp_port=port)
