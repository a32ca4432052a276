# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The PTP tree of a device, in the spelling of meinbergOS; LTOS option modules get it in kebab-case (inferred).

Tier A: ``alias``, ``isRunning``, ``virtualInterface``, ``defaultDataset``, ``packetCounters`` and ``interfaces``.
Tier C, inferred from the vendor's MIB: every other data set. How a value is written there is not known, so firmware
versions differ here: clock accuracy as a name, a hexadecimal code, a number or a duration; identities with colons,
with dashes or plain; the time source as a name or a number.
"""

from __future__ import annotations

import re
from typing import Any

from .clock import Clock
from .device import Device
from .models import Identity
from .states import Situation

MESSAGES = (
    "announce",
    "sync",
    "followUp",
    "delayReq",
    "delayResp",
    "peerDelayReq",
    "peerDelayResp",
    "management",
    "signalling",
)
ACCURACY = {
    0x20: ("25ns", "25 ns"),
    0x21: ("100ns", "100 ns"),
    0x23: ("1us", "1 us"),
    0x24: ("2.5us", "2.5 us"),
    0x27: ("100us", "100 us"),
}
CLASSES = {"synchronized": 6, "holdover": 7, "free_run": 248}
PLANS: tuple[dict[str, Any], ...] = (
    {"alias": "PTP Default", "domain": 0, "priority": 128, "mechanism": "e2e", "log_intervals": (1, 0, 0)},
    {"alias": "Telecom G.8275.1", "domain": 24, "priority": 128, "mechanism": "e2e", "log_intervals": (-3, -4, -4)},
    {"alias": "Power C37.238", "domain": 254, "priority": 110, "mechanism": "p2p", "log_intervals": (0, 0, 0)},
)
"""The intervals are those of Announce, Sync and of delay requests of the plan's mechanism."""


def kebab(tree: Any) -> Any:
    """A tree whose names are written as LTOS writes names: ``clockID`` becomes ``clock-id``."""
    if isinstance(tree, dict):
        return {
            re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", key).lower(): kebab(value)
            for key, value in tree.items()
        }
    return [kebab(item) for item in tree] if isinstance(tree, list) else tree


def accuracy_code(situation: Situation) -> int:
    """IEEE 1588 clock accuracy; 0xfe is unknown."""
    quality = situation.quality_ns
    if situation.free_running or quality is None:
        return 0xFE
    bounds = ((0x20, 25), (0x21, 100), (0x23, 1000), (0x24, 2500), (0x27, 10**5))
    return next(code for code, bound in bounds if quality <= bound)


class Writer:
    """How one firmware writes values whose form is not known."""

    def __init__(self, device: Device) -> None:
        self.style = device.firmware_year_or_minor % 4

    def accuracy(self, code: int) -> str:
        """A clock accuracy."""
        if code not in ACCURACY:
            return ("unknown", "0xFE", "unknown", "unknown")[self.style]
        name, duration = ACCURACY[code]
        return (f"accurateTo{name}", f"0x{code:02X}", str(code), duration)[self.style]

    def identity(self, digits: str) -> str:
        """A clock identity."""
        pairs = [digits[at : at + 2] for at in range(0, 16, 2)]
        return (
            ":".join(pairs).upper(),
            "-".join(pairs),
            f"{digits[:6]}.{digits[6:10]}.{digits[10:]}",
            digits.upper(),
        )[self.style]

    def port(self, digits: str, number: int) -> str:
        """A port identity."""
        return f"{self.identity(digits)}{'/' if self.style == 1 else '-'}{number}"

    def source(self, name: str, number: int) -> str | int:
        """A time source."""
        return number if self.style in (1, 3) else name


def counters(identity: Identity, index: int, slave: bool, running: bool) -> dict[str, Any]:
    """Packet counters and rates. The spelling of the peer delay response follow-up differs from its rate (tier A)."""
    draw = identity.draw(f"counters:{index}")
    received = {"delayReq": 96.0, "signalling": 2.0} if not slave else {"announce": 1.0, "sync": 8.0, "followUp": 8.0}
    sent = {"announce": 1.0, "sync": 8.0, "followUp": 8.0, "delayResp": 96.0} if not slave else {"delayReq": 8.0}
    if slave:
        received["delayResp"] = 8.0
    result: dict[str, Any] = {}
    for direction, rates in (("rx", received), ("tx", sent)):
        part: dict[str, Any] = {}
        for name in MESSAGES:
            rate = rates.get(name, 0.0) if running else 0.0
            part[name] = int(rate * draw.randrange(20_000, 900_000))
            part[f"{name}PerSecond"] = rate
        part["peerDelayFollowUp"] = 0
        part["peerDelayRespFollowUpPerSecond"] = 0.0
        if direction == "rx":
            part["managementErrors"] = 0
        part["total"] = sum(part[name] for name in MESSAGES)
        part["totalPerSecond"] = sum(part[f"{name}PerSecond"] for name in MESSAGES)
        result[direction] = part
    return result


