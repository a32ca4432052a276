# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ends a play whose audit did not pass: ``timesync.meinberg.compliance_gate``."""

from __future__ import annotations

from collections.abc import Mapping

from ansible import constants

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import GATE
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.audit import AuditAction
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.gate import details, told


class ActionModule(AuditAction):
    """The very last step of an audit."""

    argument_spec = GATE

    def audit(self, options: dict, task_vars: Mapping) -> dict:
        """The verdict, as the task's message; failed where the gate does not let it pass."""
        gate, reports = options["gate"], options["reports"]
        verdict = told(gate, reports, formats.reading_order())
        # Ansible shows the message of a task that fails, ansible-core 2.19 and newer even twice: so it is one line.
        shown = filter(None, [details(gate, reports), *([verdict] if gate["passes"] else [])])
        # A callback that writes JSON has stdout for itself.
        json = constants.DEFAULT_STDOUT_CALLBACK.rpartition(".")[2] in ("json", "jsonl")
        self._display.display("\n".join(shown), stderr=json)
        return {"failed": not gate["passes"], "msg": verdict}
