# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What judging stands on: versions and moments in order, logic with three values, paths that only select."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from functools import cache

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import FACETS
from ansible_collections.timesync.meinberg.plugins.module_utils.time_stamps import utc_iso
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.values import parse_time, version_key
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import limit_words
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules import operators
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.expectations import (
    Context,
    Expectation,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.selection import FUNCTIONS, Path
from tests.fuzz import targets
from tests.simulator import Device
from tests.unit.support.gathered import gathered
from tests.unit.support.mutations import at, places, replaced
from tests.unit.support.strategies import JSON, MOMENTS, TEXTS

TRUTHS = st.sampled_from([True, False, None])
PARTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=5)
VERSIONS = TEXTS | st.from_regex(
    r"(fw_|v)?[0-9]{1,4}(\.[0-9]{1,4}){0,4}(-(rc|beta)[0-9]{1,2})?(-[a-z]{1,3})?", fullmatch=True
)


@given(versions=st.lists(VERSIONS, min_size=3, max_size=3))
@example(versions=["9" * 5000, "1", "٣.1"])
def test_versions_have_one_order(versions):
    one, two, three = sorted(map(version_key, versions))
    assert one <= two <= three
    assert one <= three
    assert (one < two) + (one == two) + (one > two) == 1


@given(one=PARTS, other=PARTS, release=st.integers(0, 99))
def test_versions_compare_as_numbers_and_before_the_release_stand_its_candidates(one, other, release):
    ours, theirs = (".".join(map(str, parts)) for parts in (one, other))
    assume(version_key(ours) != version_key(theirs))
    assert (version_key(ours) < version_key(theirs)) == (one < other)
    assert version_key(f"{ours}-rc{release}") < version_key(ours)
    assert operators.version_at_least(ours, theirs) is (one >= other)


@given(one=MOMENTS, other=MOMENTS)
def test_moments_keep_their_order(one, other):
    assert (parse_time(utc_iso(one)) <= parse_time(utc_iso(other))) == (one <= other)


@given(text=TEXTS | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{8}(\.[0-9]{1,19})?Z)?", fullmatch=True))
def test_a_moment_is_one_or_none(text):
    found = parse_time(text)
    assert found is None or (isinstance(found, datetime) and found.tzinfo is timezone.utc)
    assert found is None or found.isoformat()[:10] == text[:10]


def test_a_minute_has_no_sixty():
    assert parse_time("2026-03-17T10:60:00Z") is None
    assert parse_time("2016-12-31T23:59:60Z") == parse_time("2016-12-31T23:59:59Z")


VALUES = (
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-5, 5) | st.sampled_from(["a", "1.2", "2026-03-17", ""])
)
MANY = VALUES | st.lists(VALUES, max_size=3) | st.dictionaries(st.sampled_from("ab"), VALUES, max_size=2)
NUMBERS = st.integers(-5, 5) | st.floats(-5, 5) | st.just("$p") | st.just({"fact": "a", "plus": 1})
SIMPLE = st.one_of(
    *(st.builds(lambda operand, name=name: {name: operand}, NUMBERS) for name in ("min", "max", "abs_max", "days_min")),
    st.builds(lambda operand: {"equals": operand}, NUMBERS | VALUES.filter(lambda value: value is not None)),
    st.builds(
        lambda name, operand: {name: operand}, st.sampled_from(["in", "not_in"]), st.lists(NUMBERS | VALUES, max_size=3)
    ),
    st.builds(lambda ends: {"between": ends}, st.lists(NUMBERS, min_size=2, max_size=2)),
    st.builds(lambda pattern: {"matches": pattern}, st.sampled_from(["a", "[0-9.]+", ""])),
    st.builds(lambda version: {"version_min": version}, st.sampled_from(["1", "7.10", "x"])),
    st.builds(lambda empty: {"empty": empty}, st.booleans()),
)
EXPECTATIONS = st.recursive(
    SIMPLE,
    lambda inner: (
        st.builds(
            lambda name, parts: {name: parts},
            st.sampled_from(["any_of", "all_of"]),
            st.lists(inner, min_size=1, max_size=3),
        )
        | st.builds(lambda part: {"not": part}, inner)
    ),
    max_leaves=5,
)
CONTEXTS = st.builds(
    lambda fact, param: Context(({"a": fact},), {"p": param}, datetime(2026, 3, 17, tzinfo=timezone.utc)), MANY, MANY
)


def truth(written: dict, actual: object, context: Context) -> bool | None:
    """What an expectation says of a value."""
    return Expectation(written).truth(actual, context)


@given(one=TRUTHS, other=TRUTHS)
def test_negation_turns_and_into_or(one, other):
    both = [one, other]
    opposite = [operators.negation(one), operators.negation(other)]
    assert operators.negation(operators.conjunction(both)) is operators.disjunction(opposite)
    assert operators.negation(operators.disjunction(both)) is operators.conjunction(opposite)


