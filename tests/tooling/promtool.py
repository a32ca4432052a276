# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prometheus' promtool: the one of the system, else that of Debian's package, taken out under build/.

The package is not installed, so no service starts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.tooling.tree import ROOT

FOLDER = ROOT / "build" / "promtool"
TIMEOUT_S = 300


@cache
def promtool() -> tuple[Path | None, str]:
    """Where it is; where there is none, ``None`` and why."""
    found = shutil.which("promtool")
    if found:
        return Path(found), ""
    program = FOLDER / "usr" / "bin" / "promtool"
    if not program.exists():
        if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
            return None, "promtool is not installed, and this is no Debian to get it from"
        try:
            _unpack()
        except (OSError, subprocess.SubprocessError) as error:
            told = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
            return None, f"promtool is not installed, and Debian's package can't be had: {told[-1] if told else error}"
    return program, ""


def _unpack() -> None:
    """Take Debian's package apart, under another name first: tests may run side by side."""
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER.parent) as name:
        folder = Path(name)
        try:
            _run(folder, "apt-get", "download", "prometheus")
        except subprocess.CalledProcessError:
            if os.geteuid() != 0:
                raise
            _run(folder, "apt-get", "update")
            _run(folder, "apt-get", "download", "prometheus")
        (package,) = folder.glob("prometheus_*.deb")
        _run(folder, "dpkg-deb", "-x", package.name, "root")
        if not FOLDER.exists():
            (folder / "root").rename(FOLDER)


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=TIMEOUT_S)
