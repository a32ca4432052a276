# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as HTML text: escaped, readable, harmless; and the names of places in the page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Hashable
from functools import lru_cache

from ....common.words import noun, shortened, unseen_escaped, without_fraction
from .shapes import is_number

GAP = "<span class=gap>not stated</span>"
"""What is shown for null."""

_MARKUP = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\t": " ", "\n": " ", "\r": " "}
)
_NAMES = ("id", "alias", "name")
"""What stands for a whole record, as elements are labelled; the record is in the facts."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SIMPLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@lru_cache(maxsize=1 << 16)
def _escaped(text: str) -> str:
    """Characters that are not seen, or turn a line around, are shown as their escapes."""
    return unseen_escaped(shortened(text).translate(_MARKUP))


def esc(value: object) -> str:
    """Any value as text that is safe in an element and in a quoted attribute."""
    return _escaped(value if isinstance(value, str) else shown(value))


def shown(value: object) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(shown, value)) or "none"
    if isinstance(value, dict):
        named = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
        return named if named is not None else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def hashed(text: str, length: int) -> str:
    """A short name that is the same for the same text in every run; letters and digits only."""
    number = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest(), "big")
    found = []
    for _position in range(length):
        number, digit = divmod(number, 36)
        found.append(_DIGITS[digit])
    return "".join(found)


class Names:
    """Short names of keys, longer where two would have the same."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._names: dict[Hashable, str] = {}
        self._taken: set[str] = set()

    def of(self, key: Hashable) -> str:
        """The name of a key."""
        known = self._names.get(key)
        if known is not None:
            return known
        length = self._length
        while (name := hashed(repr(key), length)) in self._taken:
            length += 1
        self._taken.add(name)
        self._names[key] = name
        return name


def anchor(kind: str, name: str) -> str:
    """An id that a person can read and keep, ``host.berlin-1``; hashed where the name has other characters."""
    return f"{kind}.{name}" if _SIMPLE.fullmatch(name) else f"{kind}..{hashed(name, 12)}"


def aside(value: object) -> str:
    """A value in brackets, or nothing."""
    return "" if value is None else f"({esc(value)})"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 host``, ``2 000 hosts``, with a thin space in large numbers."""
    return f"{number:,}".replace(",", "\u202f") + f" {noun(number, one, many)}"


def moment(time: object) -> str:
    """An ISO time without the fraction of its second, which nobody reads."""
    return esc(without_fraction(time) if isinstance(time, str) else time).replace("T", " ", 1)


def duration_ns(value: object) -> str:
    """Nanoseconds in the unit that keeps the figure between 1 and 1000."""
    if not is_number(value):
        return GAP
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if abs(value) >= size:
            return f"{value / size:.4g}\u202f{unit}"
    return f"{value:.4g}\u202fns"


def span_s(seconds: object) -> str:
    """Seconds as days, hours or minutes."""
    if not is_number(seconds):
        return GAP
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if abs(seconds) >= size:
            return f"{seconds / size:.3g}\u202f{unit}"
    return f"{seconds:.3g}\u202fs"


def size_bytes(value: object) -> str:
    """Bytes in a binary unit."""
    if not is_number(value):
        return GAP
    for unit, size in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if abs(value) >= size:
            return f"{value / size:.3g}\u202f{unit}"
    return f"{value:.4g}\u202fB"
