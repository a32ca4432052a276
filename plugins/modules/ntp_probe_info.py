#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ntp_probe_info
short_description: Ask NTP servers for the time, as their clients do
version_added: 1.0.0
description:
  - Asks one NTP server, or many at once, over UDP, and returns what each told, and how far its clock is from ours.
  - >-
    M(timesync.meinberg.ntp_info) reads what a device says of its NTP service. This module shows what clients receive.
    It works with any NTP server.
  - >-
    All offsets are against the clock of the machine that asks. Run it on a host whose clock is good, and look at
    RV(ntp_probe.local_clock).
  - It only asks. The result is never C(changed).
author:
  - The timesync.meinberg maintainers (@timesync)
extends_documentation_fragment:
  - timesync.meinberg.attributes
attributes:
  action_group:
    description: It is not in the action group; it does not speak REST, so the connection options mean nothing to it.
    support: none
    membership: []
options:
  host:
    description:
      - Name or address of one NTP server; IPv6 too.
      - Give either this or O(hosts).
    type: str
  hosts:
    description:
      - Names or addresses of many NTP servers, which are asked at the same time.
      - One that gives no answer is data here, not a failure.
    type: list
    elements: str
  port:
    description: UDP port of the servers.
    type: int
    default: 123
  samples:
    description: How often each server is asked, 1 to 1000 times.
    type: int
    default: 4
  spacing:
    description:
      - Seconds from one request to the next.
      - >-
        The default is the spacing that ntpd and chronyd use themselves with C(iburst). It is what the rate limits of
        ntpd (C(discard minimum), 2 s) and chronyd (C(ratelimit), bursts of 8) let pass.
      - It is doubled for each kiss of death V(RATE).
    type: float
    default: 2
  timeout:
    description: Seconds to wait for each answer.
    type: float
    default: 2
  deadline:
    description:
      - Seconds for all that is done with one server, the resolution of its name included.
      - Where it passes after the first answer, there are fewer samples.
    type: float
    default: 60
  version:
    description: The version of NTP that is asked for.
    type: int
    choices: [1, 2, 3, 4]
    default: 4
  source:
    description:
      - Address of the asking machine to ask from. It picks the interface on most machines.
      - Where not given, the system chooses.
    type: str
  family:
    description:
      - V(ipv4) or V(ipv6) takes only addresses of that family where a name has several.
      - The first address of a name that there is a way to is asked, and no other.
    type: str
    choices: [any, ipv4, ipv6]
    default: any
  mode6:
    description:
      - Whether to send one NTP control message (mode 6, C(readvar)) too, which changes nothing.
      - A server that answers it to everybody can be used to flood others, and RFC 8633 (3.4) wants it blocked.
      - It is not sent to a server that told us to go.
    type: bool
    default: true
  local_clock:
    description: Whether to find out how good the clock of the asking machine is.
    type: bool
    default: true
requirements:
  - Python 3.8 or newer on the machine that asks; no library
seealso:
  - module: timesync.meinberg.ntp_info
    description: What the device itself says of its NTP service.
notes:
  - >-
    The task runs in the Ansible process where its connection is C(local), also by C(delegate_to=localhost). Else, and
    where it is asynchronous, becomes another user, or the variable C(meinberg_in_process) is false, it runs as an
    ordinary module on the host of its connection, so C(delegate_to) chooses the machine that asks.
  - >-
    Requests hold a random number in place of our time, and tell nothing of the machine that asks. An answer counts only
    if it comes from the address and port that were asked, repeats that number, and is one that a server sends. All
    others are counted in RV(ntp_probe.summary.refused), and waiting goes on.
  - A kiss of death is obeyed (RFC 5905, 7.4). V(DENY) and V(RSTR) end the samples, V(RATE) doubles the spacing.
  - >-
    Timestamps are whole numbers throughout, and answers are stamped by the kernel where it is Linux. The library ntplib
    is not used. It computes with floats, in steps of 0.5 µs, does not check that an answer is one to its request, and
    would have to be installed on every machine that asks.
  - What is sent and received is not authenticated. Extension fields and MACs are not looked at.
"""

EXAMPLES = r"""
- name: Ask one server from the machine that runs Ansible
  timesync.meinberg.ntp_probe_info:
    host: lantime.example.com
  delegate_to: localhost
  register: answer

- name: Show what it told
  ansible.builtin.debug:
    msg: >-
      stratum {{ answer.ntp_probe.summary.stratum }}, {{ answer.ntp_probe.summary.offset_ns }} ns off the clock here,
      which is known to {{ answer.ntp_probe.local_clock.maximum_error_ns }} ns

