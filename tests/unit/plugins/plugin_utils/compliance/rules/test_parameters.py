# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of parameters: which are accepted, and what is said of the others."""

from __future__ import annotations

import math

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import problem_of
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import Profile

TYPES = ("int", "float", "bool", "str", "list")
PROFILE = Profile(
    id="own", title="Own", version="1.0.0", description="", rules=(), manual_checks=(), path="own.yml",
    params={
        **{kind: {"type": kind} for kind in TYPES},
        "oldest": {"type": "str"},
        "outputs": {"type": "list", "keys": ["id", "signal"]},
    },
    versions=frozenset({"oldest"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [("int", 3), ("float", 3), ("float", 0.5), ("bool", True), ("str", ""), ("list", [1, "a"]), ("oldest", "7.10.008"),
     ("outputs", []), ("outputs", [{"id": "a"}, {"id": "b", "signal": "pps"}]), *((kind, None) for kind in TYPES)],
)  # fmt: skip
def test_a_value_of_the_type_is_accepted(name, value):
    assert problem_of(PROFILE, name, value) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("int", True), ("int", 0.5), ("int", "3"), ("int", 10**400), ("float", math.inf), ("float", math.nan),
     ("float", False), ("bool", 1), ("str", 3), ("list", "abc"), ("list", {})],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(name, value):
    assert problem_of(PROFILE, name, value) == f"is of type {name}, and {value!r} is not"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("oldest", "latest", "of own is a version such as 7.10.008, and 'latest' is none"),
        ("outputs", ["a"], "holds mappings with at least id, and 'a' is not one"),
        ("outputs", [{"id": "a"}, {"signal": 1}], "holds mappings with at least id, and {'signal': 1} is not one"),
        ("outputs", [{"id": "a", "sginal": 1}], "has a member with the key 'sginal'; known are id, signal"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(name, value, told):
    assert problem_of(PROFILE, name, value) == told
