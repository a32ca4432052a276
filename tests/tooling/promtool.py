# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prometheus' promtool and amtool: those of the system, else those of Debian's packages, taken out under build/.

The packages are not installed, so no service starts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.tooling.tree import ROOT

PACKAGES = {"promtool": "prometheus", "amtool": "prometheus-alertmanager"}
TIMEOUT_S = 300


def promtool() -> tuple[Path | None, str]:
    """Where it is; where there is none, ``None`` and why."""
    return _program("promtool")


def amtool() -> tuple[Path | None, str]:
    """Where it is; where there is none, ``None`` and why."""
    return _program("amtool")


@cache
def _program(name: str) -> tuple[Path | None, str]:
    found = shutil.which(name)
    if found:
        return Path(found), ""
    folder = ROOT / "build" / name
    program = folder / "usr" / "bin" / name
    if not program.exists():
        if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
            return None, f"{name} is not installed, and this is no Debian to get it from"
        try:
            _unpack(PACKAGES[name], folder)
        except (OSError, subprocess.SubprocessError) as error:
            told = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
            return None, f"{name} is not installed, and Debian's package can't be had: {told[-1] if told else error}"
    return program, ""


def _unpack(package: str, target: Path) -> None:
    """Take Debian's package apart, under another name first: tests may run side by side."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        folder = Path(name)
        try:
            _run(folder, "apt-get", "download", package)
        except subprocess.CalledProcessError:
            if os.geteuid() != 0:
                raise
            _run(folder, "apt-get", "update")
            _run(folder, "apt-get", "download", package)
        (archive,) = folder.glob(f"{package}_*.deb")
        _run(folder, "dpkg-deb", "-x", archive.name, "root")
        if not target.exists():
            (folder / "root").rename(target)


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=TIMEOUT_S)
