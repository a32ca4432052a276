# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: outputs wherever they are listed."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.answers import Answers
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.outputs import outputs
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos.paths import IO, MODULES, OUTPUTS
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader
from tests.unit.support.reading import Client

PPS = {"id": "pps-1", "type": "pps"}
OF_MODULES = {
    MODULES: {"data": {"io2": {"outputs": {"a": {"mode": "timer"}}}, "io1": {"outputs": [PPS]}, "cpu": {}, "x": 7}}
}
OF_IO = {IO: {"data": {"outputs": [{"id": "io", "module": "io9"}]}}}
OF_OUTPUTS = {OUTPUTS: {"data": {"outputs": {"b": {}}}}}


def read(prepared):
    answers, reader = Answers(Client(prepared)), Reader("outputs")
    for path in prepared:
        answers.need(path)
    found = outputs(reader, answers)
    notes = [(note["path"], note["reason"]) for note in reader.unavailable]
    return found and [(output["id"], output["module"], output["signal"]) for output in found], notes


@pytest.mark.parametrize(
    ("prepared", "found"),
    [
        (OF_MODULES, [("pps-1", "io1", "pps"), ("a", "io2", "pulse")]),
        ({**OF_MODULES, **OF_IO}, [("pps-1", "io1", "pps"), ("a", "io2", "pulse")]),
        ({**OF_OUTPUTS, **OF_IO}, [("io", "io9", None)]),
        (OF_OUTPUTS, [("b", None, None)]),
        ({MODULES: {"data": {"cpu": {"outputs": None}}}, **OF_OUTPUTS}, [("b", None, None)]),
        ({MODULES: {"data": {"cpu": {"outputs": []}}}}, []),
        ({}, None),
    ],
)
def test_the_first_place_that_lists_outputs_counts(prepared, found):
    assert read(prepared) == (found, [])


@pytest.mark.parametrize(
    ("prepared", "note"),
    [
        ({OUTPUTS: {"data": {"list": []}}}, (f"{OUTPUTS}#/outputs", "not_found")),
        ({OUTPUTS: {"data": {"outputs": 7}}}, (f"{OUTPUTS}#/outputs", "malformed")),
    ],
)
def test_a_place_that_lists_none_is_noted(prepared, note):
    assert read(prepared) == (None, [note])
