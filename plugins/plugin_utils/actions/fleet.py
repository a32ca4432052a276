# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many devices read at once, by threads of one process; one device's trouble is never another's."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timezone
from functools import partial
from typing import Generic, TypeVar

from ...module_utils import errors
from ...module_utils.time_stamps import utc_iso

Reading = dict
"""What is read of one host: its facts, or ``error``, ``msg`` and ``gathered_at``."""

Job = tuple[str, Callable[[], Reading]]
"""A host, and what reads it."""

Kept = TypeVar("Kept")
"""What is kept of a reading."""

_LONGEST_WAIT_S = 0.5


class OptionsError(errors.Error):
    """A host's options are wrong: a value of another type, or a variable that can't be resolved."""

    kind = "options"
    hint_code = "options"


class InternalError(errors.Error):
    """A mistake of this collection, kept to the one host that it met."""

    kind = "internal"
    hint_code = "internal"


class BatchTimeout(errors.TimedOut):
    """The batch's deadline passed before the host was read."""


def failed(error: errors.Error) -> Reading:
    """What is known of a host that could not be read."""
    return {"error": error.as_dict(), "msg": error.message, "gathered_at": utc_iso(datetime.now(timezone.utc))}


class Fleet(Generic[Kept]):
    """A pool of threads that reads hosts until all are read or the deadline has passed."""

    def __init__(
        self,
        max_parallel: int,
        deadline_s: float,
        keep: Callable[[str, Reading], Kept],
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """``keep(host, reading)`` is called once for each host; what it returns is what ``read`` gives of the host.

        ``meanwhile`` is called in the caller's thread while it waits, twice a second at least.
        """
        self._max_parallel = max_parallel
        self._deadline_s = deadline_s
        self._keep = keep
        self._meanwhile = meanwhile
        self._lock = threading.Lock()
        self._settled: set[str] = set()

    def read(self, jobs: Iterable[Job]) -> dict[str, Kept | Exception]:
        """Run each host's job. Jobs are taken from the iterable in this thread while others already run."""
        until = time.monotonic() + self._deadline_s
        todo: queue.SimpleQueue = queue.SimpleQueue()
        done: queue.SimpleQueue = queue.SimpleQueue()
        kept: dict[str, Kept | Exception] = {}
        hosts = []
        threads = 0
        try:
            for host, job in jobs:
                hosts.append(host)
                todo.put((host, job))
                if threads < self._max_parallel:
                    threads += 1
                    # Daemons: a thread that waits for a silent device must not keep the process.
                    threading.Thread(target=self._work, args=(todo, done), daemon=True).start()
        finally:
            for _thread in range(threads):
                todo.put(None)
        while len(kept) < len(hosts):
            left = until - time.monotonic()
            if left <= 0:
                break
            self._meanwhile()
            try:
                # Short waits, so that a signal is handled where the platform lets a wait pass it over.
                host, value = done.get(timeout=min(left, _LONGEST_WAIT_S))
            except queue.Empty:
                continue
            kept[host] = value
        for host in hosts:
            if host not in kept and self._claim(host):
                message = f"{host} was not read within the batch's deadline of {self._deadline_s:g} s."
                kept[host] = self._kept(host, failed(BatchTimeout(message)))
        while len(kept) < len(hosts):
            host, value = done.get()
            kept[host] = value
        return {host: kept[host] for host in hosts}

    def _work(self, todo: queue.SimpleQueue, done: queue.SimpleQueue) -> None:
        while (entry := todo.get()) is not None:
            host, job = entry
            if host in self._settled:
                continue  # by the deadline
            try:
                reading = job()
            except errors.Error as error:
                reading = failed(error)
            except Exception as error:
                reading = failed(InternalError(f"{host} could not be read: {type(error).__name__}: {error}"))
            if self._claim(host):
                done.put((host, self._kept(host, reading)))

    def _kept(self, host: str, reading: Reading) -> Kept | Exception:
        """What is kept of a host, or why nothing could be; raised in a thread it would be lost."""
        try:
            return self._keep(host, reading)
        except Exception as error:
            return error

    def _claim(self, host: str) -> bool:
        """Whether the caller is the one to settle the host: its thread, or the deadline."""
        with self._lock:
            if host in self._settled:
                return False
            self._settled.add(host)
            return True


def jobs(
    hosts: Iterable[str], options_of: Callable[[str], Mapping], run: Callable[[Mapping], Reading]
) -> Iterator[Job]:
    """A job for each host: its options are found in the calling thread, the device is read by the pool's."""
    for host in hosts:
        try:
            options = options_of(host)
        except errors.Error as error:
            yield host, _raising(error)
        else:
            yield host, partial(run, options)


def _raising(error: errors.Error) -> Callable[[], Reading]:
    def job() -> Reading:
        raise error

    return job
