# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that belong to the collection, as git sees them: tracked, or new and not ignored."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files() -> list[str]:
    """List the collection's files, relative to its root."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(name for name in set(listing.split("\0")) if name and (ROOT / name).is_file())


def mirror(target: Path, keep: tuple[str, ...] = ()) -> None:
    """Make ``target`` a copy of the collection's files; what else is there goes, but for the folders in ``keep``."""
    wanted = files()
    for name in wanted:
        source, copy = ROOT / name, target / name
        if not _same(source, copy):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
    kept = {target / name for name in wanted}
    for path in sorted(target.rglob("*"), reverse=True):
        if path in kept or path.relative_to(target).as_posix().startswith(keep):
            continue
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        else:
            path.unlink()


def _same(source: Path, copy: Path) -> bool:
    if not copy.is_file():
        return False
    here, there = source.stat(), copy.stat()
    return (here.st_size, here.st_mtime_ns, here.st_mode) == (there.st_size, there.st_mtime_ns, there.st_mode)
