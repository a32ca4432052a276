# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operators: three values, and never true for what is not known."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules import operators
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.operators import OPERATORS

NOW = datetime(2026, 3, 17, 9, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("name", "actual", "wanted", "truth"),
    [
        ("equals", 1, 1, True),
        ("equals", 1, 2, False),
        ("equals", 1.0, 1, True),
        ("equals", True, 1, False),
        ("equals", 0, False, False),
        ("equals", False, False, True),
        ("equals", "1", 1, False),
        ("equals", "a", "A", False),
        ("equals", None, None, None),
        ("equals", None, 1, None),
        ("equals", 1, None, None),
        ("equals", [1, 2], [1, 2], True),
        ("equals", [1], [True], False),
        ("equals", [1, 2], [2, 1], False),
        ("equals", [1], [1, 2], False),
        ("equals", [None], [None], None),
        ("equals", [1, None], [1, None], None),
        ("equals", [1, None], [2, None], False),
        ("equals", {"a": None}, {"a": None}, None),
        ("equals", {"a": 1}, {"a": 1}, True),
        ("equals", {"a": 1}, {"b": 1}, False),
        ("in", "b", ["a", "b"], True),
        ("in", "c", ["a", "b"], False),
        ("in", "c", [], False),
        ("in", None, [None], None),
        ("in", "c", ["a", None], None),
        ("in", "a", ["a", None], True),
        ("in", True, [1], False),
        ("in", [None], [[None]], False),
        ("not_in", "c", ["a", "b"], True),
        ("not_in", "a", ["a", "b"], False),
        ("not_in", "c", ["a", None], None),
        ("not_in", "a", ["a", None], False),
        ("not_in", None, [None], None),
        ("not_in", "c", [], True),
        ("min", 3, 3, True),
        ("min", 2.9, 3, False),
        ("min", None, 3, None),
        ("min", 3, None, None),
        ("min", "4", 3, None),
        ("min", 4, "3", None),
        ("min", True, 0, None),
        ("min", [4], 3, None),
        ("max", 3, 3, True),
        ("max", 3.1, 3, False),
        ("max", -5, 3, True),
        ("max", None, 3, None),
        ("max", 3, None, None),
        ("max", False, 3, None),
        ("between", 1, [1, 3], True),
        ("between", 3, [1, 3], True),
        ("between", 0, [1, 3], False),
        ("between", 4, [1, 3], False),
        ("between", "2", [1, 3], None),
        ("between", 2, [3, 1], False),
        ("abs_max", -100, 100, True),
        ("abs_max", 100, 100, True),
        ("abs_max", -101, 100, False),
        ("abs_max", 101, 100, False),
        ("abs_max", None, 100, None),
        ("abs_max", 5, None, None),
        ("abs_max", "-5", 100, None),
        ("abs_max", True, 100, None),
        ("matches", "https://a", "https://.*", True),
        ("matches", "xhttps://a", "https://.*", False),
        ("matches", "ab\ncd", "ab.*", False),
        ("matches", "", ".*", True),
        ("matches", None, ".*", None),
        ("matches", 5, ".*", None),
        ("version_min", "7.10.008", "7.8.19", True),
        ("version_min", "7.06.014-light", "7.06.014", True),
        ("version_min", "7.06.013-light", "7.06.014", False),
        ("version_min", "2022.05.6-rc3-u", "2022.05.6", False),
        ("version_min", "2022.05.6-rc3-u", "2022.05.6-rc2", True),
        ("version_min", "2022.05.6-rc10", "2022.05.6-rc9", True),
        ("version_min", "2022.05.6", "2022.05.6-rc9", True),
        ("version_min", "7.10", "7.10.0", True),
        ("version_min", "v7.10", "7.9", True),
        ("version_min", "unknown", "7.9", None),
        ("version_min", "7.10", "newest", None),
        ("version_min", None, "7.9", None),
        ("version_min", 7.10, "7.9", None),
        ("empty", [], True, True),
        ("empty", [1], True, False),
        ("empty", [], False, False),
        ("empty", [0], False, True),
        ("empty", {}, True, True),
        ("empty", {"a": 1}, False, True),
        ("empty", "", True, True),
        ("empty", "a", True, False),
        ("empty", None, True, None),
        ("empty", 0, True, None),
        ("empty", [None], False, None),
        ("empty", [None], True, None),
        ("empty", {"a": None}, False, None),
        ("empty", [None, 1], False, True),
    ],
)
def test_operator(name, actual, wanted, truth):
    assert OPERATORS[name](actual, wanted) is truth


@pytest.mark.parametrize(
    ("actual", "days", "truth"),
    [
        ("2026-03-27T09:30:00Z", 10, True),
        ("2026-03-27T09:29:59Z", 10, False),
        ("2026-03-10T00:00:00Z", 0, False),
        ("2026-03-18", 0, True),
        ("2026-13-18", 0, None),
        ("soon", 0, None),
        (None, 0, None),
        (20260318, 0, None),
        ("2026-03-27T09:30:00Z", None, None),
        ("2026-03-27T09:30:00Z", "10", None),
    ],
)
def test_days_are_counted_from_now(actual, days, truth):
    assert operators.days_at_least(actual, days, NOW) is truth


def test_without_a_now_no_days_are_known():
    assert operators.days_at_least("2026-03-27T09:30:00Z", 1, None) is None


@pytest.mark.parametrize(
    ("truths", "both", "either"),
    [
        ([True, True], True, True),
        ([True, False], False, True),
        ([False, False], False, False),
        ([True, None], None, True),
        ([False, None], False, None),
        ([None, None], None, None),
        ([None], None, None),
        ([], True, False),
    ],
)
def test_combined_truths(truths, both, either):
    assert operators.conjunction(truths) is both
    assert operators.disjunction(truths) is either


@pytest.mark.parametrize(("truth", "opposite"), [(True, False), (False, True), (None, None)])
def test_the_opposite_of_not_known_is_not_known(truth, opposite):
    assert operators.negation(truth) is opposite
