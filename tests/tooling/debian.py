# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's packages for tests that need another program; a test that can't have one says so, and is skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path


class Unavailable(Exception):
    """What is missing here, in a sentence."""


def install(what: str, *packages: str) -> None:
    """Install packages for ``what``, where apt-get may; raises ``Unavailable`` where it may not or fails."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise Unavailable(f"there is no {what} here, and no right to install one with apt-get")
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        _run(what, ["apt-get", "--quiet", *command])


def unpack(what: str, folder: Path, *packages: str) -> None:
    """Unpack packages into ``folder``, with those that they need and that are not installed; nothing is started.

    For programs of which installing one would remove another, or would start it. Raises ``Unavailable``.
    """
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise Unavailable(f"there is no {what} here, and no right to fetch it with apt-get")
    archives = folder / "archives"
    (archives / "partial").mkdir(parents=True, exist_ok=True)
    wanted = ["--yes", "--no-install-recommends", "--download-only", "--reinstall", *packages]
    for command in (["update"], ["install", "-o", f"Dir::Cache::archives={archives}", *wanted]):
        _run(what, ["apt-get", "--quiet", *command])
    for archive in archives.glob("*.deb"):
        _run(what, ["dpkg-deb", "--extract", str(archive), str(folder)])


def _run(what: str, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise Unavailable(f"there is no {what} here, and {command[0]} failed: {last}")
