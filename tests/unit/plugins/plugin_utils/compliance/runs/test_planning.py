# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run before it begins: every mistake in what is asked for is refused, with whose it is."""

from __future__ import annotations

import os
from datetime import date, datetime

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ComplianceError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import planning, store
from tests.unit.support.compliance import request

WAIVER = {"host": "a", "reason": "Known.", "expires": date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"profiles": ["./own.yml"]}, "own.yml: there is no such profile file; the relative path ./own.yml begins at"),
        ({"profiles": ["basline"]}, "there is no profile 'basline' (did you mean 'baseline'?)"),
        ({"params": {"min_leap_file_day": 3}}, "(did you mean 'min_leap_file_days'?)"),
        ({"params": {"min_leap_file_days": "3"}}, "compliance_params: the parameter min_leap_file_days is of type int"),
        ({"waivers": [{"host": "a", "expires": "2027-01-01"}]}, "number 1 (on a): a waiver needs reason"),
        ({"waivers": [WAIVER, {**WAIVER, "expires": "soon"}]}, "number 2 (on a): expires is 'soon'"),
        ({"fail_on": "warning"}, "compliance_fail_on is 'warning'; it takes critical, major, minor, never"),
        ({"unsupported": "ignore"}, "compliance_unsupported is 'ignore'; it takes warn, fail"),
        ({"min_synchronized": {"core": 2}}, "compliance_min_synchronized: the inventory has no group 'core'"),
        ({"groups": {"core": []}, "min_synchronized": {"core": "2"}}, "core wants a whole number, not '2'"),
        ({"groups": {"core": []}, "min_synchronized": {"core": True}}, "core wants a whole number, not True"),
        ({"hosts": {"a": {}, "b": {"params": {"x": 1}}}}, "b: compliance_host_params: no selected profile has a"),
        ({"hosts": {"b": {"params": ["x"]}}}, "b: compliance_host_params takes a mapping"),
        ({"hosts": {"b": {"ptp_plan": [{"alias": "x"}]}}}, "b: compliance_ptp_plan: each entry is a mapping with"),
        ({"hosts": {"b": {"ptp_plan": [{"alias": "x", "profile": "ptp_g82751"}]}}},
         "b: compliance_ptp_plan: there is no profile 'ptp_g82751' (did you mean 'ptp_g8275_1'?)"),
        ({"hosts": {"b": {"ptp_plan": [{"alias": "x", "profile": "ptp_gptp", "domain": 256}]}}},
         "b: compliance_ptp_plan: domain is 256, and takes a number from 0 to 255"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused(tmp_path, changes, told):
    hosts = changes.pop("hosts", ["a"])
    with pytest.raises(ComplianceError) as caught:
        planning.check(request(tmp_path, hosts, **changes))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_expired_waiver_is_no_mistake(tmp_path):
    planning.check(request(tmp_path, ["a"], waivers=[{**WAIVER, "expires": "2020-01-01"}]))


def test_a_plan_may_name_a_profile_that_this_run_does_not_select(tmp_path):
    plan = [{"alias": "x", "profile": "ptp_gptp"}]
    planning.check(request(tmp_path, {"a": {"ptp_plan": plan}}))


def test_each_host_has_its_parameters(tmp_path):
    asked = request(tmp_path, {"a": {}, "b": {"params": {"max_holdover_s": 5}}}, params={"max_holdover_s": 3})
    _profiles, found = planning.check(asked)
    assert {host: own.values["baseline"]["max_holdover_s"] for host, own in found.items()} == {"a": 3, "b": 5}


def test_the_manifest_holds_what_is_asked_for_and_whom_to_expect(tmp_path):
    hosts = {"a": {"site": 12, "params": None, "ptp_plan": []}, "b": {"site": "two", "params": {"max_holdover_s": 5}}}
    asked = request(
        tmp_path, hosts, waivers=[{**WAIVER, "expires": datetime(2027, 1, 1, 12)}], params={"max_holdover_s": 3},
        groups={"core": ["b", "a"], "other": ["a"]}, min_synchronized={"core": 1},
    )  # fmt: skip
    planning.write(asked, tmp_path)
    assert files.read_json(store.manifest_path(tmp_path, "run-1")) == {
        "run_id": "run-1",
        "play_id": "play-1",
        "started": "2026-03-17T09:29:59Z",
        "profiles": ["baseline"],
        "base": str(tmp_path),
        "params": {"max_holdover_s": 3},
        "waivers": [{
            "host": "a", "rule": "*", "element": "*", "reason": "Known.", "expires": "2027-01-01", "approved_by": None,
        }],
        "groups": {"core": ["a", "b"]},
        "min_synchronized": {"core": 1},
        "max_clock_difference_s": 10,
        "fail_on": "critical",
        "unsupported": "warn",
        "hosts": {"a": {"site": "12"}, "b": {"site": "two", "params": {"max_holdover_s": 5}}},
    }  # fmt: skip


def test_a_plan_shows_rules_and_parameters_with_their_origins(tmp_path):
    asked = request(tmp_path, {"b": {"params": {"max_holdover_s": 5}}, "a": {}}, params={"max_load_15m": 2.5})
    plan = planning.as_plan(*planning.check(asked))
    assert list(plan["hosts"]) == ["a", "b"]
    assert plan["hosts"]["b"]["baseline"]["max_holdover_s"] == {"value": 5, "from": "compliance_host_params"}
    assert plan["hosts"]["a"]["baseline"]["max_holdover_s"] == {"value": None, "from": "profile"}
    assert plan["hosts"]["a"]["baseline"]["max_load_15m"] == {"value": 2.5, "from": "compliance_params"}
    rules = {rule["rule"]: rule for rule in plan["profiles"]["baseline"]["rules"]}
    assert rules["holdover-duration"]["needs"] == ["max_holdover_s"]
    assert rules["sync-synchronized"]["severity"] == "critical"
    assert not list(tmp_path.iterdir()), "a plan is written by who asks for it"


MINE = "id: {id}\ntitle: Mine\nversion: 1.0.0\nextends: {extends}\n"


def test_a_profile_beside_the_one_that_it_extends_is_remarked_upon(tmp_path):
    (tmp_path / "mine.yml").write_text(MINE.format(id="mine", extends="gnss"), "utf-8")
    (tmp_path / "ours.yml").write_text(MINE.format(id="ours", extends="./mine.yml"), "utf-8")
    said = {
        chosen: planning.remarks(planning.check(request(tmp_path, ["a"], profiles=list(chosen)))[0])
        for chosen in [("gnss", "./mine.yml"), ("./ours.yml", "gnss"), ("baseline", "./mine.yml"), ("gnss", "baseline")]
    }
    told = "compliance_profiles: {} extends gnss, and both are chosen; a rule that both have counts twice"
    assert list(said.values()) == [[told.format("mine")], [told.format("ours")], [], []]


def test_a_waiver_for_what_is_nowhere_is_remarked_upon(tmp_path):
    given = [{**WAIVER, "host": host, "rule": rule} for host, rule in (
        ("berlin-a", "device-readable"), ("berlin-a", "fleet:clock-difference"), ("*", "waiver-expired"),
        ("berlin-a", "baseline:sync-synchronised"), ("brelin-a", "*"), ("berlin-b", "sync-synchronized"),
    )]  # fmt: skip
    asked = request(tmp_path, ["berlin-a"], waivers=given, groups={"all": ["berlin-a", "berlin-b"]})
    assert planning.remarks_on_waivers(asked, planning.check(asked)[0]) == [
        "compliance_waivers: no chosen profile has the rule 'baseline:sync-synchronised' "
        "(did you mean 'baseline:sync-synchronized'?)",
        "compliance_waivers: the run has no host 'brelin-a' (did you mean 'berlin-a'?)",
    ]


@pytest.mark.parametrize(("hosts", "told"), [(["a"], "1 host"), (["a", "b"], "2 hosts")])
def test_a_plan_in_short(tmp_path, hosts, told):
    plan = planning.as_plan(*planning.check(request(tmp_path, hosts)))
    plan["profiles"]["baseline"]["rules"] = plan["profiles"]["baseline"]["rules"][:1]
    assert planning.told(plan, tmp_path / "plan.json") == (
        f"1 rule of baseline would be checked on {told}; nobody was contacted. "
        f"Rules and parameters lie in {tmp_path / 'plan.json'}"
    )


def test_a_new_run_forgets_those_of_long_ago(tmp_path):
    for number in range(store.KEPT + 1):
        store.write_manifest(tmp_path, f"old-{number}", {})
        os.utime(store.manifest_path(tmp_path, f"old-{number}"), (number, number))
    planning.write(request(tmp_path, ["a"]), tmp_path)
    left = {path.name for path in tmp_path.glob("run-*.json")}
    assert left == {"run-run-1.json", *(f"run-old-{number}.json" for number in range(2, store.KEPT + 1))}
