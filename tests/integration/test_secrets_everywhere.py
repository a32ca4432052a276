# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""However a secret is given, it is in nothing that a run shows, writes or keeps, and in no process; in no encoding."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.integration.audits import LIMITS, REPORTS, ROLE
from tests.integration.echoes import ECHOES, teach
from tests.integration.playbooks import CONNECTION, GROUP, Run, module, run_plays
from tests.integration.secrecy import SPECIAL, Watch, found, in_files
from tests.simulator import Device, Fault, Fleet, serve

STEMS = PASSWORD, WRONG, PROXY, TOKEN, VAULT = (
    "c4naryPassword", "c4naryWrong", "c4naryProxy", "c4naryToken", "c4naryVault",
)  # fmt: skip
RIGHT = f"{PASSWORD}{SPECIAL}\nof two lines"
NOWHERE = "127.47.255.1:9"
PROXY_URL = f"http://info:{quote(PROXY + SPECIAL, safe='')}@{NOWHERE}"
FLEET = Fleet.of(
    Device("lantime", faults=(Fault("slow", parameters={"seconds": 0.3}),)),
    Device("microsync", "meinbergos"),
    Device("wrong", password="another", inventory_password=RIGHT),
    *map(Device, ECHOES),
    base="127.50.0.1",
    password=RIGHT,
)
FOLDERS = {
    "cache": "ANSIBLE_CACHE_PLUGIN_CONNECTION",
    "junit": "JUNIT_OUTPUT_DIR",
    "tree": "ANSIBLE_CALLBACK_TREE_DIR",
    "retry": "ANSIBLE_RETRY_FILES_SAVE_PATH",
    "local": "ANSIBLE_LOCAL_TEMP",
    "temporary": "TMPDIR",
    "remote": "ANSIBLE_REMOTE_TEMP",
    "jobs": "ANSIBLE_ASYNC_DIR",
}
"""Folders that Ansible writes to, and the variables that name them."""

RICH = {"http_sessions": True, "include_raw": True, "retries": 0}


class Source(NamedTuple):
    """A way to give a secret, and a way to look at the run."""

    display: dict[str, str]
    options: dict[str, str] = {}
    variables: dict[str, str] = {}
    environment: dict[str, str] = {}
    play: dict[str, Any] = {}


BY_VARIABLE = {"password": CONNECTION["password"]}
SOURCES = {
    "variables": Source({}, BY_VARIABLE, {"meinberg_password": RIGHT}),
    "vault": Source({"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"}, BY_VARIABLE),
    "environment": Source({"ANSIBLE_STDOUT_CALLBACK": "minimal"}, environment={"MEINBERG_PASSWORD": RIGHT}),
    "option": Source(
        {"ANSIBLE_STDOUT_CALLBACK": "oneline", "ANSIBLE_CALLBACKS_ENABLED": "results,junit,tree,breakage"},
        {"password": RIGHT},
        play={"vars": {"meinberg_password": RIGHT}},
    ),
    "token and proxy": Source(
        {"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"},
        variables={"of_proxy": PROXY_URL},
        environment={"https_proxy": PROXY_URL, "MEINBERG_TOKEN": TOKEN + "._~+/=-"},
    ),
}
OF_ENVIRONMENT = {"environment": {PASSWORD}, "token and proxy": {PROXY, TOKEN}}
"""What the user gave in the environment himself."""

BY_MODULE = ("variables", "environment")
"""Where tasks run as ordinary modules too; in the others everything runs in the Ansible process."""

CHANNELS = ("output", "results", "log", "cache", "junit", "tree", "retry", "audit", "left")


