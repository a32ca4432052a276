# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: outputs, should a module list any."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.ltos.outputs import outputs
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader


def read(*slots):
    reader = Reader("outputs")
    return outputs(reader, {"data": {"chassis0": {"slots": list(slots)}}}), reader.unavailable


def test_the_outputs_of_all_modules():
    found, unavailable = read(
        {"object-id": "io1", "module": {"outputs": [{"id": "a", "type": "1PPS"}]}},
        {"object-id": "cpu", "module": {}},
        {"object-id": "io2", "module": {"outputs": {"b": {"mode": "timer", "pulse-width": "1 ms"}}}},
    )
    assert [(output["id"], output["module"], output["signal"]) for output in found] == [
        ("a", "io1", "pps"),
        ("b", "io2", "pulse"),
    ]
    assert found[1]["pulse_width_ms"] == 1
    assert unavailable == []


@pytest.mark.parametrize("slots", [(), ({"object-id": "cpu", "module": {"info": {}}},), ({"object-id": "io1"},)])
def test_a_device_without_them_has_none(slots):
    found, unavailable = read(*slots)
    assert found is None
    assert [(note["reason"], note["facts"]) for note in unavailable] == [("unsupported", ["outputs"])]


def test_outputs_of_another_kind_are_noted():
    found, unavailable = read({"object-id": "io1", "module": {"outputs": 7}})
    assert found == []
    assert [(note["path"], note["reason"]) for note in unavailable] == [
        ("/api/status#/data/chassis0/slots/*/module/outputs", "malformed")
    ]
