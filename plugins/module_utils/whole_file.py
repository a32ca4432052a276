# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are there whole or as they were before."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def write(path: Path, chunks: Iterable[str], mode: int = 0o600, keep: bool = False) -> None:
    """Write a file of texts; raises ``OSError`` where it can't be written, and leaves nothing then.

    With ``keep`` a file that is there already stays, and ``FileExistsError`` is raised.
    """
    temporary = None
    try:
        # A lone surrogate becomes its escape in JSON.
        with tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8",
            errors="backslashreplace",
            newline="",
            dir=path.parent,
            prefix=f".{path.name[:60]}.",
            delete=False,
        ) as file:
            temporary = file.name
            file.writelines(chunks)
        os.chmod(temporary, mode)
        if keep:
            os.link(temporary, path)
            os.unlink(temporary)
        else:
            os.replace(temporary, path)
    except BaseException:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise
