# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work spread over processes: complete, in order of its parts, and with nothing left behind."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import parallel
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import StoreError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.parallel import LostError, processes_for, spread


def test_each_item_once_by_processes_of_their_own():
    found = spread(lambda mine: (os.getpid(), list(mine)), range(7), 3)
    assert sorted(item for _pid, mine in found for item in mine) == list(range(7))
    assert len({pid for pid, _mine in found} | {os.getpid()}) == 4


def test_who_has_done_an_item_takes_the_next():
    """One is held up by its first item until all others are done, which the other process must then do."""
    done = multiprocessing.get_context("fork").Semaphore(0)

    def work(mine):
        kept = []
        for item in mine:
            if item == 0:
                for _other in range(4):
                    assert done.acquire(timeout=10)
            else:
                done.release()
            kept.append(item)
        return kept

    assert sorted(map(sorted, spread(work, range(5), 2))) == [[0], [1, 2, 3, 4]]


def test_nothing_is_left_open():
    """Neither when all goes well nor when a process fails."""

    def fail(mine):
        raise StoreError("the disk is full")

    before = set(os.listdir("/proc/self/fd"))
    spread(list, range(7), 3)
    with pytest.raises(StoreError):
        spread(fail, range(7), 3)
    assert set(os.listdir("/proc/self/fd")) <= before


def test_something_else_is_done_while_others_work():
    """Here and not in the processes, which go on only after it was."""
    go, pids = multiprocessing.get_context("fork").Event(), []

    def meanwhile():
        pids.append(os.getpid())
        go.set()

    assert spread(lambda mine: go.wait(20) and len(list(mine)), range(4), 2, meanwhile).count(None) == 0
    assert set(pids) == {os.getpid()}


def test_one_part_stays_in_this_process():
    assert spread(lambda mine: (os.getpid(), mine), [1, 2], 1) == [(os.getpid(), [1, 2])]


def test_few_items_are_worth_no_process_and_none_is_without_fork(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    worth = parallel.WORTH_A_PROCESS
    assert [processes_for(count) for count in (0, worth, 2 * worth, 100 * worth)] == [1, 1, 2, 4]
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert processes_for(100 * worth) == 1


def test_an_exception_of_a_part_is_raised_here():
    def work(mine):
        if 1 in mine:
            raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="^the disk is full$"):
        spread(work, [0, 1], 2)
    assert not multiprocessing.active_children()


def test_a_handler_of_this_process_saves_no_process():
    """ansible-core 2.19 and newer have one for SIGTERM, which fails in a fork."""

    def work(mine):
        if next(mine) == 0:
            raise StoreError("the disk is full")
        for _attempt in range(10_000):
            with contextlib.suppress(TypeError):
                time.sleep(0.01)

    def handler(_signal, _frame):
        raise TypeError("not in this process")

    before = signal.signal(signal.SIGTERM, handler)
    began = time.monotonic()
    try:
        with pytest.raises(StoreError):
            spread(work, range(2), 2)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert time.monotonic() - began < 30


def test_a_process_that_is_killed_is_no_result():
    def work(mine):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(LostError, match="ended before its work was done"):
        spread(work, [0, 1], 2)
    assert not multiprocessing.active_children()


def test_no_process_outlives_its_parent(tmp_path):
    """The parent is killed, so that it can't end its children itself."""
    script = (
        "import os, sys, time\n"
        f"from {spread.__module__} import spread\n"
        "def work(mine):\n"
        f"    open(os.path.join({str(tmp_path)!r}, str(os.getpid())), 'w').close()\n"
        "    time.sleep(600)\n"
        "spread(work, [0, 1, 2], 3)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment)
    _until(lambda: len(list(tmp_path.iterdir())) == 3)
    children = [int(path.name) for path in tmp_path.iterdir()]
    parent.kill()
    parent.wait()
    _until(lambda: not any(map(_lives, children)))


def _until(reached, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    """A zombie, which only its new parent can bury, does not live."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
