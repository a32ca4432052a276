# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many texts looked for at once."""

from __future__ import annotations

import time

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.needles import Needles, lower


@pytest.mark.parametrize(
    ("needle", "text", "found"),
    [
        ("berlin", "Berlin-1", ["berlin"]),
        ("berlin", "berlin1", ["berlin"]),
        ("berlin", "berliner", []),
        ("berlin", "xberlin", []),
        ("berlin-1", "in berlin-12", ["berlin-1"]),
        ("mbg1", "mbg12", []),
        ("mbg1", "MBG1.example", ["mbg1"]),
        ("#abc#", "x#abc#y", ["#abc#"]),
        ("0123456789", "SN0123456789X", ["0123456789"]),
        ("synchron", "synchronized", ["synchron"]),
        ("12345", "a12345b", ["12345"]),
        ("12345", "123456", []),
        ("müllers", "bei MÜLLERS", ["müllers"]),
    ],
)
def test_long_texts_are_found_anywhere_and_short_ones_as_words(needle, text, found):
    assert [one[2] for one in Needles([needle]).find(text)] == found


def test_the_longest_of_a_place_is_found():
    needles = Needles(["berlin", "berlin-north", "berlin-north.example"])
    assert [found[2] for found in needles.find("berlin-north.example, berlin")] == ["berlin-north.example", "berlin"]


def test_each_is_replaced():
    needles = Needles(["alpha", "beta"])
    assert needles.replace("Alpha/beta/gamma", {"alpha": "1", "beta": "2"}.__getitem__) == "1/2/gamma"


def test_nothing_is_found_where_nothing_is_looked_for():
    assert Needles([]).find("anything") == []
    assert Needles(["", "---"]).find("a --- b") == []


def test_lower_case_keeps_the_length():
    assert lower("İSTANBUL") == "İstanbul"
    assert lower("Ab") == "ab"


def test_thousands_that_begin_alike_take_no_time():
    needles = Needles(f"same-beginning-{number:05}" for number in range(5000))
    text = "same-beginning-99999 " * 2000
    began = time.perf_counter()
    assert needles.find(text) == []
    assert time.perf_counter() - began < 5