@settings(max_examples=150)
@given(one=EXPECTATIONS, other=EXPECTATIONS, actual=MANY, context=CONTEXTS)
def test_expectations_keep_to_the_laws_of_logic(one, other, actual, context):
    found = truth(one, actual, context)
    assert found in (True, False, None)
    assert truth({"not": one}, actual, context) is operators.negation(found)
    assert truth({"not": {"not": one}}, actual, context) is found
    neither = {"all_of": [{"not": one}, {"not": other}]}
    assert truth({"not": {"any_of": [one, other]}}, actual, context) is truth(neither, actual, context)
    assert truth({"any_of": [one, other]}, actual, context) is truth({"any_of": [other, one]}, actual, context)
    assert truth({"all_of": [one, one]}, actual, context) is found


@given(written=EXPECTATIONS, context=CONTEXTS)
def test_of_null_nothing_is_known(written, context):
    assert truth(written, None, context) is None


@given(written=EXPECTATIONS, context=CONTEXTS)
def test_what_is_expected_can_be_told(written, context):
    assert isinstance(limit_words(Expectation(written).limit(context)), str)


@given(written=EXPECTATIONS, actual=VALUES)
def test_what_an_expectation_remembers_is_what_it_finds(written, actual):
    expectation = Expectation(written)
    if expectation.constant:
        for value in (actual, 1, True, 1.0, actual):
            assert expectation.of_value(value) is truth(written, value, Context((), {}, None))


@given(pattern=st.text(alphabet="ab()[]{}*+?|\\^$.-0123456789,:<>=!", max_size=25))
@example(pattern="a{99999999999999999999}")
@example(pattern="(" * 5000 + ")" * 5000)
def test_a_pattern_is_one_or_the_profile_is_wrong(pattern):
    try:
        Expectation({"matches": pattern})
    except ProfileError as error:
        targets.check_sentence(str(error))


NAMES = st.sampled_from(["a", "status", "ntp", "sync", '"b c"', "@", "device", "receivers", "associations", "id"])
PATHS = st.recursive(
    NAMES,
    lambda inner: (
        st.builds("{}.{}".format, inner, inner)
        | st.builds(
            "{}[{}]".format, inner, st.sampled_from(["*", "", "0", "-1", "1:2", "::2", "::-1", "::0", "9" * 5000])
        )
        | st.builds("{}({})".format, st.sampled_from(FUNCTIONS), inner)
        | st.builds(
            "{}({}, &{})".format, st.sampled_from([name for name in FUNCTIONS if name.endswith("_by")]), inner, inner
        )
        | st.builds("map(&{}, {})".format, inner, inner)
        | st.builds("{}.[{}, {}]".format, inner, inner, inner)
        | st.builds("{}.{{x: {}}}".format, inner, inner)
        | st.builds("{}.*".format, inner)
        | st.builds("&{}".format, inner)
        | st.builds("{} || {}".format, inner, inner)
        | st.builds("{}[?{} == `1`]".format, inner, inner)
    ),
    max_leaves=6,
)


@cache
def facts() -> dict:
    return gathered(Device("host"))


@settings(max_examples=200)
@given(text=TEXTS | st.builds("{}{}".format, st.sampled_from(["", "/", "^.", "^", "^^."]), PATHS))
@example(text="a[::0]")
@example(text="&a")
@example(text="(" * 3000 + "a" + ")" * 3000)
@example(text="a[" + "9" * 5000 + "]")
def test_a_path_is_refused_or_selects_what_json_can_hold(text):
    targets.path_of_facts(text.encode("utf-8", "surrogateescape"))


@settings(max_examples=150)
@given(written=PATHS, scope=JSON)
@example(written="ceil(to_number(a))", scope={"a": "1e999"})
@example(written="to_number(a)", scope={"a": "9" * 4000})
@example(written="avg(a)", scope={"a": [10**400, 0.5]})
@example(written="a" + "[0]" * 400, scope={"a": []})
def test_a_path_can_be_followed_in_anything(written, scope):
    try:
        path = Path(written)
    except ProfileError:
        return
    json.dumps(path.select([scope]).value, allow_nan=False)


@cache
def single_facts() -> list[tuple]:
    """The places of the facts that are no lists or records, and not in a list by themselves."""
    found = [place for place in places(facts()) if place[0] in FACETS and isinstance(place[-1], str)]
    return [place for place in found if not isinstance(at(facts(), place), (list, dict))]


@settings(max_examples=25)
@given(data=st.data())
def test_no_rule_passes_by_a_fact_that_is_null(data):
    said = facts()
    for place in data.draw(st.lists(st.sampled_from(single_facts()), min_size=1, max_size=100)):
        said = replaced(said, place, None)
    targets.judge(said)
