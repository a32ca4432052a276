# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drift of oscillators in holdover, against the figures of the vendor's table."""

from __future__ import annotations

import math

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.holdover import (
    DRIFT_NS,
    error_ns,
    hours_to_limit,
    smallest_limit_ns,
)

POINTS = [(name, hours, error) for name, points in DRIFT_NS.items() for hours, error in points]


@pytest.mark.parametrize(("oscillator", "hours", "error"), POINTS)
def test_the_points_of_the_table_are_met(oscillator, hours, error):
    assert error_ns(oscillator, hours) == pytest.approx(error)
    assert hours_to_limit(oscillator, error) == pytest.approx(hours)


@pytest.mark.parametrize(
    ("oscillator", "limit_ns", "hours"),
    [
        ("tcxo", 1_000, 0.0056),
        ("tcxo", 1_000_000, 5.6),
        ("ocxo_lq", 100_000, 2.8),
        ("ocxo_lq", 1_000_000, 26),
        ("ocxo_hq", 1_000, 1.1),
        ("ocxo_hq", 1_500, 1.64),
        ("ocxo_hq", 100_000, 51.9),
        ("ocxo_hq", 1_000_000, 168),
        ("ocxo_dhq", 1_000, 5.3),
        ("ocxo_dhq", 1_500, 8),
        ("ocxo_dhq", 100_000, 117),
        ("ocxo_dhq", 1_000_000, 385),
        ("rubidium", 1_000, 27),
        ("rubidium", 1_500, 33),
        ("rubidium", 100_000, 324),
    ],
)
def test_hours_until_a_limit_are_those_of_the_standards_reference(oscillator, limit_ns, hours):
    assert hours_to_limit(oscillator, limit_ns) == pytest.approx(hours, rel=0.03)


@pytest.mark.parametrize("oscillator", sorted(DRIFT_NS))
def test_the_error_grows_and_its_inverse_leads_back(oscillator):
    hours = [0.5, 6, 24, 25, 100, 168, 169, 400, 719]
    errors = [error_ns(oscillator, one) for one in hours]
    assert errors == sorted(errors)
    assert [hours_to_limit(oscillator, error) for error in errors] == pytest.approx(hours)


@pytest.mark.parametrize(
    ("oscillator", "hours", "error"),
    [("rubidium", 0, 0), ("rubidium", 12, 400), ("rubidium", 720.1, 370_000), ("tcxo", 960, 1.1e9),
     ("rubidium", -1, None), ("ocxo_sq", 12, 11_000), ("ocxo_mq", 12, 11_000), ("cesium", 12, 400), ("", 5, None),
     (None, 5, None)],
)  # fmt: skip
def test_beyond_the_table_its_last_value_is_a_lower_bound(oscillator, hours, error):
    assert error_ns(oscillator, hours) == error


@pytest.mark.parametrize(
    ("oscillator", "limit_ns"),
    [("rubidium", 370_001), ("rubidium", 0), ("rubidium", -5), ("ocxo_xhq", 1000), (None, 1000)],
)
def test_beyond_the_table_no_hours_are_claimed(oscillator, limit_ns):
    assert hours_to_limit(oscillator, limit_ns) is None


def test_the_growth_of_each_row_is_like_that_of_the_others():
    """A row whose first day does not fit its week would have an exponent far from the others'."""
    growth = [math.log(points[1][1] / points[0][1]) / math.log(7) for points in DRIFT_NS.values()]
    assert all(1.7 < one < 2.0 for one in growth)


@pytest.mark.parametrize(
    ("limits", "smallest"), [([], 1e6), ([None], 1e6), ([500, None, 250.0], 250), ([0, -1], 1e6), ([5e7], 5e7)]
)
def test_the_smallest_limit_of_a_host(limits, smallest):
    assert smallest_limit_ns({str(number): {"holdover_limit_ns": one} for number, one in enumerate(limits)}) == smallest
