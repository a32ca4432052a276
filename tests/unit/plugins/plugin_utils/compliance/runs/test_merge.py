# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The merge of a run's files into one report."""

from __future__ import annotations

import random
import shutil

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import StoreError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.version import collection_version
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import store
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.merge import merge
from tests.simulator import Device
from tests.tooling.tree import ROOT
from tests.unit.support.compliance import VERSIONS, audit, merged
from tests.unit.support.gathered import gathered

DEAD = {"error": {"kind": "connect", "hint": "Look."}, "msg": "No answer.", "gathered_at": "2026-03-17T09:30:05Z"}


def facts(name: str, **device: object) -> dict:
    return {**gathered(Device(name, **device)), "device": {**gathered(Device(name, **device))["device"], "host": name}}


@pytest.fixture(scope="module")
def healthy() -> dict:
    return {name: facts(name) for name in ("a", "b")}


def verdicts(report) -> dict:
    return {host["host"]: host["verdict"] for host in report.hosts}


def test_expected_hosts_without_a_file_count_as_not_read(tmp_path, healthy):
    report = merged(audit(tmp_path, {**healthy, "dead": DEAD}, expected=["lost"]))
    assert report.run["expected_hosts"] == ["a", "b", "dead", "lost"]
    assert report.summary["hosts"] == {"expected": 4, "read": 2, "not_read": 2}
    assert {host["host"]: (host["error"] or {}).get("kind") for host in report.hosts} == {
        "a": None, "b": None, "dead": "connect", "lost": "not_read",
    }  # fmt: skip
    assert (verdicts(report)["dead"], verdicts(report)["lost"]) == ("critical", "critical")
    (lost,) = report.by_host["lost"]
    assert (lost.rule, lost.status, lost.actual) == ("device-readable", "fail", "not_read")


def test_what_hosts_have_in_common_is_held_once(tmp_path, healthy):
    """Otherwise the texts of a large fleet take twice as much memory as all the rest."""
    report = merged(audit(tmp_path, healthy))
    found = [one for host in healthy for one in report.by_host[host]]
    for name in ("title", "source", "remedy", "path"):
        texts = [getattr(one, name) for one in found]
        assert len({id(text) for text in texts}) == len(set(texts)), name
    limits = [one.limit for one in found if one.limit is not None]
    assert len({id(limit) for limit in limits}) == len({repr(limit) for limit in limits})


def test_a_report_passes_on_what_was_derived(tmp_path, healthy):
    folder = audit(tmp_path, {**healthy, "dead": DEAD}, expected=["lost"])
    stored = files.read_json(folder / store.RESULTS / "a.json")["derived"]
    report = merged(folder)
    assert report.derived("a") == stored["common"]
    assert [report.derived(host) for host in ("dead", "lost", "nowhere")] == [{}, {}, {}]
    assert "derived" not in report.as_dict()


def test_files_of_a_version_that_stored_nothing_derived_are_merged(tmp_path, healthy):
    folder = audit(tmp_path, healthy)
    path = folder / store.RESULTS / "a.json"
    older = files.read_json(path)
    del older["derived"]
    files.write_json(path, older)
    report = merged(folder)
    assert report.derived("a") == {}
    assert report.derived("b")["clock_offset_ms"] is not None
    formats.named("html").load().write(report, tmp_path / "report.html")
    formats.named("prom").load().write(report, tmp_path / "metrics.prom")
    metrics = (tmp_path / "metrics.prom").read_text("utf-8")
    shown = [host for host in healthy if f'meinberg_ntp_root_distance_seconds{{host="{host}"' in metrics]
    assert shown == ["b"]
    assert 'meinberg_ntp_root_delay_seconds{host="a"' in metrics


def test_the_whole_inventory_may_be_expected(tmp_path, healthy):
    report = merge([audit(tmp_path, healthy)], "run-1", VERSIONS, ["a", "z"])
    assert report.run["expected_hosts"] == ["a", "b", "z"]
    assert verdicts(report)["z"] == "critical"


