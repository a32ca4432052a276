# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run holds of the machine while it lasts, as ``/proc`` tells: processes, threads, descriptors, memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

INTERVAL_S = 0.05
MEMORY_INTERVAL_S = 0.25
"""To sum up the pages of a process takes the kernel milliseconds, so it is asked less often."""


@dataclass
class Peaks:
    """The most that was seen at any one time."""

    processes: int = 0
    threads: int = 0
    """Of all processes."""
    descriptors: int = 0
    """Of the process that has most of them."""
    largest_mib: float = 0.0
    """Of the largest process: resident memory, as the kernel has kept its peak."""
    together_mib: float = 0.0
    """Of all processes: each page that several share counts once."""
    resident_mib: float = 0.0
    """Of all processes: each page counts once for each process that shares it."""

    def raise_to(self, **seen: float) -> None:
        """Keep what is more than before."""
        for name, value in seen.items():
            setattr(self, name, max(getattr(self, name), value))


def marked(mark: str) -> set[int]:
    """The processes that were started with such a text in their environment, and their children."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark.encode() in path.read_bytes():
                found.add(int(path.parent.name))
    return found


class Watch(threading.Thread):
    """Looks at the processes of a run again and again, from entering its block to leaving it."""

    def __init__(self, mark: str) -> None:
        super().__init__(daemon=True)
        self.peaks = Peaks()
        self._mark = mark
        self._ended = threading.Event()

    def __enter__(self) -> Watch:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        """Until the block ends."""
        memory_at = 0.0
        while not self._ended.wait(INTERVAL_S):
            processes = marked(self._mark)
            threads = [_told(process, _threads) for process in processes]
            descriptors = [_told(process, _descriptors) for process in processes]
            self.peaks.raise_to(processes=len(processes), threads=sum(threads), descriptors=max(descriptors, default=0))
            if (now := time.monotonic()) >= memory_at:
                self._weigh(processes)
                memory_at = now + MEMORY_INTERVAL_S

    def _weigh(self, processes: set[int]) -> None:
        pages = [_told(process, _pages, {}) for process in processes]
        self.peaks.raise_to(
            largest_mib=max((_told(process, _largest) for process in processes), default=0),
            together_mib=sum(one.get("Pss", 0) for one in pages),
            resident_mib=sum(one.get("Rss", 0) for one in pages),
        )


def _told(process: int, what: Callable, otherwise: object = 0):
    """What ``/proc`` tells of a process, unless it has just ended."""
    try:
        return what(Path("/proc", str(process)))
    except (OSError, KeyError):
        return otherwise


def _threads(folder: Path) -> int:
    return sum(1 for _thread in (folder / "task").iterdir())


def _descriptors(folder: Path) -> int:
    return sum(1 for _descriptor in (folder / "fd").iterdir())


def _largest(folder: Path) -> float:
    return _mebibytes(folder / "status")["VmHWM"]


def _pages(folder: Path) -> Mapping[str, float]:
    return _mebibytes(folder / "smaps_rollup")


def _mebibytes(path: Path) -> dict[str, float]:
    """The sizes of a file of ``/proc``, by name."""
    rows = (row.partition(":") for row in path.read_text("utf-8").splitlines())
    return {name: int(value.split()[0]) / 1024 for name, _colon, value in rows if value.endswith(" kB")}
