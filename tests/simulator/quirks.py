# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deviations in how LTOS writes its answer: between firmware versions and models the same thing looks different."""

from __future__ import annotations

import random
from typing import Any

from .device import QUIRKS, Device

NOTHING = ("", "-", "N/A", "unknown")
NEVER_TEXT = {"object-id", "slot-id", "type", "current-state", "last-state"}
DROPPABLE = (
    ("data", "system", "storage"),
    ("data", "system", "position"),
    ("data", "system", "front-leds"),
    ("data", "system", "firmware", "packages"),
    ("data", "syncmon"),
    ("data", "syncteam"),
    ("data", "rest-api"),
    ("links",),
)
EMPTIED = (("data", "network", "interfaces"), ("data", "system", "firmware", "firmware"))


def quirks_of(device: Device) -> tuple[str, ...]:
    """The quirks of a device: those of its description, or those of its firmware; 7.06 and older have all."""
    if device.quirks is not None:
        return device.quirks
    return QUIRKS if device.firmware_year_or_minor <= 6 else ()


def apply(tree: dict[str, Any], quirks: tuple[str, ...], device: Device) -> dict[str, Any]:
    """The answer with the quirks. What they leave out is drawn from the device's name."""
    draw = device.identity.draw("quirks")
    if "missing_objects" in quirks:
        for place in draw.sample(DROPPABLE, 3):
            parent(tree, place).pop(place[-1], None)
        place = draw.choice(EMPTIED)
        parent(tree, place)[place[-1]] = []
    if "slots_in_any_order" in quirks:
        draw.shuffle(tree["data"]["chassis0"]["slots"])
    written = {"numbers_as_text", "padded_text", "other_nothing"} & set(quirks)
    return rewrite(tree, quirks, draw) if written else tree


def parent(tree: dict[str, Any], place: tuple[str, ...]) -> dict[str, Any]:
    """The object that holds a place."""
    for key in place[:-1]:
        tree = tree[key]
    return tree


def rewrite(value: Any, quirks: tuple[str, ...], draw: random.Random, key: str = "") -> Any:
    """Numbers as text, padded text and other words for nothing, throughout."""
    if isinstance(value, dict):
        return {name: rewrite(item, quirks, draw, name) for name, item in value.items()}
    if isinstance(value, list):
        return [rewrite(item, quirks, draw, key) for item in value]
    chance = draw.random()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value}" if "numbers_as_text" in quirks and chance < 0.4 else value
    if not isinstance(value, str) or key in NEVER_TEXT:
        return value
    if value.startswith("@@#"):
        return value
    if value in NOTHING:
        return draw.choice(NOTHING) if "other_nothing" in quirks and chance < 0.5 else value
    return f"{value}{' ' * draw.randrange(1, 5)}" if "padded_text" in quirks and chance < 0.15 else value
