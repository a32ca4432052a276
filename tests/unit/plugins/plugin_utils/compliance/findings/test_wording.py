# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words are made from data, in one place."""

from __future__ import annotations

import json
import pickle

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import wording
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.limits import Limit
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import Reason
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.stored import NAMES, reported
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.operators import OPERATORS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import SCHEMA
from tests.unit.support.compliance import result

SCHEMA_OF_REPORTS = json.loads(SCHEMA.read_text("utf-8"))["$defs"]
VALUES = {"limit": Limit("max", 5), "unit": "ns", "path": "a.b_ns", "element": None}


@pytest.mark.parametrize(
    ("reason", "changes", "words"),
    [
        (Reason("compared"), {"actual": 7}, "a.b_ns: it is 7 ns, expected at most 5 ns"),
        (Reason("compared"), {"actual": None}, "a.b_ns: it is nothing ns, expected at most 5 ns"),
        (Reason("claimed_bound"), {"actual": 100}, "a.b_ns: it claims only < 100 ns, expected at most 5 ns"),
        (Reason("not_reported"), {"actual": None}, "a.b_ns: it does not say, expected at most 5 ns"),
        (Reason("not_comparable"), {"actual": "x"}, "a.b_ns: it is x, which tells nothing here, expected at most 5 ns"),
        (Reason("list_empty", {"list": "ports"}), {}, "ports is empty"),
        (Reason("unread", {"kind": "dns", "message": "no"}), {}, "dns: no"),
    ],
)
def test_a_reason_has_its_sentence(reason, changes, words):
    one = result(**{**VALUES, "reason": reason, **changes})
    assert wording.explanation(one) == words
    assert wording.message(one) == words


def test_the_element_comes_first_on_a_host_and_not_for_the_fleet():
    assert wording.message(result(element="clk1")).startswith("clk1: a: it is 2")
    assert wording.message(result(element="clk1", host=None)).startswith("a: it is 2")


def test_the_schema_lists_every_code_and_operator():
    assert set(SCHEMA_OF_REPORTS["reason"]["properties"]["code"]["enum"]) == wording.CODES
    operators = {*OPERATORS, "all_of", "any_of", "not", "changed", "future", "known", "no", "one"}
    assert set(SCHEMA_OF_REPORTS["limit"]["properties"]["operator"]["enum"]) == operators


@pytest.mark.parametrize("operator", sorted({*OPERATORS, "future", "known", "no", "one"}))
def test_every_operator_has_words(operator):
    value = (1, 2) if operator == "between" else 1
    assert isinstance(wording.limit_words(Limit(operator, value)), str)


def test_a_result_survives_its_process_and_has_every_name():
    one = result(element="clk1", limit=Limit("in", ("a", "b")))
    assert pickle.loads(pickle.dumps(one)) == one
    assert tuple(reported(one)) == NAMES
    assert set(NAMES) == set(SCHEMA_OF_REPORTS["result"]["properties"])
