# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: who the device is, from the answer of ``/api/status``."""

from __future__ import annotations

import re

from ..quantities import boolean, integer, number, text
from ..records import Field, Reader, Table, merged
from ..time_stamps import date_time
from .paths import CHASSIS, STATUS

_PREFIX = re.compile(r"^(?:fw_|firmware-)")
_LIGHT = re.compile(r"-light(-|$)")
_ARCHITECTURE = re.compile(r"-(?!light$)([A-Za-z]\w*)$")
_API_PREFIX = re.compile(r"^.*\bV(?=\d)")


def version(value: object) -> str | None:
    """``fw_7.10.008`` and ``firmware-7.06.014-light-x32`` as ``7.10.008`` and ``7.06.014-light``."""
    written = text(value)
    return written and (_PREFIX.sub("", _ARCHITECTURE.sub("", written)) or None)


def edition(value: object) -> str | None:
    """``light``, where the version says so."""
    return "light" if _LIGHT.search(text(value) or "") else None


def architecture(value: object) -> str | None:
    """``x32`` of ``firmware-7.10.008-x32``."""
    match = _ARCHITECTURE.search(text(value) or "")
    return match[1] if match else None


def api_version(value: object) -> str | None:
    """``20.05.013``, also from ``LANTIME REST API V20.05.013``."""
    written = text(value)
    return written and _API_PREFIX.sub("", written)


INFORMATION = Table("device", STATUS, "system-information", "A", (
    Field("model", "model", text),
    Field("serial_number", "serial-number", text),
    Field("hostname", "hostname", text),
    Field("api_version", "API Version", api_version),
    Field("time_stamp", "time-stamp", date_time),
    Field("firmware.version", "version", version),
    Field("firmware.edition", "version", edition),
    Field("firmware.raw", "version", text),
))  # fmt: skip
CHASSIS_FIELDS = Table("device", STATUS, CHASSIS, "A", (
    Field("chassis_serial_number", "serial-number", text),
    Field("backplane_revision", "backplane-revision", text),
    Field("model", "model", text),
), partial=True)  # fmt: skip
FIRMWARE = Table("device.firmware", STATUS, "data/system/firmware", "A", (
    Field("version", ("running", "fwimage"), version),
    Field("edition", ("running", "fwimage"), edition),
    Field("raw", ("running", "fwimage"), text),
    Field("architecture", "fwimage", architecture),
    Field("selected", "selected", version),
    Field("update.in_progress", "update/update-in-progress", boolean),
    Field("update.progress_percent", "update/update-progress", number),
    Field("update.last_successful", "update/last-update-successful", boolean),
    Field("update.last_started", "update/last-update-started", date_time),
    Field("update.last_ended", "update/last-update-ended", date_time),
    Field("update.last_error", "update/last-update-error", text),
))  # fmt: skip
INSTALLED = Table("device.firmware.installed", STATUS, "data/system/firmware/firmware", "A", (
    Field("id", "object-id", text),
    Field("version", "version", text),
    Field("type", "type", text),
), each="*")  # fmt: skip
PACKAGES = Table("device.firmware.packages", STATUS, "data/system/firmware/packages", "A", (
    Field("name", "object-id", text),
    Field("version", "version", text),
), each="*")  # fmt: skip
REST_API = Table("device", STATUS, "data/rest-api", "A", (Field("api_version", "api-version", text),), partial=True)
CHANGES = Table("device", STATUS, "changes", "A", (Field("pending_changes", "pending-changes", integer),), partial=True)
TABLES = (INFORMATION, CHASSIS_FIELDS, FIRMWARE, INSTALLED, PACKAGES, REST_API, CHANGES)


def device(reader: Reader, answer: dict) -> dict:
    """The device's identity and firmware; the more particular place wins where two say the same thing."""
    information = reader.read(INFORMATION, answer) or {}
    running = information.pop("firmware", {})
    installation = reader.read(FIRMWARE, answer) or {}
    return {
        **merged(
            reader.read(CHASSIS_FIELDS, answer),
            information,
            reader.read(REST_API, answer, required=False),
            reader.read(CHANGES, answer, required=False),
        ),
        "firmware": {
            **merged(installation, running),
            "installed": reader.read_list(INSTALLED, answer, required=False),
            "packages": reader.read_list(PACKAGES, answer, required=False),
        },
    }
