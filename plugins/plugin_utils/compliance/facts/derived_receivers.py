# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quantities derived from the receivers and the position."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from .quantity import OWN, Quantity

EARTH_RADIUS_M = 6371008.8
"""Mean radius (IUGG)."""


def position_distance_m(position: Mapping | None, site: object) -> float | None:
    """Great-circle distance from the position that the device reports to the position of its site."""
    if isinstance(site, (list, tuple)) and len(site) >= 2:
        site = {"latitude_deg": site[0], "longitude_deg": site[1]}
    if not isinstance(site, Mapping):
        return None
    angles = [(where or {}).get(name) for where in (position, site) for name in ("latitude_deg", "longitude_deg")]
    known = [math.radians(angle) for angle in angles if isinstance(angle, (int, float))]
    if len(known) < len(angles):
        return None
    lat1, lon1, lat2, lon2 = known
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, a))), 1)


def _receivers(
    receivers: Sequence[Mapping] | None, synchronized: bool | None, source: str | None, site: object
) -> list[dict] | None:
    """Each receiver, whether it is on standby, and how far its antenna is from where it should be."""
    if receivers is None:
        return None
    return [
        {
            "id": receiver.get("id"),
            "kind": receiver.get("kind"),
            "standby": _standby(receiver, synchronized, source),
            "position_distance_m": position_distance_m(receiver.get("position"), site),
            "receiver": receiver,
        }
        for receiver in receivers
    ]


def _standby(receiver: Mapping, synchronized: bool | None, source: str | None) -> bool:
    """Whether another receiver keeps the device synchronized; false where that is not certain.

    LTOS reports which clock is in use; elsewhere the source in use is named after its receiver (``clk2-gnss``).
    """
    if synchronized is not True:
        return False
    if receiver.get("selected") is not None:
        return not receiver["selected"]
    in_use = (source or "").partition("-")[0]
    return in_use.startswith("clk") and in_use != receiver.get("id")


def _time_sources(receivers: Sequence[Mapping] | None, associations: Sequence[Mapping] | None) -> int | None:
    """How many sources the device can take its time from: its receivers, and the servers that its NTP asks."""
    if receivers is None or associations is None:
        return None
    return len(receivers) + sum(association.get("kind") == "peer" for association in associations)


QUANTITIES = (
    Quantity(
        "position_distance_m", ("status.system.position",), position_distance_m,
        "great-circle distance (haversine) on a sphere of the IUGG's mean radius", params=("site_position",),
    ),
    Quantity(
        "receivers", ("status.receivers",), _receivers, OWN,
        optional=("status.sync.synchronized", "status.sync.source"), params=("site_position",),
        parts={"position_distance_m": ("status.receivers.position",)}, embeds={"receiver": "status.receivers"},
    ),
    Quantity("time_sources", ("status.receivers", "ntp.associations"), _time_sources, OWN),
)  # fmt: skip