def test_all_hosts_dead(tmp_path):
    report = merged(audit(tmp_path, {"x": DEAD, "y": DEAD}))
    assert report.summary["hosts"] == {"expected": 2, "read": 0, "not_read": 2}
    assert report.summary["verdict"] == "critical"
    compared = [one for one in report.by_host[None] if one.rule != "leap-list-current"]
    assert {one.status for one in compared} == {"not_applicable"}


def test_no_file_at_all(tmp_path):
    report = merged(audit(tmp_path, {}, expected=["a"]))
    assert (report.run["start"], report.run["end"]) == ("2026-03-17T09:29:59Z", "2026-03-17T09:29:59Z")
    assert report.summary["hosts"]["not_read"] == 1


def test_slices_of_one_run_are_one_report(tmp_path, healthy):
    one = audit(tmp_path / "one", {"a": healthy["a"]}, started="2026-03-17T09:29:58Z", groups={"g": ["a"]},
                min_synchronized={"g": 2})  # fmt: skip
    two = audit(tmp_path / "two", {"b": healthy["b"]}, groups={"g": ["b"]}, min_synchronized={"g": 2})
    report = merged(one, two)
    assert report.run["expected_hosts"] == ["a", "b"]
    assert report.run["start"] == "2026-03-17T09:29:58Z"
    assert report.summary["hosts"]["read"] == 2
    (group,) = [result for result in report.by_host[None] if result.rule == "synchronized-servers"]
    assert (group.status, group.actual) == ("pass", 2)
    assert merged(two, one).as_dict() == report.as_dict()
    assert merged(one, two, one).as_dict() == report.as_dict()


def test_an_older_runs_file_is_never_taken_silently(tmp_path, healthy):
    folder = audit(tmp_path, healthy)
    files.write_json(folder / store.RESULTS / "a.json", {
        **files.read_json(folder / store.RESULTS / "a.json"), "run_id": "run-0",
    })  # fmt: skip
    assert {host["host"]: (host["error"] or {}).get("kind") for host in merged(folder).hosts} == {
        "a": "not_read", "b": None,
    }  # fmt: skip


def spoiled(folder, host: str, **changes: object) -> None:
    path = folder / store.RESULTS / store.file_name(host)
    files.write_json(path, {**files.read_json(path), **changes})


def test_the_same_host_in_two_folders_is_refused_where_they_differ(tmp_path, healthy):
    one = audit(tmp_path / "one", healthy)
    two = tmp_path / "two"
    shutil.copytree(one, two)
    assert merged(one, two).as_dict() == merged(one).as_dict()
    spoiled(two, "a", gathered_at="2026-03-17T09:31:00Z")
    with pytest.raises(StoreError, match=r"^a has results of the run 'run-1' in two folders, and they differ; "):
        merged(one, two)


def test_a_file_under_another_hosts_name_is_refused(tmp_path, healthy):
    folder = audit(tmp_path, healthy)
    shutil.copy(folder / store.RESULTS / "a.json", folder / store.RESULTS / "b.json")
    with pytest.raises(StoreError, match=r"the file of b in .*results has the results of a$"):
        merged(folder)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("results/a.json", '{"run_id": "run-1", "res', "is cut short or no JSON"),
        ("results/a.json", '{"run_id": "run-1"}', "lacks host"),
        ("run-run-1.json", '{"run_id": "run-1"}', "lacks profiles"),
        ("run-run-1.json", "", "is cut short or no JSON"),
    ],
)
def test_a_damaged_file_is_told_and_nothing_is_merged(tmp_path, healthy, name, content, told):
    folder = audit(tmp_path, healthy)
    (folder / name).write_text(content, "utf-8")
    with pytest.raises(StoreError, match=told):
        merged(folder)


