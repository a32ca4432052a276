#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ptp_probe_info
short_description: Listen for PTP time transmitters on a network interface
version_added: 1.0.0
description:
  - >-
    Listens on an interface of a probe host for some seconds, and returns every PTP time transmitter that was heard
    (IEEE 1588 version 2, with its profiles), with what its Announce messages say and how often it sends.
  - >-
    M(timesync.meinberg.ptp_info) reads what a device says of its PTP service. This module shows what arrives at a
    port of the network. It works with any device that speaks PTP.
  - It sends no PTP message, unless O(management=true). It sets no clock.
  - It only reads. The result is never C(changed).
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
  interface:
    description:
      - Name of the Ethernet interface of the probe host to listen on, for example V(eth0).
      - On the parent of a VLAN's interface all VLANs are heard that the network card does not keep back.
    type: str
    required: true
  duration:
    description:
      - Seconds to listen, 86400 at most.
      - An interval can only be measured where two messages of a kind are heard.
    type: float
    default: 10
  transports:
    description:
      - >-
        What to listen to. V(l2) is PTP over Ethernet, V(udp_ipv4) and V(udp_ipv6) are PTP over UDP (IEEE 1588-2019,
        Annexes F, D and E).
    type: list
    elements: str
    choices: [l2, udp_ipv4, udp_ipv6]
    default: [l2, udp_ipv4, udp_ipv6]
  domains:
    description: The domain numbers to listen to, from 0 to 255. All, where not given.
    type: list
    elements: int
  join:
    description:
      - >-
        Whether to join the multicast groups of PTP over UDP, which are C(224.0.1.129), C(224.0.0.107), C(ff02::181),
        C(ff05::181), C(ff08::181), C(ff0e::181) and C(ff02::6b).
      - The kernel then tells the network by IGMP and MLD, and that it leaves them at the end.
      - Without it nothing at all is sent, but a switch that snoops may keep these groups back.
    type: bool
    default: true
  promiscuous:
    description:
      - Whether to hear frames that are addressed to others too, as on a port that mirrors another one.
      - Unicast profiles such as ITU-T G.8275.2 are heard from such a port only.
    type: bool
    default: false
  management:
    description:
      - >-
        Whether to send PTP management messages: half way through, each network where a transmitter was heard is asked
        once for each of the data sets in RV(ptp_probe.management.answers).
      - The messages are GETs, which change nothing, and pass one boundary clock at most. 64 networks are asked at most.
      - Networks with a VLAN's tag are not asked. Ask them from the VLAN's own interface.
    type: bool
    default: false
  max_transmitters:
    description:
      - How many transmitters are kept at most, 1 to 4096. It keeps the memory bounded whatever arrives.
      - Where more are heard, RV(ptp_probe.stopped_counting) says so.
    type: int
    default: 256
requirements:
  - Linux and Python 3.8 or newer on the probe host; no library
  - The capability C(CAP_NET_RAW), which root has, on the probe host
seealso:
  - module: timesync.meinberg.ptp_info
    description: What the device itself says of its PTP service.
  - module: timesync.meinberg.ntp_probe_info
    description: What NTP clients receive.
notes:
  - >-
    The task runs in the Ansible process where its connection is C(local), also by C(delegate_to=localhost). Else, and
    where it is asynchronous, becomes another user, or the variable C(meinberg_in_process) is false, it runs as an
    ordinary module on the host of its connection.
  - >-
    One packet socket (C(AF_PACKET)) hears all transports. A filter in the kernel lets nothing but PTP through. The
    interface is told the multicast addresses 01-1B-19-00-00-00, 01-80-C2-00-00-0E and those of the groups, which sends
    nothing. No port is bound, so a PTP daemon of the host is not disturbed. What the host itself sends is left out.
  - >-
    Messages are read by IEEE 1588-2019, clauses 13, 14 and 15, and 7.6.2. IEEE 802.1AS, ITU-T G.8265.1, G.8275.1 and
    G.8275.2, IEC/IEEE 61850-9-3, IEEE C37.238, SMPTE ST 2059-2 and AES67 use the same ones. Messages of version 1 are
    counted, and else left alone.
  - >-
    A switch forwards 01-80-C2-00-00-0E to nobody. What is sent there is heard from the neighbour alone.
  - Nothing is checked by cryptography. Whoever can send into the network can invent transmitters.
