# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which facts there are: a path of a rule that leads to none is a mistake of the profile, not of a device."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ....module_utils.shapes import DEVICE, FACETS
from .derive import derive
from .ptp_plan import JUDGED
from .wire_facts import LISTS, OBSERVATIONS

ANY = None
"""What is below is not known here, so any name is taken."""


@cache
def known_facts() -> dict:
    """One example of everything that a rule can refer to, each value null."""
    facts = {name: _example(shape) for name, shape in FACETS.items()}
    root = {"device": _example(DEVICE), "http": ANY, "gathered_at": ANY, "unavailable": ANY, **facts}
    judged = JUDGED.value(root, {"ptp_plan": (), "profile": ""})
    return {**root, "derived": derive(root, {}), JUDGED.name: judged, "wire": on_wire()}


def on_wire() -> dict:
    """One example of everything under ``wire``, each value null."""
    return {name: _observed(name) for name in _names_below("")}


def _observed(place: str) -> object:
    inner = {name: _observed(f"{place}.{name}") for name in _names_below(f"{place}.")}
    return [inner] if place in LISTS else inner or ANY


def _names_below(prefix: str) -> Iterator[str]:
    """The names that follow a prefix in the names of the observations."""
    longer = (one.name.removeprefix(prefix) for one in OBSERVATIONS if one.name.startswith(prefix))
    return iter(dict.fromkeys(name.partition(".")[0] for name in longer))


def _example(shape: object) -> object:
    if isinstance(shape, list):
        return [_example(shape[0])]
    if isinstance(shape, dict):
        return {name.rstrip("?"): _example(member) for name, member in shape.items()}
    return ANY
