#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: compliance_plan
short_description: Check what an audit is asked for, and write down whom it expects
version_added: 1.0.0
description:
  - Checks profiles, parameters, waivers and each host's own variables before any device is contacted.
  - Writes the manifest of the run, C(run-<id>.json). It has all hosts of the play, and what is asked for.
  - >-
    Chooses the list of leap seconds that expires last, of the controller's time zone data, the Python package
    C(tzdata) and the list of the collection, and writes it to the manifest.
  - Removes manifests of earlier runs that are older than 7 days, but for the newest 20.
  - >-
    Warns of variables that begin with C(compliance_) or C(meinberg_) and are none of the collection's, of a profile
    that is chosen beside the one that it extends, and of a damaged list of leap seconds.
  - >-
    Of each host it reads the variables C(compliance_host_params), C(compliance_ptp_plan), C(compliance_site),
    C(compliance_ntp_address) and C(compliance_ptp_probes), of each probe C(compliance_ptp_interfaces).
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
    description: The run's id. By default that of an earlier batch of the same play, else the time.
    type: str
  profiles:
    description: Ids of shipped profiles, or paths with a slash, relative to the playbook.
    type: list
    elements: str
    default: [baseline]
  params:
    description: Values of parameters, by C(parameter) for all profiles, or by C(profile.parameter).
    type: dict
    default: {}
  waivers:
    description: Accepted findings, each with C(host), C(rule), C(element), C(reason), C(expires) and C(approved_by).
    type: list
    elements: dict
    default: []
  min_synchronized:
    description: By inventory group, how many synchronised stratum-1 servers it must have at least.
    type: dict
    default: {}
  max_clock_difference_s:
    description: >-
      How many seconds a device's clock may differ from the median of its site, plus half the request's duration.
    type: float
    default: 2
  fail_on:
    description: The least severity that the gate stops.
    type: str
    choices: [critical, major, minor, never]
    default: critical
  unsupported:
    description: >-
      What an unknown weighs where the device's API does not offer the fact. With V(note) it has no weight and is
      counted as not possible; only an unknown C(status.sync.state) is a warning. V(warn) is a warning, V(fail) the
      severity of the rule.
    type: str
    choices: [note, warn, fail]
    default: note
  baseline:
    description: Path of an earlier C(report.json) to compare with; none where there is no such file yet.
    type: path
  grace:
    description: C(runs) or C(minutes) for which a new failure does not count; needs O(baseline).
    type: dict
  probe:
    description: Whether the controller itself asks the NTP services.
    type: str
    choices: [none, controller]
    default: none
  probe_group:
    description: Inventory group of probe hosts; none of them may be among the play's hosts.
    type: str
  dry_run:
    description: >-
      Whether to write C(plan.json) instead of the manifest. It has the rules of each profile, and the parameters of
      each host.
    type: bool
    default: false
seealso:
  - module: timesync.meinberg.fleet_info
  - module: timesync.meinberg.compliance_evaluate
"""

EXAMPLES = r"""
- name: Begin a run
  timesync.meinberg.compliance_plan:
    report_dir: /var/lib/timeservers
    profiles: [baseline, gnss, ntp_server]
  run_once: true
  register: plan
"""

RETURN = r"""
run_id:
  description: The run's id.
  returned: success
  type: str
hosts:
  description: How many hosts are expected.
  returned: success
  type: int
msg:
  description: In a sentence, how many rules would be checked on how many hosts.
  returned: with O(dry_run=true)
  type: str
plan:
  description: Path of C(plan.json).
  returned: with O(dry_run=true)
  type: str
profiles:
  description: Ids of the profiles.
  returned: with O(dry_run=true)
  type: list
  elements: str
probing:
  description: What the probes have to do for this batch.
  returned: without O(dry_run=true)
  type: dict
  contains:
    hosts:
      description: The probe hosts; C(controller) stands for the controller itself.
      type: list
      elements: str
    ntp:
      description: Where the NTP services of the batch's devices are asked.
      type: list
      elements: str
    ptp:
      description: Where to listen to PTP, each C(probe) and C(interface); empty from the run's second batch on.
      type: list
      elements: dict
rules:
  description: How many rules the profiles have.
  returned: with O(dry_run=true)
  type: int
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import PLAN, only_in_process


def main() -> None:
    """Say that only the action can do this."""
    only_in_process("timesync.meinberg.compliance_plan", PLAN)


if __name__ == "__main__":
    main()
