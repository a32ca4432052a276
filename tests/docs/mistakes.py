# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes in the example of docs/writing-profiles.md, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load_all

EXAMPLE = "profiles/site_clocks.yml"
MISTAKES = (
    ("abs_max: $", "abs_maxx: $"),
    ("equals: gnss}\n    remedy", "equals: $gnss}\n    remedy"),
    ("{abs_max: $max_offset_ns}", "{max: $max_offset_ns}"),
    ("value: offset_ns", "value: offset_ns > `500`"),
    ("    value: status.sync.source_type", "    caused_by: [offset]\n    value: status.sync.source_type"),
)
"""What is right in it, and what is wrong in its place."""


def printed(folder: Path) -> Iterator[str]:
    """What is said of each, without the folder."""
    example = folder / EXAMPLE
    text = example.read_text(encoding="utf-8")
    for right, wrong in MISTAKES:
        assert text.count(right) == 1, right
        example.write_text(text.replace(right, wrong), encoding="utf-8")
        try:
            load_all([str(example)])
        except ProfileError as error:
            yield str(error).replace(f"{example.parent}/", "")
        finally:
            example.write_text(text, encoding="utf-8")
