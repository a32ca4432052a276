# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: system, synchronisation, events and services."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.ltos.status import status
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import STATUS, complete


def read(**data):
    reader = Reader("status")
    facts = complete(STATUS, status(reader, {"data": data}))
    malformed = [
        note["path"].removeprefix("/api/status#/data/") for note in reader.unavailable if note["reason"] == "malformed"
    ]
    return facts, malformed


def said(facts):
    """What is not null."""
    told = {name: said(fact) if isinstance(fact, dict) else fact for name, fact in facts.items()}
    return {name: fact for name, fact in told.items() if fact is not None and fact != {}}


def sync_status(**more):
    return read(system={"sync-status": more})


def test_the_system():
    facts, malformed = read(system={
        "uptime": Decimal("86400.25"), "current-time": "", "current-time-iso": "2026-02-11T22:05:01.533Z",
        "cpuload": "0.48 0.66 1.00 2/99 20417", "memory": "252160 kB total memory, 100000 kB free (70 %) ",
        "position": "-48.208176, 16.373819", "last-position-update": "2026.02.11 21:53:08", "api-last-update": "never",
        "last-config-change": "2026-02-10T09:44:19",
        "storage": [{"object-id": "none", "size": "1000", "used": 4, "available": "-", "mountpoint": "/dev/shm"}],
        "front-leds": {"led-alarm": {"current-color": "none", "current-state": False, "current-mode": "permanent"}},
    })  # fmt: skip
    assert said(facts["system"]) == {
        "uptime_s": 86400.25, "time": "2026-02-11T22:05:01.533Z",
        "cpu_load": {"load_1m": 0.48, "load_5m": 0.66, "load_15m": 1}, "processes": {"running": 2, "total": 99},
        "memory": {"total_bytes": 258211840, "free_bytes": 102400000},
        "storage": [{"name": "none", "mountpoint": "/dev/shm", "total_bytes": 1024000, "used_bytes": 4096,
                     "available_bytes": None}],
        "last_config_change": "2026-02-10T09:44:19Z",
        "position": {"latitude_deg": -48.208176, "longitude_deg": 16.373819, "updated": "2026-02-11T21:53:08Z"},
        "front_leds": [{"name": "led-alarm", "color": "none", "on": False, "mode": "permanent"}],
    }  # fmt: skip
    assert malformed == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cpuload", "0.48 0.66"),
        ("cpuload", "a b c 1/2 3"),
        ("cpuload", 0),
        ("memory", "252160 MB total memory, 100000 MB free"),
        ("memory", "٣ kB total memory, 1 kB free"),
        ("memory", "9" * 50 + " kB total memory, 1 kB free"),
        ("position", "48.208176"),
        ("position", "north, east"),
        ("uptime", "a day"),
        ("last-config-change", Decimal("86400.25")),
    ],
)
def test_a_sentence_that_is_not_known_is_malformed(name, value):
    facts, malformed = read(system={name: value})
    assert malformed[0] == f"system/{name}"
    kept = {"processes": {"running": 1, "total": 2}} if value == "a b c 1/2 3" else {}
    kept = {"memory": {"free_bytes": 1024}} if name == "memory" and "MB" not in value else kept
    assert said(facts["system"]) == kept


@pytest.mark.parametrize("name", ["cpuload", "memory", "position", "uptime", "last-config-change", "current-time"])
@pytest.mark.parametrize("nothing", ["", "N/A", "-", None, "unknown"])
def test_nothing_is_null(name, nothing):
    facts, malformed = read(system={name: nothing})
    assert said(facts["system"]) == {}
    assert malformed == []


def test_the_synchronisation():
    facts, malformed = sync_status(**{
        "reference": "clk1-gps", "ref-type": "gps", "clock-idx": "0", "osc-type": "OCXO HQ",
        "est-time-quality": "less-than-100ns", "leapsecond-announced": True, "leapsecond-date": "2026-06-30",
        "clock-status": {"clock": "synchronized", "oscillator": "warmed-up", "antenna": "short-circuit"},
        "holdover-status": {"time-offset": 0, "time-elapsed": 0, "tfom-out": 2},
    })  # fmt: skip
    assert said(facts["sync"]) == {
        "synchronized": True, "state": "synchronized", "source": "clk1-gps", "source_type": "gnss", "clock_index": 0,
        "time_quality_ns": 100, "antenna": "short_circuit", "tfom": 2,
        "oscillator": {"type": "ocxo_hq", "warmed_up": True},
        "holdover": {"active": False, "elapsed_s": 0, "offset_ns": 0},
        "leap_second": {"announced": True, "date": "2026-06-30"},
    }  # fmt: skip
    assert malformed == []


