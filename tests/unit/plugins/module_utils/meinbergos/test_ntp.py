# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: NTP, as the vendor's MIB has it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.answers import Answers
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.ntp import (
    ntp,
    precision_log2,
    precision_ns,
    reach,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.paths import NTP
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import NTP as SHAPE
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import complete
from tests.unit.support.reading import Client

AT = "/api/state/ntp#/"


def read(content):
    answers, reader = Answers(Client({NTP: {"data": content}})), Reader("ntp")
    answers.need(NTP)
    facts = ntp(reader, answers)
    return facts and complete(SHAPE, facts), [(note["path"], note["reason"]) for note in reader.unavailable]


def said(facts):
    return {name: fact for name, fact in facts.items() if fact is not None}


@pytest.mark.parametrize(
    ("written", "register"),
    [
        ("377", 255),
        ("0", 0),
        ("17", 15),
        ("007", 7),
        (255, 255),
        (7, 7),
        (377, 255),
        (0, 0),
        ("-", None),
        (None, None),
    ],
)
def test_reach_is_octal_as_text_and_where_it_must_be(written, register):
    assert reach(written) == register


@pytest.mark.parametrize("wrong", ["378", "400", "8", "-1", -1, 400, 999, 10**39, True, Decimal("7.5"), [], "0o377"])
def test_no_reach(wrong):
    with pytest.raises(Malformed):
        reach(wrong)


@pytest.mark.parametrize(
    ("written", "log2", "ns"),
    [
        (-18, -18, 3814.697265625),
        ("-18", -18, 3814.697265625),
        ("3.8 us", None, 3800),
        ("unknown", None, None),
        (None, None, None),
    ],
)
def test_the_precision_in_either_form(written, log2, ns):
    assert (precision_log2(written), precision_ns(written)) == (log2, ns)


@pytest.mark.parametrize("wrong", ["3.8", Decimal("-18.5"), "3.8 parsec", True, []])
def test_no_precision(wrong):
    for parse in (precision_log2, precision_ns):
        with pytest.raises(Malformed):
            parse(wrong)


def test_the_system_variables():
    system = {
        "referenceID": "GNSS", "stratum": 1, "leapIndicator": "addSecond", "associationID": 7, "precision": "3.8 us",
        "rootDelay": "0 us", "rootDispersion": "131 us", "clockJitter": "1.2 us", "taiOffset": "37 sec",
        "time": "2026-03-17T09:30:00Z", "leapFileExpires": "2026-06-28T00:00:00Z",
    }  # fmt: skip
    facts, notes = read({"state": "sync", "system": system})
    assert said(facts.pop("system")) == {
        "stratum": 1, "reference_id": "GNSS", "leap_indicator": "add_second", "precision_ns": 3800, "root_delay_ns": 0,
        "root_dispersion_ns": 131000, "jitter_ns": 1200, "tai_offset_s": 37, "association_id": 7,
        "leap_file_expires": "2026-06-28T00:00:00Z", "time": "2026-03-17T09:30:00Z",
    }  # fmt: skip
    assert facts == {"running": True, "state": "synchronized", "associations": None}
    assert notes == []


@pytest.mark.parametrize(
    ("content", "state", "running"),
    [
        ({"state": "stopped"}, "stopped", False),
        ({"state": "notSync"}, "not_synchronized", True),
        ({"state": "init", "isRunning": False}, "init", False),
        ({"system": {"state": "sync"}}, "synchronized", True),
        ({"state": "", "system": {"state": "sync"}}, "synchronized", True),
        ({"state": "someNewWord"}, "some_new_word", None),
        ({"isRunning": True}, None, True),
        ({}, None, None),
    ],
)
def test_the_state(content, state, running):
    facts, _notes = read(content)
    assert (facts["state"], facts["running"]) == (state, running)


def test_associations():
    clock = {"isValid": True, "referenceID": "GNSS", "stratum": 0, "reach": "376", "offset": "-230 ns", "delay": "0 ns",
             "dispersion": "1.2 us", "jitter": "unknown"}  # fmt: skip
    peers = [
        {"isValid": False, "reach": "377"},
        {"address": "192.0.2.11", "selection": "falseTicker", "reach": "0"},
        {},
        7,
    ]
    facts, notes = read({"system": {}, "referenceClocks": [clock], "peers": peers})
    assert [said(association) for association in facts["associations"]] == [
        {"id": "reference_clock_1", "kind": "reference_clock", "stratum": 0, "reference_id": "GNSS", "reach": 254,
         "reachable": True, "offset_ns": -230, "delay_ns": 0, "dispersion_ns": 1200},
        {"id": "peer_2", "address": "192.0.2.11", "kind": "peer", "selection": "false_tick", "reach": 0,
         "reachable": False},
        {"id": "peer_3", "kind": "peer"},
    ]  # fmt: skip
    assert notes == [(f"{AT}peers/*", "malformed")]


@pytest.mark.parametrize(
    ("content", "associations", "notes"),
    [
        ({}, None, []),
        ({"peers": []}, [], []),
        ({"peers": None, "referenceClocks": []}, [], []),
        ({"peers": "x"}, None, [(f"{AT}peers", "malformed")]),
    ],
)
def test_no_associations(content, associations, notes):
    facts, noted = read({"system": {}, **content})
    assert facts["associations"] == associations
    assert noted == notes


def test_a_device_without_ntp():
    answers = Answers(Client({}))
    answers.need(NTP)
    assert ntp(Reader("ntp"), answers) is None


@pytest.mark.parametrize(
    ("selection", "register", "reachable"),
    [("sysPeer", None, None), ("candidate", None, None), ("reject", 0, False), ("falseTicker", 0, False)],
)
def test_a_register_of_0_of_a_selected_peer_is_refuted(selection, register, reachable):
    facts, notes = read({"system": {}, "peers": [{"address": "192.0.2.11", "selection": selection, "reach": "0"}]})
    (found,) = facts["associations"]
    assert (found["reach"], found["reachable"]) == (register, reachable)
    assert notes == ([(f"{AT}peers/*/reach", "contradicted")] if register is None else [])
