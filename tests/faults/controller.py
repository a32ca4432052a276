# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong on the controller's side: a silent network, a full queue, a clock that jumps."""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

from tests.faults.rows import FULL, JUMPS_S, LOOPBACK_6, VOID
from tests.tooling.debian import Unavailable, install

Result = TypeVar("Result")
_NEW_NETWORK = 0x40000000
_LIBRARY = "faketime/libfaketime.so.1"
# libfaketime breaks the call that Python sleeps by, clock_nanosleep, where the monotonic clock is to stay as it is.
_SLEEP = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds) and None\n"


def in_namespace(work: Callable[[], Result]) -> Result:
    """Run ``work`` in a network of its own, which has loopback addresses and a void; ``Unavailable`` where none can be.

    A namespace belongs to the thread that makes it and to what that thread starts, so it goes with the thread.
    """

    def run() -> Result:
        _enter_namespace()
        return work()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def _enter_namespace() -> None:
    if shutil.which("ip") is None:
        raise Unavailable("there is no program ip to set up a network namespace")
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "unshare") or libc.unshare(_NEW_NETWORK):
        raise Unavailable(f"no network namespace can be made here: {os.strerror(ctypes.get_errno())}")
    for command in (
        "link set lo up",
        # What is sent to a neighbour whose hardware address nobody has is dropped at the other end.
        "link add void type veth peer name end",
        "link set end up",
        "link set void up",
        f"address add {VOID.rpartition('.')[0]}.1/24 dev void",
        f"neighbour add {VOID} lladdr 02:00:00:00:00:01 dev void",
    ):
        done = subprocess.run(["ip", *command.split()], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"the network namespace cannot be set up: ip {command}: {done.stderr.strip()}")


def require_ipv6() -> None:
    """Raise ``Unavailable`` where this machine has no IPv6, not even to itself."""
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind((LOOPBACK_6, 0))
    except OSError as error:
        raise Unavailable(f"there is no address {LOOPBACK_6} here: {error.strerror}") from error


@contextlib.contextmanager
def queue_full() -> Iterator[None]:
    """A listening socket at ``FULL`` whose queue is full; raises where further connections are taken all the same."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(FULL)
        listener.listen(0)
        for _connection in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(FULL)
            if not select.select([], [waiting], [], 0.3)[1]:
                yield
                return
        raise Unavailable("this system's queues of connections do not fill")


@cache
def faketime() -> str:
    """The library that gives processes another clock; installs Debian's package where apt-get may."""
    if _found() is None:
        install("faketime", "faketime")
    found = _found()
    if found is None:
        raise Unavailable("there is no libfaketime here, and apt-get did not bring one")
    return found


def _found() -> str | None:
    return next((str(path) for path in Path("/usr/lib").glob(f"**/{_LIBRARY}")), None)


def jumping_clock(folder: Path, now: Callable[[], bool]) -> tuple[Mapping[str, str], Callable[[], None]]:
    """The environment of a process whose clock jumps by ``JUMPS_S``, and what makes it jump once ``now()``.

    Only the time of day jumps, as it does when it is set; the monotonic clock goes on.
    """
    stated, python = folder / "clock", folder / "python"
    python.mkdir(parents=True)
    stated.write_text("+0\n")
    (python / "sitecustomize.py").write_text(_SLEEP)
    environment = {
        "PYTHONPATH": os.pathsep.join([str(python), os.environ.get("PYTHONPATH", "")]),
        "LD_PRELOAD": faketime(),
        "FAKETIME_TIMESTAMP_FILE": str(stated),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }

    def jump() -> None:
        until = time.monotonic() + 60
        while not now() and time.monotonic() < until:
            time.sleep(0.01)
        for offset in JUMPS_S:
            (folder / "clock.new").write_text(f"{offset:+d}\n")
            (folder / "clock.new").replace(stated)
            time.sleep(0.7)

    return environment, jump
