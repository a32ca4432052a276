# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts under ``wire``: what probes find, and the facts of the device that it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .quantity import OWN

SERVED = (
    "offset_ns", "delay_ns", "jitter_ns", "stratum", "reference_id", "leap_indicator", "root_delay_ns",
    "root_dispersion_ns", "root_distance_ns",
)  # fmt: skip
"""What an NTP client gets of a server."""
JUDGED = (
    "uncertainty_ns", "offset_to_median_ns", "judged_offset_ns", "judged_uncertainty_ns", "judged_against",
    "offset_limit_ns",
)  # fmt: skip
"""What a probe measured of the time that a server serves, and the value that rules judge."""
ANNOUNCED = (
    "grandmaster_identity", "clock_class", "clock_accuracy", "clock_variance", "priority1", "priority2",
    "steps_removed", "time_source", "utc_offset_s", "utc_offset_valid", "ptp_timescale", "time_traceable",
    "frequency_traceable",
)  # fmt: skip
"""What a PTP clock announces."""
OF_GRANDMASTER = {
    "clock_class": "grandmaster_clock_class",
    "clock_accuracy": "grandmaster_clock_accuracy",
    "clock_variance": "grandmaster_clock_variance",
    "priority1": "grandmaster_priority1",
    "priority2": "grandmaster_priority2",
}
"""What a clock announces of its grandmaster, and where it shows that over REST."""
KINDS = ("announce", "sync")
"""The messages whose intervals are measured."""
LIMITS = tuple(f"{kind}_interval_{end}" for kind in KINDS for end in ("min", "max"))
"""The parameters of a PTP profile that limit the intervals."""
INTERVAL = ("announced", "measured", "deviation")

_NTP, _INTERVALS, _DATA_SETS = "RFC 5905, 7.3", "IEEE 1588-2019, 7.7.2, 9.5.8 and 9.5.9", "IEEE 1588-2019, 8.2"
_ANNOUNCE, _PLAN = "IEEE 1588-2019, 13.5", "site plan: compliance_ptp_plan"


@dataclass(frozen=True)
class Observation:
    """A fact that a probe finds, or that is beside it so that rules can compare the two."""

    name: str
    source: str
    """The standard that defines it, the site's plan, or ``OWN``."""
    compared: tuple[str, ...] = ()
    """The facts that it shows or is compared with: where a device can't have one of them, it can't be judged."""


def _each(prefix: str, names: Iterable[str], source: str) -> tuple[Observation, ...]:
    return tuple(Observation(f"{prefix}.{name}", source) for name in names)


OBSERVATIONS = (
    *_each("ntp", ("probe", "answered", "probe_synchronized"), OWN),
    *_each("ntp", (name for name in SERVED if name != "root_distance_ns"), _NTP),
    *_each("ntp", JUDGED, OWN),
    Observation("ntp.root_distance_ns", "RFC 5905, 11.2.3"),
    Observation("ntp.mode6_answered", "RFC 9327"),
    Observation("ntp.better_than_claimed", OWN, ("ntp.system.stratum",)),
    Observation("ntp.difference_ms", OWN, ("device.time_stamp",)),
    *_each("ptp", ("alias", "domain_number"), _DATA_SETS),
    Observation("ptp.role", _DATA_SETS, ("ptp.instances.ports.state",)),
    Observation("ptp.heard", OWN),
    Observation("ptp.grandmaster", _DATA_SETS, ("ptp.instances.parent_ds.grandmaster_identity",)),
    *_each("ptp", ("planned", "expected_grandmaster"), _PLAN),
    *(Observation(f"ptp.claims.{name}", _DATA_SETS, (f"ptp.instances.default_ds.{name}",)) for name in OF_GRANDMASTER),
    Observation("ptp.claims.utc_offset_s", _DATA_SETS, ("ptp.instances.time_properties_ds.utc_offset_s",)),
    *(
        Observation(f"ptp.claims.log_{kind}_interval", _DATA_SETS, (f"ptp.instances.ports.log_{kind}_interval",))
        for kind in KINDS
    ),
    *_each("ptp.limited", KINDS, "the PTP profile that judges the instance"),
    *_each("ptp.limits", LIMITS, "the PTP profile that judges the instance"),
    *_each("ptp.hearings", ("probe", "heard", "grandmaster_heard"), OWN),
    *_each("ptp.hearings.announce", ANNOUNCED, _ANNOUNCE),
    Observation("ptp.hearings.two_step", "IEEE 1588-2019, 13.3"),
    *(row for kind in KINDS for row in _each(f"ptp.hearings.{kind}_interval", INTERVAL, _INTERVALS)),
)
LISTS = ("ntp", "ptp", "ptp.hearings")
"""The places that have any number of records: by probe, by running instance, by probe and instance."""
