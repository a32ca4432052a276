# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots read without a network, and how their facts differ from the device's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ansible_collections.timesync.meinberg.plugins.module_utils import errors
from ansible_collections.timesync.meinberg.plugins.module_utils.answers import decode
from ansible_collections.timesync.meinberg.plugins.module_utils.gather import json_ready
from tests.simulator import snapshots
from tests.unit.support.reading import read

_ERRORS = {
    error.reason: error
    for error in (
        errors.HttpError,
        errors.NotFoundError,
        errors.ForbiddenError,
        errors.TimedOut,
        errors.ProtocolError,
        errors.TooLargeError,
    )
}
_UNORDERED = ("flags", "front_leds")
"""Lists that are made of an object's members: their order is that of the names, which a snapshot sorts."""

REDACTED_FACTS = {
    "device.hostname",
    "device.serial_number",
    "device.chassis_serial_number",
    "ntp.associations[].address",
    "ntp.associations[].name",
    "ptp.instances[].alias",
    "ptp.instances[].default_ds.clock_identity",
    "ptp.instances[].parent_ds.grandmaster_identity",
    "ptp.instances[].parent_ds.port_identity",
    "ptp.instances[].ports[].port_identity",
    "status.modules[].serial_number",
    "status.network.interfaces[].addresses[].address",
    "status.network.ports[].bonding.permanent_mac_address",
    "status.network.ports[].mac_address",
    *(f"status.receivers[].position.{axis}" for axis in ("latitude_deg", "longitude_deg", "altitude_m")),
    *(f"status.receivers[].position.{axis}_m" for axis in "xyz"),
    "status.receivers[].serial_number",
    "status.sync_monitor.nodes[].address",
    "status.sync_monitor.nodes[].object_id",
    "status.sync_team.master",
    "status.system.position.latitude_deg",
    "status.system.position.longitude_deg",
}
"""The facts that a redacted answer gives otherwise, and no other."""


def differences(before: object, after: object, place: str = "") -> Iterator[str]:
    """The place of each fact that is not the same; in lists all positions are one place."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after}):
            inside = f"{place}.{name}" if place else name
            yield from differences(before.get(name), after.get(name), inside)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        if place.rpartition(".")[2] in _UNORDERED:
            before, after = sorted(before, key=repr), sorted(after, key=repr)
        for one, other in zip(before, after, strict=True):
            yield from differences(one, other, f"{place}[]")
    elif before != after:
        yield place


def facts_of(path: Path) -> tuple[dict, list[str]]:
    """The facts that the adapters read of a snapshot's file, as JSON holds them, and the places that are malformed."""
    system = snapshots.load(path)["about"]["os"]
    content = decode(path.read_bytes(), path.name)
    prepared = dict(content["answers"])
    for refused, why in content["failures"].items():
        prepared[refused] = _ERRORS[why["reason"]](f"no {refused}", status_code=why["status_code"])
    facts, unavailable = read(system, prepared)
    return json_ready(facts), sorted({note["path"] for note in unavailable if note["reason"] == "malformed"})
