#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: device_snapshot
short_description: Save a redacted copy of all that a Meinberg time server answers
version_added: 1.0.0
description:
  - >-
    Writes one file with all answers of the REST API of a microSync (meinbergOS) or a LANTIME (LTOS) that the account
    may read, so that others can see what such a device says, and the collection can learn to read it.
  - >-
    The file is redacted by default. Names, addresses (IPv4, IPv6 and MAC addresses, PTP clock identities), serial
    numbers, positions, locations, contacts, passwords and keys, certificates, and free texts become numbered stand-ins,
    such as C(name-1), C(192.0.2.1) and C(02:00:00:00:00:01), the same value the same one everywhere in the file. Names
    of members, types and the lengths of lists stay.
  - >-
    Before the file is written, all of it is searched for what was redacted, for what looks like an address, a key or a
    password, and for the credentials. Where anything is found, nothing is written and the task fails.
  - >-
    No program knows every way in which a text may tell where it comes from. Read the file before you hand it on; it
    lists the texts that stayed, and that the collection does not know, under C(kept_texts). Times stay too, and which
    satellites are in view at which time tells the region of the world.
  - >-
    Of LTOS C(/api/status) is read, and what its answer links to below that. Of meinbergOS C(/api/state) is read, the
    paths below it that the other modules know, and what answers link to there or name without telling of it; that the
    API can be walked so is inferred. Nothing is read whose name sounds as if it could do something, such as C(restart)
    or C(download). At most 64 paths are asked for, and no more once 4 MiB have come; of more than 8 MiB there is no
    snapshot.
  - >-
    A path that does not answer is noted in the file with its HTTP status. The task fails only where the device as a
    whole cannot be read.
  - It never changes anything on the device. The result is C(changed) where the file was written anew.
author:
  - The timesync.meinberg maintainers (@timesync)
extends_documentation_fragment:
  - timesync.meinberg.attributes
  - timesync.meinberg.connection
options:
  dest:
    description:
      - >-
        The file to write, with mode 0600, on the host where the task runs; in the Ansible process that is the
        controller, and a relative path begins in the folder of the playbook. It is there whole, or as it was before.
      - >-
        A folder, which there is or whose name ends in C(/), gets a new file at each run,
        C(meinberg-snapshot-ltos-1.json) and so on. That tells nothing of the device.
      - Missing folders are made.
    type: path
    required: true
  redact:
    description:
      - Whether to redact.
      - >-
        With V(false) the file holds all that the device says, and says so, as does a warning. The credentials that the
        device was read with are never in it.
    type: bool
    default: true
attributes:
  check_mode:
    description: >-
      Can run in C(check_mode). Then the device is read, redacted and searched all the same, and nothing is written.
  diff_mode:
    description: Returns details of what has changed in diff mode. They would be two snapshots.
  idempotent:
    description: >-
      Running it twice changes nothing on the device. The file changes whenever an answer does, and with each second the
      device's time does.
    support: partial
seealso:
  - module: timesync.meinberg.device_facts
    description: What these answers mean.
  - name: Evidence
    description: What is known of each path, and what a snapshot would settle.
    link: https://github.com/timesync/meinberg/blob/main/docs/evidence.md
"""

EXAMPLES = r"""
- name: Save what a time server answers, to send it to the maintainers
  timesync.meinberg.device_snapshot:
    host: microsync.example.com
    username: auditor
    password: "{{ vault_meinberg_password }}"
    ca_path: /etc/pki/tls/certs/plant-ca.pem
    dest: microsync.json
  register: saved

- name: Show what was redacted, and the texts that stayed
  ansible.builtin.debug:
    var: saved.snapshot.manifest

# With MEINBERG_USERNAME and MEINBERG_PASSWORD in the environment of ansible-playbook
- name: Save what all time servers answer
  hosts: timeservers
  gather_facts: false
  tasks:
    - name: Save it under names that tell nothing
      timesync.meinberg.device_snapshot:
        host: "{{ ansible_host | default(inventory_hostname) }}"
        dest: snapshots/
