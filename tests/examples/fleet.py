# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the commands of examples/README.md, in a copy of the examples, against simulated devices."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.simulator import Device, Fleet, Running, serve
from tests.tooling.tree import ROOT

EXAMPLES = ROOT / "examples"
README = (EXAMPLES / "README.md").read_text("utf-8")
ROWS = re.findall(r"^\| \[([\w-]+)\]\(#[\w-]+\)(?:, (\w+))? \|.*?\| `([^`]+)` \|", README, re.MULTILINE)
COMMANDS = {" ".join(filter(None, (name, stage))): command for name, stage, command in ROWS}
"""The command of each row of the table, by the row's name."""

LANTIMES = ("lantime1.example.com", "lantime2.example.com", "lantime3.example.com")
MICROSYNC = "microsync1.example.com"
SECONDS = 120


def blocks(section: str) -> list[str]:
    """The lines of commands in a section of the README."""
    text = README.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return [line for block in re.findall(r"```shell\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


def fleet(base: str, unusual: Mapping[str, Mapping[str, Any]] | None = None, *more: Device, **common: Any) -> Fleet:
    """The devices of the examples' inventory, with what is unusual of some of them, and more devices."""
    systems = {**dict.fromkeys(LANTIMES, "ltos"), MICROSYNC: "meinbergos"}
    devices = [Device(name, **{"os": system, **(unusual or {}).get(name, {})}) for name, system in systems.items()]
    return Fleet.of(*devices, *more, base=base, **common)


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    output: str

    @property
    def text(self) -> str:
        """The output with each run of blanks and line breaks as one blank."""
        return re.sub(r"\s+", " ", self.output)


@dataclass
class Copy:
    """A copy of the examples, as a user has it: with the rules of Prometheus where the collection has them."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls, folder: Path) -> Copy:
        shutil.copytree(EXAMPLES, folder / "examples", ignore=shutil.ignore_patterns("output"))
        shutil.copytree(ROOT / "docs" / "prometheus", folder / "docs" / "prometheus")
        return cls(folder / "examples")

    @contextmanager
    def facing(self, devices: Fleet, **variables: Any) -> Iterator[Running]:
        """Serve devices in place of those of the inventory; ``variables`` are of each host."""
        with serve(devices) as running:
            self.environment = {
                "MEINBERG_USERNAME": devices.username,
                "MEINBERG_PASSWORD": devices.password,
                "MEINBERG_CA_PATH": running.write_ca(self.folder / "plant-ca.pem"),
            }
            for name, host in running.devices.items():
                ntp = {} if running.ntp_port is None else {"compliance_ntp_port": running.ntp_port}
                self.define(name, **address_of(host), **ntp, **variables)
            yield running

    def define(self, host: str, **variables: Any) -> None:
        """Set a host's variables."""
        path = self.folder / "host_vars" / f"{host}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(variables), encoding="utf-8")

    def run(self, command: str, **environment: str) -> Done:
        """Run a command of the README as it stands there."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MEINBERG_")}
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env={
                **kept,
                **self.environment,
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "HOME": str(self.folder),
                "ANSIBLE_HOME": str(self.folder / "ansible"),
                "ANSIBLE_NOCOLOR": "1",
                **environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode("utf-8", "replace"))

    def report(self, name: str) -> dict:
        """``report.json`` of a folder below ``output``."""
        return json.loads((self.folder / "output" / name / "report.json").read_text("utf-8"))

    def change(self, name: str, changed: Any) -> None:
        """Let a function change what a YAML file of the examples holds, as its user may."""
        path = self.folder / name
        content = yaml.safe_load(path.read_text("utf-8"))
        changed(content)
        path.write_text(yaml.safe_dump(content), encoding="utf-8")


def address_of(host: Any) -> dict[str, Any]:
    """The variables with which Ansible finds a running device."""
    return {"meinberg_host": host.address, "meinberg_port": host.port, "meinberg_use_tls": host.tls}


def findings(content: dict, status: str = "fail") -> set[tuple]:
    """Host and rule of each result of a report with a status."""
    return {(one["host"], one["rule"]) for one in content["results"] if one["status"] == status}