def tasks(source: str, reports: str) -> list[dict[str, Any]]:
    """Everything that reads devices; the audit's gate ends the play."""
    once = {"when": f"inventory_hostname == 'lantime' and {source == 'variables'}", "ignore_errors": True}
    by_module = {
        "vars": {"meinberg_in_process": False},
        "when": f"inventory_hostname in ('microsync', 'echo-200') and {source in BY_MODULE}",
        "ignore_errors": True,
    }
    audit = {"compliance_report_dir": reports, "compliance_params": LIMITS, "compliance_run_id": "r"}
    proxy = once | {"when": "inventory_hostname == 'lantime' and of_proxy is defined"}
    return [
        module("device_facts", RICH, name="here", ignore_errors=True),
        module("device_facts", RICH, name="by module", **by_module),
        module("status_info", RICH, name="asynchronous", **once, **{"async": 30, "poll": 1}),
        module("ntp_info", RICH | {"proxy": "{{ of_proxy }}"}, name="proxy", **proxy),
        module("ntp_info", RICH | {"use_proxy": True}, name="proxy of the environment", **proxy),
        module("fleet_info", name="fleet", run_once=True),
        {"name": "audit", "ansible.builtin.include_role": {"name": ROLE, "apply": {"run_once": True}}, "vars": audit},
    ]


class Told(NamedTuple):
    """A run, what was looked at afterwards and found by channel, and what was seen meanwhile."""

    run: Run
    looked: dict[str, list[str]]
    leaks: dict[str, list[tuple]]
    watch: Watch


def lock_up(folder) -> list[str]:
    """Put the password into Ansible Vault: as a file for one group, as a variable for the other."""
    locker = VaultLib([("default", VaultSecret(VAULT.encode()))])
    (folder / "vault-password").write_text(VAULT)
    variables = folder / "group_vars"
    variables.mkdir()
    content = json.dumps({"vault_password": RIGHT, "meinberg_password": "{{ vault_password }}"})
    (variables / "ltos.yml").write_bytes(locker.encrypt(content.encode()))
    inline = locker.encrypt(RIGHT.encode()).decode().replace("\n", "\n  ").rstrip()
    (variables / "meinbergos.yml").write_text(f"meinberg_password: !vault |\n  {inline}\n")
    return ["--vault-password-file", str(folder / "vault-password")]


def until_gone(folders: list[Path], seconds: float = 10) -> None:
    """Wait for Ansible's asynchronous task, which removes its folder after it has told its result."""
    end = time.monotonic() + seconds
    while any(folder.exists() for folder in folders) and time.monotonic() < end:
        time.sleep(0.05)


@pytest.fixture(scope="module", params=SOURCES)
def told(request, tmp_path_factory) -> Told:
    source = SOURCES[request.param]
    folder = tmp_path_factory.mktemp("everywhere")
    inside = {name: folder / name for name in FOLDERS}
    for path in inside.values():
        path.mkdir()
    environment = {variable: str(inside[name]) for name, variable in FOLDERS.items()} | {
        "ANSIBLE_CALLBACKS_ENABLED": "results,junit,tree",
        "ANSIBLE_DISPLAY_TRACEBACK": "always",
        "ANSIBLE_CACHE_PLUGIN": "jsonfile",
        "ANSIBLE_LOG_PATH": str(folder / "log"),
        "ANSIBLE_RETRY_FILES_ENABLED": "1",
    }
    connection = {name: value for name, value in CONNECTION.items() if name != "password"} | source.options
    play = {"hosts": "all", "gather_facts": False, "module_defaults": {GROUP: connection}, **source.play}
    # On lines of their own: of a task that fails, Ansible shows the lines before it, whatever they hold.
    text = json.dumps([play | {"tasks": tasks(request.param, str(folder / "audit"))}], indent=1)
    arguments = ["-vvvvv", *(lock_up(folder) if request.param == "vault" else [])]
    local = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    with serve(FLEET, at=datetime.now(timezone.utc)) as running:
        teach(running)
        with Watch(f"RESULTS_FILE={folder}", STEMS, *inside.values(), folder / "audit") as watch:
            run = run_plays(
                folder,
                running,
                text,
                host_vars=local | source.variables,
                without="meinberg_password",
                environment=environment | source.environment | source.display,
                arguments=arguments,
            )
    until_gone([path for path in inside.values() for path in path.glob("ansible-tmp-*")])
    shown = {"output": run.output.encode()}
    shown |= {name: (folder / file).read_bytes() for name, file in (("results", "results.jsonl"), ("log", "log"))}
    looked = {name: [str(len(content))] for name, content in shown.items() if content}
    leaks = {name: found(content, STEMS) for name, content in shown.items()}
    for name in (*FOLDERS, "audit"):
        files, holding = in_files(folder / name, STEMS)
        name = name if name in CHANNELS else "left"
        looked[name] = looked.get(name, []) + files
        leaks[name] = leaks.get(name, []) + holding
    return Told(run, looked, leaks, watch)


