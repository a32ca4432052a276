# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wireshark's programs for the tests: ``dumpcap`` to capture, ``tshark`` to read what it captured."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.tooling.debian import Unavailable, install

_FILE_HEADER, _RECORD = 24, struct.Struct("<IIII")


def program(name: str) -> str:
    """The path of ``tshark`` or ``dumpcap``; installs them where apt-get may, else raises ``Unavailable``."""
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    if shutil.which(name) is None:
        install("tshark", "tshark")
    found = shutil.which(name)
    if found is None:
        raise Unavailable(f"there is no {name} here, and apt-get did not bring one")
    return found


def frames(path: Path) -> Iterator[tuple[bytes, float]]:
    """Each frame of a capture in the old format (``dumpcap -P``), and its moment."""
    octets = path.read_bytes()
    at = _FILE_HEADER
    while at + _RECORD.size <= len(octets):
        seconds, microseconds, kept, _whole = _RECORD.unpack_from(octets, at)
        at += _RECORD.size
        yield octets[at : at + kept], seconds + microseconds / 1e6
        at += kept


def read(path: Path, fields: Sequence[str]) -> list[dict[str, str]]:
    """The fields of each frame of a capture that is PTP, as ``tshark`` says them; several values with commas."""
    command = [program("tshark"), "-n", "-r", str(path), "-Y", "ptp", "-T", "fields", "-E", "aggregator=,"]
    command += [part for field in fields for part in ("-e", field)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [dict(zip(fields, line.split("\t"), strict=True)) for line in done.stdout.splitlines()]