def instance(device: Device, situation: Situation, index: int, inferred: bool) -> dict[str, Any]:
    """One PTP instance; one that does not run still shows figures, which are not valid."""
    identity, write = device.identity, Writer(device)
    plan = PLANS[index % len(PLANS)]
    running = situation.ptp == "running"
    slave = (situation.ptp_slave and index == 0) or index == 2
    own, other = identity.clock_identity(index), Identity(f"grandmaster of {device.name}").clock_identity(0)
    clock_class = 255 if slave else CLASSES[situation.clock]
    code = 0xFE if slave else accuracy_code(situation)
    locked = situation.clock == "synchronized"
    telecom = plan["alias"].startswith("Telecom")
    if telecom and not locked:
        code = 0xFE
    variance = 0xFFFF if slave or situation.free_running or (telecom and not locked) else 0x4E5D
    default = {
        "clockAccuracy": write.accuracy(code) if running else "unknown",
        "clockClass": clock_class if running else 0,
        "clockID": write.identity(own if running else "0" * 16),
        "clockVariance": variance if running else 0,
        "domainNumber": plan["domain"] if running else 0,
        "isSlaveOnly": slave and running,
        "isTwoStep": running,
        "numberPorts": 1 if running else 0,
        "priority1": plan["priority"] if running else 0,
        "priority2": 128 if running else 0,
    }
    result: dict[str, Any] = {
        "alias": plan["alias"] if index < len(PLANS) else f"Instance {index + 1}",
        "isRunning": running,
        "virtualInterface": f"vif{index}",
        "defaultDataset": default,
        "packetCounters": counters(identity, index, slave, running),
    }
    if not inferred:
        return result
    draw = identity.draw(f"ptp:{index}")
    master = other if slave else own
    result["currentDataset"] = {
        "stepsRemoved": 1 if slave and running else 0,
        "offsetFromMaster": f"{draw.randrange(-40, 40)} ns" if slave and running else "0 ns",
        "meanPathDelay": "1.4 us" if slave and running else "0 ns",
    }
    result["parentDataset"] = {
        "portIdentity": write.port(master, 1 if slave else 0),
        "grandmasterClockID": write.identity(master),
        "grandmasterPriority1": 100 if slave else plan["priority"],
        "grandmasterPriority2": 128,
        "grandmasterClockClass": 6 if slave else clock_class,
        "grandmasterClockAccuracy": write.accuracy(0x21 if slave else code),
        "grandmasterClockVariance": 0x4E5D if slave else variance,
    }
    traceable = slave or not situation.free_running
    result["timePropertiesDataset"] = {
        "utcOffset": 37,
        "isUTCOffsetValid": traceable,
        "isLeap59": situation.leap == "delete",
        "isLeap61": situation.leap == "insert",
        "isPTPTimescale": True,
        "isTimeTraceable": traceable,
        "isFrequencyTraceable": traceable,
        "timeSource": write.source("gps", 32)
        if slave or locked or (traceable and not telecom)
        else write.source("internalOscillator", 160),
    }
    announce, sync, delay = plan["log_intervals"]
    result["portDatasets"] = [
        {
            "portIdentity": write.port(own, 1),
            "portState": ("slave" if slave else "master") if running else "disabled",
            "delayMechanism": plan["mechanism"],
            "announceInterval": announce,
            "announceReceiptTimeout": 3,
            "syncInterval": sync,
            "minDelayReqInterval": delay,
            "minPeerDelayReqInterval": delay,
            "peerMeanPathDelay": "85 ns" if plan["mechanism"] == "p2p" and running else "0 ns",
            "versionNumber": 2,
        }
    ]
    result["unicastSlaves"] = draw.randrange(0, 12) if running and not slave else 0
    result["utilization"] = round(draw.uniform(0.2, 9.5), 1) if running else 0
    return result


def ptp(device: Device, situation: Situation, clock: Clock, inferred: bool = True) -> dict[str, Any]:
    """The content of ``/api/state/ptp`` below ``data``."""
    count = situation.ptp_instances or 0
    interfaces = []
    for port in range(1 if count else 0, device.fittings.ports if count else 0):
        offset = device.identity.draw(f"interface:{port}").randrange(-9, 10)
        text = f"{offset} ns"
        if situation.free_running:
            text = "unknown" if port % 2 else ""
        interfaces.append(
            {
                "name": f"lan{port}",
                "currentTime": clock.now("nanos"),
                "currentTimeSec": clock.now("unix"),
                "currentTimeNs": clock.now("subsecond"),
                "internalOffset": text,
                "internalOffsetNs": 0 if situation.free_running else offset,
                "internalOffsetSubNs": 0,
            }
        )
    return {
        "instances": [instance(device, situation, index, inferred) for index in range(count)],
        "interfaces": interfaces,
    }
