#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: status_info
short_description: Read the status of a Meinberg time server
version_added: 1.0.0
description:
  - Reads what a microSync (meinbergOS) or a LANTIME (LTOS) says of itself over its REST API.
  - >-
    That is its system, its synchronisation, its receivers, references, modules, power supplies, network, services and
    events.
  - Both operating systems give one shape. What only one of them has is null on the other.
  - It only reads. The result is never C(changed).
author:
  - The timesync.meinberg maintainers (@timesync)
extends_documentation_fragment:
  - timesync.meinberg.attributes
  - timesync.meinberg.connection
seealso:
  - module: timesync.meinberg.device_facts
    description: All facets in one task and one HTTP session.
  - module: timesync.meinberg.ntp_info
    description: The NTP service of the same device.
  - module: timesync.meinberg.ptp_info
    description: The PTP instances of the same device.
  - module: timesync.meinberg.output_info
    description: The output signals of the same device.
  - name: Facts reference
    description: Where each value stands at the device, and how sure that is.
    link: https://github.com/timesync/meinberg/blob/main/docs/facts.md
"""

EXAMPLES = r"""
- name: Read the status of one device
  timesync.meinberg.status_info:
    host: lantime.example.com
    username: auditor
    password: "{{ vault_meinberg_password }}"
    ca_path: /etc/pki/tls/certs/plant-ca.pem
  register: answer

- name: Show what the device is synchronised to
  ansible.builtin.debug:
    msg: "{{ answer.device.model }} follows {{ answer.status.sync.source }} ({{ answer.status.sync.source_type }})"

# With MEINBERG_USERNAME, MEINBERG_PASSWORD and MEINBERG_CA_PATH in the environment of ansible-playbook
- name: Stop where a time server is not synchronised
  hosts: timeservers
  gather_facts: false
  tasks:
    - name: Read the status
      timesync.meinberg.status_info:
        host: "{{ inventory_hostname }}"
      register: answer

    - name: Check the synchronisation
      ansible.builtin.assert:
        that: answer.status.sync.synchronized is true
        fail_msg: "{{ inventory_hostname }} is {{ answer.status.sync.state or 'in an unknown state' }}"

- name: Find antennas that are disconnected or shorted
  hosts: timeservers
  gather_facts: false
  module_defaults:
    group/timesync.meinberg.meinberg:
      host: "{{ ansible_host | default(inventory_hostname) }}"
      username: auditor
      password: "{{ vault_meinberg_password }}"
  tasks:
    - name: Read the status
      timesync.meinberg.status_info:
      register: answer

    - name: Name the receivers
      ansible.builtin.debug:
        msg: "{{ inventory_hostname }}, {{ item.id }}: {{ item.state }}"
      loop: "{{ answer.status.receivers or [] }}"
      loop_control:
        label: "{{ item.id }}"
      when: item.antenna.connected is false or item.antenna.short_circuit is true

- name: Ask an LTOS device for a bearer token once, and read with that
  timesync.meinberg.status_info:
    host: lantime.example.com
    username: auditor
    password: "{{ vault_meinberg_password }}"
    auth: bearer
    device_os: ltos

- name: See how long the device takes to answer
  timesync.meinberg.status_info:
    host: microsync.example.com
    username: auditor
    password: "{{ vault_meinberg_password }}"
    http_sessions: true
    http_sessions_max_count: 20
  register: answer

- name: Show the round trip of each request
  ansible.builtin.debug:
    msg: "{{ item.method }} {{ item.url }} {{ item.rtt_ms }} ms"
  loop: "{{ answer.http.sessions }}"
  loop_control:
    label: "{{ item.url }}"
