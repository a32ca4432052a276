# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results as ``report.json`` shows them, with their words."""

from __future__ import annotations

from .results import Result
from .wording import expected, message

NAMES = (
    "host", "profile", "rule", "element", "severity", "status", "title", "problem", "actual", "expected", "limit",
    "unit", "path", "basis", "tier", "message", "reason", "offered", "source", "remedy", "waiver", "caused_by",
    "change", "seen",
)  # fmt: skip
"""The names in ``report.json``, in their order."""


def reported(result: Result) -> dict[str, object]:
    """Return the result with ``expected`` and ``message`` in words."""
    limit, reason = result.limit, result.reason
    made = {
        "expected": expected(result),
        "limit": None if limit is None else limit.as_dict(result.unit),
        "message": message(result),
        "reason": {"code": reason.code, "args": reason.args},
    }
    return {name: made[name] if name in made else getattr(result, name) for name in NAMES}
