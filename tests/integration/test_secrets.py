# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No password and no token is shown at any verbosity, by either path, whether a task succeeds or fails."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

import pytest

from tests.integration.playbooks import module, play, run_plays
from tests.simulator import Device, Fault, Fleet, serve

PASSWORD = "c4nary-Pa55+word/of=the&devices"
WRONG = "c4nary-Wr0ng=word"
TOKEN = "c4nary-T0ken.of~nobody"
OF_PROXY = "c4nary-Pr0xy"
LITERAL = "c4nary-L1teral"
MARK = "c4nary"
FLEET = Fleet.of(
    Device("lantime"),
    Device("microsync", "meinbergos"),
    Device("wrong-password", inventory_password=WRONG),
    Device("server-error", faults=(Fault("server_error"),)),
    Device("to-another-host", faults=(Fault("redirect_other_host"),)),
    Device("truncated", faults=(Fault("truncated_json"),)),
    Device("expired", faults=(Fault("cert_expired"),)),
    Device("refused", faults=(Fault("refused"),)),
    base="127.47.0.1",
    password=PASSWORD,
)
KINDS = {
    "wrong-password": "auth",
    "server-error": "http",
    "to-another-host": "redirect",
    "truncated": "protocol",
    "expired": "tls",
    "refused": "connect",
}
RICH = {"http_sessions": True, "include_raw": True, "retries": 0}
TASKS = {
    "password": ("device_facts", RICH),
    "bearer": ("status_info", RICH | {"auth": "bearer"}),
    "token": ("ntp_info", RICH | {"token": TOKEN}),
    "proxy": ("ntp_info", RICH | {"proxy": f"http://info:{OF_PROXY}@127.47.255.1:9"}),
    "subset": ("device_facts", RICH | {"gather_subset": "none"}),
}
BY_MODULE = {"vars": {"meinberg_in_process": False}}
LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
# Of a task that fails, Ansible shows the two lines before it too, whatever they hold.
LITERALLY = f"""
- hosts: lantime
  gather_facts: false
  tasks:
    - name: literal
      timesync.meinberg.ntp_info:
        host: 127.47.255.1
        username: info
        password: {LITERAL}
        retries: 0
      ignore_errors: true
    - name: unknown option
      timesync.meinberg.ntp_info:
        host: 127.47.255.1
        password: {LITERAL}
        hots: 127.47.255.1
        auth: basic
      ignore_errors: true
    - name: wrong type
      timesync.meinberg.ntp_info:
        password: {LITERAL}
        port: many
        host: 127.47.255.1
      ignore_errors: true
"""


@pytest.fixture(scope="module")
def loud(tmp_path_factory):
    tasks = [module(called, options, name=name) for name, (called, options) in TASKS.items()]
    few = {"when": "inventory_hostname in ('lantime', 'microsync')"}
    tasks += [
        module(called, options, name=f"{name}, by module", **BY_MODULE, **({} if name == "password" else few))
        for name, (called, options) in TASKS.items()
    ]
    tasks.append(module("device_facts", RICH, name="asynchronous", **few, **{"async": 30, "poll": 1}))
    folder = tmp_path_factory.mktemp("loud")
    with serve(FLEET) as running:
        done = run_plays(folder, running, play(tasks), LITERALLY, host_vars=LOCAL, arguments=["-vvvvv"])
        tokens = [device.token for device in running.devices.values()]
    return done, (folder / "results.jsonl").read_text(encoding="utf-8"), tokens


@pytest.mark.parametrize("path", ["", ", by module"])
def test_each_case_is_what_it_should_be(loud, path):
    """Without that, the silence below would prove nothing."""
    run, _results, _tokens = loud
    for host, kind in KINDS.items():
        assert run[f"password{path}"][host].kind == kind
    for host in ("lantime", "microsync"):
        assert run[f"password{path}"][host].outcome == "ok"
        assert run[f"password{path}"][host].answer["http"]["sessions"]
        assert run[f"token{path}"][host].kind == "auth"
        assert run[f"proxy{path}"][host].kind == "proxy"
        assert "127.47.255.1:9" in run[f"proxy{path}"][host].result["msg"]
    assert run[f"bearer{path}"]["lantime"].outcome == "ok"
    assert run["asynchronous"]["lantime"].outcome == "ok"
    assert run["literal"]["lantime"].kind == "connect"
    assert run["unknown option"]["lantime"].outcome == "failed"
    assert run["wrong type"]["lantime"].outcome == "failed"
    assert "EXEC" in run.output


def test_no_secret_in_output_and_results(loud):
    run, results, tokens = loud
    for shown in (run.output, results):
        for line in shown.splitlines():
            assert MARK not in line
        secrets = [quote(PASSWORD, safe=""), quote(WRONG, safe="")]
        for password in (PASSWORD, WRONG):
            secrets += [b64encode(text.encode()).decode().rstrip("=") for text in (password, f"info:{password}")]
        for secret in [*secrets, *tokens]:
            assert secret not in shown


def test_a_warning_for_all_hosts_where_nothing_is_verified(tmp_path):
    fleet = Fleet.of(
        *(Device(f"lantime-{number}") for number in range(4)),
        Device("self-signed", "meinbergos", faults=(Fault("cert_self_signed"),)),
        Device("http", tls=False),
        base="127.48.0.1",
    )
    options = {"validate_certs": False, "ca_path": "{{ omit }}"}
    tasks = [
        module("device_facts", options),
        module("ntp_info", options),
        module("ptp_info", options, name="by module", **BY_MODULE),
    ]
    with serve(fleet) as running:
        run = run_plays(tmp_path, running, play(tasks), host_vars=LOCAL)
    for task in run.tasks.values():
        for host, done in task.items():
            assert done.outcome == "ok", done.result
            tls = done.answer["http"]["tls"]
            assert tls is None if host == "http" else tls["verified"] is False
            assert host == "http" or len(tls["certificate"]["sha256"]) == 64
            assert host == "http" or tls["certificate"]["self_signed"] is (host == "self-signed")
    assert run.running_text.count("[WARNING]") == 1, run.output
    assert run.running_text.count("are not verified (validate_certs is false)") == 1, run.output
