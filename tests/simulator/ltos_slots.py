# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: the chassis with its slots. PTP data of an option module are inferred: the meinbergOS tree in kebab-case."""

from __future__ import annotations

import math
from typing import Any

from .clock import Clock
from .device import Device
from .meinbergos import receiver_state, satellites_used
from .models import RECEIVERS, Receiver
from .ptp import kebab, ptp
from .states import Situation

STRINGS = ("meinberg-standard", "sat", "nmea-rmc", "uni-erlangen", "computime", "meinberg-capture", "spa", "nmea-zda")
EARTH_RADIUS = 6_378_137.0
FLATTENING_SQUARED = 0.00669437999014


def ecef(latitude: float, longitude: float, altitude: float) -> tuple[float, float, float]:
    """The position on WGS 84 in metres from the centre of the earth."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    radius = EARTH_RADIUS / math.sqrt(1 - FLATTENING_SQUARED * math.sin(phi) ** 2)
    return (
        round((radius + altitude) * math.cos(phi) * math.cos(lam), 3),
        round((radius + altitude) * math.cos(phi) * math.sin(lam), 3),
        round((radius * (1 - FLATTENING_SQUARED) + altitude) * math.sin(phi), 3),
    )


def satellites(device: Device, situation: Situation, index: int) -> dict[str, Any]:
    """``satellites`` of a GNSS receiver."""
    identity = device.identity
    counts = satellites_used(device, situation, index)
    state = receiver_state(situation, index)[0]
    x, y, z = ecef(identity.latitude, identity.longitude, identity.altitude)
    used = sum(good for view, good in counts.values())
    draw = identity.draw(f"selected:{index}")
    received = [system for system, (view, good) in counts.items() if good]
    selected = [f"{system}{draw.randrange(1, 32)}" for system in received for _time in (1, 2)]
    return {
        "gps-mode": state.replace("_", "-") if state in ("cold_boot", "warm_boot") else "normal-operation",
        "good-satellites": used,
        "satellites-in-view": sum(view for view, good in counts.values()),
        "position-x": x,
        "position-y": y,
        "position-z": z,
        "latitude": identity.latitude,
        "longitude": identity.longitude,
        "altitude": identity.altitude,
        "pdop": 1.87 if used else 0.0,
        "tdop": 1.12 if used else 0.0,
        "selected-satellites": selected,
    }


def receiver(card: Receiver, situation: Situation, index: int) -> dict[str, Any]:
    """The receiver's own object: ``grc``, ``gns`` or ``dcf77``. Field names of ``dcf77`` are inferred."""
    state, antenna = receiver_state(situation, index)
    flags = {name: state == name.replace("-", "_") for name in ("synchronized", "tracking", "warm-boot", "cold-boot")}
    result: dict[str, Any] = {
        "ref-type": card.reference,
        "receiver-status": state.replace("_", "-"),
        "antenna": {"connected": antenna != "disconnected", "short-circuit": antenna == "short_circuit"},
        "receiver": flags,
    }
    if card.key == "dcf77":
        well = state == "synchronized"
        result |= {"correlation": 93 if well else 11, "field-strength": 118 if antenna == "connected" else 0}
    return result


def clock_module(
    device: Device, situation: Situation, index: int, card: Receiver, quality: str, word: str
) -> dict[str, Any]:
    """The module in a slot for clocks."""
    identity = device.identity
    selected = index == device.selected
    lost = situation.switched and index == 0
    draw = identity.draw(f"dac:{index}")
    result: dict[str, Any] = {
        "dac-cal": draw.randrange(-900, 900) if index else None,
        "dac-val": draw.randrange(20_000, 45_000) if index else None,
        "info": {
            "model": card.card,
            "serial-number": identity.card_serials[index],
            "software-revision": "v2.21",
            "sensors": {"temperature-1": identity.temperature(f"clk{index + 1}"), "temperature-2": 0.0},
        },
        "supported-string-types": [
            {"object-id": name, "value": number, "description": name} for number, name in enumerate(STRINGS)
        ],
        "sync-status": {
            "clock-idx": "selected" if selected else "not-selected",
            "osc-type": device.oscillator or device.fittings.oscillator,
            "est-time-quality": "less-than-1us" if lost else quality,
            "clock-status": {
                "clock": "not-synchronized" if lost else word,
                "oscillator": "warmed-up" if situation.oscillator_warm else "warming-up",
            },
        },
        card.key: receiver(card, situation, index),
    }
    if card.systems:
        result["satellites"] = satellites(device, situation, index)
    return result


def power(device: Device, situation: Situation, number: int) -> dict[str, Any]:
    """A power supply; one that has failed has no capacity and no name."""
    if number == 1 and "psu_failed" in situation.marks:
        return {"power-available": False, "power-capacity": 0.0}
    info = {"model": "psu", "serial-number": "", "software-revision": "", "firmware-image": ""}
    return {"power-available": True, "power-capacity": device.fittings.capacity, "info": info}


def card_module(device: Device, slot: str, model: str) -> dict[str, Any]:
    """Any other card."""
    identity = device.identity
    serial = identity.card_serials[3 + sum(map(ord, slot)) % 3]
    return {
        "info": {
            "model": model,
            "serial-number": serial,
            "software-revision": "v1.34",
            "firmware-image": "",
            "sensors": {"temperature-1": identity.temperature(slot)},
        }
    }


def chassis(device: Device, situation: Situation, quality: str, word: str, clock: Clock) -> dict[str, Any]:
    """``data.chassis0``."""
    identity, fittings = device.identity, device.fittings
    modules: list[tuple[str, dict[str, Any] | None]] = []
    supplies = max(fittings.power, 2) if "psu_failed" in situation.marks else fittings.power
    modules += [(f"pwr{number + 1}", power(device, situation, number)) for number in range(supplies)]
    for index, kind in enumerate(device.cards):
        card = RECEIVERS[kind]
        module = clock_module(device, situation, index, card, quality, word) if card else None
        modules.append((f"clk{index + 1}", module))
    cpu = card_module(device, "cpu", "c15g2")
    cpu["info"] |= {
        "serial-number": "N/A",
        "software-revision": device.firmware_version,
        "firmware-image": f"fw_{device.firmware_version}",
        "sensors": {"temperature-1": 96.0 if "overheated" in situation.marks else identity.temperature("cpu")},
    }
    modules.append(("cpu", cpu))
    cards = dict(fittings.cards)
    if situation.ptp_instances and "hps100" not in cards.values():
        cards["io1"] = "hps100"
    for slot, model in cards.items():
        module = card_module(device, slot, model)
        if model == "hps100" and situation.ptp_instances:
            module["ptp"] = kebab(ptp(device, situation, clock))
        modules.append((slot, module))
    modules += [(slot, None) for slot in fittings.empty if slot not in cards]
    if "critical_event" in situation.marks:
        modules = [(slot, None if slot == "clk1" else module) for slot, module in modules]
    slots = []
    for position, (slot, module) in enumerate(modules):
        entry: dict[str, Any] = {
            "object-id": slot,
            "slot-id": slot,
            "slot-type": slot.rstrip("0123456789"),
            "slot-position": f"0,{position},1",
            "slot-orientation": "internal" if slot.startswith("int") else "vertical",
        }
        slots.append(entry if module is None else entry | {"module": module})
    return {
        "model": device.model_name,
        "serial-number": identity.chassis_serial,
        "backplane-revision": identity.revision,
        "firmware-image": f"fw_{device.firmware_version}",
        "slot-layout": fittings.layout,
        "slots": slots,
    }
