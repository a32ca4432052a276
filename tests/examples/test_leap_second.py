# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/leap-second: agreement passes, whoever tells something else than the others does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import pytest

from tests.examples.fleet import COMMANDS, LANTIMES, MICROSYNC, Copy, findings, fleet

NONE_DUE, DUE = COMMANDS["leap-second"], COMMANDS["leap-second due"]
ANNOUNCED = {"states": ("leap_announced",)}
PTP = {"ptp": 1}
ALL = {**dict.fromkeys((*LANTIMES, MICROSYNC), ANNOUNCED), **dict.fromkeys((LANTIMES[0], MICROSYNC), ANNOUNCED | PTP)}
"""Of each site one has PTP: two of them would have to agree on a grandmaster."""


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """What a command finds of a fleet; all cases run at the same time, since a probe takes 8 s."""
    cases = {
        "one announces": (NONE_DUE, {LANTIMES[0]: ANNOUNCED | PTP}),
        "all announce": (DUE, ALL),
        # One hears of nothing; clients of another get no leap indicator, as from a server that smears.
        "some do not": (DUE, {**ALL, LANTIMES[0]: PTP, LANTIMES[1]: {**ANNOUNCED, "ntp_wire": {"leap": "none"}}}),
    }
    copies = [Copy.make(tmp_path_factory.mktemp("leap")) for _case in cases]
    with ThreadPoolExecutor(len(cases)) as pool:
        runs = pool.map(run, copies, range(len(cases)), cases.values())
        return dict(zip(cases, runs, strict=True))


def run(copy: Copy, number: int, case: tuple[str, dict]) -> tuple[int, dict]:
    """The exit code and the report of a command of the README."""
    command, unusual = case
    copy.change("leap-second/due.yml", lambda content: content["leap_second_expected"].update(leap_second_time=due()))
    with copy.facing(fleet(f"127.71.{20 + number}.1", unusual, ntp_port=0)):
        done = copy.run(command)
    assert done.code in (0, 2), done.output
    return done.code, copy.report("leap-second")


def due() -> str:
    """What the simulator's leap second files have: the next 1 January or 1 July."""
    now = datetime.now(timezone.utc)
    return f"{now.year}-07-01T00:00:00Z" if now.month < 7 else f"{now.year + 1}-01-01T00:00:00Z"


def test_while_none_is_due_one_that_announces_is_found(audited):
    code, report = audited["one announces"]
    assert code == 2
    assert findings(report) == {
        (LANTIMES[0], "leap-announced"),
        (LANTIMES[0], "leap-ntp"),
        (LANTIMES[0], "leap-ptp-61"),
        (LANTIMES[0], "leap-clients"),
        (None, "leap-indicator-agreement"),
    }


def test_on_the_day_all_announce_it_and_clients_receive_it(audited):
    code, report = audited["all announce"]
    assert (code, findings(report)) == (0, set())
    passed = findings(report, "pass")
    assert passed >= {(host, rule) for host in ALL for rule in ("leap-announced", "leap-ntp", "leap-clients")}
    assert passed >= {(host, f"leap-ptp-{seconds}") for host in (LANTIMES[0], MICROSYNC) for seconds in (59, 61)}
    assert passed >= {(host, rule) for host in LANTIMES for rule in ("leap-file-valid", "leap-file-has-it")}


def test_on_the_day_who_does_not_is_found(audited):
    code, report = audited["some do not"]
    assert code == 2
    rules = ("leap-announced", "leap-file-has-it", "leap-ntp", "leap-ptp-61", "leap-clients")
    assert findings(report) == {
        *((LANTIMES[0], rule) for rule in rules),
        (LANTIMES[1], "leap-clients"),
        (LANTIMES[1], "wire-ntp-leap"),
        (None, "leap-indicator-agreement"),
    }
