# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection's tarball and check that it holds what git knows of and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

from tests.tooling.tree import ROOT, files

MADE_BY_GALAXY = {"MANIFEST.json", "FILES.json"}
REQUIRED = {"CHANGELOG.rst", "LICENSE", "README.md", "meta/runtime.yml"}
LARGEST = 20_000_000
"""As many bytes as Galaxy takes."""


def main() -> int:
    """Build into the directory that the command line names."""
    tarball = build(Path(sys.argv[1]))
    problems = check(tarball)
    for problem in problems:
        print(problem)
    print(f"{tarball}: {'NOT FIT for release' if problems else 'holds the collection and nothing else'}")
    return 1 if problems else 0


def build(directory: Path) -> Path:
    """Build the tarball from the checkout, as a release does."""
    galaxy = Path(sys.executable).with_name("ansible-galaxy")
    command = [galaxy, "collection", "build", "--force", "--output-path", directory]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return max(directory.glob("timesync-meinberg-*.tar.gz"), key=lambda path: path.stat().st_mtime)


def install(tarball: Path, collections: Path) -> Path:
    """Install the tarball below a folder of collections, with nothing from the network, and say where it is."""
    galaxy = Path(sys.executable).with_name("ansible-galaxy")
    command = [galaxy, "collection", "install", "--offline", "--force", "--collections-path", collections, tarball]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return collections / "ansible_collections" / "timesync" / "meinberg"


def check(tarball: Path) -> list[str]:
    """Say, in a sentence each, what is in the tarball by mistake and what is missing."""
    with tarfile.open(tarball) as archive:
        held = {member.name.removeprefix("./") for member in archive.getmembers() if not member.isdir()}
    known = set(files())
    litter = sorted(held - known - MADE_BY_GALAXY)
    required = REQUIRED | {name for name in known if name.startswith(("plugins/", "roles/", "playbooks/"))}
    missing = sorted(required - held)
    too_large = [f"too large: {size} bytes"] if (size := tarball.stat().st_size) > LARGEST else []
    return [
        *(f"litter: {name} (add it to build_ignore in galaxy.yml)" for name in litter),
        *(f"missing: {name}" for name in missing),
        *too_large,
    ]


if __name__ == "__main__":
    sys.exit(main())
