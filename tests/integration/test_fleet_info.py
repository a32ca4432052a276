# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``fleet_info`` reads a batch in one task: what ``device_facts`` gives of each host, or its error."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from tests.integration.playbooks import comparable, module, play, run_plays
from tests.simulator import Device, Fault, Fleet, serve

NOON = datetime(2026, 3, 17, 12, 0, 0, 250_000, tzinfo=timezone.utc)
FLEET = Fleet.of(
    Device("lantime", firmware="7.06.014-light", states=("ptp_multi", "holdover")),
    Device("microsync", "meinbergos", states=("leap_announced", "ntp_false_ticker")),
    Device("tier-a", "meinbergos", tier="A"),
    Device("../etc/a?b", "meinbergos"),
    Device("..", latency=0.4),
    Device("zürich ☃", tls=False, latency=0.4),
    Device("wrong-login", inventory_password="no-such"),
    Device("gone", faults=(Fault("refused"),)),
    base="127.63.0.1",
)
READ = ("lantime", "microsync", "tier-a", "../etc/a?b", "..", "zürich ☃")
FILES = {
    "../etc/a?b": "..%2Fetc%2Fa%3Fb.json",
    "..": "...json",
    "zürich ☃": "z%C3%BCrich %E2%98%83.json",
    "lantime": "lantime.json",
}
# Dead addresses by ssh: whatever wants a connection fails.
NOWHERE = {"ansible_connection": "ssh", "ansible_host": "192.0.2.1", "meinberg_retries": 0}
WRONG = {
    "bad-port": ({"meinberg_port": "many"}, "options", "meinberg_port has a wrong value 'many'; it takes a whole "),
    "bad-choice": ({"meinberg_auth": "digest"}, "options", "'digest'; it takes one of basic, bearer."),
    "bad-number": ({"meinberg_timeout": -1}, "options", "meinberg_timeout is -1; it takes more than 0."),
    "no-switch": (
        {"meinberg_use_tls": "maybe"},
        "options",
        "use_tls has a wrong value 'maybe'; it takes true or false",
    ),
    "secret-list": ({"meinberg_max_body_mib": ["hidden"]}, "options", "max_body_mib has a wrong value; it takes a "),
    "undefined": ({"meinberg_ca_path": "{{ never_defined }}"}, "options", "meinberg_ca_path"),
    "template": ({"meinberg_timeout": "{{ 1 +"}, "options", "meinberg_timeout"),
    "no-password": ({"meinberg_password": None}, "credentials", "password"),
    "no-name": ({"meinberg_host": "http://127.63.0.1"}, "dns", "host"),
}
"""Hosts whose options are wrong: variables, the error's kind, and what the message names."""

MISTAKES = {
    "an unknown option": {"host": "127.63.0.1"},
    "another unknown option": {"max_paralel": 1},
    "a bad subset": {"gather_subset": "pdp"},
    "no facet": {"gather_subset": ["status", "!status"]},
    "no thread": {"max_parallel": 0},
    "no deadline": {"batch_deadline": 0},
    "a bad number": {"batch_deadline": "long"},
    "a number below none": {"progress_interval": -1},
    "no folder": {"facts_dir": "inventory.json/facts"},
}
SERIAL = {"name": "Serial", "hosts": "lantime:microsync:tier-a", "serial": 2, "gather_facts": False}


def fleet_info(name: str, _more: dict | None = None, **options) -> dict:
    return module("fleet_info", options, name=name, run_once=True, **(_more or {}))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fleet")
    tasks = [
        *(fleet_info(name, **options) for name, options in MISTAKES.items()),
        fleet_info("facts"),
        module("device_facts"),
        fleet_info("files", facts_dir=str(folder / "a" / "facts"), return_facts=False, run_id="7", gather_subset="ntp"),
        fleet_info("check mode", {"check_mode": True}, gather_subset="ntp", facts_dir=str(folder / "checked")),
        fleet_info("one by one", max_parallel=1, gather_subset="status"),
        fleet_info("by default", gather_subset="status"),
        fleet_info("unverified", {"vars": {"meinberg_validate_certs": False}}, gather_subset="status"),
    ]
    serial = SERIAL | {"tasks": [fleet_info("serial", return_facts=False)]}
    own = dict.fromkeys(READ, {}) | {"wrong-login": {}, "gone": {}} | {name: of[0] for name, of in WRONG.items()}
    with serve(FLEET, at=NOON) as running:
        yield run_plays(folder, running, play(tasks), serial, host_vars=NOWHERE, more_hosts=own), folder


