# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits as data: their ends, their bound, and their way through a file."""

from __future__ import annotations

import json
import pickle

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.limits import Limit
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.operators import OPERATORS

COMBINED = Limit("any_of", (Limit("equals", 1), Limit("not", Limit("min", 5))))


@pytest.mark.parametrize(
    ("limit", "bound", "ends"),
    [
        (Limit("min", 4), "lower", (4, None)),
        (Limit("max", 100), "upper", (None, 100)),
        (Limit("abs_max", 2.5e-07), "both", (-2.5e-07, 2.5e-07)),
        (Limit("between", (-5, 7)), "both", (-5, 7)),
        (Limit("between", (None, 7)), "both", (None, 7)),
        (Limit("version_min", "7.10"), "lower", (None, None)),
        (Limit("days_min", 30), "lower", (None, None)),
        (Limit("equals", 5), None, (None, None)),
        (Limit("equals", True), None, (None, None)),
        (Limit("max", None), "upper", (None, None)),
        (Limit("in", (1, 2)), None, (None, None)),
        (Limit("all_of", (Limit("min", 1), Limit("max", 3))), None, (None, None)),
        (COMBINED, None, (None, None)),
    ],
)
def test_the_ends_of_a_limit(limit, bound, ends):
    assert limit.bound == bound
    assert (limit.lower, limit.upper) == ends


@pytest.mark.parametrize("limit", [Limit("max", 5), Limit("in", ("a", None)), COMBINED])
def test_a_limit_survives_its_file_and_its_process(limit):
    stored = json.loads(json.dumps(limit.as_dict("ns")))
    assert json.loads(json.dumps(Limit.from_dict(stored).as_dict("ns"))) == stored
    assert pickle.loads(pickle.dumps(limit)) == limit


def test_a_combination_shows_unit_and_bound_of_each_part():
    shown = Limit("all_of", (Limit("min", 1), Limit("max", 3))).as_dict("ns")
    assert [(one["operator"], one["unit"], one["bound"]) for one in shown["value"]] == [
        ("min", "ns", "lower"), ("max", "ns", "upper"),
    ]  # fmt: skip


@pytest.mark.parametrize("stored", [{}, {"operator": "max"}, {"operator": "any_of", "value": 5}, None])
def test_what_is_no_limit_is_refused(stored):
    with pytest.raises((KeyError, TypeError)):
        Limit.from_dict(stored)


def test_every_operator_that_compares_an_order_has_a_bound():
    ordered = {"min", "max", "abs_max", "between", "version_min", "days_min"}
    assert {name for name in OPERATORS if Limit(name, None).bound} == ordered
