# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The metrics of facts, group by group. What is not here is not exported; docs/metrics.md is made from it."""

from __future__ import annotations

from .metrics import Group, Level, Metric, flag, info, moment, number

MESSAGES = (
    "announce", "sync", "follow_up", "delay_req", "delay_resp", "pdelay_req", "pdelay_resp", "pdelay_resp_follow_up",
    "management", "management_errors", "signaling", "total",
)  # fmt: skip

_DEVICE = (
    info(
        "meinberg_device_info", "What the device is",
        os="device.os", model="device.model", serial_number="device.serial_number", hostname="device.hostname",
        firmware="device.firmware.version", firmware_selected="device.firmware.selected",
        api_version="device.api_version",
    ),
    moment("meinberg_device_gathered_timestamp_seconds", "gathered_at", "When the device was read, by the controller"),
    number(
        "meinberg_device_clock_offset_seconds", "derived.clock_offset_ms",
        "The device's time stamp minus the controller's clock, to the second that the stamp resolves",
    ),
    number(
        "meinberg_device_pending_changes", "device.pending_changes", "Changes of the configuration that are not saved"
    ),
    flag("meinberg_device_firmware_is_selected", "derived.firmware_is_selected",
         "Whether the firmware that runs is the one selected"),
    flag("meinberg_device_firmware_update_successful", "device.firmware.update.last_successful",
         "Whether the latest update succeeded"),
    flag("meinberg_device_firmware_update_in_progress", "device.firmware.update.in_progress",
         "Whether an update is under way"),
    number("meinberg_http_requests", "http.request_count", "HTTP requests that the read took"),
    number("meinberg_http_connections", "http.connection_count", "Connections that the read took"),
    number("meinberg_http_received_bytes", "http.bytes_received", "Bytes of the answers"),
    *(
        number(f"meinberg_http_rtt_{which}_seconds", f"http.rtt_ms.{which}",
               f"The {word} time from a request sent to the head of its answer")
        for which, word in (("min", "least"), ("mean", "mean"), ("max", "longest"))
    ),
    number("meinberg_http_duration_seconds", "http.duration_ms", "How long the read took"),
    flag("meinberg_tls_verified", "http.tls.verified", "Whether the device's certificate was verified"),
    info("meinberg_tls_info", "The TLS connection", protocol="http.tls.protocol", cipher="http.tls.cipher"),
    info(
        "meinberg_certificate_info", "The device's certificate",
        subject="http.tls.certificate.subject", issuer="http.tls.certificate.issuer",
        key_type="http.tls.certificate.key_type", key_bits="http.tls.certificate.key_bits",
        signature_algorithm="http.tls.certificate.signature_algorithm",
        self_signed="http.tls.certificate.self_signed",
    ),
    moment("meinberg_certificate_not_before_timestamp_seconds", "http.tls.certificate.not_before",
           "From when the certificate is valid"),
    moment("meinberg_certificate_not_after_timestamp_seconds", "http.tls.certificate.not_after",
           "Until when the certificate is valid"),
)  # fmt: skip

_SYSTEM = (
    number("meinberg_system_uptime_seconds", "status.system.uptime_s", "Time since the device started"),
    number("meinberg_system_status_age_seconds", "derived.status_age_s",
           "How old the status was when the device answered"),
    moment("meinberg_system_config_change_timestamp_seconds", "status.system.last_config_change",
           "When the configuration last changed"),
    *(
        number(f"meinberg_system_load{minutes}", f"status.system.cpu_load.load_{minutes}m",
               f"Load average of {minutes} min")
        for minutes in (1, 5, 15)
    ),
    number("meinberg_system_processes", "status.system.processes.total", "Processes"),
    number("meinberg_system_processes_running", "status.system.processes.running", "Processes that could run"),
    number("meinberg_system_memory_size_bytes", "status.system.memory.total_bytes", "Size of the main memory"),
    number("meinberg_system_memory_free_bytes", "status.system.memory.free_bytes", "Free main memory"),
    number("meinberg_system_latitude_degrees", "status.system.position.latitude_deg",
           "Where the device says it is, north positive"),
    number("meinberg_system_longitude_degrees", "status.system.position.longitude_deg",
           "Where the device says it is, east positive"),
)  # fmt: skip

