# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role with probe hosts: what clients receive beside what the devices say, and what a dead probe leaves."""

from __future__ import annotations

import json
import re

import pytest

from tests.integration.audits import AUDIT, REPORTS, ROLE, case, extra, failure, files, play, report
from tests.integration.playbooks import OURS, run_plays
from tests.simulator import Device, Fleet, serve

TWO_FACED = {"stratum": 12, "reference_id": "LOCL"}
FLEET = Fleet.of(
    Device("a-lantime", ptp=0),
    Device("b-lost", "meinbergos", states=("cold_boot",), ptp=0),
    Device("c-microsync", "meinbergos", ptp=0),
    Device("d-two-faced", ptp=0, ntp_wire=TWO_FACED),
    Device("e-unreached", ptp=0, ntp_wire={"silent": True}),
    base="127.67.0.1",
    ntp_port=0,
)
HOSTS = [device.name for device in FLEET.devices]
SSH = "#!/bin/sh\necho 'ssh: connect to host 192.0.2.1 port 22: No route to host' >&2\nexit 255\n"
"""What takes the place of ssh, and gives up at once as that does where nobody is there."""

DEAD = {"ansible_connection": "ssh", "ansible_host": "192.0.2.1", "ansible_ssh_executable": "{{ ssh }}"}
PROBES = {
    "probe": {"ansible_connection": "local"},
    "probe-dead": {**DEAD, "compliance_ptp_interfaces": ["eth0"]},
    "probe-last": {"ansible_connection": "local", "compliance_ptp_interfaces": ["nosuch0"]},
}
GROUPS = {
    "probes": ["probe", "probe-dead"],
    "dead_first": ["probe-dead", "probe"],
    "dead_between": ["probe", "probe-dead", "probe-last"],
    "all_dead": ["probe-dead"],
    "mixed": ["probe", "a-lantime"],
}
QUICK = {f"{OURS}ntp_probe_info": {"timeout": 0.3}}
CHOSEN = {
    "compliance_profiles": ["baseline", "ntp_server", "wire_ntp"],
    "compliance_probe_group": "probes",
    "compliance_ntp_samples": 2,
    "compliance_ntp_spacing_s": 0.05,
}
CASES = {
    "probes": (":".join(HOSTS[:4]), {}),
    "unreached": ("e-unreached", {}),
    "dead first": ("a-lantime", {"compliance_probe_group": "dead_first"}),
    "dead between": ("a-lantime", {"compliance_probe_group": "dead_between"}),
    "all dead": ("a-lantime", {"compliance_probe_group": "all_dead"}),
    "a probe is audited": ("a-lantime", {"compliance_probe_group": "mixed"}),
    "no such group": ("a-lantime", {"compliance_probe_group": "probs"}),
    "no wire profile": ("a-lantime", {"compliance_profiles": ["gnss"]}),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """What runs plays on the fleet, each time in a folder of its own."""
    root = tmp_path_factory.mktemp("wire")

    probes = root / "probes.json"
    ssh = root / "ssh"
    ssh.write_text(SSH)
    ssh.chmod(0o700)
    children = {name: {"hosts": dict.fromkeys(members)} for name, members in GROUPS.items()}
    probes.write_text(json.dumps({"all": {"vars": {"ssh": str(ssh)}, "hosts": PROBES, "children": children}}))

    def run(name: str, *plays, arguments=(), **keywords):
        folder = root / name
        return run_plays(folder, running, *plays, arguments=["-i", str(probes), *arguments], **keywords), folder

    with serve(FLEET) as running:
        run.devices = running.devices
        yield run


@pytest.fixture(scope="module")
def cases(served):
    """Each case in a play of its own, with its own hosts."""
    plays = [
        play(
            case(name, **CHOSEN | own | {"compliance_report_dir": f"{{{{ playbook_dir }}}}/{name}"}),
            hosts=hosts,
            module_defaults=QUICK,
        )
        for name, (hosts, own) in CASES.items()
    ]
    return served("cases", *plays)


def results(content: dict, rule: str) -> dict:
    """The status of a rule's results by host and element."""
    return {(one["host"], one["element"]): one["status"] for one in content["results"] if one["rule"] == rule}


def on_wire(content: dict) -> set:
    """Findings of the wire's profile: host and rule; whether offsets are known depends on the clock of this machine."""
    bad = [one for one in content["results"] if one["status"] in ("fail", "unknown")]
    of_wire = {(one["host"], one["rule"]): one["status"] for one in bad if one["profile"] == "wire_ntp"}
    return {key for key, status in of_wire.items() if (key[1], status) != ("wire-ntp-offset", "unknown")}


def test_what_clients_receive_is_compared_with_what_the_device_says(cases):
    run, root = cases
    content = report(root / "probes")
    assert failure(run, "probes")[0] == "Gate"
    assert on_wire(content) == {("d-two-faced", "wire-ntp-stratum"), ("d-two-faced", "wire-ntp-reference-id")}
    (found,) = [one for one in content["results"] if one["rule"] == "wire-ntp-stratum" and one["status"] == "fail"]
    assert (found["severity"], found["element"], found["actual"], found["expected"]) == ("critical", "probe", 12, "1")
    assert results(content, "wire-ntp-stratum") == {
        (host, "probe"): "fail" if host == "d-two-faced" else "pass" for host in HOSTS[:4]
    }
    verdicts = {host["host"]: host["verdict"] for host in content["hosts"]}
    assert verdicts["d-two-faced"] == "critical"


def test_a_contradiction_is_the_first_thing_to_do(cases):
    """Before what another device says of itself and is as critical, and of more of its rules."""
    run, root = cases
    folder = root / "probes"
    critical = {(one["host"], one["rule"]) for one in report(folder)["results"] if counts_as_critical(one)}
    assert ("b-lost", "sync-synchronized") in critical
    todo = (folder / "report.md").read_text("utf-8").partition("## What to do\n\n")[2].splitlines()
    assert todo[0].startswith("- **critical** The stratum that clients get is the one that the device says ")
    assert "not so on d-two-faced." in todo[0]
    assert todo[1].startswith("- **critical** ")
    items = (folder / "report.html").read_text("utf-8").partition("<ol class=causes>")[2].split("<li ")
    assert "The stratum that clients get is the one that the device says" in items[1]
    assert ">d-two-faced</a>" in items[1]
    assert "chip critical" in items[2]
    lines = run.output.partition("CRITICAL: 4 of 4 devices read")[0].splitlines()
    named = [line for line in lines if re.match(r"[a-e]-[\w-]+: critical: ", line)]
    assert [line.partition(":")[0] for line in named] == ["b-lost", "d-two-faced"], "the worst is last"


def counts_as_critical(result: dict) -> bool:
    return result["severity"] == "critical" and result["status"] == "fail"


def test_a_service_that_nobody_reaches(cases):
    _run, root = cases
    content = report(root / "unreached")
    assert on_wire(content) == {("e-unreached", "wire-ntp-answers")}
    assert results(content, "wire-ntp-stratum") == {("e-unreached", None): "not_applicable"}


@pytest.mark.parametrize(
    ("name", "worked"),
    [("probes", {"probe"}), ("dead first", {"probe"}), ("dead between", {"probe", "probe-last"}), ("all dead", set())],
)
def test_a_dead_probe_is_its_own_finding_and_loses_nobody_elses(cases, name, worked):
    run, root = cases
    content = report(root / name)
    dead = [one for one in content["results"] if one["rule"] == "probe-works" and one["element"] == "probe-dead"]
    assert [(one["host"], one["profile"], one["status"], one["severity"]) for one in dead] == [
        (None, "fleet", "fail", "major")
    ]
    assert re.fullmatch(
        r"the probe probe-dead: NTP: the host cannot be reached: .*No route to host; "
        r"PTP on eth0: the host cannot be reached: .*No route to host",
        dead[0]["message"],
    )
    asked = {element for host, element in results(content, "wire-ntp-stratum") if host == "a-lantime"}
    assert asked == (worked or {None})
    assert failure(run, name)[0] == ("Gate" if name == "probes" else None)


def test_all_reports_are_there_where_all_probes_are_dead(cases):
    _run, root = cases
    assert set(REPORTS) <= set(files(root / "all dead"))
    assert on_wire(report(root / "all dead")) == set()


def test_a_probe_that_can_do_half_of_its_work(cases):
    _run, root = cases
    content = report(root / "dead between")
    (half,) = [one for one in content["results"] if one["rule"] == "probe-works" and one["element"] == "probe-last"]
    assert half["status"] == "fail"
    assert half["message"].endswith("PTP on nosuch0: There is no interface nosuch0 on this host.")
    assert results(content, "wire-ntp-stratum")["a-lantime", "probe-last"] == "pass"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "a probe is audited",
            "compliance_probe_group: a-lantime is a probe and is audited as a device too; keep the group out of the "
            "play, for example with -e 'audit_hosts=all:!mixed'",
        ),
        ("no such group", "compliance_probe_group: the inventory has no group 'probs' (did you mean 'probes'?)"),
    ],
)
def test_groups_that_cannot_be_probes_are_refused_before_anything_is_read(cases, name, message):
    run, root = cases
    assert failure(run, name) == ("Check what is asked for, and write down whom to expect", message)
    assert not (root / name).exists()