- name: Compare servers from a host in the plant
  hosts: probe1.example.com
  gather_facts: false
  tasks:
    - name: Ask them all at once
      timesync.meinberg.ntp_probe_info:
        hosts: [lantime1.example.com, lantime2.example.com, "2001:db8::123"]
        samples: 8
      register: answer

    - name: Stop where one is not there, or not synchronised
      ansible.builtin.assert:
        that:
          - item.value.error is not defined
          - item.value.summary.leap_indicator in ['none', 'add_second', 'delete_second']
        fail_msg: "{{ item.key }}: {{ item.value.msg | default('not synchronised') }}"
      loop: "{{ answer.ntp_probes | dict2items }}"
      loop_control:
        label: "{{ item.key }}"

- name: Check that a server tells strangers nothing by mode 6
  timesync.meinberg.ntp_probe_info:
    host: 192.0.2.123
    samples: 1
    family: ipv4
    source: 192.0.2.7
  register: answer
  failed_when: answer.ntp_probe.mode6.answered
"""

RETURN = r"""
ntp_probe:
  description:
    - What the server told, and what was measured. What is not known is null.
    - Times are ISO 8601 in UTC.
  type: dict
  returned: success, with O(host)
  contains:
    host:
      description: The server as it was given.
      type: str
    address:
      description: The address that was asked.
      type: str
    port:
      description: The port that was asked.
      type: int
    family:
      description: V(ipv4) or V(ipv6).
      type: str
    source:
      description: The address of the asking machine that was asked from.
      type: str
    samples:
      description: The requests in their order, each with its answer, or with nulls where it had none.
      type: list
      elements: dict
      returned: success
      sample:
        - time: "2026-11-22T18:21:11.123456Z"
          offset_ns: 1260
          delay_ns: 214310
          stratum: 1
          reference_id: GPS
          reference_id_hex: "47505300"
          leap_indicator: none
          precision_log2_s: -18
          precision_ns: 3814.697265625
          root_delay_ns: 0
          root_dispersion_ns: 1159667.96875
          root_distance_ns: 1159667.96875
          poll_log2_s: 3
          version: 4
          mode: 4
          reference_time: "2026-11-22T18:21:04.999887Z"
      contains:
        time:
          description: When the request was sent, by the clock of the asking machine.
          type: str
        offset_ns:
          description:
            - The server's clock minus that of the asking machine, in nanoseconds (RFC 5905, 8).
            - Null for a kiss of death, and where the clock of the asking machine was set meanwhile.
          type: int
        delay_ns:
          description:
            - The time on the way there and back, in nanoseconds, without the time at the server.
            - The offset may be wrong by half of it. It may be below zero by the server's precision.
          type: int
        stratum:
          description: The stratum as the server sends it. 0 is not synchronised, or a kiss of death.
          type: int
        reference_id:
          description:
            - What the server follows. In stratum 0 and 1 a name, if it is one.
            - >-
              From stratum 2 on the IPv4 address of the server above it, where the server was asked over IPv4. If it
              follows that one over IPv6, this is no address but a hash, and nothing tells the two apart.
            - Null from stratum 2 on over IPv6, where a hash is likely. See RV(ntp_probe.samples[].reference_id_hex).
          type: str
        reference_id_hex:
          description: The same four bytes in hexadecimal, whatever they mean.
          type: str
        leap_indicator:
          description:
            - What the server tells of a leap second.
            - One of V(none), V(add_second), V(delete_second) and V(alarm), the last being not synchronised.
          type: str
        precision_log2_s:
          description: The precision of the server's clock as a power of two of seconds.
          type: int
        precision_ns:
          description: The same in nanoseconds. Null where the power is one of no clock.
          type: float
        root_delay_ns:
          description: The round trip from the server to the primary reference, in nanoseconds.
          type: float
        root_dispersion_ns:
          description: The dispersion from the server up to the primary reference, in nanoseconds.
          type: float
        root_distance_ns:
          description:
            - Root dispersion plus half the root delay, in nanoseconds (RFC 5905, 11.2.3).
            - >-
              It is the server's own, as the audit computes it from the facts of a device. The way to the server is not
              in it; add half of the delay for the bound of a client.
          type: float
        poll_log2_s:
          description: The poll interval that the server sends, as a power of two of seconds.
          type: int
        version:
          description: The version of the answer.
          type: int
        mode:
          description: The mode of the answer, 4 being a server's.
          type: int
        kiss_code:
          description: What a server of stratum 0 says, for example V(RATE), V(DENY) or V(INIT).
          type: str
        reference_time:
          description: When the server's clock was last set or corrected. Null if it never was.
          type: str
        error:
          description:
            - Why there is no answer, or no offset.
            - >-
              One of V(timeout), V(connect) (refused or no way there), V(malformed) (answers came that no server means)
              and V(clock_step) (the clock of the asking machine was set meanwhile).
          type: str
    summary:
      description: What the samples say together.
      type: dict
      returned: success
      contains:
        sent:
          description: How many requests were sent.
          type: int
        answered:
          description: How many had an answer, kisses of death included.
          type: int
        refused:
          description: How many datagrams came from the server's address and port that are no answers to a request.
          type: int
        offset_ns:
          description: The median of the offsets, in nanoseconds.
          type: int
        delay_ns:
          description: The median of the delays, in nanoseconds.
          type: int
        minimum_delay:
          description: The sample with the smallest delay, whose offset is the best known.
          type: dict
          contains:
            offset_ns:
              description: Its offset, in nanoseconds.
              type: int
            delay_ns:
              description: Its delay, in nanoseconds.
              type: int
        jitter_ns:
          description:
            - >-
              The root mean square of the other offsets against that of the smallest delay, in nanoseconds
              (RFC 5905, 10).
            - Null for fewer than two.
          type: int
        stratum:
          description: That of the latest answer with a time, as are those below.
          type: int
        reference_id:
          description: See RV(ntp_probe.samples[].reference_id).
          type: str
        leap_indicator:
          description: See RV(ntp_probe.samples[].leap_indicator).
          type: str
        root_delay_ns:
          description: See RV(ntp_probe.samples[].root_delay_ns).
          type: float
        root_dispersion_ns:
          description: See RV(ntp_probe.samples[].root_dispersion_ns).
          type: float
        root_distance_ns:
          description: See RV(ntp_probe.samples[].root_distance_ns).
          type: float
        kiss_codes:
          description: The kiss codes that came, each once.
          type: list
          elements: str
    mode6:
      description: What came of the control message. Null throughout where none was sent.
      type: dict
      returned: success
      contains:
        answered:
          description: Whether the server answered it, be it with an error.
          type: bool
        bytes:
          description: The size of the answer in bytes. The request has 12.
          type: int
        status:
          description: The system status word in hexadecimal.
          type: str
        error:
          description:
            - Why there are no variables.
            - >-
              What the server says, one of V(authentication), V(length_or_format), V(operation_code), V(association),
              V(variable_name), V(variable_value), V(prohibited) and V(unspecified) (RFC 9327, 3), else V(timeout),
              V(connect) or V(malformed).
          type: str
    local_clock:
      description: The clock of the asking machine. Null throughout with O(local_clock=false).
      type: dict
      returned: success
      contains:
        source:
          description: Who says so, V(chronyc) or V(adjtimex), the kernel. Null where neither does.
          type: str
        synchronized:
          description: Whether the clock is synchronised.
          type: bool
        estimated_error_ns:
          description: The estimated error, in nanoseconds. Of chronyd it is the root mean square of the offset.
          type: float
        maximum_error_ns:
          description:
            - The bound of the error, in nanoseconds.
            - Of chronyd it is the correction still to be made, the root dispersion and half the root delay.
          type: float
        offset_ns:
          description: The correction still to be made to the clock, in nanoseconds, above zero where it is slow.
          type: float
        stratum:
          description: The stratum of the machine. chronyd only.
          type: int
        reference_id:
          description: The reference clock or the server that the machine follows. chronyd only.
          type: str
        leap_indicator:
          description: The leap second to come, with the words of RV(ntp_probe.samples[].leap_indicator).
          type: str
    note:
      description: That offsets are against the clock of the machine that asked.
      type: str
ntp_probes:
  description:
    - By server, what RV(ntp_probe) would hold.
    - >-
      For one that gave no answer, C(error) with C(kind), C(url), C(status_code), C(hint_code) and C(hint), and C(msg).
  type: dict
  returned: success, with O(hosts)
gathered_at:
  description: When the asking began, by the clock of the asking machine.
  type: str
  returned: success
error:
  description:
    - Why the server could not be asked.
    - >-
      C(kind) is V(dns), V(connect), V(timeout) or V(protocol). See
      RV(timesync.meinberg.device_facts#module:error).
  type: dict
  returned: failure, with O(host)
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.probe_arguments import NTP_PROBE as ARGUMENT_SPEC
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ntp_probe import run
from ansible_collections.timesync.meinberg.plugins.module_utils.running import run_probe


def main() -> None:
    """Run as an ordinary module."""
    run_probe(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
