# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader's world: the host names of the pages are devices, and nothing beyond this machine can be reached.

It is a network namespace of its own, with the simulated devices on the ports that real ones have, and a file of hosts
that knows their names; so the pages' commands run as they stand.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pexpect
import yaml
from ansible.constants import DEFAULT_VAULT_ID_MATCH
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.simulator.names import devices
from tests.tooling import tarball
from tests.tooling.debian import Unavailable
from tests.tooling.tree import ROOT, mirror

USERNAME, PASSWORD = "auditor", "the account's password"
VAULT_PASSWORD = "of the vault, not of a device"
VAULT = "group_vars/timeservers/vault.yml"
REPOSITORY = "https://github.com/timesync/meinberg.git"
DEVICES = [
    {"name": "lantime1.example.com", "os": "ltos", "model": "M600", "firmware": "7.10.012"},
    {"name": "microsync1.example.com", "os": "meinbergos", "model": "microSync HR102", "ptp": 0},
]
"""Nobody sends PTP here, so none of them claims to."""

FLEET = {
    "base": "127.80.0.1",
    "port": 443,
    "ntp_port": 123,
    "username": USERNAME,
    "password": PASSWORD,
    "devices": DEVICES,
}
ALIASES = {"ntp1.example.com": "lantime1.example.com"}
PROBE = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
"""The probe host is this machine."""

PROBES = ("probe1.example.com",)
ROOMS = ("/var/lib", "/srv")
"""Folders of the system that pages write to: empty ones of the world's own."""

ENTER = """
set -e
ip link set lo up
ip link add eth1 type veth peer name far
ip link set far up
ip address add 192.0.2.1/24 dev eth1
ip link set eth1 up
mount --bind "$1" /etc/hosts
shift
for room in {rooms}; do mount -t tmpfs tmpfs "$room"; done
mkdir -p /var/lib/prometheus/node-exporter
exec "$@"
""".format(rooms=" ".join(ROOMS))
MAKE = f"""#!/bin/sh
# Recipes of make are long, and others run them: here they need only be there.
exec {shutil.which("make")} --dry-run --directory {ROOT} "$@"
"""
SUDO = """#!/bin/sh
# The tests are root already.
while [ "$1" != /bin/sh ]; do shift; done
exec "$@"
"""
SERVER = re.compile(r"-m tests\.simulator\b(?!.*(?:--exec|--run-for|--check|--list))")
"""A command that is to go on while the reader uses another terminal."""

STEP_S = 180


@dataclass
class Ended:
    """A shell block that has ended, or that goes on in the background: its exit code, and what it printed."""

    code: int
    output: str


