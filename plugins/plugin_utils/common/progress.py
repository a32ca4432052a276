# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a long task is: counted over all its processes, told by the first of them, and never between two tellings."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence
from mmap import mmap

from ...module_utils.texts import printable
from .words import counted, shortened

_DONE, _FAILING = 1, 2
_NAMED = 3
"""So many hosts that are left are named: those are the ones that somebody waits for."""
_LONGEST_NAME = 60


class Progress:
    """The hosts of one task. Make it before processes are forked, which then share its marks."""

    def __init__(self, task: str, hosts: Sequence[str], interval_s: float, show: Callable[[str], None]) -> None:
        """``show`` is given one line after each ``interval_s`` seconds; never where that is 0."""
        self._task = task
        self._hosts = hosts
        self._interval_s = interval_s or math.inf
        self._show = show
        self._place = {host: place for place, host in enumerate(hosts)}
        # A byte for each host: a byte is written at once, so nobody needs a lock.
        self._marks = mmap(-1, max(1, len(hosts)))
        self._process = os.getpid()
        self._due = time.monotonic() + self._interval_s
        self._shown = False

    def done(self, host: str, failing: bool) -> None:
        """Count a host, in any process and any thread."""
        self._marks[self._place[host]] = _FAILING if failing else _DONE

    def tell(self) -> None:
        """Show a line if it is time for one. Does nothing in forks, whose lines nobody would put in order."""
        now = time.monotonic()
        if now >= self._due and os.getpid() == self._process:
            self._due = now + self._interval_s
            self._shown = True
            self._show(self._line())

    def end(self) -> None:
        """Show the last line, if any was shown before."""
        if self._shown:
            self._show(self._line())

    def _line(self) -> str:
        marks = self._marks[: len(self._hosts)]
        left = [host for host, mark in zip(self._hosts, marks, strict=True) if not mark]
        done = len(self._hosts) - len(left)
        names = ", ".join(shortened(printable(host), _LONGEST_NAME) for host in left)
        return (
            f"{self._task}: {done} of {counted(len(self._hosts), 'host')} done, {marks.count(_FAILING)} failing, "
            f"{len(left)} remaining{f' ({names})' if 0 < len(left) <= _NAMED else ''}"
        )
