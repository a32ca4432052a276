# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules over what probe hosts found, which is about the network and about the probes, and about no one device."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ...common.words import counted
from ..facts.wire import announcers
from .fleet_rules import Finding, Fleet, FleetRule


def evaluate(fleet: Fleet) -> list[dict]:
    """The results of every such rule; none where nobody probed."""
    return [result for rule in RULES for result in rule.evaluate(fleet)] if fleet.probes else []


def _probe_works(fleet: Fleet) -> Iterable[Finding]:
    for probe in fleet.probes:
        if probe["problems"]:
            told = f"the probe {probe['probe']}: {'; '.join(probe['problems'])}"
            yield Finding("fail", probe["probe"], told, expected="answers")
        else:
            yield Finding("pass", probe["probe"], _done(probe))


def _done(probe: Mapping) -> str:
    told = []
    if probe["ntp"]:
        told.append(f"it asked {counted(len(probe['ntp']), 'NTP server')}")
    if probe["ptp"]:
        told.append(f"it listened on {', '.join(sorted(probe['ptp']))}")
    return " and ".join(told) or "it had nothing to do"


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
                told = f"domain {domain} is led by {', '.join(strange or sorted(identities))}"
                actual = strange or sorted(identities)
                yield Finding("fail" if strange else "pass", element, told, actual, "of the fleet or known")


def _silent_domain(fleet: Fleet) -> Iterable[Finding]:
    heard: dict[tuple[str, int], set[str]] = defaultdict(set)
    for probe, clock in announcers(fleet.probes):
        heard[probe, clock["domain_number"]].add(clock["clock_identity"])
    for probe in fleet.probes:
        for interface in sorted(probe["ptp"] or {}):
            place = f"{probe['probe']}/{interface}"
            for domain in fleet.silent_domains:
                clocks = sorted(heard.get((place, domain), ()))
                told = f"in domain {domain} {', '.join(clocks) if clocks else 'nobody'} announces"
                yield Finding("fail" if clocks else "pass", f"{place}/domain {domain}", told, clocks, "nobody")


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
