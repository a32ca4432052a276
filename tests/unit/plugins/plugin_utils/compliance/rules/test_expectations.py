# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is expected: operands, combinations, and the words for both."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.values import parse_time
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import limit_words, shown
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.expectations import (
    Context,
    Expectation,
    Operand,
)
from tests.unit.support.compliance import judged, rule

FACTS = {"a": 5, "text": "five", "none": None, "flag": True, "list": [1, None]}
PARAMS = {"limit": 10, "unset": None, "names": ["x", "y"]}
CONTEXT = Context((FACTS, {"b": 7}), PARAMS, parse_time("2026-03-17T09:30:00Z"))


@pytest.mark.parametrize(
    ("written", "value", "params"),
    [
        (1, 1, set()),
        ("text", "text", set()),
        (["a", 1], ["a", 1], set()),
        ("$limit", 10, {"limit"}),
        ("$unset", None, {"unset"}),
        (["$limit", 3, {"fact": "b"}], [10, 3, 7], {"limit"}),
        ({"fact": "b"}, 7, set()),
        ({"fact": "/a"}, 5, set()),
        ({"fact": "^.a", "plus": -2}, 3, set()),
        ({"fact": "b", "plus": 0.5}, 7.5, set()),
        ({"fact": "nothing", "plus": 1}, None, set()),
        ({"fact": "/none", "plus": 1}, None, set()),
        ({"fact": "/text", "plus": 1}, "five", set()),
        ({"fact": "/flag", "plus": 1}, True, set()),
        ({"fact": "/list"}, [1, None], set()),
    ],
)
def test_operand(written, value, params):
    operand = Operand(written)
    assert operand.value(CONTEXT) == value
    assert type(operand.value(CONTEXT)) is type(value)
    assert operand.params() == params


@pytest.mark.parametrize(
    ("written", "actual", "truth", "words"),
    [
        ({"equals": 1}, 1, True, "1"),
        ({"equals": "$limit"}, 10, True, "10"),
        ({"equals": "$unset"}, None, None, "nothing"),
        ({"equals": {"fact": "nothing"}}, None, None, "nothing"),
        ({"equals": {"fact": "b"}}, 7, True, "7"),
        ({"equals": False}, None, None, "false"),
        ({"in": ["a", "b"]}, "c", False, "one of a, b"),
        ({"in": "$names"}, "y", True, "one of x, y"),
        ({"in": []}, "y", False, "one of an empty list"),
        ({"in": ["a", {"fact": "nothing"}]}, "b", None, "one of a, nothing"),
        ({"not_in": ["a", {"fact": "nothing"}]}, "b", None, "none of a, nothing"),
        ({"min": 1, "max": 3}, 2, True, "at least 1 and at most 3"),
        ({"min": 1, "max": 3}, 4, False, "at least 1 and at most 3"),
        ({"min": 1, "max": "$unset"}, 0, False, "at least 1 and at most nothing"),
        ({"min": 1, "max": "$unset"}, 2, None, "at least 1 and at most nothing"),
        ({"min": "$limit"}, "12", None, "at least 10"),
        ({"between": [1, "$limit"]}, 10, True, "between 1 and 10"),
        ({"between": [1, "$unset"]}, 0, None, "between 1 and nothing"),
        ({"between": [{"fact": "nothing"}, 3]}, 9, None, "between nothing and 3"),
        ({"abs_max": 0.1}, -0.05, True, "within ± 0.1"),
        ({"matches": "a+"}, "aaa", True, "like a+"),
        ({"version_min": "7.8"}, "7.10", True, "version at least 7.8"),
        ({"empty": True}, [], True, "empty"),
        ({"empty": False}, [], False, "not empty"),
        ({"days_min": 10}, "2026-03-28", True, "days ahead, at least 10"),
        ({"days_min": 10}, "never", None, "days ahead, at least 10"),
        ({"any_of": [{"equals": 1}, {"min": 5}]}, 6, True, "1 or at least 5"),
        ({"any_of": [{"equals": 1}, {"min": 5}]}, 2, False, "1 or at least 5"),
        ({"any_of": [{"equals": 1}, {"min": 5}]}, None, None, "1 or at least 5"),
        ({"any_of": [{"equals": 1}, {"min": "$unset"}]}, 1, True, "1 or at least nothing"),
        ({"any_of": [{"equals": 1}, {"min": "$unset"}]}, 2, None, "1 or at least nothing"),
        ({"all_of": [{"min": 1}, {"not_in": [2]}]}, 3, True, "at least 1 and none of 2"),
        ({"all_of": [{"min": 1}, {"min": "$unset"}]}, 0, False, "at least 1 and at least nothing"),
        ({"not": {"equals": 1}}, 2, True, "not 1"),
        ({"not": {"equals": 1}}, 1, False, "not 1"),
        ({"not": {"equals": 1}}, None, None, "not 1"),
        ({"not": {"matches": "a"}}, 5, None, "not like a"),
        ({"not": {"any_of": [{"equals": 1}, {"equals": "$unset"}]}}, 2, None, "not 1 or nothing"),
        ({"min": 1, "not": {"equals": 3}}, 3, False, "at least 1 and not 3"),
    ],
)
def test_expectation(written, actual, truth, words):
    expectation = Expectation(written)
    assert expectation.truth(actual, CONTEXT) is truth
    assert limit_words(expectation.limit(CONTEXT)) == words


def test_the_parameters_and_operators_of_all_depths_are_found():
    written = {
        "any_of": [{"min": "$a"}, {"all_of": [{"in": ["$b", {"fact": "x"}]}, {"not": {"between": [1, "$c"]}}]}],
        "not": {"equals": "$d"},
    }
    assert Expectation(written).params() == {"a", "b", "c", "d"}
    assert Expectation(written).names() == {"min", "in", "between", "equals"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"matches": "a("}, "is not a regular expression"),
        ({"not": {"matches": "*"}}, "is not a regular expression"),
        ({"any_of": [{"matches": "[a"}]}, "is not a regular expression"),
        ({"matches": "$pattern"}, "not a parameter such as \\$pattern"),
        ({"equals": {"fact": "a ||"}}, "is not a JMESPath"),
        ({"equals": {"fact": "a == b"}}, "a path only selects"),
    ],
)
def test_a_mistake_is_refused_when_it_is_compiled(written, told):
    with pytest.raises(ProfileError, match=told):
        Expectation(written)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (0.1 + 0.2, "0.3"),
        (1e9, "1e+09"),
        (281.25, "281.25"),
        ([], "an empty list"),
        (["a", None, 1.5], "a, nothing, 1.5"),
        ("text", "text"),
    ],
)
def test_values_as_people_read_them(value, told):
    assert shown(value) == told


@pytest.mark.parametrize("operator", ["in", "not_in"])
def test_what_an_operator_cannot_compare_is_unknown(operator):
    """A parameter of another type than the operator wants proves nothing."""
    (found,) = judged(rule(value="a", expect={operator: "$limit"}), {"a": "x"}, params={"limit": 7})
    assert found["status"] == "unknown"
