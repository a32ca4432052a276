# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role audits a fleet: by the collection's playbook and in plays of one's own."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta, timezone

import pytest

from tests.integration.audits import (
    AUDIT,
    LIMITS,
    MERGE,
    REPORTS,
    ROLE,
    case,
    comparable,
    extra,
    failure,
    files,
    findings,
    gate,
    play,
    report,
)
from tests.integration.playbooks import run_plays
from tests.simulator import Device, Fault, Fleet, serve

FLEET = Fleet.of(
    Device("well", ptp=0),
    Device("microsync", "meinbergos", ptp=0),
    Device("no-power", states=("psu_failed",), ptp=0),
    Device("planned", ptp=1),
    Device("gone", faults=(Fault("refused"),)),
    Device("wrong-login", inventory_password="no-such"),
    base="127.66.0.1",
)
HOSTS = [device.name for device in FLEET.devices]
DOWN = ("gone", "wrong-login")
# No connection but the devices' own: these addresses are dead, and nothing may want them.
NOWHERE = {"ansible_connection": "ssh", "ansible_host": "192.0.2.1", "meinberg_retries": 0}
OWN = {
    "well": {"compliance_site": "north", "compliance_host_params": {"min_power_supplies": 9}},
    "planned": {
        "compliance_site": "south",
        "compliance_ptp_plan": [{"alias": "PTP Default", "profile": "ptp_default_e2e", "domain": 99}],
    },
}
WANTED = {
    "compliance_run_id": "run of a test/1",
    "compliance_params": LIMITS,
    "compliance_min_synchronized": {"ltos": 5},
}
SITE = """
id: site
title: The site's own
version: 1.0.0
rules:
  - id: is-meinberg
    title: The vendor is Meinberg
    severity: info
    basis: measured
    source: the site's own
    value: device.vendor
    expect: {equals: Meinberg}
    remedy: Buy another.
"""
EXTENDING = "id: mine\ntitle: Mine\nversion: 1.0.0\nextends: gnss\n"
OTHER_PLAY = {
    "name": "Audit",
    "hosts": "all",
    "gather_facts": False,
    "serial": 2,
    "roles": [{"role": ROLE, "tags": "audit"}],
    "tasks": [{"name": "untagged", "ansible.builtin.fail": {"msg": "it was not to run"}}],
}


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    """The running fleet, and what runs playbooks on it, each in a folder of its own."""
    root = tmp_path_factory.mktemp("audits")
    profile = root / "site.yml"
    profile.write_text(SITE, encoding="utf-8")
    extending = root / "mine.yml"
    extending.write_text(EXTENDING, encoding="utf-8")

    def audit(name: str, *plays, variables=None, own=None, arguments=(), **keywords):
        folder = root / name
        given = WANTED | {
            "compliance_profiles": ["baseline", "ptp_default_e2e", str(profile)],
            "compliance_report_dir": str(folder / "reports"),
        }
        arguments = [*arguments, *extra(**given | (variables or {}))]
        own = OWN if own is None else own
        run = run_plays(folder, running, *plays, host_vars=NOWHERE, more_hosts=own, arguments=arguments, **keywords)
        return run, folder / "reports"

    with serve(FLEET, at=datetime.now(timezone.utc)) as running:
        audit.running = running
        audit.extending = extending
        yield audit


@pytest.fixture(scope="module")
def whole(fleet):
    environment = {"ANSIBLE_SHOW_CUSTOM_STATS": "1"}
    return fleet("whole", AUDIT, forks=1, environment=environment, arguments=["--diff"])


