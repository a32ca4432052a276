# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``report.csv``: a result a row, for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ..report import Report
from ..store import write_whole
from ..words import shortened, unseen_escaped

NAME = "report.csv"
COLUMNS = (
    "host", "profile", "rule", "element", "severity", "status", "title", "actual", "expected", "unit", "path", "basis",
    "tier", "message", "source", "remedy", "waiver", "caused_by",
)  # fmt: skip
_FORMULA = re.compile("[\\s\"']*[=+@\uff1d\uff0b\uff0d\uff20-]|[\\t\\r\\n]")
"""What some spreadsheet takes for a formula: they pass over blanks and quotes, and know the wide signs."""


def write(report: Report, path: Path) -> None:
    """Write the report whole."""
    write_whole(path, _rows(report))


def _rows(report: Report) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for host in sorted(report.by_host, key=lambda name: name or ""):
        writer.writerows([cell(result[column]) for column in COLUMNS] for result in report.by_host[host])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return _harmless(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=20_000)
def _harmless(text: str) -> str:
    """Most texts are those of a rule, and repeat from host to host."""
    harmless = unseen_escaped(shortened(text))
    return f"'{harmless}" if _FORMULA.match(harmless) else harmless
