# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers of quantities, words and identities: a plain value, ``None`` or ``Malformed``, whatever a device writes."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.module_utils import ieee1588, quantities, time_stamps, vocabularies
from ansible_collections.timesync.meinberg.plugins.module_utils.ltos.ntp import reach
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed
from ansible_collections.timesync.meinberg.plugins.module_utils.registry import BY_NAME
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.values import parse_time
from tests.unit.support.strategies import ANSWERS, LEAVES, MOMENTS, SYSTEMS, TEXTS

PARSERS = list({
    id(field.parse): field for system in SYSTEMS for table in BY_NAME[system].TABLES for field in table.fields
}.values())  # fmt: skip
"""A field for each parser that the tables use."""
VOCABULARIES = [value for value in vars(vocabularies).values() if isinstance(value, vocabularies.Vocabulary)]
SNAKE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")

INVARIANTS = {
    time_stamps.date_time: lambda found: parse_time(found) is not None and found.endswith("Z"),
    time_stamps.minute: lambda found: parse_time(found) is not None and found.endswith(":00Z"),
    time_stamps.date: lambda found: re.fullmatch(r"\d{4}-\d{2}-\d{2}", found) and parse_time(found) is not None,
    quantities.mac_address: lambda found: re.fullmatch("([0-9a-f]{2}:){5}[0-9a-f]{2}", found) and found.strip("0:"),
    quantities.slot_number: lambda found: isinstance(found, int) and found != -1,
    quantities.integer: lambda found: isinstance(found, int) and abs(found) <= 2**64,
    quantities.digits_or_code: lambda found: isinstance(found, int) and abs(found) <= 2**64,
    quantities.number: lambda found: math.isfinite(found) and abs(found) <= 2**64,
    quantities.duration_ns: math.isfinite,
    quantities.word: SNAKE.fullmatch,
    quantities.text: lambda found: found == found.strip() and found.lower() not in quantities.NOTHING,
    quantities.boolean: lambda found: isinstance(found, bool),
    ieee1588.clock_identity: lambda found: re.fullmatch(r"[0-9a-f]{6}\.[0-9a-f]{4}\.[0-9a-f]{6}", found),
    ieee1588.port_identity: lambda found: re.fullmatch(r"[0-9a-f]{6}\.[0-9a-f]{4}\.[0-9a-f]{6}(-\d{1,5})?", found),
    ieee1588.clock_accuracy: lambda found: re.fullmatch("0x[0-9a-f]{2}", found),
    reach: lambda found: 0 <= found <= 255,
}
IDEMPOTENT = [
    quantities.text, quantities.boolean, quantities.number, quantities.integer, quantities.slot_number,
    quantities.digits_or_code, time_stamps.date_time, time_stamps.date, quantities.mac_address, quantities.seconds,
    ieee1588.clock_identity, ieee1588.port_identity, ieee1588.clock_accuracy, reach,
]  # fmt: skip


def of(parse, value: object) -> object:
    """What a parser makes of a value; ``None`` too where that is malformed."""
    with suppress(Malformed):
        return parse(value)
    return None


def is_plain(value: object) -> bool:
    """Whether a value is one that facts can hold."""
    if isinstance(value, list):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(name, str) and is_plain(member) for name, member in value.items())
    return value is None or value.__class__ in (str, int, bool) or (value.__class__ is float and math.isfinite(value))


@settings(max_examples=600)
@given(field=st.sampled_from(PARSERS), value=LEAVES | ANSWERS)
def test_a_parser_gives_a_plain_value_or_malformed(field, value):
    assert is_plain(of(field.parse, value))


@settings(max_examples=600)
@given(parse=st.sampled_from(list(INVARIANTS)), value=LEAVES)
def test_what_a_parser_gives_is_within_its_bounds(parse, value):
    found = of(parse, value)
    assert found is None or INVARIANTS[parse](found)


@settings(max_examples=600)
@given(parse=st.sampled_from(IDEMPOTENT), value=LEAVES)
def test_a_value_once_parsed_is_parsed_as_itself(parse, value):
    found = of(parse, value)
    again = parse(Decimal(str(found)) if isinstance(found, float) else found)
    assert (type(again), again) == (type(found), found)


@settings(max_examples=400)
@given(vocabulary=st.sampled_from(VOCABULARIES), value=LEAVES)
def test_a_vocabulary_gives_a_word(vocabulary, value):
    found = of(vocabulary, value)
    assert found is None or SNAKE.fullmatch(found)
    if found in vocabulary.names:
        assert vocabulary(found) == found
        assert vocabulary(f" {found.upper()} ") == found


@given(text=TEXTS)
@example(text="synchronizedHz")
def test_snake_case_stays_as_it_is(text):
    found = quantities.snake(text)
    assert found == "" or SNAKE.fullmatch(found)
    assert quantities.snake(found) == found


@given(moment=MOMENTS)
def test_a_moment_is_read_back(moment):
    written = time_stamps.utc_iso(moment)
    assert time_stamps.date_time(written) == written
    assert parse_time(written) == moment


@given(value=ANSWERS)
def test_whatever_is_kept_as_it_is_written_is_plain(value):
    with suppress(Malformed):
        assert is_plain(quantities.as_written(value))


@given(value=LEAVES)
def test_a_clock_accuracy_has_a_bound_or_none(value):
    bound = ieee1588.clock_accuracy_ns(of(ieee1588.clock_accuracy, value))
    assert bound is None or 0 < bound <= 10**10
