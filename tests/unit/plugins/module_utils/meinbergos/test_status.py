# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: synchronisation and references."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.answers import Answers
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.paths import (
    GLOBAL,
    MODULES,
    REFERENCES,
    SYSTEM,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.status import bits, status
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import STATUS, complete
from tests.unit.support.reading import Client

STATED = {
    "clockState": "synchronized", "estimatedTimeQuality": "35 ns", "holdoverState": "notInHoldover",
    "holdoverTime": "0 sec", "holdoverOffset": "",
}  # fmt: skip


def read(prepared):
    answers, reader = Answers(Client(prepared)), Reader("status")
    for path in (SYSTEM, REFERENCES, MODULES):
        answers.need(path)
    found = complete(STATUS, status(reader, answers))
    return found, [(note["path"], note["reason"]) for note in reader.unavailable]


def sync(stated=None, **references):
    prepared = {GLOBAL: {"data": stated}} if stated is not None else {}
    if references:
        prepared[REFERENCES] = {"data": {"sources": [], **references}}
    facts, notes = read(prepared)
    assert notes == []
    return facts["sync"]


def said(facts):
    """What is not null."""
    told = {name: said(fact) if isinstance(fact, dict) else fact for name, fact in facts.items()}
    return {name: fact for name, fact in told.items() if fact is not None and fact != {}}


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        (None, None),
        ({"isMaster": True, "noSignal": 0, "isLocked": None}, {"master": True, "no_signal": False, "locked": None}),
        (["isMaster", "noSignal"], {"master": True, "no_signal": True, None: False}),
        ([None, "-"], {None: False}),
        ([], {None: False}),
        ({}, {}),
    ],
)
def test_bits(value, read_as):
    assert bits(value) == read_as


@pytest.mark.parametrize("wrong", ["isMaster", 7, True, [[]], {"isMaster": "x"}])
def test_no_bits(wrong):
    with pytest.raises(Malformed):
        bits(wrong)


def test_the_synchronisation_of_tier_a():
    assert said(sync(STATED)) == {
        "synchronized": True, "state": "synchronized", "time_quality_ns": 35,
        "holdover": {"active": False, "state": "not_in_holdover", "elapsed_s": 0},
    }  # fmt: skip
    assert said(sync({"clockState": "", "estimatedTimeQuality": "unknown", "holdoverTime": "unknown"})) == {}
    assert sync({"estimatedTimeQuality": "1.4 us", "holdoverOffset": "-620 ns"})["time_quality_ns"] == 1400


@pytest.mark.parametrize(
    ("clock", "holdover", "synchronized", "active"),
    [
        ("synchronized", "notInHoldover", True, False),
        ("holdover", "", False, True),
        ("synchronized", "inHoldover", True, True),
        ("freeRun", "unknown", False, False),
        ("notSync", "unknown", False, None),
        ("notSync", "inactive", False, False),
        ("", "active", False, True),
        ("someNewWord", "someNewWord", None, None),
    ],
)
def test_holdover(clock, holdover, synchronized, active):
    facts = sync({"clockState": clock, "holdoverState": holdover})
    assert (facts["synchronized"], facts["holdover"]["active"]) == (synchronized, active)
    assert (facts["state"] == "holdover") is (active is True and not synchronized)


def test_the_master_reference():
    master = {
        "source": "clk1-gnss", "accuracy": "35 ns", "variance": "13600", "syncState": "holdover",
        "status": {"oscillatorWarmedUp": True, "antennaConnected": True, "antennaShortCircuit": False,
                   "externalSync": 1},
        "oscillatorType": "ocxo-hq", "leapSecondDate": "2026-07-01T00:00:00Z",
    }  # fmt: skip
    assert said(sync(STATED, master=master)) == {
        "synchronized": True, "state": "synchronized", "source": "clk1-gnss", "source_type": "gnss",
        "time_quality_ns": 35, "accuracy_ns": 35, "variance": 13600, "antenna": "connected",
        "flags": ["oscillator_warmed_up", "antenna_connected", "external_sync"],
        "oscillator": {"type": "ocxo_hq", "warmed_up": True},
        "holdover": {"active": False, "state": "not_in_holdover", "elapsed_s": 0},
        "leap_second": {"date": "2026-07-01"},
    }  # fmt: skip
    assert sync({}, master=master)["state"] == "holdover"


