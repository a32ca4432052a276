# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Network namespaces for tests: hosts on a bridge of their own, out of every network's reach."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tests.tooling.debian import Unavailable

_RESERVED_FOR_BRIDGES = str(1 << 0xE)
"""The bit that makes a bridge forward what is sent to 01-80-C2-00-00-0E."""


class Lan:
    """A hub and hosts on it, each a namespace. A context manager: at its end all of it is gone."""

    def __init__(self, name: str) -> None:
        self._prefix = f"{name}{os.getpid()}"
        self._namespaces: list[str] = []
        self._running: list[subprocess.Popen] = []
        self._hub = ""

    def __enter__(self) -> Lan:
        if shutil.which("ip") is None:
            raise Unavailable("there is no ip (iproute2) here")
        try:
            self._build()
        except Unavailable:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._running:
            process.terminate()
        for process in self._running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            if process.poll() is None:
                process.kill()
        for namespace in self._namespaces:
            subprocess.run(["ip", "netns", "delete", namespace], check=False)

    def _build(self) -> None:
        self._hub = self._namespace("hub")
        # It learns no addresses, so that every host hears everything, as on a port that mirrors the others.
        bridge = "type bridge ageing_time 0 mcast_snooping 0 stp_state 0 forward_delay 0"
        self._ip(self._hub, f"link add br0 {bridge} group_fwd_mask {_RESERVED_FOR_BRIDGES}")
        self._ip(self._hub, "link set br0 up")

    def host(self, name: str, number: int) -> None:
        """Add a host with ``eth0`` on the hub, and an IPv4 and an IPv6 address that end in ``number``."""
        namespace = self._namespace(name)
        self._ip(self._hub, f"link add p{number} type veth peer name eth0 netns {namespace}")
        self._ip(self._hub, f"link set p{number} master br0 up")
        self._up(namespace, "eth0", f"10.88.0.{number}", f"fd88::{number}")

    def link(self, name: str, other: str, number: int) -> None:
        """Join two hosts by ``eth1``, apart from the hub."""
        names = [f"{self._prefix}-{each}" for each in (name, other)]
        self._ip(names[0], f"link add eth1 type veth peer name eth1 netns {names[1]}")
        for end, namespace in enumerate(names, 1):
            self._up(namespace, "eth1", f"10.89.{number}.{end}", f"fd89:{number}::{end}")

    def run(self, name: str, *command: str, check: bool = True, **keywords: object) -> subprocess.CompletedProcess:
        """Run a command on a host to its end, with its output as text."""
        return subprocess.run([*self._on(name), *command], capture_output=True, text=True, check=check, **keywords)

    def start(
        self, name: str, command: Sequence[str], log: Path, environment: Mapping | None = None
    ) -> subprocess.Popen:
        """Start a program on a host; it ends with the hub, at the latest."""
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*self._on(name), *command], stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
            )
        self._running.append(process)
        return process

    def open(self, name: str, command: Sequence[str], environment: Mapping) -> subprocess.Popen:
        """Start a program on a host whose output, both channels, is a text to be read. It is a context manager."""
        return subprocess.Popen(
            [*self._on(name), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )

    def _on(self, name: str) -> list[str]:
        return ["ip", "netns", "exec", f"{self._prefix}-{name}"]

    def _namespace(self, name: str) -> str:
        namespace = f"{self._prefix}-{name}"
        done = subprocess.run(["ip", "netns", "add", namespace], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Unavailable(f"this machine makes no network namespaces: {done.stderr.strip()}")
        self._namespaces.append(namespace)
        self._ip(namespace, "link set lo up")
        return namespace

    def _up(self, namespace: str, interface: str, *addresses: str) -> None:
        for address in addresses:
            family = "-6" if ":" in address else "-4"
            told = f"{address}/64 dev {interface} nodad" if ":" in address else f"{address}/24 dev {interface}"
            self._ip(namespace, f"address add {told}", family)
        self._ip(namespace, f"link set {interface} up addrgenmode none")
        self._ip(namespace, f"address add fe80::{addresses[-1].rpartition(':')[2]}/64 dev {interface} nodad", "-6")

    @staticmethod
    def _ip(namespace: str, arguments: str, *options: str) -> None:
        command = ["ip", *options, "-netns", namespace, *arguments.split()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Unavailable(
                f"this machine makes no network of namespaces: {' '.join(command)}: {done.stderr.strip()}"
            )
