# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``fleet_info`` finds each host's password wherever Ansible lets a variable be defined, and shows none."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from textwrap import indent

import pytest

from tests.integration.playbooks import Run, run_plays
from tests.simulator import Device, Fleet, serve

MARK = "c4nary"
SOURCES = (
    "inventory",
    "inventory-template",
    "play-vars",
    "vars-files",
    "inline-vault",
    "role-default",
    "role-vars",
    "block-vars",
    "task-vars",
    "set-fact",
    "environment",
)
# Of a password, each device has its own: a device that was read proves where its password came from.
FLEET = Fleet.of(*(Device(name, password=f"{MARK}-{name}") for name in SOURCES), base="127.61.0.1")
LIMITED = Fleet.of(Device("chosen"), Device("left-out"), Device("refuses", username="else"), base="127.62.0.1")
PLAYS = """
- hosts: inventory:inventory-template:environment
  gather_facts: false
  tasks:
    - name: inventory
      timesync.meinberg.fleet_info:
      run_once: true
- hosts: play-vars
  gather_facts: false
  vars: {{meinberg_password: "{{{{ from_play }}}}", from_play: {mark}-play-vars}}
  tasks:
    - name: play-vars
      timesync.meinberg.fleet_info:
- hosts: vars-files
  gather_facts: false
  vars_files: [secret.yml]
  tasks:
    - name: vars-files
      timesync.meinberg.fleet_info:
- hosts: inline-vault
  gather_facts: false
  vars:
    meinberg_password: !vault |
{vaulted}
  tasks:
    - name: inline-vault
      timesync.meinberg.fleet_info:
- hosts: role-default
  gather_facts: false
  roles: [gathers]
- hosts: role-vars
  gather_facts: false
  tasks:
    - ansible.builtin.include_role: {{name: gathers}}
      vars: {{meinberg_password: {mark}-role-vars}}
- hosts: block-vars:task-vars
  gather_facts: false
  tasks:
    - vars: {{meinberg_password: "{mark}-{{{{ inventory_hostname }}}}"}}
      block:
        - name: block-vars
          timesync.meinberg.fleet_info:
        - name: task-vars
          timesync.meinberg.fleet_info:
          vars: {{meinberg_password: "{{{{ ['{mark}', inventory_hostname] | join('-') }}}}"}}
- hosts: set-fact
  gather_facts: false
  tasks:
    - ansible.builtin.set_fact: {{meinberg_password: {mark}-set-fact}}
      no_log: true
    - name: set-fact
      timesync.meinberg.fleet_info:
"""
ROLE = """
- name: "{{ inventory_hostname }}"
  timesync.meinberg.fleet_info:
"""
MORE_HOSTS = {
    "inventory": {"meinberg_password": f"{MARK}-inventory"},
    "inventory-template": {"meinberg_password": "{{ [mark, inventory_hostname] | join('-') }}", "mark": MARK},
}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources")
    key = write(folder / "key", "the vault's own")
    secret = write(folder / "secret.yml", f"meinberg_password: {MARK}-vars-files\n")
    inline = write(folder / "inline", f"{MARK}-inline-vault")
    vault = Path(sys.executable).with_name("ansible-vault")
    subprocess.run([vault, "encrypt", "--vault-password-file", key, secret, inline], check=True, capture_output=True)
    write(folder / "roles" / "gathers" / "defaults" / "main.yml", f"meinberg_password: {MARK}-role-default\n")
    write(folder / "roles" / "gathers" / "tasks" / "main.yml", ROLE)
    plays = PLAYS.format(mark=MARK, vaulted=indent(inline.read_text("utf-8"), " " * 6))
    with serve(FLEET) as running:
        run = run_plays(
            folder,
            running,
            plays,
            more_hosts=MORE_HOSTS,
            without="meinberg_password",
            environment={"MEINBERG_PASSWORD": f"{MARK}-environment"},
            arguments=["-vvvvv", "--vault-password-file", str(key)],
        )
    return run, (folder / "results.jsonl").read_text("utf-8")


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_of_a_password(found, source):
    fleets = {}
    for task in found[0].tasks.values():
        for done in task.values():
            assert done.outcome == "ok", done.result
            fleets |= done.result.get("fleet", {})
    assert fleets[source].get("error") is None, fleets[source]
    assert fleets[source]["status"]["sync"]["synchronized"] is True


def hidden(secrets: list[str], run: Run, results: str) -> None:
    for shown in (run.output, results):
        assert [line for line in shown.splitlines() if MARK in line] == []
        assert [secret for secret in secrets if b64encode(secret.encode()).decode().rstrip("=") in shown] == []


def test_no_secret_is_shown(found):
    hidden([f"info:{MARK}-{name}" for name in SOURCES], *found)


def test_extra_variables_and_limit(tmp_path):
    """One that the device refuses is there too, since failures tell more."""
    given = write(tmp_path / "extra.json", json.dumps({"meinberg_password": f"{MARK}-extra"}))
    tasks = [{"name": "all", "timesync.meinberg.fleet_info": {"return_facts": False}, "run_once": True}]
    play = {"hosts": "all", "gather_facts": False, "tasks": tasks, "vars": {"meinberg_password": "overridden"}}
    with serve(LIMITED.changed(password=f"{MARK}-extra")) as running:
        arguments = ["-vvvvv", "--check", "--limit", "chosen,refuses", "--extra-vars", f"@{given}"]
        more = {"refuses": {"meinberg_username": "somebody"}}
        run = run_plays(tmp_path, running, play, more_hosts=more, arguments=arguments)
        assert running.devices["left-out"].connections == 0
    (done,) = run["all"].values()
    kinds = {host: (entry["error"] or {}).get("kind") for host, entry in done.result["fleet"].items()}
    assert kinds == {"chosen": None, "refuses": "auth"}
    hidden([f"info:{MARK}-extra"], run, (tmp_path / "results.jsonl").read_text("utf-8"))
