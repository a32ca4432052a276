# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of Ansible in plain types, whatever subclasses and members they have."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.plain import plain, plain_dict, plain_list


class Text(str):
    """A text that carries a tag, as ansible-core 2.19 and newer make them."""


class Number(int):
    """A number that carries a tag."""


class Fraction(float):
    """A number with a fraction that carries a tag."""


class Vaulted:
    """A value that is vaulted inline, as ansible-core before 2.19 hands it over."""

    _ciphertext = b"secret"

    def __str__(self) -> str:
        return "open"


def kinds(value: object) -> object:
    """The types of a value and of its members."""
    if isinstance(value, dict):
        return {type(key): kinds(member) for key, member in value.items()}
    return [kinds(member) for member in value] if isinstance(value, list) else type(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Text("a"), "a"), (Number(3), 3), (Fraction(0.5), 0.5), (True, True), (None, None), (Vaulted(), "open"),
     (("a", Text("b")), ["a", "b"]), ({Text("a"): [Number(1), Vaulted()]}, {"a": [1, "open"]})],
)  # fmt: skip
def test_a_value_keeps_what_it_is_in_a_plain_type(value, expected):
    found = plain(value)
    assert found == expected
    assert kinds(found) == kinds(expected)


def test_any_mapping_is_a_dict_and_any_iterable_is_a_list():
    assert kinds(plain_dict({Text("a"): {Text("b"): Text("c")}})) == {str: {str: str}}
    assert kinds(plain_list(iter([Text("a"), Text("b")]))) == [str, str]
