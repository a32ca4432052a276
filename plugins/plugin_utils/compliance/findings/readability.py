# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one rule that every host has: its device can be read."""

from __future__ import annotations

from collections.abc import Mapping

from . import remedies
from .results import record

READABLE = {
    "profile": "baseline",
    "rule": "device-readable",
    "title": "The device can be read",
    "severity": "critical",
    "basis": "measured",
    "source": "own practice: what cannot be read is not proven",
}
"""The rule that every host has, whatever profiles are chosen."""


def readable(host: str, facts: Mapping) -> dict:
    """The device answered."""
    took = (facts.get("http") or {}).get("duration_ms")
    return _about_reading(host, "pass", "readable", f"it answered within {took} ms", "")


def unreadable(host: str, error: Mapping, message: str | None = None) -> dict:
    """The device did not, and why: ``error`` is that of the failed task."""
    kind = error.get("kind") or "unknown"
    said = message or error.get("message") or error.get("hint") or "no more is known"
    return _about_reading(host, "fail", kind, f"{kind}: {said}", remedies.of_unread(error))


def _about_reading(host: str, status: str, actual: str, message: str, remedy: str) -> dict:
    return record(
        host=host,
        **READABLE,
        status=status,
        actual=actual,
        expected="readable",
        path="error.kind",
        message=message,
        remedy=remedy or "Nothing to do.",
    )
