# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records and adapters: facts of the promised shape from any answer, and an audit that comes to its end with them."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import Error
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos import paths
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader, merged
from ansible_collections.timesync.meinberg.plugins.module_utils.registry import BY_NAME
from tests.fuzz.targets import check_facts
from tests.simulator import Device
from tests.unit.support.gathered import as_gathered
from tests.unit.support.mutations import mutations
from tests.unit.support.reading import decoded, read
from tests.unit.support.strategies import ANSWERS, KEYS, SYSTEMS

PATHS = sorted(value for value in vars(paths).values() if isinstance(value, str) and value.startswith("/api/"))
DEVICES = (
    Device("lantime"),
    Device("m400", model="M400", states=("ptp_slave", "sync_team", "sync_monitor")),
    Device("microsync", "meinbergos"),
    Device("slave", "meinbergos", firmware="2023.11.0", states=("ptp_slave", "holdover")),
)


@cache
def answers_of(device_name: str) -> dict:
    (device,) = [one for one in DEVICES if one.name == device_name]
    return decoded(device)


def audit(system: str, answers: dict) -> None:
    """Read and judge; only an error of ours may stop it."""
    with suppress(Error):
        check_facts(as_gathered(system, *read(system, answers)))


@pytest.mark.parametrize("system", SYSTEMS)
@settings(max_examples=20)
@given(raw=st.dictionaries(KEYS, ANSWERS, max_size=8) | ANSWERS)
def test_a_table_reads_any_record(system, raw):
    for table in BY_NAME[system].TABLES:
        reader = Reader("facet")
        found = [
            reader.read(table, raw),
            *(reader.named(table, raw, "at") or ()),
            *(reader.records(table, raw, "at") or ()),
        ]
        for facts in filter(None, found):
            assert {entry.parts[0] for entry in table.fields} <= facts.keys()
        for note in reader.unavailable:
            assert note["reason"] in ("malformed", "not_found")
            assert note["path"].startswith(table.path)
            assert all(fact.startswith(table.fact) for fact in note["facts"])
        json.dumps([found, reader.unavailable], allow_nan=False)


@given(records=st.lists(st.none() | st.dictionaries(KEYS, st.none() | st.integers(), max_size=5), max_size=4))
def test_of_merged_records_the_last_that_says_something_wins(records):
    found = merged(*records)
    for name in {name for record in records for name in record or ()}:
        said = [record[name] for record in records if record and record.get(name) is not None]
        assert found[name] == (said[-1] if said else None)


@settings(max_examples=20)
@given(data=ANSWERS, more=st.dictionaries(KEYS, ANSWERS, max_size=5))
def test_ltos_reads_any_answer(data, more):
    audit("ltos", {"/api/status": {"system-information": data, "data": data, **more}})


@settings(max_examples=20)
@given(answers=st.dictionaries(st.sampled_from(PATHS), st.builds(lambda data: {"data": data}, ANSWERS) | ANSWERS))
def test_meinbergos_reads_any_answers(answers):
    audit("meinbergos", answers)


@settings(max_examples=80)
@given(name=st.sampled_from([device.name for device in DEVICES]), seeds=st.lists(st.integers(0, 2**32), max_size=6))
def test_answers_with_several_damages_are_read_and_judged(name, seeds):
    answers = answers_of(name)
    for seed in seeds:
        try:
            (change,) = mutations(answers, str(seed), 1)
        except (IndexError, ValueError):
            break
        if not isinstance(change.answers, dict):
            break
        answers = change.answers
    audit(next(device.os for device in DEVICES if device.name == name), answers)