_SYNC = (
    flag("meinberg_sync_synchronized", "status.sync.synchronized", "Whether the device is synchronised"),
    info("meinberg_sync_state", "The state of synchronisation", state="status.sync.state"),
    info("meinberg_sync_source_info", "The source in use", source="status.sync.source",
         source_type="status.sync.source_type"),
    info("meinberg_sync_antenna", "The state of the antenna of the clock in use", state="status.sync.antenna"),
    number("meinberg_sync_time_quality_seconds", "status.sync.time_quality_ns",
           "The device's own estimate of its time quality; on LTOS the bound that it claims"),
    number("meinberg_sync_accuracy_seconds", "status.sync.accuracy_ns", "The accuracy of the master reference"),
    number("meinberg_sync_variance", "status.sync.variance", "The variance of the master reference"),
    number("meinberg_sync_clock_index", "status.sync.clock_index", "Which clock is in use, from 0"),
    number("meinberg_sync_tfom", "status.sync.tfom", "The time figure of merit, less being better"),
    info("meinberg_oscillator_info", "The oscillator of the clock in use", type="status.sync.oscillator.type"),
    flag("meinberg_oscillator_warmed_up", "status.sync.oscillator.warmed_up", "Whether the oscillator is warm"),
    flag("meinberg_holdover_active", "status.sync.holdover.active", "Whether the device is in holdover"),
    number("meinberg_holdover_elapsed_seconds", "status.sync.holdover.elapsed_s", "How long holdover has lasted"),
    number("meinberg_holdover_offset_seconds", "status.sync.holdover.offset_ns",
           "The offset in holdover that the device states"),
    number("meinberg_holdover_expected_error_seconds", "derived.holdover_error_ns",
           "The error in holdover: the device's own figure, else that of the oscillator's table"),
    flag("meinberg_leap_second_announced", "status.sync.leap_second.announced", "Whether a leap second is announced"),
    info("meinberg_leap_second_info", "The leap second announced", kind="status.sync.leap_second.kind",
         date="status.sync.leap_second.date"),
    *(
        number(f"meinberg_sync_team_members{end}", f"status.sync_team.members.{fact}", f"Devices in the team{text}")
        for end, fact, text in (("", "total", ""), ("_online", "online", " that answer"),
                                ("_offline", "offline", " that do not"))
    ),
    number("meinberg_sync_team_tfom", "status.sync_team.tfom", "The time figure of merit of the team"),
)  # fmt: skip

_NTP = (
    flag("meinberg_ntp_running", "ntp.running", "Whether the NTP service runs"),
    info("meinberg_ntp_state", "The state of the NTP service", state="ntp.state"),
    number("meinberg_ntp_stratum", "ntp.system.stratum", "The stratum that clients see, 16 being not synchronised"),
    info("meinberg_ntp_reference_info", "What NTP follows", reference_id="ntp.system.reference_id",
         clock_source="ntp.system.clock_source"),
    info("meinberg_ntp_leap_indicator", "The leap indicator that clients see", indicator="ntp.system.leap_indicator"),
    number("meinberg_ntp_precision_seconds", "ntp.system.precision_ns", "The precision of the clock"),
    number("meinberg_ntp_root_delay_seconds", "ntp.system.root_delay_ns", "Round trip to the primary reference"),
    number("meinberg_ntp_root_dispersion_seconds", "ntp.system.root_dispersion_ns",
           "Dispersion up to the primary reference"),
    number("meinberg_ntp_root_distance_seconds", "derived.root_distance_ns",
           "Root dispersion plus half the root delay (RFC 5905)"),
    number("meinberg_ntp_jitter_seconds", "ntp.system.jitter_ns", "Jitter of the clock"),
    number("meinberg_ntp_tai_offset_seconds", "ntp.system.tai_offset_s", "TAI minus UTC"),
    moment("meinberg_ntp_leap_file_expiry_timestamp_seconds", "ntp.system.leap_file_expires",
           "When the leap second file expires"),
    moment("meinberg_ntp_leap_second_timestamp_seconds", "ntp.system.leap_second_time",
           "The latest leap second of the leap second file"),
)  # fmt: skip

