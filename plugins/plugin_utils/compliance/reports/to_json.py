# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``report.json``: everything, for programs (``schemas/report.schema.json``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import attrgetter
from pathlib import Path

from ...common.files import write_whole
from ..findings.results import Result
from ..findings.stored import NAMES
from ..findings.wording import expected, message
from ..runs.report import Report

_AT_A_TIME = 100
_KNOWN = 20_000
"""For so many texts the JSON is remembered: most are those of a rule, and repeat from host to host."""
_FIRST, _MIDDLE, _LAST = (
    ("host", "profile", "rule", "element", "severity", "status", "title", "problem"),
    ("unit", "path", "basis", "tier"),
    ("offered", "source", "remedy"),
)
"""The names whose values are texts, ``true``, ``false`` or null, as they follow each other."""
_LINE = "{" + ", ".join(f'"{name}": %s' for name in NAMES) + "}"
_first, _middle, _last = attrgetter(*_FIRST), attrgetter(*_MIDDLE), attrgetter(*_LAST)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def write(report: Report, path: Path) -> None:
    """Write the report whole; one result a line, so that two reports can be compared."""
    write_whole(path, _chunks(report))


def _chunks(report: Report) -> Iterator[str]:
    opening = "{\n"
    for name, value in report.parts():
        yield f'{opening}"{name}": '
        if isinstance(value, list) and value:
            yield "[\n"
            yield from _lines(_results(value) if name == "results" else map(_encode, value))
            yield "\n]"
        else:
            yield _encode(value)
        opening = ",\n"
    yield "\n}\n"


def _lines(encoded: Iterable[str]) -> Iterator[str]:
    """Join the members of a list, some at a time: a report of a large fleet is not held as one text."""
    members, before = iter(encoded), ""
    while part := list(islice(members, _AT_A_TIME)):
        yield before + ",\n".join(part)
        before = ",\n"


class _Texts(dict):
    """The JSON of texts, ``true``, ``false`` and ``null``; not of numbers, where 1 and ``true`` are the same key."""

    def __missing__(self, text: str | bool | None) -> str:
        if len(self) >= _KNOWN:
            self.clear()
        self[text] = found = _encode(text)
        return found


def _results(results: Iterable[Result]) -> Iterator[str]:
    """Yield each result as JSON, as the encoder would write ``stored.reported``, in a fraction of its time."""
    texts = _Texts()
    text = texts.__getitem__
    limits: dict[tuple[int, str | None], str] = {}  # by identity: limits are shared, and live as long as their results
    for result in results:
        limit, reason, waiver, seen = result.limit, result.reason, result.waiver, result.seen
        if limit is None:
            shown_limit = "null"
        else:
            key = id(limit), result.unit
            shown_limit = limits.get(key) or limits.setdefault(key, _encode(limit.as_dict(result.unit)))
        yield _LINE % (
            *map(text, _first(result)),
            _encode(result.actual),
            text(expected(result)),
            shown_limit,
            *map(text, _middle(result)),
            _encode(message(result)),
            f'{{"code": "{reason.code}", "args": {_encode(reason.args) if reason.args else "{}"}}}',
            *map(text, _last(result)),
            "null" if waiver is None else _encode(waiver),
            text(result.caused_by),
            text(result.change),
            "null" if seen is None else _encode(seen),
        )
