# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ranges of numbers that options take, refused in one sentence. Probe hosts run it, so Python 3.8 has to do."""

from __future__ import annotations

import math
from collections.abc import Mapping

from .errors import UsageError


def check_range(options: Mapping, name: str, least: float, most: float = math.inf, *, above: bool = False) -> None:
    """Raise ``UsageError`` where a number is not in its range; ``above`` leaves ``least`` itself out."""
    value = options[name]
    if (value > least if above else value >= least) and value <= most:  # nothing of which holds for NaN
        return
    if above:
        taken = f"more than {least}" + ("" if math.isinf(most) else f", and {most} at most")
    else:
        taken = f"{least} or more" if math.isinf(most) else f"{least} to {most}"
    raise UsageError(f"{name} is {value:g}; it takes {taken}.")


def check_connection(options: Mapping) -> None:
    """Raise ``UsageError`` for a connection option whose number makes no sense."""
    for name in ("timeout", "deadline"):
        check_range(options, name, 0, above=True)
    for name, least in (("retries", 0), ("max_body_mib", 1), ("http_sessions_max_count", 0)):
        check_range(options, name, least)
