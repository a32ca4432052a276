# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pages may name: targets of make, and files and folders of the collection."""

from __future__ import annotations

import re

from tests.tooling.tree import ROOT, files

FILES = files()
RULES = re.findall(r"^([a-z][a-z -]*):(?!=)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
TARGETS = {target for rule in RULES for target in rule.split()}
COMMAND = re.compile(r"\bmake ((?:[a-z][a-z-]*(?: |$))+)")


def exists(name: str) -> bool:
    """Whether there is such a file, or a folder with files."""
    return any(file == name or file.startswith(f"{name.rstrip('/')}/") for file in FILES)


def targets(command: str) -> list[str]:
    """The targets that a command line gives to make, wherever make stands in it; ``[]`` where it does not."""
    return [target for found in COMMAND.findall(command) for target in found.split()]
