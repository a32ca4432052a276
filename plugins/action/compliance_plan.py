# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what an audit is asked for, and writes down whom it expects: ``timesync.meinberg.compliance_plan``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import PLAN
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.audit import AuditAction
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.host_variables import HostVariables
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.plain import plain_dict, plain_list
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.variable_names import strangers, warning
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ParameterError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import (
    clocks,
    dry_run,
    leap_lists,
    planning,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import request as requests


class ActionModule(AuditAction):
    """The first step of an audit; contacts nobody."""

    argument_spec = PLAN

    def audit(self, options: dict[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """``run_id``, and the plan where it is asked for."""
        folder = Path(options["report_dir"])
        variables = HostVariables(self._task, self._loader, task_vars)
        hosts, batch = (plain_list(task_vars[name]) for name in ("ansible_play_hosts_all", "ansible_play_batch"))
        now = datetime.now(timezone.utc)
        request = requests.of_options(options, variables.play_id, now, _groups(task_vars), self.base(task_vars))
        planning.check_comparison(options["baseline"], options["grace"], hosts)
        probes = planning.probe_hosts(options["probe_group"], request.groups, hosts, options["probe"])
        request = replace(request, run_id=planning.run_id(request, folder, now))
        found = {"run_id": request.run_id, "hosts": len(hosts)}
        if not options["dry_run"] and planning.continues(request, folder):
            return {**found, "probing": planning.probing(request, folder, probes, batch)}
        own, foreign = _own_variables(variables, hosts)
        leaps, damaged = leap_lists.choose(leap_lists.folders())
        request = replace(request, hosts=own, leap_list=leaps)
        profiles, parameters = planning.check(request)
        planning.check_folder(folder)
        remarks = planning.remarks(profiles, bool(probes)) + planning.remarks_on_waivers(request, profiles)
        warnings = [*filter(None, [warning(foreign)]), *damaged, *remarks]
        found |= {"warnings": warnings} if warnings else {}
        if options["dry_run"]:
            return {**found, **dry_run.keep(folder, profiles, parameters)}
        planning.write(replace(request, controller_clock=clocks.of_controller()), folder)
        # The controller is a probe for NTP only: it is no host of the inventory, which could define interfaces.
        listening = [probe for probe in probes if probe != options["probe"]]
        listens = planning.listens({probe: _interfaces(variables, probe) for probe in listening})
        return {**found, "probing": planning.probing(request, folder, probes, batch, listens)}


def _groups(task_vars: Mapping[str, Any]) -> dict[str, list[str]]:
    """The hosts of each group of the inventory."""
    return plain_dict({name: list(members) for name, members in task_vars.get("groups", {}).items()})


def _own_variables(variables: HostVariables, hosts: list[str]) -> tuple[dict[str, dict], Counter[str]]:
    """What each host defines of its own, and on how many hosts there is which variable that only looks like ours."""
    foreign: Counter[str] = Counter()
    return {host: _of_host(variables, host, foreign) for host in hosts}, foreign


def _of_host(variables: HostVariables, host: str, foreign: Counter[str]) -> dict[str, Any]:
    try:
        written = variables.written(host)
        foreign.update(strangers(written))
        found = variables.templated(host, written, requests.OF_HOST.values())
    except AnsibleError as error:
        raise ParameterError(str(error)) from error
    with suppress(AnsibleError):  # reading this host reports the error
        found |= variables.templated(host, written, requests.NTP_ADDRESS)
    return requests.of_host(host, found)


def _interfaces(variables: HostVariables, probe: str) -> list[str]:
    """The interfaces on which a probe host listens to PTP."""
    return variables.of(probe, [requests.INTERFACES]).get(requests.INTERFACES) or []
