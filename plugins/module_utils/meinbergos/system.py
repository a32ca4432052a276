# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: who the device is, and its system."""

from __future__ import annotations

from ..quantities import seconds, text
from ..records import Field, Reader, Table
from ..time_stamps import date_time
from .paths import SYSTEM

DEVICE = Table("device", SYSTEM, "", "C", (
    Field("model", ("model", "deviceModel"), text),
    Field("serial_number", ("serialNumber", "serial"), text),
    Field("hostname", ("hostname", "hostName"), text),
    Field("time_stamp", ("currentTime", "time"), date_time),
    Field("firmware.version", ("firmwareVersion", "firmware/version", "softwareRevision", "version"), text),
    Field("firmware.raw", ("firmwareVersion", "firmware/version", "softwareRevision", "version"), text),
))  # fmt: skip
SYSTEM_TABLE = Table("status.system", SYSTEM, "", "C", (
    Field("uptime_s", "uptime", seconds),
    Field("time", ("currentTime", "time"), date_time),
))  # fmt: skip
TABLES = (DEVICE, SYSTEM_TABLE)


def device(reader: Reader, content: object) -> dict:
    """The device's identity; ``content`` is what stands at ``SYSTEM``, or ``None``."""
    return (None if content is None else reader.record(DEVICE, content)) or {}


def system(reader: Reader, content: object) -> dict | None:
    """The status facet's system."""
    return None if content is None else reader.record(SYSTEM_TABLE, content)
