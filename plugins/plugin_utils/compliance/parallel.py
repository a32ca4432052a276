# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work on many independent items by as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_WORTH_A_PROCESS = 50
"""Fewer items than this for each process are done sooner in one."""


def spread(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> list[Result]:
    """``work`` of consecutive parts of ``items``, in their order; an exception of one part is raised here."""
    count = min(os.cpu_count() or 1, len(items) // _WORTH_A_PROCESS)
    if count < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [work(items)]
    size = -(-len(items) // count)
    parts = [items[start : start + size] for start in range(0, len(items), size)]
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork")) as pool:
        return list(pool.map(work, parts))
