# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of leap seconds: both file formats, what is damaged, and what devices may announce by a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ComplianceError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import Derived
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.leap_seconds import (
    BUILT_IN,
    LeapList,
    latest,
    parse,
)

IERS = """\
#$\t 3960835200
#@\t3991593600
3345062400\t33\t# 1 Jan 2006
3439756800\t34\t# 1 Jan 2009
3550089600\t35\t# 1 Jul 2012
3644697600\t36\t# 1 Jul 2015
3692217600\t37\t# 1 Jan 2017
"""
HASH = "#h\t2cb8fbd0 e0ac7b3b 15a20b7f 8c39b33d 7e1a0ba6\n"
DATES = (
    "1972 Jun 30", "1972 Dec 31", "1973 Dec 31", "1974 Dec 31", "1975 Dec 31", "1976 Dec 31", "1977 Dec 31",
    "1978 Dec 31", "1979 Dec 31", "1981 Jun 30", "1982 Jun 30", "1983 Jun 30", "1985 Jun 30", "1987 Dec 31",
    "1989 Dec 31", "1990 Dec 31", "1992 Jun 30", "1993 Jun 30", "1994 Jun 30", "1995 Dec 31", "1997 Jun 30",
    "1998 Dec 31", "2005 Dec 31", "2008 Dec 31", "2012 Jun 30", "2015 Jun 30", "2016 Dec 31",
)  # fmt: skip
TZ = "# a comment\n" + "".join(f"Leap\t{date.replace(' ', chr(9))}\t23:59:60\t+\tS\n" for date in DATES)
TZ += "#updated 1751846400 (2025-07-07 00:00:00 UTC)\n#expires 1782604800 (2026-06-28 00:00:00 UTC)\n"


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=timezone.utc)


WITH_LEAP = LeapList("a test", at("2027-06-28"), (*BUILT_IN.offsets, (at("2027-01-01"), 38)))
WITHOUT_A_SECOND = replace(WITH_LEAP, offsets=(*BUILT_IN.offsets, (at("2027-01-01"), 36)))


@pytest.mark.parametrize("text", [IERS, TZ], ids=["leap-seconds.list", "leapseconds"])
def test_a_file_is_read(text):
    found = parse(text, "a file")
    assert (found.source, found.expires) == ("a file", at("2026-06-28"))
    assert found.offsets[-1] == (at("2017-01-01"), 37)
    assert [found.tai_offset_s(at(day)) for day in ("2012-06-30", "2012-07-01", "2016-12-31", "2026-03-17")] == [
        34, 35, 36, 37,
    ]  # fmt: skip
    assert found.tai_offset_s(at("1971-12-31")) is None
    assert found.next(at("2016-12-31T23:59:59")) == (at("2017-01-01"), "insert")
    assert found.next(at("2017-01-01")) is None


def test_a_deleted_second_is_read():
    found = parse(TZ + "Leap\t2028\tJun\t30\t23:59:59\t-\tS\n", "a file")
    assert found.next(at("2026-01-01")) == (at("2028-07-01"), "delete")
    assert found.next(at("2026-01-01")).date == "2028-06-30"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it has no expiry"),
        ("\x00\x01", "line 1 cannot be read"),
        (IERS + HASH, "its hash does not match its entries"),
        (IERS.replace("#@", "#"), "it has no expiry"),
        (IERS.replace("#@\t3991593600\n", "#@\t99999999999999\n"), "is damaged"),
        (IERS + "36922176\n", "line 8 cannot be read"),
        (IERS + "3692217600\t37\n", "the entry of 2017-01-01 does not follow the one before"),
        (IERS + "4007577600\t39\n", "the entry of 2026-12-30 does not follow the one before"),
        (IERS.rpartition("3692217600")[0], "TAI minus UTC is not 37 s from 2017-01-01 on"),
        ("#@ 3991766400\n", "TAI minus UTC is not 36 s from 2015-07-01 on"),
        (TZ.replace("#expires", "#"), "it has no expiry"),
        (TZ.replace("2016\tDec", "2016\tFoo"), "line 28 cannot be read"),
        (TZ.replace("Leap\t1989\tDec\t31\t23:59:60\t+\tS\n", ""), "TAI minus UTC is not 36 s"),
    ],
)
def test_a_damaged_file_is_refused_in_a_sentence(text, told):
    with pytest.raises(ComplianceError) as refusal:
        parse(text, "a file")
    assert str(refusal.value).startswith("the leap second list a file is damaged: ")
    assert told in str(refusal.value)


