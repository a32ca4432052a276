# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of facts: numbers, moments, versions."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import TypeGuard

_LONGEST_VERSION = 200


def version_key(written: str) -> tuple:
    """A key by which versions sort: ``7.10.008`` after ``7.06.014-light``, ``2022.05.6-rc3-u`` before ``2022.05.6``."""
    match = re.match(r"\D*?(\d+(?:\.\d+)*)(?:[-.]?(?:rc|beta|alpha|dev)\.?(\d+))?", written)
    if not match or len(match[0]) > _LONGEST_VERSION:
        return ()
    numbers = [int(part) for part in match[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return (tuple(numbers), 1 if match[2] is None else 0, int(match[2] or 0))


def parse_time(written: object) -> datetime | None:
    """A fact's moment (ISO 8601 in UTC, any number of digits)."""
    if not isinstance(written, str):
        return None
    match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(\.\d+)?Z)?", written)
    if not match:
        return None
    fraction = ((match[3] or "")[1:] + "000000")[:6]
    try:
        # A leap second has no place on this scale; its second is counted as the next minute's first.
        clock = re.sub(":60$", ":59", match[2] or "00:00:00")
        return datetime.fromisoformat(f"{match[1]}T{clock}.{fraction}").replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number; to Python ``True`` is one too."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
