# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counted things, texts that show all they hold, and the name that was probably meant."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.words import (
    counted,
    nearest,
    shortened,
    unseen_escaped,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.page.text import count


@pytest.mark.parametrize(("number", "told"), [(0, "0 hosts"), (1, "1 host"), (2, "2 hosts"), (1000, "1000 hosts")])
def test_counted(number, told):
    assert counted(number, "host") == told
    assert count(number, "host").replace("\u202f", "") == told


def test_counted_with_a_plural_of_its_own():
    assert [counted(number, "finding is", "findings are") for number in (1, 2)] == ["1 finding is", "2 findings are"]


def test_nearest():
    assert nearest("basline", ["gnss", "baseline"]) == " (did you mean 'baseline'?)"
    assert nearest("x", ["gnss", "baseline"]) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ä€ 😀 a\u202fb\xa0c\td\r\n", "ä€ 😀 a\u202fb\xa0c\td\r\n"),
        ("a\x00b\x1b[1m\x7f\x9b", r"a\x00b\x1b[1m\x7f\x9b"),
        ("\u202e\u2066\ufeff\xad\u2028", r"\u202e\u2066\ufeff\xad\u2028"),
        ("\ud800\uffff\U000e0041", r"\ud800\uffff\U000e0041"),
    ],
)
def test_what_is_not_seen_is_shown(text, shown):
    assert unseen_escaped(text) == shown


def test_shortened():
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "abc… (4 characters)"
