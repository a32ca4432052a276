# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles that anybody may have written: used, or refused on one line, soon, and without doing anything."""

from __future__ import annotations

import json
import time
from functools import cache

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ComplianceError, ParameterError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.ptp_plan import check_plan
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules import parameters, profile
from tests.fuzz import targets
from tests.unit.support.mutations import mutations
from tests.unit.support.strategies import JSON, TEXTS, trees

HEAD = "id: own\ntitle: own\nversion: 1.0.0\n"
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(9 * [f'*{old}'])}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
SNIPPETS = st.sampled_from([
    "a: ", "- ", "? ", "[", "]", "{", "}", ", ", ": ", "&a ", "*a", "!!str ", "!!int ", "!!python/name:os.system ",
    "! ", "| ", ">-\n", "'", '"', "\n", "\n  ", "\t", "#", "---\n", "...\n", "%YAML 9.9\n", "<<: ", "=", "~", "yes",
    "0x_", "1:1", ".inf", "2026-13-45", "\x00", "\ufeff", "\x85", "\u2028", "{{ 7*7 }}", "id", "rules", "expect", "\\",
    "@",
])  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> dict[str, dict]:
    """Every profile of the collection, as plain data."""
    return {name: json.loads(json.dumps(profile.written(name))) for name in profile.shipped()}


@settings(max_examples=200)
@given(text=st.lists(SNIPPETS | TEXTS, max_size=25).map("".join))
@example(text=LAUGHS)
@example(text="a: &a [*a]")
@example(text="a: " + "[" * 100_000)
@example(text="- " * 20_000)
@example(text="a: " + "{a: " * 5000 + "}" * 5000)
@example(text="version: 0x" + "f" * 5000)
@example(text="a: " + "1:" * 500 + "1.5")
@example(text="a: !!bool x")
@example(text="a: !!timestamp x")
@example(text="a: !!int ''")
@example(text="!!pairs [ {[a]: b} ]")
@example(text="\ufeff" + HEAD)
@example(text=HEAD + "extends: " + "a" * 300)
@example(text=HEAD + "extends: ~no-such-user/a.yml")
@example(text=HEAD + 'extends: "a\\nb/\\0.yml"')
@example(text=HEAD + "rules: []\nparams: {x: {type: float, description: d, default: 1" + "0" * 39 + "}}")
def test_any_text_is_a_profile_or_refused_on_one_line(text):
    began = time.monotonic()
    targets.yaml_profile(text.encode())
    assert time.monotonic() - began < 10


@given(text=st.binary(max_size=100))
def test_any_bytes_are_refused_on_one_line(text):
    targets.yaml_profile(text)


@settings(max_examples=60)
@given(data=st.data())
def test_a_profile_that_is_damaged_is_used_or_refused_on_one_line(data, shipped):
    content = shipped[data.draw(st.sampled_from(sorted(shipped)))]
    content = {**content, "rules": content["rules"][:5]}
    for seed in data.draw(st.lists(st.integers(0, 2**32), max_size=3)):
        (change,) = mutations(content, str(seed), 1)
        if not isinstance(change.answers, dict) or not change.answers:
            break
        content = change.answers
    targets.yaml_profile(yaml.safe_dump(json.loads(json.dumps(content, default=float)), allow_unicode=True).encode())


@pytest.mark.parametrize("title", ["{{ lookup('pipe', 'touch {made}') }}", "$(touch {made})", "`touch {made}`"])
def test_a_text_of_a_profile_does_nothing(tmp_path, title):
    made, path = tmp_path / "made", tmp_path / "own.yml"
    title = title.replace("{made}", str(made))
    path.write_text(f"{HEAD}rules: []\ndescription: {json.dumps(title)}\n", "utf-8")
    assert profile.load(str(path)).description == title
    path.write_text(f"{HEAD}rules: !!python/object/apply:os.system [{json.dumps(title)}]\n", "utf-8")
    with pytest.raises(ComplianceError, match="has the tag"):
        profile.load(str(path))
    assert not made.exists()


@cache
def loaded() -> list[profile.Profile]:
    return profile.load_all(["baseline", "outputs", "accuracy_5g_tdd"])


VALUES = trees(st.none() | st.booleans() | st.integers(-(10**400), 10**400) | st.floats() | TEXTS, TEXTS, most=5)


@given(
    given_values=st.dictionaries(
        st.sampled_from(["holdover_limit_ns", "expected_outputs", "x", "gnss.x"]) | TEXTS, VALUES
    )
)
@example(given_values={"holdover_limit_ns": 10**400})
@example(given_values={"holdover_limit_ns": float("nan")})
def test_parameters_are_of_their_type_or_refused(given_values):
    profiles = loaded()
    try:
        found = parameters.resolve(profiles, given_values, {})
    except ParameterError as error:
        targets.check_sentence(str(error))
        return
    for name, value in found.values["accuracy_5g_tdd"].items():
        assert value is None or abs(float(value)) < float("inf"), name


@given(plan=st.lists(st.dictionaries(
    st.sampled_from(["alias", "profile", "domain", "priority1", "expected_grandmaster"]) | st.integers() | TEXTS, VALUES
)) | JSON.map(lambda value: [value]))  # fmt: skip
@example(plan=[{"alias": "a", "profile": "b", 1: 2, "x": 3}])
def test_a_plan_is_right_or_refused(plan):
    try:
        entries = check_plan(plan)
    except ParameterError as error:
        targets.check_sentence(str(error))
        return
    assert all(entry["domain"] is None or 0 <= entry["domain"] <= 255 for entry in entries)
