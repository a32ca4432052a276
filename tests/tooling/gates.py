# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that judge the built collection, in a virtual environment of their own, which `make` prepares."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.tooling.tree import ROOT

BIN = ROOT / "build" / "gates" / "bin"
TIMEOUT_S = 600


def run(program: str, *arguments: str | Path, folder: Path, more: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run one in a folder that is its home too; give its exit status, and what it printed on both channels.

    It sees nothing of the checkout's environment, neither Python's paths nor Ansible's settings.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTHON"))}
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [BIN / program, *arguments],
        cwd=folder,
        env=kept | {"HOME": str(folder), "PATH": path, "NO_COLOR": "1", **(more or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return done.returncode, done.stdout
