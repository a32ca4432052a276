# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What probe hosts find of a device whose services are as its API says, as a start for what is not so."""

from __future__ import annotations

from collections.abc import Mapping

ADDRESS = "192.0.2.7"


def ntp_answer(facts: Mapping, **served: object) -> dict:
    """``ntp_probe`` of a server that serves what the device says; ``served`` are other values of its summary."""
    system = facts["ntp"]["system"]
    summary = {
        "sent": 4, "answered": 4, "refused": 0, "offset_ns": -1_000_000, "delay_ns": 300_000, "jitter_ns": 4_000,
        **{name: system[name] for name in ("stratum", "reference_id", "leap_indicator", "root_delay_ns")},
        "root_dispersion_ns": system["root_dispersion_ns"], "root_distance_ns": 500_000, "kiss_codes": [], **served,
    }  # fmt: skip
    return {
        "host": ADDRESS,
        "samples": [],
        "summary": summary,
        "mode6": {"answered": False},
        "local_clock": {"source": "chronyc", "synchronized": True},
    }


def heard(instance: Mapping, **announced: object) -> dict:
    """A transmitter that announces what an instance that is grandmaster says of itself."""
    own, time, port = instance["default_ds"], instance["time_properties_ds"], instance["ports"][0]
    names = ("clock_class", "clock_accuracy", "clock_variance", "priority1", "priority2")
    announce = {
        "grandmaster_identity": own["clock_identity"], **{name: own[name] for name in names}, "steps_removed": 0,
        "utc_offset_s": time["utc_offset_s"], "utc_offset_valid": True, **announced,
    }  # fmt: skip
    return {
        "clock_identity": own["clock_identity"],
        "domain_number": own["domain_number"],
        "transport": "udp_ipv4",
        "announce": announce,
        "two_step": True,
        "messages": {
            kind: {"count": 20, "log_interval_announced": port[name], "log_interval_measured": (port[name] or 0) + 0.01}
            for kind, name in (("announce", "log_announce_interval"), ("sync", "log_sync_interval"))
        },
    }


def listened(*clocks: Mapping) -> dict:
    """``ptp_probe`` of these transmitters, of which the first of each domain leads it."""
    best: dict[int, dict] = {}
    for clock in clocks:
        grandmaster = clock["announce"]["grandmaster_identity"]
        place = {"domain_number": clock["domain_number"], "transport": "udp_ipv4"}
        best.setdefault(clock["domain_number"], {**place, "grandmaster_identity": grandmaster})
    return {"interface": "eth0", "transmitters": list(clocks), "best": list(best.values())}


def probe(ntp: Mapping | None = None, ptp: Mapping | None = None, name: str = "p1", problems: tuple = ()) -> dict:
    """A probe's file."""
    found = {"ntp": {ADDRESS: ntp} if ntp else None, "ptp": {"eth0": ptp} if ptp else None}
    return {"run_id": "r", "probe": name, **found, "problems": list(problems)}
