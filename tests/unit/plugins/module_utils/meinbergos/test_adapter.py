# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: which paths are asked for, and what is listed where they fail."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import (
    AuthError,
    ConnectError,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    RestDisabledError,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos import adapter
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.adapter import MISSING, NEEDS, NOT_OFFERED
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.paths import (
    CHILDREN,
    GLOBAL,
    IO,
    MODULES,
    NTP,
    OUTPUTS,
    PTP,
    RECEIVER_1,
    RECEIVER_2,
    REFERENCES,
    SEEN,
    SYSTEM,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import FACETS
from tests.simulator import Device
from tests.unit.support.reading import Client, decoded

EMPTY = {"data": {}}
ALL = list(FACETS)
FORBIDDEN = ForbiddenError("no right", url="u", status_code=403)


def fetch(prepared, facets, first_error=None):
    client = Client(prepared)
    return adapter.fetch(client, facets, first_error), client.asked


def listed(prepared, facets):
    """What is unavailable, by facet and path."""
    answers, _asked = fetch(prepared, facets)
    _identity, _facts, unavailable = adapter.facts(answers, facets)
    return {(note["facet"], note["path"]): (note["reason"], note["facts"]) for note in unavailable}


@pytest.mark.parametrize(
    ("prepared", "facets", "asked"),
    [
        ({SYSTEM: EMPTY, NTP: EMPTY}, ["ntp"], [SYSTEM, NTP]),
        ({MODULES: {"data": {"clk1": {"outputs": []}}}}, ["outputs"], [SYSTEM, MODULES]),
        ({MODULES: {"data": {"clk1": {}}}}, ["outputs"], [SYSTEM, MODULES, IO, OUTPUTS]),
        ({MODULES: {"data": {"clk1": {}}}, IO: {"data": {"outputs": []}}}, ["outputs"], [SYSTEM, MODULES, IO]),
        ({RECEIVER_1: EMPTY}, ["outputs"], [SYSTEM, MODULES, RECEIVER_1, RECEIVER_2, IO, OUTPUTS]),
        ({GLOBAL: EMPTY}, ["ntp"], [SYSTEM, NTP, GLOBAL]),
        ({PTP: EMPTY}, ["ptp", "status"], [SYSTEM, PTP, REFERENCES, GLOBAL, MODULES, RECEIVER_1, RECEIVER_2]),
    ],
)
def test_no_more_is_asked_for_than_needed(prepared, facets, asked):
    assert fetch(prepared, facets)[1] == asked


@pytest.mark.parametrize(
    ("prepared", "first_error", "error"),
    [
        ({}, None, RestDisabledError),
        ({NTP: FORBIDDEN}, None, ForbiddenError),
        ({NTP: FORBIDDEN}, ProtocolError("a printer"), ProtocolError),
        ({}, NotFoundError("no", status_code=404), RestDisabledError),
        ({NTP: []}, None, ProtocolError),
        ({SYSTEM: ConnectError("refused")}, None, ConnectError),
        ({NTP: AuthError("no", status_code=401)}, None, AuthError),
    ],
)
def test_a_device_that_gives_nothing_is_an_error(prepared, first_error, error):
    with pytest.raises(error) as caught:
        fetch(prepared, ["ntp"], first_error)
    assert caught.value.__class__ is error


def test_a_failure_met_before_counts_for_nothing_where_something_answers():
    answers, _asked = fetch({NTP: EMPTY}, ["ntp"], ProtocolError("a web page"))
    assert list(answers.content) == [NTP]


def test_what_fails_is_listed_with_its_reason_and_its_facts():
    assert listed({SYSTEM: EMPTY, NTP: FORBIDDEN}, ["ntp"]) == {("ntp", NTP): ("forbidden", ["ntp"])}
    assert listed({SYSTEM: FORBIDDEN, PTP: EMPTY, NTP: {"data": 7}}, ["ntp", "ptp"]) == {
        ("device", SYSTEM): ("forbidden", ["device"]),
        ("ntp", NTP): ("malformed", ["ntp"]),
        ("ptp", f"{PTP}#/data/instances"): ("not_found", ["ptp.instances"]),
        ("ptp", f"{PTP}#/data/interfaces"): ("not_found", ["ptp.interfaces"]),
    }


def test_a_second_receiver_need_not_be_there_but_must_not_be_hidden():
    prepared = {RECEIVER_1: {"data": {"receiver": {}}}, GLOBAL: EMPTY, SYSTEM: EMPTY}
    assert ("status", RECEIVER_2) not in listed(prepared, ["status"])
    assert listed({**prepared, RECEIVER_2: FORBIDDEN}, ["status"])["status", RECEIVER_2] == (
        "forbidden",
        ["status.receivers"],
    )


@pytest.mark.parametrize(
    ("prepared", "paths"),
    [
        ({IO: {"data": {"outputs": []}}}, {MODULES}),
        ({OUTPUTS: {"data": {"outputs": []}}}, {MODULES}),
        ({}, {MODULES, IO, OUTPUTS}),
    ],
)
def test_outputs_need_to_stand_in_one_place_only(prepared, paths):
    notes = listed({SYSTEM: EMPTY, GLOBAL: EMPTY, **prepared}, ["outputs"])
    assert {path for facet, path in notes if facet == "outputs"} == paths


def test_every_path_that_is_asked_for_says_what_is_missing_without_it():
    paths = {SYSTEM, IO, OUTPUTS, *(path for needed in NEEDS.values() for path in needed)}
    paths |= {child for path in paths for child in CHILDREN.get(path, ())}
    assert set(MISSING) == paths
    assert set(SEEN) <= paths
    for of_facet in MISSING.values():
        for facet, facts in of_facet.items():
            assert facts
            assert all(fact.split(".")[0] == facet for fact in facts)
    assert set(NEEDS) == set(FACETS)
    assert set(NOT_OFFERED) <= set(FACETS)


@pytest.mark.parametrize("parents", [True, False])
def test_the_facts_are_the_same_from_a_parent_and_from_its_children(parents):
    device = Device("a", "meinbergos", parents=parents)
    answers, asked = fetch(decoded(device), ALL)
    _identity, facts, _unavailable = adapter.facts(answers, ALL)
    assert (GLOBAL in asked) is not parents
    sync, (receiver,) = facts["status"]["sync"], facts["status"]["receivers"]
    assert (sync["state"], sync["time_quality_ns"]) == ("synchronized", 20)
    assert (receiver["id"], receiver["kind"], receiver["gps_week"]) == ("clk1", "gnss", 2410)
    assert adapter.raw(answers) == {path: decoded(device)[path] for path in asked if path in decoded(device)}


class Reconnecting(Client):
    """Gives each answer over a connection of its own, and another state of the system when asked for it again."""

    def __init__(self, first, later):
        super().__init__({SYSTEM: {"data": first}, NTP: EMPTY})
        self._later = later

    def get_json(self, path):
        self.connections += 1
        if path == SYSTEM and path in self.asked:
            self._prepared = {**self._prepared, SYSTEM: self._later}
        return super().get_json(path)


@pytest.mark.parametrize(
    ("first", "later", "message"),
    [
        ({"uptime": "900 sec"}, {"uptime": "901 sec"}, None),
        ({"uptime": "900 sec", "serialNumber": "7"}, {"serialNumber": "7"}, None),
        ({}, {"uptime": "4 sec", "serialNumber": "7"}, None),
        ({"uptime": "900 sec"}, {"uptime": "4 sec"}, ".* restarted .* uptime is 4 s, and was 900 s before."),
        ({"serialNumber": "7"}, {"serialNumber": "8"}, ".* another device .* serial number is 8, and was 7."),
    ],
)
def test_facts_of_two_starts_are_not_mixed(first, later, message):
    client = Reconnecting(first, {"data": later})
    if message is None:
        assert list(adapter.fetch(client, ["ntp"]).content) == [SYSTEM, NTP]
    else:
        with pytest.raises(ConnectError, match=message) as caught:
            adapter.fetch(client, ["ntp"])
        assert caught.value.url == client.web_url + SYSTEM
        assert caught.value.hint
    assert client.asked == [SYSTEM, NTP, SYSTEM]


def test_a_device_that_cannot_say_again_who_it_is_is_an_error():
    with pytest.raises(ForbiddenError):
        adapter.fetch(Reconnecting({"uptime": "900 sec"}, FORBIDDEN), ["ntp"])