def test_the_gate_ends_the_play_after_the_reports_are_written(whole):
    run, folder = whole
    assert run.code == 2
    told = gate(run)
    assert told["outcome"] == "failed"
    assert told["msg"].startswith("CRITICAL: 4 of 6 devices read, ")
    assert len(told["msg"].splitlines()) == 1, "Ansible may show it twice"
    assert told["msg"].endswith(f" The report: {folder / 'report.html'}")
    after = run.output.partition(f"TASK [{ROLE} : Gate]")[2].splitlines()[1:]
    lines = [line for line in after if ": critical: " in line]
    assert [line.split(":")[0] for line in lines] == [*reversed(DOWN), "the fleet"]
    assert "critical: device-readable: auth: " in lines[0]
    assert [run.output.count(line) for line in lines] == [1, 1, 1]
    assert not [line for line in after[after.index(lines[-1]) + 1 :] if ": major: " in line], "the worst is last"
    others = {"facts", "results", "run-run%20of%20a%20test%2F1.json"}
    assert {path.name for path in folder.iterdir()} == {*REPORTS, *others}
    assert all(str(folder / name) in run.output for name in REPORTS)


def test_every_host_is_in_the_report(whole):
    content = report(whole[1])
    assert content["run"]["expected_hosts"] == sorted(HOSTS) == [host["host"] for host in content["hosts"]]
    assert content["summary"]["hosts"] == {"expected": 6, "read": 4, "not_read": 2}
    assert {host["host"]: (host["error"] or {}).get("kind") for host in content["hosts"]} == {
        **dict.fromkeys(HOSTS),
        "gone": "connect",
        "wrong-login": "auth",
    }


def test_each_host_is_judged_by_its_own_variables(whole):
    content = report(whole[1])
    failed = findings(content)
    assert {host["host"]: host["site"] for host in content["hosts"]} == dict.fromkeys(HOSTS, "default") | {
        "well": "north",
        "planned": "south",
    }
    assert {host for host, rule, _element in failed if rule == "power-supplies-count"} == {"well"}
    assert ("no-power", "power-supply-available", "pwr2") in failed
    assert {host for host, rule, _element in failed if "domain" in rule} == {"planned"}
    assert (None, "synchronized-servers", "ltos") in failed
    parameter = content["parameters"]["baseline"]["min_power_supplies"]
    assert parameter == {"value": None, "from": "profile", "hosts": {"well": 9}}
    assert content["parameters"]["baseline"]["max_status_age_s"]["from"] == "compliance_params"


def test_a_profile_of_ones_own(whole):
    content = report(whole[1])
    assert {host for host, rule, _element in findings(content, "pass") if rule == "is-meinberg"} == set(HOSTS) - set(
        DOWN
    )


def test_the_summary_is_published(whole):
    stats = whole[0].running_text.partition("CUSTOM STATS")[2]
    assert '"compliance_summary": {' in stats
    assert '"not_read": 2' in stats
    assert '"compliance_reports": {' in stats


def test_nothing_is_changed_and_no_connection_wanted(whole):
    run = whole[0]
    outcomes = [done for task in run.tasks.values() for done in task.values()]
    assert {done.result.get("changed") for done in outcomes} == {False}
    assert all(done.outcome != "unreachable" for done in outcomes)
    assert len(outcomes) <= 10, "each task runs once, not once for each host"


def test_batches_tags_and_many_forks_give_the_same(fleet, whole):
    """The second play audits again, over the files of the first."""
    arguments = ["--tags", "audit"]
    variables = {"compliance_fail_on": "never"}
    run, folder = fleet("batches", OTHER_PLAY, OTHER_PLAY, forks=50, arguments=arguments, variables=variables)
    assert run.code == 0, run.output
    assert "untagged" not in run.tasks
    assert re.search(r"changed=[1-9]", run.output) is None
    assert len(re.findall(r"^TASK \[.* : Gate\]", run.output, re.MULTILINE)) == 6, "three batches a play"
    assert run.output.count("the gate stops never.") == 2
    one, other = comparable(report(whole[1])), comparable(report(folder))
    assert (one["run"].pop("fail_on"), other["run"].pop("fail_on")) == ("critical", "never")
    assert (one["summary"].pop("gate"), other["summary"].pop("gate")) == ("fail", "pass")
    assert other == one


