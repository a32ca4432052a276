# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pool that reads a batch: bounded, on time, and one device's trouble never another's."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import errors
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.fleet import Fleet, OptionsError, failed, jobs

READING = {"gathered_at": "2026-03-17T09:30:00Z"}


def as_read(host: str, reading: dict) -> object:
    return reading


def fleet(max_parallel: int = 4, deadline_s: float = 20, keep=as_read) -> Fleet:
    return Fleet(max_parallel, deadline_s, keep)


def raising(error: BaseException):
    def job() -> dict:
        raise error

    return job


def kinds(read: dict) -> dict:
    return {host: (reading.get("error") or {}).get("kind") for host, reading in read.items()}


def test_every_host_is_read_and_given_in_its_order():
    hosts = [f"h{number}" for number in range(50)]
    read = fleet().read((host, lambda host=host: {"name": host}) for host in hosts)
    assert read == {host: {"name": host} for host in hosts}
    assert list(read) == hosts


def test_no_host():
    assert fleet().read([]) == {}


@pytest.mark.parametrize("parallel", [1, 3])
def test_so_many_at_once_and_no_more(parallel):
    running, most, lock = [0], [0], threading.Lock()

    def job() -> dict:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.02)
        with lock:
            running[0] -= 1
        return READING

    fleet(parallel).read((str(number), job) for number in range(9))
    assert most[0] == parallel


def test_the_threads_are_daemons_and_end_when_all_is_read():
    seen: list[threading.Thread] = []
    fleet(2).read((str(number), lambda: seen.append(threading.current_thread()) or READING) for number in range(6))
    assert all(thread.daemon for thread in seen)
    for thread in set(seen):
        thread.join(2)
    assert not [thread for thread in seen if thread.is_alive()]


def test_jobs_run_while_others_are_still_being_made():
    began = threading.Event()

    def made():
        yield "first", lambda: began.set() or READING
        assert began.wait(5), "the first job waits for the last one to be made"
        yield "second", lambda: READING

    assert list(fleet().read(made())) == ["first", "second"]


def test_workers_wait_for_jobs_that_take_long_to_make():
    def made():
        for number in range(3):
            time.sleep(0.7 if number else 0)
            yield str(number), lambda: READING

    started = time.monotonic()
    assert kinds(fleet(1, 20).read(made())) == {"0": None, "1": None, "2": None}
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("error", "kind", "told"),
    [
        (errors.ConnectError("No answer."), "connect", "No answer."),
        (errors.AuthError("No."), "auth", "No."),
        (OptionsError("Wrong port."), "options", "Wrong port."),
        (KeyError("surprise"), "internal", "bad could not be read: KeyError: 'surprise'"),
        (RecursionError("deep"), "internal", "bad could not be read: RecursionError: deep"),
    ],
)
def test_one_devices_trouble_is_its_own(error, kind, told):
    started = time.monotonic()
    read = fleet(1).read([("bad", raising(error)), ("good", lambda: READING)])
    assert kinds(read) == {"bad": kind, "good": None}
    assert read["bad"]["msg"] == told
    assert read["bad"]["gathered_at"].endswith("Z")
    assert time.monotonic() - started < 5


def test_hosts_that_are_not_read_by_the_deadline_are_timeouts():
    release = threading.Event()
    started = time.monotonic()
    hosts = [("fast", lambda: READING), ("slow", lambda: release.wait(20) and READING), ("queued", lambda: READING)]
    read = fleet(1, 0.3).read(hosts)
    assert 0.3 <= time.monotonic() - started < 2
    assert kinds(read) == {"fast": None, "slow": "timeout", "queued": "timeout"}
    assert read["slow"]["msg"] == "slow was not read within the batch's deadline of 0.3 s."
    release.set()


def test_a_host_settled_by_the_deadline_is_neither_kept_again_nor_begun():
    kept, begun, release, done = Counter(), [], threading.Event(), threading.Event()

    def slow() -> dict:
        release.wait(20)
        return READING

    def keep(host: str, reading: dict) -> str:
        kept[host] += 1
        return "timeout" if "error" in reading else "read"

    hosts = [("slow", slow), ("queued", lambda: begun.append("queued") or READING)]
    reader = fleet(1, 0.2, keep)
    work = reader._work

    def watched(*queues) -> None:
        work(*queues)
        done.set()

    reader._work = watched
    assert reader.read(hosts) == {"slow": "timeout", "queued": "timeout"}
    release.set()
    assert done.wait(5)
    assert kept == {"slow": 1, "queued": 1}
    assert begun == []


def test_a_host_that_is_being_kept_at_the_deadline_is_waited_for():
    def keep(host: str, reading: dict) -> str:
        time.sleep(0.5)
        return "kept"

    assert fleet(1, 0.2, keep).read([("a", lambda: READING)]) == {"a": "kept"}


@pytest.mark.parametrize(("job", "deadline"), [(lambda: READING, 20), (lambda: time.sleep(1) or READING, 0.1)])
def test_what_cannot_be_kept_is_given_back_and_not_lost(job, deadline):
    def keep(host: str, reading: dict) -> None:
        raise OSError("full")

    read = fleet(1, deadline, keep).read([("a", job)])
    assert isinstance(read["a"], OSError)
    assert str(read["a"]) == "full"


def test_something_else_is_done_by_the_caller_while_devices_are_slow():
    go, threads = threading.Event(), []

    def meanwhile():
        threads.append(threading.current_thread())
        go.set()

    reader = Fleet(1, 20, as_read, meanwhile)
    assert reader.read([("slow", lambda: {"went": go.wait(10)})]) == {"slow": {"went": True}}
    assert set(threads) == {threading.current_thread()}


def test_where_the_jobs_cannot_be_made_the_threads_end():
    before = threading.active_count()

    def made():
        yield "a", lambda: READING
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fleet().read(made())
    until = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_a_jobs_options_are_found_in_the_callers_thread_and_read_in_another():
    threads = {}

    def options_of(host: str) -> dict:
        threads["options"] = threading.current_thread()
        if host == "wrong":
            raise OptionsError("wrong: port is not a number")
        return {"host": host}

    def run(options: dict) -> dict:
        threads["run"] = threading.current_thread()
        return {**READING, **options}

    read = fleet().read(jobs(["a", "wrong", "b"], options_of, run))
    assert (read["a"]["host"], read["b"]["host"]) == ("a", "b")
    assert kinds(read) == {"a": None, "wrong": "options", "b": None}
    assert threads["options"] is threading.current_thread() is not threads["run"]


def test_what_is_known_of_a_host_that_was_not_read():
    found = failed(errors.AuthError("No.", url="https://a/api/status", status_code=401))
    assert found["error"] == {
        "kind": "auth", "url": "https://a/api/status", "status_code": 401, "hint_code": "auth",
        "hint": "Check user name and password; nothing was tried again, since devices lock users out.",
    }  # fmt: skip
    assert found["msg"] == "No."
