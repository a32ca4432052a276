# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quantities derived from what NTP reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ....module_utils.ntp_arithmetic import root_distance_ns
from ....module_utils.vocabularies import LEAP_INDICATOR
from ...common.values import parse_time
from .quantity import OWN, Quantity


def _root_distance_ns(dispersion_ns: float | None, delay_ns: float | None) -> float | None:
    return root_distance_ns({"root_dispersion_ns": dispersion_ns, "root_delay_ns": delay_ns})


def _associations(
    dispersions: Sequence[float | None] | None, delays: Sequence[float | None] | None, ids: Sequence[str | None] | None
) -> list[dict] | None:
    """The root distance of each association."""
    if dispersions is None or delays is None or ids is None:
        return None
    return [
        {"id": one, "root_distance_ns": _root_distance_ns(dispersion, delay)}
        for dispersion, delay, one in zip(dispersions, delays, ids, strict=True)
    ]


def days_until(moment: object, now: object) -> float | None:
    """Days from ``now`` to a moment, negative where it has passed."""
    then, begin = parse_time(moment), parse_time(now)
    return None if then is None or begin is None else round((then - begin).total_seconds() / 86400, 3)


def _leap_flag_outside_last_day(indicator: str | None, now: object) -> bool | None:
    """Whether a leap second is announced although today is not the last day of a month."""
    today = parse_time(now)
    if indicator not in LEAP_INDICATOR.names or today is None:
        return None
    return indicator in ("add_second", "delete_second") and (today + timedelta(days=1)).day != 1


QUANTITIES = (
    Quantity(
        "root_distance_ns", ("ntp.system.root_dispersion_ns", "ntp.system.root_delay_ns"), _root_distance_ns,
        "RFC 5905, 11.2.3",
    ),
    Quantity(
        "associations", ("ntp.associations.root_dispersion_ns", "ntp.associations.root_delay_ns"), _associations,
        "RFC 5905, 11.2.3", optional=("ntp.associations.id",),
    ),
    Quantity(
        "leap_file_days_left", ("ntp.system.leap_file_expires",), days_until, OWN, optional=("gathered_at",)
    ),
    Quantity(
        "leap_flag_outside_last_day", ("ntp.system.leap_indicator",), _leap_flag_outside_last_day, "RFC 8633, 3.7",
        optional=("gathered_at",),
    ),
)  # fmt: skip
