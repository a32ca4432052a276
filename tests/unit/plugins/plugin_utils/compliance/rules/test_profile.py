# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles: every mistake is refused before a device is read, at its line, with the nearest right key."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ParameterError, ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.parameters import resolve
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load, load_all, shipped

GOOD = """---
id: own
title: A profile of one's own
version: 1.0.0
params:
  limit: {type: float, default: 5, description: A limit}
  wanted: {type: list, description: What is wanted}
rules:
  - id: first
    title: The first rule
    severity: major
    basis: claimed
    source: a test
    when: [{value: device.os, equals: ltos}]
    each: status.receivers
    label: id
    where: [{value: kind, equals: gnss}]
    value: satellites.used
    expect: {min: $limit}
    caused_by: [second]
    remedy: Do something.
  - id: second
    title: The second rule
    severity: minor
    basis: claimed
    source: a test
    value: status.sync.state
    expect: {in: $wanted}
    remedy: Do something else.
"""


@pytest.fixture
def write(tmp_path):
    """Writes a profile with texts replaced, and gives its path."""

    def written(*changes: tuple[str, str], name: str = "own.yml") -> Path:
        text = GOOD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return written


def refused(path: Path) -> tuple[int, str]:
    """The line and the message with which a profile is refused."""
    with pytest.raises(ProfileError) as caught:
        load_all([str(path)])
    told = str(caught.value)
    assert "\n" not in told
    place, message = told.removeprefix(f"{path}:").split(": ", 1)
    return int(place), message


