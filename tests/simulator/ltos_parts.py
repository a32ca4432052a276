# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: events, network and services."""

from __future__ import annotations

from typing import Any

from .clock import Clock
from .device import Device
from .states import Situation

EVENTS = {
    "normal-operation": "info",
    "ntp-not-sync": "error",
    "ntp-sync": "info",
    "ntp-stopped": "critical",
    "ntp-offset-limit-exceeded": "error",
    "ntp-offset-limit-ok": "info",
    "system-reboot": "action",
    "refclock-1-not-responding": "critical",
    "refclock-1-not-sync": "error",
    "refclock-1-sync": "info",
    "refclock-2-not-responding": "critical",
    "refclock-2-not-sync": "error",
    "refclock-2-sync": "info",
    "antenna-faulty": "error",
    "antenna-reconnect": "info",
    "antenna-short-circuit": "error",
    "device-configuration-changed": "action",
    "leapsecond-announced": "info",
    "power-supply-failure": "critical",
    "power-supply-ok": "info",
    "fan-failure": "error",
    "temperature-warning": "warning",
    "sync-monitor-alert": "error",
    "sync-monitor-ok": "info",
    "network-link-down": "error",
    "network-link-up": "info",
    "ptp-link-down": "error",
    "ptp-state-changed": "action",
    "low-system-resources": "warning",
    "sufficient-system-resources": "info",
    "https-certificate-expired": "error",
    "https-certificate-expire-warning": "warning",
    "self-signed-https-certificate-in-use": "warning",
    "oscillator-adjusted": "info",
    "oscillator-not-adjusted": "warning",
    "cluster-master-changed": "info",
    "cluster-falseticker-detected": "warning",
    "cluster-falseticker-cleared": "info",
    "faillock-user-banned": "action",
    "auto-update-avail": "info",
    "auto-update-failed": "error",
}
RECEIVE = (
    *("rx-packets", "rx-bytes", "rx-dropped", "rx-compressed", "rx-nohandler", "rx-errors", "rx-crc-errors"),
    *("rx-fifo-errors", "rx-frame-errors", "rx-length-errors", "rx-missed-errors", "rx-over-errors"),
)
SEND = (
    *("tx-packets", "tx-bytes", "tx-dropped", "tx-compressed", "tx-errors", "tx-aborted-errors"),
    *("tx-carrier-errors", "tx-fifo-errors", "tx-heartbeat-errors", "tx-window-errors"),
)
OTHER = ("multicast", "collisions", "gro-flush-timeout", "mtu")
ERRORS = {
    "rx-errors": 4813,
    "rx-crc-errors": 4790,
    "rx-frame-errors": 23,
    "rx-dropped": 912,
    "tx-errors": 57,
    "tx-dropped": 31,
    "collisions": 1204,
}
NETWORK_SERVICES = {"daytime": 0, "ftp": 0, "telnet": 0, "time": 0, "webshell": 0, "ssh": 1, "http": 0, "https": 1}
GLOBAL_SERVICES = {
    "filemon": 1,
    "ldap": 0,
    "noise": 0,
    "serial_console": 1,
    "softwatch": 1,
    "syslog": 1,
    "clidaemon": 1,
    "linkmonitor": 1,
    "lldp": 0,
    "netconfig": 1,
    "portauth": 0,
    "sendmail": 0,
    "autoupdate": 0,
    "avahi": 0,
    "dbus": 1,
    "bird": 0,
}


def active_events(device: Device, situation: Situation) -> set[str]:
    """Which events are active."""
    synced = situation.clock == "synchronized"
    marks = situation.marks
    active = {
        "ntp-sync": situation.ntp == "synchronized",
        "ntp-not-sync": situation.ntp == "unsynchronized",
        "ntp-stopped": situation.ntp == "stopped",
        "refclock-1-sync": synced and not situation.switched,
        "refclock-1-not-sync": not synced or situation.switched,
        "refclock-1-not-responding": "critical_event" in marks,
        "refclock-2-sync": len(device.cards) > 1 and device.cards[1] != "none" and synced,
        "antenna-faulty": situation.antenna != "connected" or situation.switched,
        "antenna-reconnect": situation.antenna == "connected" and not situation.switched,
        "antenna-short-circuit": situation.antenna == "short_circuit",
        "leapsecond-announced": situation.leap is not None,
        "power-supply-failure": "psu_failed" in marks,
        "power-supply-ok": "psu_failed" not in marks,
        "temperature-warning": "overheated" in marks,
        "sync-monitor-alert": "sync_monitor" in marks,
        "network-link-down": "link_down" in marks,
        "network-link-up": "link_down" not in marks,
        "low-system-resources": bool({"disk_full", "memory_low"} & marks),
        "sufficient-system-resources": not {"disk_full", "memory_low"} & marks,
        "https-certificate-expired": "certificate_expired" in marks,
        "oscillator-adjusted": situation.oscillator_warm,
        "oscillator-not-adjusted": not situation.oscillator_warm,
        "cluster-falseticker-detected": situation.false_ticker,
        "auto-update-failed": "update_failed" in marks,
    }
    return {name for name, is_active in active.items() if is_active}


