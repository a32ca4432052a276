# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run before it begins: everything that the user wrote is checked, and the expected hosts are written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ...common.errors import ComplianceError, ParameterError, StoreError
from ...common.files import check_writable
from ...common.values import parse_time
from ...common.words import nearest
from ..facts.ptp_plan import check_plan
from ..findings import fleet, fleet_rules, measured_rules, waivers, wire_rules
from ..findings.readability import READABLE
from ..findings.verdict import FAIL_ON, UNSUPPORTED
from ..rules.parameters import Parameters, resolve
from ..rules.profile import Profile, load_all, shipped
from . import store
from .merge import check_baseline
from .request import Request, begun

CONTROLLER = "controller"
"""The value of ``compliance_probe`` with which the controller is a probe, and its name as a probe."""


def check(request: Request) -> tuple[list[Profile], dict[str, Parameters]]:
    """The profiles, compiled, and each host's parameters; raises ``ComplianceError`` for whatever is wrong."""
    _check_choice("compliance_fail_on", request.fail_on, FAIL_ON)
    _check_choice("compliance_unsupported", request.unsupported, UNSUPPORTED)
    _check_min_synchronized(request)
    profiles = load_all(request.profiles, request.base)
    waivers.parse(request.waivers)
    resolve(profiles, request.params, {})
    return profiles, {host: _check_host(host, own, request, profiles) for host, own in request.hosts.items()}


def _check_choice(variable: str, value: str, choices: Iterable[str]) -> None:
    if value not in choices:
        raise ParameterError(f"{variable} is {value!r}; it takes {', '.join(choices)}")


def _check_min_synchronized(request: Request) -> None:
    for group, count in request.min_synchronized.items():
        if not isinstance(count, int) or isinstance(count, bool):
            raise ParameterError(f"compliance_min_synchronized: {group} wants a whole number, not {count!r}")
        if group not in request.groups:
            raise ParameterError(f"compliance_min_synchronized: the inventory has no group {group!r}")


def _check_host(host: str, own: Mapping, request: Request, profiles: list[Profile]) -> Parameters:
    """The parameters of a host; raises ``ParameterError`` that names the host."""
    params = own.get("params") or {}
    try:
        if not isinstance(params, Mapping):
            raise ParameterError("compliance_host_params takes a mapping of parameters to values")
        if isinstance(own.get("site"), (Mapping, list)):
            raise ParameterError("compliance_site takes a text")
        found = resolve(profiles, request.params, params)
        for entry in check_plan(own.get("ptp_plan")):
            _check_profile(entry["profile"], profiles)
    except ComplianceError as error:
        raise ParameterError(f"{host}: {error}") from error
    return found


def check_comparison(path: str | None, grace: Mapping, expected: Iterable[str]) -> None:
    """Refuse a baseline that the run's report could not be compared with."""
    try:
        check_baseline(path, grace, expected)
    except StoreError as error:
        raise StoreError(f"compliance_baseline: {error}; correct it, or remove the file to begin anew") from error


def check_folder(folder: Path) -> None:
    """Make the folder of the run; raises ``StoreError`` where files cannot be written to it."""
    try:
        check_writable(folder)
    except StoreError as error:
        raise StoreError(f"compliance_report_dir: {error}") from error


def probe_hosts(
    group: str | None, groups: Mapping[str, list[str]], audited: Iterable[str], probe: str | None = None
) -> list[str]:
    """The members of ``compliance_probe_group``, and the controller where ``compliance_probe`` names it.

    Raises ``ParameterError`` where they can't be probes.
    """
    found = _members(group, groups, audited) if group else []
    if probe != CONTROLLER:
        return found
    if CONTROLLER in found:
        raise ParameterError(
            f"compliance_probe_group: the probe host {CONTROLLER} has the name that compliance_probe gives to the "
            "machine that runs Ansible; rename the host, or set compliance_probe to none"
        )
    return [*found, CONTROLLER]


