# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NTP servers asked as their clients ask: options in, facts out. Probe hosts run it, so Python 3.8 has to do.

All servers are asked at the same time by one thread. Names are resolved in other threads, because that blocks.
"""

from __future__ import annotations

import asyncio
import ipaddress
import resource
import socket
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

from ..address import endpoint, is_literal, parse_host
from ..deadline import Deadline, resolve
from ..errors import ConnectError, Error, ProtocolError, TimedOut, UsageError
from ..limits import check_range
from ..ntp_arithmetic import power_of_two_ns, root_distance_ns
from ..time_stamps import utc_iso
from ..vocabularies import LEAP_INDICATOR
from . import ntp_packet
from .local_clock import UNKNOWN, local_clock
from .ntp_exchange import CONNECT, MALFORMED, Exchange, Server, pause
from .ntp_summary import summary

NOTE = (
    "Offsets are against the clock of the machine that asked, not against UTC: they are no better than that clock, "
    "whose own quality is under local_clock, and than half the delay."
)

STOPPING = frozenset({"DENY", "RSTR"})
SLOWING = "RATE"
"""Kisses of death that we obey (RFC 5905, 7.4)."""

_FAMILIES = {socket.AF_INET: "ipv4", socket.AF_INET6: "ipv6"}
_MOST_RESOLVING = 64
"""Threads that resolve names."""
_MOST_OPEN = 500
"""Sockets that are open at the same time; no more than half of what the process may open."""
_SECONDS_APART = 0.002
"""From the first question of one server to that of the next: a thousand questions at once would delay each other."""
_MOST_SAMPLES = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_PORT_HINT = "ntp_port"


def run(options: Mapping) -> dict:
    """The module's result: ``ntp_probe`` of ``host``, or ``ntp_probes`` of ``hosts`` with each one's own error."""
    _check(options)
    gathered = {"gathered_at": utc_iso(datetime.now(timezone.utc))}
    # One reading for all: it is the same clock, and a program may have to be started.
    clock = local_clock() if options["local_clock"] else dict(UNKNOWN)
    if options["host"] is not None:
        return {"ntp_probe": asyncio.run(_Asking(options, clock).alone(options["host"])), **gathered}
    hosts = list(dict.fromkeys(options["hosts"]))
    return {"ntp_probes": asyncio.run(_Asking(options, clock).together(hosts)), **gathered}


def _check(options: Mapping) -> None:
    """Raise ``UsageError`` for options that make no sense."""
    if (options["host"] is None) == (options["hosts"] is None):
        raise UsageError("Give either host or hosts.")
    check_range(options, "port", 1, 65535)
    check_range(options, "samples", 1, _MOST_SAMPLES)
    check_range(options, "spacing", 0)
    for name in ("timeout", "deadline"):
        check_range(options, name, 0, above=True)
    if options["source"] is not None:
        try:
            ipaddress.ip_address(options["source"].partition("%")[0])
        except ValueError:
            raise UsageError("source is no IP address; give one of the machine that asks.") from None


class _Asking:
    """The questions to all servers of a task, in one event loop."""

    def __init__(self, options: Mapping, clock: Mapping) -> None:
        self._options = options
        self._clock = clock

    async def alone(self, host: str) -> dict:
        """Ask one server; raises ``errors.Error`` where it gave no answer at all."""
        with ThreadPoolExecutor(1) as resolving:
            return await self._probe(host, resolving, asyncio.Semaphore(1))

    async def together(self, hosts: Sequence[str]) -> dict[str, dict]:
        """Ask all servers at the same time; each one's answer, or its error."""
        slots = asyncio.Semaphore(_slots())
        between = min(_SECONDS_APART, self._options["spacing"] / max(len(hosts), 1))

        async def settled(number: int, host: str) -> tuple[str, dict]:
            await asyncio.sleep(number * between)
            try:
                return host, await self._probe(host, resolving, slots)
            except Error as error:
                return host, {"error": error.as_dict(), "msg": error.message}

        with ThreadPoolExecutor(max(1, min(len(hosts), _MOST_RESOLVING))) as resolving:
            return dict(await asyncio.gather(*(settled(number, host) for number, host in enumerate(hosts))))

    async def _probe(self, host: str, resolving: ThreadPoolExecutor, slots: asyncio.Semaphore) -> dict:
        options = self._options
        name = parse_host(host, "host" if options["host"] is not None else "hosts")
        deadline = Deadline(options["deadline"], options["timeout"], name)
        deadline.start()
        deadline.doing("while its name was resolved")
        if is_literal(name):
            server, family = _server(name, options, deadline, slots)
        else:
            loop = asyncio.get_running_loop()
            server, family = await loop.run_in_executor(resolving, _server, name, options, deadline, slots)
        deadline.doing("while it was asked for the time")
        exchanges = await _exchanges(server, options, deadline)
        taken = [_sample(exchange, family) for exchange in exchanges]
        if all(exchange.packet is None for exchange in exchanges):
            raise _silence(name, options, exchanges)
        refused = sum(exchange.refused for exchange in exchanges)
        stopped = taken[-1]["kiss_code"] in STOPPING
        return {
            "host": host,
            "address": server.address,
            "port": options["port"],
            "family": family,
            "source": server.source,
            "samples": taken,
            "summary": summary(taken, refused),
            "mode6": await _control(None if stopped or not options["mode6"] else server, options["version"]),
            "local_clock": dict(self._clock),
            "note": NOTE,
        }


