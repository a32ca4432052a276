# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waivers: what is known, accepted, by whom, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import translate

from .errors import WaiverError
from .results import record
from .words import counted, noun

EXPIRED, UNUSED = "expired", "covers nothing"
"""Why a waiver does nothing."""

KEYS = ("host", "rule", "element", "reason", "expires", "approved_by")


@dataclass(frozen=True)
class Waiver:
    """One waiver; ``host``, ``rule`` and ``element`` are shell patterns, ``rule`` also of ``profile:rule``."""

    host: str
    rule: str
    element: str
    reason: str
    expires: date
    approved_by: str | None

    def matches(self, result: Mapping) -> bool:
        """Whether the result is one that this waiver is for."""
        rule_names = (result["rule"], f"{result['profile']}:{result['rule']}")
        return (
            _like(self.host, result["host"] or "")
            and any(_like(self.rule, name) for name in rule_names)
            and _like(self.element, result["element"] or "")
        )

    @property
    def patterns(self) -> tuple[str, str, str]:
        """What it is for."""
        return (self.host, self.rule, self.element)

    def covers(self, result: Mapping) -> bool:
        """Whether it is this waiver by which the result is waived."""
        return result["waiver"] is not None and result["waiver"] == {"was": result["waiver"]["was"], **self.as_dict()}

    def expired(self, today: date) -> bool:
        """The day of expiry is its last."""
        return today > self.expires

    def as_dict(self) -> dict:
        """As reports list it."""
        return {**vars(self), "expires": self.expires.isoformat()}


def _like(pattern: str, name: str) -> bool:
    return pattern == "*" or re.fullmatch(translate(pattern), name) is not None


def parse(written: Iterable[Mapping] | None) -> list[Waiver]:
    """Check and read waivers; raises ``WaiverError`` naming the one that lacks something."""
    return [_parse_one(position, entry) for position, entry in enumerate(written or [], 1)]


def _parse_one(position: int, entry: Mapping) -> Waiver:
    where = f"compliance_waivers, number {position}"
    if not isinstance(entry, Mapping):
        raise WaiverError(f"{where}: a waiver is a mapping with {', '.join(KEYS)}")
    unknown = [key for key in entry if key not in KEYS]
    if unknown:
        raise WaiverError(f"{where}: {unknown[0]!r} is not known; known are {', '.join(KEYS)}")
    for key in ("reason", "expires"):
        if not entry.get(key):
            raise WaiverError(f"{where}: a waiver needs {key}")
    if not (entry.get("host") or entry.get("rule")):
        raise WaiverError(f"{where}: a waiver names at least a host or a rule")
    return Waiver(
        host=str(entry.get("host") or "*"),
        rule=str(entry.get("rule") or "*"),
        element=str(entry.get("element") or "*"),
        reason=str(entry["reason"]),
        expires=_day(where, entry["expires"]),
        approved_by=None if entry.get("approved_by") is None else str(entry["approved_by"]),
    )


def _day(where: str, written: object) -> date:
    if isinstance(written, datetime):
        return written.date()
    if isinstance(written, date):
        return written
    try:
        return datetime.strptime(str(written), "%Y-%m-%d").date()
    except ValueError as error:
        raise WaiverError(f"{where}: expires is {written!r}, not a day as YYYY-MM-DD") from error


def apply(results: list[dict], waivers: list[Waiver], today: date) -> list[dict]:
    """Mark what a valid waiver covers as waived, in place; returns a failure for each expired waiver."""
    for result in results:
        if result["status"] in ("fail", "unknown"):
            for waiver in waivers:
                if not waiver.expired(today) and waiver.matches(result):
                    result.update(status="waived", waiver={"was": result["status"], **waiver.as_dict()})
                    break
    expired = {waiver.patterns: waiver for waiver in waivers if waiver.expired(today)}
    return [_expired(waiver) for waiver in expired.values()]


def idle(listed: Mapping, ends: str) -> str | None:
    """Why a waiver, as reports list it, covers nothing in a run that ended then; ``None`` where it covers something."""
    if ends[:10] > listed["expires"]:
        return EXPIRED
    return None if listed["used"] else UNUSED


def told_idle(listed: Iterable[Mapping], ends: str) -> list[str]:
    """A sentence for the waivers that cover nothing, and one for those that have expired."""
    by_reason: dict[str | None, list[Mapping]] = {EXPIRED: [], UNUSED: []}
    for waiver in listed:
        by_reason.setdefault(idle(waiver, ends), []).append(waiver)
    return [
        f"{counted(len(found), 'waiver')} {noun(len(found), *verbs)}: {', '.join(map(_named, found))}"
        for reason, verbs in ((EXPIRED, ("has expired", "have expired")), (UNUSED, (UNUSED, "cover nothing")))
        if (found := by_reason[reason])
    ]


def _named(listed: Mapping) -> str:
    element = "" if listed["element"] == "*" else f"[{listed['element']}]"
    return f"{listed['rule']}{element} on {listed['host']}"


def _expired(waiver: Waiver) -> dict:
    return record(
        profile="waivers",
        rule="waiver-expired",
        element="/".join(waiver.patterns),
        severity="major",
        status="fail",
        title="No waiver has expired",
        actual=waiver.expires.isoformat(),
        expected="a day to come",
        path="compliance_waivers",
        basis="configured",
        message=f"the waiver of {waiver.rule} on {waiver.host} expired on {waiver.expires}: {waiver.reason}",
        source="own practice: an accepted risk is accepted for a time",
        remedy="Mend what was waived, or have the waiver renewed by who approved it.",
    )