_RECEIVER = (
    info("meinberg_receiver_info", "What the receiver is", kind="kind", model="model", serial_number="serial_number",
         software_revision="software_revision", oscillator="oscillator.type"),
    info("meinberg_receiver_state", "The state of the receiver", state="state"),
    flag("meinberg_receiver_synchronized", "synchronized", "Whether the receiver is synchronised"),
    flag("meinberg_receiver_selected", "selected", "Whether this is the clock in use"),
    number("meinberg_receiver_time_quality_seconds", "time_quality_ns", "The time quality that the receiver claims"),
    flag("meinberg_receiver_oscillator_warmed_up", "oscillator.warmed_up", "Whether its oscillator is warm"),
    flag("meinberg_receiver_antenna_connected", "antenna.connected", "Whether an antenna is connected"),
    flag("meinberg_receiver_antenna_short_circuit", "antenna.short_circuit", "Whether the antenna's line is shorted"),
    number("meinberg_receiver_satellites_in_view", "satellites.in_view", "Satellites in view"),
    number("meinberg_receiver_satellites_used", "satellites.used", "Satellites good to use"),
    number("meinberg_receiver_pdop", "satellites.pdop", "Position dilution of precision"),
    number("meinberg_receiver_tdop", "satellites.tdop", "Time dilution of precision"),
    number("meinberg_receiver_latitude_degrees", "position.latitude_deg", "Latitude of the antenna, north positive"),
    number("meinberg_receiver_longitude_degrees", "position.longitude_deg", "Longitude of the antenna, east positive"),
    number("meinberg_receiver_altitude_meters", "position.altitude_m", "Altitude of the antenna"),
    number("meinberg_receiver_correlation", "long_wave.correlation", "Correlation of a long-wave signal"),
    number("meinberg_receiver_field_strength", "long_wave.field_strength", "Field strength of a long-wave signal"),
    flag("meinberg_receiver_leap_second_announced", "leap_second.announced", "Whether it hears of a leap second"),
    number("meinberg_receiver_dac_value", "dac.value", "The converter that steers the oscillator: its value"),
    number("meinberg_receiver_dac_calibration", "dac.calibration", "The converter's calibration"),
)  # fmt: skip

_ASSOCIATION = (
    info("meinberg_ntp_association_info", "What the association is with", address="address", name="name",
         reference_id="reference_id"),
    info("meinberg_ntp_association_selection", "What the selection made of it", selection="selection"),
    info("meinberg_ntp_association_leap_indicator", "Its leap indicator", indicator="leap_indicator"),
    number("meinberg_ntp_association_stratum", "stratum", "Its stratum, 0 for a reference clock"),
    number("meinberg_ntp_association_reach", "reach", "Its reach register, 0 to 255, a bit for each of 8 polls"),
    flag("meinberg_ntp_association_reachable", "reachable", "Whether it has answered lately"),
    flag("meinberg_ntp_association_authenticated", "authenticated", "Whether its packets are authentic"),
    number("meinberg_ntp_association_offset_seconds", "offset_ns", "Offset to it"),
    number("meinberg_ntp_association_delay_seconds", "delay_ns", "Round trip to it"),
    number("meinberg_ntp_association_dispersion_seconds", "dispersion_ns", "Its dispersion"),
    number("meinberg_ntp_association_jitter_seconds", "jitter_ns", "Its jitter"),
    number("meinberg_ntp_association_root_delay_seconds", "root_delay_ns", "Round trip from it to its reference"),
    number("meinberg_ntp_association_root_dispersion_seconds", "root_dispersion_ns",
           "Dispersion from it to its reference"),
)  # fmt: skip

