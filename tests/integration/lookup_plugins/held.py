# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes down what the process holds that templates it: descriptors, threads and child processes.

A task's ``when`` and its ``failed_when`` are both templated by the worker that runs the task, before and after it.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path

from ansible.plugins.lookup import LookupBase

PROCESS = Path("/proc/self")
THREADS_END_WITHIN_S = 1


class LookupModule(LookupBase):
    """``lookup('held', file, task, moment, answer)``."""

    def run(self, terms: list, variables: dict | None = None, **_options: object) -> list[bool]:
        """The answer, so that a condition can be made of it."""
        path, task, moment, answer = terms
        entry = {
            "task": str(task),
            "moment": str(moment),
            "process": os.getpid(),
            "threads": _threads(),
            "descriptors": _descriptors(),
            "children": sorted((PROCESS / "task" / str(os.getpid()) / "children").read_text("utf-8").split()),
        }
        with Path(path).open("a", encoding="utf-8") as file:
            print(json.dumps(entry), file=file)
        return [answer]


def _threads() -> int:
    """How many there are, once those that have nothing left to do had the time to end."""
    until = time.monotonic() + THREADS_END_WITHIN_S
    while (count := len(os.listdir(PROCESS / "task"))) > 1 and time.monotonic() < until:
        time.sleep(0.01)
    return count


def _descriptors() -> list[str]:
    """What each open descriptor leads to."""
    found = []
    for number in os.listdir(PROCESS / "fd"):
        with suppress(OSError):  # that of the listing itself
            found.append(f"{number}: {os.readlink(PROCESS / 'fd' / number)}")
    return sorted(found)