def test_the_list_that_expires_last_is_chosen():
    newer, older = (replace(BUILT_IN, source=name, expires=at(day)) for name, day in
                    (("newer", "2027-06-28"), ("older", "2026-06-28")))  # fmt: skip
    assert latest([older, newer]) is newer
    assert latest([older]) is BUILT_IN
    assert latest([]) is BUILT_IN
    same = replace(BUILT_IN, source="a file")
    assert latest([same]) is same


def test_a_list_goes_through_json_and_back():
    assert LeapList.from_dict(WITH_LEAP.as_dict()) == WITH_LEAP
    short = WITH_LEAP.since(at("2026-03-17"))
    assert short.offsets == WITH_LEAP.offsets[1:]
    assert short.next(at("2026-03-17")) == WITH_LEAP.next(at("2026-03-17"))
    assert short.reported(at("2026-03-17")) == {
        "source": "a test",
        "expires": "2027-06-28T00:00:00Z",
        "next": {"date": "2026-12-31", "kind": "insert"},
    }
    assert BUILT_IN.reported(at("2026-03-17"))["next"] is None


@pytest.mark.parametrize(
    "stored",
    [None, {}, [], {**WITH_LEAP.as_dict(), "expires": "soon"}, {**WITH_LEAP.as_dict(), "offsets": [{"from": 1}]},
     {**WITH_LEAP.as_dict(), "offsets": [{"from": "2017-01-01T00:00:00Z", "tai_offset_s": "37"}]}],
)  # fmt: skip
def test_what_is_no_list_is_none(stored):
    assert LeapList.from_dict(stored) is None


def leap(moment: str, leaps: LeapList = WITH_LEAP, **params: object) -> dict:
    return Derived({"gathered_at": f"{moment}Z"}, leaps).values(params)["leap"]


@pytest.mark.parametrize(
    ("leaps", "moment", "receiver", "ntp", "ptp"),
    [
        (BUILT_IN, "2026-11-30T12:00:00", [False], ["none"], ["none"]),
        (WITH_LEAP, "2026-07-10T00:00:00", [False, True], ["none"], ["none"]),
        (WITH_LEAP, "2026-12-30T23:59:59", [False, True], ["none"], ["none"]),
        (WITH_LEAP, "2026-12-31T00:00:00", [False, True], ["none", "add_second"], ["none", "insert"]),
        (WITH_LEAP, "2026-12-31T12:00:00", [False, True], ["add_second"], ["insert"]),
        (WITHOUT_A_SECOND, "2026-12-31T12:00:00", [False, True], ["delete_second"], ["delete"]),
        (WITH_LEAP, "2026-12-31T23:30:00", [True], ["add_second"], ["insert"]),
        (WITH_LEAP, "2027-01-01T00:00:30", [False, True], ["none", "add_second"], ["none", "insert"]),
        (WITH_LEAP, "2027-01-01T00:01:30", [False], ["none"], ["none"]),
        (BUILT_IN, "2026-12-31T12:00:00", None, None, None),
    ],
)
def test_what_may_be_announced(leaps, moment, receiver, ntp, ptp):
    found = leap(moment, leaps)
    assert (found["receiver"], found["ntp"], found["ptp"]) == (receiver, ntp, ptp)


