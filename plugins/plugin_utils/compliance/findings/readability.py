# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one rule that every host has: its device can be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from . import remedies
from .limits import Limit
from .results import Reason, Result


class RuleFields(TypedDict):
    """What every result of a rule has in common."""

    profile: str
    rule: str
    title: str
    severity: str
    basis: str
    source: str


READABLE: RuleFields = {
    "profile": "baseline",
    "rule": "device-readable",
    "title": "The device can be read",
    "severity": "critical",
    "basis": "measured",
    "source": "own practice: what cannot be read is not proven",
}
"""The rule that every host has, whatever profiles are chosen."""


def readable(host: str, facts: Mapping) -> Result:
    """Return the result for a device that answered."""
    took = (facts.get("http") or {}).get("duration_ms")
    return _about_reading(host, "pass", "readable", Reason("read", {"duration_ms": took}), "Nothing to do.")


def unreadable(host: str, error: Mapping, message: str | None = None) -> Result:
    """Return the result for one that did not; ``error`` and ``message`` are those of the failed task."""
    kind = error.get("kind") or "unknown"
    said = message or error.get("message") or error.get("hint") or "no more is known"
    reason = Reason("unread", {"kind": kind, "message": said})
    return _about_reading(host, "fail", kind, reason, remedies.of_unread(error))


def _about_reading(host: str, status: str, actual: str, reason: Reason, remedy: str) -> Result:
    return Result(
        host=host,
        element=None,
        **READABLE,
        status=status,
        path="error.kind",
        reason=reason,
        actual=actual,
        limit=Limit("equals", "readable"),
        remedy=remedy,
    )
