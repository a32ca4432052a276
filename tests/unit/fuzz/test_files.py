# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a run, waivers and baselines: what is not as the collection writes it is refused on one line."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import (
    ComplianceError,
    ParameterError,
    StoreError,
    WaiverError,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import baseline, waivers
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.stored import reported
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.formats import FORMATS
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import store
from tests.fuzz import targets
from tests.simulator import Device
from tests.unit.support.compliance import audit, merged, result
from tests.unit.support.gathered import gathered
from tests.unit.support.mutations import mutations
from tests.unit.support.strategies import JSON, TEXTS

REPORT = {
    "schema_version": 1,
    "run": {"id": "run-0", "end": "2026-03-16T09:30:00Z"},
    "hosts": [{"host": "host", "watched": {"device.firmware.version": "7.10"}}],
    "results": [
        {**reported(result(host="host", profile="a", rule="b")), "seen": {"first": "2026-03-16T09:30:00Z", "runs": 2}}
    ],
}


@cache
def results_file() -> dict:
    """The file of one host's results, with some of them."""
    with TemporaryDirectory() as folder:
        made = audit(Path(folder), {"a": gathered(Device("a"))})
        content = files.read_json(made / store.RESULTS / "a.json")
    return {**content, "results": {**content["results"], "rows": content["results"]["rows"][:3]}}


def damaged(tree: object, seeds: list[int]) -> object:
    """A tree after some changes."""
    for seed in seeds:
        if not isinstance(tree, dict) or not tree:
            break
        (change,) = mutations(tree, str(seed), 1)
        tree = change.answers
    return tree


SEEDS = st.lists(st.integers(0, 2**32), min_size=1, max_size=2)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """A run of one host."""
    return audit(tmp_path_factory.mktemp("run"), {"a": gathered(Device("a"))})


def put(run: Path, content: object) -> None:
    """Another content for the file of the run's host."""
    (run / store.RESULTS / "a.json").write_text(json.dumps(content, default=float), "utf-8")


@settings(max_examples=15)
@given(seeds=SEEDS)
def test_results_that_are_damaged_are_merged_and_written_or_refused(run, seeds):
    put(run, damaged(results_file(), seeds))
    try:
        report = merged(run)
    except StoreError as error:
        targets.check_sentence(str(error))
        return
    for one in FORMATS:
        one.load().write(report, run / "reports" / one.file)


TEXT, LIMIT, REASON, OFFERED = 1, -3, -2, -1
"""Places in a row: the profile, and what follows the value."""


@pytest.mark.parametrize(
    ("at", "value"),
    [(TEXT, -1), (TEXT, 10**6), (TEXT, "x"), (TEXT, True), (LIMIT, 10**6), (LIMIT, []), (REASON, None), (OFFERED, 1)],
)
def test_a_row_that_no_report_can_show_is_refused(run, at, value):
    packed = results_file()["results"]
    first, *others = packed["rows"]
    wrong = [*first]
    wrong[at] = value
    for rows in ([wrong, *others], [first[:-1], *others], [None, *others]):
        put(run, {**results_file(), "results": {**packed, "rows": rows}})
        with pytest.raises(StoreError):
            merged(run)


@pytest.mark.parametrize(
    "changes",
    [
        {"reasons": [{"code": "no-code", "args": {}}]}, {"reasons": [{"code": "unread", "args": {}}]}, {"limits": [5]},
        {"texts": [1] * 1000}, {"texts": []}, {"texts": ["bad"] * 1000}, {"rows": {}}, {"limits": None},
    ],
)  # fmt: skip
def test_a_table_that_no_report_can_show_is_refused(run, changes):
    packed = results_file()["results"]
    for name, value in changes.items():
        wrong = value * len(packed[name]) if name == "reasons" else value
        put(run, {**results_file(), "results": {**packed, name: wrong}})
        with pytest.raises(StoreError):
            merged(run)


@pytest.mark.parametrize(
    "changes",
    [
        {"gathered_at": "now"}, {"gathered_at": 1}, {"results": {}}, {"results": [None]}, {"extract": None},
        {"extract": {"serial_numbers": [[]]}}, {"extract": {"grandmasters": ["x"]}},
        {"extract": {"clock_offset_ms": "1"}}, {"device": "x"}, {"device": {"os": []}},
        {"unavailable": None}, {"derived": []}, {"derived": {}}, {"derived": {"common": {}, "by_params": None}},
        {"derived": {"common": [], "by_params": []}}, {"derived": {"common": {}, "by_params": [{"profiles": [1]}]}},
    ],
)  # fmt: skip
def test_a_file_that_no_report_can_be_made_of_is_refused(run, changes):
    put(run, {**results_file(), **changes})
    with pytest.raises(StoreError, match="holds something other than the results of a host"):
        merged(run)


