# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: NTP, SyncMon and SyncTeam. Status words are computed from the flags beside them, as ntpd does it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from .clock import Clock
from .device import Device
from .ntp_model import ntp_system, receiver_refid
from .states import Situation

SELECTIONS = ("reject", "falsetick", "excess", "outlier", "candidate", "backup", "sys-peer", "pps-peer")
SOURCES = {"unspec": 0, "pps": 1, "lf-radio": 2, "hf-radio": 3, "uhf-radio": 4, "local": 5, "ntp": 6}
LEAPS = {"none": 0, "add-sec": 1, "del-sec": 2, "alarm": 3}


def peer(
    name: str,
    association: int,
    address: str,
    refid: str,
    selection: str,
    values: dict[str, Any],
    events: int = 3,
) -> dict[str, Any]:
    """One association. ``values`` overrides stratum, reach, offset and the like."""
    reach = values.get("reach", 255)
    flags = 0x80 | (0x10 if reach else 0)
    word = flags << 8 | SELECTIONS.index(selection) << 8 | events << 4 | 0xB
    return {
        "object-id": name,
        "association-id": association,
        "id": address,
        "name": values.pop("name", address),
        "status": f"{word:04x}",
        "status-peer-configured": True,
        "status-peer-auth-enabled": False,
        "status-peer-auth-ok": False,
        "status-peer-reach-ok": bool(reach),
        "status-peer-broadcast": False,
        "status-peer-selection": selection,
        "status-peer-event-counter": events,
        "status-peer-event-code": "clock-event",
        "leap": 0,
        "stratum": 0,
        "precision": -18,
        "rootdelay": 0.0,
        "rootdisp": 0.0,
        "refid": refid,
        "offset": 0.0,
        "delay": 0.0,
        "dispersion": 0.00013,
        "reach": 255,
        "poll-status": f"{reach:08b} [{reach:o}]",
    } | values


def ntp(device: Device, situation: Situation, clock: Clock) -> list[dict[str, Any]]:
    """``data.ntp``: the system variables first, then the associations; nothing where the service is stopped."""
    draw = device.identity.draw("ntp")
    system = ntp_system(device, draw)
    if system is None:
        return []
    synced = situation.ntp == "synchronized"
    refid = receiver_refid(device)
    source = "local" if not synced else "lf-radio" if refid == "DCFp" else "uhf-radio"
    leap = next(word for word, number in LEAPS.items() if number == system.leap)
    announced = clock.leap_date() if situation.leap else datetime(2017, 1, 1, tzinfo=timezone.utc)
    result: list[dict[str, Any]] = [
        {
            "object-id": "sys",
            "association-id": 0,
            "id": "127.0.0.1",
            "name": "localhost",
            "status": f"{LEAPS[leap] << 14 | SOURCES[source] << 8 | 2 << 4 | 5:04x}",
            "status-sys-leap-indicator": leap,
            "status-sys-clock-source": source,
            "status-sys-event-counter": 2,
            "status-sys-event-code": "clock-sync",
            "leap": system.leap,
            "stratum": system.stratum,
            "precision": system.precision,
            "rootdelay": system.root_delay_us / 1e6,
            "rootdisp": system.root_dispersion_us / 1e6,
            "refid": system.reference_id,
            "tai": 37,
            "leapsec": announced.strftime("%Y%m%d%H%M"),
            "clk-jitter": draw.randrange(2, 9) / 1e6,
            "clk-wander": draw.randrange(0, 30) / 1e3,
            "expire": clock.leap_file_expiry().strftime("%Y%m%d%H%M"),
        },
        peer(
            "ref_1",
            draw.randrange(1000, 60_000),
            "127.127.8.0",
            refid,
            "pps-peer" if synced else "reject",
            {"reach": 255 if synced else 0, "offset": draw.randrange(-400, 400) / 1e9},
            events=7,
        ),
    ]
    if not synced:
        result.append(
            peer("ref_2", draw.randrange(1000, 60_000), "127.127.1.0", "LOCL", "sys-peer", {"stratum": 11}, events=1)
        )
    if draw.random() < 0.6 or situation.false_ticker:
        result += peers(device, situation)
    return result


def peers(device: Device, situation: Situation) -> list[dict[str, Any]]:
    """Other NTP servers that the device compares itself with."""
    draw = device.identity.draw("peers")
    result = []
    for number in range(2):
        wrong = situation.false_ticker and number == 1
        delay = draw.randrange(180, 4000) / 1e6
        result.append(
            peer(
                f"peer_{number + 1}",
                draw.randrange(1000, 60_000),
                f"198.51.100.{10 + number}",
                "PTP" if number else "GPS",
                "falsetick" if wrong else "candidate",
                {
                    "name": f"ntp{number + 1}.example.net",
                    "stratum": 1 + number,
                    "rootdelay": 0.000412 if number else 0.0,
                    "rootdisp": 0.00107,
                    "offset": 0.0482 if wrong else draw.randrange(-90, 90) / 1e6,
                    "delay": delay,
                    "dispersion": 0.0021,
                },
            )
        )
    return result


def sync_monitor(situation: Situation, clock: Clock) -> dict[str, Any]:
    """``data.syncmon``. No capture shows a node: its fields are inferred."""
    nodes = []
    if "sync_monitor" in situation.marks:
        nodes = [
            {"object-id": "node-1", "address": "198.51.100.61", "type": "ntp", "status": "ok", "offset": 0.000018},
            {"object-id": "node-2", "address": "198.51.100.62", "type": "ptp", "status": "alert", "offset": 0.0043},
        ]
    return {"last-updated": clock.now("stamp", lag=8), "nodes": nodes}


def sync_team(device: Device, situation: Situation) -> dict[str, Any]:
    """``data.syncteam``. No capture shows a member: its fields are inferred."""
    result: dict[str, Any] = {
        "operational-mode": "disabled",
        "time-quality": "unknown",
        "leapsecond-state": "no-leapsecond",
        "current-tfom": 15,
        "team-members": 0,
        "online-members": 0,
        "offline-members": 0,
        "reference": {"current-team-master": "unknown", "current-team-reference": "unknown"},
        "members": [],
    }
    if "sync_team" not in situation.marks:
        return result
    members = [
        {"object-id": name, "address": f"203.0.113.{20 + number}", "online": number < 2}
        for number, name in enumerate((device.name, "team-second", "team-third"))
    ]
    return result | {
        "operational-mode": "member",
        "time-quality": "less-than-100ns",
        "current-tfom": 2,
        "team-members": 3,
        "online-members": 2,
        "offline-members": 1,
        "reference": {"current-team-master": device.name, "current-team-reference": "gps"},
        "members": members,
    }
