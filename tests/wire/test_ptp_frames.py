# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``ptp_probe_info`` on an interface of its own: bad frames, a flood, what it sends, and interfaces that fail it."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from tests.tooling.debian import Unavailable
from tests.unit.support.ptp_frames import PTP_MAC, announce, ethernet, ipv4, ipv6, message
from tests.wire import ptp_ask, wireshark
from tests.wire.namespaces import Lan

SEND = """
import socket, sys, time
sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
sock.bind(("eth0", 0))
for line in sys.stdin:
    sock.send(bytes.fromhex(line))
"""
WITHOUT_THE_RIGHT = ("setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw")
FLOOD = 10_000


@pytest.fixture(scope="module")
def lan():
    """A hub with a host that sends what it is told to, the probe, and probes that sent nothing before."""
    try:
        with Lan("frames") as lan:
            for number, name in enumerate(("sender", "probe", "silent", "joining", "asking"), 1):
                lan.host(name, number)
            for name in ("silent", "asking"):  # they would tell of their own addresses by MLD
                lan.run(name, "sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6")
            yield lan
    except Unavailable as error:
        pytest.skip(str(error))


def send(lan, frames):
    lan.run("sender", sys.executable, "-c", SEND, input="\n".join(frame.hex() for frame in frames))


def probed_while(lan, action, host="probe", **options):
    """What the probe hears while something is done."""
    with ptp_ask.asked(lan, host, **options) as probe:
        action()
        return probe.answer()


BAD = [
    ethernet(b""),
    ethernet(message()[:33]),
    ethernet(message(length=2000)),
    ethernet(announce(tlvs=b"\x00\x08\xff\xff12345678")),
    ethernet(message(version=0x01)),
    ethernet(message(0x7)),
    ethernet(ipv4(message()[:20]), 0x0800),
    ethernet(ipv6(b""), 0x86DD),
]
NOT_PTP = [ethernet(b"\0" * 60, 0x88CC), ethernet(ipv4(message(), port=123), 0x0800)]


def test_bad_frames_are_counted_and_good_ones_heard(lan):
    good = [ethernet(announce(sdo=0x2AB)), ethernet(ipv4(announce()), 0x0800), ethernet(ipv6(announce()), 0x86DD)]
    found = probed_while(lan, lambda: send(lan, [*BAD, *NOT_PTP, *good]))
    # A frame is made as long as Ethernet wants it where it is sent by a real card; here it is not.
    assert found["packets"] == {"ptp": 3, "malformed": 6, "other_version": 1, "ignored": 1, "dropped": 0}
    assert {(one["transport"], one["sdo_id"]) for one in found["transmitters"]} == {
        ("l2", "0x2ab"),
        ("udp_ipv4", "0x000"),
        ("udp_ipv6", "0x000"),
    }


def test_vlans_are_told_apart(lan):
    frames = [ethernet(announce(), tags=tags) for tags in ((), (100,), (0xE000,), (200, 300))]
    frames.append(ethernet(ipv4(announce()), 0x0800, tags=(100,)))
    found = probed_while(lan, lambda: send(lan, frames))
    heard = sorted((one["transport"], -1 if one["vlan"] is None else one["vlan"]) for one in found["transmitters"])
    assert heard == [("l2", -1), ("l2", 0), ("l2", 100), ("l2", 200), ("udp_ipv4", 100)]
    assert len(found["best"]) == 5


def test_only_what_is_wanted_is_heard(lan):
    frames = [ethernet(announce(domain=domain)) for domain in (3, 4)]
    frames += [ethernet(ipv4(announce(domain=4)), 0x0800)]
    found = probed_while(lan, lambda: send(lan, frames), transports=["l2"], domains=[4, 5])
    assert [(one["transport"], one["domain_number"]) for one in found["transmitters"]] == [("l2", 4)]
    assert found["listened"] == {"transports": ["l2"], "domains": [4, 5], "groups": []}
    assert found["packets"]["ignored"] == 2


def test_a_flood_of_clocks(lan):
    frames = [ethernet(announce(identity=number.to_bytes(8, "big"))) for number in range(1, FLOOD + 1)]
    began = time.monotonic()
    found = probed_while(lan, lambda: send(lan, frames), duration=3, max_transmitters=50)
    assert time.monotonic() - began < 15
    assert found["stopped_counting"] is True
    assert len(found["transmitters"]) == 50
    assert found["packets"]["ptp"] + found["packets"]["dropped"] == FLOOD


