# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of error, as a terminal shows it: a device or an option for each, in runs of ansible-playbook."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import yaml

from tests.docs.world import PASSWORD, USERNAME, World, write

HOST = "lantime1.example.com"
"""The name that the page has for each of them."""

FAULTS = {
    "auth": ["unauthorized"],
    "forbidden": ["forbidden"],
    "tls": ["cert_self_signed"],
    "connect": ["refused"],
    "timeout": ["silent"],
    "http": ["server_error"],
    "redirect": ["redirect_https"],
    "protocol": ["html"],
    "too_large": [{"name": "large_body", "mib": 20}],
    "rest_disabled": ["rest_disabled"],
}
OPTIONS = {
    "credentials": {"password": ""},
    "dns": {},
    "proxy": {"proxy": "http://127.0.0.1:3128"},
    "timeout": {"timeout": 1},
}
"""Options beside the usual ones, and kinds of error that need no device."""

KINDS = sorted({*FAULTS, *OPTIONS, "dependency"})
FIRST_ADDRESS = "127.90.0.1"
FOLDER = "errors"


def addresses() -> dict[str, str]:
    """The addresses of the devices, by name."""
    first = ipaddress.IPv4Address(FIRST_ADDRESS)
    return {name_of(kind): str(first + number) for number, kind in enumerate(FAULTS)}


def printed(world: World, folder: Path) -> list[str]:
    """The lines of all of them, with ``HOST`` for the name of each device."""
    devices = [{"name": name_of(kind), "os": "ltos", "faults": faults} for kind, faults in FAULTS.items()]
    fleet = {"base": FIRST_ADDRESS, "port": 443, "username": USERNAME, "password": PASSWORD, "devices": devices}
    write(folder, f"{FOLDER}/fleet.yml", yaml.safe_dump(fleet))
    world.run(folder, f"cd {FOLDER} && PYTHONPATH=.. python -m tests.simulator --fleet fleet.yml --ca-file ca.pem")
    play = {"name": "Read", "hosts": "all", "gather_facts": False, "tasks": [task()]}
    write(folder, f"{FOLDER}/read.yml", yaml.safe_dump([play]))
    write(folder, f"{FOLDER}/without/requests.py", "raise ImportError('no requests')\n")
    output = ""
    for kinds, before in ((sorted({*FAULTS, *OPTIONS}), ""), (["dependency"], "PYTHONPATH=$PWD/without ")):
        hosts = {name_of(kind): OPTIONS.get(kind, {}) for kind in kinds}
        write(folder, f"{FOLDER}/inventory.yml", yaml.safe_dump({"all": {"hosts": hosts}}))
        command = f"{before}ANSIBLE_CALLBACK_RESULT_FORMAT=yaml ansible-playbook -f 20 -i inventory.yml read.yml"
        output += world.run(folder, f"cd {FOLDER} && {command}").output
    for kind in KINDS:
        output = output.replace(name_of(kind), HOST)
    return output.splitlines()


def task() -> dict:
    """The task that reads a device."""
    usual = {"host": "{{ inventory_hostname }}", "username": USERNAME, "password": PASSWORD, "ca_path": "ca.pem"}
    changed = {name for options in OPTIONS.values() for name in options}
    options = usual | {name: f"{{{{ {name} | default({usual.get(name)!r} or omit) }}}}" for name in changed}
    return {"name": "Read the status", "timesync.meinberg.status_info": options}


def name_of(kind: str) -> str:
    """The host that gives this kind of error."""
    return f"{kind.replace('_', '-')}.{HOST}"