def _slots() -> int:
    """How many sockets may be open at the same time."""
    allowed, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST_OPEN if allowed == resource.RLIM_INFINITY else max(1, min(_MOST_OPEN, allowed // 2))


def _server(name: str, options: Mapping, deadline: Deadline, slots: asyncio.Semaphore) -> tuple[Server, str]:
    """The first address that there is a way to, and its family."""
    failure = None
    for number, _kind, _protocol, _name, address in resolve(name, options["port"], deadline):
        family = _FAMILIES.get(number)
        if family is None or options["family"] not in ("any", family):
            continue
        try:
            return Server(number, address, options["source"], deadline, slots), family
        except OSError as error:
            failure = failure or error
    if failure is None:
        why = f"the name has no address of the family {options['family']}"
    else:
        why = failure.strerror or "no way to it"
    raise ConnectError(f"Cannot ask {endpoint(name, options['port'])}: {why}.", hint_code=_PORT_HINT) from failure


async def _exchanges(server: Server, options: Mapping, deadline: Deadline) -> list[Exchange]:
    """The samples: as many as are wanted, the deadline allows and the server likes."""
    spacing = options["spacing"]
    exchanges: list[Exchange] = []
    while True:
        asked = time.monotonic()
        try:
            exchange = await server.ask(options["version"])
        except TimedOut:
            if exchanges:
                return exchanges
            raise
        exchanges.append(exchange)
        code = exchange.packet and exchange.packet.kiss_code
        if code in STOPPING or len(exchanges) == options["samples"]:
            return exchanges
        if code == SLOWING:
            spacing *= 2
        if not await pause(asked + spacing - time.monotonic(), deadline):
            return exchanges


def _silence(name: str, options: Mapping, exchanges: list[Exchange]) -> Error:
    """Why a server that never answered did not, by what is known best."""
    where = endpoint(name, options["port"])
    errors = {exchange.error for exchange in exchanges}
    if MALFORMED in errors:
        return ProtocolError(f"What {where} answered is not NTP from a server.", hint_code="no_ntp")
    if CONNECT in errors:
        return ConnectError(f"Cannot ask {where}: the host or a router refuses it.", hint_code=_PORT_HINT)
    times = f"{len(exchanges)} requests" if len(exchanges) > 1 else "a request"
    return TimedOut(f"{where} did not answer {times}, each within {options['timeout']:g} s.", hint_code=_PORT_HINT)


def _sample(exchange: Exchange, family: str) -> dict:
    """One sample as it is returned; null throughout where there was no answer."""
    packet = exchange.packet
    sample = {"time": _iso(exchange.sent_ns), "offset_ns": exchange.offset_ns, "delay_ns": exchange.delay_ns}
    if packet is None:
        return {**sample, **dict.fromkeys(_OF_PACKET), "error": exchange.error}
    root = {
        "root_delay_ns": ntp_packet.short_ns(packet.root_delay),
        "root_dispersion_ns": ntp_packet.short_ns(packet.root_dispersion),
    }
    return {
        **sample,
        "stratum": packet.stratum,
        "reference_id": _reference_id(packet, family),
        "reference_id_hex": packet.reference_id.hex(),
        "leap_indicator": LEAP_INDICATOR(packet.leap),
        "precision_log2_s": packet.precision,
        # A kiss of death has whatever stood in the request.
        "precision_ns": power_of_two_ns(packet.precision) if packet.precision <= 0 else None,
        **root,
        "root_distance_ns": root_distance_ns(root),
        "poll_log2_s": packet.poll,
        "version": packet.version,
        "mode": packet.mode,
        "kiss_code": packet.kiss_code,
        "reference_time": _reference_time(packet, exchange.sent_ns),
        "error": exchange.error,
    }


_OF_PACKET = (
    "stratum", "reference_id", "reference_id_hex", "leap_indicator", "precision_log2_s", "precision_ns",
    "root_delay_ns", "root_dispersion_ns", "root_distance_ns", "poll_log2_s", "version", "mode", "kiss_code",
    "reference_time",
)  # fmt: skip


def _reference_id(packet: ntp_packet.Packet, family: str) -> str | None:
    """Letters where the server has no server above it, else that one's IPv4 address; over IPv6 it may be a hash."""
    if packet.stratum <= 1:
        return ntp_packet.ascii_text(packet.reference_id)
    return str(ipaddress.IPv4Address(packet.reference_id)) if family == "ipv4" else None


def _reference_time(packet: ntp_packet.Packet, near_ns: int) -> str | None:
    """When the server's clock was last set; ``None`` where it never was."""
    if not packet.reference:
        return None
    return _iso(ntp_packet.unix_ns(ntp_packet.unfold(packet.reference, ntp_packet.ntp_time(near_ns))))


def _iso(unix_ns: int) -> str:
    return utc_iso(_EPOCH + timedelta(microseconds=unix_ns // 1000))


async def _control(server: Server | None, version: int) -> dict:
    """What came of a control message; null where none was to be sent."""
    nothing = {"answered": None, "bytes": None, "status": None, "error": None}
    if server is None:
        return nothing
    try:
        heard = await server.control(version)
    except TimedOut:
        return nothing
    status = None if heard.status is None else f"0x{heard.status:04x}"
    return {"answered": heard.answered, "bytes": heard.bytes, "status": status, "error": heard.error}
