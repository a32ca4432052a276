# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NTP control messages, mode 6 (RFC 9327): one request to read the system variables, and what comes back.

Who answers it to everybody tells much of himself, and can be used to flood others: the answer is larger than the
request. So RFC 8633 (3.4) wants it blocked from outside. Probe hosts run this, so Python 3.8 has to do.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ..quantities import Malformed

_HEADER = struct.Struct("!BBHHHHH")
_CONTROL = 6
_READ_VARIABLES = 2
_RESPONSE, _ERROR, _MORE, _OPERATION = 0x80, 0x40, 0x20, 0x1F
_ERRORS = {
    1: "authentication", 2: "length_or_format", 3: "operation_code", 4: "association", 5: "variable_name",
    6: "variable_value", 7: "prohibited",
}  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """One datagram of an answer."""

    status: int
    """The system status word, or where ``error`` is set nothing that counts."""
    error: str | None
    offset: int
    count: int
    more: bool
    """Whether further datagrams carry what lies behind ``offset + count``."""


def request(version: int, sequence: int) -> bytes:
    """Ask for the system variables, all of them; it changes nothing."""
    return _HEADER.pack(version << 3 | _CONTROL, _READ_VARIABLES, sequence, 0, 0, 0, 0)


def parse(datagram: bytes, sequence: int) -> Reply:
    """A datagram of the answer to the request of that number; ``Malformed`` for anything else."""
    if len(datagram) < _HEADER.size:
        raise Malformed("too short for a control message")
    first, operation, number, status, _association, offset, count = _HEADER.unpack_from(datagram)
    if first & 7 != _CONTROL or not operation & _RESPONSE or operation & _OPERATION != _READ_VARIABLES:
        raise Malformed("not an answer to a request for variables")
    if number != sequence:
        raise Malformed("the answer to another request")
    if len(datagram) < _HEADER.size + count:
        raise Malformed("cut short")
    error = _ERRORS.get(status >> 8, "unspecified") if operation & _ERROR else None
    return Reply(status, error, offset, count, bool(operation & _MORE))


def complete(replies: list[Reply]) -> bool:
    """Whether all datagrams of an answer are there, in whatever order they came."""
    if any(reply.error for reply in replies):
        return True
    end = 0
    for reply in sorted(replies, key=lambda one: one.offset):
        if reply.offset > end:
            return False
        end = max(end, reply.offset + reply.count)
        if not reply.more:
            return True
    return False
