# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each fault ends in time with the outcome of its row, in plain words, and no other host notices."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from tests.faults.measure import measure_rows
from tests.faults.rows import DEADLINE_S, GROUPS, JUMPS_S, READ, ROWS, WELL, of_group
from tests.simulator import FAULTS
from tests.simulator.device import DEFAULT_PASSWORD
from tests.tooling.debian import Unavailable

SLACK_S = 2.0
"""Seconds beyond the deadline that a busy machine may take."""
MOST_MIB = 110
"""A run without any fault takes about 65; a bomb of 64 MiB or an endless answer would not fit."""
FAULTY = [(row.group, host, row.outcomes[system]) for row in ROWS for host, system in row.hosts.items()]
NAMES = [row.name for group in GROUPS for row in of_group(group)]
PAGE = Path(__file__).parents[2] / "docs" / "faults.md"


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    @cache
    def run(group):
        try:
            return measure_rows(tmp_path_factory.mktemp(group), of_group(group))
        except Unavailable as error:
            return error

    def of(group):
        found = run(group)
        if isinstance(found, Unavailable):
            pytest.skip(str(found))
        return found

    return of


def test_every_fault_of_the_simulator_is_in_the_table():
    assert {row.name for row in ROWS} >= set(FAULTS)
    assert len({host for _group, host, _outcome in FAULTY}) == len(FAULTY)


def test_the_page_has_every_fault_with_its_outcome():
    """Measured anew by ``make faults``."""
    cells = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    told = {name: (made, said, others) for name, made, said, _seconds, _mib, others in cells if name in NAMES}
    assert list(told) == NAMES, "run: make faults"
    for row in ROWS:
        made, said, others = told[row.name]
        assert made.startswith(row.text), row.name
        assert others == "yes", row.name
        for outcome in row.outcomes.values():
            first, *reasons = outcome.split(", ")
            kinds = ["the facts"] if first == READ else [f"`{kind}`: " for kind in first.split(" or ")]
            assert any(kind in said for kind in kinds), row.name
            assert all(f"`{reason}`" in said for reason in reasons), row.name


@pytest.mark.parametrize(("group", "host", "outcome"), FAULTY)
def test_the_outcome(measured, group, host, outcome):
    found = measured(group)
    assert found.outcome(host) in outcome.split(" or "), found.message(host)
    if outcome.startswith(READ):
        assert found.message(host) == ""
    else:
        assert re.fullmatch(r"[^\n]{15,300}\.", found.message(host))
        assert found.hosts[host]["error"]["hint"]


@pytest.mark.parametrize(("group", "host", "outcome"), FAULTY)
def test_the_deadline(measured, group, host, outcome):
    assert 0 < measured(group).seconds[host] < DEADLINE_S + SLACK_S


@pytest.mark.parametrize("group", GROUPS)
def test_no_other_host_notices(measured, group):
    found = measured(group)
    assert set(found.alone) == {device.name for device in WELL}
    assert not [host for host, reading in found.alone.items() if "error" in reading]
    assert found.disturbed() == []


@pytest.mark.parametrize("group", GROUPS)
def test_memory(measured, group):
    assert 20 < measured(group).mebibytes < MOST_MIB


@pytest.mark.parametrize("group", GROUPS)
def test_no_traceback_and_no_secret(measured, group):
    found = measured(group)
    assert "Traceback" not in found.output
    assert DEFAULT_PASSWORD not in found.output + repr(found.hosts)


def test_no_time_is_negative_where_the_clock_jumps(measured):
    found = measured("clock")
    read = [reading for reading in found.hosts.values() if "error" not in reading]
    assert read
    for reading in read:
        http = reading["http"]
        assert 0 < http["rtt_ms"]["min"] <= http["rtt_ms"]["max"] <= http["duration_ms"] < DEADLINE_S * 1000
        for session in http["sessions"]:
            assert all(session[name] is None or session[name] >= 0 for name in session if name.endswith("_ms"))
            began, answered = (instant(session[name]) for name in ("request_time", "response_time"))
            assert 0 < answered - began < DEADLINE_S


def test_gathered_at_is_a_time_that_the_clock_showed(measured):
    found = measured("clock")
    began, ended = found.span
    seen = set()
    for reading in found.hosts.values():
        shown = instant(reading["gathered_at"])
        seen |= {offset for offset in (0, *JUMPS_S) if began - 1 < shown - offset < ended}
        assert any(began - 1 < shown - offset < ended for offset in (0, *JUMPS_S))
    assert {-3600} < seen, "the clock did not jump while the devices were read"


def instant(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
