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

from ansible.errors import AnsibleError

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import PLAN
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.audit import AuditAction
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.host_variables import HostVariables
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.plain import plain_list
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.variable_names import strangers, warning
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ParameterError, StoreError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import planning, store
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.merge import check_baseline

OF_HOST = {
    "params": "compliance_host_params",
    "ptp_plan": "compliance_ptp_plan",
    "site": "compliance_site",
    "ptp_probes": "compliance_ptp_probes",
}
INTERFACES = "compliance_ptp_interfaces"
NTP_ADDRESS = ("compliance_ntp_address", "meinberg_host", "ansible_host")
"""Where clients ask a host's NTP service: the first of these that it defines, else its name."""


class ActionModule(AuditAction):
    """The first step of an audit; contacts nobody."""

    argument_spec = PLAN

    def audit(self, options: dict, task_vars: Mapping) -> dict:
        """``run_id``, and the plan where it is asked for."""
        folder = Path(options["report_dir"])
        variables = HostVariables(self._task, self._loader, task_vars)
        hosts = plain_list(task_vars["ansible_play_hosts_all"])
        request = planning.Request(
            run_id=options["run_id"],
            play_id=variables.play_id,
            started=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            profiles=options["profiles"],
            params=options["params"],
            waivers=options["waivers"],
            hosts={},
            groups={str(name): plain_list(members) for name, members in task_vars.get("groups", {}).items()},
            min_synchronized=options["min_synchronized"],
            max_clock_difference_s=options["max_clock_difference_s"],
            fail_on=options["fail_on"],
            unsupported=options["unsupported"],
            base=self.base(task_vars),
        )
        try:
            check_baseline(options["baseline"], options["grace"], hosts)
        except StoreError as error:
            raise StoreError(f"compliance_baseline: {error}; correct it, or remove the file to begin anew") from error
        probes = planning.probe_hosts(options["probe_group"], request.groups, hosts)
        begun = planning.begun(request)
        run_id = options["run_id"] or store.run_of_play(folder, begun) or _time_id()
        found = {"run_id": run_id, "hosts": len(hosts)}
        if not options["dry_run"] and store.knows(folder, run_id, begun):
            return {**found, "probing": self._probing(folder, run_id, probes, [], task_vars)}
        foreign: Counter = Counter()
        own = {host: self._own(variables, host, foreign) for host in hosts}
        request = replace(request, run_id=run_id, hosts=own)
        profiles, parameters = planning.check(request)
        try:
            files.check_writable(folder)
        except StoreError as error:
            raise StoreError(f"compliance_report_dir: {error}") from error
        warnings = [
            *filter(None, [warning(foreign)]),
            *planning.remarks(profiles, bool(probes)),
            *planning.remarks_on_waivers(request, profiles),
        ]
        found |= {"warnings": warnings} if warnings else {}
        if options["dry_run"]:
            plan = planning.as_plan(profiles, parameters)
            files.write_json(folder / "plan.json", plan)
            rules = sum(len(profile.rules) for profile in profiles)
            return {
                **found,
                "msg": planning.told(plan, folder / "plan.json"),
                "plan": str(folder / "plan.json"),
                "rules": rules,
                "profiles": sorted(plan["profiles"]),
            }
        planning.write(request, folder)
        listens = [
            {"probe": probe, "interface": interface}
            for probe in probes
            for interface in variables.of(probe, [INTERFACES]).get(INTERFACES) or []
        ]
        return {**found, "probing": self._probing(folder, run_id, probes, listens, task_vars)}

    @staticmethod
    def _probing(folder: Path, run_id: str, probes: list[str], listens: list[dict], task_vars: Mapping) -> dict:
        """What the probes of this batch have to do; PTP is listened to once in a run."""
        known = files.read_json(store.manifest_path(folder, run_id), "hosts")["hosts"] if probes else {}
        batch = plain_list(task_vars["ansible_play_batch"]) if probes else []
        addresses = [known[host]["ntp_address"] for host in batch if host in known]
        return {"hosts": probes if addresses else [], "ntp": list(dict.fromkeys(addresses)), "ptp": listens}

    @staticmethod
    def _own(variables: HostVariables, host: str, foreign: Counter) -> dict:
        """What a host defines of its own; variables that only look like ours are counted in ``foreign``."""
        try:
            written = variables.written(host)
            foreign.update(strangers(written))
            found = variables.templated(host, written, OF_HOST.values())
        except AnsibleError as error:
            raise ParameterError(str(error)) from error
        with suppress(AnsibleError):  # the reading of this one host tells of it
            found |= variables.templated(host, written, NTP_ADDRESS)
        own = {key: found[name] for key, name in OF_HOST.items() if found.get(name) is not None}
        return {**own, "ntp_address": next((found[name] for name in NTP_ADDRESS if found.get(name)), host)}


def _time_id() -> str:
    return datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
