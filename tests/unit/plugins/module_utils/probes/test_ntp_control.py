# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control messages, byte by byte."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.probes import ntp_control
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed


def datagram(first=0x16, operation=0x82, sequence=7, status=0xC016, offset=0, data=b"leap=3", count=None) -> bytes:
    head = struct.pack("!BBHHHHH", first, operation, sequence, status, 0, offset, len(data) if count is None else count)
    return head + data


def reply(offset: int, count: int, more: bool, error: str | None = None) -> ntp_control.Reply:
    return ntp_control.Reply(0, error, offset, count, more)


def test_a_request_reads_and_no_more():
    assert ntp_control.request(2, 7) == bytes.fromhex("160200070000000000000000")


def test_an_answer_has_the_status_word():
    assert ntp_control.parse(datagram(), 7) == ntp_control.Reply(0xC016, None, 0, 6, False)
    assert ntp_control.parse(datagram(operation=0xA2, offset=468), 7) == ntp_control.Reply(0xC016, None, 468, 6, True)


@pytest.mark.parametrize(
    ("code", "error"),
    [(1, "authentication"), (5, "variable_name"), (7, "prohibited"), (0, "unspecified"), (99, "unspecified")],
)
def test_an_error_has_its_name(code, error):
    assert ntp_control.parse(datagram(operation=0xC2, status=code << 8, data=b""), 7).error == error


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        datagram()[:11],
        datagram(first=0x14),
        datagram(first=0x17),
        datagram(operation=0x02),
        datagram(operation=0x81),
        datagram(sequence=8),
        datagram(count=7),
    ],
)
def test_anything_else_is_malformed(wrong):
    with pytest.raises(Malformed):
        ntp_control.parse(wrong, 7)


@pytest.mark.parametrize(
    ("replies", "complete"),
    [
        ([], False),
        ([reply(0, 6, False)], True),
        ([reply(0, 468, True)], False),
        ([reply(0, 468, True), reply(468, 9, False)], True),
        ([reply(468, 9, False)], False),
        ([reply(468, 9, False), reply(0, 468, True)], True),
        ([reply(0, 468, True), reply(936, 9, False)], False),
        ([reply(0, 468, True), reply(0, 468, True)], False),
        ([reply(0, 0, False, "prohibited")], True),
    ],
)
def test_an_answer_is_complete_without_gaps(replies, complete):
    assert ntp_control.complete(replies) is complete


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_malformed(data):
    try:
        read = ntp_control.parse(data, 7)
    except Malformed:
        return
    assert read.count <= len(data) - 12
