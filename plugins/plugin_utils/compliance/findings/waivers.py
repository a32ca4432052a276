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

from ...common.errors import WaiverError
from ...common.words import close, counted, nearest, noun, shortened
from .limits import Limit
from .results import Reason, Result

EXPIRED, UNUSED = "expired", "covers nothing"
"""Why a waiver does nothing."""

KEYS = ("host", "rule", "element", "reason", "expires", "approved_by")

_WILD = re.compile(r"[*?\[]")
_ALIKE = 0.8
"""So much a host's name is like that of another one where it is taken for misspelt."""
_LONGEST = 200
"""So much of a reason is told in one line with others."""

OWN_RULE = "waivers:waiver-expired"
"""The rule of what an expired waiver is, as ``profile:rule``."""


@dataclass(frozen=True)
class Waiver:
    """One waiver; ``host``, ``rule`` and ``element`` are shell patterns, ``rule`` also of ``profile:rule``."""

    host: str
    rule: str
    element: str
    reason: str
    expires: date
    approved_by: str | None

    def matches(self, result: Result) -> bool:
        """Whether the result is one that this waiver is for."""
        rule_names = (result.rule, result.rule_key)
        return (
            _like(self.host, result.host or "")
            and any(_like(self.rule, name) for name in rule_names)
            and _like(self.element, result.element or "")
        )

    @property
    def patterns(self) -> tuple[str, str, str]:
        """What it is for."""
        return (self.host, self.rule, self.element)

    def covers(self, result: Result) -> bool:
        """Whether it is this waiver by which the result is waived."""
        return result.waiver is not None and result.waiver == {"was": result.waiver["was"], **self.as_dict()}

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
    where += _of_what(entry)
    unknown = [key for key in entry if key not in KEYS]
    if unknown:
        hint = nearest(str(unknown[0]), KEYS)
        raise WaiverError(f"{where}: {unknown[0]!r} is not known{hint}; known are {', '.join(KEYS)}")
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


def _of_what(entry: Mapping) -> str:
    """The rule and the host that a waiver is written for, in brackets, as far as it has them."""
    parts = [str(entry["rule"])] if entry.get("rule") else []
    parts += [f"on {entry['host']}"] if entry.get("host") else []
    return f" ({shortened(' '.join(parts), _LONGEST)})" if parts else ""


def _day(where: str, written: object) -> date:
    if isinstance(written, datetime):
        return written.date()
    if isinstance(written, date):
        return written
    try:
        return datetime.strptime(str(written), "%Y-%m-%d").date()
    except ValueError as error:
        raise WaiverError(f"{where}: expires is {written!r}, not a day as YYYY-MM-DD") from error


def apply(results: Iterable[Result], waivers: list[Waiver], today: date) -> list[Result]:
    """Mark what a valid waiver covers as waived, in place; returns a failure for each expired waiver."""
    for result in results:
        if result.bad:
            for waiver in waivers:
                if not waiver.expired(today) and waiver.matches(result):
                    result.waiver = {"was": result.status, **waiver.as_dict()}
                    result.status = "waived"
                    break
    expired = {waiver.patterns: waiver for waiver in waivers if waiver.expired(today)}
    return [_expired(waiver) for waiver in expired.values()]


def misspelt(
    waivers: Iterable[Waiver], rules: Iterable[str], hosts: Iterable[str], inventory: Iterable[str]
) -> list[str]:
    """A sentence for each name without wildcards that hardly means what a run has.

    ``rules`` are all that the run judges, as ``profile:rule``. A host may well be of another part of the fleet: of one
    that is in neither the run nor the inventory it is told only if the run has one of nearly its name.
    """
    keys, run = list(rules), list(hosts)
    known_rules = {*keys, *(key.partition(":")[2] for key in keys)}
    known_hosts = {*run, *inventory}
    told = []
    for waiver in waivers:
        if waiver.rule not in known_rules and not _WILD.search(waiver.rule):
            alike = [name for name in sorted(known_rules) if (":" in name) is (":" in waiver.rule)]
            told.append(f"no chosen profile has the rule {waiver.rule!r}{nearest(waiver.rule, alike)}")
        if waiver.host not in known_hosts and not _WILD.search(waiver.host):
            meant = _meant(waiver.host, run)
            if meant is not None:
                told.append(f"the run has no host {waiver.host!r} (did you mean {meant!r}?)")
    return [f"compliance_waivers: {one}" for one in dict.fromkeys(told)]


def _meant(host: str, hosts: Iterable[str]) -> str | None:
    """The host of nearly this name; one that only has another number is its neighbour."""
    series = _without_numbers(host)
    return close(host, [other for other in hosts if _without_numbers(other) != series], _ALIKE)


def _without_numbers(name: str) -> str:
    return re.sub(r"\d+", "#", name)


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
        f"{counted(len(found), 'waiver')} {noun(len(found), *verbs)}: {between.join(map(tell, found))}"
        for reason, verbs, tell, between in (
            (EXPIRED, ("has expired", "have expired"), _told_expired, "; "),
            (UNUSED, (UNUSED, "cover nothing"), _named, ", "),
        )
        if (found := by_reason[reason])
    ]


def _told_expired(listed: Mapping) -> str:
    return f"{_named(listed)}, last day {listed['expires']}: {shortened(listed['reason'].rstrip('.'), _LONGEST)}"


def _named(listed: Mapping) -> str:
    element = "" if listed["element"] == "*" else f"[{listed['element']}]"
    return f"{listed['rule']}{element} on {listed['host']}"


def _expired(waiver: Waiver) -> Result:
    profile, _colon, rule = OWN_RULE.partition(":")
    args = {"rule": waiver.rule, "host": waiver.host, "expires": waiver.expires.isoformat(), "why": waiver.reason}
    return Result(
        host=None,
        profile=profile,
        rule=rule,
        element="/".join(waiver.patterns),
        severity="major",
        status="fail",
        title="No waiver has expired",
        actual=waiver.expires.isoformat(),
        limit=Limit("future", None),
        path="compliance_waivers",
        basis="configured",
        reason=Reason("waiver_expired", args),
        source="own practice: an accepted risk is accepted for a time",
        remedy="Mend what was waived, or have the waiver renewed by who approved it.",
    )
