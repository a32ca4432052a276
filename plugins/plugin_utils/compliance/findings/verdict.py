# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What results weigh: the verdict of a host and of the fleet, and whether the gate lets them pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from .results import SEVERITIES, STATUSES, Result

WARNING = "warning"
"""What an unknown weighs at most where the device's API does not offer the fact."""

INFO = SEVERITIES[-1]
LEVELS = (*SEVERITIES[:-1], WARNING)
"""What a finding can weigh, from the worst."""
PASS = "pass"
VERDICTS = (*LEVELS, PASS)
"""What a host or the fleet can get, from the worst."""
RANK = {level: rank for rank, level in enumerate(VERDICTS)}
FAIL_ON = (*SEVERITIES[:-1], "never")
UNSUPPORTED = ("note", "warn", "fail")
"""What ``compliance_unsupported`` takes."""

STATE = "status.sync.state"
"""The fact that an audit rests on: even where the API does not offer it, it is more than a note."""

NOT_POSSIBLE = "not_possible"
TALLY = (*STATUSES[:-1], NOT_POSSIBLE, STATUSES[-1])
"""How results are counted for people: unknowns that the API does not offer are told apart from other unknowns."""


def weight(result: Result, unsupported: str) -> str | None:
    """Return the severity with which a result counts; ``None`` for one that does not.

    A failure weighs as its severity, and so does an unknown; an info does not count. Where the device's API does not
    offer the fact, ``unsupported`` decides: ``note`` gives it no weight, ``warn`` makes it a warning, ``fail`` lets it
    weigh as any other unknown. Verdict, gate and every report follow this function.
    """
    if not result.bad or result.in_grace or result.severity == INFO:
        return None
    if not not_possible(result, unsupported):
        return result.severity
    return WARNING if unsupported == "warn" or result.path == STATE else None


def not_possible(result: Result, unsupported: str) -> bool:
    """Return whether a check is not possible: the API does not offer its fact, and the site accepts that."""
    return result.not_offered and unsupported != "fail"


def excuse(result: Result, unsupported: str, fail_on: str) -> str | None:
    """Return why the gate does not count a finding, as a code of ``wording.excuse``; ``None`` where it counts."""
    if fails_gate(weight(result, unsupported) or PASS, fail_on):
        return None
    if result.in_grace:
        return "in_grace"
    return NOT_POSSIBLE if not_possible(result, unsupported) else "below_threshold"


def seen_on_wire(result: Result) -> bool:
    """Return whether a probe measured the failure: what clients receive comes before a device's own claims."""
    return result.status == "fail" and result.basis == "measured" and result.path.startswith("wire.")


def rank(result: Result, unsupported: str) -> tuple[int, bool, bool, bool]:
    """Return the order in which to name findings that count.

    The worst come first, causes before symptoms, probe measurements before claims, failures before unknowns.
    """
    return (
        RANK[weight(result, unsupported) or PASS],
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


def by_rule(results: Iterable[Result], unsupported: str) -> dict[tuple[str, str], list[Result]]:
    """Return the checks that are not possible, by profile and rule: reports list each rule once for the fleet."""
    found: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        if not_possible(result, unsupported):
            found[result.profile, result.rule].append(result)
    return dict(sorted(found.items()))


def tally(summary: Mapping) -> dict[str, int]:
    """Return the counts of a report's summary by status, with what is not possible apart from other unknowns."""
    impossible = summary[NOT_POSSIBLE]
    found = {**summary["by_status"], NOT_POSSIBLE: impossible}
    found["unknown"] -= impossible
    return {status: found[status] for status in TALLY}


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
