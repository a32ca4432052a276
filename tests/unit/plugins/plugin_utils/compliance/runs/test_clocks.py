# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock that a device is compared with is named, and it is the best one that there is."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import message
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import clocks, planning, store
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.evaluate import evaluate_run
from tests.simulator import Device
from tests.unit.support.compliance import SYNCHRONIZED, audit, merged, request
from tests.unit.support.gathered import gathered
from tests.unit.support.probes import ntp_answer

FREE = {**SYNCHRONIZED, "source": "adjtimex", "synchronized": False}
LIMIT = {"max_clock_difference_ms": 2000}


def ahead(seconds: float) -> dict:
    """Facts of a device whose time stamp is so far ahead of the moment when it was read."""
    facts = gathered(Device("x", ptp=0))
    now = datetime(2026, 3, 17, 9, 30, tzinfo=timezone.utc)
    stamp = (now + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**facts, "gathered_at": "2026-03-17T09:30:00Z", "device": {**facts["device"], "time_stamp": stamp}}


def compared(report) -> dict[str, tuple]:
    """By host, status, severity and message of the rule."""
    found = [one for one in report.results if one.rule == clocks.RULE]
    return {one.host: (one.status, one.severity, message(one)) for one in found}


@pytest.mark.parametrize(
    ("clock", "offsets", "found", "named"),
    [
        (SYNCHRONIZED, [5], [("fail", "critical")], "the controller's clock, which is synchronized"),
        (SYNCHRONIZED, [5, 5, 5], [("fail", "critical")] * 3, "the controller's clock, which is synchronized"),
        (FREE, [1], [("pass", "critical")], "the controller's clock, which is not synchronized"),
        (FREE, [5], [("fail", "major")], "the controller's clock, which is not synchronized"),
        (FREE, [-59, 59], [("fail", "major")] * 2, "the controller's clock, which is not synchronized"),
        (FREE, [-60], [("fail", "critical")], "the controller's clock, which is not synchronized"),
        (FREE, [30, 30, 30], [("pass", "critical")] * 3, "the median of the fleet's devices"),
        (FREE, [30, 35, 30], [("pass", "critical"), ("fail", "critical"), ("pass", "critical")], "the median of"),
        (None, [5], [("fail", "major")], "the controller's clock, which is not synchronized as far as is known"),
    ],
)
def test_the_reference_is_the_best_one(tmp_path, clock, offsets, found, named):
    facts = {f"h{number}": ahead(offset) for number, offset in enumerate(offsets)}
    told = compared(merged(audit(tmp_path, facts, params=LIMIT, controller_clock=clock)))
    assert [(status, severity) for status, severity, _said in told.values()] == found
    assert all(f"against {named}" in said for _status, _severity, said in told.values())


@pytest.mark.parametrize(
    ("clock", "seconds", "offset_ns", "found"),
    [
        (SYNCHRONIZED, 0, 20_000, ("pass", "critical")),
        (SYNCHRONIZED, 0, 5_000_000, ("fail", "major")),
        (SYNCHRONIZED, 1, 1_000_000_000, ("fail", "critical")),
        (FREE, 30, 20_000, ("pass", "critical")),
    ],
)
def test_what_a_probe_measured_is_finer_than_the_time_stamp(tmp_path, clock, seconds, offset_ns, found):
    facts = ahead(seconds)
    asked = request(tmp_path, {"h": {"ntp_address": "192.0.2.7"}}, params=LIMIT, controller_clock=clock)
    planning.write(asked, tmp_path)
    files.write_json(tmp_path / store.FACTS / "h.json", {"host": "h", "run_id": "run-1", **facts})
    ntp = {"192.0.2.7": ntp_answer(facts, offset_ns=offset_ns)}
    content = {"run_id": "run-1", "probe": "p1", "ntp": ntp, "ptp": None, "problems": []}
    files.write_json(tmp_path / store.PROBES / "p1.json", content)
    evaluate_run(tmp_path, "run-1", ["h"])
    ((status, severity, said),) = compared(merged(tmp_path)).values()
    assert (status, severity) == found
    assert "against the probe's clock" in said


def test_the_wrong_time_stamp_of_a_device_stays_a_finding(tmp_path):
    """A synchronized controller refutes the stamp, whatever the NTP service of the device gives."""
    facts = ahead(30)
    audit(tmp_path, {"h": facts}, params=LIMIT, hosts={"h": {"ntp_address": "192.0.2.7"}})
    content = {"run_id": "run-1", "probe": "p1", "ntp": {"192.0.2.7": ntp_answer(facts)}, "ptp": None, "problems": []}
    files.write_json(tmp_path / store.PROBES / "p1.json", content)
    ((status, severity, said),) = compared(merged(tmp_path)).values()
    assert (status, severity) == ("fail", "critical")
    assert "against the controller's clock" in said


def test_the_least_certain_controller_is_reported(tmp_path):
    for name, clock in (("one", SYNCHRONIZED), ("two", FREE)):
        audit(tmp_path / name, {name: ahead(5)}, params=LIMIT, controller_clock=clock, base=tmp_path)
    report = merged(tmp_path / "one", tmp_path / "two")
    assert report.run["controller_clock"] == FREE
    assert {host: one[:2] for host, one in compared(report).items()} == {
        "one": ("fail", "critical"),
        "two": ("fail", "major"),
    }


def test_the_state_of_the_clock_is_read_without_failing(monkeypatch):
    assert clocks.of_controller().keys() == SYNCHRONIZED.keys()
    monkeypatch.setattr(clocks, "local_clock", lambda: dict.fromkeys((*SYNCHRONIZED, "maximum_error_ns")))
    assert set(clocks.of_controller().values()) == {None}
