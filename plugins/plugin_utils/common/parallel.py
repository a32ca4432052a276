# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work on many independent items by as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from mmap import mmap
from multiprocessing.connection import Connection, wait
from multiprocessing.synchronize import Lock
from typing import Any, TypeVar

from .errors import ComplianceError

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_A_PROCESS = 50
"""Fewer items than this for each process are done sooner in one."""

_COUNT_BYTES = 8
_LONGEST_WAIT_S = 0.5


class LostError(ComplianceError):
    """A process ended without a result: it was killed, or the machine's memory was at its end."""


def processes_for(count: int) -> int:
    """How many processes so many items are worth on this machine; one where processes can't be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return max(1, min(os.cpu_count() or 1, count // WORTH_A_PROCESS))


def spread(
    work: Callable[[Iterable[Item]], Result],
    items: Sequence[Item],
    processes: int,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Result]:
    """``work`` in so many processes, each of which takes the next of ``items`` when it has done one; its results.

    An exception of one is raised here. The processes are forks, so ``work`` need not be picklable, its results must
    be. None outlives this process, and nothing is left open in it. ``meanwhile`` is called twice a second while this
    process waits for others.
    """
    if processes < 2:
        return [work(items)]
    context = multiprocessing.get_context("fork")
    # Not a context.Value: its memory stays open as files, as long as this process lives.
    lock, taken = context.Lock(), mmap(-1, _COUNT_BYTES)
    started = []
    try:
        for _process in range(processes):
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_run, args=(work, _share(items, lock, taken), sender), daemon=True)
            process.start()
            sender.close()
            started.append((process, receiver))
        return _results([receiver for _process, receiver in started], meanwhile)
    except BaseException:
        for process, _receiver in started:
            process.kill()  # ansible-core 2.19 and newer have a handler for SIGTERM, which a fork inherits
        raise
    finally:
        for process, receiver in started:
            receiver.close()
            process.join()
            process.close()
        taken.close()


def _share(items: Sequence[Item], lock: Lock, taken: mmap) -> Iterator[Item]:
    """The items that no other process has taken yet; ``taken`` is how many are."""
    while True:
        with lock:
            position = int.from_bytes(taken[:], "big")
            taken[:] = (position + 1).to_bytes(_COUNT_BYTES, "big")
        if position >= len(items):
            return
        yield items[position]


def _run(work: Callable, items: Iterable, sender: Connection) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        found = True, work(items)
    except Exception as error:
        found = False, error
    sender.send(found)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _results(receivers: list[Connection], meanwhile: Callable[[], None]) -> list[Any]:
    """What each sends, in their order; raises the first exception that comes, whoever sends it."""
    found: dict[Connection, Any] = {}
    while len(found) < len(receivers):
        pending = [one for one in receivers if one not in found]
        ready = wait(pending, _LONGEST_WAIT_S)
        found.update((one, _result(one)) for one in pending if one in ready)
        if not ready:
            meanwhile()
    return [found[receiver] for receiver in receivers]


def _result(receiver: Connection) -> Any:
    try:
        done, found = receiver.recv()
    except EOFError:
        raise LostError(
            "a process of this task ended before its work was done; it was killed, or memory ran out"
        ) from None
    if done:
        return found
    raise found
