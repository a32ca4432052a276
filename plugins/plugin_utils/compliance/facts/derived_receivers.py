# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quantities derived from the receivers and the position."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from ...common.values import parse_time
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
    receivers: Sequence[Mapping] | None,
    synchronized: bool | None,
    source: str | None,
    antenna: str | None,
    position: Mapping | None,
    now: object,
    site: object,
) -> list[dict] | None:
    """Each receiver, whether it is on standby, and what its facts mean beside those of the device."""
    if receivers is None:
        return None
    alone = len(receivers) == 1
    return [
        {
            "id": receiver.get("id"),
            "kind": receiver.get("kind"),
            "standby": _standby(receiver, synchronized, source),
            "position_distance_m": position_distance_m(receiver.get("position"), site),
            "system_distance_m": position_distance_m(receiver.get("position"), position),
            "position_doubt": _position_doubt(receiver.get("position") or {}),
            "gps_week_error": _gps_week_error(receiver.get("gps_week"), now),
            "local_time": _local_time(receiver.get("is_local_time"), receiver.get("daylight_saving")),
            "antenna_connected": _antenna_connected(receiver, antenna if alone or receiver.get("selected") else None),
            "gives_data": _gives_data(receiver.get("state"), receiver.get("synchronized")),
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


HIGHEST_M = 9000
"""No antenna of a time server is higher above sea level."""


def _position_doubt(position: Mapping) -> str | None:
    """Why a position is not plausible, ``none`` where it is; null without a position."""
    latitude, longitude, altitude = (position.get(name) for name in ("latitude_deg", "longitude_deg", "altitude_m"))
    if altitude is not None and abs(altitude) > HIGHEST_M:
        return "altitude_beyond_9_km"
    if latitude is None or longitude is None:
        return None
    return "latitude_and_longitude_0" if latitude == 0 and longitude == 0 else "none"


_GPS_EPOCH = datetime(1980, 1, 6, tzinfo=timezone.utc)


def _gps_week_error(week: int | None, now: object) -> int | None:
    """The receiver's GPS week minus that of the date; the last day of a week can be either."""
    today = parse_time(now)
    if week is None or today is None:
        return None
    error = week - (today - _GPS_EPOCH).days // 7
    return 0 if abs(error) == 1 else error


def _local_time(is_local: bool | None, daylight_saving: bool | None) -> bool | None:
    """Whether a receiver runs in another time than UTC."""
    if is_local or daylight_saving:
        return True
    return None if is_local is None and daylight_saving is None else False


def _antenna_connected(receiver: Mapping, of_system: str | None) -> bool | None:
    """The receiver's own word, else the device's for the receiver in use: long-wave receivers report none."""
    connected = (receiver.get("antenna") or {}).get("connected")
    if connected is not None:
        return connected
    return {"connected": True, "disconnected": False, "short_circuit": False}.get(of_system or "")


def _gives_data(state: str | None, synchronized: bool | None) -> bool | None:
    """Whether a receiver delivers; one that is synchronized does, whether or not it reports a state."""
    if state is None:
        return True if synchronized else None
    return state != "no_data"


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
        optional=(
            "status.sync.synchronized", "status.sync.source", "status.sync.antenna", "status.system.position",
            "gathered_at",
        ),
        params=("site_position",),
        parts={
            "position_distance_m": ("status.receivers.position",),
            "system_distance_m": ("status.receivers.position", "status.system.position"),
            "position_doubt": ("status.receivers.position",),
            "gps_week_error": ("status.receivers.gps_week",),
            "local_time": ("status.receivers.is_local_time",),
            "antenna_connected": ("status.receivers.antenna.connected",),
            "gives_data": ("status.receivers.state",),
        },
        embeds={"receiver": "status.receivers"},
    ),
    Quantity("time_sources", ("status.receivers", "ntp.associations"), _time_sources, OWN),
)  # fmt: skip
