# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A result: the one flat record that rules give and reports show."""

from __future__ import annotations

from collections.abc import Mapping

NAMES = (
    "host", "profile", "rule", "element", "severity", "status", "title", "actual", "expected", "unit", "path", "basis",
    "tier", "message", "offered", "source", "remedy", "waiver", "caused_by", "change", "seen",
)  # fmt: skip
_BLANK = dict.fromkeys(NAMES)


def record(**given: object) -> dict:
    """A record of all names in their order, null but for what is given."""
    return {**_BLANK, **given}

SEVERITIES = ("critical", "major", "minor", "info")
"""From the worst."""

STATUSES = ("fail", "unknown", "waived", "pass", "not_applicable")
"""What a result can be."""


def order(result: Mapping) -> tuple:
    """The order of results in every report."""
    return (result["host"] or "", result["profile"], result["rule"], result["element"] or "")
