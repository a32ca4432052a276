# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for messages: counted things, texts that show all they hold, and the name that was probably meant."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

from ...module_utils.registry import ADAPTERS

SYSTEMS = {adapter.NAME: adapter.TITLE for adapter in ADAPTERS}
"""Operating systems, as the code and as people write them."""


def unseen_escaped(text: str, kept: str = "\t\n\r") -> str:
    """A text with escapes for what is not seen, turns a line around or is forbidden in XML; tabs and line ends stay.

    For reports: escapes keep names apart that blanks would make one. ``printable`` of ``texts`` is for messages, which
    stand on one line. ``kept`` is what the format itself can show.
    """
    return text if text.isprintable() else "".join(_seen(char, kept) for char in text)


def shortened(text: str, longest: int = 4000) -> str:
    """The beginning of a text, and how long it is; a device could send megabytes."""
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text)} characters)"


def _seen(char: str, kept: str) -> str:
    """Blanks of all widths are not printable to Python, but show what they are."""
    if char.isprintable() or char in kept or unicodedata.category(char) == "Zs":
        return char
    return char.encode("unicode_escape").decode()


def without_fraction(time: str) -> str:
    """An ISO time without the fraction of its second, which nobody reads."""
    return re.sub(r"\.\d+(?=Z?$)", "", time)


def noun(number: int, one: str, many: str | None = None) -> str:
    """``host`` for one, ``hosts`` for any other number; ``many`` where that is not ``one`` with an s."""
    return one if number == 1 else many or f"{one}s"


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 host``, ``2 hosts``."""
    return f"{number} {noun(number, one, many)}"


def nearest(name: str, names: Iterable[str]) -> str:
    """`` (did you mean …?)``, or nothing where no name is near."""
    meant = close(name, names)
    return "" if meant is None else f" (did you mean {meant!r}?)"


def close(name: str, names: Iterable[str], likeness: float = 0.6) -> str | None:
    """The name that is nearest, if any is so much alike."""
    return next(iter(difflib.get_close_matches(name, list(names), n=1, cutoff=likeness)), None)
