# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report: what every format shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..findings.baseline import SCHEMA_VERSIONS
from ..findings.results import Result
from ..findings.stored import reported

SCHEMA_VERSION = SCHEMA_VERSIONS[-1]
_PARTS = ("run", "summary", "hosts", "results", "waivers", "parameters", "manual_checks", "drift", "carried")
SCHEMA = Path(__file__).parents[1] / "schemas" / "report.schema.json"


@dataclass
class Report:
    """Everything that a report shows; what each format makes of it is that format's."""

    run: dict
    summary: dict
    hosts: list[dict]
    results: list[Result]
    waivers: list[dict]
    parameters: dict
    manual_checks: list[dict]
    drift: list[dict] = field(default_factory=list)
    """Facts that should not change and did since the baseline: ``{host, fact, before, after}``."""
    carried: list[dict] = field(default_factory=list)
    """Findings of the baseline on hosts that could not be read: ``{host, profile, rule, element, seen}``."""
    fail_on: str = "critical"
    unsupported: str = "note"
    junit: str = "gate"
    """What is red in ``junit.xml``: what the ``gate`` stops, or ``all`` findings."""
    by_host: dict[str | None, list[Result]] = field(default_factory=dict)
    facts: Callable[[str], dict | None] = lambda _host: None
    """Reads a host's facts from their file, ``None`` where it has none; not held, since they are many."""
    derived: Callable[[str], dict] = lambda _host: {}
    """Reads a host's derived quantities that no parameter influences; empty where its results file has none."""

    def parts(self) -> Iterator[tuple[str, object]]:
        """Yield the members of ``report.json`` by name; the results as objects, which ``stored.reported`` shows."""
        yield "schema_version", SCHEMA_VERSION
        for name in _PARTS:
            yield name, getattr(self, name)

    def as_dict(self) -> dict[str, object]:
        """Return ``report.json`` as one value."""
        return {**dict(self.parts()), "results": list(map(reported, self.results))}
