# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the built collection with every line of ansible-core that it supports.

Each line gets a folder below build/matrix with a virtual environment of its own and a copy of the checkout. Into that
the collection's tarball is installed, and this is what sanity, unit and integration tests then see; from the checkout
come the tests alone. A line that can't be run, for want of its Python or of a package, is no success.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.tooling import tally, tarball
from tests.tooling.tree import ROOT, mirror

LINES = {"2.16": "3.10", "2.18": "3.11", "2.19": "3.13", "2.20": "3.12", "2.21": "3.13"}
"""The lines of ansible-core, each with a Python that its controller supports; together they cover all of ours."""

BASE = ROOT / "build" / "matrix"
STEPS = ("sanity", "unit", "integration")
OF_THE_CALLER = ("ANSIBLE_", "MEINBERG_", "PYTHON", "VIRTUAL_ENV")
"""Variables that would lead a line's programs back to the environment that started this."""

VERSIONS = "import platform, ansible.release; print(ansible.release.__version__, platform.python_version())"
LAST_LINES = 60


class NotRun(Exception):
    """A line can't be run here; says why."""


@dataclass
class Step:
    """How one step ended."""

    passed: bool
    counts: tally.Counts
    seconds: float

    def __str__(self) -> str:
        return f"{'passed' if self.passed else 'FAILED'}: {self.counts}; {self.seconds:.0f} s"


@dataclass
class Line:
    """One line of ansible-core, and what became of it."""

    core: str
    python: str
    why_not: str = ""
    steps: dict[str, Step] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder = BASE / self.core
        self.bin = self.folder / "venv" / "bin"
        self.copy = self.folder / "checkout"
        self.collections = self.copy / "build"
        self.installed = self.collections / "ansible_collections" / "timesync" / "meinberg"

    @property
    def environment(self) -> dict[str, str]:
        """The caller's environment without what leads out of this line's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_THE_CALLER)}
        return kept | {"PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}"}


def main() -> int:
    """Run the lines that the command line names, or all, and close with a table."""
    parser = argparse.ArgumentParser(prog="make test-matrix", description=__doc__)
    parser.add_argument("cores", nargs="*", type=line, metavar="CORE[:PYTHON]", help=f"of {', '.join(LINES)}; or all")
    parser.add_argument("--allow-missing", action="store_true", help="succeed although a line could not be run")
    parser.add_argument("--pytest", type=shlex.split, default=[], metavar="ARGUMENTS", help="more arguments for pytest")
    options = parser.parse_args()
    lines = options.cores or [Line(*pair) for pair in LINES.items()]
    archive = tarball.build(BASE)
    for item in lines:
        mirror(item.copy, keep=(".git/", "build/"))
    for item in lines:
        try:
            prepare(item, archive)
        except NotRun as error:
            item.why_not = f"not run: {error}"
            say(f"{item.core}: {item.why_not}")
        else:
            run(item, options.pytest)
    say("", *table(lines))
    missing = any(item.why_not for item in lines)
    failed = any(not step.passed for item in lines for step in item.steps.values())
    return 1 if failed or (missing and not options.allow_missing) else 0


def line(text: str) -> Line:
    """Make a line of what stands in the command line: ``2.21``, or ``2.21:3.14`` for another Python."""
    core, _colon, python = text.partition(":")
    python = python or LINES.get(core, "")
    if not re.fullmatch(r"\d+\.\d+ \d+\.\d+", f"{core} {python}"):
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(LINES)}, nor like 2.21:3.14")
    return Line(core, python)


def prepare(item: Line, archive: Path) -> None:
    """Make the virtual environment, and install the collection beside the tests."""
    interpreter = find_python(item.python)
    python = item.bin / "python"
    if version_of(python) != item.python:
        call(item, "making a virtual environment", interpreter, "-m", "venv", "--clear", item.folder / "venv")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    needed = item.copy / "tests" / "requirements-pytest.txt"
    call(item, "installing it", *pip, f"ansible-core~={item.core}.0", "--requirement", needed)
    item.core, item.python = call(item, "asking for the versions", python, "-c", VERSIONS).split()
    call(item, "making a repository", "git", "init", "--quiet")
    shutil.rmtree(item.installed, ignore_errors=True)
    install = [item.bin / "ansible-galaxy", "collection", "install", "--offline", "--force", archive]
    call(item, "installing the collection", *install, "--collections-path", item.collections)


def find_python(version: str) -> Path:
    """Find an interpreter on the PATH or among those of pyenv; a shim of pyenv may lead nowhere, so each is tried."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [shutil.which(f"python{version}"), *sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}"))]
    for candidate in candidates:
        if candidate and version_of(candidate) == version:
            return Path(candidate)
    raise NotRun(f"no Python {version} here")


def version_of(python: Path | str) -> str | None:
    """Ask an interpreter for its version, such as 3.12; None where it can't be run, or makes no environments."""
    question = "import ensurepip, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        return subprocess.run([python, "-c", question], check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def call(item: Line, purpose: str, *command: str | Path) -> str:
    """Run a command of the preparation, and give what it printed; a line whose preparation fails is not run."""
    options = {"cwd": item.copy, "env": item.environment, "capture_output": True, "text": True}
    done = subprocess.run(command, **options, check=False)
    if done.returncode:
        say(done.stdout, done.stderr)
        raise NotRun(f"{purpose} failed with status {done.returncode}")
    return done.stdout


def run(item: Line, pytest: list[str]) -> None:
    """Run the steps; what they print goes into a file each, the end of it onto the screen where one fails."""
    python = [item.bin / "python", "-m"]
    for name in STEPS:
        say(f"{item.core} on Python {item.python}: {name}")
        results = item.folder / "results" / name
        shutil.rmtree(results, ignore_errors=True)
        results.mkdir(parents=True)
        if name == "sanity":
            command = [*python, "tests.tooling.sanity", "--installed", item.installed, "--junit"]
            results = item.installed / "tests" / "output" / "junit"
        else:
            command = [*python, "pytest", f"tests/{name}", "--junitxml", results / "junit.xml", *pytest]
        log = item.folder / f"{name}.log"
        began = time.monotonic()
        with log.open("w", encoding="utf-8") as file:
            options = {"cwd": item.copy, "env": item.environment, "stdin": subprocess.DEVNULL}
            done = subprocess.run(command, **options, stdout=file, stderr=subprocess.STDOUT, check=False)
        step = Step(done.returncode == 0, tally.count(results), time.monotonic() - began)
        item.steps[name] = step
        if not step.passed:
            say(*log.read_text("utf-8", "replace").splitlines()[-LAST_LINES:], f"All of it: {log.relative_to(ROOT)}")
        say(f"{item.core} on Python {item.python}: {name} {step}")


def table(lines: list[Line]) -> list[str]:
    """The closing table, as Markdown."""
    rows = [("ansible-core", "Python", *STEPS)]
    rows += [(item.core, item.python, *(str(item.steps.get(name, item.why_not)) for name in STEPS)) for item in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rows.insert(1, tuple("-" * width for width in widths))
    return ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]


def say(*text: str) -> None:
    """Print lines at once, also into a pipe."""
    print(*text, sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
