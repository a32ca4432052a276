#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: fleet_info
short_description: Read every device of a play's batch in one task
version_added: 1.0.0
description:
  - Reads the devices of all hosts of the play's batch at once, in the Ansible process, up to O(max_parallel) at a time.
  - Write it with C(run_once=true), under the strategy C(linear), with no C(when) that depends on the host.
  - >-
    The connection options are those of M(timesync.meinberg.device_facts). Each is read for each host from that host's
    variable C(meinberg_<option>), wherever Ansible lets a variable be defined. C(meinberg_host) defaults to
    C(ansible_host), else to the inventory's name of the host.
  - A device that cannot be read is data here, not a failure; the task fails only for a mistake in the task itself.
author:
  - The timesync.meinberg maintainers (@timesync)
extends_documentation_fragment:
  - timesync.meinberg.attributes
attributes:
  action_group:
    description: It is not in the action group; it takes the connection options from variables.
    support: none
    membership: []
options:
  gather_subset:
    description:
      - The facets to gather.
      - V(all) is every facet, V(status), V(ntp), V(ptp) and V(outputs) one each; V(!ptp) leaves one out.
    type: list
    elements: str
    default: [all]
  max_parallel:
    description: How many devices are read at the same time.
    type: int
    default: 32
  batch_deadline:
    description: Seconds for the whole batch. A host that is not read by then has the error kind C(timeout).
    type: float
    default: 600
  progress_interval:
    description:
      - Seconds between lines on standard error that tell how many hosts are done, failing and remaining.
      - A task that ends sooner shows none; V(0) shows none at all.
    type: float
    default: 5
  facts_dir:
    description:
      - Folder to write a file C(<host>.json) to for each host, whole or not at all.
      - Characters of a host's name that a file's name should not have are percent-encoded.
    type: path
  run_id:
    description: An id to write into each file. It tells the files of one run from those of another.
    type: str
  return_facts:
    description: Whether to return the facts. Otherwise only the time and the error of each host are returned.
    type: bool
    default: true
requirements:
  - requests >= 2.31 on the controller
  - cryptography, for the facts of the devices' certificates (optional)
seealso:
  - module: timesync.meinberg.device_facts
notes:
  - The task keyword C(timeout) and Ctrl-C end it within a second.
"""

EXAMPLES = r"""
- name: Read all devices of the inventory group timeservers
  hosts: timeservers
  gather_facts: false
  vars:
    meinberg_username: auditor
    meinberg_password: "{{ vault_meinberg_password }}"
  tasks:
    - name: Read them at once
      timesync.meinberg.fleet_info:
        gather_subset: [status, ntp]
        facts_dir: /var/lib/timeservers/facts
        return_facts: false
      run_once: true
      register: fleet

    - name: Show which could not be read
      ansible.builtin.debug:
        msg: "{{ fleet.fleet | dict2items | selectattr('value.error') | map(attribute='key') }}"
      run_once: true
"""

RETURN = r"""
fleet:
  description:
    - By inventory host, what RV(timesync.meinberg.device_facts#module:ansible_facts.meinberg) would hold.
    - >-
      For a host that could not be read, C(error) with C(kind), C(url), C(status_code), C(hint_code) and C(hint),
      C(msg), and C(gathered_at).
    - With O(return_facts=false) only C(gathered_at), and C(error), which is null where the device was read.
  returned: success
  type: dict
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import FLEET as ARGUMENT_SPEC
from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import only_in_process


def main() -> None:
    """Say that only the action can do this."""
    only_in_process("timesync.meinberg.fleet_info", ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