def test_a_run_that_no_folder_knows(tmp_path):
    with pytest.raises(StoreError, match=r"^there is no file run-run-9.json of the run 'run-9' in .*one, .*two; "):
        merge([tmp_path / "one", tmp_path / "two"], "run-9", VERSIONS)


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"profiles": ["gnss"]}, "profiles"), ({"params": {"max_holdover_s": 5}}, "params"),
     ({"fail_on": "major"}, "fail_on"),
     ({"unsupported": "fail"}, "unsupported"),
     ({"waivers": [{"host": "a", "reason": "x", "expires": "2027-01-01"}]}, "waivers")],
)  # fmt: skip
def test_slices_that_were_asked_for_different_things_are_not_one_run(tmp_path, healthy, changes, name):
    one = audit(tmp_path / "one", {"a": healthy["a"]})
    two = audit(tmp_path / "two", {"b": healthy["b"]}, **changes)
    with pytest.raises(StoreError, match=f"^the slices of the run 'run-1' differ in {name}"):
        merged(one, two)


def test_parameters_are_listed_with_their_origin_and_by_host_where_they_differ(tmp_path, healthy):
    hosts = {"a": {"params": {"max_holdover_s": 5}}, "b": {}}
    folder = audit(tmp_path, healthy, hosts=hosts, params={"max_holdover_s": 3})
    listed = merged(folder).parameters["baseline"]
    assert listed["max_holdover_s"] == {"value": 3, "from": "compliance_params", "hosts": {"a": 5}}
    assert listed["max_load_15m"] == {"value": None, "from": "profile", "hosts": {}}
    assert list(listed) == sorted(listed)


def test_waivers_are_listed_with_how_often_each_was_used(tmp_path, healthy):
    dead = {"host": "dead", "rule": "device-readable", "reason": "Moved.", "expires": "2026-03-17", "approved_by": "A"}
    old = {"host": "*", "reason": "Old.", "expires": "2026-03-16"}
    folder = audit(tmp_path, {**healthy, "dead": DEAD}, waivers=[old, dead])
    report = merged(folder)
    assert [(one["reason"], one["used"]) for one in report.waivers] == [("Old.", 0), ("Moved.", 1)]
    assert report.by_host["dead"][0].status == "waived"
    assert verdicts(report)["dead"] == "pass"
    assert [one.rule for one in report.by_host[None] if one.status == "fail"] == ["waiver-expired"]
    assert report.summary["verdict"] == "major"
    assert report.summary["gate"] == "pass"


@pytest.mark.parametrize(
    ("states", "fail_on", "gate"),
    [((), "minor", "pass"), (("holdover",), "critical", "pass"), (("holdover",), "minor", "fail"),
     (("free_run",), "critical", "fail"), (("free_run",), "never", "pass")],
)  # fmt: skip
def test_the_gate_follows_the_verdict(tmp_path, states, fail_on, gate):
    folder = audit(tmp_path, {"a": facts("a", states=states)}, fail_on=fail_on)
    assert merged(folder).summary["gate"] == gate


def test_unsupported_decides_what_the_api_does_not_offer(tmp_path):
    tier_a = {"a": facts("a", os="meinbergos", tier="A")}
    warn = merged(audit(tmp_path / "warn", tier_a))
    fail = merged(audit(tmp_path / "fail", tier_a, unsupported="fail"))
    note = merged(audit(tmp_path / "note", tier_a, unsupported="note"))
    assert (verdicts(note)["a"], verdicts(warn)["a"], verdicts(fail)["a"]) == ("pass", "warning", "critical")
    assert note.hosts[0]["unproven"] == warn.hosts[0]["unproven"] == fail.hosts[0]["unproven"] != []
    assert note.summary["not_possible"] == warn.summary["not_possible"] == note.summary["by_status"]["unknown"] > 10
    assert fail.summary["not_possible"] == 0


def test_the_order_of_hosts_and_files_makes_no_difference(tmp_path):
    many = {name: facts(name, states=("holdover",)) for name in ("c", "a", "d", "b")}
    shuffled = list(many)
    random.Random(5).shuffle(shuffled)
    one = audit(tmp_path / "one", many, base=tmp_path)
    two = audit(tmp_path / "two", {name: many[name] for name in shuffled}, base=tmp_path)
    assert merged(one).as_dict() == merged(two).as_dict()


def test_the_report_names_the_collections_version():
    galaxy = (ROOT / "galaxy.yml").read_text("utf-8")
    assert f"version: {collection_version()}\n" in galaxy
