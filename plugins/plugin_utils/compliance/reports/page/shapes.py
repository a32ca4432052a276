# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts as what the page takes them for, whatever a damaged file holds in their place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeGuard

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import values


def record(found: object) -> Mapping:
    """A mapping; anything else is an empty one."""
    return found if isinstance(found, Mapping) else {}


def several(found: object) -> list[Mapping]:
    """The records of a list; anything else has none."""
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value can be drawn: a number, and not one so huge that computing with it fails."""
    return values.is_number(value) and abs(value) < 1e300


def number(value: object) -> float | None:
    """A number that can be drawn, else nothing."""
    return value if is_number(value) and math.isfinite(value) else None


def either(value: object, yes: str, no: str, unknown: str = "") -> str:
    """One of two texts for true and false, a third for all else."""
    return yes if value is True else no if value is False else unknown


def at(facts: object, path: str) -> object:
    """What lies at a path of names."""
    found = facts
    for step in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found