def test_a_good_profile_is_loaded(write):
    (profile,) = load_all([str(write())])
    assert (profile.id, profile.title, profile.version) == ("own", "A profile of one's own", "1.0.0")
    assert [rule.key for rule in profile.rules] == ["own:first", "own:second"]
    assert profile.rules[0].causes == ("own:second",)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("id: own\n", "id: Own\n", 2, "id: 'Own' does not match"),
        ("version: 1.0.0", "version: 1.0", 4, "version: 1.0 is not of type 'string'"),
        ("version: 1.0.0\n", "", 2, "the file lacks version"),
        ("title: A profile", "titel: A profile", 3, "the key 'titel' is not known here (did you mean 'title'?)"),
        ("rules:", "rule:", 8, "the key 'rule' is not known here (did you mean 'rules'?)"),
        ("type: float", "type: number", 6, "params/limit/type is 'number'; it takes int, float, bool, str, list"),
        ("type: float", "tpye: float", 6, "the key 'tpye' is not known here (did you mean 'type'?)"),
        ("default: 5", "default: five", 6, "the parameter limit is of type float, and 'five' is not"),
        ("default: 5", "default: .nan", 6, "the parameter limit is of type float, and nan is not"),
        ("    severity: major\n", "    severity: mayor\n", 11,
         "rule first: severity is 'mayor' (did you mean 'major'?); it takes critical, major, minor, info"),
        ("    severity: major\n", "", 9, "rule first lacks severity"),
        ("    basis: claimed\n", "    basis: assumed\n", 12, "rule first: basis is 'assumed'"),
        ("    where:", "    were:", 17, "the key 'were' is not known here (did you mean 'where'?)"),
        ("{min: $limit}", "{mim: $limit}", 19,
         "the key 'mim' is not known here (did you mean 'min'?); known are equals"),
        ("{min: $limit}", "{}", 19, "rule first: expect"),
        ("{min: $limit}", "{min: many}", 19,
         "rule first: expect/min is 'many'; it takes a number, $parameter, or {fact: path}"),
        ("{min: $limit}", "{min: $limt}", 9,
         "rule first uses $limt, which params does not have (did you mean 'limit'?)"),
        ("{min: $limit}", "{empty: 'no'}", 19, "rule first: expect/empty"),
        ("{min: $limit}", "{between: [1]}", 19, "rule first: expect/between"),
        ("{min: $limit}", "{equals: null}", 19, "rule first: expect/equals"),
        ("{min: $limit}", "{matches: '('}", 9, "rule first: '(' is not a regular expression"),
        ("equals: ltos", "equal: ltos", 14, "the key 'equal' is not known here (did you mean 'equals'?)"),
        ("{value: kind, equals: gnss}", "{value: kind}", 17, "rule first: where/0"),
        ("{value: kind, equals: gnss}", "{equals: gnss}", 17, "rule first: where/0 lacks value"),
        ("value: satellites.used", "value: satellites.[", 9, "rule first: 'satellites.[' is not a JMESPath"),
        ("value: satellites.used", "value: a == b", 9, "rule first: 'a == b' compares or combines"),
        ("value: satellites.used", "value: lenght(a)", 9,
         "rule first: 'lenght(a)' calls lenght() (did you mean 'length'?)"),
        ("value: satellites.used", "value: offset_ns", 9, "rule first: offset_ns is an offset"),
        ("value: satellites.used", "value: ''", 18, "rule first: value"),
        ("    caused_by: [second]", "    caused_by: second", 20, "rule first: caused_by"),
        ("    remedy: Do something.\n", "    remedy: ''\n", 21, "rule first: remedy"),
        ("  - id: second", "  - id: first", 22, "there are two rules with the id 'first'"),
        ("    source: a test\n", "    source: a test\n    source: b\n", 14, "the key 'source' is there twice"),
        ("each: status.receivers", "each: []", 15, "rule first: each is []; it takes a path, or a list of paths"),
        ("{in: $wanted}", "{in: ready}", 28,
         "rule second: expect/in is 'ready'; it takes a list, $parameter, or {fact: path}"),
        ("params:", "without: [first]\nparams:", 5, "the file has without, and lacks extends"),
        ("    remedy: Do something.\n", "    missing: pass\n    remedy: x\n", 21,
         "rule first: missing is 'pass'; it takes unknown,"),
        ("    remedy: Do something.\n", "    bound: lower\n    remedy: x\n", 21, "rule first: bound"),
        ("id: own\n", "id: own\nextends: basline\n", 3,
         "extends basline: there is no profile 'basline' (did you mean 'baseline'?)"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line_with_its_key(write, old, new, line, told):
    found_line, message = refused(write((old, new)))
    assert (found_line, told in message) == (line, True), message


@pytest.mark.parametrize("text", ["", "[]", "text", "- id: x"])
def test_a_file_that_is_no_profile(tmp_path, text):
    path = tmp_path / "own.yml"
    path.write_text(text, "utf-8")
    assert refused(path)[0] == 1


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("basline", "there is no profile 'basline' (did you mean 'baseline'?); a file's path has a slash"),
        ("ptp_g82751", "(did you mean 'ptp_g8275_1'?)"),
        ("./nothing.yml", "nothing.yml: there is no such profile file"),
    ],
)
def test_a_profile_that_is_not_there(tmp_path, reference, told):
    with pytest.raises(ProfileError) as caught:
        load_all([reference], tmp_path)
    assert told in str(caught.value)


def test_a_path_is_relative_to_the_playbook(write, tmp_path):
    write()
    assert load("./own.yml", tmp_path).id == "own"
    assert load("own.yml", tmp_path).id == "own"


def test_two_profiles_of_one_id_are_refused_and_one_named_twice_is_one(write):
    first, second = write(), write(name="other.yml")
    assert [profile.id for profile in load_all([str(first), str(first), "gnss"])] == ["own", "gnss"]
    with pytest.raises(ProfileError) as caught:
        load_all([str(first), str(second)])
    assert str(caught.value) == f"{second}: the id 'own' is also that of {first}"


@pytest.mark.parametrize(
    ("causes", "told"),
    [
        (("first", "second"), "own:first ← own:second ← own:first"),
        (("second", "second"), "own:second ← own:second"),
    ],
)
def test_causes_in_a_circle_are_refused(write, causes, told):
    path = write(("caused_by: [second]", f"caused_by: [{causes[1]}]"), ("    remedy: Do something else.\n",
                 f"    caused_by: [{causes[0]}]\n    remedy: x\n"))  # fmt: skip
    with pytest.raises(ProfileError) as caught:
        load_all([str(path)])
    assert str(caught.value) == f"{path}: the causes run in a circle: {told}"