def test_slices_merge_into_the_report_of_one_run(fleet, whole):
    slices = {name: fleet(name, AUDIT, arguments=["--limit", hosts])[1] for name, hosts in {
        "slice-a": "well,gone,planned", "slice-b": "microsync:no-power:wrong-login"
    }.items()}  # fmt: skip
    assert len(report(slices["slice-a"])["hosts"]) == 3
    sources = [str(folder) for folder in slices.values()]
    merged = [
        fleet(name, MERGE, variables={"compliance_sources": given})
        for name, given in {"merged": sources, "merged-again": sources[::-1]}.items()
    ]
    assert [run.code for run, _folder in merged] == [2, 2]
    assert files(merged[0][1]) == files(merged[1][1])
    assert sorted(files(merged[0][1])) == REPORTS
    assert comparable(report(merged[0][1])) == comparable(report(whole[1]))


def test_a_merge_may_be_told_the_whole_inventory(fleet, whole):
    sources = {"compliance_sources": [str(whole[1])], "compliance_inventory": [*HOSTS, "forgotten"]}
    run, folder = fleet("inventory", MERGE, variables=sources)
    assert run.code == 2
    content = report(folder)
    assert ("forgotten", "device-readable", None) in findings(content)
    assert content["summary"]["hosts"] == {"expected": 7, "read": 4, "not_read": 3}


def test_check_mode_contacts_nobody(fleet):
    before = {name: host.connections for name, host in fleet.running.devices.items()}
    run, folder = fleet("check", AUDIT, arguments=["--check", "--limit", "well,planned,gone"])
    assert run.code == 0, run.output
    assert {name: host.connections for name, host in fleet.running.devices.items()} == before
    assert sorted(files(folder)) == ["plan.json"]
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    assert sorted(plan["hosts"]) == ["gone", "planned", "well"]
    assert list(plan["profiles"]) == ["baseline", "ptp_default_e2e", "site"]
    assert plan["profiles"]["site"]["rules"][0]["rule"] == "is-meinberg"
    assert plan["hosts"]["well"]["baseline"]["min_power_supplies"] == {"value": 9, "from": "compliance_host_params"}
    assert plan["hosts"]["gone"]["baseline"]["min_power_supplies"] == {"value": None, "from": "profile"}
    assert "nobody was contacted" in run.running_text
    assert f"{ROLE} : Gate" not in run.tasks or run[f"{ROLE} : Gate"]["well"].outcome == "skipped"


def test_what_is_hardly_meant_is_a_warning(fleet):
    """Misspelt variables of the run and of one host, and a profile beside the one that it extends; each said once."""
    variables = {
        "compliance_failon": "{{ never_defined }}",
        "compliance_params": {},
        "compliance_profiles": ["gnss", str(fleet.extending)],
    }
    own = {"well": {"meinberg_pasword": "x", "compliance_plan": "ours"}}
    run, _folder = fleet("warned", AUDIT, variables=variables, own=own, arguments=["--limit", "well,planned"])
    told = run.running_text
    assert told.count("compliance_failon of 2 hosts (did you mean compliance_fail_on?)") == 1
    assert told.count("meinberg_pasword of 1 host (did you mean meinberg_password?)") == 1
    assert told.count("mine extends gnss, and both are chosen") == 1
    assert "compliance_plan of" not in told


def test_an_empty_group(fleet):
    run, folder = fleet("empty", AUDIT, variables={"audit_hosts": "nobody_is_here"})
    assert run.code == 0
    assert "skipping: no hosts matched" in run.output
    assert "nobody_is_here" in run.output
    assert not folder.exists()