class World:
    """A context manager: at its end all that it started is gone."""

    def __init__(self, folder: Path, more: Mapping[str, str] | None = None) -> None:
        """``more`` are addresses of other devices, by name."""
        self.folder = folder
        self._more = more or {}
        self.bin = folder / "bin"
        self.repository = folder / "repository"
        self._enter: list[str] = []
        self._kept: list[pexpect.spawn] = []
        self._simulator: pexpect.spawn | None = None

    def __enter__(self) -> World:
        if not all(map(shutil.which, ("ip", "unshare", "nsenter"))):
            raise Unavailable("there are no ip, unshare and nsenter (iproute2, util-linux) here")
        self._programs()
        self.archive = tarball.build(self.folder)
        tarball.install(self.archive, self.folder / "collections")
        self._git()
        try:
            self._start()
        except Unavailable:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()
        if self._simulator is not None:
            self._simulator.close(force=True)

    def _programs(self) -> None:
        self.bin.mkdir()
        for name, text in (("make", MAKE), *([] if shutil.which("sudo") else [("sudo", SUDO)])):
            (self.bin / name).write_text(text, encoding="utf-8")
            (self.bin / name).chmod(0o755)

    def _git(self) -> None:
        """A repository in the place of the public one."""
        mirror(self.repository)
        as_author = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
        for command in (["init", "-q", "-b", "main"], ["add", "-A"], [*as_author, "commit", "-q", "-m", "All"]):
            subprocess.run(["git", *command], cwd=self.repository, check=True, capture_output=True)
        settings = f'[url "{self.repository.as_uri()}"]\n\tinsteadOf = {REPOSITORY}\n[safe]\n\tdirectory = *\n'
        (self.folder / "gitconfig").write_text(settings, encoding="utf-8")

    def _start(self) -> None:
        fleet, hosts, ca_file = (self.folder / name for name in ("fleet.yml", "hosts", "ca.pem"))
        fleet.write_text(yaml.safe_dump(FLEET), encoding="utf-8")
        addresses = {device["name"]: f"127.80.0.{number}" for number, device in enumerate(DEVICES, 1)}
        addresses |= {alias: addresses[name] for alias, name in ALIASES.items()}
        addresses |= {"localhost": "127.0.0.1", **self._more}
        lines = [f"{address} {name}\n" for name, address in addresses.items()]
        hosts.write_text("".join(lines), encoding="utf-8")
        unshare = ["--net", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
        simulator = [sys.executable, "-m", "tests.simulator", "--fleet", str(fleet), "--ca-file", str(ca_file)]
        self._simulator = pexpect.spawn(
            "unshare", [*unshare, "sh", "-c", ENTER, "sh", str(hosts), *simulator], cwd=str(ROOT), encoding="utf-8"
        )
        if self._simulator.expect_exact([f"ready: {devices(len(DEVICES))}", pexpect.EOF], timeout=30):
            raise Unavailable(f"this machine makes no namespaces: {self._simulator.before.strip()}")
        user = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
        self._enter = ["nsenter", "--target", str(self._simulator.pid), "--net", "--mount", *user]

    def checkout(self, folder: Path, installed: bool) -> None:
        """Lay out what a reader has at the beginning of a page: a checkout, a home, the CA's certificate, a vault."""
        folder.mkdir()
        home = folder.with_name(f"{folder.name}-home")
        home.mkdir()
        for path in ROOT.iterdir():
            if path.name not in ("build", "changelogs") and not path.name.startswith("."):
                (folder / path.name).symlink_to(path)
        (folder / ".venv").symlink_to(sys.prefix)
        shutil.copytree(ROOT / "changelogs", folder / "changelogs")
        (folder / "build" / "ansible_collections" / "timesync").mkdir(parents=True)
        (folder / "build" / "ansible_collections" / "timesync" / "meinberg").symlink_to(self.repository)
        shutil.copy(self.archive, folder / "build")
        shutil.copy(self.folder / "ca.pem", folder / "plant-ca.pem")
        if installed:
            shutil.copytree(self.folder / "collections", home / ".ansible" / "collections")
        for name in PROBES:
            write(folder, f"host_vars/{name}.yml", yaml.safe_dump(PROBE))
        environment = {
            "HOME": str(home),
            "PATH": f"{self.bin}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "SECRET": PASSWORD,
            "GIT_CONFIG_GLOBAL": str(self.folder / "gitconfig"),
            "ANSIBLE_NOCOLOR": "1",
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "PAGER": "cat",
            "COLUMNS": "400",
        }
        lines = [f"export {name}={shlex.quote(value)}\n" for name, value in environment.items()]
        (home / "environment").write_text("".join(lines), encoding="utf-8")

    def run(self, folder: Path, script: str) -> Ended:
        """Run a shell block in a terminal, where the vault's password is typed if it is asked for.

        The environment goes from one block of a folder to the next. What says that it is ready goes on to the end.
        """
        home = folder.with_name(f"{folder.name}-home")
        wrapped = f". {home}/environment\ncd {folder}\nset -e\n{script}\nexport -p > {home}/environment\n"
        (home / "block.sh").write_text(wrapped, encoding="utf-8")
        command = [*self._enter, "env", "-i", "bash", "--norc", str(home / "block.sh")]
        running = pexpect.spawn(command[0], command[1:], encoding="utf-8", timeout=STEP_S, dimensions=(50, 400))
        endings = [pexpect.EOF, r"ready: \d+ devices?\r?\n"] if SERVER.search(script) else [pexpect.EOF]
        output = ""
        try:
            while (found := running.expect([r"Vault password: ?", *endings])) == 0:
                output += running.before
                running.sendline(VAULT_PASSWORD)
        except pexpect.TIMEOUT:
            running.close(force=True)
            raise AssertionError(f"not ended after {STEP_S} s:\n{output}{running.before}") from None
        output = f"{output}{running.before}".replace("\r\n", "\n")
        if found == 2:
            self._kept.append(running)
            return Ended(0, f"{output}{running.after}")
        running.close()
        return Ended(running.exitstatus if running.exitstatus is not None else 128 + running.signalstatus, output)

    def leave(self) -> None:
        """Stop what goes on in the background."""
        while self._kept:
            self._kept.pop().close(force=True)


def write(folder: Path, name: str, text: str) -> Path:
    """Write a file below a folder; what is meant for the vault is encrypted."""
    path = folder / name
    assert path.resolve().is_relative_to(folder.resolve()), f"{name} would be a file of the collection"
    path.parent.mkdir(parents=True, exist_ok=True)
    if name == VAULT:
        secret = VaultSecret(VAULT_PASSWORD.encode())
        path.write_bytes(VaultLib([(DEFAULT_VAULT_ID_MATCH, secret)]).encrypt(text, secret))
    else:
        path.write_text(text, encoding="utf-8")
    return path
