# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs playbooks with the real ``ansible-playbook`` and hands back what each task gave."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.simulator import Running
from tests.simulator.fleet import inventory

HERE = Path(__file__).parent
OURS = "timesync.meinberg."
GROUP = "group/timesync.meinberg.meinberg"
INFO_MODULES = {"status_info": "status", "ntp_info": "ntp", "ptp_info": "ptp", "output_info": "outputs"}
"""The modules with one facet each, and the name that it is returned under."""

MODULES = (*INFO_MODULES, "device_facts")
CONNECTION = {
    name: f"{{{{ meinberg_{name} }}}}" for name in ("host", "port", "use_tls", "ca_path", "username", "password")
}
"""The options that the simulator's inventory has variables for."""


@dataclass
class Outcome:
    """What one task gave for one host."""

    outcome: str
    """``ok``, ``failed``, ``skipped`` or ``unreachable``."""
    result: dict[str, Any]
    seconds: float
    commands: list[str] = field(default_factory=list)
    """What was run over the connection ``recorded``."""

    @property
    def facts(self) -> dict[str, Any]:
        """What ``device_facts`` returned."""
        return self.result["ansible_facts"]["meinberg"]

    @property
    def answer(self) -> dict[str, Any]:
        """What a module of this collection returned, wherever it puts it."""
        return self.facts if "ansible_facts" in self.result else self.result

    @property
    def kind(self) -> str:
        """``error.kind`` of a task that failed."""
        assert self.outcome == "failed", self.result
        return self.result["error"]["kind"]


@dataclass
class Run:
    """One run of ``ansible-playbook``. ``run[task][host]`` is an ``Outcome``."""

    code: int
    output: str
    """What it printed, on both channels."""
    tasks: dict[str, dict[str, Outcome]]
    twice: set[str] = field(default_factory=set)
    """Tasks that a host has several results of, such as those of a role that is used again; ``tasks`` has the last."""

    def __getitem__(self, task: str) -> dict[str, Outcome]:
        assert task in self.tasks, f"no task {task!r}, but {list(self.tasks)}\n{self.output}"
        assert task not in self.twice, f"two tasks are named {task}"
        return self.tasks[task]

    @property
    def running_text(self) -> str:
        """The output with each run of blanks and line breaks as one blank: Ansible breaks lines where it likes."""
        return re.sub(r"\s+", " ", self.output)


def module(called: str, options: Mapping[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    """A task that runs a module of this collection, called like the module unless ``name`` is among the keywords."""
    return {"name": called, f"timesync.meinberg.{called}": dict(options or {}), **keywords}


def comparable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a device but for what the controller's clock gives."""
    timed = ("rtt_ms", "duration_ms", "bytes_received", "sessions")
    http = {name: value for name, value in facts["http"].items() if name not in timed}
    return {**facts, "gathered_at": None, "http": http}


def play(tasks: Iterable[Mapping[str, Any]], **keywords: Any) -> dict[str, Any]:
    """A play on all hosts whose tasks take the options from the inventory and go on after failures."""
    return {
        "name": "Test",
        "hosts": "all",
        "gather_facts": False,
        "ignore_errors": True,
        "module_defaults": {GROUP: CONNECTION},
        "tasks": list(tasks),
    } | keywords


def run_plays(
    folder: Path,
    running: Running,
    *plays: Mapping[str, Any] | str,
    host_vars: Mapping[str, Any] | None = None,
    more_hosts: Mapping[str, Mapping[str, Any]] | None = None,
    without: str | None = None,
    environment: Mapping[str, str] | None = None,
    arguments: Iterable[str] = (),
    forks: int = 8,
    seconds: float = 120,
) -> Run:
    """Run plays against the simulated devices, or playbooks of the collection by their names.

    ``host_vars`` are variables of all hosts, ``without`` is one that the inventory is not to have.
    """
    command = prepare(folder, running, *plays, host_vars=host_vars, more_hosts=more_hosts, without=without)
    done = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env=environment_of(folder, forks) | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds,
        check=False,
    )
    output = done.stdout.decode("utf-8", "replace")
    assert done.returncode in (0, 2), output
    return Run(done.returncode, output, *_tasks(folder))


def prepare(
    folder: Path,
    running: Running,
    *plays: Mapping[str, Any] | str,
    host_vars: Mapping[str, Any] | None = None,
    more_hosts: Mapping[str, Mapping[str, Any]] | None = None,
    without: str | None = None,
) -> list[str]:
    """Write the inventory and the plays into a folder, and give the command that runs them."""
    folder.mkdir(parents=True, exist_ok=True)
    write = _Writer(folder)
    ca_path = running.write_ca(folder / "ca.pem")
    known = inventory(running, ca_path)
    for variables in (known["all"]["vars"], *known["all"]["hosts"].values()):
        variables.pop(without, None)
    more = {"all": {"vars": dict(host_vars or {}), "hosts": dict(more_hosts or {})}}
    files = [write("inventory.json", known), write("more.json", more)]
    # On one line: ansible-core 2.19 and newer show the lines around what fails, and some have a password in them.
    texts = [
        text if isinstance(text, str) else yaml.safe_dump([text], sort_keys=False, default_flow_style=True, width=1e9)
        for text in plays
    ]
    playbooks = [
        text if text.startswith(OURS) else write(f"play-{number}.yml", text) for number, text in enumerate(texts, 1)
    ]
    command = [str(Path(sys.executable).with_name("ansible-playbook"))]
    return [*command, *(part for file in files for part in ("-i", file)), *playbooks]


class _Writer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str, content: Any) -> str:
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)


def environment_of(folder: Path, forks: int) -> dict[str, str]:
    """The caller's environment without what is the user's own, and with what the tests need."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "MEINBERG_"))}
    kept |= {name: os.environ[name] for name in ("ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_CONFIG")}
    for name in ("results", "commands"):
        (folder / f"{name}.jsonl").write_text("")
    return kept | {
        "HOME": str(folder),
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_REMOTE_TEMP": str(folder / "remote"),
        "ANSIBLE_ASYNC_DIR": str(folder / "jobs"),
        "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
        "ANSIBLE_CALLBACKS_ENABLED": "results",
        "ANSIBLE_CONNECTION_PLUGINS": str(HERE / "connection_plugins"),
        "ANSIBLE_FORKS": str(forks),
        "ANSIBLE_INJECT_INVOCATION": "1",  # off by default since ansible-core 2.21
        "ANSIBLE_NOCOLOR": "1",
        "RESULTS_FILE": str(folder / "results.jsonl"),
        "COMMANDS_FILE": str(folder / "commands.jsonl"),
    }


def _tasks(folder: Path) -> tuple[dict[str, dict[str, Outcome]], set[str]]:
    commands: dict[str, list[str]] = {}
    for line in (folder / "commands.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        commands.setdefault(entry["uuid"], []).append(entry["command"])
    tasks: dict[str, dict[str, Outcome]] = {}
    twice = set()
    for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        outcome = Outcome(entry["outcome"], entry["result"], entry["seconds"], commands.get(entry["uuid"], []))
        task = tasks.setdefault(entry["task"], {})
        if entry["host"] in task:
            twice.add(entry["task"])
        task[entry["host"]] = outcome
    return tasks, twice
