# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device's NTP service is like. The answers over REST and those to NTP clients are both made from this."""

from __future__ import annotations

import random
from typing import NamedTuple

from .device import Device
from .models import RECEIVERS
from .ntp_wire import LEAP_WORDS

ALARM = LEAP_WORDS["alarm"]
UNSYNCHRONIZED = 16


class NtpSystem(NamedTuple):
    """The system variables."""

    leap: int
    """As in a packet: 0, 1 (insert), 2 (delete) or 3 (not synchronised)."""
    stratum: int
    """16 is not synchronised; a packet says 0 then."""
    precision: int
    """Power of two of seconds."""
    root_delay_us: int
    root_dispersion_us: int
    reference_id: str
    reference_age_s: float | None
    """Seconds since the clock was last set; None if it never was."""


def ntp_system(device: Device, draw: random.Random) -> NtpSystem | None:
    """The system variables of a device; None where the service is stopped. ``draw`` is the device's for ``ntp``."""
    situation = device.situation
    if situation.ntp == "stopped":
        return None
    synced = situation.ntp == "synchronized"
    least, spread = (131, 90) if device.os == "ltos" else (120, 80)
    dispersion = least + draw.randrange(spread) + situation.holdover_s * 2
    leap = LEAP_WORDS[situation.leap or "none"]
    age = 4.0 + situation.holdover_s
    if device.os == "ltos":
        if not synced:
            return NtpSystem(0, 12, -19, 0, 11_402, "LOCL", age)
        return NtpSystem(leap, 1, -19, 0, dispersion, receiver_refid(device), age)
    if not synced:
        return NtpSystem(ALARM, UNSYNCHRONIZED, -18, 0, dispersion, "INIT", None)
    return NtpSystem(leap, 1, -18, 0, dispersion, "GNSS", age)


def receiver_refid(device: Device) -> str:
    """LTOS: the reference id of the receiver that the device follows."""
    card = RECEIVERS[device.cards[device.selected]] if device.cards else None
    return card.refid if card else "GPS"
