# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operands that an operator can't use are refused with the profile, not found out on every device."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ParameterError, ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.operands import (
    check,
    is_version,
    versions,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import resolve
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load_all
from tests.unit.support.compliance import rule

PARAMS = {f"a_{kind}": {"type": kind} for kind in ("int", "float", "bool", "str", "list")}
NUMBERS, ALL = {"int", "float"}, {"int", "float", "bool", "str", "list"}


@pytest.mark.parametrize(
    ("operator", "around", "fit"),
    [
        ("min", str, NUMBERS), ("max", str, NUMBERS), ("abs_max", str, NUMBERS), ("days_min", str, NUMBERS),
        ("between", lambda name: [1, name], NUMBERS), ("between", lambda name: [name, 1], NUMBERS),
        ("in", str, {"list"}), ("not_in", str, {"list"}),
        ("in", lambda name: ["x", name], ALL - {"list"}), ("not_in", lambda name: [name], ALL - {"list"}),
        ("version_min", str, {"str"}), ("equals", str, ALL),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", sorted(ALL))
@pytest.mark.parametrize("place", ["expect", "when", "where", "not"])
def test_a_parameter_is_of_a_type_that_its_operator_takes(operator, around, fit, kind, place):
    expect = {operator: around(f"$a_{kind}")}
    within = {"expect": {"any_of": [{"not": expect}]}} if place == "not" else {place: [{"value": "a", **expect}]}
    one = rule(**({"expect": expect} if place == "expect" else within))
    if kind in fit:
        check(one, PARAMS)
    else:
        with pytest.raises(ProfileError) as caught:
            check(one, PARAMS)
        assert operator in str(caught.value)
        assert f"a_{kind}" in str(caught.value)


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ({"min": "$a_str"}, "min takes a number, and the parameter a_str is of type str; it would have to be of type "
         "int or float; for a version there is version_min"),
        ({"max": "$a_list"}, "max takes a number, and the parameter a_list is of type list; it would have to be of "
         "type int or float"),
        ({"version_min": "$a_float"}, "version_min takes a version, and the parameter a_float is of type float; it "
         "would have to be of type str, since the number 7.10 is 7.1"),
        ({"in": ["$a_list"]}, "in has the list a_list in another list; it would have to be in: $a_list"),
        ({"version_min": "latest"}, "version_min takes a version such as 7.10.008, and 'latest' is none"),
    ],
)  # fmt: skip
def test_the_message_says_what_would_do(expect, told):
    with pytest.raises(ProfileError) as caught:
        check(rule(expect=expect), PARAMS)
    assert str(caught.value) == told


def test_other_facts_and_literals_pass():
    check(rule(expect={"between": [{"fact": "b"}, 3], "in": ["x"], "version_min": "v7.10", "min": 1}), {})


@pytest.mark.parametrize(
    ("written", "good"),
    [("7.10.008", True), ("2022.05.6-rc3-u", True), ("v7", True), ("latest", False), ("", False), (7.1, False)],
)
def test_what_a_version_is(written, good):
    assert is_version(written) is good


def test_the_parameters_that_are_versions():
    rules = [rule(expect={"not": {"version_min": "$one"}}), rule(when=[{"value": "a", "version_min": "$two"}]),
             rule(expect={"version_min": "7"}), rule(expect={"equals": "$three"})]  # fmt: skip
    assert versions(rules) == {"one", "two"}


PROFILE = """---
id: own
title: A profile of one's own
version: 1.0.0
params:
  oldest: {type: str, default: "7.08", description: The oldest firmware}
rules:
  - id: firmware
    title: The firmware is not old
    severity: major
    basis: claimed
    source: a test
    value: device.firmware.version
    expect: {version_min: $oldest}
    remedy: Update it.
"""


def profile(tmp_path, *change: str):
    path = tmp_path / "own.yml"
    path.write_text(PROFILE.replace(*change) if change else PROFILE, "utf-8")
    return path, [str(path)]


def test_a_mistake_is_told_with_its_rule_and_line(tmp_path):
    path, chosen = profile(tmp_path, "version_min:", "min:")
    with pytest.raises(ProfileError, match=f"^{path}:8: rule firmware: min takes a number, and the parameter oldest "):
        load_all(chosen)


def test_a_default_that_is_no_version_is_refused(tmp_path):
    path, chosen = profile(tmp_path, '"7.08"', "latest")
    with pytest.raises(ProfileError) as caught:
        load_all(chosen)
    assert str(caught.value) == (
        f"{path}:6: the parameter oldest of own is a version such as 7.10.008, and 'latest' is none"
    )


def test_a_value_that_is_no_version_is_refused(tmp_path):
    profiles = load_all(profile(tmp_path)[1])
    for given, where in (({"oldest": "latest"}, "compliance_params"), ({}, "compliance_host_params")):
        with pytest.raises(ParameterError) as caught:
            resolve(profiles, given, {} if given else {"oldest": "latest"})
        assert str(caught.value) == (
            f"{where}: the parameter oldest of own is a version such as 7.10.008, and 'latest' is none"
        )
    assert resolve(profiles, {"oldest": "7.10"}, {"oldest": None}).values == {"own": {"oldest": None}}
