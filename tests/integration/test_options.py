# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where options come from: the task, module_defaults, templates, the environment; and mistakes in them."""

from __future__ import annotations

import re

import pytest

from tests.integration.playbooks import CONNECTION, GROUP, MODULES, module, play, run_plays
from tests.simulator import Device, Fleet, serve

FLEET = Fleet.of(Device("lantime"), Device("microsync", "meinbergos"), base="127.42.0.1", password="from-the-inventory")
REMOTE = {"ansible_connection": "recorded", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
BY_MODULE = {"vars": {"meinberg_in_process": False}}
WITHOUT_OPTIONS = [*(module(name) for name in MODULES), module("ntp_info", name="by module", **BY_MODULE)]

TEMPLATED = {
    "host": "{{ [meinberg_host, 'unused'] | first }}",
    "port": "{{ meinberg_port | string }}",
    "use_tls": "{{ 'yes' if meinberg_use_tls else 'no' }}",
    "ca_path": "{{ here }}/{{ ['ca', 'pem'] | join('.') }}",
    "username": "{{ login.username }}",
    "password": "{{ login['password'] }}",
    "timeout": "{{ 2.5 * 2 }}",
    "retries": "{{ 1 + 1 }}",
    "device_os": "{{ omit }}",
    "gather_subset": "{{ facets }}",
}
TEMPLATED_VARS = {
    "login": {"username": "{{ meinberg_username }}", "password": "{{ meinberg_password }}"},
    "facets": ["ntp", "{{ '!' ~ 'status' }}"],
    "here": "{{ inventory_dir }}",
}
TYPE = re.compile(r"<class '(\w+)'>")
"""How ansible-core before 2.18 names a type; newer ones say its name alone."""

CONVERT = "and we were unable to convert to"
MISTAKES = {
    "unknown option": (
        "ntp_info",
        {"hots": "x"},
        "Unsupported parameters for (timesync.meinberg.ntp_info) module: hots",
    ),
    "subset of an info module": ("ntp_info", {"gather_subset": "all"}, "module: gather_subset."),
    "port as a word": ("ptp_info", {"port": "many"}, f"argument 'port' is of type str {CONVERT} int"),
    "flag as a word": ("status_info", {"use_tls": "maybe"}, f"argument 'use_tls' is of type str {CONVERT} bool"),
    "list as a number": ("status_info", {"deadline": [1]}, f"argument 'deadline' is of type list {CONVERT} float"),
    "no such auth": ("output_info", {"auth": "digest"}, "value of auth must be one of: basic, bearer, got: digest"),
    "no such system": ("device_facts", {"device_os": "x"}, "value of device_os must be one of: auto, ltos, meinbergos"),
}
"""Task name: module, options, what the message says."""


@pytest.fixture(scope="module")
def running():
    with serve(FLEET) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def given(running, tmp_path_factory):
    """Options from each place but the environment."""
    mistakes = [module(called, options, name=name) for name, (called, options, _words) in MISTAKES.items()]
    mistakes += [
        module(called, options, name=f"{name}, by module", **BY_MODULE)
        for name, (called, options, _words) in list(MISTAKES.items())[:3]
    ]
    for device in running.devices.values():
        device.forget()
    return run_plays(
        tmp_path_factory.mktemp("given"),
        running,
        play(mistakes),
        play([module("device_facts", TEMPLATED, name="templated")], module_defaults={}, vars=TEMPLATED_VARS),
        play(
            [
                module("device_facts", name="default of the module"),
                module("device_facts", {"gather_subset": "ptp"}, name="the task wins"),
                module("status_info", name="the group's only"),
            ],
            module_defaults={
                GROUP: {**CONNECTION, "http_sessions": True},
                "timesync.meinberg.device_facts": {"gather_subset": "ntp"},
            },
        ),
        play([module("ntp_info", name="no options")], module_defaults={}),
        host_vars=REMOTE,
    )


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_options_is_named(given, name):
    words = MISTAKES[name][2]
    names = [name, f"{name}, by module"] if f"{name}, by module" in given.tasks else [name]
    for task in names:
        for done in given[task].values():
            assert done.outcome == "failed"
            assert words in TYPE.sub(r"\1", done.result["msg"])
            assert not done.commands, "a mistake is found before anything is sent to the host"


def test_a_host_is_required(given):
    for done in given["no options"].values():
        assert done.outcome == "failed"
        assert done.result["msg"] == "missing required arguments: host"


def test_options_may_be_templates(given):
    for done in given["templated"].values():
        assert done.outcome == "ok", done.result
        assert set(done.facts) >= {"ntp"}
        assert not {"status", "ptp", "outputs"} & set(done.facts)


def test_module_defaults_of_group_and_module(given):
    for host in ("lantime", "microsync"):
        facts = given["default of the module"][host].facts
        assert "ntp" in facts
        assert "ptp" not in facts
        assert facts["http"]["sessions"]
        assert "ptp" in given["the task wins"][host].facts
        assert "ntp" not in given["the task wins"][host].facts
        assert given["the group's only"][host].result["http"]["sessions"]


def from_environment(running, folder, environment, tasks=WITHOUT_OPTIONS):
    """A run on the LANTIME, and the LANTIME itself."""
    host = running.devices["lantime"]
    host.forget()
    variables = {"MEINBERG_HOST": host.address, "MEINBERG_PORT": str(host.port)} | environment
    tests = play(tasks, hosts="lantime", module_defaults={})
    return run_plays(folder, running, tests, host_vars=REMOTE, environment=variables), host


def test_everything_may_come_from_the_environment(running, tmp_path):
    environment = {
        "MEINBERG_USERNAME": "info",
        "MEINBERG_PASSWORD": "from-the-inventory",
        "MEINBERG_CA_PATH": str(tmp_path / "ca.pem"),
        "MEINBERG_AUTH": "bearer",
    }
    done, host = from_environment(running, tmp_path, environment)
    for name in MODULES:
        assert done[name]["lantime"].outcome == "ok", done[name]["lantime"].result
        assert done[name]["lantime"].answer["http"]["tls"]["verified"] is True
    assert [seen.authorization for seen in host.log] == ["Basic", "Bearer"] * 6
    remote = done["by module"]["lantime"]
    assert remote.outcome == "ok", "the other machine has no such variables: the action resolves them first"
    assert any("AnsiballZ_ntp_info" in command for command in remote.commands)


def test_token_and_validate_certs_from_the_environment(running, tmp_path):
    environment = {"MEINBERG_TOKEN": running.devices["lantime"].token, "MEINBERG_VALIDATE_CERTS": "no"}
    done, host = from_environment(running, tmp_path, environment)
    for name in (*MODULES, "by module"):
        outcome = done[name]["lantime"]
        assert outcome.outcome == "ok", outcome.result
        assert outcome.answer["http"]["tls"]["verified"] is False
    assert [seen.authorization for seen in host.log] == ["Bearer"] * 6


def test_the_task_goes_before_the_environment(running, tmp_path):
    environment = {
        "MEINBERG_HOST": "127.42.255.1",
        "MEINBERG_PORT": "none",
        "MEINBERG_USERNAME": "info",
        "MEINBERG_PASSWORD": "wrong",
        "MEINBERG_CA_PATH": "/nonexistent",
        "MEINBERG_AUTH": "digest",
        "MEINBERG_VALIDATE_CERTS": "perhaps",
    }
    options = {**CONNECTION, "auth": "basic", "validate_certs": True}
    without = {name: value for name, value in options.items() if name != "auth"}
    tasks = [module("ntp_info", options), module("status_info", without, name="wrong environment")]
    done, _host = from_environment(running, tmp_path, environment, tasks)
    assert done["ntp_info"]["lantime"].outcome == "ok"
    message = done["wrong environment"]["lantime"].result["msg"]
    assert "value of auth must be one of: basic, bearer, got: digest" in message
