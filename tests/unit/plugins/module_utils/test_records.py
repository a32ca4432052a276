# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of facts, read by tables."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import integer, text
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Check, Field, Reader, Table, merged

THING = Table("facet.thing", "/api", "data/thing", "A", (
    Field("name", "name", text),
    Field("size.width", "size/w", integer),
    Field("size.height", ("size/h", "size/height", "h"), integer),
))  # fmt: skip
NULLS = {"name": None, "size": {"width": None, "height": None}}


@pytest.fixture
def reader():
    return Reader("facet")


def note(place, reason, *facts):
    return {"facet": "facet", "path": place, "reason": reason, "facts": list(facts)}


@pytest.mark.parametrize(
    ("raw", "facts"),
    [
        ({}, NULLS),
        ({"name": " a ", "size": {"w": "3", "h": 4}}, {"name": "a", "size": {"width": 3, "height": 4}}),
        ({"size": None}, NULLS),
        ({"size": {"height": 5}}, {"name": None, "size": {"width": None, "height": 5}}),
        ({"size": {"h": "N/A", "height": None}, "h": 6}, {"name": None, "size": {"width": None, "height": 6}}),
        ({"size": {"h": 0, "height": 5}}, {"name": None, "size": {"width": None, "height": 0}}),
        ({"other": {"deep": []}}, NULLS),
    ],
)
def test_a_record_has_all_its_facts(reader, raw, facts):
    assert reader.record(THING, raw) == facts
    assert reader.unavailable == []


def test_a_malformed_value_is_null_and_noted_once_for_each_place(reader):
    assert reader.record(THING, {"size": {"w": "x", "h": "y", "height": 5}}, "data/things/*") == NULLS
    reader.record(THING, {"size": {"w": "x"}}, "data/things/*")
    assert reader.unavailable == [
        note("/api#/data/things/*/size/w", "malformed", "facet.thing.size.width"),
        note("/api#/data/things/*/size/h", "malformed", "facet.thing.size.height"),
    ]


@pytest.mark.parametrize("wrong", ["x", 7, [], True])
def test_what_should_be_an_object_is_noted_where_it_stands(reader, wrong):
    assert reader.record(THING, {"name": "a", "size": wrong}) == {**NULLS, "name": "a"}
    assert reader.unavailable == [
        note("/api#/data/thing/size", "malformed", "facet.thing.size.height", "facet.thing.size.width")
    ]


@pytest.mark.parametrize("wrong", ["x", 7, [], True, None])
def test_what_is_no_record_is_none(reader, wrong):
    assert reader.record(THING, wrong) is None
    assert reader.unavailable == [note("/api#/data/thing", "malformed", "facet.thing")]


@pytest.mark.parametrize(
    ("root", "place", "reason"),
    [
        ({}, "/api#/data", "not_found"),
        ({"data": None}, "/api#/data", "not_found"),
        ({"data": {}}, "/api#/data/thing", "not_found"),
        ({"data": []}, "/api#/data", "malformed"),
        ([], "/api", "malformed"),
    ],
)
def test_what_is_not_there_is_noted_with_the_place_that_lacks_it(reader, root, place, reason):
    assert reader.read(THING, root) is None
    assert reader.unavailable == [note(place, reason, "facet.thing")]


def test_what_need_not_be_there_is_not_noted(reader):
    assert reader.read(THING, {"data": {}}, required=False) is None
    assert reader.read_list(THING, {"data": {}}, required=False) is None
    assert reader.unavailable == []


def test_lists(reader):
    raw = {"data": {"thing": [{"name": "a"}, None, 7, {"name": "b"}]}}
    assert reader.read_list(THING, raw) == [{**NULLS, "name": "a"}, {**NULLS, "name": "b"}]
    assert reader.unavailable == [note("/api#/data/thing/*", "malformed", "facet.thing")]


@pytest.mark.parametrize("wrong", [{}, "x", 7, False])
def test_what_is_no_list_is_null(reader, wrong):
    assert reader.read_list(THING, {"data": {"thing": wrong}}) is None
    assert reader.unavailable == [note("/api#/data/thing", "malformed", "facet.thing")]


def test_an_empty_list_stays_empty(reader):
    assert reader.read_list(THING, {"data": {"thing": []}}) == []
    assert reader.unavailable == []


def test_an_objects_members_are_records_with_names(reader):
    table = Table("facet.led", "/api", "leds", "A", (Field("on", "on", integer),))
    assert reader.named(table, {"a ": {"on": 1}, "b": {}, "c": 7}, "leds") == [
        {"name": "a", "on": 1},
        {"name": "b", "on": None},
    ]
    assert reader.named(table, None, "leds") is None
    assert reader.named(table, [], "leds") is None
    assert reader.unavailable == [
        note("/api#/leds/c", "malformed", "facet.led"),
        note("/api#/leds", "malformed", "facet.led"),
    ]


def test_the_last_record_that_says_something_counts():
    assert merged({"a": 1, "b": 2, "c": None}, None, {"a": None, "b": 0, "d": None}) == {
        "a": 1,
        "b": 0,
        "c": None,
        "d": None,
    }
    assert merged() == {}


def stated(name):
    return lambda record: record[name]


SAID_TWICE = Table("facet.peer", "/api", "data/peer", "A", (
    Field("a", ("one", "uno"), text),
    Field("b", "two", text),
    Field("c", "three", text),
), checks=(Check("a", stated("a"), (stated("b"), stated("c"))), Check("b", stated("b"), (stated("a"),))))  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "facts", "refuted"),
    [
        ({"one": "x", "two": "x", "three": "x"}, ("x", "x", "x"), []),
        ({"one": "x", "two": "y", "three": "y"}, (None, "y", "y"), ["a"]),
        ({"one": "x", "two": "y"}, (None, "y", None), ["a"]),
        ({"one": "x", "two": "y", "three": "x"}, ("x", None, "x"), ["b"]),
        ({"one": "x"}, ("x", None, None), []),
        ({"two": "x", "three": "y"}, (None, "x", "y"), []),
    ],
)
def test_a_fact_that_its_record_contradicts_is_null_and_noted(reader, raw, facts, refuted):
    assert tuple(reader.record(SAID_TWICE, raw).values()) == facts
    places = {"a": "one", "b": "two"}
    assert reader.unavailable == [
        note(f"/api#/data/peer/{places[name]}", "contradicted", f"facet.peer.{name}") for name in refuted
    ]


def test_a_masked_value_is_null_and_noted(reader):
    raw = {"name": "a ********", "size": {"w": "********"}, "********": 1}
    assert reader.record(THING, raw) == NULLS
    assert reader.unavailable == [
        note("/api#/data/thing/name", "masked", "facet.thing.name"),
        note("/api#/data/thing/size/w", "masked", "facet.thing.size.width"),
    ]


def test_a_member_with_a_masked_name_is_left_out_and_noted(reader):
    found = reader.named(THING, {"********": {"name": "x"}, "b": {"name": "y"}}, "data/things")
    assert [one["name"] for one in found] == ["y"]
    assert reader.unavailable == [note("/api#/data/things/*", "masked", "facet.thing.name")]
    assert reader.identity("/api", "data", "facet.thing.id", "********") is None
    assert reader.identity("/api", "data", "facet.thing.id", " b ") == "b"
    assert len(reader.unavailable) == 2
