# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counters and records of exchanges."""

from __future__ import annotations

import time
from datetime import datetime, timezone

from ansible_collections.timesync.meinberg.plugins.module_utils.tracking import Tracker

EMPTY = {
    "request_count": 0,
    "connection_count": 0,
    "bytes_received": 0,
    "rtt_ms": {"min": None, "mean": None, "max": None},
    "duration_ms": 0.0,
}


def track(tracker: Tracker, rtt_s: float | None = 0.002, size: int = 10, path: str = "/x"):
    exchange = tracker.begin("GET", f"https://clock1{path}", 1)
    if rtt_s is not None:
        exchange.sent = exchange.began + 0.001
        exchange.head = exchange.sent + rtt_s
    exchange.count(size)
    tracker.end(tracker.current)
    return exchange


def test_nothing_happened():
    assert Tracker(5).totals() == EMPTY
    assert Tracker(5).records() == []


def test_totals_count_everything_but_keep_nothing():
    tracker = Tracker()
    track(tracker, 0.002)
    track(tracker, 0.004)
    track(tracker, None)
    totals = tracker.totals()
    assert totals["request_count"] == 3
    assert totals["bytes_received"] == 30
    assert totals["rtt_ms"] == {"min": 2.0, "mean": 3.0, "max": 4.0}
    assert totals["duration_ms"] > 0
    assert tracker.records() == []


def test_the_latest_records_are_kept():
    tracker = Tracker(2)
    for number in range(5):
        track(tracker, path=f"/{number}")
    assert [record["url"] for record in tracker.records()] == ["https://clock1/3", "https://clock1/4"]
    assert tracker.totals()["request_count"] == 5


def test_a_record_in_full():
    tracker = Tracker(1)
    before = datetime.now(timezone.utc)
    exchange = track(tracker)
    exchange.connection, exchange.connect_s, exchange.tls_s, exchange.status_code = 1, 0.0012345, 0.002, 200
    exchange.ended = exchange.began + 0.5
    record = tracker.records()[0]
    times = record.pop("request_time"), record.pop("response_time")
    assert record == {
        "method": "GET",
        "url": "https://clock1/x",
        "status_code": 200,
        "connect_ms": 1.234,
        "tls_ms": 2.0,
        "rtt_ms": 2.0,
        "duration_ms": 500.0,
        "bytes": 10,
        "attempt": 1,
        "connection": 1,
        "error": None,
    }
    begun, answered = (datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc) for text in times)
    assert before <= begun <= datetime.now(timezone.utc)
    assert abs((answered - begun).total_seconds() - 0.003) < 0.00001


def test_a_failed_exchange_has_nulls():
    tracker = Tracker(1)
    track(tracker, None, 0)
    unknown = {name for name, value in tracker.records()[0].items() if value is None}
    assert unknown == {"status_code", "response_time", "connect_ms", "tls_ms", "rtt_ms", "connection", "error"}


def test_a_re_used_connection_has_a_number_but_no_connect_time():
    exchange = track(Tracker())
    assert not exchange.reused
    exchange.connection = 1
    assert exchange.reused
    exchange.connect_s = 0.1
    assert not exchange.reused


def test_steps_of_the_wall_clock_do_not_matter(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 0)
    assert track(Tracker(1)).record()["rtt_ms"] == 2.0
