# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: receivers, power supplies and other cards in whatever slots."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.ltos.slots import modules, power_supplies, receivers
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import STATUS, complete

AT = "/api/status#/data/chassis0/slots"
GNSS = {
    "info": {"model": "grc182", "serial-number": "055500012345", "software-revision": "v2.16",
             "sensors": {"fan": 7, "temperature-10": 1, "temperature-2": "41.5",
                         "temperature-1": 0, "temperature-3": ""}},
    "supported-string-types": [{"object-id": "sat", "value": 1}, {"value": 2}, "nmea-rmc"],
    "sync-status": {"clock-idx": "selected", "osc-type": "ocxo-lq", "est-time-quality": "less-than-100ns",
                    "clock-status": {"clock": "synchronized", "oscillator": "warmed-up"}},
    "grc": {"ref-type": "10mhz-freqin", "receiver-status": "synchronized",
            "antenna": {"connected": True, "short-circuit": False}, "receiver": {"synchronized": True}},
    "satellites": {"gps-mode": "normal-operation", "good-satellites": "9", "satellites-in-view": 14, "latitude": "-",
                   "selected-satellites": ["gps28", " "], "pdop": Decimal("0.0"), "altitude": Decimal("42.5")},
    "dac-cal": None, "dac-val": -7,
}  # fmt: skip
DCF77 = {
    "sync-status": {"clock-idx": "not-selected", "clock-status": {"clock": "not-synchronized"}},
    "dcf77": {"ref-type": "pzf", "receiver-status": "tracking", "correlation": 93, "fieldstrength": "118"},
}  # fmt: skip


def slot(name, module, kind="clk"):
    return {
        "object-id": name,
        "slot-type": kind,
        "slot-position": "0,2,1",
        "slot-orientation": "vertical",
        "module": module,
    }


def read(function, *slots):
    reader = Reader("status")
    shape = STATUS[function.__name__]
    found = function(reader, {"data": {"chassis0": {"slots": list(slots)}}})
    return complete(shape, found), [(note["path"].removeprefix(AT), note["reason"]) for note in reader.unavailable]


def said(facts):
    """What is not null."""
    told = {name: said(fact) if isinstance(fact, dict) else fact for name, fact in facts.items()}
    return {name: fact for name, fact in told.items() if fact is not None and fact != {}}


def test_receivers_in_any_slot_order():
    found, notes = read(receivers, slot("clk2", DCF77), slot("cpu", {}, "cpu"), slot("io1", {}), slot("clk1", GNSS))
    long_wave, gnss = found
    assert said(gnss) == {
        "id": "clk1", "model": "grc182", "serial_number": "055500012345", "software_revision": "v2.16", "kind": "gnss",
        "reference_type": "10mhz_freqin", "selected": True, "synchronized": True, "state": "synchronized",
        "operation_mode": "normal_operation", "time_quality_ns": 100,
        "oscillator": {"type": "ocxo_lq", "warmed_up": True}, "antenna": {"connected": True, "short_circuit": False},
        "satellites": {"in_view": 14, "used": 9, "selected": ["gps28"], "pdop": 0}, "position": {"altitude_m": 42.5},
        "dac": {"value": -7},
    }  # fmt: skip
    assert said(long_wave) == {
        "id": "clk2", "kind": "long_wave", "reference_type": "pzf", "selected": False, "synchronized": False,
        "state": "tracking", "long_wave": {"correlation": 93, "field_strength": 118},
    }  # fmt: skip
    assert notes == []


@pytest.mark.parametrize(
    ("module", "kind"),
    [
        ({"grc": {}}, "gnss"),
        ({"gns": {"ref-type": "gns"}}, "gnss"),
        ({"satellites": {}}, "gnss"),
        ({"dcf77": {}}, "long_wave"),
        ({"pzf": {}}, "long_wave"),
        ({"tcr": {}}, "timecode"),
        ({"grc": None, "dcf77": {}}, "long_wave"),
        ({"satellites": None, "dcf77": {}}, "long_wave"),
        ({"satellites": None, "info": {}}, "other"),
    ],
)
def test_the_kind_of_a_receiver(module, kind):
    found, _notes = read(receivers, slot("clk1", module))
    assert [receiver["kind"] for receiver in found] == [kind]


@pytest.mark.parametrize(("kind", "name"), [("clk ", "x"), ("io", "gps"), ("io", "satellites")])
def test_a_receiver_is_known_by_its_slot_or_its_data(kind, name):
    found, _notes = read(receivers, slot("a", {name: {"a": 1}}, kind))
    assert [receiver["id"] for receiver in found] == ["a"]


@pytest.mark.parametrize(
    ("front_end", "state", "synchronized"),
    [
        ({"receiver-status": "cold-boot", "antenna": {"connected": False}}, "cold_boot", None),
        (
            {"receiver-status": "normal", "antenna": {"connected": True, "short-circuit": True}},
            "antenna_short_circuit",
            None,
        ),
        ({"antenna": {"connected": False, "short-circuit": False}}, "antenna_disconnected", None),
        ({"receiver": {"synchronized": False, "tracking": True}}, "tracking", False),
        ({"receiver": {"synchronized": True, "tracking": True}}, "synchronized", True),
        ({"receiver": {"warm-boot": True, "cold-boot": True}}, "warm_boot", None),
        ({"receiver-status": "some-new-word", "receiver": {"synchronized": False}}, "some_new_word", False),
        ({"receiver-status": "unknown"}, None, None),
        ({}, None, None),
    ],
)
def test_the_state_of_a_receiver(front_end, state, synchronized):
    (found,), notes = read(receivers, slot("clk1", {"gns": front_end}))
    assert (found["state"], found["synchronized"]) == (state, synchronized)
    assert notes == []


