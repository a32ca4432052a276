# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What results weigh: the verdict of a host and of the fleet, and whether the gate lets them pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .results import SEVERITIES, STATUSES, Result

WARNING = "warning"
"""What an unknown weighs that the device's API does not offer, unless the site decides otherwise."""

LEVELS = (*SEVERITIES[:-1], WARNING, SEVERITIES[-1])
"""What a finding can weigh, from the worst."""
PASS = "pass"
VERDICTS = (*LEVELS, PASS)
"""What a host or the fleet can get, from the worst."""
RANK = {level: rank for rank, level in enumerate(LEVELS)}
FAIL_ON = (*SEVERITIES[:-1], "never")


def weight(result: Result, unsupported: str) -> str | None:
    """Return the severity with which a result counts; ``None`` for one that does not.

    A failure weighs as its rule's severity, and so does an unknown; where the device's API does not offer the fact,
    ``unsupported`` decides: ``warn`` makes it a warning at most, ``fail`` lets it weigh.
    """
    if not result.bad or result.in_grace:
        return None
    if excused(result, unsupported):
        return max(WARNING, result.severity, key=RANK.__getitem__)
    return result.severity


def excused(result: Result, unsupported: str) -> bool:
    """Return whether a result is unknown only because the API does not offer the fact, and no more than warns."""
    return result.not_offered and unsupported == "warn"


def seen_on_wire(result: Result) -> bool:
    """Return whether a probe measured the failure: what clients receive comes before a device's own claims."""
    return result.status == "fail" and result.basis == "measured" and result.path.startswith("wire.")


def rank(result: Result, unsupported: str) -> tuple[int, bool, bool, bool]:
    """Return the order in which to name findings that count.

    The worst come first, causes before symptoms, probe measurements before claims, failures before unknowns.
    """
    return (
        RANK[weight(result, unsupported) or "info"],
        result.caused_by is not None,
        not seen_on_wire(result),
        result.status != "fail",
    )


def worst(results: Iterable[Result], unsupported: str) -> Result | None:
    """Return the finding to name first; ``None`` where none counts."""
    counting = [result for result in results if weight(result, unsupported) is not None]
    return min(counting, key=lambda result: rank(result, unsupported), default=None)


def verdict(results: Iterable[Result], unsupported: str) -> str:
    """Return the worst weight of the results, or ``pass`` where nothing counts."""
    levels = {level for result in results if (level := weight(result, unsupported)) is not None}
    return min(levels, key=RANK.__getitem__) if levels else PASS


def fails_gate(level: str, fail_on: str) -> bool:
    """Return whether a verdict is at or above the gate's threshold."""
    return fail_on != "never" and level != PASS and RANK[level] <= RANK[fail_on]


def unproven(results: Iterable[Result]) -> list[str]:
    """Return the facts that could not be proven because the device's API does not offer them."""
    return sorted({result.path for result in results if result.not_offered})


def counts(results: Iterable[Result]) -> dict[str, dict]:
    """Return how many results there are by status, and how many findings of each severity."""
    by_status: Counter[str] = Counter()
    by_severity: Counter[tuple[str, str]] = Counter()
    for result in results:
        by_status[result.status] += 1
        if result.bad:
            by_severity[result.severity, result.status] += 1
    return {
        "by_status": {status: by_status[status] for status in STATUSES},
        "by_severity": {
            severity: {status: by_severity[severity, status] for status in ("fail", "unknown")}
            for severity in SEVERITIES
        },
    }
