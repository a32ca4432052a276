# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arithmetic of NTP, and that each formula has one home."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import ntp_arithmetic
from tests.tooling.tree import ROOT, files

HOME = {"plugins/module_utils/ntp_arithmetic.py"}
FORMULA = re.compile(r"delay\s*//?\s*2\b")


@pytest.mark.parametrize(
    ("exponent", "nanoseconds"),
    [(-18, 3814.697265625), (0, 10**9), (-1, 500000000), (1, 2 * 10**9), (None, None), (64, None), (-64, None)],
)
def test_power_of_two(exponent, nanoseconds):
    found = ntp_arithmetic.power_of_two_ns(exponent)
    assert (type(found), found) == (type(nanoseconds), nanoseconds)


@pytest.mark.parametrize("exponent", range(-63, 64))
def test_a_power_of_two_is_exact(exponent):
    assert Fraction(ntp_arithmetic.power_of_two_ns(exponent)) == 10**9 * Fraction(2) ** exponent


@pytest.mark.parametrize(
    ("variables", "distance"),
    [
        ({"root_delay_ns": 500, "root_dispersion_ns": 1000}, 1250),
        ({"root_delay_ns": 0, "root_dispersion_ns": 0}, 0),
        ({"root_delay_ns": None, "root_dispersion_ns": 1000}, None),
        ({"root_delay_ns": 500}, None),
        ({}, None),
    ],
)
def test_root_distance(variables, distance):
    assert ntp_arithmetic.root_distance_ns(variables) == distance


def test_one_place_computes_the_root_distance():
    plugins = [name for name in files() if name.startswith("plugins/") and name.endswith(".py")]
    found = {name for name in plugins if FORMULA.search((ROOT / name).read_text(encoding="utf-8"))}
    assert found == HOME
