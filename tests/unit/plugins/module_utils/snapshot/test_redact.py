# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redacted answers: what goes, what stays, and that nothing is left whatever the answers' shape."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.check import check
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.document import text
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.redact import LONGEST_TEXT, redact
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.stand_ins import TooManyValues
from tests.unit.support.reading import decoded, every_device, read
from tests.unit.support.snapshots import REDACTED_FACTS, differences
from tests.unit.support.strategies import ANSWERS, KEYS

PATH = "/api/status"


def redacted(answer: object, *credentials: str) -> object:
    return redact({PATH: answer}, credentials).answers[PATH]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"hostname": "zeus"}, {"hostname": "name-1"}),
        ({"hostname": "zeus.plant.test", "at": "zeus"}, {"hostname": "name-1.example", "at": "name-1"}),
        ({"hostname": "zeus  ", "kind": "at-zeus-1"}, {"hostname": "name-1  ", "kind": "at-name-1-1"}),
        ({"hostname": ["zeus", "hera"]}, {"hostname": ["name-1", "name-2"]}),
        ({"serial-number": "0123456789", "id": "x0123456789"}, {"serial-number": "serial-1", "id": "xserial-1"}),
        ({"serial": 4711, "uptime": 4711}, {"serial": 0, "uptime": 4711}),
        ({"serial": 47110815, "other": 47110815}, {"serial": 0, "other": 0}),
        ({"serial": {"value": "ab12", "valid": True}}, {"serial": {"value": "serial-1", "valid": True}}),
        ({"latitude": Decimal("46.95"), "pdop": Decimal("1.1")}, {"latitude": Decimal("0.0"), "pdop": Decimal("1.1")}),
        ({"position": "46.951083, 7.438632", "x": "46.951083"}, {"position": "0.0, 0.0", "x": "0.0"}),
        ({"position": {"value": 5, "unit": "m"}}, {"position": {"value": 0, "unit": "m"}}),
        ({"password": "x"}, {"password": "secret-1"}),
        ({"password": {"a": ["x", None]}}, {"password": {"a": ["secret-1", None]}}),
        ({"community": "public", "v": "public"}, {"community": "secret-1", "v": "secret-1"}),
        ({"a": "10.1.1.1", "b": "via=10.1.1.1"}, {"a": "192.0.2.1", "b": "via=192.0.2.1"}),
        ({"10.1.1.1": 1, "10.1.1.2": 2}, {"192.0.2.1": 1, "192.0.2.2": 2}),
        ({"location": "Berlin", "x-Berlin": 1}, {"location": "location-1", "x-location-1": 1}),
        ({"peer": "127.127.8.0"}, {"peer": "127.127.8.0"}),
        ({"hint": "ring two at the harbour"}, {"hint": "text-1"}),
        ({"hint": "a" * (LONGEST_TEXT + 1)}, {"hint": "text-1"}),
        ({"description": "sat-x", "object-id": "sat-x"}, {"description": "sat-x", "object-id": "sat-x"}),
        ({"description": "sat-x"}, {"description": "text-1"}),
        ({"hostname": "", "serial": "N/A", "contact": None}, {"hostname": "", "serial": "N/A", "contact": None}),
        ({"hostname": "gps", "type": "gps"}, {"hostname": "name-1", "type": "gps"}),
        ({"hostname": "name-1"}, {"hostname": "name-2"}),
        ({"address": "192.0.2.1"}, {"address": "192.0.2.2"}),
    ],
)
def test_what_goes_and_what_stays(answer, expected):
    assert redacted(answer) == expected


def test_one_value_has_one_stand_in_over_all_answers():
    found = redact({"/a": {"hostname": "zeus"}, "/b": {"x": ["zeus", "hera.plant.test"], "serial": "zeus"}}).answers
    assert found == {"/a": {"hostname": "name-1"}, "/b": {"x": ["name-1", "name-2.example"], "serial": "name-1"}}


def test_credentials_go_wherever_they_stand():
    assert redacted({"x": "as:Tr0ub4dor", "Tr0ub4dor": 1}, "Tr0ub4dor") == {"secret-1": 1, "x": "as:secret-1"}


def test_paths_that_did_not_answer_are_redacted_too():
    found = redact({PATH: {"hostname": "zeus"}}, paths=["/api/state/zeus", "/api/state/io"])
    assert found.paths == {"/api/state/zeus": "/api/state/name-1", "/api/state/io": "/api/state/io"}


def test_the_manifest_tells_places_classes_and_numbers():
    manifest = redact({PATH: {"hostname": "zeus", "nodes": [{"ip": "10.1.1.1"}, {"ip": "10.1.1.1"}]}}).manifest
    assert manifest["redacted"] == {
        "name": {"values": 1, "occurrences": 1, "places": {f"{PATH}#/hostname": 1}, "places_left_out": 0},
        "address": {"values": 1, "occurrences": 2, "places": {f"{PATH}#/nodes/*/ip": 2}, "places_left_out": 0},
    }


def test_the_manifest_names_a_place_by_its_redacted_name():
    manifest = redact({PATH: {"10.1.1.1": {"hostname": "zeus"}}}).manifest
    assert list(manifest["redacted"]["name"]["places"]) == [f"{PATH}#/192.0.2.1/hostname"]


def test_the_manifest_does_not_grow_without_end():
    manifest = redact({PATH: {f"x{number}": {"hostname": "zeus"} for number in range(300)}}).manifest
    assert len(manifest["redacted"]["name"]["places"]) == 200
    assert manifest["redacted"]["name"]["places_left_out"] == 100


