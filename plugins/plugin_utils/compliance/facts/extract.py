# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fleet rules need of one host, so that the facts of a whole fleet need not be held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ....module_utils.vocabularies import LEAP_INDICATOR


def extract(facts: Mapping, derived: Mapping, plan: Sequence[Mapping] = (), ptp_profiles: Iterable[str] = ()) -> dict:
    """The identities, grandmasters, offsets and versions of one host; an unread host has none.

    ``derived`` has the quantities that no parameter influences, ``plan`` the host's PTP plan. ``ptp_profiles`` are
    the chosen profiles that judge PTP instances.
    """
    if "error" in facts:
        return {}
    device, status = facts.get("device") or {}, facts.get("status") or {}
    system = (facts.get("ntp") or {}).get("system") or {}
    return {
        "host_address": device.get("host"),
        "model": device.get("model"),
        "firmware": (device.get("firmware") or {}).get("version"),
        "serial_numbers": [number for number in _serial_numbers(device) if number],
        "clock_identities": sorted(_clock_identities(facts)),
        "addresses": sorted(_addresses(status)),
        "grandmasters": _grandmasters(derived, plan, list(ptp_profiles)),
        "tai_offset_s": system.get("tai_offset_s"),
        "leap_indicator": _leap_indicator(system.get("leap_indicator")),
        "stratum": system.get("stratum"),
        "synchronized": (status.get("sync") or {}).get("synchronized"),
        "clock_offset_ms": derived["clock_offset_ms"],
        "request_ms": (facts.get("http") or {}).get("duration_ms"),
    }


def _leap_indicator(word: str | None) -> str | None:
    """What it says of a leap second: "alarm" says only that the clock is not synchronised, an unknown word nothing."""
    return word if word in LEAP_INDICATOR.names and word != "alarm" else None


def _serial_numbers(device: Mapping) -> list[str | None]:
    return [device.get("serial_number"), device.get("chassis_serial_number")]


def _instances(facts: Mapping) -> list[Mapping]:
    instances = (facts.get("ptp") or {}).get("instances") or []
    return [instance for instance in instances if instance.get("running")]


def _clock_identities(facts: Mapping) -> set[str]:
    """A device may well show one identity in several of its instances: a set."""
    return {
        instance["default_ds"]["clock_identity"]
        for instance in _instances(facts)
        if instance["default_ds"]["clock_identity"]
    }


def _addresses(status: Mapping) -> set[str]:
    interfaces = (status.get("network") or {}).get("interfaces") or []
    return {
        address["address"]
        for interface in interfaces
        for address in interface.get("addresses") or []
        if address.get("address")
    }


def _grandmasters(derived: Mapping, plan: Sequence[Mapping], ptp_profiles: list[str]) -> list[dict]:
    """For each running instance: its place in the network, and the grandmaster that it follows or is."""
    return [
        {**_in_network(one, plan, ptp_profiles), **_leader(one["instance"])}
        for one in derived.get("ptp") or []
        if one["running"]
    ]


def _in_network(judged: Mapping, plan: Sequence[Mapping], ptp_profiles: list[str]) -> dict:
    """What the instance does, the profiles that judge it, and what the plan says; without a plan each profile does."""
    entries = [entry for entry in plan if entry["alias"] == judged["alias"]]
    return {
        "alias": judged["alias"],
        "role": judged["role"],
        "capable": judged["grandmaster_capable"],
        "profiles": sorted({entry["profile"] for entry in entries} if plan else ptp_profiles),
        "network": next((entry["network"] for entry in entries if entry["network"]), None),
        "domain_planned": any(entry["domain"] is not None for entry in entries),
        "expected": sorted({entry["expected_grandmaster"] for entry in entries if entry["expected_grandmaster"]}),
    }


def _leader(instance: Mapping) -> dict:
    """Its domain, the grandmaster it follows or is, and the priorities of that."""
    return {
        "domain": instance["default_ds"]["domain_number"],
        "grandmaster": instance["parent_ds"]["grandmaster_identity"],
        "priority1": instance["parent_ds"]["grandmaster_priority1"],
        "priority2": instance["parent_ds"]["grandmaster_priority2"],
        "own_identity": instance["default_ds"]["clock_identity"],
        "own_priority1": instance["default_ds"]["priority1"],
        "own_priority2": instance["default_ds"]["priority2"],
        "own_class": instance["default_ds"]["clock_class"],
    }
