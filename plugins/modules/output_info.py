#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: output_info
short_description: Read the output signals of a Meinberg time server
version_added: 1.0.0
description:
  - >-
    Reads the outputs of a microSync (meinbergOS) or a LANTIME (LTOS) over its REST API, that is 1PPS, 10 MHz,
    synthesised frequencies, programmable pulses, IRIG and other time codes, serial telegrams and fibre-optic outputs.
  - Both operating systems give one shape.
  - >-
    No public text shows how either system tells of its outputs. They are looked for where they may be expected, so a
    device that has outputs may still give none here; RV(unavailable) says so then.
  - It only reads. The result is never C(changed).
author:
  - The timesync.meinberg maintainers (@timesync)
extends_documentation_fragment:
  - timesync.meinberg.attributes
  - timesync.meinberg.connection
seealso:
  - module: timesync.meinberg.device_facts
    description: All facets in one task and one HTTP session.
  - module: timesync.meinberg.status_info
    description: The status of the same device.
  - module: timesync.meinberg.ntp_info
    description: The NTP service of the same device.
  - module: timesync.meinberg.ptp_info
    description: The PTP instances of the same device.
  - name: Facts reference
    description: Where each value stands at the device, and how sure that is.
    link: https://github.com/timesync/meinberg/blob/main/docs/facts.md
"""

EXAMPLES = r"""
- name: Read the outputs of one device
  timesync.meinberg.output_info:
    host: microsync.example.com
    username: auditor
    password: "{{ vault_meinberg_password }}"
    ca_path: /etc/pki/tls/certs/plant-ca.pem
  register: answer

- name: Show the outputs that are enabled
  ansible.builtin.debug:
    msg: "{{ item.id }}: {{ item.signal }} {{ item.timecode or item.mode or '' }}"
  loop: "{{ (answer.outputs or []) | selectattr('enabled', 'true') }}"
  loop_control:
    label: "{{ item.id }}"

# With MEINBERG_USERNAME and MEINBERG_PASSWORD in the environment of ansible-playbook
- name: List the outputs of all time servers
  hosts: timeservers
  gather_facts: false
  module_defaults:
    group/timesync.meinberg.meinberg:
      host: "{{ ansible_host | default(inventory_hostname) }}"
      ca_path: files/plant-ca.pem
  tasks:
    - name: Read the outputs
      timesync.meinberg.output_info:
      register: answer

    - name: Say why there are none
      ansible.builtin.debug:
        msg: "{{ answer.unavailable | map(attribute='reason') | unique | join(', ') }}"
      when: answer.outputs is none

- name: Look at the device's own answers, to report a field that is not read yet
  timesync.meinberg.output_info:
    host: microsync.example.com
    username: auditor
    password: "{{ vault_meinberg_password }}"
    include_raw: true
  register: answer
"""

RETURN = r"""
outputs:
  description:
    - The outputs facet, one record for each output. Null where the device does not tell of its outputs.
    - What the device does not say is null, never 0, V(false) or an empty text. Places that could not be read are listed
      in RV(unavailable).
    - Numbers without a fraction are integers, also where the type below is C(float).
    - A quantity without a unit is null, unless it is 0, and listed as C(malformed).
    - Where a list of words is given, a word of the device outside it is kept in lower snake case.
  type: list
  elements: dict
  returned: success
  sample:
    - {id: pps1, module: clk1, signal: pps, enabled: true, mode: null, polarity: positive, pulse_width_ms: 100}
    - {id: tc1, module: clk1, signal: timecode, enabled: true, timecode: IRIG B006+B126}
  contains:
    id:
      description: The device's name for the output.
      type: str
    module:
      description: The module that has the output.
      type: str
    signal:
      description:
        - What kind of signal it puts out. Where the device does not say so, what its mode tells.
        - One of V(pps), V(frequency), V(pulse), V(timecode), V(serial), V(fiber) and V(other).
      type: str
    enabled:
      description: Whether the output is enabled.
      type: bool
    mode:
      description: The mode of a programmable output in lower snake case, for example V(pulse_per_second).
      type: str
    frequency_hz:
      description: The frequency in hertz.
      type: float
    timecode:
      description: The time code, as the device writes it, for example V(IRIG B006+B126).
      type: str
    polarity:
      description: The device's word for the polarity.
      type: str
    pulse_width_ms:
      description: The length of a pulse, in milliseconds.
      type: float
    period_s:
      description: The time from pulse to pulse, in seconds.
      type: float
    phase_offset_ns:
      description: The offset of the phase, in nanoseconds.
      type: float
    connector:
      description: The connector, as the device writes it.
      type: str
device:
  description: Who the device is. See RV(timesync.meinberg.device_facts#module:ansible_facts.meinberg.device).
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
    - What could not be read while the device as a whole could.
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
    - The version of this shape. See RV(timesync.meinberg.device_facts#module:ansible_facts.meinberg.schema_version).
  type: int
  returned: success
raw:
  description: The device's own answers. See RV(timesync.meinberg.device_facts#module:ansible_facts.meinberg.raw).
  type: dict
  returned: success, with O(include_raw=true)
error:
  description: Why the device could not be read. See RV(timesync.meinberg.device_facts#module:error).
  type: dict
  returned: failure
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION
from ansible_collections.timesync.meinberg.plugins.module_utils.info import info, run_module

ARGUMENT_SPEC = CONNECTION
run = info("outputs")


def main() -> None:
    """Run as an ordinary module."""
    run_module(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
