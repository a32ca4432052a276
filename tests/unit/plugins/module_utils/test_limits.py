# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers that make no sense are refused in a sentence with the option, its value and its range."""

from __future__ import annotations

import math

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import UsageError
from ansible_collections.timesync.meinberg.plugins.module_utils.limits import check_connection, check_range

DEFAULTS = {name: option.get("default") for name, option in CONNECTION.items()}


@pytest.mark.parametrize(
    ("value", "limits", "told"),
    [
        (0, (1,), "n is 0; it takes 1 or more."),
        (0, (1, 64), "n is 0; it takes 1 to 64."),
        (65, (1, 64), "n is 65; it takes 1 to 64."),
        (-0.5, (0,), "n is -0.5; it takes 0 or more."),
        (math.nan, (0,), "n is nan; it takes 0 or more."),
    ],
)
def test_out_of_range(value, limits, told):
    with pytest.raises(UsageError) as info:
        check_range({"n": value}, "n", *limits)
    assert str(info.value) == told


@pytest.mark.parametrize(
    ("value", "most", "told"),
    [(0, math.inf, "more than 0."), (math.nan, math.inf, "more than 0."), (9, 8, "more than 0, and 8 at most.")],
)
def test_the_least_itself_left_out(value, most, told):
    with pytest.raises(UsageError, match=f"^n is {value:g}; it takes {told}$"):
        check_range({"n": value}, "n", 0, most, above=True)


def test_what_is_in_range():
    for value, least, most in ((1, 1, 64), (64, 1, 64), (math.inf, 0, math.inf), (0, 0, 0)):
        check_range({"n": value}, "n", least, most)
    check_range({"n": 0.001}, "n", 0, above=True)
    check_connection(DEFAULTS)


@pytest.mark.parametrize(
    ("name", "value"),
    [("timeout", 0), ("timeout", -1), ("deadline", 0), ("deadline", math.nan), ("retries", -1), ("max_body_mib", 0),
     ("http_sessions_max_count", -1)],
)  # fmt: skip
def test_numbers_of_a_connection(name, value):
    with pytest.raises(UsageError, match=f"^{name} is {value:g}; it takes "):
        check_connection({**DEFAULTS, name: value})