"""

RETURN = r"""
snapshot:
  description: What was written, and what was made of it. It holds nothing that was redacted.
  type: dict
  returned: success
  sample:
    path: /home/me/microsync.json
    redacted: true
    size_bytes: 61542
    answer_count: 9
    root: /api/state
    failures:
      - {path: /api/state/io, reason: not_found, status_code: 404}
    left_out: []
    manifest:
      redacted:
        serial: {values: 1, occurrences: 2, places: {"/api/state/system#/data/serialNumber": 1}, places_left_out: 0}
      kept_texts:
        - {text: acme, occurrences: 1, places: ["/api/state/io#/data/ports/*/zone"]}
  contains:
    path:
      description: The file.
      type: str
    redacted:
      description: Whether the file is redacted.
      type: bool
    size_bytes:
      description: The size of the file.
      type: int
    answer_count:
      description: How many paths answered.
      type: int
    root:
      description: The path that all others are below.
      type: str
    failures:
      description: Each path that was asked for in vain, with C(path), C(reason) and C(status_code).
      type: list
      elements: dict
    left_out:
      description:
        - Each path that an answer leads to and that was not asked for, with C(path) and C(reason).
        - The reason is V(may_act) for a name that sounds as if reading it could do something, else V(limit).
      type: list
      elements: dict
    manifest:
      description: What was redacted. Null where nothing was.
      type: dict
      contains:
        redacted:
          description:
            - >-
              For each class of values how many there are (C(values)), how often they occur (C(occurrences)), and how
              often at which place (C(places), at most 200 of them, and C(places_left_out)).
            - >-
              The classes are V(address), V(name), V(serial), V(position), V(location), V(contact), V(secret),
              V(certificate) and V(text).
          type: dict
        kept_texts:
          description:
            - >-
              The texts in the file that are neither stand-ins nor known words of the interface or the vendor, for
              reading, first those under names that no module reads.
            - >-
              Each with C(text), how often it occurs (C(occurrences)), and where (C(places), at most 3 of them, as for
              C(redacted)).
          type: list
          elements: dict
device:
  description:
    - Who the device is, not redacted. See RV(timesync.meinberg.device_facts#module:ansible_facts.meinberg.device).
  type: dict
  returned: success
http:
  description:
    - What the HTTP sessions with the device cost, and its certificate.
    - See RV(timesync.meinberg.device_facts#module:ansible_facts.meinberg.http).
  type: dict
  returned: success
unavailable:
  description:
    - What could not be read of the facts while the device as a whole could.
    - See RV(timesync.meinberg.device_facts#module:ansible_facts.meinberg.unavailable).
  type: list
  elements: dict
  returned: success
gathered_at:
  description:
    - When the reading began by the controller's clock.
    - See RV(timesync.meinberg.device_facts#module:ansible_facts.meinberg.gathered_at).
  type: str
  returned: success
schema_version:
  description:
    - The version of the facts' shape.
    - See RV(timesync.meinberg.device_facts#module:ansible_facts.meinberg.schema_version).
  type: int
  returned: success
raw:
  description: The device's own answers, not redacted.
  type: dict
  returned: success, with O(include_raw=true)
error:
  description:
    - Why the device could not be read. See RV(timesync.meinberg.device_facts#module:error).
    - It is not there where the file could not be written, or something in it should have been gone.
  type: dict
  returned: failure of the device
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION, SNAPSHOT
from ansible_collections.timesync.meinberg.plugins.module_utils.info import result
from ansible_collections.timesync.meinberg.plugins.module_utils.running import end
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.take import take

ARGUMENT_SPEC = {**CONNECTION, **SNAPSHOT}
run = take


def main() -> None:
    """Run as an ordinary module."""
    module = AnsibleModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    end(module, result(run, {**module.params, "check_mode": module.check_mode}))


if __name__ == "__main__":
    main()
