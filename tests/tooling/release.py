# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make release``: whether version, changelog and tag (the variable ``TAG``, if given) are of one release."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import yaml

from tests.tooling.tree import ROOT

VERSION_FILE = "plugins/module_utils/version.py"


def main() -> int:
    """Judge the checkout."""
    found = problems(ROOT, os.environ.get("TAG", ""))
    print(*found, "NOT FIT for release" if found else "fit for release", sep="\n")
    return 1 if found else 0


def problems(root: Path, tag: str) -> list[str]:
    """What keeps a checkout from being released, in a sentence each."""
    version = yaml.safe_load((root / "galaxy.yml").read_text("utf-8"))["version"]
    changelogs = root / "changelogs"
    releases = yaml.safe_load((changelogs / "changelog.yaml").read_text("utf-8"))["releases"]
    found = []
    code = _version_in_code((root / VERSION_FILE).read_text("utf-8"))
    if code != version:
        found.append(f"{VERSION_FILE} has the version {code}, galaxy.yml {version}.")
    if tag and tag.removeprefix("v") != version:
        found.append(f"The tag is {tag}, the version in galaxy.yml is {version}.")
    if version not in releases:
        found.append(f"changelogs/changelog.yaml has no release {version}: run antsibull-changelog release.")
    if f"\nv{version}\n" not in (root / "CHANGELOG.rst").read_text("utf-8"):
        found.append(f"CHANGELOG.rst has no release {version}: run antsibull-changelog generate.")
    waiting = sorted(path.name for path in (changelogs / "fragments").iterdir() if not path.name.startswith("."))
    if waiting:
        found.append(f"Fragments are in no release yet: {', '.join(waiting)}.")
    return found


def _version_in_code(source: str) -> str | None:
    """What a module gives the name ``VERSION``."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "VERSION":
            return ast.literal_eval(node.value)
    return None


if __name__ == "__main__":
    sys.exit(main())