def test_what_a_list_has():
    assert leap("2026-07-10T00:00:00") == {
        "due": True, "date": "2026-12-31", "kind": "insert", "month_ends_today": False, "tai_offset_s": 37,
        "receiver": [False, True], "ntp": ["none"], "ptp": ["none"],
    }  # fmt: skip
    assert leap("2027-01-01T00:00:00")["tai_offset_s"] == 38
    assert [leap(f"{day}T12:00:00")["month_ends_today"] for day in ("2028-02-28", "2028-02-29", "2026-02-28")] == [
        False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("params", "known"),
    [
        ({"leap_second_expected": True}, {"due": True, "receiver": [True], "ptp": ["none", "insert", "delete"]}),
        ({"leap_second_expected": False}, {"due": False, "receiver": [False], "ptp": ["none"]}),
        ({"tai_utc_offset_s": 40}, {"due": None, "tai_offset_s": 40}),
        ({"utc_offset_s": 41}, {"due": None, "tai_offset_s": 41}),
        ({}, {"due": None, "tai_offset_s": None, "receiver": None, "ntp": None, "ptp": None}),
    ],
)
def test_parameters_outrank_a_list_that_has_expired(params, known):
    found = leap("2027-07-15T00:00:00", **params)
    assert known.items() <= found.items()


FUTURE, PAST = "2027-01-01T00:00:00Z", "2017-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("moment", "receiver", "indicator", "latest_leap", "flags", "contradictions"),
    [
        ("2026-07-10T12:00:00Z", (False, None), "none", PAST, (False, False), []),
        ("2026-07-10T12:00:00Z", (True, "insert"), "none", FUTURE, (False, False), []),
        # A long-wave receiver hears of it an hour before, and NTP announces it by the file.
        ("2026-12-31T12:00:00Z", (False, None), "add_second", FUTURE, (False, True), []),
        ("2026-12-31T12:00:00Z", (True, None), "none", FUTURE, (False, True),
         ["receiver: announced", "leap second file: announced", "NTP: none", "PTP one: insert"]),
        ("2026-07-10T12:00:00Z", (True, "insert"), "none", PAST, (None, None),
         ["receiver: insert", "leap second file: none", "NTP: none"]),
        ("2026-07-10T12:00:00Z", (False, None), "add_second", None, (None, None), ["receiver: none", "NTP: insert"]),
        ("2026-07-10T12:00:00Z", (True, "insert"), "delete_second", FUTURE, (None, None),
         ["receiver: insert", "leap second file: announced", "NTP: delete"]),
        ("2026-07-10T12:00:00Z", (None, None), "none", None, (True, True), ["NTP: none", "PTP one: both"]),
        ("2026-07-10T12:00:00Z", (False, None), "alarm", None, (None, None), None),
        # NTP announces it all day, PTP in the last twelve hours.
        ("2026-12-31T08:00:00Z", (True, "insert"), "add_second", FUTURE, (False, False), []),
        (None, (False, None), "none", PAST, (False, False), None),
    ],
)  # fmt: skip
def test_contradictions_of_announcements(moment, receiver, indicator, latest_leap, flags, contradictions):
    leap59, leap61 = flags
    facts = {
        "gathered_at": moment,
        "status": {"sync": {"leap_second": dict(zip(("announced", "kind"), receiver, strict=True))}},
        "ntp": {"system": {
            "leap_indicator": indicator, "leap_second_time": latest_leap, "leap_file_expires": "2027-06-28T00:00:00Z",
        }},
        "ptp": {"instances": [
            {"alias": "one", "running": True, "time_properties_ds": {"leap59": leap59, "leap61": leap61}},
            {"alias": "stopped", "running": False, "time_properties_ds": {"leap59": True, "leap61": False}},
        ]},
    }  # fmt: skip
    assert Derived(facts).common()["leap_contradictions"] == contradictions


def test_the_built_in_list_is_one_that_a_file_could_hold():
    assert BUILT_IN.is_current(BUILT_IN.expires - timedelta(seconds=1))
    assert not BUILT_IN.is_current(BUILT_IN.expires)
    assert BUILT_IN.next(at("2017-01-01")) is None
