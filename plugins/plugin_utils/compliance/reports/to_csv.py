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
from operator import attrgetter
from pathlib import Path

from ...common.files import write_whole
from ...common.words import shortened, unseen_escaped
from ..findings.results import Result
from ..findings.wording import expected, message
from ..runs.report import Report

COLUMNS = (
    "host", "profile", "rule", "element", "severity", "status", "title", "actual", "expected", "unit", "path", "basis",
    "tier", "message", "source", "remedy", "waiver", "caused_by",
)  # fmt: skip
_FIRST, _MIDDLE, _LAST = (
    attrgetter("host", "profile", "rule", "element", "severity", "status", "title"),
    attrgetter("unit", "path", "basis", "tier"),
    attrgetter("source", "remedy"),
)
"""The columns that hold texts or nothing, between those that are made from data."""
_FORMULA = re.compile("[\\s\"']*[=+@\uff1d\uff0b\uff0d\uff20-]|[\\t\\r\\n]")
"""What some spreadsheet takes for a formula: they pass over blanks and quotes, and know the wide signs."""

_END = "\r\n"
_KNOWN = 20_000
"""Of so many texts the field is remembered: most are those of a rule, and repeat from host to host."""


def write(report: Report, path: Path) -> None:
    """Write the report whole."""
    write_whole(path, _rows(report))


def _rows(report: Report) -> Iterator[str]:
    fields = _Fields()
    yield f"{','.join(COLUMNS)}{_END}"
    for host in sorted(report.by_host, key=lambda name: name or ""):
        yield "".join([f"{','.join(_row(result, fields))}{_END}" for result in report.by_host[host]])


def _row(result: Result, fields: _Fields) -> list[str]:
    """Return the fields of a result in the order of ``COLUMNS``."""
    text = fields.__getitem__
    return [
        *map(text, _FIRST(result)),
        _field(result.actual),
        text(expected(result)),
        *map(text, _MIDDLE(result)),
        text(message(result)),
        *map(text, _LAST(result)),
        _field(result.waiver),
        text(result.caused_by),
    ]


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
