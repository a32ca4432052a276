# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The differences between NTP servers show which one is wrong, whatever the clock of the probe is."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts import measured
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import measured_rules
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.fleet import Fleet
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import message

MS = 1_000_000


def answer(offset_ns: int, second: int = 0, synchronized: bool = True, **summary: object) -> dict:
    """What a probe keeps of one server, asked so many seconds after half past nine."""
    asked = f"2026-03-17T09:{30 + second // 60}:{second % 60:02d}.000000Z"
    quickest = {"offset_ns": offset_ns, "delay_ns": 200_000}
    told = {"minimum_delay": quickest, "jitter_ns": 10_000, "stratum": 1, "leap_indicator": "none", **summary}
    slow = {"time": "2026-03-17T08:00:00Z", "offset_ns": 0, "delay_ns": 900_000}
    return {
        "samples": [slow, {"time": asked, **quickest}],
        "summary": told,
        "local_clock": {"synchronized": synchronized},
    }


def probe(*answers: dict) -> dict:
    found = {f"192.0.2.{number}": one for number, one in enumerate(answers, 1)}
    return {"probe": "p1", "ntp": found, "ptp": None, "problems": []}


def told(*answers: dict, **asked: object) -> list[tuple]:
    fleet = Fleet({}, {}, probes=(probe(*answers),), servers={"192.0.2.1": ["a"], "192.0.2.2": ["b"]}, **asked)
    return [(one.element, one.status, one.severity) for one in measured_rules.evaluate(fleet)]


NOTHING = [(None, "not_applicable", "major")]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([answer(0), answer(0), answer(0)], [("p1", "pass", "major")]),
        ([answer(0), answer(0), answer(5 * MS)], [("p1/192.0.2.3", "fail", "major")]),
        ([answer(0), answer(0), answer(-1000 * MS)], [("p1/192.0.2.3", "fail", "critical")]),
        ([answer(5 * MS), answer(0), answer(0), answer(0)], [("p1/a", "fail", "major")]),
        ([answer(0), answer(2 * MS)], [("p1/a/b", "fail", "major")]),
        ([answer(0), answer(1 * MS)], [("p1", "pass", "major")]),
        ([answer(0)], NOTHING),
        ([], NOTHING),
        # Unsynchronized, by their own announcement: these promise no time.
        ([answer(0), answer(0), answer(5 * MS, leap_indicator="alarm")], [("p1", "pass", "major")]),
        ([answer(0), answer(5 * MS, stratum=0)], NOTHING),
        ([answer(0), {"error": {"kind": "timeout"}, "msg": "no answer"}], NOTHING),
        # More than a minute apart.
        ([answer(0), answer(5 * MS, 61)], NOTHING),
        ([answer(0), answer(5 * MS, 60)], [("p1/a/b", "fail", "major")]),
        # A quartz that nothing disciplines may drift by 3 ms in a minute.
        ([answer(0, synchronized=False), answer(3 * MS, 60, synchronized=False)], [("p1", "pass", "major")]),
    ],
)
def test_the_server_that_differs_is_named(answers, found):
    assert told(*answers) == found


def test_the_limit_is_that_of_the_chosen_profiles():
    answers = [answer(0), answer(0), answer(MS)]
    assert told(*answers, offset_limit_ns=100_000) == [("p1/192.0.2.3", "fail", "major")]
    assert measured.smallest_limit_ns([{"limit_ns": 5e7}, {"limit_ns": 100_000}, {"limit_ns": None}]) == 100_000
    assert measured.smallest_limit_ns([{}]) == measured.DEFAULT_LIMIT_NS
    assert measured.smallest([{"other": 1}, {"max_wire_offset_ns": 7}], "max_wire_offset_ns") == 7
    assert measured.smallest([{"other": 1}], "max_wire_offset_ns") is None


def test_the_message_has_all_numbers():
    fleet = Fleet({}, {}, probes=(probe(answer(0), answer(0), answer(5 * MS)),))
    (found,) = measured_rules.evaluate(fleet)
    assert message(found) == (
        "192.0.2.3 differs from the median of 3 NTP servers by 5 ms (limit: 1 ms plus the uncertainties ±110 µs and "
        "±110 µs); asked by p1"
    )
    assert (found.problem, found.actual, found.unit) == ("NTP server differs from the others", 5 * MS, "ns")


def test_without_probes_there_is_no_result():
    assert measured_rules.evaluate(Fleet({}, {})) == []
