# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths: only what selects, with nothing in a null's place."""

from __future__ import annotations

import re

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import sentence
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.selection import (
    FUNCTIONS,
    Path,
    Selected,
)

PORT = {"name": "lan0", "rx": 5}
INSTANCE = {"alias": "one", "ports": [PORT, {"name": "lan1", "rx": None}]}
ROOT = {"ptp": {"instances": [INSTANCE, {"alias": None, "ports": None}], "running": True}, "odd-name": 1, "none": None}
SCOPES = (ROOT, INSTANCE, PORT)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("rx", 5),
        ("^.alias", "one"),
        ("^", INSTANCE),
        ("^^.ptp.running", True),
        ("^^", ROOT),
        ("/ptp.running", True),
        ("/", ROOT),
        ("nothing.at.all", None),
        ("rx.deeper", None),
        ("/none.deeper", None),
        ("/ptp.instances.alias", None),
        ("/ptp.instances[0].alias", "one"),
        ("/ptp.instances[-1].alias", None),
        ("/ptp.instances[9].alias", None),
        ('/"odd-name"', 1),
        ("/length(ptp.instances)", 2),
        ("/ptp.instances[].alias", ["one", None]),
        ("/ptp.instances[*].ports[].name", ["lan0", "lan1", None]),
        ("/ptp.*", [[INSTANCE, {"alias": None, "ports": None}], True]),
        ("^.ports[*].rx", [5, None]),
        ("^.ports[0].[name, rx]", ["lan0", 5]),
        ("^.ports[1].{who: name, much: rx}", {"who": "lan1", "much": None}),
        ("/none[].x", None),
        ("/none.*", None),
        ("length(@)", 2),
        ("@", PORT),
    ],
)
def test_what_a_path_selects(written, value):
    assert Path(written).select(SCOPES) == Selected(value)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("/length(none)", r"^/length\(none\) cannot be read: In function length\(\), invalid type"),
        ("/max(ptp.instances[].alias)", r"cannot be read: In function max\(\), invalid type"),
        ("^^^.ptp", r"^\^\^\^\.ptp leads above the device's facts$"),
    ],
)
def test_a_path_that_cannot_be_followed_says_why(written, told):
    found = Path(written).select(SCOPES)
    assert found.value is None
    assert re.search(told, sentence(found.problem))
    assert "\n" not in sentence(found.problem)


def test_a_null_in_a_projection_is_no_smaller_sum():
    facts = {"ports": [{"errors": 1}, {"errors": None}]}
    assert Path("sum(ports[].errors)").select([facts]).value is None
    assert Path("length(ports[].errors)").select([facts]).value == 2


@pytest.mark.parametrize(
    "written",
    [
        "a == b",
        "a != b",
        "length(a) > length(b)",
        "a || b",
        "a && b",
        "!a",
        "a[?b]",
        "a[?b == c].d",
        "length(a[?b])",
        "a.{x: b == c}",
        "max_by(a, &(b == c))",
    ],
)
def test_comparisons_and_boolean_expressions_are_refused(written):
    with pytest.raises(ProfileError, match="a path only selects, since JMESPath finds two nulls equal"):
        Path(written)


@pytest.mark.parametrize("written", ["`0`", "'text'", "[a, `1`]", "join('-', a)", "a.{x: `true`}"])
def test_a_literal_is_not_what_the_device_says(written):
    with pytest.raises(ProfileError, match="has a literal in it"):
        Path(written)


@pytest.mark.parametrize(
    "name", ["not_null", "to_array", "to_string", "type", "contains", "starts_with", "ends_with", "merge"]
)
def test_functions_that_compare_or_make_a_value_out_of_a_null_are_refused(name):
    with pytest.raises(ProfileError, match=rf"calls {name}\(\).*; a path can call abs, avg"):
        Path(f"{name}(a)")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("lenght(a)", r"calls lenght\(\) \(did you mean 'length'\?\)"),
        ("length(a, b)", r"gives length\(\) 2 arguments, and it takes 1"),
        ("length()", r"gives length\(\) 0 arguments"),
        ("a.[", "'a.\\[' is not a JMESPath"),
        ("a..b", "is not a JMESPath"),
        ("a[", "is not a JMESPath"),
        ("a b", "is not a JMESPath"),
        ("length(/a)", "is not a JMESPath"),
        ("sum(^)", "is not a JMESPath"),
    ],
)
def test_a_mistake_is_refused_before_any_device_is_read(written, told):
    with pytest.raises(ProfileError, match=told) as caught:
        Path(written)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_makes_a_value_out_of_a_null(name):
    arguments = {"join": "a, b", "map": "&a, b", "max_by": "a, &b", "min_by": "a, &b", "sort_by": "a, &b"}
    found = Path(f"{name}({arguments.get(name, 'a')})").select([{"a": None, "b": None}])
    assert found.value is None
