# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data set comparison of IEEE 1588-2019, 9.3.4: each criterion decides where all before it are equal."""

from __future__ import annotations

from itertools import permutations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_compare import best

ANNOUNCE = {
    "grandmaster_identity": "ec4670.fffe.000005",
    "priority1": 128,
    "clock_class": 7,
    "clock_accuracy": "0x22",
    "clock_variance": 0x4E5D,
    "priority2": 128,
    "steps_removed": 3,
    "alternate_master": False,
}
CRITERIA = {
    "priority1": (127, 129),
    "clock_class": (6, 52),
    "clock_accuracy": ("0x1f", "0xfe"),
    "clock_variance": (0x4E5C, 0xFFFF),
    "priority2": (0, 255),
    "grandmaster_identity": ("001122.fffe.000000", "ec4670.fffe.000006"),
}
"""In their order: a better and a worse value than that of ``ANNOUNCE``."""


def transmitter(number, announce=None, **members):
    return {
        "domain_number": 0,
        "sdo_id": "0x000",
        "transport": "l2",
        "vlan": None,
        "clock_identity": f"ec4670.fffe.{number:06d}",
        "port_number": 1,
        "announce": None if announce is None else {**ANNOUNCE, **announce},
        **members,
    }


def chosen(*transmitters):
    """The number of the best, in whatever order they are looked at."""
    found = {one["clock_identity"] for order in permutations(transmitters) for one in best(order)}
    assert len(found) == 1
    return int(found.pop()[-6:])


@pytest.mark.parametrize("place", range(len(CRITERIA)))
def test_a_criterion_decides_where_those_before_it_are_equal(place):
    names = list(CRITERIA)
    other_gm = {"grandmaster_identity": "ec4670.fffe.000004"}
    better, worse = CRITERIA[names[place]]
    later = {name: CRITERIA[name][1] for name in names[place + 1 :]}
    wins = {**later, names[place]: better, "steps_removed": 9}
    assert chosen(transmitter(1, {**ANNOUNCE}), transmitter(2, wins)) == 2
    loses = {**{name: CRITERIA[name][0] for name in names[place + 1 :]}, names[place]: worse, "steps_removed": 0}
    assert chosen(transmitter(1, {**ANNOUNCE}), transmitter(2, {**other_gm, **loses})) == 1


def test_of_two_ways_to_one_grandmaster_the_shorter_one_is_better():
    """What they say of its quality is not compared then: a change of it reaches one before the other."""
    assert chosen(transmitter(1, {"steps_removed": 2}), transmitter(2, {"steps_removed": 1, "clock_class": 248})) == 2


def test_of_two_ways_of_one_length_the_sender_s_identity_decides():
    assert chosen(transmitter(2, {}), transmitter(1, {}), transmitter(3, {})) == 1


def test_of_two_ports_of_one_clock_the_port_s_number_decides():
    (found,) = best([transmitter(1, {}, port_number=2), transmitter(1, {}, port_number=1)])
    assert found["port_number"] == 1


def test_who_does_not_qualify():
    assert (
        best([transmitter(1), transmitter(2, {"alternate_master": True}), transmitter(3, {"steps_removed": 255})]) == []
    )
    assert chosen(transmitter(1, {"steps_removed": 254})) == 1


@pytest.mark.parametrize(
    "network", [{"domain_number": 1}, {"sdo_id": "0x100"}, {"transport": "udp_ipv4"}, {"vlan": 0}, {"vlan": 100}]
)
def test_each_network_has_a_best_of_its_own(network):
    one, other = transmitter(1, {"priority1": 1}), transmitter(2, {}, **network)
    assert best([one, other]) == [
        {
            **{name: each[name] for name in ("domain_number", "sdo_id", "transport", "vlan", "clock_identity")},
            "port_number": 1,
            "grandmaster_identity": ANNOUNCE["grandmaster_identity"],
        }
        for each in (one, other)
    ]
