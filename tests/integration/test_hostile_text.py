# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a hostile device says stays text: Ansible never takes it for a template."""

from __future__ import annotations

import pytest

from tests.integration.playbooks import module, play, run_plays
from tests.simulator import Device, Fault, Fleet, serve

LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
HTML = "<script>alert('pwned')</script>"
HOSTNAME = "{{ ansible_facts.meinberg.device.hostname }}"
SYSTEMS = ("ltos", "meinbergos")
PATHS = {"here": {}, "there": {"vars": {"meinberg_in_process": False}}}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")

    def command(file):
        return "{{ lookup('pipe', 'echo x >> " + str(folder / file) + "') }}"

    template = command("pwned")
    redirect = Fault("redirect_other_host", parameters={"location": f"https://example.net/{template}"})
    devices = []
    for system in SYSTEMS:
        devices += [
            Device(f"{system}-jinja", system, hostname=template),
            Device(f"{system}-html", system, hostname=HTML),
            Device(f"{system}-redirect", system, faults=(redirect,)),
        ]
    # Not by debug: with run_once it leads ansible-core 2.21 to keep all hosts' facts in one place.
    own = {"that": True, "success_msg": command("own")}
    tasks = [{"name": "own", "ansible.builtin.assert": own, "run_once": True}]
    for path, keywords in PATHS.items():
        tasks += [
            module("device_facts", {"include_raw": True}, name=f"read {path}", register="answer", **keywords),
            {"name": f"say {path}", "ansible.builtin.debug": {"msg": f"It is {HOSTNAME}"}, "when": "answer is success"},
            {"name": f"show {path}", "ansible.builtin.debug": {"var": "ansible_facts.meinberg.device"}},
            {"name": f"set {path}", "ansible.builtin.set_fact": {"stolen": HOSTNAME}, "when": "answer is success"},
            {
                "name": f"use {path}",
                "ansible.builtin.debug": {"msg": "{{ [stolen] | join }} {{ vars['stolen'] }}"},
                "when": "answer is success",
            },
            module("ntp_info", {"host": HOSTNAME}, name=f"ask {path}", when="answer is success", **keywords),
            {
                "name": f"explain {path}",
                "ansible.builtin.debug": {"msg": "{{ answer.msg }}"},
                "when": "answer is failed",
            },
        ]
    with serve(Fleet.of(*devices, base="127.49.0.1")) as running:
        run = run_plays(folder, running, play(tasks), host_vars=LOCAL)
    assert (folder / "own").exists(), "a template of the playbook's own does run such a command"
    return run, template, folder / "pwned"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_host_name_stays_as_it_is(hostile, system, path):
    run, template, pwned = hostile
    for name, text in (("jinja", template), ("html", HTML)):
        host = f"{system}-{name}"
        assert run[f"read {path}"][host].facts["device"]["hostname"] == text
        assert run[f"say {path}"][host].result["msg"] == f"It is {text}"
        assert run[f"show {path}"][host].result["ansible_facts.meinberg.device"]["hostname"] == text
        assert run[f"set {path}"][host].result["ansible_facts"] == {"stolen": text}
        assert run[f"use {path}"][host].result["msg"] == f"{text} {text}"
    assert not pwned.exists()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_as_an_option_it_is_refused(hostile, system, path):
    run, _template, _pwned = hostile
    for name, what in (("jinja", "a template that was not resolved"), ("html", "HTML")):
        asked = run[f"ask {path}"][f"{system}-{name}"]
        assert asked.kind == "dns"
        assert asked.result["msg"] == f"Option host is not valid: it holds {what}."


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_message_with_the_device_s_words_stays_text(hostile, system, path):
    run, template, pwned = hostile
    read = run[f"read {path}"][f"{system}-redirect"]
    assert read.kind == "redirect"
    assert template in read.result["msg"]
    assert run[f"explain {path}"][f"{system}-redirect"].result["msg"] == read.result["msg"]
    assert not pwned.exists()
    assert "Traceback (most recent call last)" not in run.output
