# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules over the PTP instances of all hosts: which clock leads a network, which could lead it, and in which domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .fleet import Finding, Fleet, FleetRule
from .limits import Limit
from .results import Reason

# With unicast every master is active, and the alternate best master clock algorithm of the telecom profiles lets
# several grandmasters lead at once. G.8275.1 and G.8275.2 fix priority1 and let grandmasters have the same priority2;
# the master selection of G.8265.1 knows no priorities.
_SEVERAL_LEAD = frozenset({"ptp_g8265_1", "ptp_g8275_1", "ptp_g8275_2"})
# For a client of G.8265.1 each master is a domain of its own, kept apart by unicast.
_DOMAIN_OF_EACH_MASTER = frozenset({"ptp_g8265_1"})


class Network(NamedTuple):
    """What may be compared: instances of one site, of the plan's network where it names one, and of one profile."""

    site: str
    name: str | None
    profiles: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return its name in results."""
        return "/".join(filter(None, (self.site, self.name, "+".join(self.profiles))))

    def is_of(self, profiles: frozenset[str], fleet: Fleet) -> bool:
        """Return whether one of its profiles is one of these or extends one of them."""
        return any(profiles & {one, *fleet.bases.get(one, ())} for one in self.profiles)


class Member(NamedTuple):
    """A running instance of a host, as its extract has it."""

    host: str
    domain: int
    role: str | None
    capable: bool
    leader: str | None
    identity: str | None
    priority1: int | None
    priority2: int | None
    domain_planned: bool
    expected: tuple[str, ...]

    @property
    def follows(self) -> bool:
        """Return whether it shows another clock as its grandmaster."""
        return self.role == "slave" and self.leader is not None and self.leader != self.identity


def _networks(fleet: Fleet) -> dict[Network, list[Member]]:
    """Return the instances of each network whose domain is known; an instance that no profile judges is in none."""
    found: dict[Network, list[Member]] = defaultdict(list)
    for site, extracts in fleet.by_site().items():
        for host, extract in extracts.items():
            for instance in extract.get("grandmasters") or []:
                if instance["profiles"] and instance.get("domain") is not None:
                    network = Network(site, instance.get("network"), tuple(instance["profiles"]))
                    found[network].append(_member(host, instance))
    return dict(sorted(found.items(), key=lambda item: item[0].label))


def _member(host: str, instance: Mapping) -> Member:
    return Member(
        host=host,
        domain=instance["domain"],
        role=instance.get("role"),
        capable=bool(instance.get("capable")),
        leader=instance.get("grandmaster"),
        identity=instance.get("own_identity"),
        priority1=instance.get("own_priority1"),
        priority2=instance.get("own_priority2"),
        domain_planned=bool(instance.get("domain_planned")),
        expected=tuple(instance["expected"]),
    )


def _domains(members: list[Member]) -> dict[int, list[Member]]:
    found: dict[int, list[Member]] = defaultdict(list)
    for one in members:
        found[one.domain].append(one)
    return dict(sorted(found.items()))


def _single_leader_domains(fleet: Fleet) -> Iterable[tuple[str, int, list[Member]]]:
    """Yield the label, number and members of each domain that one grandmaster leads at a time."""
    for network, members in _networks(fleet).items():
        if not network.is_of(_SEVERAL_LEAD, fleet):
            for domain, inside in _domains(members).items():
                yield f"{network.label}/domain {domain}", domain, inside


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the second members by the first ones, both in order and each once."""
    hosts: dict[str, set[str]] = defaultdict(set)
    for name, host in pairs:
        hosts[name].add(host)
    return {name: sorted(hosts[name]) for name in sorted(hosts)}


def _agreement(fleet: Fleet) -> Iterable[Finding]:
    """Compare the grandmasters; the parent data set of a PASSIVE instance may keep its old value."""
    for label, domain, members in _single_leader_domains(fleet):
        grandmasters = _grouped((one.leader, one.host) for one in members if one.role != "passive" and one.leader)
        if grandmasters:
            status = "pass" if len(grandmasters) == 1 else "fail"
            why = Reason("followed", {"domain": domain, "grandmasters": grandmasters})
            yield Finding(status, label, why, list(grandmasters))


def _same_priorities(fleet: Fleet) -> Iterable[Finding]:
    """Compare the priorities of all instances that lead or could lead."""
    for label, domain, members in _single_leader_domains(fleet):
        rivals: dict[tuple[int, int], set[str]] = defaultdict(set)
        for one in members:
            if one.capable and one.priority1 is not None and one.priority2 is not None:
                rivals[one.priority1, one.priority2].add(one.host)
        for (priority1, priority2), hosts in sorted(rivals.items()):
            args = {"domain": domain, "priority1": priority1, "priority2": priority2, "hosts": sorted(hosts)}
            status = "pass" if len(hosts) == 1 else "fail"
            yield Finding(status, f"{label}/{priority1}/{priority2}", Reason("priorities", args))


