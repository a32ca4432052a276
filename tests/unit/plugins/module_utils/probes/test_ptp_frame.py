# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames: what carries PTP is taken out, and the kernel lets through what is, and nothing else."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.probes import ptp_filter
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_frame import Carried, carried
from tests.unit.support.ptp_frames import ethernet, ipv4, ipv6, message

MESSAGE = message()
L2 = ("l2", "ec:46:70:00:24:cb", "01:1b:19:00:00:00")
UDP_IPV4 = ("udp_ipv4", "192.0.2.1", "224.0.1.129")
UDP_IPV6 = ("udp_ipv6", "2001:db8::1", "ff0e::181")
CARRY = {
    "ethernet": (ethernet(MESSAGE), L2, None),
    "a VLAN": (ethernet(MESSAGE, tags=(100,)), L2, 100),
    "a VLAN's priority": (ethernet(MESSAGE, tags=(0xE000,)), L2, 0),
    "two VLANs": (ethernet(MESSAGE, tags=(0x6FFF, 7)), L2, 0xFFF),
    "IPv4": (ethernet(ipv4(MESSAGE), 0x0800), UDP_IPV4, None),
    "IPv4, event messages": (ethernet(ipv4(MESSAGE, port=319), 0x0800), UDP_IPV4, None),
    "IPv4 with options": (ethernet(ipv4(MESSAGE, options=bytes(8)), 0x0800), UDP_IPV4, None),
    "IPv4, not to be broken up": (ethernet(ipv4(MESSAGE, fragment=0x4000), 0x0800), UDP_IPV4, None),
    "IPv4 in a VLAN": (ethernet(ipv4(MESSAGE), 0x0800, tags=(5,)), UDP_IPV4, 5),
    "IPv4 in two VLANs": (ethernet(ipv4(MESSAGE, options=bytes(4)), 0x0800, tags=(5, 6)), UDP_IPV4, 5),
    "IPv6": (ethernet(ipv6(MESSAGE), 0x86DD), UDP_IPV6, None),
    "IPv6 in a VLAN": (ethernet(ipv6(MESSAGE, port=319), 0x86DD, tags=(5,)), UDP_IPV6, 5),
}
CARRY_NOT = {
    "another protocol": ethernet(MESSAGE, 0x0806),
    "another port": ethernet(ipv4(MESSAGE, port=123), 0x0800),
    "another port of IPv6": ethernet(ipv6(MESSAGE, port=321), 0x86DD),
    "TCP": ethernet(ipv4(MESSAGE, protocol=6), 0x0800),
    "TCP over IPv6": ethernet(ipv6(MESSAGE, following=6), 0x86DD),
    "a first fragment": ethernet(ipv4(MESSAGE, fragment=0x2000), 0x0800),
    "a later fragment": ethernet(ipv4(MESSAGE, fragment=0x0001), 0x0800),
    "an empty frame": ethernet(b"", 0x0800),
}


@pytest.fixture(scope="module")
def kernel():
    """Whether the kernel lets a frame through: a filter works on every socket, and needs no right."""
    sender, receiver = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ptp_filter.attach(receiver)

    def passes(frame: bytes) -> bool:
        sender.send(frame)
        try:
            return receiver.recv(65536, socket.MSG_DONTWAIT) == frame
        except BlockingIOError:
            return False

    with sender, receiver:
        yield passes


@pytest.mark.parametrize("how", CARRY)
def test_what_carries_ptp(how, kernel):
    frame, where, vlan = CARRY[how]
    assert carried(frame) == Carried(*where, vlan, MESSAGE)
    assert kernel(frame)


@pytest.mark.parametrize("how", CARRY_NOT)
def test_what_does_not_carry_ptp(how, kernel):
    assert carried(CARRY_NOT[how]) is None
    assert not kernel(CARRY_NOT[how])


def test_the_tag_that_the_kernel_took_off_is_the_outer_one():
    assert carried(ethernet(MESSAGE), 9).vlan == 9
    assert carried(ethernet(MESSAGE, tags=(7,)), 9).vlan == 9


def test_padding_of_ethernet_is_no_part_of_a_datagram():
    assert carried(ethernet(ipv4(MESSAGE), 0x0800) + b"\xff" * 20).payload == MESSAGE
    assert carried(ethernet(ipv6(MESSAGE), 0x86DD) + b"\xff" * 20).payload == MESSAGE


@pytest.mark.parametrize("how", CARRY)
def test_a_frame_that_ends_early_is_refused_or_carries_less(how):
    frame = CARRY[how][0]
    found = [carried(frame[:length]) for length in range(len(frame))]
    assert found[13] is None
    for one in found:
        assert one is None or (MESSAGE.startswith(one.payload) and one.payload != MESSAGE)


def test_lengths_that_lie_do_no_harm():
    frame = bytearray(CARRY["IPv4"][0])
    for at in (14, 16, 17, 38, 39):
        for value in (0x00, 0x0F, 0x40, 0x4F, 0xFF):
            wrong = bytes(frame[:at] + bytes([value]) + frame[at + 1 :])
            found = carried(wrong)
            assert found is None or len(found.payload) <= len(MESSAGE) + 8


@given(st.sampled_from([frame for frame, _where, _vlan in CARRY.values()]), st.data())
def test_the_kernel_lets_everything_through_that_is_understood(kernel, frame, data):
    at = data.draw(st.integers(12, min(60, len(frame) - 1)))
    changed = frame[:at] + bytes([data.draw(st.integers(0, 255))]) + frame[at + 1 :]
    if carried(changed) is not None:
        assert kernel(changed)


@given(st.binary(max_size=120))
def test_any_octets_are_taken_or_refused(octets):
    found = carried(octets)
    assert found is None or found.payload in octets


@pytest.mark.parametrize(
    ("frame", "length_at"), [(ethernet(ipv4(MESSAGE), 0x0800), 38), (ethernet(ipv6(MESSAGE), 0x86DD), 58)]
)
def test_a_datagram_that_says_it_is_longer_than_its_packet_ends_with_it(frame, length_at):
    longer = frame[:length_at] + b"\xff\xff" + frame[length_at + 2 :] + b"\xff" * 20
    assert carried(longer).payload == MESSAGE
