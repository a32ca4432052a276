# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test stands on: the collection importable under its own name, and no settings of the user's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COLLECTIONS = ROOT / "build"


def pytest_configure() -> None:
    """Stop with a sentence where the link is missing, and set what subprocesses inherit."""
    link = COLLECTIONS / "ansible_collections" / "timesync" / "meinberg"
    if not (link / "plugins").is_dir():
        pytest.exit(f"{link.relative_to(ROOT)} does not lead to the collection: run the tests with make", returncode=2)
    os.environ["ANSIBLE_COLLECTIONS_PATH"] = str(COLLECTIONS)
    os.environ["ANSIBLE_CONFIG"] = str(ROOT / "tests" / "ansible.cfg")
