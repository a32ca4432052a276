# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of a simulated device: pure data, checked when it is made."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .faults import Fault
from .models import DEFAULT_FIRMWARE, DEFAULT_MODELS, MODELS, OSCILLATORS, RECEIVERS, Identity, Model
from .names import DescriptionError, known
from .ntp_wire import check_wire
from .states import STATES, Situation, situation

SYSTEMS = ("ltos", "meinbergos")
QUIRKS = ("missing_objects", "numbers_as_text", "padded_text", "other_nothing", "slots_in_any_order")
DEFAULT_USERNAME = "info"
DEFAULT_PASSWORD = "simulated"


@dataclass(frozen=True)
class Device:
    """One device. What is None comes from the model, from the fleet, or is drawn from the name."""

    name: str
    os: str = "ltos"
    model: str | None = None
    firmware: str | None = None
    hostname: str | None = None
    receivers: tuple[str, ...] | None = None
    oscillator: str | None = None
    ptp: int | None = None
    """Number of PTP instances."""
    states: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    quirks: tuple[str, ...] | None = None
    """LTOS: deviations in writing; None takes those of the firmware."""
    tier: str = "C"
    """meinbergOS: ``A`` knows only the three paths seen in a public client, ``C`` the inferred ones too."""
    parents: bool = True
    """meinbergOS: whether a parent path answers with its children."""
    whole: bool = False
    """meinbergOS: whether ``/api/state`` answers the whole tree."""
    captured: dict[str, Any] | None = None
    """Answers by path that are served as they are."""
    address: str | None = None
    port: int | None = None
    tls: bool | None = None
    latency: float | None = None
    """Seconds before the head of each answer."""
    auth: str | None = None
    """What is accepted: ``basic``, ``bearer`` or ``both``. LTOS from 7.08 takes both, all others basic."""
    username: str | None = None
    password: str | None = None
    restricted_username: str = "norights"
    """An account with the same password that may log in and read nothing."""
    inventory_username: str | None = None
    """What the written inventory says instead of the right name, for a device with a wrong login."""
    inventory_password: str | None = None
    clock_offset: float = 0.0
    """Seconds by which the device's time is ahead."""
    ntp_wire: dict[str, Any] | None = None
    """What NTP clients get instead of what follows from the rest."""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise DescriptionError(f"a device needs a name, not {self.name!r}")
        for key in ("receivers", "states", "faults", "quirks"):
            value = getattr(self, key)
            if isinstance(value, str) or not isinstance(value, (tuple, list, type(None))):
                raise DescriptionError(f"{key} of {self.name} must be a list, not {value!r}")
            if value is not None:
                object.__setattr__(self, key, tuple(value))
        object.__setattr__(self, "faults", tuple(Fault.parse(item) for item in self.faults))
        known(self.os, SYSTEMS, f"os of {self.name}")
        if self.model is not None:
            known(self.model, MODELS[self.os], f"{self.os} model of {self.name}")
        for name in self.states:
            if self.os not in STATES[known(name, STATES, f"state of {self.name}")].systems:
                raise DescriptionError(f"{self.name}: the state {name} shows nowhere on {self.os}")
        for name in self.receivers or ():
            known(name, RECEIVERS, f"receiver of {self.name}")
            if self.os == "meinbergos" and name == "dcf77":
                raise DescriptionError(f"{self.name}: no meinbergOS device has a dcf77 receiver")
        for name in self.quirks or ():
            known(name, QUIRKS, f"quirk of {self.name}")
        if self.oscillator is not None:
            known(self.oscillator, OSCILLATORS, f"oscillator of {self.name}")
        if self.auth is not None:
            known(self.auth, ("basic", "bearer", "both"), f"auth of {self.name}")
        known(self.tier, ("A", "C"), f"tier of {self.name}")
        if self.ntp_wire is not None:
            check_wire(self.name, self.ntp_wire)
        self._check_values()

    def _check_values(self) -> None:
        pattern = r"7\.\d\d\.\d{3}(-light)?" if self.os == "ltos" else r"20\d\d\.\d\d\.\d+(-[\w.-]+)?"
        if self.firmware is not None and not re.fullmatch(pattern, str(self.firmware)):
            raise DescriptionError(
                f"{self.firmware!r} is no firmware of {self.os} (such as {DEFAULT_FIRMWARE[self.os]})"
            )
        if self.address is not None:
            try:
                loopback = ipaddress.ip_address(self.address).is_loopback
            except ValueError:
                loopback = False
            if not loopback:
                raise DescriptionError(
                    f"the address of {self.name} must be in 127.0.0.0/8, or ::1, not {self.address!r}"
                )
        limits = {"port": (0, 65535), "ptp": (0, 64), "latency": (0, 3600), "clock_offset": (-1e9, 1e9)}
        for key, (low, high) in limits.items():
            value = getattr(self, key)
            kinds = (int,) if key in ("port", "ptp") else (int, float)
            if value is not None and (type(value) not in kinds or not low <= value <= high):
                raise DescriptionError(f"{key} of {self.name} must be a number from {low:g} to {high:g}, not {value!r}")
        for key in ("tls", "parents", "whole"):
            value = getattr(self, key)
            if value is not None and not isinstance(value, bool):
                raise DescriptionError(f"{key} of {self.name} must be true or false, not {value!r}")

    def fitted(self, **changes: Any) -> Device:
        """A copy with other values."""
        return replace(self, **changes)

    @property
    def model_name(self) -> str:
        """The model's name."""
        return self.model or DEFAULT_MODELS[self.os]

    @cached_property
    def fittings(self) -> Model:
        """What the model is fitted with."""
        return MODELS[self.os][self.model_name]

    @property
    def firmware_version(self) -> str:
        """The firmware's version, plain."""
        return self.firmware or DEFAULT_FIRMWARE[self.os]

    @property
    def firmware_year_or_minor(self) -> int:
        """The number that decides on variants: 2022 of 2022.05.6, 6 of 7.06.014."""
        first, second = self.firmware_version.split(".")[:2]
        return int(second) if self.os == "ltos" else int(first)

    @property
    def accepts(self) -> str:
        """Which authentication the device takes."""
        if self.auth:
            return self.auth
        return "both" if self.os == "ltos" and self.firmware_year_or_minor >= 8 else "basic"

    @cached_property
    def identity(self) -> Identity:
        """Serial numbers, addresses, position."""
        return Identity(self.name)

    @cached_property
    def situation(self) -> Situation:
        """What the device's states add up to, completed from its fittings; without a receiver it runs free."""
        blind = all(kind == "none" for kind in self.cards)
        result = situation((*self.states, "free_run") if blind else self.states)
        if result.clock == "synchronized" and result.quality_ns is None:
            long_wave = self.cards[self.selected] == "dcf77"
            result.quality_ns = 9000 if long_wave else self.identity.draw("quality").choice((20, 35, 60, 90))
        if result.ptp_instances is None:
            count = self.fittings.ptp if self.ptp is None else self.ptp
            wanted = self.ptp is None and (result.ptp == "stopped" or result.ptp_slave)
            result.ptp_instances = max(count, 1) if wanted else count
        return result

    @property
    def ahead_s(self) -> float:
        """Seconds by which the device's clock is ahead."""
        return self.clock_offset + self.situation.clock_offset_s

    @cached_property
    def cards(self) -> tuple[str, ...]:
        """The receivers by slot, the first being clk1; ``none`` is an empty slot."""
        cards = self.receivers if self.receivers is not None else self.fittings.receivers
        if "receiver_switched" in self.states:
            first = cards[0] if cards and cards[0] != "none" else "grc"
            second = cards[1] if len(cards) > 1 and cards[1] != "none" else first
            return (first, second, *cards[2:])
        return cards

    @cached_property
    def selected(self) -> int:
        """Index of the receiver that the device follows."""
        if "receiver_switched" in self.states:
            return 1
        return next((index for index, kind in enumerate(self.cards) if kind != "none"), 0)

    def fault(self, layer: str) -> Fault | None:
        """The first fault of a layer."""
        return next((fault for fault in self.faults if fault.layer == layer), None)
