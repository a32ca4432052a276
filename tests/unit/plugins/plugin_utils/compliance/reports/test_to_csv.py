# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``report.csv``, read back: no cell is a formula, and numbers are numbers."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.words import unseen_escaped
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.stored import NAMES
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import to_csv
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.to_csv import cell
from tests.unit.support.hostile_report import HOSTILE, hostile_report


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> list[dict]:
    path = tmp_path_factory.mktemp("csv") / "report.csv"
    to_csv.write(hostile_report(), path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_a_result_is_a_row_in_the_reports_order(rows):
    results = hostile_report().results
    assert len(rows) == len(results)
    for row, one in zip(rows, results, strict=True):
        assert (row["rule"], row["status"]) == (one.rule, one.status)
        assert row["host"].removeprefix("'") == unseen_escaped(one.host or "").removeprefix("'")
        assert None not in row
        assert None not in row.values()


def test_no_cell_begins_like_a_formula(rows):
    cells = [value for row in rows for name, value in row.items() if name != "actual"]
    assert not [value for value in cells if value.lstrip(' "')[:1] in tuple("=+-@\t\r\n")]
    assert not [char for value in cells for char in value if not char.isprintable() and char not in "\r\n\t\xa0"]
    assert {row["host"] for row in rows} >= {"'=cmd|' /C calc'!A0", "'+1", "'-5", "'@sum(1)", "'\r\n# heading", "a|b"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-5, -5),
        (-5.5, -5.5),
        (0, 0),
        (True, True),
        (None, None),
        ("-5", "'-5"),
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("@a", "'@a"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        (" =1+1", "' =1+1"),
        ('"=1', "'\"=1"),
        ("' -1", "'' -1"),
        ("\u00a0@a", "'\u00a0@a"),
        ("\uff1d1", "'\uff1d1"),
        ("a\x00b\x1b[31m", r"a\x00b\x1b[31m"),
        ("\ud800\u202ex", r"\ud800\u202ex"),
        ("a=1", "a=1"),
        ("5 - 3", "5 - 3"),
        ("", ""),
        ([1, "ä"], '[1, "ä"]'),
        ({"b": 1, "a": None}, '{"a": null, "b": 1}'),
    ],
)
def test_cell(value, shown):
    assert cell(value) == shown
    assert type(cell(value)) is type(shown)


def test_a_negative_number_is_read_back_as_one(tmp_path):
    report = hostile_report()
    one = replace(report.results[0], actual=-5, explained="-5 ns, =A1")
    changed = type(report)(**{**vars(report), "results": [one], "by_host": {None: [one]}})
    to_csv.write(changed, tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["actual"], row["message"]) == ("-5", "'-5 ns, =A1")


def test_the_columns_are_those_of_a_result(rows):
    assert tuple(rows[0]) == to_csv.COLUMNS
    assert set(to_csv.COLUMNS) <= set(NAMES)
    assert len(HOSTILE) < len(rows)
