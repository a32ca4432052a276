# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a task is: counted in every process, told in time by one, and harmless to a terminal."""

from __future__ import annotations

import os
import threading

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import progress
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.parallel import spread
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.progress import Progress

HOSTS = [f"h{number}" for number in range(9)]


@pytest.fixture
def clock(monkeypatch):
    """The time, which goes on when it is told to."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def made(hosts=HOSTS, interval_s: float = 5) -> tuple[Progress, list[str]]:
    lines: list[str] = []
    return Progress("fleet_info", hosts, interval_s, lines.append), lines


def test_a_line_after_each_interval_and_one_at_the_end(clock):
    told, lines = made()
    told.tell()
    clock[0] += 4.9
    told.tell()
    assert lines == []
    for host in HOSTS[:3]:
        told.done(host, failing=host == "h1")
    clock[0] += 0.2
    told.tell()
    told.tell()
    assert lines == ["fleet_info: 3 of 9 hosts done, 1 failing, 6 remaining"]
    clock[0] += 5
    told.tell()
    assert len(lines) == 2
    for host in HOSTS[3:]:
        told.done(host, failing=False)
    told.end()
    assert lines[2:] == ["fleet_info: 9 of 9 hosts done, 1 failing, 0 remaining"]


@pytest.mark.parametrize(("interval_s", "passed"), [(5, 4), (0, 1e9)])
def test_a_task_that_ends_sooner_says_nothing_and_neither_does_one_that_is_not_to(clock, interval_s, passed):
    told, lines = made(interval_s=interval_s)
    clock[0] += passed
    told.tell()
    told.end()
    assert lines == []


def test_the_last_hosts_are_named_and_do_nothing_to_the_terminal(clock):
    told, lines = made(["done", "a\x1b[31m\nb", "c" * 100])
    told.done("done", failing=False)
    clock[0] += 5
    told.tell()
    assert lines == [f"fleet_info: 1 of 3 hosts done, 0 failing, 2 remaining (a [31m b, {'c' * 60}… (100 characters))"]


def test_one_host_and_none(clock):
    for hosts, words in (["a"], "0 of 1 host done, 0 failing, 1 remaining (a)"), ([], "0 of 0 hosts done"):
        told, lines = made(hosts)
        clock[0] += 5
        told.tell()
        assert words in lines[0]


def test_hosts_of_other_processes_count_and_only_this_one_tells(clock):
    told, lines = made()
    clock[0] += 5

    def work(mine) -> list[str]:
        for host in mine:
            told.done(host, failing=host in ("h2", "h5"))
            told.tell()
        told.end()
        return lines

    assert spread(work, HOSTS, 3) == [[], [], []]
    told.tell()
    assert lines == ["fleet_info: 9 of 9 hosts done, 2 failing, 0 remaining"]


def test_threads_lose_no_host(clock):
    hosts = [f"h{number}" for number in range(4000)]
    told, lines = made(hosts)
    counting = [
        threading.Thread(target=lambda share=hosts[first::8]: [told.done(host, failing=True) for host in share])
        for first in range(8)
    ]
    for thread in counting:
        thread.start()
    for thread in counting:
        thread.join()
    clock[0] += 5
    told.tell()
    assert lines == ["fleet_info: 4000 of 4000 hosts done, 4000 failing, 0 remaining"]


def test_it_leaves_nothing_open():
    before = os.listdir("/proc/self/fd")
    made()
    assert os.listdir("/proc/self/fd") == before