"""

EXAMPLES = r"""
- name: Hear who sends time
  timesync.meinberg.ptp_probe_info:
    interface: eth0
  delegate_to: probe1.example.com
  become: true
  register: answer

- name: Stop where the best of domain 24 is not locked to its reference (clock class 6)
  ansible.builtin.assert:
    that:
      - heard | length > 0
      - heard | selectattr('announce.clock_class', 'eq', 6) | list | length == heard | length
    fail_msg: "{{ heard | map(attribute='clock_identity') | join(', ') or 'nobody' }} was heard"
  vars:
    best: "{{ answer.ptp_probe.best | selectattr('domain_number', 'eq', 24) | map(attribute='clock_identity') }}"
    heard: >-
      {{ answer.ptp_probe.transmitters | selectattr('domain_number', 'eq', 24)
      | selectattr('clock_identity', 'in', best) }}

- name: Listen for gPTP (IEEE 802.1AS) on the machine that runs Ansible, and send nothing at all
  timesync.meinberg.ptp_probe_info:
    interface: enp3s0
    transports: [l2]
    domains: [0]
    join: false
    duration: 5
  delegate_to: localhost
  register: answer

- name: Ask what was heard for its data sets too
  timesync.meinberg.ptp_probe_info:
    interface: eth0
    management: true
  become: true
  register: answer

- name: Show the states of the ports that answered
  ansible.builtin.debug:
    msg: "{{ item.port_ds.port_identity }} is {{ item.port_ds.state }}"
  loop: "{{ answer.ptp_probe.management.answers | selectattr('port_ds') }}"
  loop_control:
    label: "{{ item.clock_identity }}"
