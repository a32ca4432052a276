# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PTP messages, octet by octet; and whatever is no message, which must never be more than an exception of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.probes import ptp_packet, ptp_tlv
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_packet import (
    OtherVersion,
    UnknownMessage,
    parse,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed
from tests.unit.support.ptp_frames import SPELT, TYPES, announce, message, tlv

WRITTEN = bytes.fromhex(
    "1b12 0040 18 05 043c 0000000000000000 00000000 ec4670fffe0024cb 0003 1234 05 fd"
    "00000000000000000000 0025 00 80 06 21 4e5d 7f 001122fffe334455 0002 20"
)
"""An Announce message in the order of IEEE 1588-2019, tables 35 and 43."""

VERSION_1 = bytes.fromhex(
    "00010001 5f44464c54000000 00000000 00000000 01 01 001122334455 0001 002a 00 00 0800"
) + bytes(84)


def test_every_field_of_an_announce_message():
    read = parse(WRITTEN)
    assert read[:-2] == ("announce", 2, 1, 24, 0x105, SPELT, 3, False, True, -3, 0x043C)
    assert ptp_packet.announce(read) == {
        "grandmaster_identity": "001122.fffe.334455",
        "clock_class": 6,
        "clock_accuracy": "0x21",
        "clock_accuracy_ns": 100,
        "clock_variance": 0x4E5D,
        "priority1": 128,
        "priority2": 127,
        "steps_removed": 2,
        "time_source": "gnss",
        "utc_offset_s": 37,
        "leap61": False,
        "leap59": False,
        "utc_offset_valid": True,
        "ptp_timescale": True,
        "time_traceable": True,
        "frequency_traceable": True,
        "synchronization_uncertain": False,
        "alternate_master": False,
        "tlvs": [],
        "path_trace": None,
    }


@pytest.mark.parametrize(
    ("bit", "fact"),
    [
        (0x0001, "leap61"),
        (0x0002, "leap59"),
        (0x0004, "utc_offset_valid"),
        (0x0008, "ptp_timescale"),
        (0x0010, "time_traceable"),
        (0x0020, "frequency_traceable"),
        (0x0040, "synchronization_uncertain"),
        (0x0100, "alternate_master"),
    ],
)
def test_each_flag_is_a_bit_of_its_own(bit, fact):
    only = ptp_packet.announce(parse(announce(flags=bit)))
    assert [name for name, value in only.items() if value is True] == [fact]
    others = ptp_packet.announce(parse(announce(flags=0xFFFF ^ bit)))
    assert [name for name, value in others.items() if value is False] == [fact]


def test_flags_of_the_header():
    assert [parse(message(flags=flags))[7:9] for flags in (0, 0x0200, 0x0400)] == [
        (False, False),
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("source", "word"), [(0x10, "atomic_clock"), (0xA0, "internal_oscillator"), (0xF0, "0xf0"), (0x00, "0x00")]
)
def test_a_time_source_without_a_word_keeps_its_code(source, word):
    assert ptp_packet.announce(parse(announce(source=source)))["time_source"] == word


@pytest.mark.parametrize(("code", "bound"), [(0x17, 0.001), (0x31, None), (0xFE, None), (0x00, None), (0xFF, None)])
def test_accuracy(code, bound):
    read = ptp_packet.announce(parse(announce(accuracy=code)))
    assert (read["clock_accuracy"], read["clock_accuracy_ns"]) == (f"0x{code:02x}", bound)


@pytest.mark.parametrize("offset", [-32768, -1, 0, 32767])
def test_the_offset_from_utc_has_a_sign(offset):
    assert ptp_packet.announce(parse(announce(offset=offset)))["utc_offset_s"] == offset


@pytest.mark.parametrize(("interval", "log"), [(0x7F, None), (0x7E, 126), (-128, -128), (0, 0)])
def test_an_interval_that_is_not_said_is_none(interval, log):
    assert parse(message(interval=interval)).log_interval == log


@pytest.mark.parametrize("kind", TYPES)
def test_the_least_length_of_each_type(kind):
    whole = message(kind)
    assert parse(whole).kind == kind
    assert len(parse(whole).body) == TYPES[kind][1]
    for wrong in (whole[:-1], message(kind, length=len(whole) - 1), message(kind, length=len(whole) + 1)):
        with pytest.raises(Malformed):
            parse(wrong)


@pytest.mark.parametrize("octets", [b"", b"\x00", WRITTEN[:2], WRITTEN[:33]])
def test_less_than_a_header_is_malformed(octets):
    with pytest.raises(Malformed):
        parse(octets)


@pytest.mark.parametrize("length", [0, 33, 43, 65535])
def test_a_length_that_does_not_fit_is_malformed(length):
    with pytest.raises(Malformed):
        parse(message(length=length))


def test_padding_behind_the_message_is_not_looked_at():
    assert parse(WRITTEN + b"\xff" * 6) == parse(WRITTEN)


@pytest.mark.parametrize("octets", [VERSION_1, VERSION_1[:2], message(version=0x01), message(version=0x13), b"\0\0"])
def test_other_versions(octets):
    with pytest.raises(OtherVersion):
        parse(octets)


@pytest.mark.parametrize("number", [0x4, 0x5, 0x6, 0x7, 0xE, 0xF])
def test_reserved_types(number):
    with pytest.raises(UnknownMessage):
        parse(message(number))


@pytest.mark.parametrize("sdo", [0x000, 0x100, 0x200, 0xF00, 0x0AB, 0xFFF])
def test_sdo_ids(sdo):
    assert parse(message(sdo=sdo)).sdo_id == sdo


def test_tlvs_of_an_announce_message():
    """The TLV of IEEE C37.238-2017, 6.2, and one of PATH_TRACE."""
    power = tlv(0x0003, bytes.fromhex("1c129d 000002 00fe 00000000 000000fa 0000"))
    trace = tlv(0x0008, bytes.fromhex("ec4670fffe0024cb 001122fffe334455"))
    read = ptp_packet.announce(parse(announce(tlvs=power + trace + tlv(0x7F00, b""))))
    nobody = {"organization_id": None, "organization_sub_type": None}
    assert read["tlvs"] == [
        {
            "type": "0x0003",
            "type_name": "organization_extension",
            "length": 18,
            "organization_id": "1c:12:9d",
            "organization_sub_type": 2,
        },
        {"type": "0x0008", "type_name": "path_trace", "length": 16, **nobody},
        {"type": "0x7f00", "type_name": None, "length": 0, **nobody},
    ]
    assert read["path_trace"] == [SPELT, "001122.fffe.334455"]


@pytest.mark.parametrize(
    "wrong",
    [
        tlv(0x0008, b"12345678", length=9),
        tlv(0x0008, b"12345678", length=65535),
        tlv(0x0008, b"12345678") + b"\0",
        tlv(0x0008, b"12345678") + b"\0\0\0",
        b"\x00\x08\x00",
    ],
)
@pytest.mark.parametrize("kind", ["announce", "management", "signaling"])
def test_a_tlv_that_runs_past_the_end_is_malformed(kind, wrong):
    with pytest.raises(Malformed):
        parse(message(kind, body=bytes(TYPES[kind][1]) + wrong))


@pytest.mark.parametrize("kind", ["sync", "follow_up", "delay_resp"])
def test_what_follows_other_messages_is_not_looked_at(kind):
    assert parse(message(kind, body=bytes(TYPES[kind][1]) + b"\0")).tlvs == []


def test_an_organization_s_tlv_that_is_too_short_names_nobody():
    described = ptp_tlv.described(ptp_tlv.Tlv(0x0003, b"\x1c\x12\x9d\0\0"))
    assert (described["organization_id"], described["organization_sub_type"]) == (None, None)


def test_a_path_trace_with_half_an_identity_has_the_whole_ones():
    assert ptp_tlv.path_trace([ptp_tlv.Tlv(0x0008, bytes.fromhex("ec4670fffe0024cb 0011"))]) == [SPELT]
    assert ptp_tlv.path_trace([ptp_tlv.Tlv(0x0008, b"")]) == []


TLVS = st.lists(st.builds(ptp_tlv.Tlv, st.integers(0, 0xFFFF), st.binary(max_size=40)), max_size=5)


@given(TLVS)
def test_tlvs_are_found_as_they_were_put(tlvs):
    octets = b"".join(tlv(*one) for one in tlvs)
    assert ptp_tlv.tlvs_in(octets) == tlvs
    for one in ptp_tlv.tlvs_in(octets):
        assert ptp_tlv.described(one)["length"] == len(one.value)


@given(st.sampled_from(sorted(TYPES)), st.binary(max_size=120), st.integers(0, 200), st.integers(-128, 127))
def test_whatever_follows_a_header_is_read_or_refused(kind, body, length, interval):
    octets = message(kind, body=body, length=length, interval=interval)
    try:
        read = parse(octets)
    except Malformed:
        assert not 44 <= length <= len(octets) or length < 34 + TYPES[kind][1] or body[TYPES[kind][1] :]
    else:
        assert len(read.body) == length - 34
        if kind == "announce":
            assert ptp_packet.announce(read)["steps_removed"] == int.from_bytes(body[27:29], "big")


@given(st.binary(max_size=200))
def test_any_octets_are_read_or_refused(octets):
    try:
        read = parse(octets)
    except (Malformed, OtherVersion, UnknownMessage):
        return
    assert read.kind in TYPES