_PTP = (
    info("meinberg_ptp_instance_info", "Who the instance is, and whom it follows", interface="interface",
         clock_identity="default_ds.clock_identity", grandmaster_identity="parent_ds.grandmaster_identity"),
    flag("meinberg_ptp_instance_running", "running", "Whether the instance runs"),
    number("meinberg_ptp_unicast_clients", "unicast_clients", "Unicast clients"),
    number("meinberg_ptp_utilization_ratio", "utilization_percent", "How far its capacity is used, 1 being all"),
    number("meinberg_ptp_domain_number", "default_ds.domain_number", "Domain number"),
    number("meinberg_ptp_clock_class", "default_ds.clock_class", "Clock class, 6 being locked to a reference"),
    number("meinberg_ptp_clock_accuracy_seconds", "default_ds.clock_accuracy_ns", "The bound that its accuracy claims"),
    number("meinberg_ptp_clock_variance", "default_ds.clock_variance", "Offset scaled log variance"),
    number("meinberg_ptp_priority1", "default_ds.priority1", "Priority 1"),
    number("meinberg_ptp_priority2", "default_ds.priority2", "Priority 2"),
    flag("meinberg_ptp_two_step", "default_ds.two_step", "Whether it is a two-step clock"),
    flag("meinberg_ptp_slave_only", "default_ds.slave_only", "Whether it never becomes master"),
    number("meinberg_ptp_steps_removed", "current_ds.steps_removed", "Paths to the grandmaster"),
    number("meinberg_ptp_offset_from_master_seconds", "current_ds.offset_from_master_ns", "Offset from the master"),
    number("meinberg_ptp_mean_path_delay_seconds", "current_ds.mean_path_delay_ns", "Mean path delay to the master"),
    number("meinberg_ptp_grandmaster_priority1", "parent_ds.grandmaster_priority1", "Priority 1 of the grandmaster"),
    number("meinberg_ptp_grandmaster_priority2", "parent_ds.grandmaster_priority2", "Priority 2 of the grandmaster"),
    number("meinberg_ptp_grandmaster_clock_class", "parent_ds.grandmaster_clock_class",
           "Clock class of the grandmaster"),
    number("meinberg_ptp_grandmaster_clock_variance", "parent_ds.grandmaster_clock_variance",
           "Offset scaled log variance of the grandmaster"),
    number("meinberg_ptp_utc_offset_seconds", "time_properties_ds.utc_offset_s", "TAI minus UTC"),
    flag("meinberg_ptp_utc_offset_valid", "time_properties_ds.utc_offset_valid", "Whether that offset is valid"),
    flag("meinberg_ptp_leap59", "time_properties_ds.leap59", "Whether the day's last minute has 59 seconds"),
    flag("meinberg_ptp_leap61", "time_properties_ds.leap61", "Whether the day's last minute has 61 seconds"),
    flag("meinberg_ptp_timescale", "time_properties_ds.ptp_timescale", "Whether the time scale is that of PTP"),
    flag("meinberg_ptp_time_traceable", "time_properties_ds.time_traceable", "Whether the time is traceable"),
    flag("meinberg_ptp_frequency_traceable", "time_properties_ds.frequency_traceable",
         "Whether the frequency is traceable"),
    info("meinberg_ptp_time_source", "The source of the time", source="time_properties_ds.time_source"),
    *(
        number(f"meinberg_ptp_messages_{way}", f"counters.{fact}.{message}",
               f"Messages {way}, a counter of the device", message=message)
        for way, fact in (("received", "rx"), ("transmitted", "tx"))
        for message in MESSAGES
    ),
)  # fmt: skip

_PORT = (
    flag("meinberg_network_port_up", "up", "Whether the port has a link"),
    number("meinberg_network_port_speed_bytes_per_second", "speed_mbps", "Speed of the link"),
    number("meinberg_network_port_mtu_bytes", "mtu_bytes", "The largest packet"),
    *(
        number(f"meinberg_network_port_{way}_{what}", f"statistics.{fact}_{counted}",
               f"{text} {done}, a counter of the device")
        for what, counted, text in (
            ("bytes", "bytes", "Bytes"), ("packets", "packets", "Packets"),
            ("errors", "errors", "Packets with an error,"), ("dropped", "dropped", "Packets dropped instead of being"),
        )
        for way, fact, done in (("receive", "rx", "received"), ("transmit", "tx", "transmitted"))
    ),
    number("meinberg_network_port_receive_crc_errors", "statistics.rx_crc_errors",
           "Packets with a wrong checksum received, a counter of the device"),
    flag("meinberg_network_port_bond_up", "bonding.mii_up", "Whether the port's bond finds a link on it"),
    number("meinberg_network_port_link_failures", "bonding.link_failure_count", "How often the link failed"),
)  # fmt: skip

_INSTANCES = Level("ptp.instances", "ptp_instance", ("alias",))
_RECEIVERS = Level("status.receivers", "receiver", ("id",))

