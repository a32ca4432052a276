# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of faults: how each is made, and what ``fleet_info`` has to give of a device that has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulator import FAULTS, Device
from tests.simulator.faults import STAGES

SYSTEMS = ("ltos", "meinbergos")
DEADLINE_S = 4
LIMITS = {
    "meinberg_deadline": DEADLINE_S,
    "meinberg_timeout": 2,
    "meinberg_retries": 1,
    "meinberg_max_body_mib": 1,
    "meinberg_http_sessions": True,
}
READ = "facts"
"""The outcome of a device that is read as if nothing were wrong."""

WELL = tuple(
    Device(f"well-{system}{name}", system, latency=latency)
    for system in SYSTEMS
    for name, latency in (("", 0.0), ("-slow", 0.15))
)
"""The devices beside the faulty ones; some of them are still read while the faults strike."""

FULL = ("127.67.0.1", 8443)
"""Where nobody takes the connections from a full queue."""
LOOPBACK_6 = "::1"
VOID = "192.0.2.9"
"""Where packets go and nothing comes from, in a network namespace of its own."""
JUMPS_S = (3600, -3600)
"""By how much the controller's clock is wrong, one after the other."""

PATIENT = {"meinberg_deadline": 30, "meinberg_timeout": 20}
"""For the well devices: how busy the machine is must not matter."""


@dataclass(frozen=True)
class Row:
    """One fault. ``outcomes`` by system: an error's kind, ``facts``, or ``facts, http`` where a part is missing.

    ``or`` stands between outcomes of which either may come.
    """

    group: str
    name: str
    outcomes: Mapping[str, str]
    text: str
    fault: Mapping[str, Any] = field(default_factory=dict)
    by_system: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """More of the fault."""
    device: Mapping[str, Any] | None = field(default_factory=dict)
    """More of the device's description; ``None`` where no device is there."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    """The host's own connection options."""

    @property
    def hosts(self) -> dict[str, str]:
        """The systems by host."""
        name = re.sub("[^a-z0-9]+", "-", self.name.lower())
        return {f"{name}-{system}": system for system in self.outcomes}

    def devices(self, prefix: str = "") -> list[Device]:
        """A device with the fault for each system."""
        if self.device is None:
            return []
        return [
            Device(
                prefix + host,
                system,
                faults=[{**self.fault, **self.by_system.get(system, {})}] if self.fault else [],
                **self.device,
            )
            for host, system in self.hosts.items()
        ]


def both(ltos: str, meinbergos: str | None = None) -> dict[str, str]:
    """The outcomes of the two systems."""
    return {"ltos": ltos, "meinbergos": meinbergos or ltos}


OUTCOMES: dict[str, tuple[str, ...]] = {
    "connect": ("refused", "close_without_answer", "reset_after_head", "reset_mid_body", "reset_at"),
    "tls": ("cert_wrong_name", "cert_expired", "cert_self_signed"),
    "tls or connect": ("reset_on_accept", "reset_handshake"),  # a reset may be seen before the handshake has begun
    "timeout": ("silent_handshake", "silent", "drip_head", "drip_body", "hanging_body"),
    "http": ("status", "too_many_requests", "server_error", "bad_gateway", "unavailable"),
    "auth": ("unauthorized",),
    "forbidden": ("forbidden",),
    "rest_disabled": ("not_found", "rest_disabled"),
    "redirect": ("redirect_other_host", "redirect_loop", "redirect_https"),
    "protocol": (
        "html", "not_http", "short_body", "broken_gzip", "broken_chunks", "empty_body", "null_body", "list_body",
        "truncated_json", "deep_nesting", "invalid_utf8",
    ),
    "protocol or timeout": ("endless_head",),  # whichever limit is reached first
    "too_large": ("endless_body", "large_body", "gzip_bomb"),
    READ: ("slow", "connection_close"),
    f"{READ}, malformed": ("wrong_type", "wrong_types", "nan", "huge_number"),
    f"{READ}, not_found": ("missing",),
}  # fmt: skip
"""What is to come of the simulator's faults where both systems give the same."""