def test_probes_compare_servers_without_a_profile_of_the_wire(cases):
    _run, root = cases
    content = report(root / "no wire profile")
    assert on_wire(content) == set()
    assert results(content, "servers-agree") == {(None, None): "not_applicable"}, "there is one server"


def test_batches_ask_for_their_own_devices_and_have_one_report(served):
    """Of the last batch's report; PTP is listened to in the first batch only."""
    batches = {
        "name": "Batches",
        "hosts": ":".join(HOSTS[:4]),
        "gather_facts": False,
        "serial": 3,
        "module_defaults": QUICK,
        "roles": [{"role": ROLE, "run_once": True}],
    }
    given = CHOSEN | {"compliance_report_dir": "{{ playbook_dir }}/reports", "compliance_fail_on": "never"}
    before = {name: host.ntp_requests for name, host in served.devices.items()}
    run, folder = served("batches", batches, arguments=extra(**given))
    assert run.code == 0, run.output
    asked = {name: host.ntp_requests - before[name] for name, host in served.devices.items()}
    assert asked == {name: 2 if name in HOSTS[:4] else 0 for name in HOSTS}
    content = report(folder / "reports")
    assert on_wire(content) == {("d-two-faced", "wire-ntp-stratum"), ("d-two-faced", "wire-ntp-reference-id")}
    (works,) = [one for one in content["results"] if one["rule"] == "probe-works" and one["element"] == "probe"]
    assert works["message"].endswith("it asked 4 NTP servers")
    (dead,) = [one for one in content["results"] if one["rule"] == "probe-works" and one["element"] == "probe-dead"]
    assert dead["message"].count("NTP: ") == dead["message"].count("PTP on eth0: ") == 1


def test_check_mode_asks_nobody(served):
    before = {name: (host.connections, host.ntp_requests) for name, host in served.devices.items()}
    given = CHOSEN | {"compliance_report_dir": "plan", "audit_hosts": "all:!probes:!dead_between"}
    run, folder = served("check", AUDIT, arguments=["--check", *extra(**given)])
    assert run.code == 0, run.output
    assert {name: (host.connections, host.ntp_requests) for name, host in served.devices.items()} == before
    plan = json.loads((folder / "plan" / "plan.json").read_text("utf-8"))
    assert sorted(plan["hosts"]) == HOSTS
    assert "wire-ntp-stratum" in {rule["rule"] for rule in plan["profiles"]["wire_ntp"]["rules"]}
    assert not any("probe" in name for name in run.tasks if name.startswith(f"{ROLE} : ") and ran(run, name))


def ran(run, name: str) -> bool:
    return any(done.outcome != "skipped" for done in run.tasks[name].values())
