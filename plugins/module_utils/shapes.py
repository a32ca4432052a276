# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one shape of the facts, for both operating systems.

A shape is a mapping of names to types (``str``, ``int``, ``float``, ``bool``), to shapes, or, as a list of one, to a
list of them. :func:`complete` gives every fact of a shape its place, null where a device does not say. A name that ends
in ``?`` may be null as a whole.
"""

from __future__ import annotations

from typing import Any

SCHEMA_VERSION = 1
"""Rises when the shape changes in a way that users must know of."""

_OSCILLATOR = {"type": str, "warmed_up": bool}

DEVICE = {
    "host": str, "port": int, "web_url": str, "vendor": str, "os": str, "model": str, "serial_number": str,
    "chassis_serial_number": str, "backplane_revision": str, "hostname": str, "api_version": str, "time_stamp": str,
    "pending_changes": int,
    "firmware": {
        "version": str, "edition": str, "architecture": str, "raw": str, "selected": str,
        "installed": [{"id": str, "version": str, "type": str}],
        "packages": [{"name": str, "version": str}],
        "update": {
            "in_progress": bool, "progress_percent": float, "last_successful": bool, "last_started": str,
            "last_ended": str, "last_error": str,
        },
    },
}  # fmt: skip

NETWORK_COUNTERS = (
    "rx_bytes", "tx_bytes", "rx_packets", "tx_packets", "rx_errors", "tx_errors", "rx_dropped", "tx_dropped",
    "rx_crc_errors", "rx_frame_errors", "rx_fifo_errors", "rx_length_errors", "rx_missed_errors", "rx_over_errors",
    "rx_nohandler", "rx_compressed", "tx_aborted_errors", "tx_carrier_errors", "tx_fifo_errors",
    "tx_heartbeat_errors", "tx_window_errors", "tx_compressed", "multicast", "collisions",
)  # fmt: skip

_CLUSTER = {
    "enabled": bool, "state": str, "updated": str, "cluster_address": str, "communication_address": str,
    "master_serial_number": str, "master_address": str, "master_priority": int, "clock_class": str,
    "clock_status": str, "ntp_status": str, "reconfiguration_state": str,
}  # fmt: skip

STATUS = {
    "system": {
        "uptime_s": float, "time": str, "status_updated": str,
        "cpu_load": {"load_1m": float, "load_5m": float, "load_15m": float},
        "processes": {"running": int, "total": int},
        "memory": {"total_bytes": int, "free_bytes": int},
        "storage": [
            {"name": str, "mountpoint": str, "total_bytes": int, "used_bytes": int, "available_bytes": int}
        ],
        "last_config_change": str,
        "position": {"latitude_deg": float, "longitude_deg": float, "updated": str},
        "front_leds": [{"name": str, "color": str, "on": bool, "mode": str}],
    },
    "sync": {
        "synchronized": bool, "state": str, "source": str, "source_type": str, "clock_index": int,
        "time_quality_ns": float, "accuracy_ns": float, "variance": int, "antenna": str, "tfom": int, "flags": [str],
        "oscillator": _OSCILLATOR,
        "holdover": {"active": bool, "state": str, "elapsed_s": float, "offset_ns": float},
        "leap_second": {"announced": bool, "kind": str, "date": str},
    },
    "receivers": [{
        "id": str, "model": str, "serial_number": str, "software_revision": str, "kind": str, "reference_type": str,
        "selected": bool, "synchronized": bool, "state": str, "operation_mode": str, "mode_code": int,
        "status_code": int, "time": str, "gps_week": int, "gps_week_second": int, "local_time_offset_s": int,
        "is_local_time": bool, "daylight_saving": bool, "time_quality_ns": float,
        "oscillator": _OSCILLATOR,
        "antenna": {"connected": bool, "short_circuit": bool},
        "satellites": {
            "in_view": int, "used": int, "selected": [str],
            "systems": [{"system": str, "in_view": int, "used": int}],
            "pdop": float, "tdop": float,
        },
        "position": {
            "latitude_deg": float, "longitude_deg": float, "altitude_m": float, "x_m": float, "y_m": float,
            "z_m": float,
        },
        "long_wave": {"correlation": float, "field_strength": float},
        "leap_second": {"announced": bool, "kind": str},
        "dac": {"calibration": int, "value": int},
    }],
    "references": [{
        "id": str, "priority": int, "master": bool, "locked": bool, "accurate": bool, "signal": str,
        "offset_ns": float, "flags": [str],
    }],
    "modules": [{
        "id": str, "name": str, "type": str, "card": str, "model": str, "serial_number": str,
        "software_revision": str, "firmware_image": str, "state": str, "temperatures_celsius": [float],
        "slot": {"type": str, "position": str, "orientation": str}, "telegram_types": [str],
    }],
    "power_supplies": [{"id": str, "available": bool, "capacity_w": float}],
    "network": {
        "ports": [{
            "name": str, "up": bool, "available": bool, "speed_mbps": int, "duplex": str, "mac_address": str,
            "card": str, "slot": int, "slot_name": str, "port": int, "mtu_bytes": int,
            "statistics": dict.fromkeys(NETWORK_COUNTERS, int),
            "bonding": {
                "state": str, "mii_up": bool, "link_failure_count": int, "aggregator_id": str, "queue_id": str,
                "permanent_mac_address": str,
            },
        }],
        "interfaces": [{
            "id": str, "name": str,
            "addresses": [{"family": str, "address": str, "netmask": str, "method": str}],
            "cluster": {"ipv4": _CLUSTER, "ipv6": _CLUSTER},
        }],
    },
    "services?": {"*": {"running": bool, "scope": str}},
    "events": [{"id": str, "severity": str, "active": bool, "last_triggered": str}],
    "sync_team?": {
        "mode": str, "time_quality": str, "tfom": int, "members": {"total": int, "online": int, "offline": int},
        "master": str, "reference": str,
    },
    "sync_monitor?": {"updated": str, "nodes": list},
}  # fmt: skip

NTP = {
    "running": bool, "state": str,
    "system": {
        "stratum": int, "reference_id": str, "leap_indicator": str, "precision_ns": float, "precision_log2": int,
        "root_delay_ns": float, "root_dispersion_ns": float, "jitter_ns": float, "wander_ppm": float,
        "wander_raw": float, "tai_offset_s": int, "leap_second_time": str, "leap_file_expires": str,
        "association_id": int, "time": str, "clock_source": str, "status_word": str, "event_code": str,
        "event_count": int,
    },
    "associations": [{
        "id": str, "address": str, "name": str, "kind": str, "association_id": int, "selection": str, "stratum": int,
        "reference_id": str, "leap_indicator": str, "reach": int, "reachable": bool, "configured": bool,
        "broadcast": bool, "authentication_enabled": bool, "authenticated": bool, "offset_ns": float,
        "delay_ns": float, "dispersion_ns": float, "jitter_ns": float, "root_delay_ns": float,
        "root_dispersion_ns": float, "precision_ns": float, "precision_log2": int, "status_word": str,
        "event_code": str, "event_count": int,
    }],
}  # fmt: skip

_MESSAGES = (
    "announce", "sync", "follow_up", "delay_req", "delay_resp", "pdelay_req", "pdelay_resp",
    "pdelay_resp_follow_up", "management", "management_errors", "signaling", "total",
)  # fmt: skip
_PACKETS = {**dict.fromkeys(_MESSAGES, int), **dict.fromkeys((f"{name}_per_s" for name in _MESSAGES), float)}

PTP = {
    "running": bool,
    "instances": [{
        "alias": str, "running": bool, "interface": str, "unicast_clients": int, "utilization_percent": float,
        "default_ds": {
            "clock_identity": str, "domain_number": int, "clock_class": int, "clock_accuracy": str,
            "clock_accuracy_ns": float, "clock_variance": int, "priority1": int, "priority2": int, "two_step": bool,
            "slave_only": bool, "number_ports": int,
        },
        "current_ds": {"steps_removed": int, "offset_from_master_ns": float, "mean_path_delay_ns": float},
        "parent_ds": {
            "port_identity": str, "grandmaster_identity": str, "grandmaster_priority1": int,
            "grandmaster_priority2": int, "grandmaster_clock_class": int, "grandmaster_clock_accuracy": str,
            "grandmaster_clock_variance": int,
        },
        "time_properties_ds": {
            "utc_offset_s": int, "utc_offset_valid": bool, "leap59": bool, "leap61": bool, "ptp_timescale": bool,
            "time_traceable": bool, "frequency_traceable": bool, "time_source": str,
        },
        "ports": [{
            "port_identity": str, "state": str, "delay_mechanism": str, "log_announce_interval": int,
            "announce_receipt_timeout": int, "log_sync_interval": int, "log_min_delay_req_interval": int,
            "log_min_pdelay_req_interval": int, "peer_mean_path_delay_ns": float, "version": int,
        }],
        "counters": {"rx": _PACKETS, "tx": _PACKETS},
    }],
    "interfaces": [{"name": str, "time": str, "internal_offset_ns": float}],
}  # fmt: skip

OUTPUTS = [{
    "id": str, "module": str, "signal": str, "enabled": bool, "mode": str, "frequency_hz": float, "timecode": str,
    "polarity": str, "pulse_width_ms": float, "period_s": float, "phase_offset_ns": float, "connector": str,
}]  # fmt: skip

FACETS = {"status": STATUS, "ntp": NTP, "ptp": PTP, "outputs": OUTPUTS}
"""Every facet's shape, by its name."""


def complete(shape: object, facts: Any) -> Any:
    """``facts`` with every name of ``shape``: null for what is not there, whole records too where nothing is.

    Lists stay null where the device says nothing of them. Facts that the shape doesn't name are a programming error
    and raise ``KeyError``.
    """
    if isinstance(shape, list):
        return None if facts is None else [complete(shape[0], element) for element in facts]
    if not isinstance(shape, dict):
        return facts
    if "*" in shape:
        return {name: complete(shape["*"], record) for name, record in facts.items()}
    facts = facts or {}
    completed = {}
    for key, member in shape.items():
        name = key[:-1] if key[-1] == "?" else key
        value = facts.get(name)
        # Most members are values: they are not worth a call each.
        whole = member.__class__ is type or (value is None and name != key)
        completed[name] = value if whole else complete(member, value)
    unknown = facts.keys() - completed.keys()
    if unknown:
        raise KeyError(f"facts outside the shape: {sorted(unknown)}")
    return completed
