#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ptp_info
short_description: Read the PTP instances of a Meinberg time server
version_added: 1.0.0
description:
  - >-
    Reads the PTP instances of a microSync (meinbergOS) or a LANTIME (LTOS) over its REST API, with their IEEE 1588 data
    sets and packet counters, and the interfaces that take PTP time stamps.
  - Both operating systems give one shape.
  - >-
    No public answer of an LTOS device shows its PTP instances. They are looked for where they may be expected; the
    facts reference says so of each value.
  - It asks the device, not the PTP port. What clients receive may differ.
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
  - module: timesync.meinberg.output_info
    description: The output signals of the same device.
  - name: Facts reference
    description: Where each value stands at the device, and how sure that is.
    link: https://github.com/timesync/meinberg/blob/main/docs/facts.md
"""

EXAMPLES = r"""
- name: Read the PTP instances of one device
  timesync.meinberg.ptp_info:
    host: microsync.example.com
    username: auditor
    password: "{{ vault_meinberg_password }}"
    ca_path: /etc/pki/tls/certs/plant-ca.pem
    device_os: meinbergos
  register: answer

- name: Show the instances that run
  ansible.builtin.debug:
    msg: "{{ item.alias }}: domain {{ item.default_ds.domain_number }}, class {{ item.default_ds.clock_class }}"
  loop: "{{ (answer.ptp.instances or []) | selectattr('running', 'true') }}"
  loop_control:
    label: "{{ item.alias }}"

# With MEINBERG_USERNAME and MEINBERG_PASSWORD in the environment of ansible-playbook
- name: Check the grandmasters
  hosts: grandmasters
  gather_facts: false
  module_defaults:
    group/timesync.meinberg.meinberg:
      host: "{{ ansible_host | default(inventory_hostname) }}"
      ca_path: files/plant-ca.pem
  tasks:
    - name: Read the PTP instances
      timesync.meinberg.ptp_info:
      register: answer

    - name: Stop where no instance runs
      ansible.builtin.assert:
        that: answer.ptp.running is true

    - name: Stop where an instance is not locked to its reference (clock class 6)
      ansible.builtin.assert:
        that: item.default_ds.clock_class == 6
        fail_msg: "{{ item.alias }} has clock class {{ item.default_ds.clock_class }}"
      loop: "{{ answer.ptp.instances | selectattr('running', 'true') }}"
      loop_control:
        label: "{{ item.alias }}"

- name: Watch the requests of one read
  timesync.meinberg.ptp_info:
    host: microsync.example.com
    username: auditor
    password: "{{ vault_meinberg_password }}"
    http_sessions: true
  register: answer
