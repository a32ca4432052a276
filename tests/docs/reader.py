# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reader who does what a page says, from its first block to its last, in one folder."""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Callable, Iterable
from pathlib import Path

import yaml

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION
from tests.docs import errors, kinds, mistakes, progress
from tests.docs.blocks import Block
from tests.docs.kinds import kind
from tests.docs.world import PASSWORD, USERNAME, VAULT, World, write
from tests.tooling import audit_tables, gates
from tests.tooling.promtool import promtool

INVENTORY = kinds.FILES[kinds.INVENTORY]
ACCOUNT = {"username": USERNAME, "password": PASSWORD}
HOSTS = ("lantime1.example.com", "microsync1.example.com")
VARIABLES = {
    **{f"meinberg_{name}": value for name, value in ACCOUNT.items()},
    "meinberg_ca_path": "{{ inventory_dir }}/plant-ca.pem",
    "compliance_report_dir": "{{ inventory_dir }}/compliance-reports",
}
DEFAULT = yaml.safe_dump({"timeservers": {"hosts": dict.fromkeys(HOSTS), "vars": VARIABLES}}, sort_keys=False)
"""The inventory of pages that show none."""

AUDIT = "ansible-playbook timesync.meinberg.audit --ask-vault-pass -e audit_hosts=timeservers -i"
UNKNOWN_VARIABLE = re.compile(r"\[WARNING\].*(?:is not known|did you mean).*")
RULE = {"id": "x", "title": "x", "severity": "minor", "basis": "claimed", "source": "x", "remedy": "x"}
"""What a rule must have beside what a page shows of it."""


