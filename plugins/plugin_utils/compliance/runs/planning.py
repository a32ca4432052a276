# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run before it begins: everything that the user wrote is checked, and the expected hosts are written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...common.errors import ComplianceError, ParameterError
from ...common.words import counted, nearest
from ..facts.ptp_plan import check_plan
from ..findings import fleet, fleet_rules, waivers
from ..findings.readability import READABLE
from ..findings.verdict import FAIL_ON
from ..rules.parameters import Parameters, resolve
from ..rules.profile import Profile, load_all, shipped
from . import store

UNSUPPORTED = ("warn", "fail")


@dataclass(frozen=True)
class Request:
    """What the role's variables ask for; ``hosts`` is what each host defines of its own."""

    run_id: str
    play_id: str
    started: str
    profiles: list[str]
    params: Mapping[str, object]
    waivers: list[Mapping]
    hosts: Mapping[str, Mapping]
    groups: Mapping[str, list[str]]
    min_synchronized: Mapping[str, int]
    max_clock_difference_s: float
    fail_on: str
    unsupported: str
    base: Path


def check(request: Request) -> tuple[list[Profile], dict[str, Parameters]]:
    """The profiles, compiled, and each host's parameters; raises ``ComplianceError`` for whatever is wrong."""
    if request.fail_on not in FAIL_ON:
        raise ParameterError(f"compliance_fail_on is {request.fail_on!r}; it takes {', '.join(FAIL_ON)}")
    if request.unsupported not in UNSUPPORTED:
        raise ParameterError(f"compliance_unsupported is {request.unsupported!r}; it takes {', '.join(UNSUPPORTED)}")
    for group, count in request.min_synchronized.items():
        if not isinstance(count, int) or isinstance(count, bool):
            raise ParameterError(f"compliance_min_synchronized: {group} wants a whole number, not {count!r}")
        if group not in request.groups:
            raise ParameterError(f"compliance_min_synchronized: the inventory has no group {group!r}")
    profiles = load_all(request.profiles, request.base)
    waivers.parse(request.waivers)
    resolve(profiles, request.params, {})
    found = {}
    for host, own in request.hosts.items():
        try:
            if not isinstance(own.get("params") or {}, Mapping):
                raise ParameterError("compliance_host_params takes a mapping of parameters to values")
            if isinstance(own.get("site"), (Mapping, list)):
                raise ParameterError("compliance_site takes a text")
            found[host] = resolve(profiles, request.params, own.get("params") or {})
            for entry in check_plan(own.get("ptp_plan")):
                _check_profile(entry["profile"], profiles)
        except ComplianceError as error:
            raise ParameterError(f"{host}: {error}") from error
    return profiles, found


def probe_hosts(group: str | None, groups: Mapping[str, list[str]], audited: Iterable[str]) -> list[str]:
    """The members of ``compliance_probe_group``; raises ``ParameterError`` where they can't be probes."""
    if not group:
        return []
    if group not in groups:
        raise ParameterError(f"compliance_probe_group: the inventory has no group {group!r}{nearest(group, groups)}")
    both = sorted(set(groups[group]) & set(audited))
    if both:
        raise ParameterError(
            f"compliance_probe_group: {both[0]} is a probe and is audited as a device too; keep the group out of the "
            f"play, for example with -e 'audit_hosts=all:!{group}'"
        )
    return list(groups[group])


def remarks(profiles: list[Profile], probed: bool = False) -> list[str]:
    """What is no mistake, and yet hardly meant: a profile beside the one that it extends, probes for nothing."""
    chosen = {profile.id for profile in profiles}
    on_wire = sorted(profile.id for profile in profiles if any(rule.on_wire for rule in profile.rules))
    told = []
    if on_wire and not probed:
        told.append(f"compliance_profiles: {', '.join(on_wire)} want probes; compliance_probe_group names none")
    if probed and not on_wire:
        told.append("compliance_probe_group: no chosen profile judges what probes find; wire_ntp and wire_ptp do")
    return told + [
        f"compliance_profiles: {profile.id} extends {base}, and both are chosen; a rule that both have counts twice"
        for profile in profiles
        for base in profile.bases
        if base in chosen
    ]


def remarks_on_waivers(request: Request, profiles: list[Profile]) -> list[str]:
    """The waivers that name a rule or a host which this run hardly has by that name."""
    rules = [rule.key for profile in profiles for rule in profile.rules]
    rules += [f"{fleet.PROFILE}:{rule.id}" for rule in fleet_rules.RULES]
    rules += [f"{READABLE['profile']}:{READABLE['rule']}", waivers.OWN_RULE]
    inventory = {host for members in request.groups.values() for host in members}
    return waivers.misspelt(waivers.parse(request.waivers), rules, request.hosts, inventory)


def _check_profile(wanted: str, profiles: list[Profile]) -> None:
    """An instance planned for a profile that is nowhere would be judged by nobody."""
    known = sorted({*shipped(), *(profile.id for profile in profiles)})
    if wanted not in known:
        raise ParameterError(f"compliance_ptp_plan: there is no profile {wanted!r}{nearest(wanted, known)}")


def begun(request: Request) -> dict:
    """What tells a run of a play from others in its folder: the play, and what it is asked for."""
    return {
        "play_id": request.play_id,
        "profiles": [str(reference) for reference in request.profiles],
        "base": str(request.base),
        "params": dict(request.params),
        "waivers": [waiver.as_dict() for waiver in waivers.parse(request.waivers)],
        "min_synchronized": dict(request.min_synchronized),
        "max_clock_difference_s": request.max_clock_difference_s,
        "fail_on": request.fail_on,
        "unsupported": request.unsupported,
    }


def write(request: Request, folder: Path) -> None:
    """Write the manifest; the batches of one run share it, and add their hosts. Those of long ago go."""
    store.write_manifest(
        folder,
        request.run_id,
        {host: _defined(own) for host, own in request.hosts.items()},
        started=request.started,
        groups={group: sorted(request.groups[group]) for group in request.min_synchronized},
        **begun(request),
    )
    store.forget_manifests(folder)


def _defined(own: Mapping) -> dict:
    """What a host defines; an inventory may well give its site a number for a name."""
    return {key: str(value) if key == "site" else value for key, value in own.items() if value or key == "ptp_probes"}


def told(plan: Mapping, path: Path) -> str:
    """A plan in short, for a terminal."""
    rules = counted(sum(len(profile["rules"]) for profile in plan["profiles"].values()), "rule")
    return (
        f"{rules} of {', '.join(sorted(plan['profiles']))} would be checked on {counted(len(plan['hosts']), 'host')}; "
        f"nobody was contacted. Rules and parameters lie in {path}"
    )


def as_plan(profiles: list[Profile], parameters: Mapping[str, Parameters]) -> dict:
    """What would be checked on which host with which parameters: what ``--check`` shows."""
    return {
        "profiles": {
            profile.id: {
                "title": profile.title,
                "version": profile.version,
                "rules": [
                    {"rule": rule.id, "title": rule.title, "severity": rule.severity, "needs": sorted(rule.params)}
                    for rule in profile.rules
                ],
            }
            for profile in profiles
        },
        "hosts": {
            host: {
                profile: {
                    name: {"value": value, "from": own.origins[profile][name]} for name, value in sorted(values.items())
                }
                for profile, values in own.values.items()
            }
            for host, own in sorted(parameters.items())
        },
    }