def _outside(fleet: Fleet) -> Iterable[Finding]:
    """Look for leaders that are no device of the fleet; such a one may be a device of the site that was not read."""
    ours = {identity for extract in fleet.extracts.values() for identity in extract.get("clock_identities") or ()}
    known = {*ours, *fleet.known_grandmasters}
    for network, members in _networks(fleet).items():
        unread = _unread(fleet, network.site)
        for domain, inside in _domains(members).items():
            yield from _led(domain, f"{network.label}/domain {domain}", inside, known, unread)


def _unread(fleet: Fleet, site: str) -> list[str]:
    """Return the hosts of a site whose facts are not there."""
    return sorted(host for host, one in fleet.sites.items() if one == site and not fleet.extracts.get(host))


def _led(domain: int, label: str, inside: Iterable[Member], known: set[str], unread: list[str]) -> Iterable[Finding]:
    """Judge who leads a domain; nothing where nobody follows."""
    leaders = _grouped((one.leader, one.host) for one in inside if one.leader and one.follows)
    expected = sorted({identity for one in inside for identity in one.expected})
    strange = {leader: hosts for leader, hosts in leaders.items() if leader not in known and leader not in expected}
    if strange:
        args = {"domain": domain, "grandmasters": strange, "expected": expected, "unread": unread}
        severity = "critical" if expected and not unread else None
        status, limit = "unknown" if unread else "fail", Limit("known", "grandmaster")
        yield Finding(status, label, Reason("led_from_outside", args), list(strange), limit, severity)
    elif leaders:
        yield Finding("pass", label, Reason("led_from_inside", {"domain": domain}), list(leaders))


def _domain_agreement(fleet: Fleet) -> Iterable[Finding]:
    """Compare the domains of hosts whose plan gives none; a host of several domains joins them."""
    for network, members in _networks(fleet).items():
        unplanned = [one for one in members if not one.domain_planned]
        hosts = _grouped((one.host, f"domain {one.domain}") for one in unplanned)
        if len(hosts) < 2 or network.is_of(_DOMAIN_OF_EACH_MASTER, fleet):
            continue
        if len(_joined(map(set, hosts.values()))) == 1:
            yield Finding("pass", network.label, Reason("domains_shared", {"count": len(hosts)}))
        else:
            domains = _grouped((f"domain {one.domain}", one.host) for one in unplanned)
            yield Finding("fail", network.label, Reason("domains", {"domains": domains}), list(domains))


def _joined(sets: Iterable[set[str]]) -> list[set[str]]:
    """Unite all sets that have a member in common."""
    found: list[set[str]] = []
    for one in sets:
        touching = [other for other in found if other & one]
        found = [other for other in found if other not in touching] + [one.union(*touching)]
    return found


RULES = (
    FleetRule(
        "grandmaster-agreement", "All devices of a domain follow one grandmaster", "major",
        "ptp.instances.parent_ds.grandmaster_identity",
        "IEEE 1588-2019 9.3: a domain settles on one grandmaster; not in G.8265.1, G.8275.1 and G.8275.2",
        "Check whether the network is split, and which grandmaster should lead. If these are separate networks, name "
        "them in the PTP plan (network).", _agreement, problem="PTP domain led by several grandmasters",
    ),
    FleetRule(
        "grandmaster-priorities-differ", "Grandmasters of a domain have different priorities", "minor",
        "ptp.instances.default_ds.priority2",
        "own practice: equal priorities leave the choice to the clock identity; not in G.8265.1, whose master "
        "selection has no priorities, G.8275.1 and G.8275.2, which fix priority1",
        "Stagger priority1 or priority2 as the plan says.", _same_priorities,
        problem="Grandmasters with the same priorities",
    ),
    FleetRule(
        "grandmaster-outside-fleet", "Each domain is led by a device of the fleet, or by an expected grandmaster",
        "major", "ptp.instances.parent_ds.grandmaster_identity",
        "IEEE 1588-2019 9.3: the best clock that announces leads, whoever owns it; critical where the PTP plan names "
        "the expected ones",
        "Find the clock by its identity, whose first half is its maker's. Remove it, or name it in the PTP plan "
        "(expected_grandmaster).", _outside, problem="PTP domain led by a clock outside the fleet",
    ),
    FleetRule(
        "domain-agreement", "Without a plan, the instances of a network have one domain", "minor",
        "ptp.instances.default_ds.domain_number",
        "IEEE 1588-2019 7.1: clocks of different domains ignore each other; not in G.8265.1, where each master can "
        "have its own",
        "Correct the domain number, or write the planned domains or networks into compliance_ptp_plan.",
        _domain_agreement, problem="PTP instances of one network in different domains",
    ),
)  # fmt: skip
"""Every fleet rule about PTP."""