GROUPS = (
    Group((), (*_DEVICE, *_SYSTEM, *_SYNC)),
    Group((Level("status.system.storage", "mountpoint", ("mountpoint", "name")),), (
        number("meinberg_storage_size_bytes", "total_bytes", "Size of the file system"),
        number("meinberg_storage_used_bytes", "used_bytes", "How much of it is used"),
        number("meinberg_storage_available_bytes", "available_bytes", "How much of it is left"),
    )),
    Group((Level("status.system.front_leds", "led", ("name",), {"color": "color"}),), (
        flag("meinberg_front_led_on", "on", "Whether the light on the front is lit"),
    )),
    Group((_RECEIVERS,), _RECEIVER),
    Group((_RECEIVERS, Level("satellites.systems", "system", ("system",))), (
        number("meinberg_receiver_system_satellites_in_view", "in_view", "Satellites of the system in view"),
        number("meinberg_receiver_system_satellites_used", "used", "Satellites of the system in use"),
    )),
    Group((Level("status.references", "reference", ("id",), {"signal": "signal"}),), (
        number("meinberg_reference_priority", "priority", "Configured priority of the source"),
        flag("meinberg_reference_master", "master", "Whether the device follows the source"),
        flag("meinberg_reference_locked", "locked", "Whether the source is locked"),
        flag("meinberg_reference_accurate", "accurate", "Whether the source is accurate"),
        number("meinberg_reference_offset_seconds", "offset_ns", "Offset of the source"),
    )),
    Group((Level("status.modules", "module", ("id",)),), (
        info("meinberg_module_info", "What the module is", model="model", card="card", serial_number="serial_number",
             software_revision="software_revision", state="state"),
    )),
    Group((Level("derived.temperatures", "module", ("id",)),), (
        Metric("meinberg_module_temperature_celsius",
               "Temperature of the module's hottest sensor; 0 tells that none is fitted, and is left out.",
               "celsius", "fitted"),
    )),
    Group((Level("status.power_supplies", "power_supply", ("id",)),), (
        flag("meinberg_power_supply_available", "available", "Whether it supplies power"),
        number("meinberg_power_supply_capacity_watts", "capacity_w", "Its capacity"),
    )),
    Group((Level("status.network.ports", "port", ("name",)),), _PORT),
    Group((Level("status.services", "service", (), {"scope": "scope"}),), (
        flag("meinberg_service_running", "running", "Whether the service runs"),
    )),
    Group((Level("status.events", "event", ("id",), {"severity": "severity"}),), (
        Metric("meinberg_event_active", "An event that is active; always 1, and no sample for one that is not.",
               "active", "active"),
    )),
    Group((), _NTP),
    Group((Level("ntp.associations", "association", ("id",), {"kind": "kind"}),), _ASSOCIATION),
    Group((), (flag("meinberg_ptp_running", "ptp.running", "Whether PTP runs"),)),
    Group((_INSTANCES,), _PTP),
    Group((_INSTANCES, Level("ports", "port", ("port_identity",))), (
        info("meinberg_ptp_port_state", "The state of the PTP port", state="state"),
        number("meinberg_ptp_port_peer_mean_path_delay_seconds", "peer_mean_path_delay_ns",
               "Mean path delay to the peer"),
    )),
    Group((Level("ptp.interfaces", "interface", ("name",)),), (
        number("meinberg_ptp_interface_internal_offset_seconds", "internal_offset_ns",
               "Offset of the time-stamping clock from the device's own"),
    )),
    Group((Level("outputs", "output", ("id",)),), (
        info("meinberg_output_info", "What the output gives", signal="signal", mode="mode", timecode="timecode",
             connector="connector"),
        flag("meinberg_output_enabled", "enabled", "Whether the output is enabled"),
        number("meinberg_output_frequency_hertz", "frequency_hz", "Its frequency"),
        number("meinberg_output_pulse_width_seconds", "pulse_width_ms", "Length of its pulses"),
        number("meinberg_output_period_seconds", "period_s", "Time from pulse to pulse"),
        number("meinberg_output_phase_offset_seconds", "phase_offset_ns", "Offset of its phase"),
    )),
)  # fmt: skip
