# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NTP peers of the tests: chronyd and NTPsec's ntpd on hosts of a hub. None of them has the right to set a clock.

Their packages are unpacked below build/, not installed: each would remove the other, and would be started on this
machine.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from tests.tooling.debian import Unavailable, unpack
from tests.tooling.tree import ROOT
from tests.wire.namespaces import Lan

KEPT = ROOT / "build" / "wire"
NO_RIGHT_TO_SET_A_CLOCK = ("setpriv", "--bounding-set=-sys_time", "--inh-caps=-sys_time")
_WAIT_S = 30


@cache
def programs() -> Path:
    """The folder that holds the programs; raises ``Unavailable`` where they can't be had."""
    if not (KEPT / "usr/sbin/chronyd").is_file():
        unpack("chronyd", KEPT, "chrony")
    if not (KEPT / "usr/sbin/ntpd").is_file():
        unpack("ntpd", KEPT, "ntpsec", "python3-ntp")
    for name in ("usr/sbin/chronyd", "usr/bin/chronyc", "usr/sbin/ntpd", "usr/bin/ntpq"):
        if not (KEPT / name).is_file():
            raise Unavailable(f"Debian's packages brought no {name}")
    return KEPT


class Peers:
    """Daemons on the hosts of a hub, and the tools that ask them."""

    def __init__(self, lan: Lan, folder: Path) -> None:
        self._lan = lan
        self._folder = folder
        self._programs = programs()
        libraries = ":".join(str(path.parent) for path in self._programs.glob("usr/lib/**/*.so.?"))
        self._environment = {
            **os.environ,
            "LD_LIBRARY_PATH": libraries,
            "PYTHONPATH": str(self._programs / "usr/lib/python3/dist-packages"),
        }

    def chronyd(self, host: str, *lines: str) -> None:
        """Start chronyd on a host."""
        folder = self._place(host)
        text = [*lines, f"bindcmdaddress {folder}/sock", "cmdport 0", f"pidfile {folder}/pid", "allow"]
        command = [str(self._programs / "usr/sbin/chronyd"), "-x", "-d", "-u", "root", "-L", "0"]
        self._start(host, [*command, "-f", self._written(folder, text)], folder)

    def ntpd(self, host: str, *lines: str) -> None:
        """Start ntpd on a host."""
        folder = self._place(host)
        command = [str(self._programs / "usr/sbin/ntpd"), "-n", "-g", "-p", str(folder / "pid")]
        self._start(host, [*command, "-c", self._written(folder, lines)], folder)

    def chronyc(self, host: str, *command: str) -> list[list[str]]:
        """What chronyc prints, row by row."""
        program = str(self._programs / "usr/bin/chronyc")
        done = self._lan.run(host, program, "-h", f"{self._folder}/{host}/sock", "-n", "-c", *command, check=False)
        return [line.split(",") for line in done.stdout.splitlines()]

    def ntpq(self, host: str) -> dict[str, str]:
        """The system variables as ntpq prints them."""
        program = str(self._programs / "usr/bin/ntpq")
        command = ("/usr/bin/python3", program, "-n", "-c", "rv", "127.0.0.1")
        done = self._lan.run(host, *command, check=False, env=self._environment, timeout=_WAIT_S)
        return dict(re.findall(r"(\w+)=\"?([^,\"\r\n]*)", done.stdout))

    def ask(self, place: str, **options: object) -> dict:
        """What the probe on a host returns."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, map(str, sys.path)))}
        command = (sys.executable, "-m", "tests.wire.ntp_ask", json.dumps(options))
        return json.loads(self._lan.run(place, *command, cwd=ROOT, env=environment).stdout)

    def wait(self, what: str, reached: Callable[[], bool]) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + _WAIT_S
        while not reached():
            if time.monotonic() > deadline:
                logs = "".join(f"== {log}\n{log.read_text()}" for log in self._folder.glob("*/log"))
                raise AssertionError(f"{what} was not reached\n{logs}")
            time.sleep(0.25)

    def _place(self, host: str) -> Path:
        folder = self._folder / host
        folder.mkdir(mode=0o700)  # chronyd opens its socket in no other
        return folder

    @staticmethod
    def _written(folder: Path, lines: Iterable[str]) -> str:
        (folder / "conf").write_text("\n".join(lines) + "\n")
        return str(folder / "conf")

    def _start(self, host: str, command: list[str], folder: Path) -> None:
        self._lan.start(host, [*NO_RIGHT_TO_SET_A_CLOCK, *command], folder / "log", self._environment)
