# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: receivers and other modules."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.answers import Answers
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.paths import MODULES, RECEIVER_1, RECEIVER_2
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.receivers import modules, receivers
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import STATUS, complete
from tests.unit.support.reading import Client

TIER_A = {
    "antenna": {"isConnected": True},
    "satellites": {
        "mode": 1, "operationMode": "normalOperation", "totalInView": "12", "totalUsed": 9,
        "systems": [{"type": "GPS", "inView": 12, "used": 9}, {"type": "BeiDou", "inView": 0}, "x"],
    },
    "time": {
        "gpsWeekNumber": 2410, "gpsWeekSecond": 207018, "isDaylightSavingTime": False, "isLS59Announced": False,
        "isLS61Announced": False, "isLocalTime": False, "offsetFromUTC": 3600, "status": 3,
        "timestamp": "2026-03-17T09:30:00.125000000Z",
    },
}  # fmt: skip


def read(function, prepared, *paths):
    answers, reader = Answers(Client(prepared)), Reader("status")
    for path in paths or (MODULES,):
        answers.need(path)
    found = complete(STATUS[function.__name__], function(reader, answers))
    return found, [(note["path"], note["reason"]) for note in reader.unavailable]


def said(facts):
    """What is not null."""
    told = {name: said(fact) if isinstance(fact, dict) else fact for name, fact in facts.items()}
    return {name: fact for name, fact in told.items() if fact is not None and fact != {}}


def one(**more):
    found, notes = read(receivers, {RECEIVER_1: {"data": {"receiver": more}}})
    assert notes == []
    return found[0]


def test_a_receiver_of_tier_a():
    found, notes = read(receivers, {RECEIVER_1: {"data": {"receiver": TIER_A}}})
    assert [said(receiver) for receiver in found] == [{
        "id": "clk1", "kind": "gnss", "operation_mode": "normal_operation", "mode_code": 1, "status_code": 3,
        "time": "2026-03-17T09:30:00.125000000Z", "gps_week": 2410, "gps_week_second": 207018,
        "local_time_offset_s": 3600, "is_local_time": False, "daylight_saving": False, "antenna": {"connected": True},
        "satellites": {"in_view": 12, "used": 9, "systems": [{"system": "gps", "in_view": 12, "used": 9},
                                                             {"system": "beidou", "in_view": 0, "used": None}]},
        "leap_second": {"announced": False},
    }]  # fmt: skip
    assert notes == [("/api/state/modules/clk1#/receiver/satellites/systems/*", "malformed")]


@pytest.mark.parametrize(
    ("insert", "delete", "announced", "kind"),
    [
        (True, False, True, "insert"),
        (False, True, True, "delete"),
        (False, False, False, None),
        (None, False, None, None),
        (False, None, None, None),
        (None, True, True, "delete"),
        (None, None, None, None),
    ],
)
def test_a_leap_second_that_only_half_is_denied_is_not_known(insert, delete, announced, kind):
    facts = one(time={"isLS61Announced": insert, "isLS59Announced": delete})
    assert facts["leap_second"] == {"announced": announced, "kind": kind}


