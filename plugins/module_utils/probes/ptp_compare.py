# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the transmitters that were heard is the best: the data set comparison of IEEE 1588-2019, 9.3.4.

The comparison is that of the default profiles. Both figures of the clause are followed for two data sets that one port
received; what it compares with the receiver's own identity gives the same answer for every receiver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

_MOST_STEPS = 254
"""An Announce message from further away does not qualify (9.3.2.5)."""

_NETWORK = ("domain_number", "sdo_id", "transport", "vlan")
_QUALITY = ("priority1", "clock_class", "clock_accuracy", "clock_variance", "priority2", "grandmaster_identity")


def best(transmitters: Iterable[Mapping]) -> list[dict]:
    """The best transmitter of each domain, in each network that keeps domains apart."""
    networks: dict[tuple, list[Mapping]] = {}
    for transmitter in transmitters:
        if qualifies(transmitter):
            networks.setdefault(tuple(transmitter[name] for name in _NETWORK), []).append(transmitter)
    return [_named(reduce(better, rivals)) for rivals in networks.values()]


def qualifies(transmitter: Mapping) -> bool:
    """Whether it takes part in the choice (9.3.2.5, and 17.3.2 for alternate time transmitters)."""
    announce = transmitter["announce"]
    return announce is not None and not announce["alternate_master"] and announce["steps_removed"] <= _MOST_STEPS


def better(one: Mapping, other: Mapping) -> Mapping:
    """The better of two transmitters."""
    same = one["announce"]["grandmaster_identity"] == other["announce"]["grandmaster_identity"]
    rank = _by_topology if same else _by_quality
    return other if rank(other) < rank(one) else one


def _by_quality(transmitter: Mapping) -> tuple:
    """Figure 34, two grandmasters. Codes and identities are of one length each, so their texts sort as they do."""
    return tuple(transmitter["announce"][name] for name in _QUALITY)


def _by_topology(transmitter: Mapping) -> tuple:
    """Figure 35, two ways to one grandmaster."""
    return (transmitter["announce"]["steps_removed"], transmitter["clock_identity"], transmitter["port_number"])


def _named(transmitter: Mapping) -> dict:
    names = (*_NETWORK, "clock_identity", "port_number")
    return {
        **{name: transmitter[name] for name in names},
        "grandmaster_identity": transmitter["announce"]["grandmaster_identity"],
    }
