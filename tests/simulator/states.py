# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states that a simulated device can be in, and the situation that a set of them adds up to.

Each dialect writes its answer from the same ``Situation``, so that one state shows in every place of the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass
class Situation:
    """What is going on inside the device, in the simulator's own words."""

    clock: str = "synchronized"
    antenna: str = "connected"
    receiver: str = "synchronized"
    oscillator_warm: bool = True
    satellites: str = "many"
    quality_ns: int | None = None
    holdover_s: int = 0
    holdover_offset_ns: int = 0
    leap: str | None = None
    ntp: str = "synchronized"
    false_ticker: bool = False
    ptp: str = "running"
    ptp_instances: int | None = None
    ptp_slave: bool = False
    switched: bool = False
    clock_offset_s: float = 0.0
    marks: set[str] = field(default_factory=set)
    """Names of the states that only one place of the tree shows."""

    @property
    def free_running(self) -> bool:
        """The device has no valid time of its own."""
        return self.clock == "free_run"


class State(NamedTuple):
    """One state: what the documentation says of it, which systems show it, and what it changes."""

    text: str
    systems: tuple[str, ...]
    changes: dict[str, object]


BOTH = ("ltos", "meinbergos")
LTOS = ("ltos",)

HOLDOVER: dict[str, object] = {
    "clock": "holdover",
    "quality_ns": 1400,
    "holdover_s": 5400,
    "holdover_offset_ns": 620,
    "receiver": "tracking",
    "satellites": "few",
}
NO_SIGNAL: dict[str, object] = HOLDOVER | {"satellites": "none", "holdover_s": 2700, "holdover_offset_ns": 310}
FREE: dict[str, object] = {
    "clock": "free_run",
    "receiver": "waiting_for_data",
    "satellites": "few",
    "quality_ns": None,
    "holdover_s": 0,
    "holdover_offset_ns": 0,
    "ntp": "unsynchronized",
}

STATES: dict[str, State] = {
    "synchronized": State("Everything is well; what a device without states shows.", BOTH, {}),
    "holdover": State("The reference is lost, the warm oscillator carries on; PTP clock class 7.", BOTH, HOLDOVER),
    "free_run": State("Never synchronised since the start; NTP is not synchronised, PTP clock class 248.", BOTH, FREE),
    "antenna_disconnected": State(
        "Nothing on the antenna input, no satellites; in holdover.",
        BOTH,
        NO_SIGNAL | {"antenna": "disconnected", "receiver": "antenna_disconnected"},
    ),
    "antenna_short_circuit": State(
        "The antenna cable is shorted, no satellites; in holdover.",
        BOTH,
        NO_SIGNAL | {"antenna": "short_circuit", "receiver": "antenna_short_circuit"},
    ),
    "cold_boot": State(
        "The receiver starts without an almanac, the oscillator is cold; free run.",
        BOTH,
        FREE | {"receiver": "cold_boot", "oscillator_warm": False},
    ),
    "warm_boot": State(
        "The receiver starts with an almanac, the oscillator is warm; free run.", BOTH, FREE | {"receiver": "warm_boot"}
    ),
    "receiver_switched": State(
        "The first receiver has lost its antenna, the second one (added if there is none) has taken over.",
        BOTH,
        {"switched": True},
    ),
    "quality_poor": State("Synchronised, but the estimated time quality is only 100 us.", BOTH, {"quality_ns": 90_000}),
    "leap_announced": State("A leap second will be inserted at the next possible date.", BOTH, {"leap": "insert"}),
    "leap_delete_announced": State("A leap second will be deleted at the next date.", BOTH, {"leap": "delete"}),
    "ntp_unsynchronized": State(
        "NTP does not follow the receiver: local clock with stratum 12 on LTOS, notSync with 16 on meinbergOS.",
        BOTH,
        {"ntp": "unsynchronized"},
    ),
    "ntp_false_ticker": State("NTP has a peer whose time it calls false.", BOTH, {"false_ticker": True}),
    "service_down": State("The NTP service is stopped.", BOTH, {"ntp": "stopped"}),
    "ptp_stopped": State("The PTP instances are configured and not running.", BOTH, {"ptp": "stopped"}),
    "ptp_multi": State("Three PTP instances: two masters and a slave.", BOTH, {"ptp_instances": 3}),
    "ptp_slave": State("The first PTP instance is a slave with an offset.", BOTH, {"ptp_slave": True}),
    "clock_wrong": State("The device's time is one hour ahead.", BOTH, {"clock_offset_s": 3600.0}),
    "pending_changes": State("Changes of the configuration wait to be applied.", LTOS, {}),
    "psu_failed": State("The second power supply has failed.", LTOS, {}),
    "disk_full": State("The file system of /var is full, system resources are low.", LTOS, {}),
    "memory_low": State("Two per cent of the memory are free, the load is high.", LTOS, {}),
    "overheated": State("The processor card is at 96 degrees Celsius.", LTOS, {}),
    "network_errors": State("The first port counts errors and drops, and runs at half duplex.", LTOS, {}),
    "link_down": State("The second port has lost its link.", LTOS, {}),
    "firmware_mismatch": State("Another firmware is selected than the one that runs.", LTOS, {}),
    "update_failed": State("The last firmware update failed.", LTOS, {}),
    "update_running": State("A firmware update is at 40 per cent.", LTOS, {}),
    "critical_event": State(
        "A critical event is active: the clock module does not respond; in holdover.", LTOS, HOLDOVER
    ),
    "certificate_expired": State("The event says that the web certificate has expired.", LTOS, {}),
    "sync_team": State("The device is a member of a SyncTeam with one member offline.", LTOS, {}),
    "sync_monitor": State("SyncMon watches two nodes, one of them beyond its limit.", LTOS, {}),
}

WORSE = {"synchronized": 0, "holdover": 1, "free_run": 2}


def situation(states: tuple[str, ...] | list[str]) -> Situation:
    """What the named states add up to. The order does not matter for the clock: the worse state wins."""
    result = Situation(marks=set(states))
    for name in sorted(states, key=lambda name: WORSE[str(STATES[name].changes.get("clock", "synchronized"))]):
        for key, value in STATES[name].changes.items():
            setattr(result, key, value)
    receiver = [STATES[name].changes.get("receiver") for name in states if "antenna" in STATES[name].changes]
    if receiver:
        result.receiver = str(receiver[-1])
        result.satellites = "none"
    if "service_down" in states:
        result.ntp = "stopped"
    return result
