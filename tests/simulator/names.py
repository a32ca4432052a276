# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that nobody knows are refused, with the nearest one that exists."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class DescriptionError(ValueError):
    """A fleet, a device, a state or a fault is described wrongly."""


def known(name: object, names: Iterable[str], what: str) -> str:
    """``name`` if it is one of ``names``; otherwise an error that proposes the nearest one."""
    choices = list(names)
    if isinstance(name, str) and name in choices:
        return name
    near = difflib.get_close_matches(str(name), choices, 1, 0.5)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(choices)}"
    raise DescriptionError(f"unknown {what} {str(name)!r}: {hint}")


def devices(number: int) -> str:
    """``1 device``, ``2 devices``."""
    return f"{number} device{'' if number == 1 else 's'}"


def whole(value: object) -> bool:
    """Whether a value is a whole number; ``true`` is none."""
    return isinstance(value, int) and not isinstance(value, bool)