def _members(group: str, groups: Mapping[str, list[str]], audited: Iterable[str]) -> list[str]:
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
    """What is no mistake, and yet hardly meant: a profile beside the one that it extends, or without its probes."""
    return [*_remarks_on_probes(profiles, probed), *_remarks_on_extensions(profiles)]


def _remarks_on_probes(profiles: list[Profile], probed: bool) -> list[str]:
    on_wire = sorted(profile.id for profile in profiles if all(rule.on_wire for rule in profile.rules))
    if on_wire and not probed:
        how = "set compliance_probe_group, or compliance_probe: controller"
        return [f"compliance_profiles: {', '.join(on_wire)} want probes; {how}"]
    return []


def _remarks_on_extensions(profiles: list[Profile]) -> list[str]:
    chosen = {profile.id for profile in profiles}
    return [
        f"compliance_profiles: {profile.id} extends {base}, and both are chosen; a rule that both have counts twice"
        for profile in profiles
        for base in profile.bases
        if base in chosen
    ]


def remarks_on_waivers(request: Request, profiles: list[Profile]) -> list[str]:
    """The waivers that name a rule or a host which this run hardly has by that name."""
    rules = [rule.key for profile in profiles for rule in profile.rules]
    of_fleet = (*fleet_rules.RULES, *wire_rules.RULES, *measured_rules.RULES)
    rules += [f"{fleet.PROFILE}:{rule.id}" for rule in of_fleet]
    rules += [f"{READABLE['profile']}:{READABLE['rule']}", waivers.OWN_RULE]
    inventory = {host for members in request.groups.values() for host in members}
    return waivers.misspelt(waivers.parse(request.waivers), rules, request.hosts, inventory)


def _check_profile(wanted: str, profiles: list[Profile]) -> None:
    """An instance planned for a profile that is nowhere would be judged by nobody."""
    known = sorted({*shipped(), *(profile.id for profile in profiles)})
    if wanted not in known:
        raise ParameterError(f"compliance_ptp_plan: there is no profile {wanted!r}{nearest(wanted, known)}")


def run_id(request: Request, folder: Path, now: datetime) -> str:
    """The run's id: the one asked for, that of an earlier batch of the play, or a new one made of the time."""
    return request.run_id or store.run_of_play(folder, begun(request)) or now.strftime("%Y%m%dT%H%M%SZ")


def continues(request: Request, folder: Path) -> bool:
    """Whether an earlier batch of the play has begun the run, and checked and written everything."""
    return store.knows(folder, request.run_id, begun(request))


def write(request: Request, folder: Path) -> None:
    """Write the manifest; the batches of one run share it, and add their hosts. Those of long ago go."""
    store.write_manifest(
        folder,
        request.run_id,
        {host: _defined(own) for host, own in request.hosts.items()},
        started=request.started,
        groups={group: sorted(request.groups[group]) for group in request.min_synchronized},
        leap_list=_leap_list(request),
        controller_clock=None if request.controller_clock is None else dict(request.controller_clock),
        **begun(request),
    )
    store.forget_manifests(folder)


def _leap_list(request: Request) -> dict:
    """The list of leap seconds from the run's begin on."""
    started = parse_time(request.started)
    return (request.leap_list if started is None else request.leap_list.since(started)).as_dict()


def _defined(own: Mapping) -> dict:
    """What a host defines; an inventory may well give its site a number for a name."""
    return {key: str(value) if key == "site" else value for key, value in own.items() if value or key == "ptp_probes"}


def listens(interfaces: Mapping[str, Iterable[str]]) -> list[dict[str, str]]:
    """Where PTP is listened to, from the interfaces of each probe."""
    return [{"probe": probe, "interface": interface} for probe, own in interfaces.items() for interface in own]


def probing(
    request: Request, folder: Path, probes: list[str], batch: Iterable[str], ptp: Iterable[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """What the probes have to do in a batch: ask its hosts by NTP, and listen to PTP in the first batch only."""
    known = store.expected(folder, request.run_id) if probes else {}
    addresses = [known[host]["ntp_address"] for host in batch if host in known]
    return {"hosts": probes if addresses else [], "ntp": list(dict.fromkeys(addresses)), "ptp": list(ptp)}
