# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is added up of the messages of each port, whatever arrives."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_frame import TRANSPORTS, Carried
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_transmitters import Transmitters
from tests.unit.support.ptp_frames import IDENTITY, SPELT, TYPES, announce, message

NOON = 1_800_000_000.0


def from_l2(payload, source="ec:46:70:00:24:cb", vlan=None, transport="l2", destination="01:1b:19:00:00:00"):
    return Carried(transport, source, destination, vlan, payload)


def heard(*payloads, every=1.0, domains=None, transports=TRANSPORTS, limit=256):
    """What is known after payloads, or what carried them, came one after another."""
    transmitters = Transmitters(domains, frozenset(transports), limit)
    for number, payload in enumerate(payloads):
        transmitters.add(payload if isinstance(payload, Carried) else from_l2(payload), NOON + number * every)
    return transmitters


def only(*payloads, **keywords):
    (one,) = heard(*payloads, **keywords).report()
    return one


def test_a_transmitter_that_only_sends_sync():
    one = only(message(flags=0x0200, sdo=0x100, domain=24, version=0x12), message(domain=24, sdo=0x100, version=0x12))
    messages = one.pop("messages")
    assert one == {
        "transport": "l2",
        "vlan": None,
        "domain_number": 24,
        "sdo_id": "0x100",
        "clock_identity": SPELT,
        "port_number": 1,
        "address": "ec:46:70:00:24:cb",
        "major_version": 2,
        "minor_version": 1,
        "announce": None,
        "two_step": False,
        "unicast": False,
        "delay_mechanism": None,
        "first_heard": "2027-01-15T08:00:00.000000Z",
        "last_heard": "2027-01-15T08:00:01.000000Z",
    }
    nothing = {"count": 0, "log_interval_announced": None, "log_interval_measured": None, "per_second": None}
    assert messages.pop("sync") == {
        "count": 2,
        "log_interval_announced": 0,
        "log_interval_measured": 0.0,
        "per_second": 1.0,
    }
    assert messages == {kind: nothing for kind in TYPES if kind != "sync"}


@pytest.mark.parametrize(("every", "log", "rate"), [(0.0625, -4, 16), (0.125, -3, 8), (2, 1, 0.5), (0.1, -3.32, 10)])
def test_intervals_are_measured(every, log, rate):
    sync = only(*[message(interval=-4)] * 9, every=every)["messages"]["sync"]
    assert sync == {
        "count": 9,
        "log_interval_announced": -4,
        "log_interval_measured": pytest.approx(log),
        "per_second": pytest.approx(rate, rel=1e-3),
    }


def test_one_message_has_no_interval():
    sync = only(message())["messages"]["sync"]
    assert (sync["count"], sync["log_interval_measured"], sync["per_second"]) == (1, None, None)


def test_the_measure_is_the_median_so_a_gap_does_not_count():
    transmitters = Transmitters(None, frozenset(TRANSPORTS), 1)
    for moment in (0, 1, 2, 30, 31, 32):
        transmitters.add(from_l2(message()), NOON + moment)
    assert transmitters.report()[0]["messages"]["sync"]["log_interval_measured"] == 0


def test_a_clock_that_steps_back_gives_no_interval():
    transmitters = Transmitters(None, frozenset(TRANSPORTS), 1)
    for moment in (0, -10):
        transmitters.add(from_l2(message()), NOON + moment)
    sync = transmitters.report()[0]["messages"]["sync"]
    assert (sync["count"], sync["log_interval_measured"], sync["per_second"]) == (2, None, None)


def test_the_latest_announce_message_counts():
    one = only(announce(clock_class=6), announce(clock_class=7))
    assert one["announce"]["clock_class"] == 7
    assert (one["two_step"], one["messages"]["announce"]["count"]) == (None, 2)


@pytest.mark.parametrize(
    ("payloads", "unicast"),
    [
        ([message()], False),
        ([message(flags=0x0400), announce(flags=0x0400)], True),
        ([message(flags=0x0400), announce()], None),
        ([message(), message("delay_resp", flags=0x0400)], False),
        ([message("delay_resp", flags=0x0400)], None),
    ],
)
def test_unicast_is_told_by_announce_and_sync(payloads, unicast):
    assert only(*payloads)["unicast"] is unicast


@pytest.mark.parametrize(
    ("kinds", "mechanism"),
    [
        ([], None),
        (["delay_resp"], "e2e"),
        (["pdelay_req"], "p2p"),
        (["pdelay_resp"], "p2p"),
        (["pdelay_resp_follow_up"], "p2p"),
        (["delay_resp", "pdelay_req"], None),
    ],
)
def test_the_delay_mechanism_is_told_by_its_messages(kinds, mechanism):
    for order in (kinds + ["sync"], ["sync", *kinds]):
        assert only(*map(message, order))["delay_mechanism"] == mechanism


