# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make galaxy-check``: import the built tarball as Galaxy does, and let ansible-builder use it.

Galaxy takes a collection in spite of warnings. Here they fail, and so does a step of the import that was left out.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from tests.tooling import execution_environment, gates, tarball
from tests.tooling.tree import ROOT

FOLDER = ROOT / "build" / "galaxy"
SETTINGS = {
    "CHECK_REQUIRED_TAGS": "true",
    "REQUIRE_V1_OR_GREATER": "true",
    "RUN_ANSIBLE_TEST": "false",
    "RUN_FLAKE8": "true",
}
"""Everything that the importer can check without a container; `make sanity` runs ansible-test."""

STEPS = ("Getting doc strings via ansible-doc", "via flake8...", "...ansible-lint run complete", "Importer processing")
"""What the importer says when it ran ansible-doc, flake8 and ansible-lint, and when it came to the end."""

COMPLAINT = re.compile(r"\b(?:WARNING|ERROR|CRITICAL)\b|Traceback|not found, skipping")


def main() -> int:
    """Build the tarball and judge it."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    archive = tarball.build(FOLDER)
    problems = [*tarball.check(archive), *import_it(archive), *execution_environment.check(archive, FOLDER)]
    print(*problems, f"{archive.name}: {'NOT FIT for Galaxy' if problems else 'fit for Galaxy'}", sep="\n")
    return 1 if problems else 0


def import_it(archive: Path) -> list[str]:
    """Run galaxy-importer, keep what it prints beside the tarball, and say what is wrong."""
    settings = {f"GALAXY_IMPORTER_{name}": value for name, value in SETTINGS.items()}
    status, log = gates.run("python", "-m", "galaxy_importer.main", archive, folder=FOLDER, more=settings)
    (FOLDER / "importer.log").write_text(log, encoding="utf-8")
    return [*complaints(log), *([f"galaxy-importer ended with status {status}"] if status else [])]


def complaints(log: str) -> list[str]:
    """The lines of the importer's log that are warnings or errors, and the steps that it does not tell of."""
    lines = [line for line in log.splitlines() if COMPLAINT.search(line)]
    return lines + [f"galaxy-importer left out: {step}" for step in STEPS if step not in log]


if __name__ == "__main__":
    sys.exit(main())