@pytest.fixture
def source(request) -> str:
    return request.node.callspec.params["told"]


def test_the_run_is_what_it_should_be(told, source):
    """Without that, the silence below would prove nothing."""
    run, looked = told.run, told.looked
    assert run.code == 2
    here = {host: done.outcome if done.outcome == "ok" else done.result for host, done in run["here"].items()}
    kinds = {host: result if result == "ok" else result.get("error", {}).get("kind") for host, result in here.items()}
    if source == "token and proxy":
        assert set(kinds.values()) == {"auth", "http", "redirect", "forbidden", "ok"}
        assert run["proxy"]["lantime"].kind == run["proxy of the environment"]["lantime"].kind == "proxy"
        assert f"{NOWHERE}" in run["proxy of the environment"]["lantime"].result["msg"]
    else:
        broken = source == "option"
        assert kinds == {
            "lantime": "ok", "microsync": None if broken else "ok", "wrong": "auth", "echo-200": "ok",
            "echo-302": "redirect", "echo-401": "auth", "echo-403": "forbidden", "echo-500": "http",
        }  # fmt: skip
        assert ("broken inside" in run.output) is broken
        assert source != "variables" or run["asynchronous"]["lantime"].outcome == "ok"
        assert run["by module"]["microsync"].outcome == ("ok" if source in BY_MODULE else "skipped")
        assert run["here"]["lantime"].facts["http"]["sessions"]
        assert run["here"]["lantime"].facts["raw"]
    assert "********" in json.dumps(run["here"]["echo-200"].facts["raw"])
    assert {"facts/echo-200.json", "facts/wrong.json", "results/lantime.json", "run-r.json", *REPORTS} <= {
        *looked["audit"]
    }
    assert looked["retry"]
    assert any("echo-200" in name for name in looked["cache"])
    assert ("EXEC" in run.output) is (source in BY_MODULE)


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_secret_is_left(told, channel):
    if channel != "left":
        assert told.looked[channel]
    assert told.leaks[channel] == []


def test_no_secret_is_in_a_command_line(told, source):
    assert any("ansible-playbook" in command for command in told.watch.seen["command lines"])
    modules = [command for command in told.watch.seen["command lines"] if "AnsiballZ_device_facts" in command]
    assert bool(modules) is (source in BY_MODULE)
    assert told.watch.leaks["command lines"] == set()


def test_only_what_came_by_the_environment_is_in_an_environment(told, source):
    assert len(told.watch.seen["environments"]) > 3
    assert {stem for _name, stem, _how in told.watch.leaks["environments"]} == OF_ENVIRONMENT.get(source, set())


def test_only_ordinary_modules_get_their_options_in_a_file(told, source):
    """Ansible writes it, into folders of its own that nobody else may enter, and removes it."""
    assert any("/audit/" in name for name in told.watch.seen["files"])
    files = {name for name, _stem, _how in told.watch.leaks["files"]}
    assert any("/AnsiballZ_" in name for name in files) is (source in BY_MODULE)
    assert {name for name in files if not re.match(r"(700|gone) .*/ansible-(tmp|local)-[^/]+/[^/]+$", name)} == set()
    assert source in BY_MODULE or not files
