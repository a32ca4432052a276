# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.simulator import FAULTS, STATES
from tests.simulator.__main__ import main, split

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "tests.simulator"]
FETCH = """
import os, ssl, sys, urllib.request, yaml
data = yaml.safe_load(open(os.environ["SIMULATOR_INVENTORY"]))["all"]
host = next(iter(data["hosts"].values()))
url = f"https://{host['meinberg_host']}:{host['meinberg_port']}/api/status"
keys = urllib.request.HTTPPasswordMgrWithDefaultRealm()
keys.add_password(None, url, data["vars"]["meinberg_username"], data["vars"]["meinberg_password"])
context = ssl.create_default_context(cafile=os.environ["SIMULATOR_CA_FILE"])
handlers = urllib.request.HTTPBasicAuthHandler(keys), urllib.request.HTTPSHandler(context=context)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *handlers)
sys.exit(5 if opener.open(url, timeout=5).status == 200 else 1)
"""


def run(*arguments: str, **options) -> subprocess.CompletedProcess:
    options = {"cwd": ROOT, "capture_output": True, "text": True, "timeout": 20, **options}
    return subprocess.run([*COMMAND, *arguments], check=False, **options)


def test_a_command_runs_while_the_fleet_is_up():
    arguments = ["--fleet", "ltos:2", "--base", "127.44.0.1", "--username", "a", "--password", "b"]
    result = run(*arguments, "--exec", sys.executable, "-c", FETCH)
    assert (result.returncode, result.stdout, result.stderr) == (5, "ready: 2 devices\n", "")


def test_files_are_written_and_a_signal_ends_it(tmp_path):
    inventory, ca_file = tmp_path / "inventory.yml", tmp_path / "ca.pem"
    arguments = ["--fleet", "mixed:2", "--base", "127.44.1.1", "--write-inventory", inventory, "--ca-file", ca_file]
    for number in (signal.SIGTERM, signal.SIGINT):
        with subprocess.Popen([*COMMAND, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline() == "ready: 2 devices\n"
            data = yaml.safe_load(inventory.read_text())
            process.send_signal(number)
            assert process.wait(10) == 0
        assert data["all"]["vars"]["meinberg_ca_path"] == str(ca_file)
        assert sorted(data["all"]["children"]) == ["ltos", "meinbergos"]
        assert "BEGIN CERTIFICATE" in ca_file.read_text()


def test_it_stops_by_itself():
    result = run("--fleet", "ltos:1", "--base", "127.44.2.1", "--no-tls", "--port", "8099", "--run-for", "0.1")
    assert (result.returncode, result.stdout) == (0, "ready: 1 device\n")


def test_a_command_that_is_not_there():
    result = run("--fleet", "ltos:1", "--base", "127.44.3.1", "--", "no-such-command")
    assert (result.returncode, result.stderr) == (127, "cannot run no-such-command: No such file or directory\n")


def test_a_command_is_stopped_in_time():
    result = run("--fleet", "ltos:1", "--base", "127.44.4.1", "--run-for", "0.2", "--", "sleep", "60")
    assert result.returncode == 128 + signal.SIGTERM


def test_the_command_is_split_off():
    assert split(["--fleet", "x", "--exec", "a", "--b"]) == (["--fleet", "x"], ["a", "--b"])
    assert split(["--", "a", "--", "b"]) == ([], ["a", "--", "b"])
    assert split(["--exec", "--", "a"]) == ([], ["a"])
    assert split(["--list"]) == (["--list"], None)


def test_lists(capsys):
    assert main(["--list", "--fleet", "demo"]) == 0
    assert "stockholm-microsync-1" in capsys.readouterr().out
    assert main(["--list-states"]) == main(["--list-faults"]) == 0
    words = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert words == set(STATES) | set(FAULTS)


@pytest.mark.parametrize("fleet", ["demo", "healthy", "mixed:4"])
def test_check(fleet, capsys):
    assert main(["--check", "--fleet", fleet]) == 0
    assert "no mistakes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fleet", "demoo"], "did you mean demo"),
        (["--base", "10.0.0.1"], "127.0.0.0/8"),
        (["--exec"], "needs a command"),
    ],
)
def test_mistakes(arguments, message, capsys):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
