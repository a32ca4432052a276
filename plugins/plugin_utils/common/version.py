# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of this collection."""

from __future__ import annotations

import json
from pathlib import Path

import yaml


def collection_version() -> str:
    """The version of this collection, from its own metadata: that of an installed one, or of a checkout."""
    root = Path(__file__).resolve().parents[3]
    installed = root / "MANIFEST.json"
    if installed.exists():
        return json.loads(installed.read_text("utf-8"))["collection_info"]["version"]
    return str(yaml.safe_load((root / "galaxy.yml").read_text("utf-8"))["version"])
