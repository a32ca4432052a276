# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device as the rules see it: its facts with what is derived, what is missing and why, and how sure its facts are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from ...common.values import is_number
from ..facts.provenance import fact_behind, is_computed, origins
from ..findings.results import Reason
from .selection import Path

FACETS = ("device", "http", "status", "ntp", "ptp", "outputs")


@dataclass
class Device:
    """One host's facts for one profile."""

    host: str
    root: Mapping[str, object]
    now: datetime | None
    tiers: Mapping[str, str]
    """The evidence tier of each fact that this operating system's API is known, or thought, to have."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Facts that could not be read, with the reason."""
    undecided: Mapping[str, Reason] = field(default_factory=dict)
    """Computed facts for which the run, and not the device, lacks something."""
    _columns: dict[tuple[int, str], tuple[object, tuple[str | bool | None, ...]]] = field(default_factory=dict)

    def column(self, members: list | dict, name: str) -> tuple[str | bool | None, ...]:
        """What the members of a list have under a name, if a text or a truth; ``None`` for all else."""
        known = self._columns.get((id(members), name))
        if known is None:
            every = members.values() if isinstance(members, dict) else members
            said = (member.get(name) if isinstance(member, dict) else None for member in every)
            # With the list itself, whose identity stands for nothing else as long as it lives.
            known = members, tuple(value if isinstance(value, (str, bool)) else None for value in said)
            self._columns[id(members), name] = known
        return known[1]

    def starts_up(self, seconds: float) -> bool:
        """Return whether the device was restarted less than so many seconds ago."""
        status = self.root.get("status")
        system = status.get("system") if isinstance(status, dict) else None
        uptime = system.get("uptime_s") if isinstance(system, dict) else None
        return is_number(uptime) and uptime < seconds

    def why_unavailable(self, fact: str) -> str | None:
        """The reason why a fact, what it is part of, or what it is derived from, could not be read."""
        if not self.missing:
            return None
        if is_computed(fact):
            return next(filter(None, map(self.why_unavailable, origins(fact))), None)
        return next((self.missing[known] for known in _wholes(fact) if known in self.missing), None)

    def why_undecided(self, facts: Iterable[str]) -> Reason | None:
        """Return what the run lacks for the first of these facts that it can't compute."""
        if not self.undecided:
            return None
        return next((
            reason for fact in facts for known, reason in self.undecided.items() if f"{fact}.".startswith(f"{known}.")
        ), None)  # fmt: skip

    def offers(self, fact: str) -> bool:
        """Whether the device's API has the fact at all, as far as is known."""
        if is_computed(fact):
            return all(map(self.offers, origins(fact)))
        reason = self.why_unavailable(fact)
        if reason is not None:
            # What the device's other statements refute is as good as not there.
            return reason not in ("not_found", "unsupported", "contradicted")
        if fact.split(".")[0] not in ("device", "status", "ntp", "ptp", "outputs") or not self.tiers:
            return True
        # Tier C is inferred: the device may never have had such a fact.
        return any(tier != "C" and f"{known}.".startswith(f"{fact}.") for known, tier in self.tiers.items())

    def tier(self, fact: str) -> str | None:
        """The evidence tier of a fact; ``None`` for what is derived here."""
        return self.tiers.get(fact)


@cache
def _wholes(fact: str) -> tuple[str, ...]:
    """The fact, and what it is part of, the largest last."""
    steps = fact.split(".")
    return tuple(".".join(steps[:end]) for end in range(len(steps), 0, -1))


def fact_path(paths: Sequence[Path]) -> str:
    """The fact's name that a chain of paths leads to, without positions."""
    names: list[str] = []
    for path in paths:
        if path.from_root:
            names = []
        elif path.up:
            names = names[: -path.up]
        if path.expression:
            names.append(path.expression)
    return fact_behind(".".join(names))