class Reader:
    """Goes through a page. ``did[place]`` is what was wrong with a block, an empty text where nothing was."""

    def __init__(self, world: World, folder: Path, blocks: Iterable[Block]) -> None:
        self.world, self.folder = world, folder
        self.blocks = [block for block in blocks if not block.not_run]
        self.commands = "".join(block.text for block in self.blocks if block.language == "shell")
        self.printed = ""
        self.provoked = ""
        world.checkout(folder, installed="ansible-galaxy collection install" not in self.commands)
        if any("vault_" in block.text for block in self.blocks):
            write(folder, VAULT, yaml.safe_dump({f"vault_meinberg_{name}": one for name, one in ACCOUNT.items()}))
        write(folder, INVENTORY, DEFAULT)

    def read(self) -> dict[str, str]:
        """Do it. A file is there from the beginning on, since a page may tell of a command first."""
        for block in reversed(self.blocks):
            self.put(block)
        did = {}
        for block in self.blocks:
            try:
                self.put(block)
                STEPS[kind(block)](self, block)
                did[block.place] = ""
            except (AssertionError, ValueError, yaml.YAMLError) as error:
                did[block.place] = str(error) or repr(error)
        self.world.leave()
        return did

    def put(self, block: Block) -> None:
        """Write the file that a block is."""
        if block.language == "yaml" and (name := self.file(block)):
            write(self.folder, name, block.text)

    @staticmethod
    def file(block: Block) -> str | None:
        """The file's name that the page gives it, or the usual one."""
        return block.file or kinds.FILES.get(kind(block))

    def run(self, script: str) -> str:
        """Run commands, which must succeed; what they print."""
        ended = self.world.run(self.folder, script)
        self.printed += ended.output
        assert ended.code == 0, f"{script}\nended with {ended.code}:\n{ended.output}"
        return ended.output

    def shell(self, block: Block) -> None:
        """Commands as they stand."""
        self.run(block.text)

    def output(self, block: Block) -> None:
        """What the page says is printed was printed, but for numbers and what the page leaves out by `…`."""
        if block.page in PROVOKED and not self.provoked:
            self.provoked = "".join(f"{line}\n" for line in PROVOKED[block.page](self))
        printed = self.printed + self.provoked
        assert looks_like(block.text).search(printed), f"nothing printed looks like\n{block.text}\nbut:\n{printed}"

    def python(self, block: Block) -> None:
        """A program."""
        write(self.folder, "program.py", block.text)
        self.run("PYTHONPATH=. python program.py")

    def playbook(self, block: Block) -> None:
        """A playbook that no command of the page runs is run here."""
        name = self.file(block)
        if name not in self.commands:
            self.run(f"ansible-playbook -i {INVENTORY} --ask-vault-pass {name}")

    def inventory(self, block: Block) -> None:
        """An inventory sets variables that there are; where no command takes it, an audit is planned with it."""
        for name in variables_of(yaml.safe_load(block.text)):
            assert name in KNOWN, f"there is no variable {name}"
        if f"-i {self.file(block)}" not in self.commands:
            self.plan(self.file(block))

    def variables(self, block: Block) -> None:
        """Variables of an audit, which checks them all."""
        self.plan(INVENTORY, f"-e @{self.file(block)}")

    def vault(self, block: Block) -> None:
        """Secret variables, where the page says so."""
        assert self.file(block) == VAULT, "it has no place"

    def plan(self, inventory: str, more: str = "") -> None:
        """Let an audit check what it is given, and judge nothing."""
        output = self.run(f"{AUDIT} {inventory} --check {more}")
        assert not (unknown := UNKNOWN_VARIABLE.search(output)), unknown[0]

    def profile(self, block: Block) -> None:
        """An audit by a profile of the page alone."""
        self.run(f'{AUDIT} {INVENTORY} -e \'{{"compliance_profiles": ["{self.folder / self.file(block)}"]}}\'')

    def rule(self, block: Block) -> None:
        """A part of a rule, in a profile of its own."""
        profile = {"id": "part", "title": "x", "version": "1.0.0", "rules": [{**RULE, **yaml.safe_load(block.text)}]}
        path = write(self.folder, "profiles/part.yml", yaml.safe_dump(profile))
        self.run(f'{AUDIT} {INVENTORY} -e \'{{"compliance_profiles": ["{path}"]}}\'')

    def fleet(self, block: Block) -> None:
        """A fleet of simulated devices."""
        self.run(f"python -m tests.simulator --fleet {self.file(block)} --check")

    def fragment(self, block: Block) -> None:
        """A fragment of the changelog."""
        self.run(f"antsibull-changelog lint {self.file(block)}")

    def gitlab(self, block: Block) -> None:
        """A job of GitLab: its form, then its commands with its variables."""
        self.judge("vendor.gitlab-ci", block)
        for job in yaml.safe_load(block.text).values():
            variables = {"AUDIT_USERNAME": "auditor", "AUDIT_PASSWORD": "$SECRET", "CI_PROJECT_DIR": "$PWD"}
            lines = [f'export {name}="{value}"' for name, value in {**variables, **job.get("variables", {})}.items()]
            self.run("\n".join([*lines, *job.get("before_script", ()), *job["script"]]))

    def github(self, block: Block) -> None:
        """A workflow of GitHub: its form, then the commands of its jobs with their variables."""
        self.judge("vendor.github-workflows", block)
        workflow = yaml.safe_load(block.text)
        for job in workflow["jobs"].values():
            for step in job["steps"]:
                if "run" in step:
                    told = {**workflow.get("env", {}), **job.get("env", {}), **step.get("env", {})}
                    told = {"GITHUB_STEP_SUMMARY": "summary.md", **told}
                    lines = [f'export {name}="{SECRETS.get(value, value)}"' for name, value in told.items()]
                    self.run("\n".join([*lines, step["run"]]))

    def jenkins(self, block: Block) -> None:
        """A pipeline of Jenkins: its commands; its form is for Jenkins alone."""
        told = re.findall(r"^\s*(\w+)\s*=\s*(?:credentials\('[\w-]+'\)|\"(.*)\")$", block.text, re.MULTILINE)
        packages = sysconfig.get_path("purelib")  # for the pipeline's own environment, which nothing can be fetched for
        given = {"WORKSPACE": "$PWD", "PYTHONPATH": packages}
        lines = [f'export {name}="{value}"' for name, value in given.items()]
        for name, text in told:
            pairs = {name: text} if text else {f"{name}_USR": USERNAME, f"{name}_PSW": "$SECRET"}
            lines += [f'export {each}="{value}"' for each, value in pairs.items()]
        scripts = re.findall(r"\bsh '''(.*?)'''|\bsh '([^']*)'", block.text, re.DOTALL)
        assert scripts, "it runs nothing"
        self.run("\n".join([*lines, *(long or short for long, short in scripts)]))

    def judge(self, schema: str, block: Block) -> None:
        """Let a published schema judge a file."""
        path = write(self.folder, block.file or "ci.yml", block.text)
        command = ("check-jsonschema", "--builtin-schema", schema, str(path))
        status, told = gates.run(*command, folder=self.folder)
        assert status == 0, told

    def alerts(self, block: Block) -> None:
        """Rules for Prometheus."""
        path = write(self.folder, "prometheus.rules.yml", block.text)
        self.run(f"{_promtool()} check rules {path}")

    def scrapes(self, block: Block) -> None:
        """A part of a scrape's configuration, for Prometheus."""
        scrape = {"job_name": "x", **yaml.safe_load(block.text)}
        path = write(self.folder, "prometheus.yml", yaml.safe_dump({"scrape_configs": [scrape]}))
        self.run(f"{_promtool()} check config {path}")


