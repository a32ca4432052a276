# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operators of ``expect``, ``when`` and ``where``, with three values: true, false, and ``None`` for not known.

A null on either side is not known, and nothing that is not known ever holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from ...common.values import is_number, parse_time, version_key

Truth = bool | None


def equals(actual: object, wanted: object) -> Truth:
    """The same value; ``true`` and ``1`` are not the same."""
    return _same(actual, wanted)


def is_in(actual: object, wanted: list) -> Truth:
    """One of a list."""
    if any(_same(actual, one) for one in wanted):
        return True
    return None if None in wanted else False


def not_in(actual: object, wanted: list) -> Truth:
    """None of a list."""
    return negation(is_in(actual, wanted))


def at_least(actual: object, wanted: float) -> Truth:
    """A number that is not smaller."""
    return actual >= wanted if is_number(actual) and is_number(wanted) else None


def at_most(actual: object, wanted: float) -> Truth:
    """A number that is not larger."""
    return actual <= wanted if is_number(actual) and is_number(wanted) else None


def between(actual: object, wanted: list) -> Truth:
    """A number in a range, its ends included."""
    return conjunction([at_least(actual, wanted[0]), at_most(actual, wanted[1])])


def magnitude_at_most(actual: object, wanted: float) -> Truth:
    """A number whose magnitude is not larger, as an offset's."""
    return at_most(abs(actual), wanted) if is_number(actual) else None


def matches(actual: object, wanted: str) -> Truth:
    """A text that the regular expression matches as a whole."""
    return re.fullmatch(wanted, actual) is not None if isinstance(actual, str) else None


def version_at_least(actual: object, wanted: str) -> Truth:
    """A version that is not older: numbers compare as numbers, a pre-release (``rc3``) stands before its release."""
    if not isinstance(actual, str):
        return None
    ours, theirs = version_key(actual), version_key(str(wanted))
    return None if not ours or not theirs else ours >= theirs


def is_empty(actual: object, wanted: bool) -> Truth:
    """A list, mapping or text that has nothing in it (or, with ``false``, that has); nulls alone tell neither."""
    if not isinstance(actual, (list, dict, str)):
        return None
    members = actual.values() if isinstance(actual, dict) else actual
    return None if members and all(member is None for member in members) else (len(actual) == 0) == wanted


def days_at_least(actual: object, wanted: float, now: datetime | None) -> Truth:
    """A moment that lies at least so many days after ``now``."""
    moment = parse_time(actual)
    if moment is None or now is None or not is_number(wanted):
        return None
    return (moment - now).total_seconds() >= wanted * 86400


OPERATORS: dict[str, Callable] = {
    "equals": equals,
    "in": is_in,
    "not_in": not_in,
    "min": at_least,
    "max": at_most,
    "between": between,
    "abs_max": magnitude_at_most,
    "matches": matches,
    "version_min": version_at_least,
    "empty": is_empty,
    "days_min": days_at_least,
}
"""Every operator by the name that profiles write."""


def conjunction(truths: list[Truth]) -> Truth:
    """All hold; one that does not decides, also where another is not known."""
    if False in truths:
        return False
    return None if None in truths else True


def disjunction(truths: list[Truth]) -> Truth:
    """One holds."""
    if True in truths:
        return True
    return None if None in truths else False


def negation(truth: Truth) -> Truth:
    """The opposite; what is not known stays so."""
    return None if truth is None else not truth


def _same(one: object, other: object) -> Truth:
    """Two values of one kind; of lists and mappings every member counts, so that a null in one is not known either."""
    if one is None or other is None:
        return None
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and conjunction(list(map(_same, one, other)))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and conjunction([_same(one[key], other[key]) for key in one])
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return one == other
