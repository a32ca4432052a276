# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for messages: counted things, and the name that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


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
