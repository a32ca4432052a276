# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several samples say together."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ntp_summary import (
    OF_THE_LATEST,
    jitter_ns,
    median,
    summary,
)

OFFSETS = st.lists(st.integers(-(2**70), 2**70), min_size=1, max_size=9)


def sample(offset=None, delay=None, version=4, kiss=None, stratum=1) -> dict:
    of_server = dict.fromkeys(OF_THE_LATEST) | {"stratum": stratum}
    return {"offset_ns": offset, "delay_ns": delay, "version": version, "kiss_code": kiss, **of_server}


LOST = sample(version=None, stratum=None)


def test_a_summary_counts_and_takes_the_middle():
    found = summary([sample(100, 50), LOST, sample(-20, 10), sample(130, 70), sample(40, 20)], 3)
    assert found == {
        "sent": 5,
        "answered": 4,
        "refused": 3,
        "offset_ns": 70,
        "delay_ns": 35,
        "minimum_delay": {"offset_ns": -20, "delay_ns": 10},
        "jitter_ns": 116,  # the root of (120² + 150² + 60²) / 3
        **dict.fromkeys(OF_THE_LATEST),
        "stratum": 1,
        "kiss_codes": [],
    }


def test_one_sample_has_no_jitter():
    found = summary([sample(100, 50)], 0)
    assert (found["offset_ns"], found["jitter_ns"]) == (100, None)


def test_of_nothing_nothing_is_known():
    found = summary([LOST, LOST], 0)
    assert (found["sent"], found["answered"], found["kiss_codes"]) == (2, 0, [])
    assert {found[name] for name in ("offset_ns", "delay_ns", "jitter_ns", "stratum")} == {None}
    assert found["minimum_delay"] == {"offset_ns": None, "delay_ns": None}


def test_a_kiss_is_an_answer_but_a_time_counts_for_more():
    kiss = sample(kiss="RATE", stratum=0)
    found = summary([sample(5, 5, stratum=2), kiss, kiss, sample(kiss="DENY", stratum=0)], 0)
    assert (found["answered"], found["stratum"], found["kiss_codes"]) == (4, 2, ["DENY", "RATE"])
    assert summary([LOST, kiss], 0)["stratum"] == 0


def test_the_latest_answer_counts():
    assert summary([sample(1, 1, stratum=1), sample(1, 1, stratum=3), LOST], 0)["stratum"] == 3


@given(OFFSETS)
def test_the_median_is_that_of_exact_numbers(offsets):
    exact = statistics.median_low(offsets) + statistics.median_high(offsets)
    assert median(offsets) == exact // 2


@given(OFFSETS, st.integers(-(2**70), 2**70))
def test_the_jitter_does_not_depend_on_where_zero_is(offsets, shift):
    moved = [offset + shift for offset in offsets]
    assert jitter_ns(moved, moved[0]) == jitter_ns(offsets, offsets[0])


@pytest.mark.parametrize(("offsets", "jitter"), [([7, 7, 7], 0), ([0, 3, 4], 3), ([0, 2**60, -(2**60)], 2**60)])
def test_the_jitter_is_against_the_best(offsets, jitter):
    assert jitter_ns(offsets, offsets[0]) == jitter
