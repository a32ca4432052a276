# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet as its rules see it, and what such a rule is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..facts.leap_seconds import LeapList
from ..facts.measured import DEFAULT_LIMIT_NS
from .limits import Limit
from .results import Reason, Result

PROFILE = "fleet"
_NOTHING = Reason("nothing_to_compare")


@dataclass(frozen=True)
class Fleet:
    """Extracts by host, and what the run was asked of the fleet."""

    extracts: Mapping[str, Mapping]
    sites: Mapping[str, str]
    profiles: tuple[str, ...] = ()
    groups: Mapping[str, Iterable[str]] | None = None
    min_synchronized: Mapping[str, int] | None = None
    max_clock_difference_s: float = 2
    probes: tuple[Mapping, ...] = ()
    """What each probe host found on the wire."""
    servers: Mapping[str, Iterable[str]] | None = None
    """By the address at which probes ask, the hosts that serve NTP there."""
    offset_limit_ns: float = DEFAULT_LIMIT_NS
    """The largest difference between two NTP servers."""
    known_grandmasters: tuple[str, ...] = ()
    silent_domains: tuple[int, ...] = ()
    leap_list: LeapList | None = None
    end: datetime | None = None
    """When the run ended."""
    bases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The profiles that each chosen profile extends."""

    def by_site(self) -> dict[str, dict[str, Mapping]]:
        """Return the extracts of each site's hosts."""
        found: dict[str, dict[str, Mapping]] = defaultdict(dict)
        for host in sorted(self.extracts):
            found[self.sites.get(host, "default")][host] = self.extracts[host]
        return found


@dataclass(frozen=True)
class Finding:
    """One result of a fleet rule."""

    status: str
    element: str | None
    reason: Reason
    actual: object = None
    limit: Limit | None = None
    severity: str | None = None
    """Where it differs from the rule's."""


@dataclass(frozen=True)
class FleetRule:
    """A rule: its words, and the function that gives its findings."""

    id: str
    title: str
    severity: str
    path: str
    source: str
    remedy: str
    findings: Callable[[Fleet], Iterable[Finding]]
    unit: str | None = None
    problem: str | None = None
    """What is wrong where the rule fails, in the words of a person on call."""
    basis: str = "derived"

    def evaluate(self, fleet: Fleet) -> list[Result]:
        """Return its results; ``not_applicable`` where there is nothing to compare."""
        found = list(self.findings(fleet)) or [Finding("not_applicable", None, _NOTHING)]
        return list(map(self._result, found))

    def _result(self, finding: Finding) -> Result:
        return Result(
            host=None,
            profile=PROFILE,
            rule=self.id,
            element=finding.element,
            severity=finding.severity or self.severity,
            status=finding.status,
            title=self.title,
            problem=self.problem,
            path=self.path,
            basis=self.basis,
            source=self.source,
            remedy=self.remedy,
            reason=finding.reason,
            actual=finding.actual,
            limit=finding.limit,
            unit=self.unit,
            offered=True if finding.status == "unknown" else None,
        )
