# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's result is the same in the Ansible process and by the ordinary module; which of them ran is proved."""

from __future__ import annotations

import copy
from datetime import datetime, timezone

import pytest

from tests.integration.playbooks import MODULES, Outcome, module, play, run_plays
from tests.simulator import Device, Fault, Fleet, serve

FLEET = Fleet.of(
    Device("lantime", firmware="7.06.014-light", states=("ptp_multi", "sync_team", "holdover"), faults=(Fault("nan"),)),
    Device("microsync", "meinbergos", states=("leap_announced", "ntp_false_ticker")),
    Device("tier-a", "meinbergos", tier="A"),
    base="127.43.0.1",
    password="c4nary-of-the-equality-test",
)
HOSTS = [device.name for device in FLEET.devices]
NOON = datetime(2026, 3, 17, 12, 0, 0, 250_000, tzinfo=timezone.utc)
RECORDED = {"ansible_connection": "recorded", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
SPECIAL = {
    "switched off": {"vars": {"meinberg_in_process": False}},
    "switched off by a template": {"vars": {"meinberg_in_process": "{{ 'no' }}"}},
    "asynchronous": {"async": 30, "poll": 1},
    "delegated": {"delegate_to": "elsewhere"},
}
"""Keywords of tasks that run as an ordinary module."""

IN_PROCESS = {
    "switched on": {"vars": {"meinberg_in_process": "{{ 'yes' }}"}},
    "delegated to a local host": {"delegate_to": "local-one"},
}
RICH = {"http_sessions": True, "include_raw": True}
JOB = {"ansible_job_id", "started", "finished", "results_file", "stdout", "stderr", "stdout_lines", "stderr_lines"}
"""What Ansible adds to the result of an asynchronous task."""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    tasks = [
        *(module(name, RICH) for name in MODULES),
        *(module(name, RICH, name=f"{name} by module", **SPECIAL["switched off"]) for name in MODULES),
        *(module("device_facts", RICH, name=name, **keywords) for name, keywords in (SPECIAL | IN_PROCESS).items()),
        module("device_facts", {"password": "wrong"}, name="refused"),
        module("device_facts", {"password": "wrong"}, name="refused by module", **SPECIAL["switched off"]),
        module("device_facts", {"gather_subset": "pdp"}, name="no subset"),
        module("device_facts", {"gather_subset": "pdp"}, name="no subset by module", **SPECIAL["switched off"]),
        module("device_facts", RICH, name="started", **{"async": 30, "poll": 0}),
        {
            "name": "ended",
            "ansible.builtin.async_status": {"jid": "{{ job.ansible_job_id }}"},
            "register": "ended",
            "until": "ended.finished",
            "retries": 40,
            "delay": 0.25,
        },
    ]
    tasks[-2]["register"] = "job"
    elsewhere = {
        "elsewhere": RECORDED,
        "local-one": {"ansible_connection": "local", "ansible_python_interpreter": "/nonexistent/python"},
    }
    with serve(FLEET, at=NOON) as running:
        yield run_plays(
            tmp_path_factory.mktemp("equality"),
            running,
            play(tasks, hosts="ltos:meinbergos"),
            host_vars=RECORDED,
            more_hosts=elsewhere,
        )


def comparable(done: Outcome) -> dict:
    """The result but for what may differ: ``invocation``, times and counters in ``http``, ``gathered_at``."""
    result = copy.deepcopy(done.result)
    for key in [*JOB, "invocation"]:
        result.pop(key, None)
    answer = result.get("ansible_facts", {}).get("meinberg", result)
    answer.pop("gathered_at", None)
    http = answer.get("http", {})
    for name in ("rtt_ms", "duration_ms", "bytes_received"):
        http.pop(name, None)
    for session in http.get("sessions", []):
        for name in [name for name in session if name.endswith(("_ms", "_time"))]:
            session.pop(name)
    return {name: value for name, value in result.items() if not name.startswith("_ansible")}


def ran_as_module(done: Outcome, name: str, hosts: int = len(HOSTS)) -> bool:
    """Whether the task ran as an ordinary module for each host; False where nothing was run at all."""
    started = [command for command in done.commands if f"AnsiballZ_{name}.py" in command and "chmod" not in command]
    assert len(started) in (0, hosts), done.commands
    assert started or not done.commands, done.commands
    return bool(started)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", MODULES)
def test_the_results_are_equal(run, name, host):
    here, there = run[name][host], run[f"{name} by module"][host]
    assert here.outcome == there.outcome == "ok", there.result
    assert not ran_as_module(here, name)
    assert ran_as_module(there, name)
    assert "invocation" not in here.result
    assert "invocation" in there.result
    assert comparable(here) == comparable(there)
    assert there.result["changed"] is False
    assert len(here.answer["raw"]) >= 1
    assert len(here.answer["http"]["sessions"]) == here.answer["http"]["request_count"]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", SPECIAL)
def test_the_ordinary_module_runs_where_it_has_to(run, name, host):
    assert ran_as_module(run[name][host], "device_facts")
    assert comparable(run[name][host]) == comparable(run["device_facts"][host])


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", IN_PROCESS)
def test_it_runs_in_the_process_otherwise(run, name, host):
    assert not run[name][host].commands
    assert comparable(run[name][host]) == comparable(run["device_facts"][host])


@pytest.mark.parametrize("host", HOSTS)
def test_a_job_in_the_background_gives_the_same(run, host):
    assert ran_as_module(run["started"][host], "device_facts")
    ended = run["ended"][host]
    assert ended.outcome == "ok", ended.result
    assert ended.result["finished"]
    ended.result.pop("attempts")
    assert comparable(ended) == comparable(run["device_facts"][host])


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", ["refused", "no subset"])
def test_failures_are_equal(run, name, host):
    here, there = run[name][host], run[f"{name} by module"][host]
    assert here.outcome == there.outcome == "failed"
    assert comparable(here) == comparable(there)
    assert here.result.get("error", {}).get("kind") == {"refused": "auth", "no subset": None}[name]
    assert not ran_as_module(here, "device_facts")
    assert ran_as_module(there, "device_facts")


def test_time_stood_still(run):
    """Without that, the comparisons above would be of devices whose facts change."""
    assert run["device_facts"]["microsync"].facts["status"]["system"]["time"] == "2026-03-17T12:00:00.250000000Z"
