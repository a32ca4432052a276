#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ntp_info
short_description: Read the NTP service of a Meinberg time server
version_added: 1.0.0
description:
  - >-
    Reads the NTP service of a microSync (meinbergOS) or a LANTIME (LTOS) over its REST API, that is its system
    variables, its reference clocks and its peers.
  - Both operating systems give one shape. What only one of them has is null on the other.
  - It asks the device, not the NTP port. What clients receive may differ.
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
  - module: timesync.meinberg.ptp_info
    description: The PTP instances of the same device.
  - module: timesync.meinberg.output_info
    description: The output signals of the same device.
  - name: Facts reference
    description: Where each value stands at the device, and how sure that is.
    link: https://github.com/timesync/meinberg/blob/main/docs/facts.md
"""

EXAMPLES = r"""
- name: Read the NTP service of one device
  timesync.meinberg.ntp_info:
    host: lantime.example.com
    username: auditor
    password: "{{ vault_meinberg_password }}"
    ca_path: /etc/pki/tls/certs/plant-ca.pem
  register: answer

- name: Show its stratum and reference
  ansible.builtin.debug:
    msg: "stratum {{ answer.ntp.system.stratum }}, {{ answer.ntp.system.reference_id }}"

# With MEINBERG_USERNAME and MEINBERG_PASSWORD in the environment of ansible-playbook
- name: Check the NTP service of all time servers
  hosts: timeservers
  gather_facts: false
  module_defaults:
    group/timesync.meinberg.meinberg:
      host: "{{ ansible_host | default(inventory_hostname) }}"
      ca_path: files/plant-ca.pem
  tasks:
    - name: Read the NTP service
      timesync.meinberg.ntp_info:
      register: answer

    - name: Stop where it does not serve time as stratum 1
      ansible.builtin.assert:
        that:
          - answer.ntp is not none
          - answer.ntp.state == 'synchronized'
          - answer.ntp.system.stratum == 1
        fail_msg: "{{ inventory_hostname }}: {{ answer.ntp }}"

    - name: Name the associations that ntpd does not use
      ansible.builtin.debug:
        msg: "{{ inventory_hostname }}: {{ item.address }} is a {{ item.selection }}"
      loop: "{{ (answer.ntp.associations or []) | selectattr('selection', 'in', ['reject', 'false_tick']) }}"
      loop_control:
        label: "{{ item.id }}"

- name: Read with a bearer token that was issued before
  timesync.meinberg.ntp_info:
    host: lantime.example.com
    token: "{{ vault_meinberg_token }}"

- name: Keep the device's own answer beside the facts
  timesync.meinberg.ntp_info:
    host: lantime.example.com
    username: auditor
    password: "{{ vault_meinberg_password }}"
    include_raw: true
  register: answer
