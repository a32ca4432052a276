# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts from outside: on one line that does nothing to a terminal, and changed wherever they stand in a value."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

MASK = "********"
"""What a text of the credentials is replaced by."""


def is_masked(value: object) -> bool:
    """Whether a text, or a part of it, was replaced because it repeats the credentials: it is no value then."""
    return isinstance(value, str) and MASK in value


def printable(text: str) -> str:
    """``text`` on one line, with blanks for what is not printable: control characters, escapes, changes of direction.

    Python takes for printable what a terminal only shows, whatever a device calls itself.
    """
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def sentence(clause: str) -> str:
    """A clause such as "the device is off" as a sentence."""
    return f"{clause[:1].upper()}{clause[1:]}."


def with_texts(value, change: Callable[[str], str]):
    """``value`` with what ``change`` makes of each text in it, names of members included."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [with_texts(item, change) for item in value]
    if isinstance(value, dict):
        return {with_texts(key, change): with_texts(item, change) for key, item in value.items()}
    return value


def with_numbers(value, change: Callable[[int | Decimal | float], object]):
    """``value`` with what ``change`` makes of each number in it."""
    if isinstance(value, list):
        return [with_numbers(item, change) for item in value]
    if isinstance(value, dict):
        return {key: with_numbers(item, change) for key, item in value.items()}
    if isinstance(value, (int, Decimal, float)) and not isinstance(value, bool):
        return change(value)
    return value
