# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments and versions, as facts write them."""

from __future__ import annotations

import random
from datetime import datetime, timezone

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import values
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.values import parse_time


def test_versions_sort_as_numbers_and_pre_releases_before_their_release():
    versions = ["7.04.019", "7.06.014-light", "7.10.004", "7.10.012", "2022.05.6-rc3-u", "2022.05.6", "2023.11.0"]
    shuffled = random.Random(5).sample(versions, len(versions))
    assert sorted(shuffled, key=values.version_key) == versions


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-17T09:30:00Z", datetime(2026, 3, 17, 9, 30, tzinfo=timezone.utc)),
        ("2026-03-17T09:30:00.1Z", datetime(2026, 3, 17, 9, 30, 0, 100_000, tzinfo=timezone.utc)),
        ("2026-03-17T09:30:00.123456789Z", datetime(2026, 3, 17, 9, 30, 0, 123_456, tzinfo=timezone.utc)),
        ("2026-03-17", datetime(2026, 3, 17, tzinfo=timezone.utc)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=timezone.utc)),
        ("2026-03-17T09:30:00", None),
        ("2026-03-17T09:30:00+01:00", None),
        ("2026-02-30T00:00:00Z", None),
        ("٢٠٢٦-03-17T09:30:00Z", None),
        ("", None),
        (None, None),
        (5, None),
    ],
)
def test_moments_are_read_as_facts_write_them(written, moment):
    assert parse_time(written) == moment
