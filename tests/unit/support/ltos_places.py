# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every place of an LTOS answer, the facts that stand there, and what becomes of the value: worked out by hand."""

from __future__ import annotations

import re
from fractions import Fraction

NOTHING = ("", "-", "N/A", "never", "unknown", "00:00:00:00:00:00", -1)


def same(value):
    return value


def snake(value):
    return value.replace("-", "_")


def kib(value):
    return value * 1024


def ns(value):
    return float(Fraction(str(value)) * 10**9)


def bound(value):
    digits, unit = re.fullmatch(r"less-than-(\d+)(\w+)", value).groups()
    return int(digits) * {"ns": 1, "us": 10**3, "ms": 10**6}[unit]


def stamp(value):
    day, time = re.fullmatch(r"([\d.-]{10})[T ]([\d:.]+)(?: UTC|Z)?", value).groups()
    return f"{day.replace('.', '-')}T{time}Z"


def minute(value):
    return "{}-{}-{}T{}:{}:00Z".format(*re.fullmatch(r"(....)(..)(..)(..)(..)", value).groups())


def version(value):
    return re.search(r"\d+\.\d+\.\d+$", value.removesuffix("-x32"))[0]


def ref_or_peer(value):
    return "reference_clock" if value.startswith("127.127.") else "peer"


def words(*numbers):
    """The numbers in a text, one of them for each fact in turn."""
    return lambda value: [float(re.findall(r"[\d.]+", value)[number]) for number in numbers]


def is_word(word):
    return lambda value: value == word


LED, STORE, PORT = "status.system.front_leds.{}", "status.system.storage.{}", "status.network.ports.{}"
VIF, CARD, CLOCK = "status.network.interfaces.{}", "status.modules.{}", "status.receivers.{}"
PEER = "ntp.associations.{}"
SLOT, FIRMWARE, SYNC = "data/chassis0/slots/<>", "data/system/firmware", "data/system/sync-status"
UNNAMED = (
    "data/object-id",
    "links/self",
    "data/system/current-time-iso",  # the same as current-time, with fewer digits
    "data/system/front-leds/<>/last-.*",
    "data/system/storage/<>/used-percent",
    "data/network/ports/<>/link",  # the same as operstate
    "data/network/ports/<>/statistics/gro-flush-timeout",
    "data/network/ports/<>/bonding-slave/ad-.*-oper-port-state",
    "data/network/interfaces/<>/addresses/<>/object-id",
    "data/chassis0/firmware-image",
    "data/chassis0/slot-layout",
    f"{SLOT}/slot-id",
    f"{SLOT}/module/supported-string-types/<>/(value|description)",
    f"{SLOT}/module/grc/receiver/(tracking|warm-boot|cold-boot)",  # receiver-status says it in one word
    "data/ntp/sys/(object-id|id|name)",
    "data/syncteam/(leapsecond-state|members)",
)
"""What stands in the answer and has no name in the contract, or stands there twice."""

