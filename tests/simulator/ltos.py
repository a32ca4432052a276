# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of an LTOS device to ``GET /api/status``: identity, system, firmware, and the parts put together."""

from __future__ import annotations

from typing import Any

from .clock import Clock
from .device import Device
from .ltos_ntp import ntp, sync_monitor, sync_team
from .ltos_parts import events, network, services
from .ltos_slots import chassis
from .models import RECEIVERS
from .quirks import apply, quirks_of
from .states import Situation

PATH = "/api/status"
TOKEN_PATH = "/api/get-token"
QUALITIES = (
    (100, "100ns"),
    (250, "250ns"),
    (1_000, "1us"),
    (2_500, "2500ns"),
    (10_000, "10us"),
    (100_000, "100us"),
    (1_000_000, "1ms"),
)
CLOCK_WORDS = {"synchronized": "synchronized", "holdover": "holdover", "free_run": "not-synchronized"}
PACKAGES = (
    ("bird", 4),
    ("cli", 530),
    ("data", 0),
    ("iec61850", 120),
    ("lantime", 340),
    ("lptp", 70),
    ("ltmgmt", 40),
    ("network", 150),
    ("ntp", 130),
    ("nts", 50),
    ("ptp2", 3),
    ("snmp", 190),
    ("ssh", 130),
    ("syncmon", 140),
    ("system", 330),
    ("web", 280),
)


def quality(situation: Situation) -> str:
    """The estimated time quality as LTOS writes it."""
    if situation.quality_ns is None:
        return "unknown"
    return "less-than-" + next((text for limit, text in QUALITIES if situation.quality_ns < limit), "10ms")


def clock_word(device: Device, situation: Situation) -> str:
    """The clock's state. In holdover older firmware only says that it is not synchronised, beside the elapsed time."""
    if situation.clock == "holdover" and device.firmware_year_or_minor < 8:
        return "not-synchronized"
    return CLOCK_WORDS[situation.clock]


def sync_status(device: Device, situation: Situation, clock: Clock) -> dict[str, Any]:
    """``data.system.sync-status``: the device as a whole."""
    index = device.selected
    card = RECEIVERS[device.cards[index]] if device.cards else None
    antenna = "connected" if situation.switched else situation.antenna.replace("_", "-")
    return {
        "reference": f"clk{index + 1}-{card.reference}" if card else "none",
        "ref-type": card.reference if card else "none",
        "clock-idx": index if card else -1,
        "osc-type": device.oscillator or device.fittings.oscillator,
        "est-time-quality": quality(situation) if card else "unknown",
        "leapsecond-announced": situation.leap is not None,
        "leapsecond-date": clock.leap_date().strftime("%Y-%m-%d") if situation.leap else "",
        "clock-status": {
            "clock": clock_word(device, situation) if card else "not-synchronized",
            "oscillator": "warmed-up" if situation.oscillator_warm else "warming-up",
            "antenna": antenna,
        },
        "holdover-status": {
            "time-offset": situation.holdover_offset_ns / 1e9 if situation.holdover_s else 0,
            "time-elapsed": situation.holdover_s,
            "tfom-out": {"synchronized": 2, "holdover": 5, "free_run": 15}[situation.clock],
        },
    }


def front_leds(situation: Situation) -> dict[str, Any]:
    """The four lights of the front panel."""
    alarms = {"psu_failed", "critical_event", "overheated", "disk_full"} & situation.marks
    colours = {
        "led-ref-time": "green" if situation.clock == "synchronized" else "red",
        "led-time-service": "green" if situation.ntp == "synchronized" else "red",
        "led-network": "red" if "link_down" in situation.marks else "green",
        "led-alarm": "red" if alarms else "none",
    }
    result = {}
    for name, colour in colours.items():
        mode = "blinking" if name == "led-ref-time" and situation.clock == "holdover" else "permanent"
        now = {"color": colour, "state": colour != "none", "mode": mode}
        result[name] = {f"{when}-{key}": value for when in ("current", "last") for key, value in now.items()}
    return result