WAIVER = {"host": "no-p*", "rule": "*", "reason": "A spare part is ordered.", "expires": date(2999, 12, 31)}
"""The day as YAML reads it without quotes."""
YESTERDAY = str(date.today() - timedelta(days=2))
CASES = {
    "critical": ("no-power", {"compliance_fail_on": "critical"}, True),
    "major": ("no-power", {"compliance_fail_on": "major"}, False),
    "minor": ("no-power", {"compliance_fail_on": "minor"}, False),
    "never": ("no-power", {"compliance_fail_on": "never"}, True),
    "waived": ("no-power", {"compliance_fail_on": "major", "compliance_waivers": [WAIVER]}, True),
    "expired": (
        "no-power",
        {"compliance_fail_on": "major", "compliance_waivers": [WAIVER, WAIVER | {"expires": YESTERDAY}]},
        False,
    ),
    "unread waived": ("gone", {"compliance_waivers": [WAIVER | {"host": "gone"}]}, True),
    "all down": ("gone:wrong-login", {}, False),
    "one host": ("well", {"compliance_profiles": ["gnss"], "compliance_params": {}}, True),
}


@pytest.fixture(scope="module")
def cases(fleet):
    """Each case has its own play, since it has its own hosts; the variables all have are the play's."""
    variables = {"compliance_profiles": ["baseline"], "compliance_params": LIMITS}
    plays = [
        play(
            case(name, **own | {"compliance_report_dir": f"{{{{ playbook_dir }}}}/{name}"}),
            hosts=hosts,
            vars=variables | {"compliance_host_params": {}, "compliance_ptp_plan": []},
        )
        for name, (hosts, own, _passes) in CASES.items()
    ]
    lose = {"name": "Lose", "ansible.builtin.fail": {"msg": "lost"}, "when": "inventory_hostname == 'well'"}
    lost = case("lost", compliance_report_dir="{{ playbook_dir }}/lost")
    plays.append(play(lose, lost, hosts="no-power:well", vars=variables))
    root = fleet("cases-of-the-fixture", AUDIT, variables={"audit_hosts": "nobody_is_here"})[1].parent
    run = run_plays(root, fleet.running, *plays, host_vars=NOWHERE, more_hosts=dict.fromkeys(OWN, {}))
    return run, root


@pytest.mark.parametrize("name", CASES)
def test_the_gate(cases, name):
    run, root = cases
    hosts, own, passes = CASES[name]
    task, message = failure(run, name)
    assert task == (None if passes else "Gate"), message
    content = report(root / name)
    assert content["run"]["expected_hosts"] == hosts.split(":")
    assert content["run"]["fail_on"] == own.get("compliance_fail_on", "critical")
    assert content["summary"]["gate"] == ("pass" if passes else "fail")


def test_a_host_that_is_lost_before_the_audit_is_reported(cases):
    run, root = cases
    assert failure(run, "lost")[0] == "Gate"
    content = report(root / "lost")
    assert {host["host"]: (host["error"] or {}).get("kind") for host in content["hosts"]} == {
        "no-power": None,
        "well": "not_read",
    }


def test_a_waiver_lifts_what_it_is_for(cases):
    _run, root = cases
    content = report(root / "waived")
    assert ("no-power", "power-supply-available", "pwr2") in findings(content, "waived")
    assert content["waivers"][0] | {"used": 1} == {
        **WAIVER, "expires": "2999-12-31", "element": "*", "approved_by": None, "used": 1,
    }  # fmt: skip
    assert content["waivers"][0]["used"] == content["summary"]["by_status"]["waived"] > 0
    assert ("gone", "device-readable", None) in findings(report(root / "unread waived"), "waived")


def test_an_expired_waiver_is_a_failure_itself(cases):
    run, root = cases
    assert {rule for _host, rule, _element in findings(report(root / "expired"))} == {"waiver-expired"}
    assert "expired on" in run.output
    assert "1 waiver has expired: * on no-p*, last day " in run.output


def test_a_fleet_that_is_all_down_has_its_report(cases):
    run, root = cases
    content = report(root / "all down")
    assert content["summary"]["hosts"] == {"expected": 2, "read": 0, "not_read": 2}
    assert content["summary"]["verdict"] == "critical"
    assert failure(run, "all down")[1].splitlines()[-1].startswith("CRITICAL: 0 of 2 devices read")
