# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each snapshot in this folder is read by the adapters, and gives the facts that are written down beside it."""

from __future__ import annotations

import json

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.check import check
from tests.simulator import snapshots
from tests.tooling.received import EXPECTED, FOLDER, expectation, received
from tests.unit.support.snapshots import facts_of

SNAPSHOTS = pytest.mark.parametrize("path", received(), ids=lambda path: path.stem)


@SNAPSHOTS
def test_a_snapshot_gives_the_facts_that_are_expected(path):
    assert expectation(path).exists(), "run: python -m tests.tooling.received"
    expected = json.loads(expectation(path).read_text(encoding="utf-8"))
    facts, malformed = facts_of(path)
    assert malformed == sorted(expected["malformed"])
    assert facts == expected["facts"]


@SNAPSHOTS
def test_a_snapshot_is_redacted(path):
    content = snapshots.load(path)
    assert content["about"]["redacted"] is True
    check(content, (), ())


def test_no_expectation_is_left_over():
    assert {expectation(path) for path in received()} == set(FOLDER.glob(f"*{EXPECTED}"))


def test_both_systems_are_among_them():
    assert {snapshots.load(path)["about"]["os"] for path in received()} == {"ltos", "meinbergos"}
