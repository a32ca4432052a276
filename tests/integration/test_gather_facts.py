# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``gather_facts: true`` with ``ansible_facts_modules``, as the contract describes it."""

from __future__ import annotations

import pytest

from tests.integration.playbooks import CONNECTION, GROUP, play, run_plays
from tests.simulator import Device, Fleet, serve

FLEET = Fleet.of(Device("lantime"), Device("microsync", "meinbergos"), base="127.44.0.1")
HOST_VARS = {
    "ansible_facts_modules": "timesync.meinberg.device_facts",
    "ansible_connection": "local",
    "ansible_python_interpreter": "{{ ansible_playbook_python }}",
}
USE = {"ansible.builtin.debug": {"msg": "{{ ansible_facts.meinberg.keys() | sort }}"}}
ALWAYS = ["device", "gathered_at", "http", "schema_version", "unavailable"]


def facts_play(name, defaults):
    return play([USE | {"name": name}], gather_facts=True, module_defaults=defaults, name=name)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    address = {name: value for name, value in CONNECTION.items() if name not in ("username", "password")}
    module = "timesync.meinberg.device_facts"
    plays = {
        "by group": {GROUP: CONNECTION, module: {"gather_subset": ["ntp", "ptp"]}},
        "by environment": {GROUP: address, module: {"gather_subset": "status"}},
    }
    runs = {}
    with serve(FLEET) as running:
        for name, defaults in plays.items():
            runs[name] = run_plays(
                tmp_path_factory.mktemp("facts"),
                running,
                facts_play(name, defaults),
                host_vars=HOST_VARS,
                environment={"MEINBERG_USERNAME": "info", "MEINBERG_PASSWORD": "simulated"},
                arguments=["-vvv"],
            )
    return runs


@pytest.mark.parametrize(("name", "facets"), [("by group", ["ntp", "ptp"]), ("by environment", ["status"])])
def test_facts_are_gathered_before_the_first_task(run, name, facets):
    gathered, used = run[name]["Gathering Facts"], run[name][name]
    for host in ("lantime", "microsync"):
        assert gathered[host].outcome == "ok", gathered[host].result
        assert sorted(gathered[host].facts) == sorted(ALWAYS + facets)
        assert used[host].result["msg"] == sorted(ALWAYS + facets)
        assert gathered[host].result["changed"] is False
    assert "AnsiballZ_device_facts.py" in run[name].output, "Ansible runs the ordinary module here, never an action"
    assert "[WARNING]" not in run[name].output


OWN_OPTIONS = {
    "fleet_info": {},
    "compliance_plan": {"report_dir": "reports"},
    "compliance_probes": {"report_dir": "reports", "run_id": "run"},
    "compliance_evaluate": {"report_dir": "reports", "run_id": "run"},
    "compliance_report": {"report_dir": "reports", "run_id": "run"},
    "compliance_gate": {"gate": {"passes": True}},
}


def test_what_only_the_ansible_process_can_do_says_so_as_a_module(tmp_path):
    """Facts are gathered by modules; a module knows no host but its own, and must not look like a success."""
    plays = [
        facts_play(name, {f"timesync.meinberg.{name}": options})
        | {"hosts": "lantime", "vars": HOST_VARS | {"ansible_facts_modules": f"timesync.meinberg.{name}"}}
        for name, options in OWN_OPTIONS.items()
    ]
    with serve(FLEET) as running:
        for number, (name, one) in enumerate(zip(OWN_OPTIONS, plays, strict=True)):
            gathered = run_plays(tmp_path / str(number), running, one)["Gathering Facts"]["lantime"]
            assert gathered.outcome == "failed"
            told = gathered.result["failed_modules"][f"timesync.meinberg.{name}"]["msg"]
            assert told.startswith(f"timesync.meinberg.{name} runs in the Ansible process only;")