@pytest.mark.parametrize("kind", ["announce", "sync", "follow_up", "delay_resp"])
def test_who_sends_this_is_a_transmitter(kind):
    assert only(message(kind))["messages"][kind]["count"] == 1


@pytest.mark.parametrize("kind", ["delay_req", "pdelay_req", "pdelay_resp", "signaling", "management"])
def test_who_sends_only_this_is_none(kind):
    transmitters = heard(message(kind))
    assert transmitters.report() == []
    assert transmitters.packets["ptp"] == 1


def test_what_came_before_the_first_announce_counts_too():
    messages = only(message("pdelay_req"), message("pdelay_req"), announce())["messages"]
    assert messages["pdelay_req"]["count"] == 2
    assert messages["pdelay_req"]["log_interval_measured"] == 0


@pytest.mark.parametrize("kind", ["signaling", "management"])
def test_what_is_not_periodic_has_no_interval(kind):
    counted = only(message(), message(kind), message(kind))["messages"][kind]
    assert (counted["count"], counted["log_interval_measured"], counted["per_second"]) == (2, None, None)


def test_peer_delay_from_another_address_is_the_same_port_s():
    peers = from_l2(message("pdelay_req"), "fe80::1", transport="udp_ipv6", destination="ff02::6b")
    rest = from_l2(message(), "2001:db8::1", transport="udp_ipv6", destination="ff0e::181")
    one = only(peers, rest)
    assert (one["address"], one["delay_mechanism"]) == ("2001:db8::1", "p2p")


@pytest.mark.parametrize(
    "other",
    [
        from_l2(message(identity=IDENTITY[:-1] + b"\0")),
        from_l2(message(port=2)),
        from_l2(message(domain=1)),
        from_l2(message(sdo=0x100)),
        from_l2(message(), vlan=7),
        from_l2(message(), vlan=0),
        from_l2(message(), transport="udp_ipv4"),
        from_l2(message(), source="02:00:00:00:00:01"),
    ],
)
def test_what_makes_another_transmitter(other):
    assert [one["messages"]["sync"]["count"] for one in heard(message(), other, message()).report()] in ([1, 2], [2, 1])


def test_transmitters_are_in_the_order_of_their_domains():
    found = heard(message(domain=9), message(domain=1), message(domain=1, port=0)).report()
    assert [(one["domain_number"], one["port_number"]) for one in found] == [(1, 0), (1, 1), (9, 1)]


def test_each_packet_is_counted_once():
    found = heard(
        message(domain=4),
        message(domain=4, length=9),
        b"",
        message(domain=4, version=1),
        message(domain=5),
        message(0x7, domain=4),
        from_l2(message(domain=4), transport="udp_ipv4"),
        domains=frozenset({4}),
        transports=("l2",),
    )
    assert found.packets == {"ptp": 1, "malformed": 2, "other_version": 1, "ignored": 3}
    assert len(found.report()) == 1


def identity(number):
    return number.to_bytes(8, "big")


def test_a_flood_of_clocks_stops_the_counting_and_not_the_probe():
    transmitters = Transmitters(None, frozenset(TRANSPORTS), 16)
    tracemalloc.start()
    try:
        for number in range(10_000):
            transmitters.add(from_l2(announce(identity=identity(number % 5000))), NOON + number / 1000)
            transmitters.add(from_l2(message("delay_req", identity=identity(number % 5000 + 10_000))), NOON)
        size, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert transmitters.stopped_counting is True
    assert [one["messages"]["announce"]["count"] for one in transmitters.report()] == [2] * 16
    assert transmitters.packets["ptp"] == 20_000
    assert size < 500_000


def test_as_many_as_the_limit_are_no_flood():
    found = heard(*(message(identity=identity(number)) for number in range(3)), limit=3)
    assert (found.stopped_counting, len(found.report())) == (False, 3)


def test_a_fast_transmitter_takes_no_more_memory_for_it():
    transmitters = Transmitters(None, frozenset(TRANSPORTS), 1)
    tracemalloc.start()
    try:
        for number in range(5000):
            transmitters.add(from_l2(message()), NOON + number / 128)
        size, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    sync = transmitters.report()[0]["messages"]["sync"]
    assert (sync["count"], sync["log_interval_measured"]) == (5000, -7)
    assert size < 100_000


@given(st.lists(st.tuples(st.binary(max_size=90) | st.sampled_from([message(), announce()]), st.floats(0, 1e9))))
def test_any_payloads_at_any_moments_are_counted(came):
    transmitters = Transmitters(None, frozenset(TRANSPORTS), 2)
    for payload, moment in came:
        transmitters.add(from_l2(payload), moment)
    assert sum(transmitters.packets.values()) == len(came)
    assert len(transmitters.report()) <= 2
