# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NTP packets, byte by byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.probes import ntp_packet
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed

# What ntpd 1.2.2 of NTPsec answered to a client, and what it answered to one that asked too often.
ANSWER = bytes.fromhex(
    "240100e800000000000000004c4f4f5000000000000000009e9c7cc1b419ec8ceeadb4ca055ddc99eeadb4ca06000f3f"
)
KISS = bytes.fromhex("e40000000000000000000000524154450000000000000000b45beff6a5ea094fb45beff6a5ea094fb45beff6a5ea094f")
ERA_1_NS = 2085978496 * 10**9
"""2036-02-07T06:28:16Z, when the timestamps of the wire begin anew."""

MOMENTS = st.integers(0, 2**62)
SMALL = st.integers(-(10**18), 10**18)


def answer(**fields: int) -> ntp_packet.Packet:
    return replace(ntp_packet.parse(ANSWER), **fields)


def wire(unix_ns: int) -> int:
    return ntp_packet.ntp_time(unix_ns) % 2**64


def test_an_answer_is_read_field_by_field():
    assert ntp_packet.parse(ANSWER) == ntp_packet.Packet(
        leap=0,
        version=4,
        mode=4,
        stratum=1,
        poll=0,
        precision=-24,
        root_delay=0,
        root_dispersion=0,
        reference_id=b"LOOP",
        reference=0,
        origin=0x9E9C7CC1B419EC8C,
        receive=0xEEADB4CA055DDC99,
        transmit=0xEEADB4CA06000F3F,
    )
    ntp_packet.check_answer(ntp_packet.parse(ANSWER))


def test_a_request_tells_nothing_of_the_client():
    sent = ntp_packet.request(4, 0x0123456789ABCDEF)
    assert sent == bytes.fromhex("23000020" + "00" * 36 + "0123456789abcdef")


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_a_request_is_of_the_version_that_is_wanted(version):
    packet = ntp_packet.parse(ntp_packet.request(version, 7))
    assert (packet.version, packet.mode, packet.leap, packet.transmit) == (version, ntp_packet.CLIENT, 0, 7)


@pytest.mark.parametrize("length", [0, 1, 47])
def test_a_short_datagram_is_no_packet(length):
    with pytest.raises(Malformed, match=f"{length} bytes"):
        ntp_packet.parse(ANSWER[:length])


@pytest.mark.parametrize("more", [b"\0" * 20, b"\x01\x04\x00\x1c" + b"\0" * 24 + b"mac" * 8, b"x" * 60000])
def test_extension_fields_and_a_mac_change_nothing(more):
    assert ntp_packet.parse(ANSWER + more) == ntp_packet.parse(ANSWER)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        *(({"mode": mode}, "mode") for mode in (0, 1, 2, 3, 5, 6, 7)),
        *(({"version": version}, "version") for version in (0, 5, 6, 7)),
        ({"stratum": 17}, "stratum 17"),
        ({"stratum": 255}, "stratum 255"),
        ({"transmit": 0}, "no timestamps"),
        ({"receive": 0}, "no timestamps"),
        ({"transmit": 0xEEADB4CA055DDC98}, "before its request"),
        ({"root_dispersion": 16 << 16}, "root distance"),
        ({"root_dispersion": 8 << 16, "root_delay": 16 << 16}, "root distance"),
    ],
)
def test_what_no_server_means_is_refused(fields, why):
    with pytest.raises(Malformed, match=why):
        ntp_packet.check_answer(answer(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        *({"version": version} for version in (1, 2, 3, 4)),
        {"leap": 1},
        {"leap": 2},
        {"leap": 3, "root_dispersion": 2**32 - 1},
        {"stratum": 16, "root_dispersion": 2**32 - 1},
        {"stratum": 0, "reference_id": b"INIT", "root_dispersion": 2**32 - 1},
        {"root_dispersion": (16 << 16) - 1},
        {"transmit": 0xEEADB4CA055DDC99},
        {"receive": 0xFFFFFFFFFFFFFFFF, "transmit": 1},
    ],
)
def test_what_servers_say_is_taken(fields):
    ntp_packet.check_answer(answer(**fields))


def test_a_kiss_of_death_needs_no_timestamps():
    packet = ntp_packet.parse(KISS)
    ntp_packet.check_answer(packet)
    ntp_packet.check_answer(replace(packet, transmit=0, receive=0))
    assert (packet.kiss_code, packet.has_time) == ("RATE", False)


