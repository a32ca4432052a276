# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``report.html``: the page that people look at; one file that loads nothing."""

from __future__ import annotations

from pathlib import Path

from ...common.files import write_whole
from ..runs.report import Report
from .page.document import chunks


def write(report: Report, path: Path) -> None:
    """Write the report whole."""
    write_whole(path, chunks(report))
