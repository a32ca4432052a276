# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device may be told to say to NTP clients instead of what follows from its states: its ``ntp_wire``."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from .names import DescriptionError, known, whole

WIRE_KEYS = (
    "stratum", "reference_id", "leap", "root_delay", "root_dispersion", "offset", "silent", "kiss", "times",
)  # fmt: skip
LEAP_WORDS = {"none": 0, "insert": 1, "delete": 2, "alarm": 3}
_LIMITS = {"stratum": (0, 255), "root_delay": (0, 65535), "root_dispersion": (0, 65535), "offset": (-1e9, 1e9)}


def identifier(text: str) -> bytes:
    """A reference id as it is sent: letters, or the IPv4 address of another server; nothing for what is neither."""
    if text.isascii() and 1 <= len(text) <= 4:
        return text.encode().ljust(4, b"\0")
    try:
        return ipaddress.IPv4Address(text).packed
    except ValueError:
        return b""


def check_wire(name: str, said: Any) -> None:
    """Refuse what can't be meant; ``name`` is the device's."""
    place = f"ntp_wire of {name}"
    if not isinstance(said, Mapping):
        raise DescriptionError(f"{place} must be a mapping, not {said!r}")
    for key in said:
        known(key, WIRE_KEYS, f"key of {place},")
    for key, (low, high) in _LIMITS.items():
        kinds = (int,) if key == "stratum" else (int, float)
        if key in said and (type(said[key]) not in kinds or not low <= said[key] <= high):
            raise DescriptionError(f"{key} of {place} must be a number from {low:g} to {high:g}, not {said[key]!r}")
    for key in ("reference_id", "kiss"):
        text = said.get(key, "x")
        if not isinstance(text, str) or len(identifier(text)) != 4:
            raise DescriptionError(f"{key} of {place} must be one to four ASCII characters, not {text!r}")
    if "leap" in said:
        known(said["leap"], LEAP_WORDS, f"leap of {place}")
    if not isinstance(said.get("silent", True), bool):
        raise DescriptionError(f"silent of {place} must be true or false, not {said['silent']!r}")
    if "times" in said and (not whole(said["times"]) or said["times"] < 1):
        raise DescriptionError(f"times of {place} must be a whole number from 1, not {said['times']!r}")
