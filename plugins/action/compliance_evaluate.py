# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the facts of a batch into results: ``timesync.meinberg.compliance_evaluate``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import EVALUATE
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.audit import AuditAction
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.plain import plain_list
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.evaluate import evaluate_run


class ActionModule(AuditAction):
    """Facts in, results out; contacts nobody."""

    argument_spec = EVALUATE

    def audit(self, options: dict, task_vars: Mapping) -> dict:
        """How many hosts have results, and whether the play has no batch after this one."""
        hosts = options["hosts"] or plain_list(task_vars["ansible_play_batch"])
        # Here and not in a template, which before ansible-core 2.19 would take a host's name for one too. Hosts that an
        # earlier task of the play lost are in no batch; they are reported as not read.
        left = plain_list(task_vars["ansible_play_hosts"])
        last = not left or left[-1] in plain_list(task_vars["ansible_play_batch"])
        return {"hosts": evaluate_run(Path(options["report_dir"]), options["run_id"], hosts), "last_batch": last}
