# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where facts that are computed come from, read off the tables."""

from __future__ import annotations

from collections.abc import Iterator

from .derive import QUANTITIES
from .ptp_plan import JUDGED
from .wire_facts import OBSERVATIONS

_INPUTS = {
    **{f"derived.{one.name}": one.inputs for one in QUANTITIES},
    **{f"derived.{one.name}.{part}": facts for one in QUANTITIES for part, facts in one.parts.items()},
    **{f"wire.{one.name}": one.compared for one in OBSERVATIONS},
}
_STANDS_FOR = {
    f"{place}.{member}".rstrip("."): fact
    for place, table in ((JUDGED.name, JUDGED), *((f"derived.{one.name}", one) for one in QUANTITIES))
    for member, fact in table.embeds.items()
}


def is_computed(fact: str) -> bool:
    """Whether a fact is derived here or found by probes, instead of reported by the device."""
    return fact.startswith(("derived.", "wire."))


def origins(fact: str) -> tuple[str, ...]:
    """Return the facts that a derived one is made of, or that a probe's is compared with; none for an unknown name."""
    return next((_INPUTS[place] for place in _upward(fact) if place in _INPUTS), ())


def fact_behind(place: str) -> str:
    """Return the device's fact where a place embeds one, else the place itself."""
    found = next((above for above in _upward(place) if above in _STANDS_FOR), None)
    return place if found is None else _STANDS_FOR[found] + place[len(found) :]


def _upward(place: str) -> Iterator[str]:
    """A place, what it is part of, and so on."""
    while place:
        yield place
        place = place.rpartition(".")[0]
