# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NTP packets (RFC 5905) and their arithmetic: bytes in, whole numbers out.

Probe hosts run it, so Python 3.8 has to do. The library ntplib (0.4.0) would have to be installed on each of them. It
keeps timestamps as floats, which since 1900 have come to steps of 0.5 µs; it takes an answer from any port of
the server's address, and compares neither its origin timestamp with the request nor its mode.

Timestamps are whole numbers of 2**-32 s since 1900. On the wire they have 64 bits and begin anew every 2**32 s, next in
2036; ``unfold`` takes the era that is nearest to a moment that is known.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ..ntp_arithmetic import root_distance
from ..quantities import Malformed

CLIENT, SERVER = 3, 4
"""Modes (RFC 5905, figure 10)."""

KISSES_WITHOUT_TIME = frozenset({"DENY", "RSTR", "RATE"})
"""Kisses of death that tell a client to go or to slow down; servers copy our own timestamp into them."""

UNSYNCHRONIZED = 16
"""MAXSTRAT (RFC 5905, 7.2): no stratum is larger."""

SECOND = 1 << 32
_FROM_1900_TO_1970_S = 2208988800
_WIRE = 1 << 64
_HEADER = struct.Struct("!BBbbII4sQQQQ")
_NO_LEAP, _ALARM = 0, 3
_MAX_DISTANCE = 16 << 16
"""MAXDISP (RFC 5905, 7.2), 16 s in the packet's short format."""

_PRECISION_OF_NOBODY = 0x20


@dataclass(frozen=True)
class Packet:
    """A header, its fields as they stand on the wire."""

    leap: int
    version: int
    mode: int
    stratum: int
    poll: int
    precision: int
    root_delay: int
    root_dispersion: int
    reference_id: bytes
    reference: int
    origin: int
    receive: int
    transmit: int

    @property
    def kiss_code(self) -> str | None:
        """What a packet of stratum 0 says in place of a reference (RFC 5905, 7.4)."""
        return ascii_text(self.reference_id) if self.stratum == 0 else None

    @property
    def has_time(self) -> bool:
        """Whether its timestamps are a server's."""
        return self.kiss_code not in KISSES_WITHOUT_TIME


def request(version: int, transmit: int) -> bytes:
    """A client's packet that tells nothing of the client: ``transmit`` is random, all that is not needed is zero.

    So say draft-ietf-ntp-data-minimization and chrony; the client alone knows when it sent what.
    """
    first = _NO_LEAP << 6 | version << 3 | CLIENT
    return _HEADER.pack(first, 0, 0, _PRECISION_OF_NOBODY, 0, 0, bytes(4), 0, 0, 0, transmit)


def parse(datagram: bytes) -> Packet:
    """The header of a packet; extension fields and a MAC behind it are not looked at. ``Malformed`` if it is short."""
    if len(datagram) < _HEADER.size:
        raise Malformed(f"{len(datagram)} bytes are no NTP packet")
    first, *rest = _HEADER.unpack_from(datagram)
    return Packet(first >> 6, first >> 3 & 7, first & 7, *rest)


def check_answer(packet: Packet) -> None:
    """Raise ``Malformed`` for what no server means as an answer to a client."""
    if packet.mode != SERVER:
        raise Malformed(f"mode {packet.mode} is not a server's")
    if not 1 <= packet.version <= 4:
        raise Malformed(f"there is no NTP version {packet.version}")
    if packet.stratum > UNSYNCHRONIZED:
        raise Malformed(f"stratum {packet.stratum} is reserved")
    if not packet.has_time:
        return
    if not packet.transmit or not packet.receive:
        raise Malformed("it has no timestamps")
    if _signed(packet.transmit - packet.receive) < 0:
        raise Malformed("it was sent before its request arrived")
    synchronized = packet.leap != _ALARM and 0 < packet.stratum < UNSYNCHRONIZED
    if synchronized and root_distance(packet.root_delay, packet.root_dispersion) >= _MAX_DISTANCE:
        raise Malformed("its root distance is that of no clock")


def ntp_time(unix_ns: int) -> int:
    """A moment of the Unix clock as an NTP timestamp with its era."""
    return (unix_ns << 32) // 10**9 + (_FROM_1900_TO_1970_S << 32)


def unix_ns(timestamp: int) -> int:
    """An NTP timestamp with its era as nanoseconds of the Unix clock."""
    return _rounded((timestamp - (_FROM_1900_TO_1970_S << 32)) * 10**9, 32)


def unfold(timestamp: int, near: int) -> int:
    """A timestamp of the wire with the era that brings it nearest to ``near``, at most 68 years away."""
    return near + _signed(timestamp - near)


def offset_and_delay_ns(sent_ns: int, packet: Packet, arrived_ns: int) -> tuple[int, int]:
    """The server's clock minus ours, and the time on the way there and back (RFC 5905, 8), to the nearest nanosecond.

    ``sent_ns`` and ``arrived_ns`` are of our Unix clock. What is halved and rounded is exact until then.
    """
    receive = unfold(packet.receive, ntp_time(sent_ns))
    transmit = unfold(packet.transmit, receive)
    epoch = _FROM_1900_TO_1970_S << 32
    theirs = (receive - epoch + transmit - epoch) * 10**9
    offset = _rounded(theirs - (sent_ns + arrived_ns << 32), 33)
    delay = _rounded((arrived_ns - sent_ns << 32) - (transmit - receive) * 10**9, 32)
    return offset, delay


def short_ns(value: int) -> int | float:
    """The packet's short format, 16 bits of seconds and 16 of their fraction, in nanoseconds."""
    whole, rest = divmod(value * 10**9, 1 << 16)
    return whole if not rest else value * 10**9 / (1 << 16)


def ascii_text(identifier: bytes) -> str | None:
    """A reference id of letters, as strata 0 and 1 have it, without its padding; ``None`` for anything else."""
    written = identifier.rstrip(b"\0 ")
    return written.decode("ascii") if written and all(0x21 <= byte <= 0x7E for byte in written) else None


def _signed(difference: int) -> int:
    """A difference of two timestamps of the wire, as the smaller way around."""
    folded = difference % _WIRE
    return folded - _WIRE if folded >= _WIRE // 2 else folded


def _rounded(numerator: int, bits: int) -> int:
    """``numerator / 2**bits`` to the nearest whole number, halves upwards."""
    return numerator + (1 << bits - 1) >> bits
