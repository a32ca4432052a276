# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of meinbergOS devices, by path.

Tier A, seen in a public client of real devices: ``/api/state/references/global``, ``/api/state/modules/clk1`` with
``receiver``, and ``/api/state/ptp``. All other paths and fields are tier C: inferred from the vendor's MIB and the
names of tier A, and no real device has confirmed them.
"""

from __future__ import annotations

from typing import Any

from .clock import Clock
from .device import Device
from .models import RECEIVERS
from .ntp_model import ntp_system
from .ptp import ptp
from .states import Situation

TIER_A = ("/api/state/references/global", "/api/state/modules/clk1", "/api/state/ptp")
WORDS = {"synchronized": "synchronized", "holdover": "holdover", "free_run": "freeRun"}
OPERATION = {
    "synchronized": "normalOperation",
    "tracking": "normalOperation",
    "cold_boot": "coldBoot",
    "warm_boot": "warmBoot",
    "antenna_disconnected": "antennaDisconnected",
    "antenna_short_circuit": "antennaShortCircuit",
    "waiting_for_data": "coldBoot",
}


def camel(word: str) -> str:
    """``antenna_short_circuit`` becomes ``antennaShortCircuit``."""
    head, *tail = word.split("_")
    return head + "".join(part.title() for part in tail)


def duration(nanoseconds: float) -> str:
    """A duration as the device writes it: ``25 ns``, ``1.4 us``."""
    for unit, size in (("sec", 10**9), ("ms", 10**6), ("us", 10**3)):
        if abs(nanoseconds) >= size:
            return f"{nanoseconds / size:g} {unit}"
    return f"{nanoseconds:g} ns"


def receiver_state(situation: Situation, index: int) -> tuple[str, str]:
    """State and antenna of a receiver: the first has lost its antenna where the second has taken over."""
    if situation.switched and index == 0:
        return "antenna_disconnected", "disconnected"
    return situation.receiver, situation.antenna


def satellites_used(device: Device, situation: Situation, index: int) -> dict[str, tuple[int, int]]:
    """Satellites in view and used, by system."""
    receiver = RECEIVERS[device.cards[index]]
    lost = receiver_state(situation, index)[1] != "connected"
    level = "none" if lost else situation.satellites
    draw = device.identity.draw(f"satellites:{index}")
    result = {}
    for system in receiver.systems if receiver else ():
        view, share = draw.randrange(7, 13), draw.uniform(0.6, 0.9)
        used = {"many": int(view * share), "few": 0, "none": 0}[level]
        result[system] = ({"many": view, "few": 2, "none": 0}[level], used)
    return result


def references_global(situation: Situation) -> dict[str, Any]:
    """Tier A."""
    quality = situation.quality_ns
    return {
        "clockState": WORDS[situation.clock],
        "estimatedTimeQuality": "unknown" if quality is None else duration(quality),
        "holdoverOffset": duration(situation.holdover_offset_ns) if situation.holdover_s else "",
        "holdoverState": {"holdover": "inHoldover", "free_run": "unknown"}.get(situation.clock, "notInHoldover"),
        "holdoverTime": f"{situation.holdover_s} sec",
    }


def receiver(device: Device, situation: Situation, clock: Clock, index: int) -> dict[str, Any]:
    """Tier A: ``receiver`` of a clock module."""
    state, antenna = receiver_state(situation, index)
    systems = satellites_used(device, situation, index)
    return {
        "antenna": {"isConnected": antenna != "disconnected"},
        "satellites": {
            "mode": 1 if state in ("synchronized", "tracking") else 5,
            "operationMode": OPERATION[state],
            "totalInView": sum(view for view, used in systems.values()),
            "totalUsed": sum(used for view, used in systems.values()),
            "systems": [{"type": name, "inView": view, "used": used} for name, (view, used) in systems.items()],
        },
        "time": {
            "gpsWeekNumber": clock.now("gps_week"),
            "gpsWeekSecond": clock.now("gps_second"),
            "isDaylightSavingTime": False,
            "isLS59Announced": situation.leap == "delete",
            "isLS61Announced": situation.leap == "insert",
            "isLocalTime": False,
            "offsetFromUTC": 0,
            "status": 0 if situation.free_running else 3,
            "timestamp": clock.now("nanos"),
        },
    }


def modules(device: Device, situation: Situation, clock: Clock) -> dict[str, Any]:
    """The modules by slot. Tier C but for ``receiver`` of tier A."""
    identity, result = device.identity, {}
    for index, kind in enumerate(device.cards):
        card = RECEIVERS[kind]
        if card is None:
            result[f"clk{index + 1}"] = {"state": "notAvailable", "name": "", "card": ""}
            continue
        state = receiver_state(situation, index)[0]
        fix = {
            "state": "waitingForData" if state == "tracking" else camel(state),
            "position": f"Lat.: {identity.latitude} Lon.: {identity.longitude} Alt.: {identity.altitude:.0f}m",
        }
        result[f"clk{index + 1}"] = {
            "state": "available",
            "name": f"CLK{index + 1}",
            "card": card.card.upper(),
            "serialNumber": identity.card_serials[index],
            "softwareRevision": "2.19",
            "receiver": receiver(device, situation, clock, index) | fix,
        }
    result["cpu"] = {"state": "available", "name": "CPU", "card": "MRI-CPU", "serialNumber": identity.card_serials[4]}
    for slot, name in device.fittings.cards.items():
        owned = [item for item in outputs(device, situation)["outputs"] if item["module"] == slot]
        result[slot] = {"state": "available", "name": slot.upper(), "card": name, "outputs": owned}
    return result


def references(device: Device, situation: Situation) -> dict[str, Any]:
    """The references. Tier C but for ``global``."""
    synced = situation.clock == "synchronized"
    antenna = "connected" if situation.switched else situation.antenna
    chosen = f"clk{device.selected + 1}-gnss"
    lost = antenna != "connected"
    draw = device.identity.draw("references")
    status = {
        "externalSync": synced,
        "inHoldoverAfterSync": situation.clock == "holdover",
        "antennaShortCircuit": antenna == "short_circuit",
        "oscillatorWarmedUp": situation.oscillator_warm,
        "antennaConnected": antenna != "disconnected",
        "clockSynchronized": synced,
        "timeSyncVerified": synced,
        "positionVerified": situation.receiver in ("synchronized", "tracking"),
        "leapSecondAnnounced": situation.leap is not None,
    }
    sources = []
    kinds = [(f"clk{index + 1}-gnss", "gnss") for index, kind in enumerate(device.cards) if kind != "none"]
    kinds += [("clk1-pps", "pps"), ("clk1-freq", "frequency"), ("ptp-0", "ptp")]
    for priority, (name, kind) in enumerate(kinds):
        master = synced and name == chosen
        dark = (lost or (situation.switched and name == "clk1-gnss")) if kind == "gnss" else True
        usable = kind == "gnss" and synced and not dark
        state = {
            "noConnection": kind not in ("gnss", "ptp") or (kind == "gnss" and dark),
            "noSignal": dark,
            "isMaster": master,
            "isLocked": usable,
            "isAccurate": usable,
            "notSettled": kind == "gnss" and not dark and not synced,
            "notPhaseLocked": not usable,
            "isExternal": True,
            "lowJitter": usable,
            "ituLimitViolated": False,
        }
        offset = duration(draw.randrange(-30, 30)) if usable else "unknown"
        sources.append({"id": name, "type": kind, "priority": priority + 1, "offset": offset, "state": state})
    return {
        "global": references_global(situation),
        "master": {
            "source": chosen if synced else "internalOscillator",
            "accuracy": "unknown" if situation.quality_ns is None else duration(situation.quality_ns),
            "variance": 13_600 if synced else 0,
            "syncState": WORDS[situation.clock],
            "status": status,
        },
        "sources": sources,
    }


def ntp(device: Device, situation: Situation, clock: Clock) -> dict[str, Any]:
    """Tier C. A stopped service has a state and nothing else."""
    draw = device.identity.draw("ntp")
    own = ntp_system(device, draw)
    if own is None:
        return {"state": "stopped", "system": {}, "referenceClocks": [], "peers": []}
    synced = situation.ntp == "synchronized"
    common = {"time": clock.now("nanos", lag=4), "delay": "0 ns", "dispersion": "1.2 us", "jitter": "4 us"}
    reference = {
        "isValid": synced,
        "referenceID": "GNSS",
        "stratum": 0,
        "reach": "377" if synced else "0",
        "associationID": draw.randrange(1000, 60_000),
        "offset": f"{draw.randrange(-400, 400)} ns",
    }
    peers = []
    for number in range(2):
        wrong = situation.false_ticker and number == 1
        peers.append(
            {
                "isValid": not wrong,
                "address": f"192.0.2.{10 + number}",
                "referenceID": "PTP" if number else "GPS",
                "stratum": 1,
                "reach": "377",
                "associationID": draw.randrange(1000, 60_000),
                "offset": "48 ms" if wrong else f"{draw.randrange(-90, 90)} us",
            }
            | common
            | {"delay": f"{draw.randrange(200, 900)} us", "dispersion": "1.8 ms"}
        )
    return {
        "state": "sync" if synced else "notSync",
        "system": {
            "referenceID": own.reference_id,
            "stratum": own.stratum,
            "leapIndicator": ("none", "addSecond", "deleteSecond", "alarm")[own.leap],
            "associationID": reference["associationID"] if synced else 0,
            "time": clock.now("nanos"),
            "rootDelay": f"{own.root_delay_us} us",
            "rootDispersion": f"{own.root_dispersion_us} us",
            "precision": "3.8 us",
        },
        "referenceClocks": [reference | common],
        "peers": peers,
    }


def outputs(device: Device, situation: Situation) -> dict[str, Any]:
    """Tier C: nothing public names these fields."""
    quiet = situation.free_running
    pulse = {"period": "1 sec", "pulseWidth": "100 ms", "phaseOffset": "0 ns", "polarity": "normal"}
    items: list[dict[str, Any]] = [
        {"id": "pps-1", "type": "pps", "mode": "pulsePerSecond", "connector": "BNC"} | pulse,
        {"id": "freq-1", "type": "frequency", "mode": "10MHz", "frequency": "10000000 Hz", "connector": "BNC"},
        {"id": "synth-1", "type": "frequency", "mode": "synthesizerFrequency", "frequency": "2048000 Hz"},
        {"id": "pp-1", "type": "pulse", "mode": "cyclicPulse", "connector": "BNC"}
        | pulse
        | {"period": "10 sec", "pulseWidth": "20 ms", "polarity": "inverted", "phaseOffset": "-50 ns"},
        {"id": "pp-2", "type": "pulse", "mode": "timer", "connector": "terminal"} | pulse,
        {"id": "pp-3", "type": "pulse", "mode": "idle", "connector": "terminal", "isEnabled": False},
        {"id": "tc-1", "type": "timecode", "mode": "dclsTimeCode", "timecode": "IRIG B002+B122", "connector": "BNC"},
        {"id": "com-1", "type": "serial", "mode": "perSecond", "connector": "RS-232"},
    ]
    for item in items:
        item["module"] = "clk1"
    for slot, card in device.fittings.cards.items():
        fiber = card == "FO-IO"
        items.append(
            {"id": f"{slot}-1", "module": slot, "type": "fiber" if fiber else "timecode", "connector": "ST"}
            | {"mode": "pulsePerSecond" if fiber else "dclsTimeCode"}
            | (pulse if fiber else {"timecode": "IEEE C37.118", "polarity": "normal"})
        )
    return {"outputs": [{"isEnabled": not quiet} | item for item in items]}


def system(device: Device, clock: Clock) -> dict[str, Any]:
    """Tier C."""
    identity = device.identity
    return {
        "model": device.model_name,
        "serialNumber": identity.serial,
        "hostname": device.hostname or device.name,
        "firmwareVersion": device.firmware_version,
        "uptime": clock.now("uptime_text", base=clock.boot(identity.uptime)),
        "currentTime": clock.now("nanos"),
    }


def answers(device: Device, clock: Clock) -> dict[str, Any]:
    """All answers of a device, by path."""
    situation = device.situation
    if device.tier == "A":
        data: dict[str, Any] = {
            TIER_A[0]: references_global(situation),
            TIER_A[2]: ptp(device, situation, clock, inferred=False),
        }
        if device.cards and device.cards[0] != "none":
            data[TIER_A[1]] = {"receiver": receiver(device, situation, clock, 0)}
        return {path: {"data": tree} for path, tree in data.items()}
    state = {
        "system": system(device, clock),
        "references": references(device, situation),
        "modules": modules(device, situation, clock),
        "ptp": ptp(device, situation, clock),
        "ntp": ntp(device, situation, clock),
        "outputs": outputs(device, situation),
    }
    data = {f"/api/state/{name}": state[name] for name in ("system", "ptp", "ntp", "outputs")}
    for parent in ("references", "modules"):
        for name, tree in state[parent].items():
            data[f"/api/state/{parent}/{name}"] = tree
        if device.parents:
            data[f"/api/state/{parent}"] = state[parent]
    if device.whole:
        data["/api/state"] = state
    return {path: {"data": tree} for path, tree in data.items()}
