# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results as a host's file stores them: rows that refer to tables of texts, limits and reasons.

Most texts of a result are those of its rule, so a table of them makes the file a third as large, and twice as fast to
read. ``stored.reported`` has the form for people and programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from sys import intern

from .limits import Limit
from .results import COMPARED, SEVERITIES, STATUSES, Reason, Result
from .wording import CODES, explanation, limit_words

TEXTS = (
    "host", "profile", "rule", "element", "severity", "status", "title", "path", "basis", "source", "remedy", "unit",
    "tier", "problem", "caused_by",
)  # fmt: skip
"""The members that are texts or null: a row has the position of each in the table."""
_MAYBE_NULL = frozenset(("element", "unit", "tier", "problem", "caused_by"))
_ROW = len(TEXTS) + 4
_WORDS = {"severity": frozenset(SEVERITIES), "status": frozenset(STATUSES), "tier": frozenset({"A", "B", "C", None})}
_MOST_LIMITS = 20_000
_SCALARS = (str, int, float, bool, type(None))
_TABLES = ("texts", "limits", "reasons", "rows")
_of_texts = attrgetter(*TEXTS)


class _Table(dict):
    """Positions by value, in the order in which values come."""

    def __missing__(self, value: object) -> int:
        self[value] = position = len(self)
        return position


def pack(results: Iterable[Result]) -> dict[str, list]:
    """Return the results as tables and rows; what a waiver, a baseline or a merge adds is not stored."""
    texts, limits, reasons = _Table(), _Table(), _Table()
    shown_limits: list[dict[str, object]] = []
    shown_reasons: list[Reason] = []
    rows, kept = [], []
    for result in results:
        limit, reason = result.limit, result.reason
        kept.append((limit, reason))  # as long as they live, no other object has their identity
        at_limit = None if limit is None else limits[id(limit), result.unit]
        if limit is not None and at_limit == len(shown_limits):
            shown_limits.append(limit.as_dict(result.unit))
        at_reason = reasons[id(reason)]
        if at_reason == len(shown_reasons):
            shown_reasons.append(reason)
        texts_at = map(texts.__getitem__, _of_texts(result))
        rows.append([*texts_at, result.actual, at_limit, at_reason, result.offered])
    return {
        "texts": list(texts),
        "limits": shown_limits,
        "reasons": [{"code": reason.code, "args": reason.args} for reason in shown_reasons],
        "rows": rows,
    }


def unpack(packed: Mapping) -> list[Result]:
    """Read what ``pack`` wrote; raises ``TypeError``, ``ValueError``, ``KeyError`` or the like for anything else.

    A text, and a limit, is one object for all results of all files that have it: most repeat from host to host.
    """
    texts, limits, reasons, rows = _tables(packed)
    known = [text if text is None else intern(text) for text in texts]
    columns = list(zip(*rows, strict=True)) or [()] * _ROW
    members: dict[str, list] = {name: _members(known, column) for name, column in zip(TEXTS, columns, strict=False)}
    actual, limit, reason, offered = columns[len(TEXTS) :]
    for name, column in members.items():
        _check_words(name, set(column))
    if not {*map(type, offered)} <= {bool, type(None)}:
        raise TypeError("offered is neither true, false nor null")
    members["reason"] = _members(list(map(_reason, reasons)), reason)
    members["limit"] = _members([*map(_limit, limits), None], [len(limits) if at is None else at for at in limit])
    members["actual"], members["offered"] = list(actual), list(offered)
    names = tuple(members)
    results = [Result(**dict(zip(names, row, strict=True))) for row in zip(*members.values(), strict=True)]
    for result in results:
        explanation(result)  # now, because processes share this work, and a damaged reason has no sentence
    return results


def _tables(packed: Mapping) -> list[list]:
    """Return texts, limits, reasons and rows."""
    tables = [packed[name] for name in _TABLES]
    if not all(isinstance(table, list) for table in tables):
        raise TypeError("a table that is no list")
    if not {len(row) if isinstance(row, list) else None for row in tables[-1]} <= {_ROW}:
        raise ValueError("a row of another length")
    return tables


def _check_words(name: str, found: set) -> None:
    if (None in found and name not in _MAYBE_NULL) or not found <= _WORDS.get(name, found):
        raise ValueError(f"{name} is another word")


def _members(table: list, positions: Iterable[int]) -> list:
    found = list(positions)
    if not {*map(type, found)} <= {int} or (found and min(found) < 0):
        raise TypeError("a position that is no number")
    return list(map(table.__getitem__, found))


_limits: dict[object, Limit] = {}


def _limit(stored: Mapping) -> Limit:
    """Return one object for all limits that are alike; ``true`` and ``1`` are not."""
    value = stored["value"]
    kind = value.__class__
    key = (stored["operator"], kind, value) if kind in _SCALARS else repr(stored)
    found = _limits.get(key)
    if found is None:
        if len(_limits) >= _MOST_LIMITS:
            _limits.clear()
        found = _limits[key] = Limit.from_dict(stored)
        limit_words(found)
    return found


def _reason(stored: Mapping) -> Reason:
    code, args = stored["code"], stored["args"]
    if code == COMPARED.code and not args:
        return COMPARED
    if code not in CODES or not isinstance(args, dict):
        raise ValueError("a reason that has no sentence")
    return Reason(code, args)
