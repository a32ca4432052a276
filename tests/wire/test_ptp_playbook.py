# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``ptp_probe_info`` by ``ansible-playbook``: in the Ansible process and as a module, with mistakes and failures."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.integration.playbooks import environment_of, module, play
from tests.tooling.debian import Unavailable
from tests.unit.support.ptp_frames import SPELT, announce, ethernet
from tests.wire.namespaces import Lan

SEND = """
import socket, time
sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
sock.bind(("eth0", 0))
while True:
    sock.send(bytes.fromhex("{frame}"))
    time.sleep(0.125)
"""
NAME = "ptp_probe_info"
SHORT = {"interface": "eth0", "duration": 1.5, "join": False}
AS_MODULE = {"meinberg_in_process": False}
TASKS = [
    module(NAME, SHORT, name="in process"),
    module(NAME, SHORT, name="as module", vars=AS_MODULE),
    module(NAME, SHORT, name="becoming", become=True),
    module(NAME, SHORT, name="elsewhere", delegate_to="elsewhere"),
    module(NAME, SHORT, name="in the background", **{"async": 30, "poll": 1}),
    module(NAME, SHORT, name="in check mode", check_mode=True),
    module(NAME, {**SHORT, "interface": "nosuch0"}, name="no interface"),
    module(NAME, {**SHORT, "interface": "nosuch0"}, name="no interface, as module", vars=AS_MODULE),
    module(NAME, {**SHORT, "domains": [300]}, name="no such domain"),
    module(NAME, {**SHORT, "domains": [300]}, name="no such domain, as module", vars=AS_MODULE),
    module(NAME, {**SHORT, "transports": ["l3"]}, name="no such transport"),
    module(NAME, {"duration": 1}, name="nothing to listen on"),
]
HEAR = ("in process", "as module", "becoming", "elsewhere", "in the background", "in check mode")
PYTHON = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
INVENTORY = {
    "all": {
        "hosts": {
            "here": {"ansible_connection": "local"},
            "elsewhere": {"ansible_connection": "recorded"},
        },
        "vars": PYTHON,
    }
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """What each task gave, and the commands that the connection ``recorded`` ran."""
    folder: Path = tmp_path_factory.mktemp("playbook")
    (folder / "inventory.json").write_text(json.dumps(INVENTORY))
    (folder / "play.yml").write_text(json.dumps([play(TASKS, hosts="here", module_defaults={})]))
    playbook = str(Path(sys.executable).with_name("ansible-playbook"))
    try:
        with Lan("play") as lan:
            lan.host("probe", 1)
            lan.host("sender", 2)
            program = SEND.format(frame=ethernet(announce(interval=-3)).hex())
            lan.start("sender", [sys.executable, "-c", program], folder / "sender.log")
            done = lan.run(
                "probe",
                playbook,
                "-i",
                str(folder / "inventory.json"),
                str(folder / "play.yml"),
                cwd=folder,
                env=environment_of(folder, 2),
                check=False,
            )
    except Unavailable as error:
        pytest.skip(str(error))
    results = [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]
    commands = (folder / "commands.jsonl").read_text()
    assert [each["task"] for each in results] == [task["name"] for task in TASKS], done
    return {each["task"]: each for each in results}, commands


@pytest.mark.parametrize("task", HEAR)
def test_each_way_of_running_hears_the_same(run, task):
    results, _commands = run
    assert results[task]["outcome"] == "ok", results[task]
    result = results[task]["result"]
    (one,) = result["ptp_probe"]["transmitters"]
    assert (one["clock_identity"], one["announce"]["clock_class"]) == (SPELT, 6)
    assert one["messages"]["announce"]["log_interval_announced"] == -3
    assert one["messages"]["announce"]["count"] > 5
    assert result["ptp_probe"]["best"][0]["grandmaster_identity"] == SPELT
    assert result["changed"] is False
    assert result["gathered_at"].endswith("Z")


def test_only_what_is_delegated_goes_over_its_connection(run):
    _results, commands = run
    assert "ptp_probe_info" in commands
    told = {name: "invocation" in run[0][name]["result"] for name in HEAR}
    assert told == {name: name not in ("in process", "in check mode") for name in HEAR}


@pytest.mark.parametrize("task", ["no interface", "no interface, as module"])
def test_a_failure_says_why(run, task):
    failed = run[0][task]
    assert failed["outcome"] == "failed"
    assert failed["result"]["msg"] == "There is no interface nosuch0 on this host."
    assert failed["result"]["error"] == {
        "kind": "connect",
        "url": None,
        "status_code": None,
        "hint_code": "interface",
        "hint": "Check option interface; the host has: eth0, lo.",
    }


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("no such domain", "domains has 300; it takes numbers from 0 to 255."),
        ("no such domain, as module", "domains has 300; it takes numbers from 0 to 255."),
        (
            "no such transport",
            "value of transports must be one or more of: l2, udp_ipv4, udp_ipv6. Got no match for: l3",
        ),
        ("nothing to listen on", "missing required arguments: interface"),
    ],
)
def test_mistakes_in_options_say_which(run, task, words):
    failed = run[0][task]
    assert failed["outcome"] == "failed"
    assert words in failed["result"]["msg"]
