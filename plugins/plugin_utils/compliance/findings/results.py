# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A result: what a rule found on one element of one host, as data. Words are made in ``wording``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter

from .limits import Limit

SEVERITIES = ("critical", "major", "minor", "info")
"""From the worst."""

STATUSES = ("fail", "unknown", "waived", "pass", "not_applicable")
"""What a result can be, those that need attention first."""

BAD = ("fail", "unknown")
"""The statuses of findings."""


@dataclass(frozen=True)
class Reason:
    """Why a result has its status: a code of ``wording`` and the values that its sentence needs."""

    code: str
    args: Mapping[str, object] = field(default_factory=dict)


COMPARED = Reason("compared")
"""The value was compared with the limit."""

NO_BASELINE = Reason("no_baseline")
"""A rule on changes has nothing to compare with."""

CHANGED = ("changed", "vanished")
"""The reasons of failures that are a change since the earlier run."""


@dataclass(slots=True)
class Result:
    """One result. Two results never share host, profile, rule and element."""

    host: str | None
    profile: str
    rule: str
    element: str | None
    severity: str
    status: str
    title: str
    path: str
    basis: str
    source: str
    remedy: str
    reason: Reason
    actual: object = None
    limit: Limit | None = None
    unit: str | None = None
    tier: str | None = None
    problem: str | None = None
    """What is wrong where it failed, in the words of a person on call."""
    offered: bool | None = None
    """Of an unknown: whether the device's API is known to offer the fact."""
    waiver: dict | None = None
    caused_by: str | None = None
    change: str | None = None
    seen: dict | None = None
    explained: str | None = None
    """A cache of ``wording.explanation``: every report format asks for it."""

    def __reduce__(self) -> tuple[type[Result], tuple]:
        """Pickle as a tuple: processes hand over very many."""
        return Result, _VALUES(self)

    @property
    def key(self) -> tuple[str | None, str, str, str | None]:
        """Return what identifies the result in every run."""
        return self.host, self.profile, self.rule, self.element

    @property
    def rule_key(self) -> str:
        """Return ``profile:rule``."""
        return f"{self.profile}:{self.rule}"

    @property
    def bad(self) -> bool:
        """Return whether it is a finding: failed or unknown."""
        return self.status in BAD

    @property
    def not_offered(self) -> bool:
        """Return whether it is unknown because the device's API does not offer the fact."""
        return self.status == "unknown" and self.offered is False

    @property
    def changed_fact(self) -> str | None:
        """Return the fact, with its element, that is another one than in the earlier run; ``None`` of other results."""
        return str(self.reason.args["place"]) if self.status == "fail" and self.reason.code in CHANGED else None

    @property
    def in_grace(self) -> bool:
        """Return whether it does not count yet."""
        return bool(self.seen and self.seen["in_grace"])


_VALUES = attrgetter(*(one.name for one in fields(Result)))


def order(result: Result) -> tuple[str, str, str, str]:
    """Return the sort key of results in every report."""
    return result.host or "", result.profile, result.rule, result.element or ""
