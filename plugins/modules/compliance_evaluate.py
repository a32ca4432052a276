#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: compliance_evaluate
short_description: Turn the facts of a run into results
version_added: 1.0.0
description:
  - Reads C(facts/<host>.json) of each host, and what probes found in C(probes/), evaluates every rule, and writes
    C(results/<host>.json).
  - Facts of another run are left alone; their host gets no results.
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
  hosts:
    description: The hosts to evaluate. By default those of the play's batch.
    type: list
    elements: str
seealso:
  - module: timesync.meinberg.compliance_plan
  - module: timesync.meinberg.compliance_report
"""

EXAMPLES = r"""
- name: Evaluate what was gathered
  timesync.meinberg.compliance_evaluate:
    report_dir: /var/lib/timeservers
    run_id: "{{ plan.run_id }}"
  run_once: true
"""

RETURN = r"""
hosts:
  description: How many hosts have results.
  returned: success
  type: int
last_batch:
  description: Whether the play has no batch of hosts after this one.
  returned: success
  type: bool
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import EVALUATE, only_in_process


def main() -> None:
    """Say that only the action can do this."""
    only_in_process("timesync.meinberg.compliance_evaluate", EVALUATE)


if __name__ == "__main__":
    main()