@pytest.mark.parametrize(
    ("told", "antenna", "warm", "announced"),
    [
        ({"antennaConnected": True}, "connected", None, None),
        ({"antennaConnected": False}, "disconnected", None, None),
        ({"antennaConnected": True, "antennaShortCircuit": True}, "short_circuit", None, None),
        ({"oscillatorWarmedUp": False, "leapSecondAnnounced": False}, None, False, False),
        ({"antennaConnected": None}, None, None, None),
        ({}, None, None, None),
        (["antennaConnected"], "connected", False, False),
        (["oscillatorWarmedUp", "leapSecondAnnounced"], "disconnected", True, True),
        (None, None, None, None),
    ],
)
def test_a_bit_that_is_not_there_is_not_known(told, antenna, warm, announced):
    facts = sync({}, master={"status": told})
    assert facts["antenna"] == antenna
    assert facts["oscillator"]["warmed_up"] is warm
    assert facts["leap_second"]["announced"] is announced


@pytest.mark.parametrize(
    ("master", "source_type"),
    [
        ({"source": "clk1-gnss"}, "gnss"),
        ({"source": "internalOscillator"}, "internal_oscillator"),
        ({"source": "x", "type": "ptp"}, "ptp"),
        ({"source": "x", "sourceType": "someNewWord"}, "some_new_word"),
        ({"source": "x"}, None),
        ({}, None),
    ],
)
def test_the_type_of_the_source(master, source_type):
    assert sync({}, master=master)["source_type"] == source_type


def test_references():
    sources = [
        {"id": "clk1-gnss", "type": "gnss", "priority": "1", "offset": "-12 ns",
         "state": {"isMaster": True, "isLocked": False, "noSignal": False}},
        {"name": "ptp-0", "offset": "unknown", "state": ["isLocked"]},
        {"id": "x"},
        7,
    ]  # fmt: skip
    facts, notes = read({REFERENCES: {"data": {"global": STATED, "sources": sources}}})
    assert facts["references"] == [
        {"id": "clk1-gnss", "priority": 1, "master": True, "locked": False, "accurate": None, "signal": "gnss",
         "offset_ns": -12, "flags": ["master"]},
        {"id": "ptp-0", "priority": None, "master": False, "locked": True, "accurate": False, "signal": "ptp",
         "offset_ns": None, "flags": ["locked"]},
        {"id": "x", "priority": None, "master": None, "locked": None, "accurate": None, "signal": None,
         "offset_ns": None, "flags": None},
    ]  # fmt: skip
    assert notes == [("/api/state/references#/sources/*", "malformed")]


def test_a_leap_second_by_the_receivers_where_the_master_does_not_say():
    def receiver(announced):
        return {"receiver": {"time": {"isLS61Announced": announced, "isLS59Announced": False}}}

    for first, second, leap in (
        (False, True, (True, "insert")),
        (None, False, (False, None)),
        (None, None, (None, None)),
    ):
        data = {"clk1": receiver(first), "clk2": receiver(second)}
        facts, _notes = read({GLOBAL: {"data": STATED}, MODULES: {"data": data}})
        assert (facts["sync"]["leap_second"]["announced"], facts["sync"]["leap_second"]["kind"]) == leap


def test_without_its_paths_everything_is_null():
    facts, notes = read({SYSTEM: {"data": {"uptime": "86400 sec", "time": "2026-03-17T09:30:00Z"}}})
    assert said(facts) == {"system": {"uptime_s": 86400, "time": "2026-03-17T09:30:00Z"}}
    assert notes == []
