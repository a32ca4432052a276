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
from operator import itemgetter
from pathlib import Path

from ...common.files import write_whole
from ...common.words import shortened, unseen_escaped
from ..runs.report import Report

COLUMNS = (
    "host", "profile", "rule", "element", "severity", "status", "title", "actual", "expected", "unit", "path", "basis",
    "tier", "message", "source", "remedy", "waiver", "caused_by",
)  # fmt: skip
_FORMULA = re.compile("[\\s\"']*[=+@\uff1d\uff0b\uff0d\uff20-]|[\\t\\r\\n]")
"""What some spreadsheet takes for a formula: they pass over blanks and quotes, and know the wide signs."""

_BEFORE, _AFTER = COLUMNS[: COLUMNS.index("actual")], COLUMNS[COLUMNS.index("expected") : COLUMNS.index("waiver")]
"""The columns that hold texts or nothing, on either side of the one that holds anything."""
_END = "\r\n"
_KNOWN = 20_000
"""Of so many texts the field is remembered: most are those of a rule, and repeat from host to host."""


def write(report: Report, path: Path) -> None:
    """Write the report whole."""
    write_whole(path, _rows(report))


def _rows(report: Report) -> Iterator[str]:
    before, after, fields = itemgetter(*_BEFORE), itemgetter(*_AFTER), _Fields()
    yield f"{','.join(COLUMNS)}{_END}"
    for host in sorted(report.by_host, key=lambda name: name or ""):
        rows = (
            [
                *map(fields.__getitem__, before(result)),
                _field(result["actual"]),
                *map(fields.__getitem__, after(result)),
                _field(result["waiver"]),
                fields[result["caused_by"]],
            ]
            for result in report.by_host[host]
        )
        yield "".join([f"{','.join(row)}{_END}" for row in rows])


def cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    harmless = unseen_escaped(shortened(text))
    return f"'{harmless}" if _FORMULA.match(harmless) else harmless


def _field(value: object) -> str:
    """A cell as it stands in a row, in quotes where it needs them."""
    if value is None:
        return ""
    row = io.StringIO()
    csv.writer(row, lineterminator=_END).writerow([None, cell(value)])  # alone, an empty one would be in quotes
    return row.getvalue()[1 : -len(_END)]


class _Fields(dict):
    """The fields of texts; not of numbers, of which Python takes 1 and true for the same."""

    def __missing__(self, text: str | None) -> str:
        if len(self) >= _KNOWN:
            self.clear()
        self[text] = found = _field(text)
        return found
