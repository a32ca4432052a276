# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: each path is asked for at most once, and a parent's answer spares its children."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import (
    AuthError,
    ConnectError,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    TimedOut,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.answers import Answers
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.paths import (
    GLOBAL,
    MODULES,
    NTP,
    PTP,
    RECEIVER_1,
    RECEIVER_2,
    REFERENCES,
)
from tests.unit.support.reading import Client

CLK1 = {"receiver": {}}


def needed(prepared, *paths):
    client = Client(prepared)
    answers = Answers(client)
    for path in paths:
        answers.need(path)
    return answers, client.asked


@pytest.mark.parametrize(
    ("prepared", "asked"),
    [
        ({MODULES: {"data": {"clk1": CLK1}}}, [MODULES]),
        ({MODULES: {"data": {"clk1": CLK1, "clk2": CLK1}}}, [MODULES]),
        ({MODULES: {"data": {"cpu": {}}}}, [MODULES, RECEIVER_1]),
        ({MODULES: {"data": {"clk1": "x"}}}, [MODULES, RECEIVER_1]),
        ({MODULES: {"data": None}}, [MODULES, RECEIVER_1, RECEIVER_2]),
        ({}, [MODULES, RECEIVER_1, RECEIVER_2]),
    ],
)
def test_children_are_asked_for_where_the_parent_does_not_hold_them(prepared, asked):
    assert needed(prepared, MODULES)[1] == asked


def test_nothing_is_asked_for_twice():
    prepared = {REFERENCES: {"data": {"global": {"clockState": "sync"}}}, PTP: {"data": {}}}
    answers, asked = needed(prepared, REFERENCES, PTP, REFERENCES, GLOBAL, NTP, NTP)
    assert asked == [REFERENCES, PTP, GLOBAL, NTP]
    assert answers.at(GLOBAL) == {"clockState": "sync"}
    assert list(answers.failures) == [GLOBAL, NTP]


def test_a_childs_own_answer_counts_before_the_parents():
    answers, _asked = needed(
        {MODULES: {"data": {"clk1": {"a": 1}}}, RECEIVER_1: {"data": {"a": 2}}}, RECEIVER_1, MODULES
    )
    assert answers.at(RECEIVER_1) == {"a": 2}
    assert answers.at(RECEIVER_2) is None
    assert answers.raw == {RECEIVER_1: {"data": {"a": 2}}, MODULES: {"data": {"clk1": {"a": 1}}}}


@pytest.mark.parametrize("answer", [None, [], "x", 7, {}, {"data": None}, {"data": []}, {"data": "x"}])
def test_an_answer_without_an_object_is_malformed(answer):
    answers, _asked = needed({PTP: answer}, PTP)
    assert answers.at(PTP) is None
    assert isinstance(answers.failures[PTP], ProtocolError)
    assert answers.failures[PTP].reason == "malformed"
    assert answers.failures[PTP].url == f"{Client.web_url}{PTP}"


def test_a_refused_login_ends_it():
    with pytest.raises(AuthError):
        needed({PTP: AuthError("no", status_code=401)}, PTP)


@pytest.mark.parametrize("error", [ConnectError("refused"), TimedOut("silent")])
def test_a_device_that_never_answered_is_not_there(error):
    with pytest.raises(type(error)):
        needed({PTP: error}, PTP)
    answers, _asked = needed({PTP: error, NTP: {"data": {}}}, NTP, PTP)
    assert answers.failures[PTP] is error
    answers, _asked = needed({PTP: error}, NTP, PTP)
    assert list(answers.failures) == [NTP, PTP]


@pytest.mark.parametrize("error", [ForbiddenError("no", status_code=403), NotFoundError("no", status_code=404)])
def test_a_path_that_fails_is_kept_with_its_failure(error):
    answers, _asked = needed({PTP: error}, PTP)
    assert answers.failures == {PTP: error}
    assert (answers.content, answers.raw) == ({}, {})
