# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what the probe hosts of a run found: ``timesync.meinberg.compliance_probes``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import PROBES
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.audit import AuditAction
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import probes


class ActionModule(AuditAction):
    """Results of tasks in, a file for each probe host out."""

    argument_spec = PROBES

    def audit(self, options: dict, task_vars: Mapping) -> dict:
        """The probes, and those of them that something went wrong with."""
        found = probes.of_tasks(options["ntp"], options["ptp"])
        kept = probes.keep(Path(options["report_dir"]), options["run_id"], found)
        return {"probes": sorted(kept), "failed_probes": sorted(name for name in kept if kept[name]["problems"])}