def sent_by(lan, host, tmp_path, **options):
    """What leaves a probe's interface while it listens to somebody, by the name that ``tshark`` has for it."""
    try:
        dumpcap = wireshark.program("dumpcap")
    except Unavailable as error:
        pytest.skip(str(error))
    capture = tmp_path / "capture.pcap"
    mac = lan.run(host, "cat", "/sys/class/net/eth0/address").stdout.strip()
    capturing = lan.start(
        "sender", [dumpcap, "-q", "-P", "-i", "eth0", "-f", f"ether src {mac}", "-w", str(capture)], tmp_path / "log"
    )
    while not capture.exists():
        time.sleep(0.05)
    time.sleep(0.3)
    frames = [ethernet(announce()), ethernet(ipv4(announce()), 0x0800)]
    found = probed_while(lan, lambda: send(lan, frames), host, **options)
    time.sleep(0.5)
    capturing.terminate()
    capturing.wait(10)
    read = subprocess.run(
        [wireshark.program("tshark"), "-n", "-r", str(capture), "-T", "fields", "-e", "_ws.col.Protocol", "-e",
         "ptp.v2.mm.action"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return found, {tuple(line.split("\t")) for line in read.stdout.splitlines()}


def test_it_sends_nothing_at_all_without_join(lan, tmp_path):
    found, sent = sent_by(lan, "silent", tmp_path, join=False)
    assert len(found["transmitters"]) == 2
    assert sent == set()
    assert found["management"] == {"asked": 0, "answers": []}
    assert "No group was joined" in found["note"]


def test_it_sends_what_the_kernel_tells_of_groups_and_no_ptp(lan, tmp_path):
    found, sent = sent_by(lan, "joining", tmp_path, join=True)
    assert {protocol for protocol, _action in sent} == {"IGMPv3", "ICMPv6"}
    assert "224.0.1.129" in found["note"]


def test_it_asks_by_get_alone(lan, tmp_path):
    found, sent = sent_by(lan, "asking", tmp_path, join=False, management=True, duration=3)
    assert found["management"]["asked"] == 10
    assert {(protocol, action) for protocol, action in sent if protocol.startswith("PTP")} == {("PTPv2", "0")}
    assert {protocol for protocol, _action in sent} <= {"PTPv2", "ARP"}


def test_the_interface_is_told_the_addresses_while_it_listens(lan):
    def told():
        return lan.run("probe", "cat", "/proc/net/dev_mcast").stdout, lan.run("probe", *PROMISCUITY).stdout

    before = told()
    with ptp_ask.asked(lan, "probe", join=False, promiscuous=True) as probe:
        during = told()
        probe.answer()
    for address in (PTP_MAC.hex(), "0180c200000e", "01005e000181", "01005e00006b", "333300000181", "33330000006b"):
        assert address not in before[0]
        assert address in during[0]
    assert told() == before
    assert [json.loads(link)[0]["promiscuity"] for _addresses, link in (before, during)] == [0, 1]


PROMISCUITY = ("ip", "-details", "-json", "link", "show", "eth0")


def test_no_right_to_listen(lan):
    with ptp_ask.asked(lan, "probe", wrapper=WITHOUT_THE_RIGHT) as probe:
        failed = probe.failure()
    assert failed["error"]["kind"] == "forbidden"
    assert failed["msg"] == "Listening for PTP needs the capability CAP_NET_RAW, which this user does not have."


def test_interfaces_that_cannot_be_listened_on(lan):
    lan.run("probe", "ip", "link", "add", "down0", "type", "bridge")
    lan.run("probe", "ip", "link", "add", "half0", "type", "veth", "peer", "name", "half1")
    lan.run("probe", "ip", "link", "set", "half0", "up")
    said = {}
    for name in ("nosuch0", "down0", "half0"):
        with ptp_ask.asked(lan, "probe", interface=name) as probe:
            failed = probe.failure()
        assert failed["error"]["kind"] == "connect"
        said[name] = failed["msg"]
    assert said == {
        "nosuch0": "There is no interface nosuch0 on this host.",
        "down0": "The interface down0 is down.",
        "half0": "The interface half0 has no link.",
    }


def test_an_interface_that_goes_down_meanwhile(lan):
    lan.run("probe", "ip", "link", "add", "going0", "type", "veth", "peer", "name", "going1")
    for name in ("going0", "going1"):
        lan.run("probe", "ip", "link", "set", name, "up")
    with ptp_ask.asked(lan, "probe", interface="going0", duration=20) as probe:
        began = time.monotonic()
        lan.run("probe", "ip", "link", "set", "going0", "down")
        failed = probe.failure()
    assert time.monotonic() - began < 10
    assert failed["msg"] == "The interface going0 went down while it was listened on."
