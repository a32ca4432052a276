# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet of 1,000 devices of which 300 are dead or hostile: the other 700 are read as if they were alone."""

from __future__ import annotations

import pytest

from tests.faults.large import FLEET, ILL, MOST_MIB, TASK_S, WELL
from tests.faults.measure import measure
from tests.faults.rows import READ
from tests.simulator import serve
from tests.simulator.clock import DEFAULT_INSTANT


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    with serve(FLEET, at=DEFAULT_INSTANT) as running:
        yield measure(tmp_path_factory.mktemp("large"), running, {})


def test_every_host_is_there(measured):
    assert (len(WELL), len(ILL)) == (700, 300)
    assert set(measured.hosts) == {device.name for device in WELL} | set(ILL)


def test_the_well_devices_are_read_as_alone(measured):
    assert not [host for host, reading in measured.alone.items() if "error" in reading]
    assert len(measured.alone) == len(WELL)
    assert measured.disturbed() == []


def test_the_ill_ones_have_their_own_outcomes(measured):
    """Or have run into their deadline, on a busy machine."""
    kinds = {host: measured.hosts[host].get("error", {}).get("kind", READ) for host in ILL}
    assert {host: kind for host, kind in kinds.items() if kind not in (*ILL[host].split(" or "), "timeout")} == {}
    assert len(set(kinds.values())) > 9


def test_it_ends_in_time_and_stays_small(measured):
    assert measured.task_seconds < TASK_S
    assert measured.mebibytes < MOST_MIB
