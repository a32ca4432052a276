# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: PTP data of option modules, whose fields nobody knows for sure."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.ltos.ptp import ptp
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader

AT = "/api/status#/data/chassis0/slots/*/module/ptp"


def read(*carried, service=None):
    reader = Reader("ptp")
    slots = [{"object-id": f"io{number}", "module": {"ptp": data}} for number, data in enumerate(carried, 1)]
    data = {"chassis0": {"slots": slots}, "services": {"network": {"ptp": service}}}
    return ptp(reader, {"data": data}), [(note["path"], note["reason"]) for note in reader.unavailable]


def instance(**more):
    return {"is-running": True, "default-dataset": {"clock-class": "6", "clock-id": "EC4670FFFE0024CB"}, **more}


def test_instances_and_interfaces_of_several_modules():
    first = {
        "instances": [instance(alias="a"), instance()],
        "interfaces": [{"name": "lan1", "internal-offset": "5 ns"}],
    }
    found, notes = read(first, instance(), service={"running": False})
    assert [(one["alias"], one["default_ds"]["clock_class"]) for one in found["instances"]] == [
        ("a", 6),
        ("io1", 6),
        ("io2", 6),
    ]
    assert found["instances"][0]["default_ds"]["clock_identity"] == "ec4670.fffe.0024cb"
    assert found["interfaces"] == [{"name": "lan1", "time": None, "internal_offset_ns": 5}]
    assert found["running"] is False
    assert notes == []


@pytest.mark.parametrize(
    ("running", "service", "any_running"),
    [
        ((True, False), None, True),
        ((False, False), None, False),
        ((None, None), None, None),
        ((False,), {"running": True}, True),
    ],
)
def test_whether_it_runs(running, service, any_running):
    found, _notes = read(*({"instances": [{"is-running": one}]} for one in running), service=service)
    assert found["running"] is any_running


def test_a_stopped_instance_says_nothing_else():
    found, _notes = read(instance(**{"is-running": False, "alias": "a"}))
    assert found["instances"] == [{"alias": "a", "running": False}]


def test_a_module_with_interfaces_alone_has_no_instance():
    found, notes = read({"interfaces": [{"name": "lan1"}]})
    assert found["instances"] == []
    assert len(found["interfaces"]) == 1
    assert notes == []


@pytest.mark.parametrize(
    ("service", "facts"),
    [
        (None, None),
        ({"running": False}, {"running": False, "instances": [], "interfaces": None}),
        ({"running": "-"}, {"running": None, "instances": [], "interfaces": None}),
    ],
)
@pytest.mark.parametrize("carried", [(), (None,), ({},)])
def test_a_device_without_modules_for_ptp(carried, service, facts):
    found, notes = read(*carried, service=service)
    assert found == facts
    assert notes == [(AT, "not_found")]


@pytest.mark.parametrize(
    ("data", "place"), [("x", ""), ([7], ""), ({"instances": 7}, "/instances"), ({"instances": ["x"]}, "/instances/*")]
)
def test_data_of_another_kind_are_noted(data, place):
    found, notes = read(data)
    assert found["instances"] == []
    assert notes == [(AT + place, "malformed")]


@pytest.mark.parametrize(
    "version",
    [
        {"system-information": {"version": "fw_7.06.014-light"}},
        {"data": {"system": {"firmware": {"fwimage": "firmware-7.06.014-light-x32"}}}},
    ],
)
@pytest.mark.parametrize(("service", "running"), [(None, None), ({"running": False}, False)])
def test_a_light_edition_has_no_ptp(version, service, running):
    answer = {"system-information": {}, **version}
    answer["data"] = {**version.get("data", {}), "services": {"network": {"ptp": service}}}
    reader = Reader("ptp")
    assert ptp(reader, answer) == {"running": running, "instances": [], "interfaces": []}
    assert [(note["reason"], note["facts"]) for note in reader.unavailable] == [("unsupported", ["ptp"])]
    answer["data"]["chassis0"] = {"slots": [{"object-id": "io1", "module": {"ptp": instance()}}]}
    assert [one["alias"] for one in ptp(reader, answer)["instances"]] == ["io1"]
