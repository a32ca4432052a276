# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts searched for many others at once, in one go, however many there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_WORD = re.compile(r"[^\W\d_]+|\d+")
_LONG = 8


def lower(text: str) -> str:
    """``text`` in lower case, and as long as before."""
    changed = text.lower()
    return changed if len(changed) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class Needles:
    """Texts to look for, whatever their case: those of 8 characters and more anywhere, others as whole words.

    A word is a run of letters or a run of digits: ``berlin`` is found in ``berlin-1`` and ``berlin1``, not in
    ``berliner``.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = {lower(text) for text in texts}
        self._lengths: dict[str, set[int]] = {}
        self._short: dict[str, list[tuple[int, str]]] = {}
        for text in sorted(self._texts):
            first = _WORD.search(text)
            if len(text) >= _LONG:
                self._lengths.setdefault(text[:_LONG], set()).add(len(text))
            elif first:
                self._short.setdefault(first[0], []).append((first.start(), text))

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Where they are, as (start, end, the text in lower case): from left to right, the longest of each place."""
        if not self._texts:
            return []
        low = lower(text)
        found = self._find_long(low) + self._find_short(low)
        kept: list[tuple[int, int, str]] = []
        for one in sorted(found, key=lambda place: (place[0], -place[1])):
            if not kept or one[0] >= kept[-1][1]:
                kept.append(one)
        return kept

    def replace(self, text: str, stand_in: Callable[[str], str]) -> str:
        """``text`` with something else for each that is found."""
        parts, at = [], 0
        for start, end, needle in self.find(text):
            parts += [text[at:start], stand_in(needle)]
            at = end
        return "".join([*parts, text[at:]])

    def _find_long(self, low: str) -> list[tuple[int, int, str]]:
        found = []
        for at in range(len(low) - _LONG + 1) if self._lengths else ():
            # By length, not text by text: thousands of them may begin alike.
            for length in self._lengths.get(low[slice(at, at + _LONG)], ()):
                end = at + length
                text = low[at:end]
                if text in self._texts:
                    found.append((at, end, text))
        return found

    def _find_short(self, low: str) -> list[tuple[int, int, str]]:
        found = []
        for word in _WORD.finditer(low) if self._short else ():
            for before, text in self._short.get(word[0], ()):
                start = word.start() - before
                if start >= 0 and low.startswith(text, start) and not _goes_on(low, start + len(text)):
                    found.append((start, start + len(text), text))
        return found


def _goes_on(text: str, end: int) -> bool:
    """Whether the word before ``end`` does not end there."""
    if end >= len(text):
        return False
    before, behind = text[end - 1], text[end]
    return (before.isalpha() and behind.isalpha()) or (before.isdigit() and behind.isdigit())
