# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make coverage`` fails for too few lines, and for too few branches, each by itself."""

from __future__ import annotations

import json

import pytest

from tests.tooling import covered


@pytest.mark.parametrize(
    ("lines", "branches", "lacking"),
    [(95.0, 95.0, []), (94.99, 99.0, ["statements"]), (99.0, 94.99, ["branches"]), (0, 0, ["statements", "branches"])],
)
def test_lines_and_branches_count_apart(lines, branches, lacking, tmp_path, capsys):
    details = tmp_path / "coverage.json"
    totals = {"percent_covered": 99.0, "percent_statements_covered": lines, "percent_branches_covered": branches}
    details.write_text(json.dumps({"totals": totals}), "utf-8")
    told = covered.shortfall(details)
    assert told == [f"Of the {name} less than 95 % are covered." for name in lacking]
    assert capsys.readouterr().out == f"statements: {lines:.2f} %, branches: {branches:.2f} %\n"
