# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: PTP, most of it seen in a public client."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.answers import Answers
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.paths import PTP
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.ptp import ptp
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader
from tests.unit.support.reading import Client

AT = "/api/state/ptp#"


def read(content):
    answers, reader = Answers(Client({PTP: {"data": content}})), Reader("ptp")
    answers.need(PTP)
    return ptp(reader, answers), [(note["path"], note["reason"]) for note in reader.unavailable]


@pytest.mark.parametrize(
    ("running", "any_running"),
    [
        ((True, False), True),
        ((False, False), False),
        ((None, False), False),
        ((None,), None),
        ((), None),
    ],
)
def test_whether_any_instance_runs(running, any_running):
    found, notes = read({"instances": [{"isRunning": one} for one in running], "interfaces": []})
    assert found["running"] is any_running
    assert [instance["running"] for instance in found["instances"]] == list(running)
    assert found["interfaces"] == []
    assert notes == []


def test_what_is_not_there_is_null_and_noted():
    assert read({}) == (
        {"running": None, "instances": None, "interfaces": None},
        [(f"{AT}/instances", "not_found"), (f"{AT}/interfaces", "not_found")],
    )
    assert read({"instances": {}, "interfaces": [7]}) == (
        {"running": None, "instances": None, "interfaces": []},
        [(f"{AT}/instances", "malformed"), (f"{AT}/interfaces/*", "malformed")],
    )


def test_a_device_without_ptp():
    answers = Answers(Client({}))
    answers.need(PTP)
    assert ptp(Reader("ptp"), answers) is None