SETTINGS: dict[str, dict[str, Any]] = {
    "status": {"status": 418},
    "unavailable": {"retry_after": 1},
    "slow": {"seconds": 0.5, "times": 2},
    "large_body": {"mib": 2},
}
PLACES = {
    "wrong_type": {"ltos": {"at": "data.ntp"}, "meinbergos": {"at": "data.instances"}},
    "missing": {"ltos": {"at": "data.ntp"}, "meinbergos": {"at": "data.instances"}},
}
WITHOUT_TLS = ("redirect_https",)


def _known() -> list[Row]:
    """The simulator's own faults, in its order."""
    outcomes = {name: both(outcome) for outcome, names in OUTCOMES.items() for name in names}
    outcomes["reboot"] = {"ltos": READ, "meinbergos": "connect"}
    assert outcomes.keys() == FAULTS.keys(), f"OUTCOMES lacks or invents {sorted(outcomes.keys() ^ FAULTS.keys())}"
    more = {"reboot": {"request": 3, "seconds": 0.3}, **SETTINGS}
    return [
        Row(
            _group(kind.layer, outcomes[name]["ltos"]),
            name,
            outcomes[name],
            kind.text,
            {"name": name, **more.get(name, {})},
            PLACES.get(name, {}),
            {"tls": False} if name in WITHOUT_TLS else {},
        )
        for name, kind in FAULTS.items()
    ]


def _group(layer: str, outcome: str) -> str:
    if layer == "answer" and outcome not in ("connect", "timeout"):
        return "content"
    return "connection" if layer == "certificate" else layer


def _stages() -> list[Row]:
    """Resets within an answer, but for those that have a name of their own."""
    return [
        Row(
            "answer",
            f"reset_at, {stage}",
            both("connect"),
            "As `reset_at`.",
            {"name": "reset_at", "stage": stage},
        )
        for stage in STAGES[1:]
    ]


ROWS: tuple[Row, ...] = (
    *_known(),
    *_stages(),
    Row(
        "request",
        "reboot, down for long",
        {"meinbergos": f"{READ}, http"},
        "As `reboot`, and the device stays away.",
        {"name": "reboot", "request": 3, "seconds": 60},
    ),
    Row(
        "request",
        "reboot, uptime unknown",
        {"meinbergos": f"{READ}, not_found"},
        "As `reboot`, and the device gives neither uptime nor serial number: nobody can tell.",
        {"name": "reboot", "path": "/api/state/references/global", "times": 1, "seconds": 0.3},
        device={"tier": "A"},
    ),
    Row("network", "address in IPv6", both(READ), "The device is at `::1`.", device={"address": LOOPBACK_6}),
    Row(
        "network",
        "address in brackets",
        both(READ),
        "`meinberg_host` is `[::1]`.",
        device={"address": LOOPBACK_6},
        variables={"meinberg_host": "[::1]"},
    ),
    Row(
        "network",
        "address with a zone",
        both(READ),
        "`meinberg_host` is `::1%1`.",
        device={"address": LOOPBACK_6},
        variables={"meinberg_host": "::1%1"},
    ),
    Row(
        "network",
        "full queue",
        {"any": "timeout"},
        "The socket listens, its queue is full, and the system drops each SYN.",
        device=None,
        variables={"meinberg_host": FULL[0], "meinberg_port": FULL[1]},
    ),
    Row(
        "silence",
        "silent network",
        {"any": "timeout"},
        "Every packet is dropped without a word.",
        device=None,
        variables={"meinberg_host": VOID},
    ),
    *(
        Row(
            "clock",
            f"clock, {name}",
            both(outcome),
            f"The controller's clock jumps an hour forwards, then two hours backwards, while the device {text}.",
            fault,
        )
        for name, outcome, text, fault in (
            ("slow answer", READ, "takes its time", {"name": "slow", "seconds": 1.5, "times": 1}),
            ("silence", "timeout", "does not answer", {"name": "silent"}),
            ("drip", "timeout", "drips its answer", {"name": "drip_body"}),
        )
    ),
)
GROUPS = tuple(dict.fromkeys(row.group for row in ROWS))


def of_group(group: str) -> list[Row]:
    """The rows that share a fleet."""
    return [row for row in ROWS if row.group == group]
