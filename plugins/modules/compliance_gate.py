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
  - Shows a line for each host that has a finding, waivers that cover nothing, the reports' paths, and the verdict.
  - Fails where the gate does not let the run pass. The verdict alone is its message.
  - A step of the role C(timesync.meinberg.compliance). It runs in the Ansible process and contacts no device.
  - Write it with C(run_once=true).
author:
  - The timesync.meinberg maintainers (@timesync)
extends_documentation_fragment:
  - timesync.meinberg.attributes
attributes:
  action_group:
    description: It is not in the action group C(timesync.meinberg.meinberg).
    support: none
    membership: []
options:
  gate:
    description: What M(timesync.meinberg.compliance_report) returned as C(gate).
    type: dict
    required: true
  reports:
    description: What it returned as C(reports), to name them.
    type: dict
    default: {}
requirements:
  - jmespath >= 1.0.1 on the controller
  - jsonschema >= 4.10 on the controller
seealso:
  - module: timesync.meinberg.compliance_report
"""

EXAMPLES = r"""
- name: Gate
  timesync.meinberg.compliance_gate:
    gate: "{{ report.gate }}"
  run_once: true
"""

RETURN = r"""
msg:
  description: The verdict in one line.
  returned: always
  type: str
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import GATE, only_in_process


def main() -> None:
    """Say that only the action can do this."""
    only_in_process("timesync.meinberg.compliance_gate", GATE)


if __name__ == "__main__":
    main()
