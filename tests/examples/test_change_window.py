# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/change-window: a change that does what it is to do passes, one that breaks more does not."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import yaml

from tests.examples.fleet import COMMANDS, EXAMPLES, LANTIMES, MICROSYNC, fleet

BEFORE, AFTER = COMMANDS["change-window before"], COMMANDS["change-window after"]
OLD = {name: {"firmware": "7.08.019"} for name in LANTIMES}
PLANNED = {**OLD, LANTIMES[0]: {"firmware": "7.10.012", "states": ("antenna_disconnected",)}}
BROKEN = {
    **PLANNED,
    LANTIMES[1]: {"firmware": "7.10.012", "states": ("free_run",)},
    LANTIMES[2]: {**OLD[LANTIMES[2]], "faults": ("refused",)},
    MICROSYNC: {"ptp": 1, "states": ("service_down",)},
}


@pytest.fixture
def changing(copy):
    """The examples, with the state before the change written down."""
    day = (datetime.now(timezone.utc) + timedelta(days=1)).date().isoformat()
    copy.change(
        "change-window/allowed.yml", lambda content: [one.update(expires=day) for one in content["compliance_waivers"]]
    )
    with copy.facing(fleet("127.71.4.1", OLD)):
        done = copy.run(BEFORE)
    assert done.code == 0, done.output
    return copy


def test_what_the_change_is_to_do_passes(changing):
    with changing.facing(fleet("127.71.4.1", PLANNED)):
        done = changing.run(AFTER)
    assert done.code == 0, done.output
    report = changing.report("change/after")
    assert [(one["host"], one["fact"]) for one in report["drift"]] == [(LANTIMES[0], "device.firmware.version")]
    assert {one["host"] for one in report["results"] if one["status"] == "waived"} == {LANTIMES[0]}


def test_what_it_breaks_fails(changing):
    with changing.facing(fleet("127.71.4.1", BROKEN)):
        done = changing.run(AFTER)
    assert done.code == 2
    assert f"{LANTIMES[1]}: device.firmware.version was 7.08.019 and is 7.10.012" in done.text
    assert f"{LANTIMES[1]}: sync-synchronized: status.sync" in done.text
    assert f"{LANTIMES[2]}: device-readable: connect:" in done.text
    assert f"{MICROSYNC}: ntp-running" in done.text
    assert f"{LANTIMES[0]}: device.firmware.version" not in done.text


def test_without_the_state_before_nothing_is_compared(copy):
    with copy.facing(fleet("127.71.5.1")) as running:
        done = copy.run(AFTER)
        assert not any(device.requests for device in running.devices.values())
    assert done.code == 2
    assert "Run before.yml first" in done.text


def test_the_jobs_are_those_of_the_readme():
    jobs = yaml.safe_load((EXAMPLES / "change-window" / "gitlab-ci.yml").read_text("utf-8"))
    assert (jobs["before"]["script"], jobs["after"]["script"]) == ([BEFORE], [AFTER])
    assert jobs["stages"] == [jobs[name]["stage"] for name in ("before", "change", "after")]
