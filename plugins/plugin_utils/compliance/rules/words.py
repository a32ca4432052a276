# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words outside a fact's vocabulary: a device's new word must not pass as none of those that are known to be bad."""

from __future__ import annotations

from ....module_utils.evidence import vocabularies
from ..findings.results import Reason
from .expectations import Context, Expectation, Operand
from .selection import Path

_ENUMERATING = frozenset({"equals", "in", "not_in", "matches"})
"""The operators that compare with words."""

Words = frozenset[str] | None


def words_of(fact: str, path: Path) -> Words:
    """Return the vocabulary of a fact at a path; ``None`` where there is none.

    A computed value that only stands for a fact, such as the role of a PTP instance, has words and a name of its own.
    """
    last = path.expression.rpartition(".")[2]
    return vocabularies().get(fact) if last == fact.rpartition(".")[2] else None


def is_outside(words: Words, actual: object, expect: Expectation, context: Context) -> bool:
    """Return whether a value is a word that neither its vocabulary nor the expectation has."""
    if words is None or not isinstance(actual, str) or actual in words:
        return False
    uses = [operand for operator, operand in expect.uses() if operator in _ENUMERATING]
    return bool(uses) and not any(_names(operand, actual, context) for operand in uses)


def outside_vocabulary(fact: str, word: object) -> Reason:
    """Return the reason of an unknown for such a word."""
    return Reason("outside_vocabulary", {"path": fact, "word": word})


def _names(operand: Operand, word: str, context: Context) -> bool:
    """Whether the word itself is what a profile compares with."""
    wanted = operand.value(context)
    return word in wanted if isinstance(wanted, list) else word == wanted
