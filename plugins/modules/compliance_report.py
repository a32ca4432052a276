#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: compliance_report
short_description: Merge the results of a run and write its reports
version_added: 1.0.0
description:
  - Merges the results of all hosts, evaluates the rules over the fleet, applies waivers, and writes the reports.
  - The same files give the same reports, byte for byte.
author:
  - The timesync.meinberg maintainers (@timesync)
extends_documentation_fragment:
  - timesync.meinberg.audit_step
  - timesync.meinberg.attributes
options:
  report_dir:
    description: Folder that the reports are written to.
    type: path
    required: true
  run_id:
    description: The run's id.
    type: str
    required: true
  sources:
    description: Folders of the run's files, one of each slice. By default O(report_dir).
    type: list
    elements: path
  inventory:
    description: Hosts that are expected beside those of the manifests. One without results counts as not read.
    type: list
    elements: str
  baseline:
    description: Path of an earlier C(report.json) to compare with; none where there is no such file yet.
    type: path
  grace:
    description: C(runs) or C(minutes) for which a new failure does not count; needs O(baseline).
    type: dict
  formats:
    description: The reports to write.
    type: list
    elements: str
    choices: [html, md, csv, json, junit, prom]
    default: [html, md, csv, json, junit, prom]
  junit:
    description:
      - What is red in C(junit.xml).
      - With V(gate) it is red exactly where the gate fails. What the gate does not count is skipped, with its severity
        and the reason.
      - With V(all) every failure and every unknown is red.
    type: str
    choices: [gate, all]
    default: gate
seealso:
  - module: timesync.meinberg.compliance_evaluate
"""

EXAMPLES = r"""
- name: Report
  timesync.meinberg.compliance_report:
    report_dir: /var/lib/timeservers
    run_id: "{{ plan.run_id }}"
  run_once: true
  register: report
"""

RETURN = r"""
reports:
  description: Path of each report, by format.
  returned: success
  type: dict
summary:
  description: The report's summary. It has the verdict, and counts of hosts and results.
  returned: success
  type: dict
gate:
  description:
    - What M(timesync.meinberg.compliance_gate) needs.
    - C(passes) tells whether the run passes, C(headline) is the verdict in one line, C(lines) has a line for each host
      with a finding, and C(waivers) one for the waivers that cover nothing and one for those that have expired.
    - C(not_possible) has one line with the rules whose facts the devices' API does not offer.
  returned: success
  type: dict
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import REPORT, only_in_process


def main() -> None:
    """Say that only the action can do this."""
    only_in_process("timesync.meinberg.compliance_report", REPORT)


if __name__ == "__main__":
    main()