"""

RETURN = r"""
ptp:
  description:
    - The PTP facet. Null as a whole where the device says nothing of PTP.
    - What the device does not say is null, never 0, V(false) or an empty text. Places that could not be read are listed
      in RV(unavailable).
    - Numbers without a fraction are integers, also where the type below is C(float).
    - Where a list of words is given, a word of the device outside it is kept in lower snake case.
    - Identities are written as C(pmc) writes them.
  type: dict
  returned: success
  contains:
    running:
      description: Whether PTP runs, that is whether the service or at least one instance does.
      type: bool
    instances:
      description:
        - The PTP instances.
        - >-
          Of an instance that does not run only RV(ptp.instances[].alias) and RV(ptp.instances[].running) are given,
          since nothing else that it says is valid.
      type: list
      elements: dict
      returned: success
      sample:
        - alias: grandmaster-a
          running: true
          interface: lan0:0
          default_ds:
            clock_identity: ec4670.fffe.000001
            domain_number: 24
            clock_class: 6
            clock_accuracy: "0x21"
            clock_accuracy_ns: 100
            priority1: 128
            priority2: 128
            two_step: true
          time_properties_ds: {utc_offset_s: 37, utc_offset_valid: true, time_source: gnss}
      contains:
        alias:
          description: The name of the instance. On LTOS its slot, where the module gives no name.
          type: str
        running:
          description: Whether the instance runs.
          type: bool
        interface:
          description: The network interface that the instance uses.
          type: str
        unicast_clients:
          description: The number of its unicast clients.
          type: int
        utilization_percent:
          description: How far its capacity is used, in per cent.
          type: float
        default_ds:
          description: The default data set, which tells of the instance itself.
          type: dict
          contains:
            clock_identity:
              description: The clock identity, for example V(ec4670.fffe.000001).
              type: str
            domain_number:
              description: The domain number.
              type: int
            clock_class:
              description: The clock class. 6 is locked to a primary reference, 7 is its holdover.
              type: int
            clock_accuracy:
              description: The code of the clock accuracy as C(pmc) prints it, for example V(0x21).
              type: str
            clock_accuracy_ns:
              description:
                - The bound that this code stands for, in nanoseconds.
                - Null for V(0x31) (worse than 10 s), V(0xfe) (unknown) and reserved codes.
              type: float
            clock_variance:
              description: The offset scaled log variance.
              type: int
            priority1:
              description: Priority 1.
              type: int
            priority2:
              description: Priority 2.
              type: int
            two_step:
              description: Whether it is a two-step clock.
              type: bool
            slave_only:
              description: Whether it never becomes master.
              type: bool
            number_ports:
              description: The number of PTP ports.
              type: int
        current_ds:
          description: The current data set, which tells of the way to the master.
          type: dict
          contains:
            steps_removed:
              description: The number of paths between the instance and the grandmaster.
              type: int
            offset_from_master_ns:
              description: The offset from the master, in nanoseconds.
              type: float
            mean_path_delay_ns:
              description: The mean path delay to the master, in nanoseconds.
              type: float
        parent_ds:
          description: The parent data set, which tells of the master and the grandmaster.
          type: dict
          contains:
            port_identity:
              description: The identity of the master's port, for example V(ec4670.fffe.000001-1).
              type: str
            grandmaster_identity:
              description: The clock identity of the grandmaster.
              type: str
            grandmaster_priority1:
              description: Priority 1 of the grandmaster.
              type: int
            grandmaster_priority2:
              description: Priority 2 of the grandmaster.
              type: int
            grandmaster_clock_class:
              description: The clock class of the grandmaster.
              type: int
            grandmaster_clock_accuracy:
              description: >-
                The code of the grandmaster's clock accuracy, written as
                RV(ptp.instances[].default_ds.clock_accuracy).
              type: str
            grandmaster_clock_variance:
              description: The offset scaled log variance of the grandmaster.
              type: int
        time_properties_ds:
          description: The time properties data set, which tells of the time scale.
          type: dict
          contains:
            utc_offset_s:
              description: TAI minus UTC, in seconds.
              type: int
            utc_offset_valid:
              description: Whether that offset is valid.
              type: bool
            leap59:
              description: Whether the last minute of this day has 59 seconds.
              type: bool
            leap61:
              description: Whether the last minute of this day has 61 seconds.
              type: bool
            ptp_timescale:
              description: Whether the time scale is that of PTP, not an arbitrary one.
              type: bool
            time_traceable:
              description: Whether the time is traceable to a primary reference.
              type: bool
            frequency_traceable:
              description: Whether the frequency is traceable to a primary reference.
              type: bool
            time_source:
              description:
                - Where the time is from.
                - >-
                  One of V(atomic_clock), V(gnss), V(terrestrial_radio), V(serial_time_code), V(ptp), V(ntp),
                  V(hand_set), V(other) and V(internal_oscillator).
              type: str
        ports:
          description: The PTP ports.
          type: list
          elements: dict
          contains:
            port_identity:
              description: The identity of the port, for example V(ec4670.fffe.000001-1).
              type: str
            state:
              description:
                - The state of the port.
                - >-
                  One of V(uninitialized), V(initializing), V(faulty), V(disabled), V(listening), V(pre_master),
                  V(master), V(passive), V(uncalibrated) and V(slave).
              type: str
            delay_mechanism:
              description:
                - How the port measures delays.
                - One of V(e2e), V(p2p), V(common_p2p), V(special) and V(none).
              type: str
            log_announce_interval:
              description: The interval of Announce messages, as a power of two of seconds.
              type: int
            announce_receipt_timeout:
              description: How many of those intervals may pass without an Announce message.
              type: int
            log_sync_interval:
              description: The interval of Sync messages, as a power of two of seconds.
              type: int
            log_min_delay_req_interval:
              description: The least interval of Delay_Req messages, as a power of two of seconds.
              type: int
            log_min_pdelay_req_interval:
              description: The least interval of Pdelay_Req messages, as a power of two of seconds.
              type: int
            peer_mean_path_delay_ns:
              description: The mean path delay to the peer, in nanoseconds.
              type: float
            version:
              description: The version of PTP.
              type: int
        counters:
          description: How many messages of each kind there were, and how many there are each second.
          type: dict
          contains:
            rx:
              description: Messages received.
              type: dict
              contains: &messages
                announce:
                  description: Announce messages.
                  type: int
                sync:
                  description: Sync messages.
                  type: int
                follow_up:
                  description: Follow_Up messages.
                  type: int
                delay_req:
                  description: Delay_Req messages.
                  type: int
                delay_resp:
                  description: Delay_Resp messages.
                  type: int
                pdelay_req:
                  description: Pdelay_Req messages.
                  type: int
                pdelay_resp:
                  description: Pdelay_Resp messages.
                  type: int
                pdelay_resp_follow_up:
                  description: Pdelay_Resp_Follow_Up messages.
                  type: int
                management:
                  description: Management messages.
                  type: int
                management_errors:
                  description: Management errors.
                  type: int
                signaling:
                  description: Signaling messages.
                  type: int
                total:
                  description: All messages.
                  type: int
                announce_per_s:
                  description: Announce messages, each second.
                  type: float
                sync_per_s:
                  description: Sync messages, each second.
                  type: float
                follow_up_per_s:
                  description: Follow_Up messages, each second.
                  type: float
                delay_req_per_s:
                  description: Delay_Req messages, each second.
                  type: float
                delay_resp_per_s:
                  description: Delay_Resp messages, each second.
                  type: float
                pdelay_req_per_s:
                  description: Pdelay_Req messages, each second.
                  type: float
                pdelay_resp_per_s:
                  description: Pdelay_Resp messages, each second.
                  type: float
                pdelay_resp_follow_up_per_s:
                  description: Pdelay_Resp_Follow_Up messages, each second.
                  type: float
                management_per_s:
                  description: Management messages, each second.
                  type: float
                management_errors_per_s:
                  description: Management errors, each second.
                  type: float
                signaling_per_s:
                  description: Signaling messages, each second.
                  type: float
                total_per_s:
                  description: All messages, each second.
                  type: float
            tx:
              description: Messages sent.
              type: dict
              contains: *messages
    interfaces:
      description: The interfaces that take PTP time stamps.
      type: list
      elements: dict
      returned: success
      sample:
        - {name: lan0, time: "2026-03-04T05:06:44.123456789Z", internal_offset_ns: 3}
      contains:
        name:
          description: The interface's name.
          type: str
        time:
          description: The time of the interface's clock, in ISO 8601. Nothing public tells whether it is UTC or TAI.
          type: str
        internal_offset_ns:
          description: The offset of that clock from the device's own, in nanoseconds.
          type: float
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
run = info("ptp")


def main() -> None:
    """Run as an ordinary module."""
    run_module(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
