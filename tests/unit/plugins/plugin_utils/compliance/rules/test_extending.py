# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles that extend another one, and where their mistakes are shown."""

from __future__ import annotations

import re

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load

BASE = """\
id: base
title: Base
version: 1.0.0
params:
  limit: {type: int, default: 4, description: A limit}
  other: {type: int, default: 1, description: Another}
rules:
  - id: first
    title: First
    severity: minor
    basis: claimed
    source: own
    value: device.port
    expect: {min: $limit}
    remedy: None
  - id: second
    title: Second
    severity: major
    basis: claimed
    source: own
    value: device.model
    expect: {equals: M600}
    remedy: None
manual_checks:
  - {title: One, how: Look, source: own}
"""
HEAD = "id: mine\ntitle: Mine\nversion: 2.0.0\nextends: base.yml\n"


@pytest.fixture
def laid_over(tmp_path):
    (tmp_path / "base.yml").write_text(BASE, "utf-8")

    def load_own(written: str, head: str = HEAD):
        (tmp_path / "mine.yml").write_text(head + written, "utf-8")
        return load("./mine.yml", tmp_path)

    return load_own


def test_a_profile_may_change_nothing(laid_over):
    profile = laid_over("")
    assert profile.bases == ("base",)
    assert (profile.id, profile.title, profile.version) == ("mine", "Mine", "2.0.0")
    assert [rule.key for rule in profile.rules] == ["mine:first", "mine:second"]


def test_what_is_given_is_laid_over_by_name_and_id(laid_over):
    profile = laid_over(
        "description: Stricter\n"
        "params:\n  limit: {default: 9}\n  more: {type: str, description: More}\n"
        "rules:\n"
        "  - {id: second, severity: critical, expect: {equals: $more}}\n"
        "  - {id: third, title: T, severity: info, basis: claimed, source: own, value: device.os,"
        " expect: {equals: ltos}, remedy: None}\n"
        "manual_checks:\n  - {title: Two, how: Look, source: own}\n"
    )
    assert {name: param.get("default") for name, param in profile.params.items()} == {
        "limit": 9,
        "other": 1,
        "more": None,
    }
    assert profile.params["limit"]["description"] == "A limit"
    assert [(rule.id, rule.severity, rule.title) for rule in profile.rules] == [
        ("first", "minor", "First"),
        ("second", "critical", "Second"),
        ("third", "info", "T"),
    ]
    assert [check["title"] for check in profile.manual_checks] == ["One", "Two"]


def test_rules_and_parameters_may_be_left_out(laid_over):
    profile = laid_over("without: [second, other]\n")
    assert [rule.id for rule in profile.rules] == ["first"]
    assert list(profile.params) == ["limit"]


def test_a_shipped_profile_may_be_extended_and_that_one_too(laid_over, tmp_path):
    (tmp_path / "site.yml").write_text(
        "id: site\ntitle: Site\nversion: 1.0.0\nextends: ptp_c37_238\nparams: {domain_max: {default: 0}}\n", "utf-8"
    )
    profile = laid_over("without: [ptp-utc-offset]\n", HEAD.replace("base.yml", "./site.yml"))
    assert profile.params["domain_max"]["default"] == 0
    assert profile.params["domain_recommended"]["default"] == 254
    assert "ptp-utc-offset" not in {rule.id for rule in profile.rules}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("rules:\n  - {id: frist, severity: info}\n", "mine.yml:6: base has no rule 'frist' .*did you mean 'first'"),
        ("params:\n  limt: {default: 3}\n", "mine.yml:6: base has no parameter 'limt' .*did you mean 'limit'"),
        ("without:\n  - frist\n", "mine.yml:6: base has no rule or parameter 'frist' .*did you mean 'first'"),
        ("without: [limit]\n", "base.yml:8: rule first uses \\$limit, which params does not have"),
        ("rules:\n  - id: first\n    severty: info\n", "mine.yml:7: .*'severty' is not known.*did you mean 'severity'"),
        ("rules:\n  - id: first\n    value: a[\n", "mine.yml:6: rule first: 'a\\[' is not a JMESPath"),
        ("rules:\n  - {id: new, value: a}\n", "mine.yml:6: rule new lacks title"),
        ("rules:\n  - {severity: info}\n", "mine.yml:6: rules/0 lacks id"),
        ("rules:\n  - id: first\n  - id: first\n", "mine.yml:7: there are two rules with the id 'first'"),
        ("params:\n  limit:\n    default: x\n", "mine.yml:6: the parameter limit is of type int, and 'x' is not"),
    ],
)
def test_a_mistake_is_shown_at_its_own_place(laid_over, written, said):
    with pytest.raises(ProfileError, match=said):
        laid_over(written)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("bse.yml", "mine.yml:4: extends bse.yml: there is no such profile file"),
        ("baselin", "mine.yml:4: extends baselin: there is no profile 'baselin' .did you mean 'baseline'"),
        ("mine.yml", "mine.yml:4: a profile can't extend itself"),
        ("round.yml", "round.yml:4: a profile can't extend itself"),
    ],
)
def test_what_is_extended_must_be_there_and_another(laid_over, tmp_path, reference, said):
    (tmp_path / "round.yml").write_text(HEAD.replace("base.yml", "mine.yml"), "utf-8")
    with pytest.raises(ProfileError, match=said):
        laid_over("", HEAD.replace("base.yml", reference))


def test_a_mistake_in_the_extended_profile_is_shown_there(laid_over, tmp_path):
    (tmp_path / "base.yml").write_text(BASE.replace("basis: claimed", "basis: climed", 1), "utf-8")
    with pytest.raises(ProfileError, match=re.escape("base.yml:11") + ".*did you mean 'claimed'"):
        laid_over("")


@pytest.mark.parametrize(
    ("written", "said"),
    [("", "the file lacks rules"), ("without: [first]\nrules: []\n", "the file has without, and lacks extends")],
)
def test_only_a_profile_that_extends_another_may_leave_things_out(laid_over, written, said):
    with pytest.raises(ProfileError, match=said):
        laid_over(written, HEAD.replace("extends: base.yml\n", ""))
