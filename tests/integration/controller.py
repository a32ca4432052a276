# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the playbooks of docs/awx as a controller does: by ansible-runner, in slices, with a credential."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import ansible_runner
import yaml
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tests.tooling.tree import ROOT

FILES = ROOT / "docs" / "awx"
PROJECT = FILES / "project"
CREDENTIAL_TYPE = yaml.safe_load((FILES / "credential-type.yml").read_text("utf-8"))


@dataclass(frozen=True)
class Job:
    """A job that has ended."""

    status: str
    output: str
    artifacts: dict
    """What ``set_stats`` published."""


class Controller:
    """Jobs of one inventory and one credential, each with a folder and a number of its own."""

    def __init__(self, folder: Path, inventory: Mapping, credential: Mapping[str, str]) -> None:
        self._folder = folder
        self._inventory = inventory
        self._environment = injected(CREDENTIAL_TYPE["injectors"], credential, folder)

    def job(self, playbook: str, number: int, inventory: Mapping | None = None, **variables: object) -> Job:
        """Run a playbook of the project."""
        private = self._folder / f"job-{number}"
        private.mkdir()
        ended = ansible_runner.run(
            private_data_dir=str(private),
            project_dir=str(PROJECT),
            playbook=playbook,
            inventory=dict(inventory or self._inventory),
            extravars={"awx_job_id": number, **variables},
            envvars={**self._environment, "HOME": str(private), "ANSIBLE_HOME": str(private / "ansible")},
            quiet=True,
        )
        with closing(ended.stdout) as stdout:
            output = re.sub(r"\x1b\[[0-9;]*m", "", stdout.read())
        published = [event["event_data"].get("artifact_data") or {} for event in ended.events]
        return Job(ended.status, output, {name: value for one in published for name, value in one.items()})

    def sliced(self, playbook: str, numbers: Sequence[int], **variables: object) -> list[Job]:
        """Run a playbook as so many slices, all at the same time."""
        with ThreadPoolExecutor(len(numbers)) as pool:
            slices = slices_of(self._inventory, len(numbers))
            jobs = [
                pool.submit(self.job, playbook, number, inventory, **variables)
                for number, inventory in zip(numbers, slices, strict=True)
            ]
            return [job.result() for job in jobs]


def slices_of(inventory: Mapping, count: int) -> Iterator[dict]:
    """The inventories of the slices as AWX makes them: every so many-th host; a group that is left empty, and has no
    variables, is gone.
    """
    hosts = sorted(inventory["all"]["hosts"])
    for first in range(count):
        kept = set(hosts[first::count])
        children = {
            name: {**group, "hosts": {host: None for host in group["hosts"] if host in kept}}
            for name, group in inventory["all"]["children"].items()
        }
        yield {
            "all": {
                **inventory["all"],
                "hosts": {host: inventory["all"]["hosts"][host] for host in sorted(kept)},
                "children": {name: group for name, group in children.items() if group["hosts"] or group.get("vars")},
            }
        }


def injected(injectors: Mapping, credential: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment that a credential gives: the templates of its type, filled; a field not given is empty."""
    templates = ImmutableSandboxedEnvironment()
    names = {}
    for template, text in injectors["file"].items():
        name = template.removeprefix("template.")
        path = folder / f"credential-{name}"
        path.write_text(templates.from_string(text).render(credential), encoding="utf-8")
        names[name] = str(path)
    known = {**credential, "tower": {"filename": names}}
    return {name: templates.from_string(text).render(known) for name, text in injectors["env"].items()}
