# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merges the results of a run and writes its reports: ``timesync.meinberg.compliance_report``."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path

from ansible.release import __version__ as ansible_version

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import REPORT
from ansible_collections.timesync.meinberg.plugins.plugin_utils.audit_action import AuditAction
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance import gate
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.baseline import Grace
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.report import collection_version, merge
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import WRITERS


class ActionModule(AuditAction):
    """The last step of an audit but for its gate."""

    argument_spec = REPORT

    def audit(self, options: dict, task_vars: Mapping) -> dict:
        """The reports' paths, the summary, and what the gate has to say."""
        gc.freeze()  # a collection of garbage would touch, and so copy, all that this fork inherited
        output = Path(options["report_dir"])
        folders = [Path(folder) for folder in options["sources"] or [output]]
        versions = {"timesync.meinberg": collection_version(), "ansible-core": ansible_version}
        report = merge(
            folders,
            options["run_id"],
            versions,
            inventory=options["inventory"] or (),
            against=Path(options["baseline"]) if options["baseline"] else None,
            grace=Grace.parse(options["grace"]),
        )
        reports = {}
        for name in options["formats"]:
            writer = WRITERS[name]
            writer.write(report, output / writer.NAME)
            reports[name] = str(output / writer.NAME)
        return {"reports": reports, "summary": report.summary, "gate": gate.decide(report)}
