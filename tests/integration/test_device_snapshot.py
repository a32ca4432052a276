# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``device_snapshot`` in real runs of ``ansible-playbook``: what is written, what is not, what comes of mistakes."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.integration.playbooks import module, play, run_plays
from tests.simulator import Device, Fault, Fleet, serve, snapshots

TEMPLATE = "{{ lookup('pipe', 'touch PWNED') }}"
ANSI = "\x1b[2J\x1b]0;owned\x07zeus-kraftwerk"
HTML = "<script>alert('zeus-kraftwerk')</script>"
AWAY = "//127.1.1.1/api/state/x"
WITH_LINK = {"data": {"uptime": "5 sec", "hostname": "zeus", "next": "/api/state/a", "links": [AWAY]}}
LOOP = {"data": {"up": "/api/state/system/../config", "again": "/api/state/a", "b": None, "reboot": None}}
DEVICES = (
    Device("lantime", hostname="zeus-kraftwerk.plant.test"),
    Device("microsync", "meinbergos"),
    Device("template", hostname=TEMPLATE),
    Device("ansi", "meinbergos", hostname=ANSI),
    Device("html", hostname=HTML),
    Device("wrong-password", inventory_password="Wr0ng-password"),
    Device("restricted", "meinbergos", faults=(Fault("forbidden", path="/api/state/ptp"),)),
    Device("circle", "meinbergos", captured={"/api/state/system": WITH_LINK, "/api/state/a": LOOP}),
    Device("echo", captured={"/api/status": {"system-information": {}, "data": {"echo": "x simulated-Passw0rd y"}}}),
)
GOOD = [device.name for device in DEVICES if device.name != "wrong-password"]
BY_MODULE = {
    "vars": {
        "meinberg_in_process": False,
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
    }
}
MISTAKES = {
    "no dest": ({}, "missing required arguments: dest"),
    "no file": ({"dest": "/dev/null"}, "dest is neither a file nor a folder: /dev/null."),
    "no folder": (
        {"dest": "/dev/null/x/y.json"},
        "cannot be written to /dev/null/x/y.json: /dev/null is no folder.",
    ),
    "no place": ({"dest": "/proc/x/y.json"}, "The snapshot cannot be written to /proc/x/y.json: "),
}
FILE = "out/{{ inventory_hostname }}.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("snapshots")


@pytest.fixture(scope="module")
def running():
    with serve(Fleet(DEVICES, base="127.48.0.1", password="simulated-Passw0rd")) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def run(running, folder):
    tasks = [
        module("device_snapshot", {"dest": "checked/"}, name="checked", check_mode=True),
        module("device_snapshot", {"dest": FILE}, name="written", register="answer"),
        {"name": "shown", "ansible.builtin.debug": {"var": "answer.snapshot"}},
        module("device_snapshot", {"dest": "folder/"}, name="in a folder"),
        module("device_snapshot", {"dest": "{{ inventory_dir }}/there/" + FILE}, name="there", **BY_MODULE),
        module("device_snapshot", {"dest": "open/" + FILE, "redact": False}, name="open"),
    ]
    return run_plays(folder, running, play(tasks))


def content(folder: Path, host: str, where: str = "out") -> dict:
    return json.loads((folder / where / f"{host}.json").read_text())


@pytest.mark.parametrize("host", GOOD)
def test_a_snapshot_is_written(run, folder, host):
    done = run["written"][host]
    assert done.outcome == "ok", done.result
    path = folder / "out" / f"{host}.json"
    assert done.result["changed"] is True
    assert done.result["snapshot"]["path"] == str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert snapshots.load(path)["about"]["redacted"] is True
    assert "zeus-kraftwerk" not in path.read_text()
    assert "simulated-Passw0rd" not in path.read_text()


