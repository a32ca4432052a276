# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules over what probe hosts found, which is about the network and about the probes, and about no one device."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..facts.wire import announcers
from .fleet import Finding, Fleet, FleetRule
from .limits import Limit
from .results import Reason, Result


def evaluate(fleet: Fleet) -> list[Result]:
    """Return the results of every such rule; none where no host probed."""
    return [result for rule in RULES for result in rule.evaluate(fleet)] if fleet.probes else []


def _probe_works(fleet: Fleet) -> Iterable[Finding]:
    for probe in fleet.probes:
        if probe["problems"]:
            why = Reason("probe_failed", {"probe": probe["probe"], "problems": list(probe["problems"])})
            yield Finding("fail", probe["probe"], why)
        else:
            args = {"servers": len(probe["ntp"] or ()), "interfaces": sorted(probe["ptp"] or ())}
            yield Finding("pass", probe["probe"], Reason("probe_worked", args))


def _known_grandmaster(fleet: Fleet) -> Iterable[Finding]:
    """The clock that leads each domain is one of ours, or one that is said to be known."""
    ours = {identity for extract in fleet.extracts.values() for identity in extract.get("clock_identities") or ()}
    known = ours | set(fleet.known_grandmasters)
    for probe in fleet.probes:
        for interface, found in sorted((probe["ptp"] or {}).items()):
            leading: dict[int, set[str]] = defaultdict(set)
            for best in found.get("best") or ():
                if best["grandmaster_identity"] is not None:
                    leading[best["domain_number"]].add(best["grandmaster_identity"])
            for domain, identities in sorted(leading.items()):
                strange = sorted(identities - known)
                element = f"{probe['probe']}/{interface}/domain {domain}"
                actual = strange or sorted(identities)
                why = Reason("domain_led", {"domain": domain, "identities": actual})
                yield Finding("fail" if strange else "pass", element, why, actual, Limit("known", "grandmaster"))


def _silent_domain(fleet: Fleet) -> Iterable[Finding]:
    heard: dict[tuple[str, int], set[str]] = defaultdict(set)
    for place, clock in announcers(fleet.probes):
        heard[place, clock["domain_number"]].add(clock["clock_identity"])
    for probe in fleet.probes:
        for interface in sorted(probe["ptp"] or {}):
            place = f"{probe['probe']}/{interface}"
            for domain in fleet.silent_domains:
                clocks = sorted(heard.get((place, domain), ()))
                why = Reason("domain_announced", {"domain": domain, "identities": clocks})
                element = f"{place}/domain {domain}"
                yield Finding("fail" if clocks else "pass", element, why, clocks, Limit("no", "transmitter"))


RULES = (
    FleetRule(
        "probe-works", "Each probe host did what it was asked to", "major", "wire",
        "own practice: what a dead probe does not see is not proven",
        "See whether the probe host is up, and whether its user may listen (CAP_NET_RAW) and send to port 123.",
        _probe_works,
    ),
    FleetRule(
        "grandmaster-known", "Each domain on the wire is led by a clock that is known", "critical",
        "wire.ptp.grandmaster_heard", "IEEE 1588-2019 9.3: the best clock that announces leads, whoever owns it",
        "Find the clock by its identity, whose first half is its maker's; remove it, or add it to known_grandmasters.",
        _known_grandmaster,
    ),
    FleetRule(
        "domain-silent", "Nobody announces in a domain that should be silent", "major", "wire.ptp.domain_number",
        "site plan: silent_domains", "Find the clocks by their identities, and stop them or move them to their domain.",
        _silent_domain,
    ),
)  # fmt: skip
"""Every rule over probes."""
