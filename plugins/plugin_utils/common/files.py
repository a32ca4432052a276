# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files written whole or not at all, and JSON read with its mistakes named."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ansible_collections.timesync.meinberg.plugins.module_utils import whole_file

from .errors import StoreError


def write_whole(path: Path, chunks: Iterable[str]) -> None:
    """Write a file so that it is there whole or as it was before; raises ``StoreError`` where it can't be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole_file.write(path, chunks, _MODE)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error


def check_writable(folder: Path) -> None:
    """Make a folder where there is none; raises ``StoreError`` where files can't be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise StoreError(f"{folder} cannot be written to: {error.strerror or error}") from error


def write_json(path: Path, content: object) -> None:
    """Write a value as JSON, whole."""
    write_whole(path, [json.dumps(content, ensure_ascii=False, separators=(",", ":"))])


def read_json(path: Path, *names: str) -> dict:
    """Read a file of a run; raises ``StoreError`` where it is missing, cut short, or not an object with these names."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{path} is cut short or no JSON: {error}") from error
    if not isinstance(content, dict):
        raise StoreError(f"{path} holds no JSON object")
    lacking = next((name for name in names if name not in content), None)
    if lacking is not None:
        raise StoreError(f"{path} lacks {lacking}")
    return content


def _current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# Read once: to read it is to set it, which no thread may do while others write.
_MODE = 0o666 & ~_current_umask()