@pytest.mark.parametrize(
    ("code", "read", "has_time"),
    [
        (b"DENY", "DENY", False),
        (b"RSTR", "RSTR", False),
        (b"INIT", "INIT", True),
        (b"X\0\0\0", "X", True),
        (b"\0\0\0\0", None, True),
        (b"\xff\xfe\x00\x01", None, True),
        (b"RA\x1bE", None, True),
        (b"R TE", None, True),
        (b"rat\xe9", None, True),
    ],
)
def test_a_kiss_code_is_letters_or_nothing(code, read, has_time):
    packet = answer(stratum=0, reference_id=code)
    assert (packet.kiss_code, packet.has_time) == (read, has_time)


def test_only_stratum_0_kisses():
    packet = answer(stratum=1, reference_id=b"RATE")
    assert (packet.kiss_code, packet.has_time) == (None, True)


@pytest.mark.parametrize(("identifier", "text"), [(b"GPS\0", "GPS"), (b"PPS ", "PPS"), (b"\x7f\x7f\x01\x01", None)])
def test_padding_is_no_part_of_a_name(identifier, text):
    assert ntp_packet.ascii_text(identifier) == text


def test_the_moments_of_the_standard_are_those_of_the_calendar():
    # RFC 5905, figure 4
    for unix, seconds in [("1970-01-01", 2_208_988_800), ("1972-01-01", 2_272_060_800), ("2036-02-08", 63104 + 2**32)]:
        moment = datetime.fromisoformat(unix).replace(tzinfo=timezone.utc)
        assert ntp_packet.ntp_time(int(moment.timestamp()) * 10**9) == seconds << 32


@given(MOMENTS)
def test_a_moment_survives_the_way_there_and_back(unix_ns):
    assert ntp_packet.unix_ns(ntp_packet.ntp_time(unix_ns)) in (unix_ns - 1, unix_ns)


@given(MOMENTS, st.integers(-(2**63), 2**63 - 1))
def test_the_era_is_the_nearest(near_ns, away):
    near = ntp_packet.ntp_time(near_ns)
    assert ntp_packet.unfold((near + away) % 2**64, near) == near + away


@pytest.mark.parametrize("sent_ns", [ERA_1_NS - 10**9, ERA_1_NS - 1, ERA_1_NS, ERA_1_NS + 10**9, 0, 1795372100 * 10**9])
@pytest.mark.parametrize("server_ns", [-(10**12), -(2 * 10**9), 0, 1, 2 * 10**9, 10**12])
def test_offsets_are_right_across_the_end_of_an_era(sent_ns, server_ns):
    receive, transmit = sent_ns + 3000 + server_ns, sent_ns + 5000 + server_ns
    offset, delay = ntp_packet.offset_and_delay_ns(
        sent_ns, answer(receive=wire(receive), transmit=wire(transmit)), sent_ns + 8000
    )
    assert abs(offset - server_ns) <= 1
    assert abs(delay - 6000) <= 1


@given(MOMENTS, SMALL, SMALL, st.integers(0, 10**12), st.integers(0, 10**12))
def test_nothing_is_lost_but_by_rounding_once(sent_ns, there, back, at_server, elapsed):
    receive = ntp_packet.ntp_time(sent_ns) + there
    transmit = receive + at_server
    arrived_ns = sent_ns + elapsed
    packet = answer(receive=receive % 2**64, transmit=transmit % 2**64)
    offset, delay = ntp_packet.offset_and_delay_ns(sent_ns, packet, arrived_ns)
    epoch = ntp_packet.ntp_time(0)
    t2, t3 = (Fraction((stamp - epoch) * 10**9, 2**32) for stamp in (receive, transmit))
    assert abs(offset - ((t2 - sent_ns) + (t3 - arrived_ns)) / 2) <= Fraction(1, 2)
    assert abs(delay - ((arrived_ns - sent_ns) - (t3 - t2))) <= Fraction(1, 2)
    assert type(offset) is type(delay) is int


@given(st.integers(0, 2**32 - 1))
def test_the_short_format_is_exact(value):
    nanoseconds = ntp_packet.short_ns(value)
    exact = Fraction(value * 10**9, 2**16)
    assert nanoseconds == (int(exact) if exact.denominator == 1 else float(exact))
    assert isinstance(nanoseconds, int) == (exact.denominator == 1)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_malformed(datagram):
    try:
        packet = ntp_packet.parse(datagram)
        ntp_packet.check_answer(packet)
    except Malformed:
        return
    assert packet.mode == ntp_packet.SERVER
    assert packet.stratum <= ntp_packet.UNSYNCHRONIZED
