# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changed since an earlier report: new, still and fixed findings, and grace for new ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ...common import files
from ...common.errors import ParameterError, StoreError
from ...common.values import parse_time
from .results import BAD, CHANGED, Result
from .verdict import not_possible

MET = (*BAD, "waived")
"""A waiver excuses a finding; it is there all the same."""
_LONGEST = 10**9
"""Of a grace, in runs or minutes: more is a mistake, and no span of time holds it."""

_KEPT = (str, int, float)

_KEY = ("host", "profile", "rule", "element")
SCHEMA_VERSIONS = (1, 2)
"""The versions of ``report.json`` that can be a baseline; the last is written."""
_FIRST = {"first": None, "runs": 1, "in_grace": False}
Key = tuple[str | None, str, str, str | None]


@dataclass(frozen=True)
class Grace:
    """How long a new failure does not count: until it was met in so many runs, or for so many minutes."""

    runs: int | None = None
    minutes: float | None = None

    @classmethod
    def parse(cls, written: Mapping | None) -> Grace | None:
        """From ``{runs: N}`` or ``{minutes: N}``; raises ``ParameterError``."""
        if not written:
            return None
        if set(written) not in ({"runs"}, {"minutes"}):
            raise ParameterError("compliance_grace takes either runs or minutes")
        (name, value), *_others = written.items()
        try:
            number = int(value) if name == "runs" else float(value)
        except (TypeError, ValueError, OverflowError):
            number = -1
        if not 0 <= number <= _LONGEST or isinstance(value, bool):
            raise ParameterError(f"compliance_grace: {name} is {value!r}, and takes a number that is not negative")
        return cls(runs=int(number)) if name == "runs" else cls(minutes=number)

    def covers(self, runs: int, first_seen: datetime | None, now: datetime | None) -> bool:
        """Whether a finding that was met in so many runs, first then, does not count yet."""
        if self.runs is not None:
            return runs < self.runs
        if first_seen is None or now is None:
            return False
        return now - first_seen < timedelta(minutes=self.minutes or 0)


@dataclass(frozen=True)
class Baseline:
    """An earlier report, as far as a later one is compared with it."""

    run_id: str
    end: str
    bad: Mapping[Key, Mapping]
    """Findings, waived ones too, with the time they were first seen and the runs that met them."""
    watched: Mapping[str, Mapping[str, object]]
    """By host, the facts that should not change."""


def load(path: Path, expected: Iterable[str]) -> Baseline | None:
    """An earlier ``report.json``; ``None`` where there is none yet.

    Raises ``StoreError`` for one that is damaged, of an unknown version, or without a host of this run.
    """
    if not path.exists():
        return None
    report = files.read_json(path)
    version = report.get("schema_version")
    if version not in SCHEMA_VERSIONS:
        known = ", ".join(map(str, SCHEMA_VERSIONS))
        raise StoreError(f"{path} is a report of version {version!r}; versions that can be compared: {known}")
    try:
        hosts = {host["host"]: _values({**(host.get("watched") or {})}) for host in report["hosts"]}
        bad = {_key(result): result for result in report["results"] if result["status"] in MET}
        bad |= {_key(finding): finding for finding in report.get("carried") or ()}
        run = report["run"]
        baseline = Baseline(f"{run['id']}", run["end"], bad, hosts)
        _check_times(baseline)
    except (KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{path} is no report of this collection: it lacks {error}") from error
    if hosts and not hosts.keys() & set(expected):
        raise StoreError(f"{path} has no host of this run: it is another fleet's report")
    return baseline


def _values(watched: Mapping[str, object]) -> dict[str, object]:
    """Return the facts that a later one can be compared with: a report keeps no records or lists."""
    return {place: value for place, value in watched.items() if value is None or isinstance(value, _KEPT)}


def _check_times(baseline: Baseline) -> None:
    """Raise ``TypeError`` where the report does not say when it was made, or when a finding was first met."""
    seen = [found["seen"] for found in baseline.bad.values() if found.get("seen")]
    times = [baseline.end, *(one["first"] for one in seen)]
    if None in map(parse_time, times) or not all(isinstance(one["runs"], int) for one in seen):
        raise TypeError("the time of the run, or when and how often a finding was met")


def _key(result: Mapping) -> Key:
    """Return what identifies a reported result, as ``Result.key`` does."""
    host, profile, rule, element = map(result.__getitem__, _KEY)
    return host, profile, rule, element


def compare(
    results: Iterable[Result], baseline: Baseline, grace: Grace | None, end: str, unsupported: str = "note"
) -> dict[str, int]:
    """Mark each result in place with its ``change``, and with ``seen {first, runs, in_grace}``; returns the counts.

    A change of a fact is new whenever it is found, and nothing is fixed where the fact does not change once more.
    Only what passes now is fixed. A finding of the baseline that this run has not evaluated, since its host could not
    be read or its rule does not apply any more, is neither still there nor fixed. A check that is not possible is
    marked too and not counted.
    """
    counts = {"new": 0, "still": 0, "fixed": 0, "in_grace": 0}
    now = parse_time(end)
    for result in results:
        of_change = result.reason.code in (*CHANGED, "unchanged")
        before = None if of_change else baseline.bad.get(result.key)
        if not result.bad and (before is None or result.status == "not_applicable"):
            continue
        seen = _seen(before, baseline, end)
        if result.bad:
            result.change = "new" if before is None else "still"
            # The next run compares with this one, so a change has no second run to wait for.
            if grace is not None and result.status == "fail" and not of_change:
                seen["in_grace"] = grace.covers(seen["runs"], parse_time(seen["first"]), now)
        else:
            result.change = "fixed" if result.status == "pass" else "still"
        result.seen = seen
        if not_possible(result, unsupported):
            continue
        counts[result.change] += 1
        counts["in_grace"] += seen["in_grace"]
    return counts


def carried(hosts: Iterable[Mapping], results: Iterable[Result], baseline: Baseline) -> list[dict]:
    """The findings of the baseline on hosts that this run could not read, for the next one to be compared with.

    Else one missed reading would make old findings new, and spare them again. ``{host, profile, rule, element, seen}``.
    """
    unread = {host["host"] for host in hosts if host["error"] is not None}
    judged = {result.key for result in results if result.host in unread}
    return [
        {**dict(zip(_KEY, one, strict=True)), "seen": before.get("seen") or {**_FIRST, "first": baseline.end}}
        for one, before in baseline.bad.items()
        if one[0] in unread and one not in judged
    ]


def _seen(before: Mapping | None, baseline: Baseline, end: str) -> dict:
    """Since when, and in how many runs with this one, a finding was met."""
    if before is None:
        return {"first": end, "runs": 1, "in_grace": False}
    seen = before.get("seen") or {**_FIRST, "first": baseline.end}
    return {"first": seen["first"], "runs": seen["runs"] + 1, "in_grace": False}
