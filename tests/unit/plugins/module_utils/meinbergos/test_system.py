# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: who the device is."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.system import device, system
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader


@pytest.mark.parametrize(
    ("content", "identity"),
    [
        (
            {"model": "microSync HR102 ", "serialNumber": 55500012345, "hostname": "a",
             "firmwareVersion": "2022.05.6-rc3-u", "currentTime": "2026-03-17T09:30:00.125Z"},
            {"model": "microSync HR102", "serial_number": "55500012345", "hostname": "a",
             "time_stamp": "2026-03-17T09:30:00.125Z",
             "firmware": {"version": "2022.05.6-rc3-u", "raw": "2022.05.6-rc3-u"}},
        ),
        (
            {"deviceModel": "m", "serial": "1", "hostName": "N/A", "firmware": {"version": "2024.05.2"}},
            {"model": "m", "serial_number": "1", "hostname": None, "time_stamp": None,
             "firmware": {"version": "2024.05.2", "raw": "2024.05.2"}},
        ),
    ],
)  # fmt: skip
def test_the_device(content, identity):
    reader = Reader("device")
    assert device(reader, content) == identity
    assert reader.unavailable == []


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        ({"uptime": "86400 sec", "currentTime": "2026-03-17T09:30:00Z"}, (86400, "2026-03-17T09:30:00Z")),
        ({"uptime": 86400, "time": "2026-03-17 09:30:00"}, (86400, "2026-03-17T09:30:00Z")),
        ({}, (None, None)),
    ],
)
def test_the_system(content, facts):
    assert system(Reader("status"), content) == {"uptime_s": facts[0], "time": facts[1]}


def test_nothing():
    assert device(Reader("device"), None) == {}
    assert system(Reader("status"), None) is None


def test_values_of_another_kind_are_noted():
    reader = Reader("device")
    assert device(reader, {"model": [], "firmware": 7})["model"] is None
    assert {note["path"] for note in reader.unavailable} == {"/api/state/system#/model", "/api/state/system#/firmware"}
