# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator of Meinberg time servers: LANTIME with LTOS, and microSync with meinbergOS."""

from __future__ import annotations

from .answers import answers
from .device import Device
from .faults import FAULTS, Fault
from .fleet import Fleet
from .host import Host, Seen
from .names import DescriptionError
from .server import Running, Simulator, serve
from .states import STATES

__all__ = [
    "FAULTS",
    "STATES",
    "DescriptionError",
    "Device",
    "Fault",
    "Fleet",
    "Host",
    "Running",
    "Seen",
    "Simulator",
    "answers",
    "serve",
]