@pytest.mark.parametrize(
    ("state", "word", "synchronized"),
    [
        ("synchronized", "synchronized", True),
        ("antennaShortCircuit", "antenna_short_circuit", False),
        ("someNewWord", "some_new_word", None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_only_a_known_state_tells_whether_it_is_synchronized(state, word, synchronized):
    facts = one(state=state)
    assert (facts["state"], facts["synchronized"]) == (word, synchronized)


def test_a_position_in_words():
    assert one(position="Lat.: 52.5 Lon.: -13.4 Alt.: 42m")["position"] == {
        "latitude_deg": 52.5, "longitude_deg": -13.4, "altitude_m": 42, "x_m": None, "y_m": None, "z_m": None,
    }  # fmt: skip
    assert said(one(position="unknown")) == {"id": "clk1"}
    _found, notes = read(receivers, {RECEIVER_1: {"data": {"receiver": {"position": "at home"}}}})
    assert notes == [("/api/state/modules/clk1#/receiver/position", "malformed")]


@pytest.mark.parametrize(
    ("satellites", "kind"), [({"totalInView": 0}, "gnss"), ({"systems": []}, "gnss"), ({"mode": 1}, None), ({}, None)]
)
def test_a_receiver_that_tells_of_satellites_is_a_gnss_receiver(satellites, kind):
    assert one(satellites=satellites)["kind"] == kind


def test_receivers_of_all_modules():
    modules_ = {
        "clk2": {"receiver": {"state": "tracking"}, "name": "CLK2", "serialNumber": 7, "oscillatorType": "rubidium"},
        "io1": {"card": "x"},
        "clk1": {"state": "notAvailable"},
        "esi1": {"receiver": {}},
    }
    found, notes = read(receivers, {MODULES: {"data": modules_}})
    assert [said(receiver) for receiver in found] == [
        {"id": "clk2", "model": "CLK2", "serial_number": "7", "state": "tracking", "synchronized": False,
         "oscillator": {"type": "rubidium"}},
        {"id": "esi1"},
    ]  # fmt: skip
    assert notes == []


@pytest.mark.parametrize(
    ("prepared", "ids"),
    [
        ({}, None),
        ({RECEIVER_2: {"data": {"receiver": {}}}}, ["clk2"]),
        ({RECEIVER_1: {"data": {}}, RECEIVER_2: {"data": {"receiver": {}}}}, ["clk2"]),
        ({MODULES: {"data": {"cpu": {}}}, RECEIVER_1: {"data": {"receiver": {}}}}, ["clk1"]),
        ({MODULES: {"data": {"cpu": {}}}}, []),
    ],
)
def test_receivers_wherever_they_stand(prepared, ids):
    found, _notes = read(receivers, prepared)
    assert (found and [receiver["id"] for receiver in found]) == ids


def test_a_receiver_of_another_kind_is_noted():
    found, notes = read(receivers, {MODULES: {"data": {"clk1": {"receiver": "x"}, "clk2": {"receiver": {"time": 7}}}}})
    assert [said(receiver) for receiver in found] == [{"id": "clk1"}, {"id": "clk2"}]
    assert notes == [
        ("/api/state/modules/clk1#/receiver", "malformed"),
        ("/api/state/modules/clk2#/receiver/time", "malformed"),
    ]


def test_modules():
    raw = {
        "io1": {"state": "available", "name": "IO1", "card": "FO-IO", "type": "ioModule", "softwareRevision": "1.2"},
        "clk2": {"state": "notAvailable", "name": "", "card": ""},
        "cpu": {"model": "MRI-CPU", "state": "initializing"},
        "io2": None,
        "io3": 7,
    }
    found, notes = read(modules, {MODULES: {"data": raw}})
    assert [said(module) for module in found] == [
        {"id": "cpu", "model": "MRI-CPU", "state": "initializing"},
        {"id": "io1", "name": "IO1", "type": "io_module", "card": "FO-IO", "software_revision": "1.2",
         "state": "available"},
    ]  # fmt: skip
    assert notes == [("/api/state/modules#/io3", "malformed")]
    assert read(modules, {RECEIVER_1: {"data": {"receiver": {}}}}) == (None, [])


@pytest.mark.parametrize(
    ("stamp", "offset", "told"),
    [
        ("2026-03-17T09:30:00.125Z", 3600, "2026-03-17T08:30:00.125Z"),
        ("2026-03-17T00:30:00Z", 5400, "2026-03-16T23:00:00Z"),
        ("2026-03-17T09:30:00Z", -18000, "2026-03-17T14:30:00Z"),
        (None, 3600, None),
    ],
)
def test_local_time_is_told_in_utc(stamp, offset, told):
    receiver = one(time={"isLocalTime": True, "offsetFromUTC": offset, "timestamp": stamp})
    assert receiver["time"] == told


@pytest.mark.parametrize(("stamp", "offset"), [("2026-03-17T09:30:00Z", None), ("0001-01-01T00:00:00Z", 3600)])
def test_local_time_that_cannot_be_told_in_utc_is_null_and_noted(stamp, offset):
    time = {"isLocalTime": True, "offsetFromUTC": offset, "timestamp": stamp}
    found, notes = read(receivers, {RECEIVER_1: {"data": {"receiver": {"time": time}}}})
    assert found[0]["time"] is None
    assert notes == [(f"{RECEIVER_1}#/receiver/time/timestamp", "malformed")]
