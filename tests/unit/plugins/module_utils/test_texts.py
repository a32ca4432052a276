# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts from outside do nothing to a terminal."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import ConnectError
from ansible_collections.timesync.meinberg.plugins.module_utils.texts import printable, with_texts

RUDE = [chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0xAD, 0x2028, 0x202E, 0x2066, 0xFEFF, 0xD800, 0xE0041)]


@pytest.mark.parametrize("char", RUDE)
def test_what_is_not_printable_is_a_blank(char):
    assert printable(f"a{char}b") == "a b"
    assert ConnectError(f"a{char}b").message == str(ConnectError(f"a{char}b")) == "a b"


@pytest.mark.parametrize("text", ["", "ä€ 😀", "{{ 7*7 }}", "<b>"])
def test_what_is_printable_stays(text):
    assert printable(text) == text


def test_texts_are_changed_wherever_they_stand():
    value = {"a": ["b", {"c": "d"}, 1, Decimal("1.5"), None, True]}
    assert with_texts(value, str.upper) == {"A": ["B", {"C": "D"}, 1, Decimal("1.5"), None, True]}
    assert with_texts("x", str.upper) == "X"
