# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results in a host's file: what is packed is unpacked as it was."""

from __future__ import annotations

import json

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.limits import Limit
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.packed import TEXTS, pack, unpack
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.results import Reason
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.stored import NAMES
from tests.unit.support.compliance import result

RESULTS = [
    result(),
    result(element="clk1", limit=Limit("in", ("a", None)), unit="ns", tier=None, problem="Wrong"),
    result(limit=None, status="unknown", offered=False, actual=None, reason=Reason("list_empty", {"list": "a"})),
    result(limit=Limit("equals", True), actual={"x": [1.5]}),
    result(limit=Limit("any_of", (Limit("equals", 1), Limit("not", Limit("min", 5))))),
]


def through_a_file(results):
    return unpack(json.loads(json.dumps(pack(results))))


def test_what_is_packed_is_unpacked_as_it_was():
    assert [one.rule for one in through_a_file(RESULTS)] == [one.rule for one in RESULTS]
    for found, one in zip(through_a_file(RESULTS), RESULTS, strict=True):
        one.explained = found.explained
        assert found == one


def test_true_and_one_are_not_the_same_limit():
    found = through_a_file([result(limit=Limit("equals", True)), result(limit=Limit("equals", 1))])
    assert [one.limit.value.__class__ for one in found] == [bool, int]


def test_texts_and_limits_stand_once():
    limit = Limit("max", 5)
    packed = pack([result(limit=limit, unit="ns"), result(limit=limit, unit="ns")])
    assert len(packed["limits"]) == len(packed["reasons"]) == 1
    assert len(packed["texts"]) == len(set(packed["texts"]))


def test_an_empty_host_has_no_results():
    assert through_a_file([]) == []


def test_every_member_is_stored_or_added_later():
    later = {"waiver", "change", "seen", "expected", "message"}
    assert {*TEXTS, "actual", "limit", "reason", "offered"} == set(NAMES) - later


@pytest.mark.parametrize("wrong", [None, [], {}, {"texts": [], "limits": [], "reasons": [], "rows": [[]]}])
def test_what_was_not_packed_is_refused(wrong):
    with pytest.raises((KeyError, TypeError, ValueError)):
        unpack(wrong)
