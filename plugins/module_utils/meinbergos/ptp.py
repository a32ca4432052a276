# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: the PTP facet."""

from __future__ import annotations

from ..ptp_data_sets import COMPUTED as OF_DATA_SETS
from ..ptp_data_sets import INSTANCE, INTERFACE, PORT, instances, interfaces
from ..records import Computed, Reader, Table
from .answers import Answers
from .paths import PTP

INSTANCES = Table("ptp.instances", PTP, "instances", "A", INSTANCE, each="*")
PORTS = Table("ptp.instances.ports", PTP, "instances/*/portDatasets", "C", PORT, each="*")
INTERFACES = Table("ptp.interfaces", PTP, "interfaces", "A", INTERFACE, each="*")
TABLES = (INSTANCES, PORTS, INTERFACES)
COMPUTED = (Computed("ptp.running", "ptp.instances.running"), *OF_DATA_SETS)


def ptp(reader: Reader, answers: Answers) -> dict | None:
    """The PTP facet; ``None`` where the device does not offer it."""
    content = answers.at(PTP)
    if content is None:
        return None
    found = instances(reader, INSTANCES, PORTS, reader.find(INSTANCES, content))
    states = [instance["running"] for instance in found or [] if instance["running"] is not None]
    return {
        "running": any(states) if states else None,
        "instances": found,
        "interfaces": interfaces(reader, INTERFACES, reader.find(INTERFACES, content)),
    }
