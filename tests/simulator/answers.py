# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of a device by path, as trees and as prepared bytes."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from typing import Any

from . import ltos, meinbergos
from .clock import Clock, Template
from .device import Device

DIALECTS = {"ltos": ltos.answers, "meinbergos": meinbergos.answers}


def _answers(device: Device, start: datetime | None, live: bool) -> dict[str, Any]:
    if device.captured is not None:
        return copy.deepcopy(device.captured)
    return DIALECTS[device.os](device, Clock(start, live, device.ahead_s))


def answers(device: Device, at: datetime | None = None) -> dict[str, Any]:
    """What the device answers, a tree for each path, at one instant; always the same for the same description.

    Faults have no effect here: they happen on the wire.
    """
    return _answers(device, at, live=False)


def templates(device: Device, at: datetime | None = None) -> dict[str, Template]:
    """The same as bytes, ready to be sent; without ``at``, times go on.

    LTOS sends its answer indented, about 30 KB; one indentation for all lines has that size and is quick to write.
    """
    trees = _answers(device, at, live=at is None)
    separators = (",\n      ", ": ") if device.os == "ltos" else (",", ":")
    live = at is None and device.captured is None
    return {path: Template(json.dumps(tree, separators=separators).encode(), live) for path, tree in trees.items()}
