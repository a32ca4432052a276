# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the outcomes of the golden scenarios as a Markdown table (``make scenarios``)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.unit.support.scenarios import Outcome, audit, differences, load, profiles_read_once

COLUMNS = ("scenario", "issue", "state of the device", "expected", "found", "as expected")


def expected(scenario: Mapping) -> str:
    """Return the expected verdict, first rule and severity in short."""
    expect = scenario["expect"]
    if "refused" in expect:
        return "refused"
    return _told(expect["fleet"], expect["first"], expect["severity"])


def found(outcome: Outcome) -> str:
    """Return what an audit gave, in the words of ``expected``."""
    return _told(outcome.verdict, outcome.first_rule, outcome.first and outcome.weight(outcome.first))


def _told(verdict: str, first: str | None, severity: str | None) -> str:
    return verdict if first is None else f"{verdict}: `{first}`" + (f" ({severity})" if severity != verdict else "")


def cell(text: str) -> str:
    """Return a text that ends no cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def table() -> Iterator[str]:
    """Yield the lines of the table, and how many scenarios are as expected."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{' --- |' * len(COLUMNS)}"
    met = 0
    for scenario in load():
        with tempfile.TemporaryDirectory() as folder, profiles_read_once():
            outcome = audit(scenario, Path(folder))
        apart = differences(scenario, outcome)
        met += not apart
        cells = (
            scenario["id"], ", ".join(scenario["issue"]), scenario["state"], expected(scenario), found(outcome),
            "yes" if not apart else f"no: {'; '.join(apart)}" if expected(scenario) == found(outcome) else "no",
        )  # fmt: skip
        yield f"| {' | '.join(map(cell, cells))} |"
    yield f"\n{met} of {len(load())} scenarios are as expected."


if __name__ == "__main__":
    for line in table():
        print(line)
