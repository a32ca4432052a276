# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate: one line a host, with the worst finding and its remedy."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import gate
from tests.simulator import Device
from tests.unit.support.compliance import audit, merged, result
from tests.unit.support.gathered import gathered

CLOSED = {"kind": "connect", "hint_code": "speaks_tls", "hint": "The port speaks TLS: set use_tls: true."}
DEAD = {"error": CLOSED, "msg": "No answer.", "gathered_at": "2026-03-17T09:30:05Z"}


def test_the_decision(tmp_path):
    hosts = {
        "healthy": gathered(Device("healthy")),
        "stopped": gathered(Device("stopped", states=("service_down",))),
        "old": gathered(Device("old", states=("update_failed",))),
        "dead": DEAD,
    }
    decision = gate.decide(merged(audit(tmp_path, hosts)))
    assert decision["passes"] is False
    assert decision["headline"].startswith("CRITICAL: 3 of 4 devices read, ")
    assert decision["headline"].endswith("; the gate stops critical.")
    assert decision["lines"][:2] == [
        "dead: critical: device-readable: connect: No answer. The port speaks TLS: set meinberg_use_tls: true.",
        "stopped: critical: ntp-service: ntp.running: it is false, expected true. Start the NTP service on the device "
        "(LTOS: web interface, NTP), or set ntp_running to false for a device that is not to serve NTP.",
    ]
    assert [line.split(": ")[:3] for line in decision["lines"][2:]] == [["old", "major", "event-update"]]


@pytest.mark.parametrize(
    ("fail_on", "states", "passes"),
    [("critical", ("update_failed",), True), ("major", ("update_failed",), False), ("never", ("free_run",), True),
     ("minor", (), True)],
)  # fmt: skip
def test_what_passes(tmp_path, fail_on, states, passes):
    report = merged(audit(tmp_path, {"a": gathered(Device("a", states=states))}, fail_on=fail_on))
    assert gate.decide(report)["passes"] is passes


def test_an_unknown_that_the_api_does_not_offer_is_a_warning():
    finding = result(status="unknown", offered=False, explained="x: it does not say")
    assert gate.line("a", finding, "warn") == "a: warning: the-rule: x: it does not say. Do something."
    assert gate.line("a", finding, "fail") == "a: major: the-rule: x: it does not say. Do something."


def test_what_is_not_possible_is_told_once_for_the_fleet(tmp_path):
    tier_a = {host: gathered(Device(host, "meinbergos", tier="A")) for host in "ab"}
    decision = gate.decide(merged(audit(tmp_path / "note", tier_a, unsupported="note")))
    assert decision["passes"] is True
    (told,) = decision["not_possible"]
    counted, _colon, rules = told.partition(", because the device's API does not offer the fact: ")
    assert decision["headline"] == (
        f"PASS: 2 of 2 devices read, 0 failures, 0 unknown, 0 waived, {counted}; the gate stops critical."
    )
    assert decision["lines"] == []
    listed = rules.split(", ")
    assert "clock-agrees" in listed
    assert sorted(set(listed)) == listed
    assert int(counted.removesuffix(" checks not possible")) >= 2 * len(listed) > 20
    unproven = gate.decide(merged(audit(tmp_path / "fail", tier_a, unsupported="fail")))
    assert (unproven["passes"], unproven["not_possible"]) == (False, [])


def test_a_finding_of_the_fleet_says_so():
    assert gate.line(None, result(), "warn").startswith("the fleet: major: ")


@pytest.mark.parametrize(
    "text", ["\x1b[31mred\x1b[0m", "two\nlines", "\r\x08\x07", "\u202ereversed", "a\x9bb", "\u2028"]
)
def test_a_device_cannot_write_to_the_terminal(text):
    told = gate.line(f"host{text}", result(explained=f"x: it is {text}", remedy=f"Do {text}."), "warn")
    assert told.isprintable()
    assert "\n" not in told


def test_a_device_cannot_fill_the_terminal():
    told = gate.line("a", result(explained="x: it is " + "y" * 200_000), "warn")
    assert len(told) < 600
    assert told.endswith("… (200009 characters). Do something.")


def test_what_stands_above_the_verdict_has_the_worst_next_to_it():
    decision = {"lines": ["a: critical: …", "b: minor: …"], "waivers": ["1 waiver …"], "not_possible": ["2 checks …"]}
    assert gate.details(decision, {"json": "x/report.json"}).splitlines() == [
        "json: x/report.json", "2 checks …", "1 waiver …", "b: minor: …", "a: critical: …",
    ]  # fmt: skip
    assert gate.details({"lines": [], "waivers": [], "not_possible": []}, {}) == ""


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (("json", "md", "html"), "PASS: fine. The report: x/html"),
        (("prom", "md"), "PASS: fine. The report: x/md"),
        ((), "PASS: fine."),
    ],
)
def test_the_verdict_names_the_report_for_people(written, told):
    reports = {name: f"x/{name}" for name in written}
    assert gate.told({"headline": "PASS: fine."}, reports, formats.reading_order()) == told


def test_waivers_that_do_nothing_are_told(tmp_path):
    given = [
        {"host": "nobody", "rule": "x\n\x1b", "reason": "Misspelt.", "expires": "2999-12-31"},
        {"host": "dead", "rule": "device-readable", "reason": "Known.", "expires": "2999-12-31"},
        {"host": "dead", "rule": "ntp-*", "reason": "Old.", "expires": "2020-12-31"},
    ]
    decision = gate.decide(merged(audit(tmp_path, {"dead": DEAD}, waivers=given)))
    assert decision["waivers"] == [
        "1 waiver has expired: ntp-* on dead, last day 2020-12-31: Old",
        "1 waiver covers nothing: x on nobody",
    ]


def test_one_is_told_as_one(tmp_path):
    headline = gate.decide(merged(audit(tmp_path, {"dead": DEAD})))["headline"]
    assert headline == "CRITICAL: 0 of 1 device read, 1 failure, 0 unknown, 0 waived; the gate stops critical."