def storage(device: Device, situation: Situation) -> list[dict[str, Any]]:
    """The file systems, in KiB."""
    draw = device.identity.draw("storage")
    systems = [
        ("rootfs", "/", 118_784, 0.30),
        ("none", "/dev/shm", 123_904, 0.0),
        ("var", "/var", 40_960, 1.0 if "disk_full" in situation.marks else 0.15),
        ("tmp", "/tmp", 10_240, 0.01),
        ("dev_sda7", "/data", 524_288, 0.41),
        ("dev_sda5", "/mnt/flash", 442_368, 0.70),
    ]
    result = []
    for name, mountpoint, size, share in systems:
        used = size if share >= 1 else int(size * share * draw.uniform(0.8, 1.2))
        result.append(
            {
                "object-id": name,
                "size": size,
                "used": used,
                "available": size - used,
                "used-percent": -(-100 * used // size),
                "mountpoint": mountpoint,
            }
        )
    return result


def firmware(device: Device, situation: Situation, clock: Clock) -> dict[str, Any]:
    """Installed firmware, packages, the last update."""
    version = device.firmware_version
    minor = device.firmware_year_or_minor
    older = [name for name in ("7.04.019", "7.06.011", "7.08.016", "7.10.003") if name < version[:8]][-2:]
    failed, running = "update_failed" in situation.marks, "update_running" in situation.marks
    number, _dash, _edition = version.partition("-")
    installed = [{"object-id": f"fw_{name}", "version": plain(name), "type": "Compressed"} for name in older]
    installed.append({"object-id": f"fw_{version}", "version": plain(number), "type": "Compressed"})
    installed.append({"object-id": "osv", "version": "6.14.5", "type": "Standard"})
    selected = f"fw_{older[-1]}" if "firmware_mismatch" in situation.marks and older else f"fw_{version}"
    if "firmware_mismatch" in situation.marks and not older:
        selected = "osv"
    draw = device.identity.draw("firmware")
    started = draw.randrange(5, 200) * 86_400 + draw.randrange(86_400)
    return {
        "running": f"fw_{version}",
        "selected": selected,
        "fwimage": f"firmware-{version}-x{'64' if device.model_name in ('M1000', 'M3000') else '32'}",
        "firmware": installed,
        "update": {
            "update-in-progress": running,
            "update-progress": 40 if running else 0,
            "last-update-successful": not failed,
            "last-update-started": clock.ago(180 if running else started),
            "last-update-ended": "" if running else clock.ago(started - 131),
            "last-update-error": "checksum-mismatch" if failed else "none",
        },
        "packages": [
            {"object-id": name, "version": f"7.{minor}.{build}" if build else "no version information"}
            for name, build in PACKAGES
        ],
    }


def plain(version: str) -> str:
    """``7.08.016`` as the list of installed firmware writes it: ``7.8.16``, from 7.10 on with two digits kept."""
    major, minor, patch = version.split("-")[0].split(".")
    return f"{major}.{minor}.{int(patch)}"


def system(device: Device, situation: Situation, clock: Clock) -> dict[str, Any]:
    """``data.system``."""
    identity = device.identity
    draw = identity.draw("load")
    low = "memory_low" in situation.marks
    loads = [draw.uniform(7, 9) if low else draw.uniform(0.1, 0.9) for _time in range(3)]
    total = 252_160
    free = total // 50 if low else int(total * draw.uniform(0.6, 0.75))
    boot = clock.boot(identity.uptime)
    return {
        "uptime": clock.now("uptime", base=boot),
        "current-time": clock.now("nanos_utc"),
        "current-time-iso": clock.now("millis"),
        "cpuload": " ".join(f"{load:.2f}" for load in loads) + f" {9 if low else 1}/{draw.randrange(90, 130)} 20417",
        "memory": f"{total} kB total memory, {free} kB free ({100 * free // total} %)",
        "position": f"{identity.latitude}, {identity.longitude}",
        "last-position-update": clock.ago(draw.randrange(600, 7200), "dotted"),
        "last-config-change": round(identity.uptime * 0.8, 2),
        "api-last-update": clock.now("stamp", lag=1),
        "sync-status": sync_status(device, situation, clock),
        "front-leds": front_leds(situation),
        "storage": storage(device, situation),
        "firmware": firmware(device, situation, clock),
    }


def answers(device: Device, clock: Clock) -> dict[str, Any]:
    """All answers of a device, by path: there is one."""
    situation = device.situation
    identity = device.identity
    api = f"{20 + device.firmware_year_or_minor // 10}.{device.firmware_year_or_minor:02d}.021"
    data = {
        "object-id": "status",
        "rest-api": {"api-version": api},
        "system": system(device, situation, clock),
        "notification": {"events": events(device, situation, clock)},
        "network": network(device, situation),
        "services": services(device, situation),
        "chassis0": chassis(device, situation, quality(situation), clock_word(device, situation), clock),
        "ntp": ntp(device, situation, clock),
        "syncmon": sync_monitor(situation, clock),
        "syncteam": sync_team(device, situation),
    }
    tree = {
        "system-information": {
            "API Version": f"LANTIME REST API V{api}",
            "version": f"fw_{device.firmware_version}",
            "serial-number": identity.serial,
            "hostname": device.hostname or device.name,
            "time-stamp": clock.now("stamp"),
            "model": device.model_name,
        },
        "data": data,
        "changes": {"pending-changes": 3 if "pending_changes" in situation.marks else 0},
        "links": {"self": f"https://localhost{PATH}"},
    }
    return {PATH: apply(tree, quirks_of(device), device)}
