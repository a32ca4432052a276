# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merges the results of a run and writes its reports: ``timesync.meinberg.compliance_report``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from ansible.release import __version__ as ansible_version

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import REPORT
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.audit import AuditAction
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ParameterError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.parallel import processes_for, spread
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.version import collection_version
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.baseline import Grace
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import gate
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.merge import merge
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import Report


class ActionModule(AuditAction):
    """The last step of an audit but for its gate."""

    argument_spec = REPORT

    def audit(self, options: dict, task_vars: Mapping) -> dict:
        """The reports' paths, the summary, and what the gate has to say."""
        if not options["run_id"]:
            raise ParameterError("run_id is empty; give the id of the run to report, as with -e compliance_run_id=ID")
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
        report.junit = options["junit"]
        paths = {name: output / formats.named(name).file for name in options["formats"]}
        # Two at most: each process comes to copy what it reads of the report.
        spread(partial(_write, report), list(paths.items()), min(2, processes_for(len(report.hosts))))
        reports = {name: str(path) for name, path in paths.items()}
        return {"reports": reports, "summary": report.summary, "gate": gate.decide(report)}


def _write(report: Report, paths: Iterable[tuple[str, Path]]) -> None:
    for name, path in paths:
        formats.named(name).load().write(report, path)
