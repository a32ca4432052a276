# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A large fleet, with every fault of the table that a device can have."""

from __future__ import annotations

from itertools import count, islice

from tests.faults.rows import READ, ROWS, SYSTEMS
from tests.simulator import Device, Fleet

TASK_S = 30
"""Seconds within which all of it is read."""
MOST_MIB = 220
"""Ansible takes about 90 for so many hosts, and each of a process's 64 threads may hold a whole answer twice."""

WELL = [Device(f"well-{number:03d}", SYSTEMS[number % 2]) for number in range(700)]


def _ill():
    rows = [row for row in ROWS if row.group != "clock" and row.device == {}]
    for number in count():
        for row in rows:
            for device, outcome in zip(row.devices(f"ill-{number}-"), row.outcomes.values(), strict=True):
                yield device, READ if outcome.startswith(READ) else outcome


_DEVICES = list(islice(_ill(), 300))
ILL = {device.name: outcome for device, outcome in _DEVICES}
"""The kinds of error of the devices that are dead or hostile, or ``facts``."""

FLEET = Fleet.of(*WELL, *(device for device, _outcome in _DEVICES), base="127.70.0.1")