"""

RETURN = r"""
ptp_probe:
  description:
    - What was heard.
    - What is not known is null, never 0, V(false) or an empty text.
    - Numbers without a fraction are integers, also where the type below is C(float).
    - Identities are written as C(pmc) writes them.
  type: dict
  returned: success
  contains:
    interface:
      description: The interface that was listened on.
      type: str
      sample: eth0
    duration_s:
      description: How long it was listened, in seconds.
      type: float
    listened:
      description: What was listened to.
      type: dict
      contains:
        transports:
          description: The transports.
          type: list
          elements: str
        domains:
          description: The domain numbers. Null for all.
          type: list
          elements: int
        groups:
          description: The multicast groups that were joined.
          type: list
          elements: str
    packets:
      description: How many messages there were. Each is counted once.
      type: dict
      contains:
        ptp:
          description: Well-formed messages of version 2 that were listened for.
          type: int
        malformed:
          description: >-
            Messages whose length does not fit their type or what carried them, and those with a TLV that runs past
            their end.
          type: int
        other_version:
          description: Messages of another version of PTP than 2.
          type: int
        ignored:
          description: Messages of other transports and domains than those wanted, and of reserved types.
          type: int
        dropped:
          description: Messages that the kernel had no room for, since too many came at once.
          type: int
    transmitters:
      description:
        - >-
          The ports that sent Announce, Sync, Follow_Up or Delay_Resp messages, by domain. One identity at two addresses
          is two of them.
      type: list
      elements: dict
      sample:
        - transport: udp_ipv4
          vlan: null
          domain_number: 0
          sdo_id: "0x000"
          clock_identity: ec4670.fffe.000001
          port_number: 1
          address: 192.0.2.10
          two_step: true
          unicast: false
          delay_mechanism: e2e
      contains:
        clock_identity:
          description: The clock identity, for example V(ec4670.fffe.000001).
          type: str
        port_number:
          description: The number of its port.
          type: int
        domain_number:
          description: The domain number.
          type: int
        transport:
          description: How its messages came, V(l2), V(udp_ipv4) or V(udp_ipv6).
          type: str
        address:
          description: The address that they came from, a MAC address with V(l2), else an IP address.
          type: str
        vlan:
          description: The number of the VLAN in their tag, 0 for a tag that only gives a priority. Null without a tag.
          type: int
        major_version:
          description: The version of PTP. Always 2.
          type: int
        minor_version:
          description: Its minor version, 0 for IEEE 1588-2008 and 1 for IEEE 1588-2019.
          type: int
        sdo_id:
          description: The sdoId (IEEE 1588-2019, 7.1.4). V(0x100) is IEEE 802.1AS, V(0x000) almost all others.
          type: str
        announce:
          description: The latest Announce message (IEEE 1588-2019, 13.5). Null where none was heard.
          type: dict
          contains:
            grandmaster_identity:
              description: The clock identity of the grandmaster.
              type: str
            clock_class:
              description: The grandmaster's clock class. 6 is locked to a primary reference, 7 is its holdover.
              type: int
            clock_accuracy:
              description: The code of its clock accuracy as C(pmc) prints it, for example V(0x21).
              type: str
            clock_accuracy_ns:
              description:
                - The bound that this code stands for, in nanoseconds.
                - Null for V(0x31) (worse than 10 s), V(0xfe) (unknown) and reserved codes.
              type: float
            clock_variance:
              description: The offset scaled log variance of the grandmaster.
              type: int
            priority1:
              description: Priority 1 of the grandmaster.
              type: int
            priority2:
              description: Priority 2 of the grandmaster.
              type: int
            steps_removed:
              description: The number of paths between the transmitter and the grandmaster.
              type: int
            time_source:
              description:
                - Where the time is from.
                - >-
                  One of V(atomic_clock), V(gnss), V(terrestrial_radio), V(serial_time_code), V(ptp), V(ntp),
                  V(hand_set), V(other) and V(internal_oscillator); a code without a word is given as it is, like
                  C(0xf0).
              type: str
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
            synchronization_uncertain:
              description: Whether the synchronisation is uncertain (IEEE 1588-2019, 13.3.2.8).
              type: bool
            alternate_master:
              description: Whether it is from an alternate time transmitter (17.3), which is not to be chosen.
              type: bool
            tlvs:
              description: The TLVs of the message, in their order (clause 14).
              type: list
              elements: dict
              contains:
                type:
                  description: The type, for example V(0x0008).
                  type: str
                type_name:
                  description: Its name in table 52 of IEEE 1588-2019, in lower case. Null for a reserved one.
                  type: str
                length:
                  description: The length of its value, in octets.
                  type: int
                organization_id:
                  description: The organisation that defined it, for example V(1c:12:9d). Null for others.
                  type: str
                organization_sub_type:
                  description: The number that the organisation gave to this kind. Null for others.
                  type: int
            path_trace:
              description: The clock identities of the PATH_TRACE TLV (16.2). Null without one.
              type: list
              elements: str
        two_step:
          description: Whether Follow_Up messages follow its Sync messages. Null where no Sync message was heard.
          type: bool
        unicast:
          description: Whether its Announce and Sync messages are unicast. Null where some are, or none was heard.
          type: bool
        messages:
          description: How many messages of each kind it sent.
          type: dict
          contains:
            sync:
              description: Sync messages.
              type: dict
              contains: &counted
                count:
                  description: How many there were.
                  type: int
                log_interval_announced:
                  description: >-
                    Their interval as the latest one says it, as a power of two of seconds. Null where it says nothing
                    (0x7f).
                  type: int
                log_interval_measured:
                  description: >-
                    The binary logarithm of the median of the latest 256 intervals in seconds. Null below two messages,
                    and for Signaling and Management messages.
                  type: float
                per_second:
                  description: How many came each second, from the first to the last. Null as that.
                  type: float
            delay_req:
              description: Delay_Req messages.
              type: dict
              contains: *counted
            pdelay_req:
              description: Pdelay_Req messages.
              type: dict
              contains: *counted
            pdelay_resp:
              description: Pdelay_Resp messages.
              type: dict
              contains: *counted
            follow_up:
              description: Follow_Up messages.
              type: dict
              contains: *counted
            delay_resp:
              description: Delay_Resp messages.
              type: dict
              contains: *counted
            pdelay_resp_follow_up:
              description: Pdelay_Resp_Follow_Up messages.
              type: dict
              contains: *counted
            announce:
              description: Announce messages.
              type: dict
              contains: *counted
            signaling:
              description: Signaling messages.
              type: dict
              contains: *counted
            management:
              description: Management messages.
              type: dict
              contains: *counted
        delay_mechanism:
          description:
            - V(e2e) where it answered Delay_Req messages, V(p2p) where it sent messages of the peer delay mechanism.
            - Null where neither was heard, or both.
          type: str
        first_heard:
          description: When the first of its messages came, by the probe host's clock.
          type: str
        last_heard:
          description: When the last one came.
          type: str
    best:
      description:
        - >-
          The best of each domain, by the data set comparison of IEEE 1588-2019, 9.3.4, among those that were heard.
          Transports, VLANs and values of sdoId are networks of their own.
        - >-
          It is the comparison of the default profiles, and of IEEE 802.1AS. ITU-T G.8265.1, G.8275.1 and G.8275.2
          compare by other rules, with values that no message holds.
        - Not among them are those that are more than 254 steps away, and alternate time transmitters.
      type: list
      elements: dict
      contains:
        domain_number:
          description: The domain number.
          type: int
        sdo_id:
          description: The sdoId.
          type: str
        transport:
          description: The transport.
          type: str
        vlan:
          description: The number of the VLAN. Null without a tag.
          type: int
        clock_identity:
          description: The clock identity of the transmitter.
          type: str
        port_number:
          description: The number of its port.
          type: int
        grandmaster_identity:
          description: The clock identity of its grandmaster.
          type: str
    management:
      description: What was asked for, with O(management=true).
      type: dict
      contains:
        asked:
          description: How many questions were sent.
          type: int
        answers:
          description:
            - What was answered, by port. Ports that are not transmitters answer too.
            - >-
              The data sets have the members that they have in RV(timesync.meinberg.ptp_info#module:ptp.instances). One
              that a port does not give is null; many devices answer no management messages at all.
          type: list
          elements: dict
          contains:
            clock_identity:
              description: The clock identity.
              type: str
            port_number:
              description: The number of its port.
              type: int
            domain_number:
              description: The domain number.
              type: int
            transport:
              description: The transport.
              type: str
            address:
              description: The address that the answer came from.
              type: str
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
                    RV(ptp_probe.management.answers[].default_ds.clock_accuracy).
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
            port_ds:
              description: The port data set.
              type: dict
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
    stopped_counting:
      description: Whether there were more transmitters than O(max_transmitters).
      type: bool
    note:
      description: What limits what can be heard here, and what was sent, in sentences.
      type: str
gathered_at:
  description: When the listening began by the probe host's clock.
  type: str
  returned: success
error:
  description:
    - Why it could not be listened. See RV(timesync.meinberg.device_facts#module:error).
    - >-
      V(forbidden) is a user without C(CAP_NET_RAW), V(connect) an interface that is not there, is down, has no link or
      goes down, V(dependency) another system than Linux.
  type: dict
  returned: failure
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.probe_arguments import PTP_PROBE as ARGUMENT_SPEC
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_probe import run
from ansible_collections.timesync.meinberg.plugins.module_utils.running import run_probe


def main() -> None:
    """Run as an ordinary module."""
    run_probe(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
