# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe before it hears anything: options that make no sense, interfaces that can't be listened on, no right to."""

from __future__ import annotations

import socket
from typing import ClassVar

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import (
    ConnectError,
    DependencyError,
    ForbiddenError,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.probe_arguments import PTP_PROBE
from ansible_collections.timesync.meinberg.plugins.module_utils.probes import (
    ptp_asking,
    ptp_interface,
    ptp_management,
    ptp_probe,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_listen import GROUPS, MAC_ADDRESSES, Frame
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_probe import run
from ansible_collections.timesync.meinberg.plugins.module_utils.running import UsageError, result
from ansible_collections.timesync.meinberg.plugins.modules import ptp_info, ptp_probe_info
from tests.unit.support.ptp_frames import announce, ethernet, tlv

DEFAULTS = {name: option.get("default") for name, option in PTP_PROBE.items()}
LOOPBACK = {**DEFAULTS, "interface": "lo", "duration": 0.05, "join": False}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"duration": 0}, "duration is 0; it takes more than 0, and 86400 at most."),
        ({"duration": -1}, "duration is -1; it takes more than 0"),
        ({"duration": float("nan")}, "duration is nan; it takes more than 0"),
        ({"duration": float("inf")}, "86400 at most"),
        ({"transports": []}, "transports is empty"),
        ({"domains": []}, "domains is empty"),
        ({"domains": [0, 256]}, "domains has 256; it takes numbers from 0 to 255."),
        ({"domains": [-1]}, "domains has -1;"),
        ({"max_transmitters": 0}, "max_transmitters is 0; it takes 1 to 4096."),
        ({"max_transmitters": 4097}, "max_transmitters is 4097; it takes 1 to 4096."),
    ],
)
def test_options_that_make_no_sense(options, words):
    with pytest.raises(UsageError, match=words):
        run({**LOOPBACK, **options})


@pytest.mark.parametrize("name", ["nosuch0", "", "x" * 40, "lo\0", "ünï", "../lo"])
def test_no_such_interface(name):
    with pytest.raises(ConnectError, match="There is no interface") as caught:
        run({**LOOPBACK, "interface": name})
    assert "lo" in caught.value.hint


@pytest.mark.parametrize(
    ("flags", "family", "words"), [(0, 1, "is down"), (0x1, 1, "has no link"), (0x41, 65534, "not an Ethernet")]
)
def test_an_interface_that_cannot_be_listened_on(monkeypatch, flags, family, words):
    said = {0x8913: flags.to_bytes(2, "little"), 0x8927: family.to_bytes(2, "little") + bytes(6)}
    monkeypatch.setattr(ptp_interface, "_ask", lambda request, _name: bytes(16) + said[request] + bytes(16))
    with pytest.raises(ConnectError, match=words) as caught:
        run(LOOPBACK)
    assert caught.value.hint


def test_no_right_to_listen(monkeypatch):
    made = socket.socket

    def refused(family, *rest):
        if family == socket.AF_PACKET:
            raise PermissionError(1, "Operation not permitted")
        return made(family, *rest)

    monkeypatch.setattr(socket, "socket", refused)
    with pytest.raises(ForbiddenError, match="needs the capability CAP_NET_RAW"):
        run(LOOPBACK)
    failed = result(run, LOOPBACK)
    assert failed["error"]["kind"] == "forbidden"
    assert "become: true" in failed["error"]["hint"]
    assert (failed["changed"], failed["failed"]) == (False, True)


def test_another_system_than_linux(monkeypatch):
    monkeypatch.delattr(socket, "AF_PACKET")
    with pytest.raises(DependencyError, match="Only Linux"):
        run(LOOPBACK)


def test_every_group_has_its_mac_address_in_the_filter():
    """As RFC 1112, 6.4, and RFC 2464, 7, make one of the other."""
    for transport, family, kept, prefix in (
        ("udp_ipv4", socket.AF_INET, 3, "01:00:5e"),
        ("udp_ipv6", socket.AF_INET6, 4, "33:33"),
    ):
        octets = {socket.inet_pton(family, group)[-kept:] for group in GROUPS[transport]}
        assert {f"{prefix}:{low.hex(':')}" for low in octets} == set(MAC_ADDRESSES[transport])


@pytest.mark.parametrize(
    ("transport", "address", "for_all"),
    [
        ("l2", "01:1b:19:00:00:00", True),
        ("l2", "ec:46:70:00:24:cb", False),
        ("udp_ipv4", "224.0.1.129", True),
        ("udp_ipv4", "192.0.2.1", False),
        ("udp_ipv6", "ff0e::181", True),
        ("udp_ipv6", "2001:db8::1:2:345", False),
    ],
)
def test_multicast_addresses(transport, address, for_all):
    assert ptp_asking._for_all(transport, address) is for_all


class Heard:
    """In place of a listener: what came in, at once."""

    joined: ClassVar[list] = ["224.0.1.129"]
    not_joined: ClassVar[dict] = {"ff02::181": "No such device"}

    def __init__(self, *_options):
        self._frames = [ethernet(MESSAGE), ethernet(MESSAGE)]

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        pass

    def frames(self, _until):
        while self._frames:
            yield Frame(self._frames.pop(), None, 1_800_000_000.0 - len(self._frames))

    def send(self, _frame):
        raise AssertionError("nobody asked for this")

    def dropped(self):
        return 3


MESSAGE = announce(tlvs=tlv(0x0003, b"\x1c\x12\x9d\0\0\2"))


def told(entries):
    """The members that RETURN names, and those of each of them."""
    return {name: told(entry["contains"]) if "contains" in entry else None for name, entry in entries.items()}


def given(value):
    """The members that a result has; of a list those of its first element."""
    if isinstance(value, list):
        value = value[0] if value else None
    return {name: given(member) for name, member in value.items()} if isinstance(value, dict) else None


def test_the_result_has_the_members_that_are_documented(monkeypatch):
    monkeypatch.setattr(ptp_probe, "Listener", Heard)
    found = run(LOOPBACK)
    entries = yaml.safe_load(ptp_probe_info.RETURN)
    documented = told(entries["ptp_probe"]["contains"])
    # The data sets are those of the answers' own test.
    documented["management"]["answers"] = None
    assert given(found["ptp_probe"]) == documented
    assert set(found) | {"error"} == set(entries)
    assert found["ptp_probe"]["packets"]["dropped"] == 3
    assert "ff02::181 could not be joined: No such device." in found["ptp_probe"]["note"]


def test_the_data_sets_have_the_members_of_ptp_info():
    entries = yaml.safe_load(ptp_probe_info.RETURN)["ptp_probe"]["contains"]["management"]["contains"]["answers"]
    instance = yaml.safe_load(ptp_info.RETURN)["ptp"]["contains"]["instances"]["contains"]
    for name in ptp_management.NAMES:
        of_instance = instance["ports" if name == "port_ds" else name]
        assert told(entries["contains"])[name] == told(of_instance["contains"]), name