@pytest.mark.parametrize("value", [None, 5, "x", [5], [[]], {}, {"a": 1}, float("inf"), 10**400])
def test_derived_quantities_of_any_kind_are_written(run, value):
    derived = results_file()["derived"]
    put(run, {**results_file(), "derived": {**derived, "common": dict.fromkeys(derived["common"], value)}})
    report = merged(run)
    for one in FORMATS:
        one.load().write(report, run / "reports" / one.file)


@settings(max_examples=60)
@given(content=SEEDS.map(lambda seeds: damaged(REPORT, seeds)) | JSON)
@example(content={**REPORT, "results": [{**REPORT["results"][0], "seen": {"runs": 1}}]})
@example(content={**REPORT, "hosts": [{"host": "host", "watched": "x"}]})
@example(content={**REPORT, "run": {"id": "x", "end": "x"}})
def test_any_earlier_report_is_compared_with_or_refused(content):
    targets.earlier_report(json.dumps(content, default=float).encode())


@given(text=st.binary(max_size=200))
@example(text=b"[" * 100_000)
@example(text=b"9" * 5000)
def test_any_bytes_are_an_earlier_report_or_refused(text):
    targets.earlier_report(text)


@given(
    written=st.dictionaries(
        st.sampled_from(["runs", "minutes"]), st.integers() | st.floats() | TEXTS | st.booleans(), max_size=2
    )
)
@example(written={"runs": float("inf")})
@example(written={"minutes": float("nan")})
@example(written={"minutes": 1e300})
def test_a_grace_is_a_time_or_refused(written):
    try:
        grace = baseline.Grace.parse(written)
    except ParameterError as error:
        targets.check_sentence(str(error))
        return
    if grace is not None:
        earlier = baseline.Baseline("run-0", "2026-03-16T09:30:00Z", {}, {})
        counts = baseline.compare([result()], earlier, grace, "2026-03-17T09:30:00Z")
        assert counts["new"] == 1


KEYS = st.sampled_from(waivers.KEYS)
EXPIRES = st.dates().map(str) | st.dates() | TEXTS


@given(written=st.lists(st.dictionaries(KEYS | st.integers() | TEXTS, JSON, max_size=6) | JSON, max_size=3))
@example(written=[{1: 2, "x": 3}])
def test_a_waiver_is_complete_or_refused(written):
    try:
        found = waivers.parse(written)
    except WaiverError as error:
        targets.check_sentence(str(error))
        return
    assert len(found) == len(written)


@given(host=TEXTS, rule=TEXTS, element=TEXTS, expires=EXPIRES, today=st.dates())
def test_a_waiver_excuses_only_what_it_is_for(host, rule, element, expires, today):
    assume(host or rule)
    try:
        parsed = waivers.parse([{"host": host, "rule": rule, "element": element, "reason": "r", "expires": expires}])
    except WaiverError:
        return
    one = result()
    failures = waivers.apply([one], parsed, today)
    assert (one.status == "waived") == (parsed[0].matches(result()) and not parsed[0].expired(today))
    assert bool(failures) == parsed[0].expired(today)
    if one.status == "waived":
        assert parsed[0].covers(one)
        assert one["waiver"]["was"] == "fail"


@given(name=st.text() | st.text(alphabet="\ud800\udc80~%/.\\ \0a"))
def test_a_file_has_the_name_of_its_host_and_stays_in_its_folder(name):
    with suppress(StoreError):
        file = store.file_name(name)
        assert store.host_of(file) == name
        assert "/" not in file
        assert file.isascii()
        assert file.isprintable()
        assert file not in (".", "..")


@given(text=st.binary(max_size=60))
def test_a_file_is_an_object_or_refused(text):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        path.write_bytes(text)
        with suppress(ComplianceError):
            assert isinstance(files.read_json(path), dict)


@given(day=st.dates())
def test_the_day_of_expiry_is_its_last(day):
    (waiver,) = waivers.parse([{"host": "a", "reason": "r", "expires": day.isoformat()}])
    assert waiver.expires == day
    assert not waiver.expired(day)
    assert day == date.max or waiver.expired(date.fromordinal(day.toordinal() + 1))