def fleet_of(made, task: str) -> dict:
    (done,) = made[0][task].values()
    assert done.outcome == "ok", done.result
    assert done.result["changed"] is False
    return done.result["fleet"]


@pytest.mark.parametrize("host", READ)
def test_the_facts_are_those_of_device_facts(made, host):
    assert comparable(fleet_of(made, "facts")[host]) == comparable(made[0]["device_facts"][host].facts)


def test_failures_are_those_of_device_facts(made):
    for host, kind in {"wrong-login": "auth", "gone": "connect"}.items():
        here, there = fleet_of(made, "facts")[host], made[0]["device_facts"][host]
        assert here["error"]["kind"] == there.kind == kind
        assert (here["msg"], here["error"]) == (there.result["msg"], there.result["error"])
        assert sorted(here) == ["error", "gathered_at", "msg"]


@pytest.mark.parametrize("host", WRONG)
def test_wrong_options_are_an_error_of_that_host(made, host):
    _variables, kind, named = WRONG[host]
    entry = fleet_of(made, "facts")[host]
    assert entry["error"]["kind"] == kind
    assert entry["error"]["hint"]
    assert named in entry["msg"]
    assert "\n" not in entry["msg"]
    assert "Traceback" not in entry["msg"]


def test_every_host_of_the_batch_is_there(made):
    for task in ("facts", "files", "check mode", "one by one"):
        assert set(fleet_of(made, task)) == {*READ, "wrong-login", "gone", *WRONG}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_task_fails_it_in_a_sentence(made, mistake):
    (done,) = made[0][mistake].values()
    assert done.outcome == "failed"
    assert "fleet" not in done.result
    assert len(done.result["msg"].splitlines()) == 1, done.result["msg"]
    option = next(iter(MISTAKES[mistake]))
    assert option in done.result["msg"] or "inventory.json" in done.result["msg"], done.result["msg"]
    assert "Traceback" not in repr(done.result)


def test_mistakes_contact_nobody(tmp_path):
    with serve(Fleet.of(Device("lantime"), base="127.64.0.1")) as running:
        run = run_plays(tmp_path, running, play(fleet_info(name, **options) for name, options in MISTAKES.items()))
        assert running.devices["lantime"].connections == 0
    assert {done.outcome for task in run.tasks.values() for done in task.values()} == {"failed"}


def test_files(made):
    run, folder = made
    returned = fleet_of(made, "files")
    assert all(sorted(entry) == ["error", "gathered_at"] for entry in returned.values())
    files = {path.name: json.loads(path.read_text("utf-8")) for path in (folder / "a" / "facts").iterdir()}
    assert len(files) == len(returned)
    assert {content["host"] for content in files.values()} == set(returned)
    assert {content["run_id"] for content in files.values()} == {"7"}
    for host, name in FILES.items():
        assert files[name]["host"] == host
        assert files[name]["ntp"] == fleet_of(made, "facts")[host]["ntp"]
        assert returned[host] == {"error": None, "gathered_at": files[name]["gathered_at"]}
    assert files["gone.json"]["error"] == returned["gone"]["error"] == fleet_of(made, "facts")["gone"]["error"]
    assert "status" not in files["lantime.json"]


def test_check_mode_reads_all_the_same(made):
    assert fleet_of(made, "check mode")["lantime"]["ntp"]["running"] is True


def test_max_parallel(made):
    """Two devices take 0.4 s each: one after the other, or both at once."""
    apart = {}
    for task in ("one by one", "by default"):
        times = [datetime.fromisoformat(fleet_of(made, task)[host]["gathered_at"][:-1]) for host in ("..", "zürich ☃")]
        apart[task] = abs(times[0] - times[1]).total_seconds()
    assert apart["one by one"] >= 0.4 > apart["by default"]


def test_one_warning_where_nothing_is_verified(made):
    assert made[0].running_text.count("are not verified (validate_certs is false)") == 1
    assert fleet_of(made, "unverified")["lantime"]["http"]["tls"]["verified"] is False
    assert fleet_of(made, "facts")["lantime"]["http"]["tls"]["verified"] is True


def test_serial(made):
    batches = [list(done.result["fleet"]) for done in made[0]["serial"].values()]
    assert sorted(map(len, batches)) == [1, 2]
    assert sorted(sum(batches, [])) == ["lantime", "microsync", "tier-a"]
