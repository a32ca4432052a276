# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run before it begins: every mistake in what is asked for is refused, with whose it is."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ComplianceError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import planning, store
from tests.unit.support.compliance import SYNCHRONIZED, request

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
        ({"unsupported": "ignore"}, "compliance_unsupported is 'ignore'; it takes note, warn, fail"),
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
        "controller_clock": SYNCHRONIZED,
        "min_synchronized": {"core": 1},
        "max_clock_difference_s": 2,
        "leap_list": {
            "source": "built-in",
            "expires": "2026-12-28T00:00:00Z",
            "offsets": [{"from": "2017-01-01T00:00:00Z", "tai_offset_s": 37}],
        },
        "fail_on": "critical",
        "unsupported": "warn",
        "hosts": {"a": {"site": "12"}, "b": {"site": "two", "params": {"max_holdover_s": 5}}},
    }  # fmt: skip


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


def test_a_new_run_forgets_those_of_long_ago(tmp_path):
    for number in range(store.KEPT + 1):
        store.write_manifest(tmp_path, f"old-{number}", {})
        os.utime(store.manifest_path(tmp_path, f"old-{number}"), (number, number))
    planning.write(request(tmp_path, ["a"]), tmp_path)
    left = {path.name for path in tmp_path.glob("run-*.json")}
    assert left == {"run-run-1.json", *(f"run-old-{number}.json" for number in range(2, store.KEPT + 1))}


NOW = datetime(2026, 3, 17, 9, 30, tzinfo=timezone.utc)


def test_the_first_batch_makes_an_id_of_the_time(tmp_path):
    asked = request(tmp_path, ["a"], run_id="")
    assert planning.run_id(asked, tmp_path, NOW) == "20260317T093000Z"


def test_an_id_that_is_asked_for_wins(tmp_path):
    planning.write(request(tmp_path, ["a"], run_id="earlier"), tmp_path)
    assert planning.run_id(request(tmp_path, ["a"], run_id="mine"), tmp_path, NOW) == "mine"


def test_a_later_batch_of_the_same_play_continues_the_run(tmp_path):
    planning.write(request(tmp_path, ["a"], run_id="earlier"), tmp_path)
    assert planning.run_id(request(tmp_path, ["a"], run_id=""), tmp_path, NOW) == "earlier"
    assert planning.continues(request(tmp_path, ["a"], run_id="earlier"), tmp_path)


@pytest.mark.parametrize("changes", [{"play_id": "play-2"}, {"params": {"max_holdover_s": 5}}, {"run_id": "other"}])
def test_another_play_or_another_request_does_not_continue_the_run(tmp_path, changes):
    planning.write(request(tmp_path, ["a"], run_id="earlier"), tmp_path)
    asked = request(tmp_path, ["a"], **{"run_id": "earlier", **changes})
    assert not planning.continues(asked, tmp_path)


def test_a_baseline_that_cannot_be_compared_is_refused_with_its_variable(tmp_path):
    (tmp_path / "old.json").write_text("{}", "utf-8")
    with pytest.raises(ComplianceError, match="^compliance_baseline: .*; correct it, or remove the file to begin anew"):
        planning.check_comparison(str(tmp_path / "old.json"), {}, ["a"])
    with pytest.raises(ComplianceError, match="^compliance_grace needs compliance_baseline"):
        planning.check_comparison(None, {"runs": 2}, ["a"])


def test_a_folder_that_cannot_be_written_is_refused_with_its_variable(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(ComplianceError, match="^compliance_report_dir: "):
        planning.check_folder(tmp_path / "file" / "reports")
    planning.check_folder(tmp_path / "new" / "reports")
    assert (tmp_path / "new" / "reports").is_dir()


def test_probes_ask_the_hosts_of_the_batch_once_each(tmp_path):
    addresses = {"a": "ntp.example", "b": "ntp.example", "c": "192.0.2.3"}
    asked = request(tmp_path, {host: {"ntp_address": address} for host, address in addresses.items()})
    planning.write(asked, tmp_path)
    listens = planning.listens({"probe-1": ["eth0", "eth1"], "probe-2": []})
    assert listens == [{"probe": "probe-1", "interface": "eth0"}, {"probe": "probe-1", "interface": "eth1"}]
    assert planning.probing(asked, tmp_path, ["probe-1"], ["a", "b"], listens) == {
        "hosts": ["probe-1"], "ntp": ["ntp.example"], "ptp": listens,
    }  # fmt: skip
    assert planning.probing(asked, tmp_path, ["probe-1"], ["c", "unknown"])["ntp"] == ["192.0.2.3"]


def test_probes_without_a_host_to_ask_have_nothing_to_do(tmp_path):
    nothing = {"hosts": [], "ntp": [], "ptp": []}
    assert planning.probing(request(tmp_path, ["a"]), tmp_path, [], ["a"]) == nothing, "no manifest is read"
    planning.write(request(tmp_path, {"a": {"ntp_address": "a"}}), tmp_path)
    assert planning.probing(request(tmp_path, ["a"]), tmp_path, ["probe-1"], ["lost"]) == nothing


def test_the_controller_can_be_a_probe():
    groups = {"probes": ["p1"], "named": ["controller"]}
    assert planning.probe_hosts(None, groups, ["a"], "none") == []
    assert planning.probe_hosts(None, groups, ["a"], "controller") == ["controller"]
    assert planning.probe_hosts("probes", groups, ["a"], "controller") == ["p1", "controller"]
    assert planning.probe_hosts("named", groups, ["a"], "none") == ["controller"]
    with pytest.raises(ComplianceError, match="rename the host"):
        planning.probe_hosts("named", groups, ["a"], "controller")


def test_profiles_of_the_wire_without_a_probe_are_remarked(tmp_path):
    chosen = planning.check(request(tmp_path, ["a"], profiles=["accuracy_mifid", "wire_ntp"]))[0]
    assert planning.remarks(chosen, probed=True) == []
    (told,) = planning.remarks(chosen)
    assert told.startswith("compliance_profiles: wire_ntp want probes; ")