NAMED = {
    # the place in the answer, <> for any name: the facts, {} for that name; what becomes of the value
    "system-information/API Version": ("device.api_version", version),
    "system-information/version": (("device.firmware.version", version), ("device.firmware.raw", same)),
    "system-information/serial-number": ("device.serial_number", same),
    "system-information/hostname": ("device.hostname", same),
    "system-information/time-stamp": ("device.time_stamp", stamp),
    "system-information/model": ("device.model", same),
    "changes/pending-changes": ("device.pending_changes", same),
    "data/rest-api/api-version": ("device.api_version", same),
    "data/chassis0/model": ("device.model", same),
    "data/chassis0/serial-number": ("device.chassis_serial_number", same),
    "data/chassis0/backplane-revision": ("device.backplane_revision", same),
    f"{FIRMWARE}/running": (("device.firmware.version", version), ("device.firmware.raw", same)),
    f"{FIRMWARE}/selected": ("device.firmware.selected", version),
    f"{FIRMWARE}/fwimage": ("device.firmware.architecture", lambda value: value.split("-")[-1]),
    f"{FIRMWARE}/firmware/<>/object-id": ("device.firmware.installed.{}.id", same),
    f"{FIRMWARE}/firmware/<>/version": ("device.firmware.installed.{}.version", same),
    f"{FIRMWARE}/firmware/<>/type": ("device.firmware.installed.{}.type", same),
    f"{FIRMWARE}/packages/<>/object-id": ("device.firmware.packages.{}.name", same),
    f"{FIRMWARE}/packages/<>/version": ("device.firmware.packages.{}.version", same),
    f"{FIRMWARE}/update/update-in-progress": ("device.firmware.update.in_progress", same),
    f"{FIRMWARE}/update/update-progress": ("device.firmware.update.progress_percent", same),
    f"{FIRMWARE}/update/last-update-successful": ("device.firmware.update.last_successful", same),
    f"{FIRMWARE}/update/last-update-started": ("device.firmware.update.last_started", stamp),
    f"{FIRMWARE}/update/last-update-ended": ("device.firmware.update.last_ended", stamp),
    f"{FIRMWARE}/update/last-update-error": ("device.firmware.update.last_error", same),
    "data/system/uptime": ("status.system.uptime_s", same),
    "data/system/current-time": ("status.system.time", stamp),
    "data/system/cpuload": (
        (" ".join(f"status.system.cpu_load.load_{minutes}m" for minutes in (1, 5, 15)), words(0, 1, 2)),
        ("status.system.processes.running status.system.processes.total", words(3, 4)),
    ),
    "data/system/memory": (
        "status.system.memory.total_bytes status.system.memory.free_bytes",
        lambda value: [1024 * number for number in words(0, 1)(value)],
    ),
    "data/system/position": (
        "status.system.position.latitude_deg status.system.position.longitude_deg", words(0, 1)),
    "data/system/last-position-update": ("status.system.position.updated", stamp),
    # A number of unknown meaning, which is no date of a change.
    "data/system/last-config-change": ("status.system.last_config_change", lambda value: None),
    "data/system/api-last-update": ("status.system.status_updated", stamp),
    f"{SYNC}/reference": ("status.sync.source", same),
    f"{SYNC}/ref-type": ("status.sync.source_type", lambda value: {"gps": "gnss"}[value]),
    f"{SYNC}/clock-idx": ("status.sync.clock_index", same),
    f"{SYNC}/osc-type": ("status.sync.oscillator.type", snake),
    f"{SYNC}/est-time-quality": ("status.sync.time_quality_ns", bound),
    f"{SYNC}/leapsecond-announced": ("status.sync.leap_second.announced", same),
    f"{SYNC}/leapsecond-date": ("status.sync.leap_second.date", same),
    f"{SYNC}/clock-status/clock": (
        ("status.sync.state", snake), ("status.sync.synchronized", is_word("synchronized"))),
    f"{SYNC}/clock-status/oscillator": ("status.sync.oscillator.warmed_up", is_word("warmed-up")),
    f"{SYNC}/clock-status/antenna": ("status.sync.antenna", snake),
    f"{SYNC}/holdover-status/time-offset": ("status.sync.holdover.offset_ns", same),
    f"{SYNC}/holdover-status/time-elapsed": (
        ("status.sync.holdover.elapsed_s", same), ("status.sync.holdover.active", lambda value: value > 0)),
    f"{SYNC}/holdover-status/tfom-out": ("status.sync.tfom", same),
    "data/system/front-leds/<>/current-color": (f"{LED}.color", same),
    "data/system/front-leds/<>/current-state": (f"{LED}.on", same),
    "data/system/front-leds/<>/current-mode": (f"{LED}.mode", same),
    "data/system/storage/<>/object-id": (f"{STORE}.name", same),
    "data/system/storage/<>/mountpoint": (f"{STORE}.mountpoint", same),
    "data/system/storage/<>/size": (f"{STORE}.total_bytes", kib),
    "data/system/storage/<>/used": (f"{STORE}.used_bytes", kib),
    "data/system/storage/<>/available": (f"{STORE}.available_bytes", kib),
    "data/notification/events/<>/object-id": ("status.events.{}.id", same),
    "data/notification/events/<>/type": ("status.events.{}.severity", same),
    "data/notification/events/<>/triggered": ("status.events.{}.active", bool),
    "data/notification/events/<>/last-triggered": ("status.events.{}.last_triggered", stamp),
    "data/network/ports/<>/object-id": (f"{PORT}.name", same),
    "data/network/ports/<>/port-available": (f"{PORT}.available", same),
    "data/network/ports/<>/duplex": (f"{PORT}.duplex", same),
    "data/network/ports/<>/operstate": (f"{PORT}.up", same),
    "data/network/ports/<>/speed": (f"{PORT}.speed_mbps", int),
    "data/network/ports/<>/mac-address": (f"{PORT}.mac_address", same),
    "data/network/ports/<>/slot-id": (f"{PORT}.slot", same),
    "data/network/ports/<>/slot-name": (f"{PORT}.slot_name", same),
    "data/network/ports/<>/port-id": (f"{PORT}.port", same),
    "data/network/ports/<>/card-name": (f"{PORT}.card", same),
    "data/network/ports/<>/statistics/mtu": (f"{PORT}.mtu_bytes", same),
    "data/network/ports/<>/statistics/<_>": (f"{PORT}.statistics.{{}}", same),
    "data/network/ports/<>/bonding-slave/state": (f"{PORT}.bonding.state", same),
    "data/network/ports/<>/bonding-slave/mii-status": (f"{PORT}.bonding.mii_up", same),
    "data/network/ports/<>/bonding-slave/link-failure-count": (f"{PORT}.bonding.link_failure_count", int),
    "data/network/ports/<>/bonding-slave/ad-aggregator-id": (f"{PORT}.bonding.aggregator_id", same),
    "data/network/ports/<>/bonding-slave/queue-id": (f"{PORT}.bonding.queue_id", same),
    "data/network/ports/<>/bonding-slave/perm-hwaddr": (f"{PORT}.bonding.permanent_mac_address", same),
    "data/network/interfaces/<>/object-id": (f"{VIF}.id", same),
    "data/network/interfaces/<>/ifname": (f"{VIF}.name", same),
    "data/network/interfaces/<>/addresses/<>/iftype": (f"{VIF}.addresses.{{}}.method", same),
    "data/network/interfaces/<>/addresses/<>/addresstype": (f"{VIF}.addresses.{{}}.family", same),
    "data/network/interfaces/<>/addresses/<>/subnet": (f"{VIF}.addresses.{{}}.netmask", same),
    "data/network/interfaces/<>/addresses/<>/address": (f"{VIF}.addresses.{{}}.address", same),
    "data/network/interfaces/<>/cluster/<>/enabled": (f"{VIF}.cluster.{{}}.enabled", same),
    "data/network/interfaces/<>/cluster/<>/timestamp": (f"{VIF}.cluster.{{}}.updated", stamp),
    "data/network/interfaces/<>/cluster/<>/cluster-ip": (f"{VIF}.cluster.{{}}.cluster_address", same),
    "data/network/interfaces/<>/cluster/<>/communication-ip": (f"{VIF}.cluster.{{}}.communication_address", same),
    "data/network/interfaces/<>/cluster/<>/master-serial": (f"{VIF}.cluster.{{}}.master_serial_number", same),
    "data/network/interfaces/<>/cluster/<>/master-ip": (f"{VIF}.cluster.{{}}.master_address", same),
    "data/network/interfaces/<>/cluster/<>/clock-class": (f"{VIF}.cluster.{{}}.clock_class", same),
    "data/network/interfaces/<>/cluster/<>/clock-status": (f"{VIF}.cluster.{{}}.clock_status", snake),
    "data/network/interfaces/<>/cluster/<>/port-state": (f"{VIF}.cluster.{{}}.state", snake),
    "data/network/interfaces/<>/cluster/<>/master-priority": (f"{VIF}.cluster.{{}}.master_priority", same),
    "data/network/interfaces/<>/cluster/<>/ntp-status": (f"{VIF}.cluster.{{}}.ntp_status", snake),
    "data/network/interfaces/<>/cluster/<>/reconfig-state": (f"{VIF}.cluster.{{}}.reconfiguration_state", snake),
    "data/services/<>/<>/running": ("status.services.{1}.running", same),
    f"{SLOT}/object-id": (f"{CARD}.id", same),
    f"{SLOT}/slot-type": ((f"{CARD}.slot.type", same), (f"{CARD}.type", same)),
    f"{SLOT}/slot-position": (f"{CARD}.slot.position", same),
    f"{SLOT}/slot-orientation": (f"{CARD}.slot.orientation", same),
    f"{SLOT}/module/power-available": ("status.power_supplies.{}.available", same),
    f"{SLOT}/module/power-capacity": ("status.power_supplies.{}.capacity_w", same),
    f"{SLOT}/module/info/model": (f"{CARD}.model", same),
    f"{SLOT}/module/info/serial-number": (f"{CARD}.serial_number", same),
    f"{SLOT}/module/info/software-revision": (f"{CARD}.software_revision", same),
    f"{SLOT}/module/info/firmware-image": (f"{CARD}.firmware_image", same),
    f"{SLOT}/module/info/sensors/temperature-1": (f"{CARD}.temperatures_celsius.0", same),
    f"{SLOT}/module/info/sensors/temperature-2": (f"{CARD}.temperatures_celsius.1", same),
    f"{SLOT}/module/supported-string-types/<>/object-id": (f"{CARD}.telegram_types.{{}}", same),
    f"{SLOT}/module/dac-cal": (f"{CLOCK}.dac.calibration", same),
    f"{SLOT}/module/dac-val": (f"{CLOCK}.dac.value", same),
    f"{SLOT}/module/sync-status/clock-idx": (f"{CLOCK}.selected", is_word("selected")),
    f"{SLOT}/module/sync-status/osc-type": (f"{CLOCK}.oscillator.type", snake),
    f"{SLOT}/module/sync-status/est-time-quality": (f"{CLOCK}.time_quality_ns", bound),
    f"{SLOT}/module/sync-status/clock-status/clock": (f"{CLOCK}.synchronized", is_word("synchronized")),
    f"{SLOT}/module/sync-status/clock-status/oscillator": (f"{CLOCK}.oscillator.warmed_up", is_word("warmed-up")),
    f"{SLOT}/module/grc/ref-type": ((f"{CLOCK}.reference_type", snake), (f"{CLOCK}.kind", lambda value: "gnss")),
    f"{SLOT}/module/grc/receiver-status": (f"{CLOCK}.state", snake),
    f"{SLOT}/module/grc/antenna/connected": (f"{CLOCK}.antenna.connected", same),
    f"{SLOT}/module/grc/antenna/short-circuit": (f"{CLOCK}.antenna.short_circuit", same),
    f"{SLOT}/module/grc/receiver/synchronized": (f"{CLOCK}.synchronized", same),
    f"{SLOT}/module/satellites/gps-mode": (f"{CLOCK}.operation_mode", snake),
    f"{SLOT}/module/satellites/good-satellites": (f"{CLOCK}.satellites.used", same),
    f"{SLOT}/module/satellites/satellites-in-view": (f"{CLOCK}.satellites.in_view", same),
    f"{SLOT}/module/satellites/selected-satellites/<>": (f"{CLOCK}.satellites.selected.{{}}", same),
    f"{SLOT}/module/satellites/pdop": (f"{CLOCK}.satellites.pdop", same),
    f"{SLOT}/module/satellites/tdop": (f"{CLOCK}.satellites.tdop", same),
    f"{SLOT}/module/satellites/latitude": (f"{CLOCK}.position.latitude_deg", same),
    f"{SLOT}/module/satellites/longitude": (f"{CLOCK}.position.longitude_deg", same),
    f"{SLOT}/module/satellites/altitude": (f"{CLOCK}.position.altitude_m", same),
    f"{SLOT}/module/satellites/position-x": (f"{CLOCK}.position.x_m", same),
    f"{SLOT}/module/satellites/position-y": (f"{CLOCK}.position.y_m", same),
    f"{SLOT}/module/satellites/position-z": (f"{CLOCK}.position.z_m", same),
    "data/ntp/sys/stratum": ("ntp.system.stratum", same),
    "data/ntp/sys/refid": ("ntp.system.reference_id", same),
    "data/ntp/sys/association-id": ("ntp.system.association_id", same),
    "data/ntp/sys/status": ("ntp.system.status_word", same),
    "data/ntp/sys/status-sys-leap-indicator": (
        ("ntp.system.leap_indicator", same), ("ntp.state", lambda value: {"none": "synchronized"}[value])),
    "data/ntp/sys/leap": ("ntp.system.leap_indicator", lambda value: {0: "none"}[value]),
    "data/ntp/sys/status-sys-clock-source": ("ntp.system.clock_source", snake),
    "data/ntp/sys/status-sys-event-counter": ("ntp.system.event_count", same),
    "data/ntp/sys/status-sys-event-code": ("ntp.system.event_code", snake),
    "data/ntp/sys/precision": (
        ("ntp.system.precision_log2", same), ("ntp.system.precision_ns", lambda value: 10**9 * 2.0**value)),
    "data/ntp/sys/rootdelay": ("ntp.system.root_delay_ns", ns),
    "data/ntp/sys/rootdisp": ("ntp.system.root_dispersion_ns", ns),
    "data/ntp/sys/tai": ("ntp.system.tai_offset_s", same),
    "data/ntp/sys/leapsec": ("ntp.system.leap_second_time", minute),
    "data/ntp/sys/expire": ("ntp.system.leap_file_expires", minute),
    "data/ntp/sys/clk-jitter": ("ntp.system.jitter_ns", ns),
    "data/ntp/sys/clk-wander": ("ntp.system.wander_raw", same),
    "data/ntp/<>/object-id": (f"{PEER}.id", same),
    "data/ntp/<>/id": ((f"{PEER}.address", same), (f"{PEER}.kind", ref_or_peer)),
    "data/ntp/<>/name": (f"{PEER}.name", same),
    "data/ntp/<>/association-id": (f"{PEER}.association_id", same),
    "data/ntp/<>/status": (f"{PEER}.status_word", same),
    "data/ntp/<>/status-peer-configured": (f"{PEER}.configured", same),
    "data/ntp/<>/status-peer-auth-enabled": (f"{PEER}.authentication_enabled", same),
    "data/ntp/<>/status-peer-auth-ok": (f"{PEER}.authenticated", same),
    "data/ntp/<>/status-peer-reach-ok": (f"{PEER}.reachable", same),
    "data/ntp/<>/status-peer-broadcast": (f"{PEER}.broadcast", same),
    "data/ntp/<>/status-peer-selection": (f"{PEER}.selection", snake),
    "data/ntp/<>/status-peer-event-counter": (f"{PEER}.event_count", same),
    "data/ntp/<>/status-peer-event-code": (f"{PEER}.event_code", snake),
    "data/ntp/<>/leap": (f"{PEER}.leap_indicator", lambda value: {0: "none"}[value]),
    "data/ntp/<>/stratum": (f"{PEER}.stratum", same),
    "data/ntp/<>/precision": (
        (f"{PEER}.precision_log2", same), (f"{PEER}.precision_ns", lambda value: 10**9 * 2.0**value)),
    "data/ntp/<>/rootdelay": (f"{PEER}.root_delay_ns", ns),
    "data/ntp/<>/rootdisp": (f"{PEER}.root_dispersion_ns", ns),
    "data/ntp/<>/refid": (f"{PEER}.reference_id", same),
    "data/ntp/<>/offset": (f"{PEER}.offset_ns", ns),
    "data/ntp/<>/delay": (f"{PEER}.delay_ns", ns),
    "data/ntp/<>/dispersion": (f"{PEER}.dispersion_ns", ns),
    "data/ntp/<>/reach": (f"{PEER}.reach", same),
    "data/ntp/<>/poll-status": (f"{PEER}.reach", lambda value: int(value.split()[0], 2)),
    "data/syncmon/last-updated": ("status.sync_monitor.updated", stamp),
    "data/syncmon/nodes": ("status.sync_monitor.nodes", same),
    "data/syncteam/operational-mode": ("status.sync_team.mode", same),
    "data/syncteam/time-quality": ("status.sync_team.time_quality", same),
    "data/syncteam/current-tfom": ("status.sync_team.tfom", same),
    "data/syncteam/team-members": ("status.sync_team.members.total", same),
    "data/syncteam/online-members": ("status.sync_team.members.online", same),
    "data/syncteam/offline-members": ("status.sync_team.members.offline", same),
    "data/syncteam/reference/current-team-master": ("status.sync_team.master", same),
    "data/syncteam/reference/current-team-reference": ("status.sync_team.reference", same),
}  # fmt: skip
