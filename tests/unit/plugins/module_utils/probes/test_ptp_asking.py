# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a probe asks that may: each network where a transmitter was heard, and not more than it should."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_asking import Asker, identity_of
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_frame import TRANSPORTS, Carried
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_interface import Interface
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_packet import parse
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_transmitters import Transmitters
from tests.unit.support.ptp_frames import OWN_MAC, PTP_MAC, announce, message

INTERFACE = Interface("eth0", 7, OWN_MAC)
OWN = identity_of(INTERFACE)


class Listener:
    """Keeps what is to be sent, or fails to send it."""

    def __init__(self, problem: OSError | None = None) -> None:
        self.sent: list[bytes] = []
        self._problem = problem

    def send(self, frame: bytes) -> None:
        if self._problem:
            raise self._problem
        self.sent.append(frame)


def asked(*heard, listener=None, vlan=None, destination=PTP_MAC):
    """Who asked, and what it sent, after these payloads were heard over Ethernet."""
    transmitters = Transmitters(None, frozenset(TRANSPORTS), 1000)
    for payload in heard:
        transmitters.add(Carried("l2", "02:00:00:00:00:09", destination.hex(":"), vlan, payload), 0.0)
    listener = listener or Listener()
    asker = Asker(INTERFACE, listener, OWN)
    asker.ask(transmitters.ports())
    return asker, listener.sent


def test_the_identity_is_the_interface_s():
    assert OWN[0] == bytes.fromhex("ec4670fffe0024cb")
    assert 0 <= OWN[1] <= 0xFFFF


def test_each_network_is_asked_once_for_each_data_set():
    asker, sent = asked(
        announce(domain=3), message(domain=3), announce(domain=3, port=2), announce(domain=4, sdo=0x100)
    )
    assert asker.asked == len(sent) == 10
    assert {frame[:14] for frame in sent} == {PTP_MAC + OWN_MAC + b"\x88\xf7"}
    questions = [parse(frame[14:]) for frame in sent]
    assert sorted({(one.domain_number, one.sdo_id, one.unicast) for one in questions}) == [
        (3, 0, False),
        (4, 0x100, False),
    ]
    assert len({frame[14:] for frame in sent}) == 10


def test_who_sends_to_one_is_asked_alone():
    _asker, sent = asked(announce(flags=0x0400), destination=OWN_MAC)
    assert {frame[:6].hex(":") for frame in sent} == {"02:00:00:00:00:09"}
    assert {parse(frame[14:]).unicast for frame in sent} == {True}


def test_nobody_is_asked_in_a_vlan_or_where_no_announce_was_heard():
    assert asked(announce(), vlan=7)[0].asked == 0
    assert asked(message("delay_resp"))[0].asked == 0


@pytest.mark.parametrize(("networks", "questions"), [(64, 320), (65, 320), (200, 320)])
def test_a_flood_makes_no_flood(networks, questions):
    asker, sent = asked(*(announce(domain=number) for number in range(networks)))
    assert asker.asked == len(sent) == questions
    assert bool(asker.problems) is (networks > 64)


def test_what_could_not_be_sent_is_said():
    asker, _sent = asked(announce(), listener=Listener(OSError(100, "Network is down")))
    assert asker.asked == 0
    assert asker.problems == {"01:1b:19:00:00:00": "Network is down"}