@pytest.mark.parametrize(
    ("clock", "synchronized"),
    [("synchronized", True), ("not-synchronized", False), ("some-new-word", None), ("", None)],
)
def test_the_clock_tells_where_the_receiver_does_not(clock, synchronized):
    module = {"grc": {}, "sync-status": {"clock-status": {"clock": clock}}}
    (found,), _notes = read(receivers, slot("clk1", module))
    assert found["synchronized"] is synchronized


def test_modules():
    found, notes = read(
        modules,
        slot("clk1", GNSS),
        {"object-id": "clk2", "slot-type": "clk"},
        {"object-id": "int1", "module": None},
        {"object-id": " ", "slot-id": "cpu ", "module": {"info": {"model": "c15g2", "serial-number": "N/A"}}},
    )
    assert said(found[0]) == {
        "id": "clk1", "type": "clk", "model": "grc182", "serial_number": "055500012345", "software_revision": "v2.16",
        "temperatures_celsius": [0, 41.5, 1], "slot": {"type": "clk", "position": "0,2,1", "orientation": "vertical"},
        "telegram_types": ["sat", "nmea-rmc"],
    }  # fmt: skip
    assert [said(module) for module in found[1:]] == [{"id": "cpu", "model": "c15g2"}]
    assert notes == []


def test_power_supplies():
    found, notes = read(
        power_supplies,
        slot("pwr1", {"power-available": True, "power-capacity": Decimal("50.0"), "info": {}}, "pwr"),
        slot("pwr2", {"power-available": False, "power-capacity": 0}, "x"),
        slot("pwr3", {"info": {}}, "pwr "),
        slot("cpu", {"info": {}}, "cpu"),
    )
    assert found == [
        {"id": "pwr1", "available": True, "capacity_w": 50},
        {"id": "pwr2", "available": False, "capacity_w": 0},
        {"id": "pwr3", "available": None, "capacity_w": None},
    ]
    assert notes == []


@pytest.mark.parametrize("function", [modules, receivers, power_supplies])
def test_slots_of_another_kind_are_noted(function):
    found, notes = read(function, slot("a", "x"), 7, None, {"object-id": "b", "module": []})
    assert found == []
    assert notes == [("/*/module", "malformed"), ("/*", "malformed")]
    reader = Reader("status")
    assert function(reader, {"data": {"chassis0": {"slots": {}}}}) is None
    assert function(reader, {"data": {"chassis0": {}}}) is None
    assert [note["reason"] for note in reader.unavailable] == ["malformed", "not_found"]


@pytest.mark.parametrize(
    ("at", "value", "place"),
    [
        ("info", {"sensors": [1]}, "info/sensors"),
        ("info", {"sensors": {"temperature-1": "hot"}}, "info/sensors"),
        ("supported-string-types", "sat", "supported-string-types"),
        ("supported-string-types", [{"object-id": []}], "supported-string-types"),
        ("info", "x", "info"),
    ],
)
def test_a_modules_values_of_another_kind_are_null_and_noted(at, value, place):
    (found,), notes = read(modules, slot("a", {at: value}, "cpu"))
    assert said(found) == {"id": "a", "type": "cpu",
                           "slot": {"type": "cpu", "position": "0,2,1", "orientation": "vertical"}}  # fmt: skip
    assert notes == [(f"/*/module/{place}", "malformed")]


EMPTY = {"power-available": False, "power-capacity": Decimal("0.0")}


def supplies(module, *events):
    answer = {"data": {"chassis0": {"slots": [slot("pwr2", module, "pwr")]}, "notification": {"events": list(events)}}}
    return [supply["id"] for supply in power_supplies(Reader("status"), answer)]


def event(name, severity="critical", triggered=1):
    return {"object-id": name, "type": severity, "triggered": triggered}


@pytest.mark.parametrize("info", [{}, {"info": {}}, {"info": None}, {"info": {"model": "", "serial-number": "N/A"}}])
def test_an_empty_slot_of_a_power_supply_is_not_listed(info):
    ended = event("power-supply-failure", triggered=0)
    assert supplies({**EMPTY, **info}, ended, event("power-supply-ok", "info"), event("fan-failure"), "x") == []


@pytest.mark.parametrize(
    "module",
    [
        {**EMPTY, "info": {"model": "psu"}},
        {**EMPTY, "power-capacity": 50},
        {**EMPTY, "power-available": True},
        {"power-available": False},
    ],
)
def test_a_power_supply_that_is_fitted_is_listed(module):
    assert supplies(module) == ["pwr2"]


@pytest.mark.parametrize("name", ["power-supply-failure", "psu2-failed", "pwr-failed"])
def test_a_failed_power_supply_is_told_from_an_empty_slot_by_its_event(name):
    assert supplies(EMPTY, event(name)) == ["pwr2"]
