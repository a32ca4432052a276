# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time stamps and dates as devices write them, and as they should not."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import time_stamps
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed

GOOD = {
    "date_time": [
        ("2026-02-11T22:05:01.533523843 UTC", "2026-02-11T22:05:01.533523843Z"),
        ("2026-02-11T22:05:01.533Z", "2026-02-11T22:05:01.533Z"),
        ("2026.02.11 21:53:08", "2026-02-11T21:53:08Z"),
        (" 2026-02-11T22:05:06 ", "2026-02-11T22:05:06Z"),
        ("2026-02-11T22:05:06+00:00", "2026-02-11T22:05:06Z"),
        ("2016-12-31T23:59:60", "2016-12-31T23:59:60Z"),
        ("2024-02-29T00:00:00", "2024-02-29T00:00:00Z"),
    ],
    "minute": [("201701010000", "2017-01-01T00:00:00Z"), (202612280000, "2026-12-28T00:00:00Z")],
    "date": [
        ("2026-06-30", "2026-06-30"), ("2026.06.30", "2026-06-30"), ("202606302359", "2026-06-30"),
        ("2026-06-30T23:59:60", "2026-06-30"),
    ],
}  # fmt: skip
BAD = {
    "date_time": [
        "2026-02-11", "22:05:06", "2026-13-01T00:00:00", "2026-02-30T00:00:00", "2026-02-11T22:05:01 CET",
        "2026-02-11T22:05:01+01:00", "2016-12-31T22:59:60", "0000-00-00T00:00:00", 86400, Decimal("86400.25"), True,
    ],
    "minute": ["20170101", "201713010000", "2017-01-01T00:00", True],
    "date": ["2026-02-30", "x", 20260230, []],
}  # fmt: skip
NOTHING = [None, "", "  ", "-", " - ", "N/A", "n/a", "never", "unknown", "UNKNOWN "]


def cases(table):
    return [pytest.param(name, *row, id=f"{name}-{row[0]!r:.40}") for name, rows in table.items() for row in rows]


@pytest.mark.parametrize(("parser", "written", "value"), cases(GOOD))
def test_a_time_is_read_as_it_is_meant(parser, written, value):
    assert getattr(time_stamps, parser)(written) == value


@pytest.mark.parametrize(
    ("parser", "written"), cases({name: [(value,) for value in values] for name, values in BAD.items()})
)
def test_a_value_of_another_kind_is_malformed(parser, written):
    with pytest.raises(Malformed):
        getattr(time_stamps, parser)(written)


@pytest.mark.parametrize("parser", GOOD)
@pytest.mark.parametrize("nothing", NOTHING)
def test_nothing_is_null(parser, nothing):
    assert getattr(time_stamps, parser)(nothing) is None


def test_the_controllers_time_is_utc():
    moment = datetime(2026, 2, 11, 23, 5, 1, 42, timezone(timedelta(hours=1)))
    assert time_stamps.utc_iso(moment) == "2026-02-11T22:05:01.000042Z"
