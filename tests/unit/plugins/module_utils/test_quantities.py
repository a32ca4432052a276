# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quantities as devices write them, and as they should not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import quantities
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed

GOOD = {
    "text": [(" lan0 ", "lan0"), ("0415", "0415"), (377, "377"), (-1, "-1"), ("none", "none"), ("N/A x", "N/A x")],
    "said": [(" sys ", "sys"), (7, None), ({}, None), (None, None), (True, None), ("-", None)],
    "word": [("clock-event", "clock_event"), (" normalOperation", "normal_operation"), ("…", None), (5, "5")],
    "boolean": [(True, True), (False, False), (0, False), (1, True), ("true ", True), ("No", False), ("1", True)],
    "number": [(0, 0), ("0", 0), (Decimal("1.50"), 1.5), (" 1.0 ", 1), ("4e-6", 4e-06), (2**64, 2**64), ("-7", -7)],
    "integer": [(9, 9), ("9", 9), (Decimal("9.0"), 9), ("+1e2", 100)],
    "slot_number": [(-1, None), ("-1", None), (0, 0), (7, 7)],
    "digits_or_code": [("0x4E5D", 0x4E5D), (" 0X10", 16), (20061, 20061), ("20061", 20061)],
    "seconds_ns": [(Decimal("0.000124"), 124000), (Decimal("4E-6"), 4000), ("0.0", 0), (Decimal("1E-10"), 0.1)],
    "kib_bytes": [(1000, 1024000), ("4", 4096), (0, 0)],
    "duration_ns": [
        ("1.4 us", 1400), ("25 ns", 25), ("-40 ns", -40), ("3ms", 3000000), ("2 sec", 2000000000), ("0.5 ns", 0.5),
        ("1 s", 10**9), ("7 µs", 7000), ("0 ns", 0), (0, 0), ("0", 0), ("1e-3 sec", 10**6),
        ("4294967295.123456789 sec", 4294967295123456789),
    ],
    "duration_ms": [("100 ms", 100), ("1 sec", 1000), ("20 us", 0.02)],
    "duration_s": [("10 sec", 10), ("1 ms", 0.001)],
    "seconds": [(5400, 5400), ("5400 sec", 5400), (Decimal("86400.25"), 86400.25), ("1500 ms", 1.5)],
    "whole_seconds": [(37, 37), ("37 sec", 37), ("37000 ms", 37)],
    "bound_ns": [
        ("less-than-100ns", 100), ("less-than-2500ns ", 2500), ("less than 1 us", 1000), ("<10us", 10000),
        ("<= 1 ms", 10**6),
        ("100 ns", 100), ("less-than-unknown", None), ("less-than-", None),
    ],
    "frequency_hz": [
        ("10 MHz", 10000000), ("2048000 Hz", 2048000), ("1.5kHz", 1500), ("0.5 Hz", 0.5), (0, 0), ("1e1 Hz", 10),
    ],
    "mac_address": [("EC:46:70:00:24:CB", "ec:46:70:00:24:cb"), ("ec-46-70-00-24-cb", "ec:46:70:00:24:cb"),
                    ("00:00:00:00:00:00", None), ("00-00-00-00-00-00", None)],
    "words": [(["gps-1", " ", None], ["gps_1"]), ([], [])],
    "texts": [(["gps28", "-", 1], ["gps28", "1"])],
    "as_written": [
        ({"Object-Id": " a ", "b": [Decimal("1.5"), Decimal("2.0"), "N/A"], "c": None, "d": False},
         {"object_id": "a", "b": [1.5, 2, None], "c": None, "d": False}),
    ],
}  # fmt: skip

BAD = {
    "text": [True, Decimal("1.5"), [], {}],
    "word": [False, [], Decimal(1)],
    "boolean": ["yes!", 2, "2", -1, Decimal(1), []],
    "number": [True, "1,5", "0x10", "NaN", "Infinity", "1e99", "9" * 41, 2**64 + 1, Decimal("1E+20"), [], "٣", "1_0"],
    "integer": ["1.5", Decimal("0.1"), False],
    "slot_number": ["x", Decimal("-1.5")],
    "digits_or_code": ["0x", "0x" + "f" * 17, "ff", True],
    "seconds_ns": ["1 s", True],
    "kib_bytes": ["1.5", "8 kB"],
    "duration_ns": [1, "1", Decimal("6.2E-7"), "1.4 parsec", "ns", "1.4 US", "9e99 s", "1 2 ns", True, [], {"a": 1}],
    "duration_ms": ["100"],
    "duration_s": [1],
    "seconds": ["5 min", "x", True],
    "whole_seconds": ["1.5 sec", Decimal("0.5")],
    "bound_ns": ["less-than-x", "less-than-100", "more-than-1us", "less-than-1e99s", 100],
    "frequency_hz": [10, "10", "-Hz", "e Hz", "- Hz", "10 mHz", "1e99 Hz", "1.2.3 Hz"],
    "mac_address": ["ec:46:70:00:24", "zz:46:70:00:24:cb", "ec:46:70:00:24:cb:00:00", 0],
    "words": ["gps", {}, [True]],
    "texts": [[[]], 1],
}  # fmt: skip

NOTHING = [None, "", "  ", "-", " - ", "N/A", "n/a", "never", "unknown", "UNKNOWN "]
OF_LISTS = ("words", "texts")


def cases(table):
    return [pytest.param(name, *row, id=f"{name}-{row[0]!r:.40}") for name, rows in table.items() for row in rows]


@pytest.mark.parametrize(("parser", "written", "value"), cases(GOOD))
def test_a_value_is_read_as_it_is_meant(parser, written, value):
    found = getattr(quantities, parser)(written)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("parser", "written"), cases({name: [(value,) for value in values] for name, values in BAD.items()})
)
def test_a_value_of_another_kind_is_malformed(parser, written):
    with pytest.raises(Malformed):
        getattr(quantities, parser)(written)


@pytest.mark.parametrize("parser", sorted(BAD.keys() - set(OF_LISTS)))
@pytest.mark.parametrize("nothing", NOTHING)
def test_nothing_is_null_never_zero(parser, nothing):
    assert getattr(quantities, parser)(nothing) is None


@pytest.mark.parametrize("parser", OF_LISTS)
def test_no_list_is_null(parser):
    assert getattr(quantities, parser)(None) is None


def test_numbers_keep_their_digits():
    assert quantities.decimal("0.100") == Decimal("0.100")
    assert str(quantities.decimal("0.100")) == "0.100"


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("estimatedTimeQuality", "estimated_time_quality"),
        ("isLS59Announced", "is_ls59_announced"),
        ("offsetFromUTC", "offset_from_utc"),
        ("isPTPTimescale", "is_ptp_timescale"),
        ("gps-mode", "gps_mode"),
        ("10MHz", "10_mhz"),
        ("1.5 kHz", "1_5_khz"),
        ("DCF77-like M59", "dcf77_like_m59"),
        ("  Pulse per  Second ", "pulse_per_second"),
        ("--", ""),
    ],
)
def test_snake(name, snake):
    assert quantities.snake(name) == snake


@pytest.mark.parametrize(
    ("values", "any_of"),
    [
        ([True, None], True),
        ([None, False, True], True),
        ([False, False], False),
        ([False, None], None),
        ([None], None),
        ([], None),
    ],
)
def test_any_of_several_is_known_only_where_none_could_change_it(values, any_of):
    assert quantities.any_of(values) is any_of
