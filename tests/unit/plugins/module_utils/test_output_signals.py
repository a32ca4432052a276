# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outputs, from lists and from objects that name them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.output_signals import OUTPUT, outputs
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader, Table
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import OUTPUTS, complete

TABLE = Table("outputs", "/out", "outputs", "C", OUTPUT)
NULLS = complete(OUTPUTS[0], {})


@pytest.fixture
def reader():
    return Reader("outputs")


@pytest.mark.parametrize(
    ("raw", "facts"),
    [
        (
            {"id": "pp-1", "type": "PP", "isEnabled": True, "mode": "cyclicPulse", "polarity": "inverted",
             "pulseWidth": "20 ms", "period": "10 sec", "phaseOffset": "-50 ns", "connector": "BNC", "module": "clk1"},
            {"id": "pp-1", "module": "clk1", "signal": "pulse", "enabled": True, "mode": "cyclic_pulse",
             "polarity": "inverted", "pulse_width_ms": 20, "period_s": 10, "phase_offset_ns": -50, "connector": "BNC"},
        ),
        (
            {"name": "synth", "signal": "synthesizer", "frequency": "2.048 MHz", "enabled": "false"},
            {"id": "synth", "signal": "frequency", "frequency_hz": 2048000, "enabled": False, "module": "io1"},
        ),
        (
            {"object-id": "tc", "mode": "DCLS time code", "timecode": "IRIG B002+B122", "slot": "io2"},
            {"id": "tc", "signal": "timecode", "mode": "dcls_time_code", "timecode": "IRIG B002+B122", "module": "io2"},
        ),
        ({"id": "a", "mode": "10 MHz"}, {"id": "a", "mode": "10_mhz", "signal": "frequency", "module": "io1"}),
        ({"id": "a", "mode": "PTTI 1PPS"}, {"id": "a", "mode": "ptti_1_pps", "signal": "pps", "module": "io1"}),
        ({"id": "a", "mode": "idle"}, {"id": "a", "mode": "idle", "module": "io1"}),
        ({"id": "a", "type": "laser"}, {"id": "a", "signal": "laser", "module": "io1"}),
        ({}, {"module": "io1"}),
    ],
)  # fmt: skip
def test_an_output(reader, raw, facts):
    assert outputs(reader, TABLE, [raw], "io1") == [{**NULLS, **facts}]
    assert reader.unavailable == []


def test_outputs_of_an_object_have_its_names(reader):
    found = outputs(reader, TABLE, {"pps1": {"type": "1PPS"}, "x": {"id": "y"}, "z": 7})
    assert [(output["id"], output["signal"], output["module"]) for output in found] == [
        ("pps1", "pps", None),
        ("y", None, None),
    ]
    assert [note["path"] for note in reader.unavailable] == ["/out#/outputs/z"]


@pytest.mark.parametrize(
    ("name", "value", "fact"),
    [
        ("frequency", 10_000_000, "frequency_hz"),
        ("pulseWidth", Decimal("0.1"), "pulse_width_ms"),
        ("period", "10", "period_s"),
        ("phaseOffset", "5 m", "phase_offset_ns"),
        ("frequency", "-Hz", "frequency_hz"),
    ],
)
def test_a_quantity_without_a_unit_is_null_and_malformed(reader, name, value, fact):
    (output,) = outputs(reader, TABLE, [{"id": "a", name: value}])
    assert output[fact] is None
    assert reader.unavailable == [
        {"facet": "outputs", "path": f"/out#/outputs/*/{name}", "reason": "malformed", "facts": [f"outputs.{fact}"]}
    ]


def test_zero_needs_no_unit(reader):
    (output,) = outputs(reader, TABLE, [{"frequency": 0, "pulseWidth": "0", "phaseOffset": 0}])
    assert (output["frequency_hz"], output["pulse_width_ms"], output["phase_offset_ns"]) == (0, 0, 0)


@pytest.mark.parametrize(("raw", "noted"), [(None, []), (7, ["/out#/outputs"]), ("x", ["/out#/outputs"])])
def test_no_outputs(reader, raw, noted):
    assert outputs(reader, TABLE, raw) is None
    assert [note["path"] for note in reader.unavailable] == noted