"""

RETURN = r"""
ntp:
  description:
    - The NTP facet. Null as a whole where the device says nothing of NTP.
    - What the device does not say is null, never 0, V(false) or an empty text. Places that could not be read are listed
      in RV(unavailable).
    - Numbers without a fraction are integers, also where the type below is C(float).
    - Where a list of words is given, a word of the device outside it is kept in lower snake case.
    - Times are ISO 8601 in UTC.
  type: dict
  returned: success
  contains:
    running:
      description: Whether the NTP service runs.
      type: bool
    state:
      description:
        - The state of the service.
        - One of V(init), V(synchronized), V(not_synchronized) and V(stopped).
        - LTOS does not name it. There it follows from RV(ntp.running), the leap indicator and the stratum.
      type: str
    system:
      description: The system variables of the service.
      type: dict
      returned: success
      sample:
        stratum: 1
        reference_id: GPS
        leap_indicator: none
        precision_ns: 3814.697265625
        precision_log2: -18
        root_delay_ns: 0
        root_dispersion_ns: 1150000
        jitter_ns: 4000
        wander_raw: 0.001
        tai_offset_s: 37
        leap_file_expires: "2026-12-28T00:00:00Z"
      contains:
        stratum:
          description: The stratum that clients see. 16 is not synchronised.
          type: int
        reference_id:
          description: What the service is synchronised to, as ntpd writes it, for example V(GPS).
          type: str
        leap_indicator:
          description:
            - What clients are told of a leap second.
            - One of V(none), V(add_second), V(delete_second) and V(alarm), the last being not synchronised.
          type: str
        precision_ns:
          description: The precision of the clock, in nanoseconds.
          type: float
        precision_log2:
          description: The same as a power of two of seconds. Null where the device writes a duration.
          type: int
        root_delay_ns:
          description: The round trip to the primary reference, in nanoseconds.
          type: float
        root_dispersion_ns:
          description: The dispersion up to the primary reference, in nanoseconds.
          type: float
        jitter_ns:
          description: The jitter of the clock, in nanoseconds.
          type: float
        wander_ppm:
          description:
            - The frequency wander of the clock, in parts per million.
            - Always null so far, since nothing public tells the unit of what LTOS writes.
            - See RV(ntp.system.wander_raw).
          type: float
        wander_raw:
          description: The frequency wander of the clock as the device writes it, its unit unknown. LTOS only.
          type: float
        tai_offset_s:
          description: TAI minus UTC, in seconds.
          type: int
        leap_second_time:
          description: The latest leap second that the leap second file holds. LTOS only.
          type: str
        leap_file_expires:
          description: When the leap second file expires.
          type: str
        association_id:
          description: The id of the association that the service follows.
          type: int
        time:
          description: The time of the service. meinbergOS only.
          type: str
        clock_source:
          description: The kind of source by the status word, for example V(uhf_radio). LTOS only.
          type: str
        status_word:
          description: The status word of ntpd in hexadecimal. LTOS only.
          type: str
        event_code:
          description: The latest event by the status word. LTOS only.
          type: str
        event_count:
          description: How often that event came in a row, at most 15. LTOS only.
          type: int
    associations:
      description: The reference clocks and the peers.
      type: list
      elements: dict
      returned: success
      sample:
        - id: ref_1
          address: 127.127.8.0
          kind: reference_clock
          selection: pps_peer
          stratum: 0
          reference_id: GPS
          reach: 255
          reachable: true
          offset_ns: 1200
          jitter_ns: 850
      contains:
        id:
          description: The device's name for the association. Where it has none, its kind and number.
          type: str
        address:
          description: The address. That of a reference clock of ntpd begins with C(127.127).
          type: str
        name:
          description: The host name.
          type: str
        kind:
          description: V(reference_clock) or V(peer).
          type: str
        association_id:
          description: The id of the association.
          type: int
        selection:
          description:
            - What the service makes of it.
            - >-
              One of V(reject), V(false_tick), V(excess), V(outlier), V(candidate), V(backup), V(sys_peer) and
              V(pps_peer). The last two are those that it follows.
          type: str
        stratum:
          description: The stratum of the peer. 0 for a reference clock, 16 where it is not synchronised.
          type: int
        reference_id:
          description: What the peer is synchronised to, as ntpd writes it.
          type: str
        leap_indicator:
          description: What the peer tells, with the words of RV(ntp.system.leap_indicator).
          type: str
        reach:
          description:
            - The reach register, 0 to 255, one bit for each of the last eight polls, the latest being the lowest.
            - 255, which ntpq shows as C(377), is eight answers.
          type: int
        reachable:
          description: Whether the peer has answered lately.
          type: bool
        configured:
          description: Whether the association is configured rather than found. LTOS only.
          type: bool
        broadcast:
          description: Whether it is a broadcast association. LTOS only.
          type: bool
        authentication_enabled:
          description: Whether authentication is enabled for it. LTOS only.
          type: bool
        authenticated:
          description: Whether its packets are authentic. LTOS only.
          type: bool
        offset_ns:
          description: The offset to the peer, in nanoseconds.
          type: float
        delay_ns:
          description: The round trip to the peer, in nanoseconds.
          type: float
        dispersion_ns:
          description: The dispersion of the peer, in nanoseconds.
          type: float
        jitter_ns:
          description: The jitter of the peer, in nanoseconds.
          type: float
        root_delay_ns:
          description: The round trip from the peer to its primary reference, in nanoseconds.
          type: float
        root_dispersion_ns:
          description: The dispersion from the peer to its primary reference, in nanoseconds.
          type: float
        precision_ns:
          description: The precision of the peer, in nanoseconds.
          type: float
        precision_log2:
          description: The same as a power of two of seconds. Null where the device writes a duration.
          type: int
        status_word:
          description: The status word of the association in hexadecimal. LTOS only.
          type: str
        event_code:
          description: The latest event by the status word. LTOS only.
          type: str
        event_count:
          description: How often that event came in a row, at most 15. LTOS only.
          type: int
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
run = info("ntp")


def main() -> None:
    """Run as an ordinary module."""
    run_module(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