"""

RETURN = r"""
status:
  description:
    - The status facet.
    - What the device does not say is null, never 0, V(false) or an empty text. Places that could not be read are listed
      in RV(unavailable).
    - Numbers without a fraction are integers, also where the type below is C(float).
    - Where a list of words is given, a word of the device outside it is kept in lower snake case.
    - Times are ISO 8601 in UTC, with the digits that the device gives.
  type: dict
  returned: success
  contains:
    system:
      description: The device as a computer.
      type: dict
      returned: success
      sample:
        uptime_s: 86411.25
        time: "2026-03-04T05:06:07.123456789Z"
        cpu_load: {load_1m: 0.31, load_5m: 0.4, load_15m: 0.38}
        memory: {total_bytes: 233910272, free_bytes: 165613568}
      contains:
        uptime_s:
          description: Seconds since the device started.
          type: float
        time:
          description: The device's own clock when it answered.
          type: str
        status_updated:
          description: When the device last updated what its API answers. LTOS only.
          type: str
        cpu_load:
          description: The load average of Linux, as processes that run or wait. LTOS only.
          type: dict
          contains:
            load_1m:
              description: Over one minute.
              type: float
            load_5m:
              description: Over five minutes.
              type: float
            load_15m:
              description: Over fifteen minutes.
              type: float
        processes:
          description: The processes of Linux. LTOS only.
          type: dict
          contains:
            running:
              description: How many run or could run.
              type: int
            total:
              description: How many there are.
              type: int
        memory:
          description: The main memory. LTOS only.
          type: dict
          contains:
            total_bytes:
              description: Its size in bytes.
              type: int
            free_bytes:
              description: How much of it is free, in bytes.
              type: int
        storage:
          description: The file systems. LTOS only.
          type: list
          elements: dict
          contains:
            name:
              description: The device's name for the file system.
              type: str
            mountpoint:
              description: Where it is mounted.
              type: str
            total_bytes:
              description: Its size in bytes.
              type: int
            used_bytes:
              description: How much of it is used, in bytes.
              type: int
            available_bytes:
              description: How much of it is left, in bytes.
              type: int
        last_config_change:
          description:
            - When the configuration was last changed. LTOS only.
            - Some devices give a number that nobody can interpret. Then this is null and listed as C(malformed).
          type: str
        position:
          description: Where the device stands, by its own receiver. LTOS only.
          type: dict
          contains:
            latitude_deg:
              description: Latitude in degrees, north positive.
              type: float
            longitude_deg:
              description: Longitude in degrees, east positive.
              type: float
            updated:
              description: When the position was last updated.
              type: str
        front_leds:
          description: The lights on the front panel. LTOS only.
          type: list
          elements: dict
          contains:
            name:
              description: The device's name for the light.
              type: str
            color:
              description: Its colour. V(none) where it is dark.
              type: str
            "on":
              description: Whether it is lit.
              type: bool
            mode:
              description: How it shines, for example V(permanent).
              type: str
    sync:
      description: What the device is synchronised to, and how well.
      type: dict
      returned: success
      sample:
        synchronized: true
        state: synchronized
        source: clk1-gps
        source_type: gnss
        time_quality_ns: 100
        oscillator: {type: ocxo_hq, warmed_up: true}
        holdover: {active: false, state: null, elapsed_s: 0, offset_ns: 0}
        leap_second: {announced: false, kind: null, date: null}
      contains:
        synchronized:
          description:
            - Whether RV(status.sync.state) is V(synchronized).
            - Null where the state is null or V(unknown). A test should therefore be C(is true), not a bare condition.
          type: bool
        state:
          description:
            - The state of the system's clock.
            - One of V(synchronized), V(holdover), V(free_run), V(not_synchronized) and V(unknown).
            - A clock whose holdover time runs is in holdover, even where the device uses another word, as LTOS 7.04.
          type: str
        source:
          description: The device's name for the reference it follows.
          type: str
        source_type:
          description:
            - What kind of signal that reference is.
            - >-
              One of V(gnss), V(long_wave), V(ptp), V(ntp), V(pps), V(frequency), V(timecode), V(internal_oscillator)
              and V(other).
          type: str
        clock_index:
          description: The number of the clock module in use, as the device counts them, the first being 0. LTOS only.
          type: int
        time_quality_ns:
          description:
            - The device's estimate of its time quality, in nanoseconds.
            - On LTOS it is the bound that the device gives (C(less-than-100ns) is 100).
          type: float
        accuracy_ns:
          description: The accuracy of the master reference, in nanoseconds. meinbergOS only.
          type: float
        variance:
          description: The variance of the master reference, as a number without a unit. meinbergOS only.
          type: int
        antenna:
          description: The antenna of the clock in use, V(connected), V(disconnected) or V(short_circuit).
          type: str
        tfom:
          description: The time figure of merit that the device puts out; less is better. LTOS only.
          type: int
        flags:
          description:
            - The status bits of the master reference that are set, for example V(clock_synchronized). meinbergOS only.
          type: list
          elements: str
        oscillator:
          description: The oscillator of the clock in use.
          type: dict
          contains:
            type:
              description:
                - Its type.
                - >-
                  One of V(tcxo), V(ocxo_lq), V(ocxo_sq), V(ocxo_mq), V(ocxo_hq), V(ocxo_dhq), V(rubidium) and
                  V(cesium).
              type: str
            warmed_up:
              description: Whether it has reached its working temperature.
              type: bool
        holdover:
          description: Running on the oscillator alone after the reference was lost.
          type: dict
          contains:
            active:
              description: Whether the device is in holdover. Null where neither its state nor a holdover time tells.
              type: bool
            state:
              description: The device's word for the state of its holdover. meinbergOS only.
              type: str
            elapsed_s:
              description: How long the holdover has lasted, in seconds.
              type: float
            offset_ns:
              description:
                - The time offset that the device states for its holdover, in nanoseconds.
                - >-
                  LTOS gives a number without a unit. Anything but 0 is therefore null, and listed as C(malformed).
              type: float
        leap_second:
          description: The next leap second.
          type: dict
          contains:
            announced:
              description: Whether one is announced.
              type: bool
            kind:
              description: V(insert) or V(delete). Null where none is announced. meinbergOS only.
              type: str
            date:
              description: The day at whose end it comes.
              type: str
    receivers:
      description:
        - The modules that receive a time signal.
        - Null where the device does not list its modules.
      type: list
      elements: dict
      returned: success
      sample:
        - id: clk1
          model: grc180
          kind: gnss
          state: synchronized
          synchronized: true
          antenna: {connected: true, short_circuit: false}
          satellites: {in_view: 14, used: 9}
      contains:
        id:
          description: The slot of the receiver, for example V(clk1).
          type: str
        model:
          description: The receiver's model.
          type: str
        serial_number:
          description: The receiver's serial number.
          type: str
        software_revision:
          description: The receiver's software revision.
          type: str
        kind:
          description: What it receives, V(gnss), V(long_wave), V(timecode) or V(other).
          type: str
        reference_type:
          description: The device's word for the receiver's reference. LTOS only.
          type: str
        selected:
          description: Whether this is the clock in use. LTOS only.
          type: bool
        synchronized:
          description: Whether the receiver is synchronised to what it receives.
          type: bool
        state:
          description:
            - The receiver's state by its own word, else by its flags, a fault of the antenna first.
            - >-
              One of V(no_data), V(waiting_for_data), V(antenna_short_circuit), V(antenna_disconnected), V(cold_boot),
              V(warm_boot), V(tracking) and V(synchronized).
          type: str
        operation_mode:
          description: The receiver's mode as a word, for example V(normal_operation).
          type: str
        mode_code:
          description: The receiver's mode as the device's number. meinbergOS only.
          type: int
        status_code:
          description: The status of the receiver's time as the device's number. meinbergOS only.
          type: int
        time:
          description: The receiver's time. meinbergOS only.
          type: str
        gps_week:
          description: The GPS week number. meinbergOS only.
          type: int
        gps_week_second:
          description: The second of the GPS week. meinbergOS only.
          type: int
        local_time_offset_s:
          description: The offset of the receiver's local time from UTC, in seconds. meinbergOS only.
          type: int
        is_local_time:
          description: Whether the receiver's time is local time. meinbergOS only.
          type: bool
        daylight_saving:
          description: Whether daylight saving time is in force. meinbergOS only.
          type: bool
        time_quality_ns:
          description: The bound that the receiver gives for its time quality, in nanoseconds. LTOS only.
          type: float
        oscillator:
          description: The receiver's oscillator.
          type: dict
          contains:
            type:
              description: Its type, with the words of RV(status.sync.oscillator.type).
              type: str
            warmed_up:
              description: Whether it has reached its working temperature. LTOS only.
              type: bool
        antenna:
          description: The receiver's antenna.
          type: dict
          contains:
            connected:
              description: Whether an antenna is connected.
              type: bool
            short_circuit:
              description: Whether its line is shorted.
              type: bool
        satellites:
          description: What a GNSS receiver sees.
          type: dict
          contains:
            in_view:
              description: The number of satellites in view.
              type: int
            used:
              description: The number of satellites that are good to use.
              type: int
            selected:
              description: The satellites in use, by the device's names. LTOS only.
              type: list
              elements: str
            systems:
              description: The satellites of each system. meinbergOS only.
              type: list
              elements: dict
              contains:
                system:
                  description:
                    - The satellite system.
                    - One of V(gps), V(galileo), V(glonass), V(beidou), V(qzss), V(navic) and V(sbas).
                  type: str
                in_view:
                  description: The number of its satellites in view.
                  type: int
                used:
                  description: The number of its satellites in use.
                  type: int
            pdop:
              description: Position dilution of precision. LTOS only.
              type: float
            tdop:
              description: Time dilution of precision. LTOS only.
              type: float
        position:
          description: Where the receiver's antenna stands.
          type: dict
          contains:
            latitude_deg:
              description: Latitude in degrees, north positive.
              type: float
            longitude_deg:
              description: Longitude in degrees, east positive.
              type: float
            altitude_m:
              description: Altitude in metres.
              type: float
            x_m:
              description: The first earth-centred coordinate, in metres. LTOS only.
              type: float
            y_m:
              description: The second earth-centred coordinate, in metres. LTOS only.
              type: float
            z_m:
              description: The third earth-centred coordinate, in metres. LTOS only.
              type: float
        long_wave:
          description: What a long-wave receiver (DCF77) hears. LTOS only.
          type: dict
          contains:
            correlation:
              description: The correlation of the signal, as the device counts it.
              type: float
            field_strength:
              description: The field strength of the signal, as the device counts it.
              type: float
        leap_second:
          description: The leap second as this receiver hears of it. meinbergOS only.
          type: dict
          contains:
            announced:
              description: Whether one is announced.
              type: bool
            kind:
              description: V(insert) or V(delete). Null where none is announced.
              type: str
        dac:
          description: The converter that steers the oscillator. LTOS only.
          type: dict
          contains:
            calibration:
              description: Its calibration value.
              type: int
            value:
              description: Its present value.
              type: int
    references:
      description: The sources that the device may follow. meinbergOS only.
      type: list
      elements: dict
      returned: success
      sample:
        - {id: gnss-clk1, priority: 1, master: true, locked: true, accurate: true, signal: gnss, offset_ns: 4}
      contains:
        id:
          description: The device's name for the source.
          type: str
        priority:
          description: The priority of the source, as it is configured.
          type: int
        master:
          description: Whether the device follows this source.
          type: bool
        locked:
          description: Whether the source is locked.
          type: bool
        accurate:
          description: Whether the source is accurate.
          type: bool
        signal:
          description: What kind of signal it is, with the words of RV(status.sync.source_type).
          type: str
        offset_ns:
          description: The offset of the source, in nanoseconds.
          type: float
        flags:
          description: The state bits of the source that are set, for example V(low_jitter).
          type: list
          elements: str
    modules:
      description: The modules in the slots of the device. Empty slots are not listed.
      type: list
      elements: dict
      returned: success
      sample:
        - id: clk1
          type: clk
          model: grc180
          serial_number: "029811000001"
          software_revision: v2.16
          slot: {type: clk, position: "0,2,1", orientation: vertical}
      contains:
        id:
          description: The slot, for example V(clk1) or V(pwr2).
          type: str
        name:
          description: The module's name. meinbergOS only.
          type: str
        type:
          description: The kind of module in one word, for example V(clk), V(pwr) or V(cpu).
          type: str
        card:
          description: The module's card. meinbergOS only.
          type: str
        model:
          description: The module's model.
          type: str
        serial_number:
          description: The module's serial number.
          type: str
        software_revision:
          description: The module's software revision.
          type: str
        firmware_image:
          description: The firmware image that the module runs. LTOS only.
          type: str
        state:
          description: The module's state, for example V(available) or V(initializing). meinbergOS only.
          type: str
        temperatures_celsius:
          description: The temperatures of its sensors in degrees Celsius, in the device's order. LTOS only.
          type: list
          elements: float
        slot:
          description: The slot itself. LTOS only.
          type: dict
          contains:
            type:
              description: The kind of module that the slot is for.
              type: str
            position:
              description: Where the slot is, as the device writes it.
              type: str
            orientation:
              description: How the slot lies, for example V(vertical).
              type: str
        telegram_types:
          description: The serial time telegrams that the module can send, by the device's names. LTOS only.
          type: list
          elements: str
    power_supplies:
      description: The power supplies. LTOS only.
      type: list
      elements: dict
      returned: success
      sample:
        - {id: pwr1, available: true, capacity_w: 50}
        - {id: pwr2, available: false, capacity_w: 0}
      contains:
        id:
          description: The slot of the power supply.
          type: str
        available:
          description: Whether it supplies power.
          type: bool
        capacity_w:
          description: Its capacity in watts.
          type: float
    network:
      description: The network ports and interfaces. LTOS only.
      type: dict
      returned: success
      sample:
        ports:
          - {name: lan0, up: true, available: true, speed_mbps: 1000, duplex: full, mac_address: "00:13:95:00:00:01"}
        interfaces:
          - id: vif0
            name: "lan0:0"
            addresses:
              - {family: ipv4, address: 192.0.2.10, netmask: 255.255.255.0, method: static}
      contains:
        ports:
          description: The network ports.
          type: list
          elements: dict
          contains:
            name:
              description: The port's name, for example V(lan0).
              type: str
            up:
              description: Whether the port has a link.
              type: bool
            available:
              description: Whether the device offers the port.
              type: bool
            speed_mbps:
              description: The speed of the link in Mbit/s.
              type: int
            duplex:
              description: V(full) or V(half).
              type: str
            mac_address:
              description: The MAC address, in lower case with colons. Null where the device writes zeros.
              type: str
            card:
              description: The card that has the port.
              type: str
            slot:
              description: The number of the slot of that card.
              type: int
            slot_name:
              description: The name of the slot of that card.
              type: str
            port:
              description: The number of the port on the card.
              type: int
            mtu_bytes:
              description: The largest packet in bytes. Some devices say 0.
              type: int
            statistics:
              description: The counters of the port.
              type: dict
              contains:
                rx_bytes:
                  description: Bytes received.
                  type: int
                tx_bytes:
                  description: Bytes sent.
                  type: int
                rx_packets:
                  description: Packets received.
                  type: int
                tx_packets:
                  description: Packets sent.
                  type: int
                rx_errors:
                  description: Packets received with an error.
                  type: int
                tx_errors:
                  description: Packets that could not be sent.
                  type: int
                rx_dropped:
                  description: Packets received and dropped.
                  type: int
                tx_dropped:
                  description: Packets dropped instead of sent.
                  type: int
                rx_crc_errors:
                  description: Packets received with a wrong checksum.
                  type: int
                rx_frame_errors:
                  description: Packets received out of alignment.
                  type: int
                rx_fifo_errors:
                  description: Packets lost since the receiving queue was full.
                  type: int
                rx_length_errors:
                  description: Packets received with a wrong length.
                  type: int
                rx_missed_errors:
                  description: Packets that the hardware missed.
                  type: int
                rx_over_errors:
                  description: Packets lost since the receiving hardware overran.
                  type: int
                rx_nohandler:
                  description: Packets received that nothing on the device takes.
                  type: int
                rx_compressed:
                  description: Compressed packets received.
                  type: int
                tx_aborted_errors:
                  description: Packets whose sending was aborted.
                  type: int
                tx_carrier_errors:
                  description: Packets not sent since the carrier was lost.
                  type: int
                tx_fifo_errors:
                  description: Packets not sent since the sending queue failed.
                  type: int
                tx_heartbeat_errors:
                  description: Heartbeat errors while sending.
                  type: int
                tx_window_errors:
                  description: Late collisions while sending.
                  type: int
                tx_compressed:
                  description: Compressed packets sent.
                  type: int
                multicast:
                  description: Multicast packets received.
                  type: int
                collisions:
                  description: Collisions while sending.
                  type: int
            bonding:
              description: The port as a part of a bond.
              type: dict
              contains:
                state:
                  description: The device's word for the port's part, for example V(standalone).
                  type: str
                mii_up:
                  description: Whether the bond finds a link on the port.
                  type: bool
                link_failure_count:
                  description: How often the link failed.
                  type: int
                aggregator_id:
                  description: The aggregator that the port belongs to.
                  type: str
                queue_id:
                  description: The queue of the port.
                  type: str
                permanent_mac_address:
                  description: The port's own MAC address, in lower case with colons.
                  type: str
        interfaces:
          description: The network interfaces on those ports.
          type: list
          elements: dict
          contains:
            id:
              description: The device's id for the interface.
              type: str
            name:
              description: The interface's name, for example V(lan0:0).
              type: str
            addresses:
              description: The addresses of the interface.
              type: list
              elements: dict
              contains:
                family:
                  description: V(ipv4) or V(ipv6).
                  type: str
                address:
                  description: The address.
                  type: str
                netmask:
                  description: The netmask or prefix, as the device writes it.
                  type: str
                method:
                  description: Where it is from, V(static), V(dhcp), V(autoconf) or V(other).
                  type: str
            cluster:
              description: The redundant group of devices that shares an address.
              type: dict
              contains:
                ipv4:
                  description: The cluster over IPv4.
                  type: dict
                  contains: &cluster
                    enabled:
                      description: Whether the interface takes part.
                      type: bool
                    state:
                      description: The device's word for the interface's part.
                      type: str
                    updated:
                      description: When this was last updated.
                      type: str
                    cluster_address:
                      description: The shared address.
                      type: str
                    communication_address:
                      description: The address that the devices speak with each other on.
                      type: str
                    master_serial_number:
                      description: The serial number of the device that holds the shared address.
                      type: str
                    master_address:
                      description: The address of that device.
                      type: str
                    master_priority:
                      description: The priority of that device.
                      type: int
                    clock_class:
                      description: The clock class in the cluster, as the device writes it.
                      type: str
                    clock_status:
                      description: The device's word for the clock in the cluster.
                      type: str
                    ntp_status:
                      description: The device's word for the NTP service in the cluster.
                      type: str
                    reconfiguration_state:
                      description: The device's word for a change of the cluster that is under way.
                      type: str
                ipv6:
                  description: The cluster over IPv6.
                  type: dict
                  contains: *cluster
    services:
      description:
        - The services of the device, by their names. LTOS only.
        - Null as a whole where the device does not list any.
      type: dict
      returned: success
      sample:
        ntp: {running: true, scope: network}
        syslog: {running: true, scope: global}
      contains:
        SERVICE:
          description: One service, under its own name in place of C(SERVICE).
          type: dict
          contains:
            running:
              description: Whether it runs.
              type: bool
            scope:
              description: V(network) for a service of the network, V(global) for one of the device.
              type: str
    events:
      description: The events that the device can notify of. LTOS only.
      type: list
      elements: dict
      returned: success
      sample:
        - {id: ntp-not-sync, severity: error, active: false, last_triggered: "2026-02-03T04:05:06Z"}
      contains:
        id:
          description: The device's name for the event.
          type: str
        severity:
          description: One of V(info), V(action), V(warning), V(error) and V(critical).
          type: str
        active:
          description: Whether the event is triggered now.
          type: bool
        last_triggered:
          description: When it was last triggered. Null where it never was.
          type: str
    sync_team:
      description:
        - The team of devices that this one belongs to. LTOS only.
        - Null as a whole where the device says nothing of a team.
      type: dict
      returned: success
      sample: {mode: disabled, tfom: 15, members: {total: 0, online: 0, offline: 0}}
      contains:
        mode:
          description: The device's word for its mode of operation in the team.
          type: str
        time_quality:
          description: The time quality of the team, as the device writes it.
          type: str
        tfom:
          description: The time figure of merit of the team; less is better.
          type: int
        members:
          description: How many devices are in the team.
          type: dict
          contains:
            total:
              description: All of them.
              type: int
            online:
              description: Those that answer.
              type: int
            offline:
              description: Those that do not.
              type: int
        master:
          description: The team's master.
          type: str
        reference:
          description: The team's reference.
          type: str
    sync_monitor:
      description:
        - What the device finds about the nodes that it monitors. LTOS only.
        - Null as a whole where the device says nothing of it.
      type: dict
      returned: success
      sample: {updated: "2026-03-04T05:06:07Z", nodes: []}
      contains:
        updated:
          description: When this was last updated.
          type: str
        nodes:
          description:
            - The nodes, as the device writes them, their names in lower snake case.
            - Nothing public tells what a node looks like.
          type: list
          elements: raw
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
run = info("status")


def main() -> None:
    """Run as an ordinary module."""
    run_module(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
