# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Management messages: what is asked, and what of the answers is believed."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_frame import Carried
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_management import NAMES, Answers, question
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_packet import parse
from tests.unit.support.ptp_frames import SPELT, message, tlv

OWN = (bytes.fromhex("0011223344556677"), 0x1234)
GRANDMASTER = bytes.fromhex("ec4670fffe0024cb")
DEFAULT = bytes.fromhex("03 00 0002 80 06 21 4e5d 7f") + GRANDMASTER + bytes.fromhex("18 00")
CURRENT = struct.pack("!Hqq", 1, -3 * 2**16, 2**15)
PARENT = GRANDMASTER + bytes.fromhex("0003 00 00 ffff 7fffffff 80 07 fe ffff 81") + GRANDMASTER
TIMES = bytes.fromhex("0025 3d 20")
PORT = GRANDMASTER + bytes.fromhex("0001 06 fc 0000000000018000 fd 03 fc 02 00 12")


def answer(management_id, data, *, to=OWN, action=2, kind=0x0001, **header):
    body = to[0] + struct.pack("!HBBBx", to[1], 0, 0, action) + tlv(kind, struct.pack("!H", management_id) + data)
    return Carried("l2", "ec:46:70:00:24:cb", "01:1b:19:00:00:00", None, message("management", body=body, **header))


def collected(*answers, limit=16):
    found = Answers(OWN, limit)
    for one in answers:
        found.add(one, parse(one.payload))
    return found.report()


def test_a_question_octet_by_octet():
    assert question(OWN, 0x2001, domain_number=24, sdo_id=0x105, sequence=0x10007, unicast=False) == bytes.fromhex(
        "1d02 0036 18 05 0000 0000000000000000 00000000 0011223344556677 1234 0007 04 7f"
        "ffffffffffffffff ffff 01 01 00 00"
        "0001 0002 2001"
    )


def test_a_question_to_one_is_marked_so():
    asked = parse(question(OWN, 0x2001, domain_number=0, sdo_id=0, sequence=0, unicast=True))
    assert (asked.kind, asked.unicast, asked.log_interval) == ("management", True, None)


def test_each_data_set():
    (found,) = collected(
        answer(0x2000, DEFAULT), answer(0x2001, CURRENT), answer(0x2002, PARENT), answer(0x2003, TIMES),
        answer(0x2004, PORT),
    )  # fmt: skip
    assert found == {
        "clock_identity": SPELT,
        "port_number": 1,
        "domain_number": 0,
        "transport": "l2",
        "address": "ec:46:70:00:24:cb",
        "default_ds": {
            "clock_identity": SPELT,
            "domain_number": 24,
            "clock_class": 6,
            "clock_accuracy": "0x21",
            "clock_accuracy_ns": 100,
            "clock_variance": 0x4E5D,
            "priority1": 128,
            "priority2": 127,
            "two_step": True,
            "slave_only": True,
            "number_ports": 2,
        },
        "current_ds": {"steps_removed": 1, "offset_from_master_ns": -3, "mean_path_delay_ns": 0.5},
        "parent_ds": {
            "port_identity": f"{SPELT}-3",
            "grandmaster_identity": SPELT,
            "grandmaster_priority1": 128,
            "grandmaster_priority2": 129,
            "grandmaster_clock_class": 7,
            "grandmaster_clock_accuracy": "0xfe",
            "grandmaster_clock_variance": 0xFFFF,
        },
        "time_properties_ds": {
            "utc_offset_s": 37,
            "utc_offset_valid": True,
            "leap59": False,
            "leap61": True,
            "ptp_timescale": True,
            "time_traceable": True,
            "frequency_traceable": True,
            "time_source": "gnss",
        },
        "port_ds": {
            "port_identity": f"{SPELT}-1",
            "state": "master",
            "delay_mechanism": "p2p",
            "log_announce_interval": -3,
            "announce_receipt_timeout": 3,
            "log_sync_interval": -4,
            "log_min_delay_req_interval": -4,
            "log_min_pdelay_req_interval": 0,
            "peer_mean_path_delay_ns": 1.5,
            "version": 2,
        },
    }


def test_a_code_without_a_word_keeps_its_number():
    (found,) = collected(answer(0x2004, PORT[:10] + b"\x63" + PORT[11:]))
    assert found["port_ds"]["state"] == "0x63"


def test_a_data_set_that_was_not_given_is_null():
    (found,) = collected(answer(0x2003, TIMES))
    assert [name for name in NAMES if found[name] is None] == [name for name in NAMES if name != "time_properties_ds"]


@pytest.mark.parametrize(
    "other",
    [
        answer(0x2003, TIMES, to=(OWN[0], 1)),
        answer(0x2003, TIMES, to=(b"\xff" * 8, 0xFFFF)),
        answer(0x2003, TIMES, action=0),
        answer(0x2003, TIMES, action=1),
        answer(0x2003, TIMES, kind=0x0002),
        answer(0x2003, TIMES[:-1]),
        answer(0x2005, TIMES),
        answer(0x2003, b""),
    ],
    ids=["to another port", "to all", "a question", "a command", "an error", "cut short", "not asked for", "empty"],
)
def test_what_is_no_answer_to_us(other):
    assert collected(other) == []


def test_a_tlv_without_an_id_is_none():
    body = OWN[0] + struct.pack("!HBBBx", OWN[1], 0, 0, 2) + tlv(0x0001, b"\x20")
    assert collected(Carried("l2", "a", "b", None, message("management", body=body))) == []


def test_other_messages_are_no_answers():
    assert collected(Carried("l2", "a", "b", None, message("sync"))) == []


def test_no_more_ports_than_the_limit_are_kept():
    found = collected(*(answer(0x2003, TIMES, port=number) for number in (5, 3, 4, 5)), limit=2)
    assert [one["port_number"] for one in found] == [3, 5]


@given(st.integers(0, 0xFFFF), st.binary(max_size=60))
def test_any_data_are_read_or_left_alone(management_id, data):
    found = collected(answer(management_id, data))
    assert [name for name in NAMES if found and found[0][name]] in [[], *([name] for name in NAMES)]


@given(st.sampled_from([(0x2000, 20), (0x2001, 18), (0x2002, 32), (0x2003, 4), (0x2004, 26)]), st.data())
def test_any_values_are_read(asked, data):
    management_id, size = asked
    (found,) = collected(answer(management_id, data.draw(st.binary(min_size=size, max_size=size))))
    assert [name for name in NAMES if found[name]] == [NAMES[management_id - 0x2000]]