def events(device: Device, situation: Situation, clock: Clock) -> list[dict[str, Any]]:
    """``data.notification.events``."""
    active = active_events(device, situation)
    draw = device.identity.draw("events")
    once = {"system-reboot", "device-configuration-changed", "antenna-reconnect"}
    result = []
    for name, severity in EVENTS.items():
        age = draw.randrange(60, int(device.identity.uptime))
        happened = name in active or name in once or draw.random() < 0.1
        result.append(
            {
                "object-id": name,
                "type": severity,
                "triggered": int(name in active),
                "last-triggered": clock.once(age) if happened else "never",
            }
        )
    return result


def port(device: Device, situation: Situation, number: int) -> dict[str, Any]:
    """One port with its statistics. A port without a card is there too, as nothing."""
    identity = device.identity
    there = number < 2 or device.model_name in ("M1000", "M3000")
    up = there and not (number == 1 and "link_down" in situation.marks)
    draw = identity.draw(f"port:{number}")
    statistics = dict.fromkeys((*RECEIVE, *SEND, *OTHER), 0)
    if there:
        received, sent = draw.randrange(10**5, 10**7), draw.randrange(10**5, 10**7)
        statistics |= {"rx-packets": received, "rx-bytes": received * 76, "tx-packets": sent, "tx-bytes": sent * 90}
        statistics |= {"multicast": received // 40, "mtu": 1500}
    bad = "network_errors" in situation.marks and number == 0
    if bad:
        statistics |= ERRORS
    mac = identity.mac(number) if there else "00:00:00:00:00:00"
    speed = "10" if bad else "1000" if device.model_name in ("M900", "M1000", "M3000") else "100"
    return {
        "object-id": f"lan{number}",
        "port-available": there,
        "duplex": ("half" if bad else "full") if up else "-",
        "operstate": up,
        "speed": speed if up else "-",
        "mac-address": mac,
        "link": up,
        "slot-id": 7 if there else -1,
        "slot-name": "cpu" if there else "",
        "port-id": number if there else -1,
        "card-name": "c15g2" if there else "unknown",
        "statistics": statistics,
        "bonding-slave": {
            "ad-actor-oper-port-state": "N/A",
            "ad-aggregator-id": "N/A",
            "ad-partner-oper-port-state": "N/A",
            "link-failure-count": "-" if there else "",
            "mii-status": up,
            "perm-hwaddr": mac,
            "queue-id": "-",
            "state": "standalone",
        },
    }


def cluster() -> dict[str, Any]:
    """A cluster that is not configured."""
    empty = ("timestamp", "cluster-ip", "communication-ip", "port-state", "master-serial", "master-ip")
    return (
        {"enabled": False}
        | dict.fromkeys(empty, "")
        | {"master-priority": 0, "clock-class": "", "clock-status": "", "ntp-status": "unknown"}
        | {"reconfig-state": "currently-none"}
    )


def network(device: Device, situation: Situation) -> dict[str, Any]:
    """``data.network``."""
    host = device.identity.lan
    interfaces: list[dict[str, Any]] = []
    for number in range(2):
        addresses = [
            {
                "object-id": "ipv4-static",
                "iftype": "static",
                "addresstype": "ipv4",
                "subnet": "255.255.255.0",
                "address": f"192.0.2.{host}",
            },
            {
                "object-id": "ipv6-autoconf",
                "iftype": "autoconf",
                "addresstype": "ipv6",
                "subnet": "64",
                "address": f"2001:db8:7::{host:x}",
            },
        ]
        interface: dict[str, Any] = {"object-id": f"vif{number}", "ifname": f"lan{number}:{number}"}
        if number == 0:
            interface["addresses"] = addresses
        interfaces.append(interface | {"cluster": {"ipv4": cluster(), "ipv6": cluster()}})
    return {
        "ports": [port(device, situation, number) for number in range(device.fittings.ports)],
        "interfaces": interfaces,
    }


def services(device: Device, situation: Situation) -> dict[str, Any]:
    """``data.services``."""
    instances = situation.ptp_instances or 0
    there = NETWORK_SERVICES | {
        "ntp": situation.ntp != "stopped",
        "snmp": device.identity.draw("snmp").random() < 0.5,
        "mms": 0,
        "ptp": instances > 0 and situation.ptp == "running",
    }
    everywhere = GLOBAL_SERVICES | {
        "syncteam": "sync_team" in situation.marks,
        "syncmon": "sync_monitor" in situation.marks,
    }
    return {
        scope: {name: {"running": bool(running)} for name, running in part.items()}
        for scope, part in (("network", there), ("global", everywhere))
    }
