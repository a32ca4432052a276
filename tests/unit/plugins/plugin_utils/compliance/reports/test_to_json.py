# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``report.json`` keeps to its published schema, and two of the same files are the same bytes."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.stored import NAMES, reported
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import to_json
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import SCHEMA
from tests.unit.support.hostile_report import HOSTILE, hostile_report

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("json") / "report.json"
    to_json.write(hostile_report(), path)
    return path.read_text("utf-8")


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)


def test_a_report_keeps_to_the_schema_and_holds_everything(written):
    content = json.loads(written)
    VALIDATOR.validate(content)
    assert content == json.loads(json.dumps(hostile_report().as_dict()))
    assert {host["host"] for host in content["hosts"]} == {"well", "speaks", "waived", *HOSTILE}


def test_a_result_is_a_line_so_that_reports_can_be_compared(written):
    results = [line for line in written.split("\n") if line.startswith('{"host": ') and '"profile": ' in line]
    assert len(results) == len(hostile_report().results)


def places(value: object, above: tuple = ()):
    """Every object in the report, but for facts and what a profile or a host may say as it likes."""
    if isinstance(value, dict):
        yield above
        for key, member in value.items():
            if key not in ("parameters", "actual", "firmware", "versions", "profiles", "watched"):
                yield from places(member, (*above, key))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*above, 0))


def at(content: dict, place: tuple) -> dict:
    for step in place:
        content = content[step]
    return content


def test_every_object_is_closed_and_complete(written):
    """A name more, or one of its own fewer, is not what was published."""
    content = json.loads(written)
    found = list(places(content))
    assert len(found) > 15
    for place in found:
        free = place[-1:] == ("args",)  # the values of a reason's sentence
        more = copy.deepcopy(content)
        at(more, place)["of-nobody"] = 1
        assert VALIDATOR.is_valid(more) is free, place
        optional = {"url", "status_code", "hint", "message"} if place[-1:] == ("error",) else set()
        for name in () if free else at(content, place).keys() - optional:
            fewer = copy.deepcopy(content)
            del at(fewer, place)[name]
            assert not VALIDATOR.is_valid(fewer), (*place, name)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema_version",), 1),
        (("summary", "verdict"), "fine"),
        (("summary", "by_status", "fail"), -1),
        (("run", "end"), "yesterday"),
        (("run", "fail_on"), "warning"),
        (("results", 0, "status"), "skipped"),
        (("results", 0, "severity"), "warning"),
        (("results", 0, "message"), ""),
        (("results", 0, "caused_by"), "cause"),
        (("results", 0, "host"), ""),
        (("results", 0, "waiver"), {"was": "fail"}),
        (("hosts", 0, "device"), {}),
        (("waivers", 0, "expires"), "soon"),
    ],
)
def test_another_value_is_refused(written, place, value):
    content = json.loads(written)
    at(content, place[:-1])[place[-1]] = value
    assert not VALIDATOR.is_valid(content)


def test_each_line_is_a_result_with_its_names_in_order(written):
    """The writer makes the JSON of a result from parts."""
    start = written.index('"results": [\n') + len('"results": [\n')
    lines = written[start : written.index("\n],\n", start)].split(",\n")
    shown = [json.loads(json.dumps(reported(one))) for one in hostile_report().results]
    assert [json.loads(line) for line in lines] == shown
    assert {tuple(json.loads(line)) for line in lines} == {NAMES}
