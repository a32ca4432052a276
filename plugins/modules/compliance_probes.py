#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: compliance_probes
short_description: Keep what the probe hosts of a run found
version_added: 1.0.0
description:
  - Takes the results of M(timesync.meinberg.ntp_probe_info) and M(timesync.meinberg.ptp_probe_info) that ran on probe
    hosts in a loop, and writes C(probes/<probe>.json) of each.
  - A probe that could not be reached, or whose task failed, is kept with its problem; that is a finding of the probe.
author:
  - The timesync.meinberg maintainers (@timesync)
extends_documentation_fragment:
  - timesync.meinberg.audit_step
  - timesync.meinberg.attributes
options:
  report_dir:
    description: Folder of the run's files.
    type: path
    required: true
  run_id:
    description: The run's id.
    type: str
    required: true
  ntp:
    description: Results of a loop over the probes, with C(loop_var=compliance_asked).
    type: list
    elements: dict
    default: []
  ptp:
    description: >-
      Results of a loop over probes and their interfaces, each C(probe) and C(interface), with
      C(loop_var=compliance_listen).
    type: list
    elements: dict
    default: []
seealso:
  - module: timesync.meinberg.ntp_probe_info
  - module: timesync.meinberg.ptp_probe_info
  - module: timesync.meinberg.compliance_evaluate
"""

EXAMPLES = r"""
- name: Ask each device's NTP service
  timesync.meinberg.ntp_probe_info:
    hosts: [192.0.2.10, 192.0.2.11]
  delegate_to: "{{ compliance_asked }}"
  loop: "{{ groups['probes'] }}"
  loop_control:
    loop_var: compliance_asked
  register: asked
  run_once: true
  ignore_errors: true
  ignore_unreachable: true

- name: Keep what the probes found
  timesync.meinberg.compliance_probes:
    report_dir: /var/lib/timeservers
    run_id: "{{ plan.run_id }}"
    ntp: "{{ asked.results }}"
  run_once: true
"""

RETURN = r"""
probes:
  description: The probes that have a file.
  returned: success
  type: list
  elements: str
failed_probes:
  description: Those of them that something went wrong with.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import PROBES, only_in_process


def main() -> None:
    """Say that only the action can do this."""
    only_in_process("timesync.meinberg.compliance_probes", PROBES)


if __name__ == "__main__":
    main()