def test_no_reference_is_null():
    facts, malformed = sync_status(**{"reference": "-", "clock-idx": -1, "est-time-quality": "unknown"})
    assert said(facts["sync"]) == {}
    assert malformed == []


@pytest.mark.parametrize(
    ("clock", "elapsed", "synchronized", "active"),
    [
        ("synchronized", 0, True, False),
        ("synchronized", None, True, False),
        ("holdover", 0, False, True),
        ("holdover", None, False, True),
        ("not-synchronized", 5400, False, True),
        ("not-synchronized", "0", False, False),
        ("not-synchronized", None, False, None),
        ("free-run", None, False, False),
        ("unknown", None, None, None),
        ("some-new-word", None, None, None),
        ("", "5400 sec", False, True),
        ("", "N/A", None, None),
    ],
)
def test_holdover(clock, elapsed, synchronized, active):
    facts, malformed = sync_status(**{"clock-status": {"clock": clock}, "holdover-status": {"time-elapsed": elapsed}})
    assert facts["sync"]["synchronized"] is synchronized
    assert facts["sync"]["holdover"]["active"] is active
    assert (facts["sync"]["state"] == "holdover") is (active is True)
    assert malformed == []


@pytest.mark.parametrize(
    ("offset", "ns", "malformed"),
    [
        (0, 0, []),
        ("620 ns", 620, []),
        (Decimal("6.2E-7"), None, ["system/sync-status/holdover-status/time-offset"]),
        ("620", None, ["system/sync-status/holdover-status/time-offset"]),
        ("-", None, []),
    ],
)
def test_an_offset_without_a_unit_says_nothing_unless_it_is_zero(offset, ns, malformed):
    facts, noted = sync_status(**{"holdover-status": {"time-offset": offset}})
    assert facts["sync"]["holdover"]["offset_ns"] == ns
    assert noted == malformed


def test_events_and_services():
    facts, malformed = read(
        notification={"events": [
            {"object-id": "ntp-sync", "type": "info", "triggered": "1", "last-triggered": "2026-02-10T13:49:32"},
            {"object-id": "ntp-stopped", "type": "critical", "triggered": 0, "last-triggered": "never"},
            7,
        ]},
        services={
            "network": {"ntp": {"running": True}, "ptp": {"running": "-"}, "both": {"running": True}},
            "global": {"both": {"running": False}, "x": 7, "dbus ": {}},
        },
    )  # fmt: skip
    assert facts["events"] == [
        {"id": "ntp-sync", "severity": "info", "active": True, "last_triggered": "2026-02-10T13:49:32Z"},
        {"id": "ntp-stopped", "severity": "critical", "active": False, "last_triggered": None},
    ]
    assert facts["services"] == {
        "ntp": {"running": True, "scope": "network"},
        "ptp": {"running": None, "scope": "network"},
        "both": {"running": True, "scope": "network"},
        "dbus": {"running": None, "scope": "global"},
    }
    assert malformed == ["services/global/x", "notification/events/*"]


@pytest.mark.parametrize(("services", "malformed"), [(None, []), ([], ["services"]), ("x", ["services"])])
def test_no_services_are_null(services, malformed):
    facts, noted = read(services=services)
    assert facts["services"] is None
    assert noted == malformed


def test_sync_team_and_sync_monitor():
    facts, malformed = read(
        syncteam={"operational-mode": "member", "time-quality": "less-than-100ns", "current-tfom": 2,
                  "team-members": "3",
                  "reference": {"current-team-master": "unknown", "current-team-reference": "gps"}},
        syncmon={"last-updated": "2026-02-11T22:04:59", "nodes": [{"Object-Id": "n", "offset": Decimal("0.5")}, None]},
    )  # fmt: skip
    assert said(facts["sync_team"]) == {
        "mode": "member", "time_quality": "less-than-100ns", "tfom": 2, "members": {"total": 3}, "reference": "gps",
    }  # fmt: skip
    assert facts["sync_monitor"] == {
        "updated": "2026-02-11T22:04:59Z",
        "nodes": [{"object_id": "n", "offset": 0.5}],
    }
    assert malformed == []
    assert (read()[0]["sync_team"], read()[0]["sync_monitor"]) == (None, None)
