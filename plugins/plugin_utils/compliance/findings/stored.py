# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results as JSON: as the host's file stores them, and as ``report.json`` shows them with their words."""

from __future__ import annotations

from .results import Result
from .wording import expected, message

STORED = (
    "host", "profile", "rule", "element", "severity", "status", "title", "problem", "actual", "limit", "unit", "path",
    "basis", "tier", "reason", "offered", "source", "remedy", "waiver", "caused_by", "change", "seen",
)  # fmt: skip
"""The names in a host's file, in their order."""

NAMES = (
    "host", "profile", "rule", "element", "severity", "status", "title", "problem", "actual", "expected", "limit",
    "unit", "path", "basis", "tier", "message", "reason", "offered", "source", "remedy", "waiver", "caused_by",
    "change", "seen",
)  # fmt: skip
"""The names in ``report.json``, in their order."""


def stored(result: Result) -> dict[str, object]:
    """Return the result without words."""
    found: dict[str, object] = {name: getattr(result, name) for name in STORED}
    found["limit"] = None if result.limit is None else result.limit.as_dict(result.unit)
    found["reason"] = {"code": result.reason.code, "args": dict(result.reason.args)}
    return found


def reported(result: Result) -> dict[str, object]:
    """Return the result with ``expected`` and ``message`` in words."""
    found = {**stored(result), "expected": expected(result), "message": message(result)}
    return {name: found[name] for name in NAMES}