@pytest.mark.parametrize("host", ["lantime", "restricted"])
def test_the_ordinary_module_writes_the_same(run, folder, host):
    here, there = content(folder, host), content(folder, host, "there/out")
    assert run["there"][host].result["changed"] is True
    assert (here["about"], here["failures"], here["left_out"]) == (there["about"], there["failures"], there["left_out"])
    assert here["manifest"]["redacted"] == there["manifest"]["redacted"]


def test_check_mode_reads_and_writes_nothing(run, folder):
    assert run["checked"]["lantime"].result["changed"] is True
    assert run["checked"]["lantime"].result["snapshot"]["answer_count"] == 1
    assert not (folder / "checked").exists()


def test_all_hosts_write_into_one_folder_under_names_that_tell_nothing(run, folder):
    names = sorted(path.name for path in (folder / "folder").iterdir())
    of_ltos = sum(device.os == "ltos" for device in DEVICES if device.name in GOOD)
    expected = [f"meinberg-snapshot-ltos-{number}.json" for number in range(1, of_ltos + 1)]
    expected += [f"meinberg-snapshot-meinbergos-{number}.json" for number in range(1, len(GOOD) - of_ltos + 1)]
    assert names == sorted(expected)
    assert {run["in a folder"][host].result["snapshot"]["path"] for host in GOOD} == {
        str(folder / "folder" / name) for name in names
    }


def test_one_that_is_not_redacted_says_so_on_the_terminal_too(run, folder):
    assert content(folder, "lantime", "open/out")["about"]["notice"].startswith("NOT REDACTED")
    assert "zeus-kraftwerk.plant.test" in (folder / "open" / "out" / "lantime.json").read_text()
    assert "NOT REDACTED: this file holds addresses" in run.running_text
    assert "simulated-Passw0rd" not in (folder / "open" / "out" / "echo.json").read_text()


def test_a_wrong_password_is_an_error_of_the_device_and_writes_nothing(run, folder):
    done = run["written"]["wrong-password"]
    assert done.kind == "auth"
    assert not (folder / "out" / "wrong-password.json").exists()
    assert "Wr0ng-password" not in run.output


def test_a_path_that_is_forbidden_is_noted(run, folder):
    failures = content(folder, "restricted")["failures"]
    assert failures["/api/state/ptp"] == {"reason": "forbidden", "status_code": 403}
    listed = run["written"]["restricted"].result["snapshot"]["failures"]
    assert {"path": "/api/state/ptp", "reason": "forbidden", "status_code": 403} in listed


def test_a_device_that_leads_in_circles_and_away_is_followed_within_its_tree(run, running, folder):
    asked = {path for _method, path in running.devices["circle"].requests}
    assert {method for method, _path in running.devices["circle"].requests} == {"GET"}
    assert {"/api/state/a", "/api/state/a/b"} <= asked
    assert not any("config" in path or "reboot" in path or path.endswith("/x") for path in asked)
    assert content(folder, "circle")["left_out"] == {"/api/state/a/reboot": "may_act"}


@pytest.mark.parametrize("host", ["template", "ansi", "html"])
def test_what_a_hostile_device_calls_itself_stays_text_or_goes(run, folder, host):
    text = (folder / "out" / f"{host}.json").read_text()
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert run["shown"][host].outcome == "ok"
    assert "\x1b]0;" not in run.output
    assert not list(folder.rglob("PWNED"))


@pytest.mark.parametrize("keywords", [{}, BY_MODULE], ids=["in process", "by module"])
def test_mistakes_are_told_in_one_sentence(running, tmp_path, keywords):
    tasks = [module("device_snapshot", options, name=name, **keywords) for name, (options, _words) in MISTAKES.items()]
    before = running.devices["lantime"].request_count
    run = run_plays(tmp_path, running, play(tasks, hosts="lantime"))
    for name, (_options, words) in MISTAKES.items():
        done = run[name]["lantime"]
        assert done.outcome == "failed"
        assert words in done.result["msg"]
    assert running.devices["lantime"].request_count == before
