# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What results weigh: the verdict of a host and of the fleet, and whether the gate lets them pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from .results import SEVERITIES, STATUSES

WARNING = "warning"
"""What an unknown weighs that the device's API does not offer, unless the site decides otherwise."""

_RANK = {severity: rank for rank, severity in enumerate((*SEVERITIES[:-1], WARNING, "info"))}
FAIL_ON = (*SEVERITIES[:-1], "never")


def weight(result: Mapping, unsupported: str) -> str | None:
    """The severity with which a result counts; ``None`` for one that does not.

    A failure weighs as its rule's severity, and so does an unknown; where the device's API does not offer the fact,
    ``unsupported`` decides: ``warn`` makes it a warning at most, ``fail`` lets it weigh.
    """
    if (result.get("seen") or {}).get("in_grace"):
        return None
    if result["status"] == "fail":
        return result["severity"]
    if result["status"] == "unknown":
        lenient = excused(result, unsupported)
        return max(WARNING, result["severity"], key=_RANK.__getitem__) if lenient else result["severity"]
    return None


def excused(result: Mapping, unsupported: str) -> bool:
    """Whether a result is unknown only because the device's API does not offer the fact, and no more than warns."""
    return result["status"] == "unknown" and result.get("offered") is False and unsupported == "warn"


def seen_on_wire(result: Mapping) -> bool:
    """Whether a probe measured the failure: what clients receive comes before all that a device says of itself."""
    return result["status"] == "fail" and result["basis"] == "measured" and result["path"].startswith("wire.")


def rank(result: Mapping, unsupported: str) -> tuple:
    """The order in which to name findings that count: the worst, causes before symptoms, failures before unknowns.

    Of these, what probes measured comes first.
    """
    return (
        _RANK[weight(result, unsupported) or "info"],
        result["caused_by"] is not None,
        not seen_on_wire(result),
        result["status"] != "fail",
    )


def worst(results: Iterable[Mapping], unsupported: str) -> Mapping | None:
    """The finding to name first; ``None`` where none counts."""
    counting = [result for result in results if weight(result, unsupported) is not None]
    return min(counting, key=lambda result: rank(result, unsupported), default=None)


def verdict(results: Iterable[Mapping], unsupported: str) -> str:
    """``critical``, ``major``, ``minor``, ``warning``, ``info``, or ``pass`` where nothing counts."""
    levels = {weight(result, unsupported) for result in results} - {None}
    return min(levels, key=_RANK.__getitem__) if levels else "pass"


def fails_gate(level: str, fail_on: str) -> bool:
    """Whether a verdict is at or above what the gate stops."""
    return fail_on != "never" and level != "pass" and _RANK[level] <= _RANK[fail_on]


def unproven(results: Iterable[Mapping]) -> list[str]:
    """The facts that could not be proven because the device's API does not offer them."""
    return sorted({one["path"] for one in results if one["status"] == "unknown" and one.get("offered") is False})


def counts(results: Iterable[Mapping]) -> dict:
    """How many results there are by status, and how many of each severity do not pass."""
    by_status: Counter = Counter()
    by_severity: Counter = Counter()
    for result in results:
        by_status[result["status"]] += 1
        if result["status"] in ("fail", "unknown"):
            by_severity[result["severity"], result["status"]] += 1
    return {
        "by_status": {status: by_status[status] for status in STATUSES},
        "by_severity": {
            severity: {status: by_severity[severity, status] for status in ("fail", "unknown")}
            for severity in SEVERITIES
        },
    }