def test_texts_that_stayed_are_listed_for_reading():
    answer = {"mode": "synchronized", "card": "XYZ183", "at": "2026-02-11T22:05:07", "hostname": "zeus", "x": "acme"}
    assert redact({PATH: answer}).manifest["kept_texts"] == [
        {"text": "acme", "occurrences": 1, "places": [f"{PATH}#/x"]},
        {"text": "XYZ183", "occurrences": 1, "places": [f"{PATH}#/card"]},
    ]


def test_a_text_that_stayed_is_told_with_a_few_of_its_places():
    answer = {"rings": [{"zone": "acme"}, {"zone": " acme"}], **{f"x{number}": "acme" for number in range(9)}}
    assert redact({PATH: answer}).manifest["kept_texts"] == [
        {"text": "acme", "occurrences": 11, "places": [f"{PATH}#/{at}" for at in ("rings/*/zone", "x0", "x1")]}
    ]


def test_an_answer_with_endless_values_is_refused():
    with pytest.raises(TooManyValues):
        redacted({"hosts": [f"host{number:05}x" for number in range(5001)]})


@pytest.mark.parametrize("device", every_device(), ids=lambda device: device.name)
def test_the_adapters_read_the_same_facts_but_for_what_is_redacted(device):
    answers = decoded(device)
    found = redact(answers, ["simulated", "info"])
    facts, unavailable = read(device.os, answers)
    again, unavailable_again = read(device.os, found.answers)
    assert set(differences(facts, again)) <= REDACTED_FACTS
    assert unavailable_again == unavailable
    assert redact(answers, ["simulated", "info"]).answers == found.answers
    check(json.loads(text({"answers": found.answers, "manifest": found.manifest})), found.gone, ["simulated"])


def test_the_state_that_tells_most_is_redacted_as_expected():
    answers = decoded(next(device for device in every_device() if device.name == "ltos-sync_team"))
    found = redact(answers).answers[PATH]["data"]["syncteam"]
    assert found["reference"]["current-team-master"] == found["members"][0]["object-id"] == "name-1"
    assert found["members"][0]["address"].startswith("198.51.100.") or found["members"][0]["address"][:7] == "192.0.2"


SECRETS = st.sampled_from(
    [
        ("hostname", "zq1-Kraftwerk"),
        ("serialNumber", "930111006950"),
        ("serial", 930111006951),
        ("community", "zqcommunity"),
        ("contact", "Zoe Quant"),
        ("position", "47.123456, 8.654321"),
        ("latitude", Decimal("47.123457")),
        ("description", "Zq rack behind the door"),
        ("anything", "10.77.66.55"),
        ("anything", "2a02:77::66"),
        ("anything", "00:13:95:77:66:55"),
        ("anything", "ec4670.fffe.776655"),
        ("anything", "zq.kraftwerk-zq.test"),
        ("anything", "zoe@kraftwerk-zq.test"),
        ("anything", "-----BEGIN RSA PRIVATE KEY-----\nzqzqzq"),
    ]
)
ECHOES = st.sampled_from(["{}", "x {} y", "({})", '"{}"', "{},{}", "a-{}-b", "[{}]:123", "ä{}ä"])


@st.composite
def telling(draw: st.DrawFn) -> tuple[object, list[str]]:
    """An answer that holds secrets at any depth, with echoes of them under any name, and the secrets."""
    tree, secrets = draw(ANSWERS), draw(st.lists(SECRETS, min_size=1, max_size=4))
    for name, secret in secrets:
        written = str(secret)
        echo = draw(ECHOES).replace("{}", written)
        holder = {name: secret, "echo": [echo, {draw(KEYS): written}], f"key-{written}": None}
        tree = draw(st.sampled_from([{"inner": tree, "holder": holder}, [tree, holder], {"inner": [[tree], holder]}]))
    return tree, [str(secret) for _name, secret in secrets]


@given(telling())
@settings(max_examples=150, deadline=None)
def test_nothing_identifying_survives_whatever_the_shape(drawn):
    answer, secrets = drawn
    found = redact({PATH: answer}, ["Tr0ub4dor"])
    written = text(found.answers)
    for secret in secrets:
        for part in secret.split(", "):
            assert json.dumps(part)[1:-1] not in written
    assert shape_of(found.answers[PATH]) == shape_of(answer)
    assert redact({PATH: answer}, ["Tr0ub4dor"]).answers == found.answers
    check(json.loads(text({"answers": found.answers, "manifest": found.manifest})), found.gone, [])


def shape_of(value: object) -> object:
    """Types, lengths of lists, how many members an object has."""
    if isinstance(value, dict):
        return len(value), sorted(repr(shape_of(member)) for member in value.values())
    return [shape_of(element) for element in value] if isinstance(value, list) else type(value)


@given(ANSWERS)
@settings(max_examples=150, deadline=None)
def test_whatever_an_answer_is_its_shape_stays_and_nothing_breaks(answer):
    found = redact({PATH: answer})
    assert shape_of(found.answers[PATH]) == shape_of(answer)


def test_a_large_answer_does_not_take_long():
    answer = {"list": [{"hostname": f"host-{number}", "text": "10.1.1.1 at " + "x" * 200} for number in range(4000)]}
    began = time.perf_counter()
    redacted(answer)
    assert time.perf_counter() - began < 20
