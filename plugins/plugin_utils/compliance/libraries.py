# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python libraries that an audit needs beside Ansible's own. Who imports them lets them be missing."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from importlib.metadata import version

from ..common.errors import LibraryError

# jmespath 1.0.0 fails on Python 3.11 and newer as soon as its cache of expressions is full.
OLDEST = {"jmespath": (1, 0, 1), "jsonschema": (4, 10)}
"""By library, the oldest version that will do; ``meta/ee-requirements.txt`` says the same."""


def require_libraries() -> None:
    """``LibraryError``, with the command that helps, where a library is missing or too old."""
    for name, oldest in OLDEST.items():
        found = _version(name)
        if found is None or tuple(map(int, re.findall(r"\d+", found)[:3])) < oldest:
            wanted = ".".join(map(str, oldest))
            trouble = "is missing" if found is None else f"has version {found}, older than {wanted},"
            command = f"{sys.executable} -m pip install '{name}>={wanted}'"
            raise LibraryError(f"The Python library {name} {trouble} for {sys.executable}: install it with {command}")


def _version(name: str) -> str | None:
    try:
        import_module(name)
        return version(name)
    except ImportError:  # what is not installed at all too
        return None
