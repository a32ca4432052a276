# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which facts there are: a path of a rule that leads to none is a mistake of the profile, not of a device."""

from __future__ import annotations

from functools import cache

from ....module_utils.shapes import DEVICE, FACETS
from .derive import derive
from .ptp_plan import judged
from .wire import example as wire_example

ANY = None
"""What is below is not known here, so any name is taken."""


@cache
def known_facts() -> dict:
    """One example of everything that a rule can refer to, each value null."""
    facts = {name: _example(shape) for name, shape in FACETS.items()}
    root = {"device": _example(DEVICE), "http": ANY, "gathered_at": ANY, "unavailable": ANY, **facts}
    return {**root, "derived": derive(root, {}), "ptp_judged": judged(root, [], ""), "wire": wire_example()}


def _example(shape: object) -> object:
    if isinstance(shape, list):
        return [_example(shape[0])]
    if isinstance(shape, dict):
        return {name.rstrip("?"): _example(member) for name, member in shape.items()}
    return ANY
