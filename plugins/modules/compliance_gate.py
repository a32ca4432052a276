#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: compliance_gate
short_description: End a play whose audit did not pass
version_added: 1.0.0
description:
  - >-
    Shows the reports' paths, waivers that cover nothing or have expired, a line for each host that has a finding, the
    worst last, and the verdict.
  - Fails where the gate does not let the run pass. Its message is the verdict, with the path of the report to read.
  - Where Ansible's callback writes JSON to standard output, these lines go to standard error.
author:
  - The timesync.meinberg maintainers (@timesync)
extends_documentation_fragment:
  - timesync.meinberg.audit_step
  - timesync.meinberg.attributes
options:
  gate:
    description: What M(timesync.meinberg.compliance_report) returned as C(gate).
    type: dict
    required: true
  reports:
    description: What it returned as C(reports), to name them.
    type: dict
    default: {}
seealso:
  - module: timesync.meinberg.compliance_report
"""

EXAMPLES = r"""
- name: Gate
  timesync.meinberg.compliance_gate:
    gate: "{{ report.gate }}"
    reports: "{{ report.reports }}"
  run_once: true
"""

RETURN = r"""
msg:
  description: The verdict in one line, with the path of the report to read where O(reports) has one.
  returned: always
  type: str
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import GATE, only_in_process


def main() -> None:
    """Say that only the action can do this."""
    only_in_process("timesync.meinberg.compliance_gate", GATE)


if __name__ == "__main__":
    main()
