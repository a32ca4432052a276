# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/nightly-audit: what passes, what wakes somebody, and the units of systemd."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.examples.fleet import COMMANDS, EXAMPLES, LANTIMES, findings, fleet

COMMAND = COMMANDS["nightly-audit"]
FOLDER = EXAMPLES / "nightly-audit"
WAIVERS = "compliance_waivers"
UNITS = sorted(path.name for path in FOLDER.glob("meinberg-audit*"))
OURS = {LANTIMES[1]: {"states": ("psu_failed",)}}
"""What the example's waivers are for."""


def expiring(copy, days: int) -> None:
    """Let the example's waivers expire so many days from today."""
    day = (datetime.now(timezone.utc) + timedelta(days=days)).date().isoformat()
    copy.change("nightly-audit/waivers.yml", lambda content: [one.update(expires=day) for one in content[WAIVERS]])


def test_the_first_night_is_quiet_and_the_second_tells_what_is_new(copy):
    expiring(copy, days=30)
    with copy.facing(fleet("127.71.2.1", OURS)):
        first = copy.run(COMMAND)
    assert first.code == 0, first.output
    assert findings(copy.report("nightly"), "waived") == {
        (LANTIMES[1], "power-supply-available"),
        (LANTIMES[1], "event-power"),
        (LANTIMES[1], "front-led"),
    }
    assert not findings(copy.report("nightly"))

    with copy.facing(fleet("127.71.2.1", {**OURS, LANTIMES[0]: {"states": ("free_run",)}})):
        second = copy.run(COMMAND)
    assert second.code == 2
    assert f"{LANTIMES[0]}: critical:" in second.text
    assert (LANTIMES[0], "sync-synchronized") in findings(copy.report("nightly"))
    changes = {one["change"] for one in copy.report("nightly")["results"] if one["rule"] == "sync-synchronized"}
    assert changes == {None, "new"}


def test_an_expired_waiver_fails_and_so_does_what_it_was_for(copy):
    expiring(copy, days=-1)
    with copy.facing(fleet("127.71.3.1", OURS)):
        done = copy.run(COMMAND)
    assert done.code == 2
    assert {rule for _host, rule in findings(copy.report("nightly"))} >= {"waiver-expired", "power-supply-available"}
    assert "3 waivers have expired" in done.text


def unit(name: str) -> configparser.ConfigParser:
    """A unit's sections; in those here no key is there twice."""
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.optionxform = str
    parsed.read_string((FOLDER / name).read_text("utf-8"))
    return parsed


def test_the_timer_runs_the_command_of_the_readme():
    command = unit("meinberg-audit.service")["Service"]["ExecStart"]
    assert command == f"/opt/meinberg-audit/bin/{COMMAND}"
    assert unit("meinberg-audit.service")["Unit"]["OnFailure"] in UNITS


def test_systemd_takes_the_units(tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd-analyze here")
    for name in UNITS:
        # systemd asks whether the programs are there.
        text = (FOLDER / name).read_text("utf-8").replace("/opt/meinberg-audit/bin", str(Path(sys.executable).parent))
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [program, "verify", "--man=no", *(tmp_path / name for name in UNITS)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told = [line for line in done.stderr.splitlines() if re.search("|".join(map(re.escape, UNITS)), line)]
    assert (done.returncode, told) == (0, []), done.stderr
