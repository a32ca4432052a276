# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the messages that were heard, by the port that sent them, in bounded memory."""

from __future__ import annotations

import math
import statistics
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import NamedTuple

from ..quantities import Malformed
from ..time_stamps import utc_iso
from .ptp_frame import Carried
from .ptp_packet import (
    ANNOUNCE,
    MANAGEMENT,
    MESSAGES,
    SIGNALING,
    Message,
    OtherVersion,
    UnknownMessage,
    announce,
    parse,
)

_OF_TRANSMITTERS = frozenset({ANNOUNCE, "sync", "follow_up", "delay_resp"})
"""What only a port in the state MASTER sends, or one of an alternate time transmitter."""

_TELLING_MODE = (ANNOUNCE, "sync")
_NOT_PERIODIC = (SIGNALING, MANAGEMENT)
_P2P = ("pdelay_req", "pdelay_resp", "pdelay_resp_follow_up")
_INTERVALS_KEPT = 256


class Source(NamedTuple):
    """Who sent a message, and how: what makes it a transmitter of its own."""

    transport: str
    vlan: int | None
    domain_number: int
    sdo_id: int
    clock_identity: str
    port_number: int
    address: str

    @property
    def port(self) -> tuple:
        """The port alone: with IPv6 it sends what is for its peer from another address than the rest."""
        return self[:-1]


class Counter:
    """The messages of one kind from one port."""

    def __init__(self) -> None:
        self.count = 0
        self.log_interval: int | None = None
        self._first = self._last = 0.0
        self._intervals: deque[float] = deque(maxlen=_INTERVALS_KEPT)

    def add(self, moment: float, log_interval: int | None) -> None:
        """Count a message that came at ``moment``."""
        if self.count:
            self._intervals.append(moment - self._last)
        else:
            self._first = moment
        self._last = moment
        self.count += 1
        self.log_interval = log_interval

    def report(self, periodic: bool) -> dict:
        """The counter as it is returned."""
        median = statistics.median(self._intervals) if self._intervals and periodic else 0
        span = self._last - self._first if periodic else 0
        return {
            "count": self.count,
            "log_interval_announced": self.log_interval,
            "log_interval_measured": round(math.log2(median), 2) + 0.0 if median > 0 else None,
            "per_second": round((self.count - 1) / span, 3) if span > 0 else None,
        }


class Port:
    """What was heard of one port."""

    def __init__(self, source: Source, first: float) -> None:
        self.source = source
        self.destinations: set[str] = set()
        self._first = self._last = first
        self._version = (0, 0)
        self._counters: dict[str, Counter] = {}
        self._unicast: set[bool] = set()
        self._two_step: bool | None = None
        self._announce: Message | None = None

    def add(self, message: Message, destination: str, moment: float) -> None:
        """Take in one of its messages."""
        self._last = moment
        self._version = (message.major_version, message.minor_version)
        self._counters.setdefault(message.kind, Counter()).add(moment, message.log_interval)
        if message.kind in _TELLING_MODE:
            self._unicast.add(message.unicast)
            if len(self.destinations) < len(_TELLING_MODE):
                self.destinations.add(destination)
        if message.kind == "sync":
            self._two_step = message.two_step
        elif message.kind == ANNOUNCE:
            self._announce = message

    def report(self, others: Mapping[str, Counter]) -> dict:
        """The port as it is returned; ``others`` counts what it sent beside that which makes it a transmitter."""
        counters = {**others, **self._counters}
        return {
            **self.source._asdict(),
            "major_version": self._version[0],
            "minor_version": self._version[1],
            "sdo_id": f"0x{self.source.sdo_id:03x}",
            "announce": announce(self._announce) if self._announce else None,
            "two_step": self._two_step,
            "unicast": self._unicast.copy().pop() if len(self._unicast) == 1 else None,
            "messages": {
                kind: counters.get(kind, Counter()).report(kind not in _NOT_PERIODIC) for kind in MESSAGES.values()
            },
            "delay_mechanism": _delay_mechanism(counters),
            "first_heard": _iso(self._first),
            "last_heard": _iso(self._last),
        }


class Transmitters:
    """All that was heard: ``add`` takes what a frame carried. No more than ``limit`` transmitters are kept."""

    def __init__(self, domains: frozenset[int] | None, transports: frozenset[str], limit: int) -> None:
        self._domains = domains
        self._transports = transports
        self._limit = limit
        self.packets = {"ptp": 0, "malformed": 0, "other_version": 0, "ignored": 0}
        self.stopped_counting = False
        self._heard: dict[Source, Port] = {}
        # What makes no transmitter, such as a question for the delay; it may come before what does.
        self._others: dict[tuple, dict[str, Counter]] = {}

    def add(self, found: Carried, moment: float) -> Message | None:
        """Count what a frame carried; the message, where it is one that counts."""
        if found.transport not in self._transports:
            self.packets["ignored"] += 1
            return None
        try:
            message = parse(found.payload)
        except OtherVersion:
            self.packets["other_version"] += 1
        except UnknownMessage:
            self.packets["ignored"] += 1
        except Malformed:
            self.packets["malformed"] += 1
        else:
            if self._domains is None or message.domain_number in self._domains:
                self.packets["ptp"] += 1
                self._count(found, message, moment)
                return message
            self.packets["ignored"] += 1
        return None

    def _count(self, found: Carried, message: Message, moment: float) -> None:
        source = Source(
            transport=found.transport,
            vlan=found.vlan,
            domain_number=message.domain_number,
            sdo_id=message.sdo_id,
            clock_identity=message.clock_identity,
            port_number=message.port_number,
            address=found.source,
        )
        if message.kind in _OF_TRANSMITTERS:
            if source not in self._heard and len(self._heard) >= self._limit:
                self.stopped_counting = True
            else:
                self._heard.setdefault(source, Port(source, moment)).add(message, found.destination, moment)
        elif source.port in self._others or len(self._others) < self._limit:
            counters = self._others.setdefault(source.port, {})
            counters.setdefault(message.kind, Counter()).add(moment, message.log_interval)

    def ports(self) -> list[Port]:
        """The transmitters that were heard."""
        return list(self._heard.values())

    def report(self) -> list[dict]:
        """The transmitters as they are returned, by domain."""
        order = sorted(self._heard, key=lambda source: (source.domain_number, source[0], source.vlan or -1, source[3:]))
        return [self._heard[source].report(self._others.get(source.port, {})) for source in order]


def _delay_mechanism(counters: Mapping[str, Counter]) -> str | None:
    p2p, e2e = any(kind in counters for kind in _P2P), "delay_resp" in counters
    return None if p2p == e2e else "p2p" if p2p else "e2e"


def _iso(moment: float) -> str:
    return utc_iso(datetime.fromtimestamp(moment, timezone.utc))
