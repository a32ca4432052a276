# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``report.json``: everything, for programs (``schemas/report.schema.json``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from ...common.files import write_whole
from ..runs.report import Report

_AT_A_TIME = 100


def write(report: Report, path: Path) -> None:
    """Write the report whole; one result a line, so that two reports can be compared."""
    write_whole(path, _chunks(report.parts()))


def _chunks(parts: Iterable[tuple[str, object]]) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode
    opening = "{\n"
    for name, value in parts:
        yield f'{opening}"{name}": '
        if isinstance(value, map) or (isinstance(value, list) and value):
            yield "[\n"
            yield from _lines(map(encode, value))
            yield "\n]"
        else:
            yield encode(value)
        opening = ",\n"
    yield "\n}\n"


def _lines(encoded: Iterator[str]) -> Iterator[str]:
    """The members of a list, some at a time: a report of a large fleet is not held as one text."""
    before = ""
    while part := list(islice(encoded, _AT_A_TIME)):
        yield before + ",\n".join(part)
        before = ",\n"