PROVOKED: dict[str, Callable[[Reader], Iterable[str]]] = {
    "docs/audit.md": lambda reader: progress.printed(reader.world, reader.folder),
    "docs/troubleshooting.md": lambda reader: errors.printed(reader.world, reader.folder),
    "docs/writing-profiles.md": lambda reader: mistakes.printed(reader.folder),
}
"""By page: gives the lines of what goes wrong there, which no command of the page provokes."""

SECRETS = {
    "${{ secrets.MEINBERG_USERNAME }}": "auditor",
    "${{ secrets.MEINBERG_PASSWORD }}": "$SECRET",
}
"""What GitHub fills in."""

KNOWN = {*audit_tables.options(), *(f"meinberg_{name}" for name in CONNECTION)}
STEPS: dict[str, Callable[[Reader, Block], None]] = {
    kinds.SHELL: Reader.shell,
    kinds.OUTPUT: Reader.output,
    kinds.PYTHON: Reader.python,
    kinds.JENKINS: Reader.jenkins,
    kinds.PLAYBOOK: Reader.playbook,
    kinds.INVENTORY: Reader.inventory,
    kinds.VARIABLES: Reader.variables,
    kinds.VAULT: Reader.vault,
    kinds.PROFILE: Reader.profile,
    kinds.RULE: Reader.rule,
    kinds.FLEET: Reader.fleet,
    kinds.FRAGMENT: Reader.fragment,
    kinds.GITLAB: Reader.gitlab,
    kinds.GITHUB: Reader.github,
    kinds.ALERTS: Reader.alerts,
    kinds.SCRAPES: Reader.scrapes,
}


def looks_like(text: str) -> re.Pattern:
    """The lines of a page, whatever their numbers and blanks. `…` is any text, alone any lines of the same task."""
    lines = ""
    for line in text.splitlines():
        words = re.escape(line.strip()).replace("…", ".*")
        shape = re.sub(r"(?:\\ )+", r"[ \\t]+", re.sub(r"\d+", r"\\d+", words))
        lines += r"(?:(?!fatal: ).*\n)*?" if line.strip() == "…" else rf"[ \t]*{shape}[ \t]*\n"
    return re.compile(f"^{lines}", re.MULTILINE)


def variables_of(content: object) -> Iterable[str]:
    """The variables of ours that an inventory sets."""
    for name, value in content.items() if isinstance(content, dict) else ():
        if name.startswith(("compliance_", "meinberg_")):
            yield name
        elif isinstance(value, dict):
            yield from variables_of(value)


def _promtool() -> Path:
    program, why = promtool()
    assert program, why
    return program