def test_causes_in_a_circle_across_profiles_are_refused_only_where_both_are_selected(write):
    one = write(("[second]", '["other:first"]'))
    two = write(("id: own\n", "id: other\n"), ("[second]", '["own:first"]'), name="two.yml")
    assert load_all([str(one)])
    with pytest.raises(ProfileError, match="the causes run in a circle: own:first ← other:first ← own:first"):
        load_all([str(one), str(two)])


def test_a_cause_that_is_nowhere_is_ignored(write):
    assert load_all([str(write(("[second]", '["nothing:there", second]')))])


@pytest.mark.parametrize(
    ("common", "of_host", "value", "origin"),
    [
        ({}, {}, 5, "profile"),
        ({"limit": 6}, {}, 6, "compliance_params"),
        ({"own.limit": 7, "limit": 6}, {}, 7, "compliance_params"),
        ({"limit": 6, "own.limit": 7}, {}, 7, "compliance_params"),
        ({"limit": 6}, {"limit": 8}, 8, "compliance_host_params"),
        ({"own.limit": 7}, {"limit": 8}, 8, "compliance_host_params"),
        ({"limit": 6}, {"limit": None}, None, "compliance_host_params"),
        ({"limit": 0.5}, {}, 0.5, "compliance_params"),
    ],
)
def test_a_parameter_comes_from_the_profile_then_the_run_then_the_host(write, common, of_host, value, origin):
    found = resolve(load_all([str(write())]), common, of_host)
    assert found.values["own"]["limit"] == value
    assert found.origins["own"]["limit"] == origin
    assert (found.values["own"]["wanted"], found.origins["own"]["wanted"]) == (None, "profile")


def test_a_plain_name_is_for_every_profile_that_has_it(write):
    profiles = load_all([str(write()), str(write(("id: own\n", "id: other\n"), name="two.yml"))])
    found = resolve(profiles, {"limit": 1, "other.limit": 2}, {})
    assert {profile: values["limit"] for profile, values in found.values.items()} == {"own": 1, "other": 2}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"limt": 1}, "compliance_params: no selected profile has a parameter 'limt' (did you mean 'limit'?)"),
        ({"own.limt": 1}, "no selected profile has a parameter 'own.limt' (did you mean 'own.limit'?)"),
        ({"other.limit": 1}, "no selected profile has a parameter 'other.limit'"),
        ({5: 1}, "no selected profile has a parameter '5'"),
        ({"limit": "5"}, "compliance_params: the parameter limit is of type float, and '5' is not"),
        ({"limit": True}, "the parameter limit is of type float, and True is not"),
        ({"limit": float("inf")}, "the parameter limit is of type float, and inf is not"),
        ({"wanted": "gnss"}, "the parameter wanted is of type list, and 'gnss' is not"),
    ],
)
def test_a_wrong_parameter_is_refused(write, given, told):
    with pytest.raises(ParameterError) as caught:
        resolve(load_all([str(write())]), given, {})
    assert told in str(caught.value)
    with pytest.raises(ParameterError, match="^compliance_host_params: "):
        resolve(load_all([str(write())]), {}, given)


def test_the_shipped_profiles_can_be_chosen_at_once_and_refer_to_rules_that_exist():
    profiles = load_all(shipped())
    assert [profile.id for profile in profiles] == shipped()
    rules = [rule for profile in profiles for rule in profile.rules]
    assert {cause for rule in rules for cause in rule.causes} <= {rule.key for rule in rules}
    assert all(rule.source.strip() and rule.remedy.strip() for rule in rules)


@pytest.mark.parametrize("member", ["pps 1", {}, {"signal": "pps"}, {"id": ""}])
def test_a_member_of_a_list_of_mappings_has_its_first_key(member):
    profiles = load_all(["outputs"])
    with pytest.raises(ParameterError, match="the parameter expected_outputs holds mappings with at least id"):
        resolve(profiles, {"expected_outputs": [member]}, {})
