# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a device answers, reading it ends well, and what it does not say is never made up."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import Error
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import DEVICE, FACETS
from tests.simulator import Device
from tests.unit.support.conformity import misfits
from tests.unit.support.mutations import at, mutations, places, removed
from tests.unit.support.reading import decoded, leaves, read

SHAPES = {"device": DEVICE, **FACETS}
COUNT = 2000
DEVICES = [
    Device("m300", model="M300", receivers=("dcf77", "gns"), states=("holdover", "ntp_false_ticker")),
    Device("m400", model="M400", firmware="7.06.014-light", states=("ptp_slave", "sync_team", "sync_monitor")),
    Device("m600", model="M600", firmware="7.08.019", states=("free_run", "antenna_disconnected", "ptp_stopped")),
    Device("hr101", "meinbergos", model="microSync HR101", states=("leap_announced",)),
    Device("hr102", "meinbergos", firmware="2023.11.0", states=("antenna_short_circuit", "ptp_slave")),
    Device("hr302", "meinbergos", model="microSync HR302", parents=False, states=("cold_boot", "ptp_stopped")),
    Device("tier-a", "meinbergos", tier="A", states=("free_run", "leap_delete_announced")),
]

SAME_ELSEWHERE = False
"""In ``ALLOWED``: the fact is never 0, false or "" by that."""

NEWLY_VALID = True
"""In ``ALLOWED``: the loss of a mark brings a whole record to light, with what the device itself wrote in it."""

ALLOWED = (
    # where something is lost, which facts may then say something new, why
    (r"data/system(/current-time)?", r"status\.system\.time", SAME_ELSEWHERE),
    (r"modules?/ptp/instances/\*/alias", r"ptp\.instances\.\*\.alias", SAME_ELSEWHERE),
    (r"outputs/\*/type", r"outputs\.\*\.signal", SAME_ELSEWHERE),
    (r"slots/\*/module/(dcf77|grc|gns)", r"status\.receivers\.\*\.kind", SAME_ELSEWHERE),
    (r"master/status/antennaShortCircuit", r"status\.sync\.antenna", SAME_ELSEWHERE),
    (r"/api/state/modules(/data)?", r"outputs\..*", NEWLY_VALID),
    (r"instances/\*/(isRunning|is-running)", r"ptp\.instances\..*", NEWLY_VALID),
    (r"(referenceClocks|peers)/\*/isValid", r"ntp\.associations\..*", NEWLY_VALID),
    (r"data/ntp/\*/object-id", r"ntp\.associations\..*", NEWLY_VALID),
)
"""What may say something new where something else is lost.

- The system's time stands in two places, in different lengths.
- A PTP instance without an alias goes by its module's slot.
- An output that does not name its signal gives the one of its mode.
- A receiver in a clock slot that does not tell its kind is of another kind than those that are known.
- An antenna that is not known to be shorted is connected or not, as the device says.
- Outputs are listed in the modules or, where no module lists any, by themselves.
- A stopped PTP instance and an invalid NTP row show what nobody should read once they no longer say what they are.
- The first entry of LTOS' NTP list is ntpd itself by its name alone.
"""


def said(facts: dict) -> Counter:
    """How often each fact has each value; null is no value."""
    return Counter((place, type(value).__name__, value) for place, value in leaves(facts) if value is not None)


def news(before: Counter, after: Counter, lost: str) -> list[str]:
    """What the facts say after a loss that they did not say before, and may not."""
    return [
        f"{lost} lost: {fact} = {value!r}"
        for fact, _kind, value in after - before
        if not any(
            re.search(place + "$", lost) and re.fullmatch(allowed, fact) and (may_be_nothing or value not in (0, ""))
            for place, allowed, may_be_nothing in ALLOWED
        )
    ]


@pytest.fixture(scope="module", params=DEVICES, ids=lambda device: device.name)
def case(request):
    answers = decoded(request.param)
    return request.param, answers, said(read(request.param.os, answers)[0])


def test_any_damage_gives_facts_of_the_right_shape_or_one_of_our_errors(case):
    device, answers, before = case
    read_at_all = 0
    for mutation in mutations(answers, f"mutations of {device.name}", COUNT):
        try:
            facts, unavailable = read(device.os, mutation.answers)
        except Error:
            continue
        read_at_all += 1
        wrong = [text for name, part in facts.items() if part is not None for text in misfits(SHAPES[name], part, name)]
        assert not wrong, mutation.place
        json.dumps([facts["status"]["sync_monitor"], unavailable])
        if mutation.kind in ("drop", "null"):
            assert not news(before, said(facts), mutation.name)
    assert read_at_all > 0.98 * COUNT


def test_no_lost_member_becomes_nothing_of_a_kind(case):
    """Each single value of an object is dropped in turn."""
    device, answers, before = case
    for place in places(answers):
        if isinstance(place[-1], int) or isinstance(at(answers, place), (dict, list)):
            continue
        name = "/".join("*" if isinstance(step, int) else step for step in place)
        assert not news(before, said(read(device.os, removed(answers, place))[0]), name)
