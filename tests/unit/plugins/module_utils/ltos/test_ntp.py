# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: ntpd's variables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.ltos.ntp import ntp, reach
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import NTP, complete

SYS = {
    "object-id": "sys ", "association-id": 0, "id": "127.0.0.1", "status": "0415", "status-sys-leap-indicator": "none",
    "leap": 0, "stratum": "1", "precision": -18, "rootdelay": Decimal("0.0"), "rootdisp": "0.000124", "refid": "GPS",
    "tai": 37, "leapsec": "201701010000", "expire": "202612280000", "clk-jitter": Decimal("0.000004"),
    "clk-wander": Decimal("0.012"), "status-sys-clock-source": "uhf-radio", "status-sys-event-counter": 1,
    "status-sys-event-code": "clock-sync",
}  # fmt: skip


def read(listed, service=None):
    reader = Reader("ntp")
    data = {"ntp": listed, "services": {"network": {"ntp": service}}}
    facts = ntp(reader, {"data": data})
    return facts and complete(NTP, facts), reader.unavailable


@pytest.mark.parametrize(
    ("written", "register"),
    [(255, 255), ("255", 255), ("11111111 [377]", 255), ("00000001 [1]", 1), ("10000000", 128), (0, 0), ("N/A", None)],
)
def test_reach(written, register):
    assert reach(written) == register


@pytest.mark.parametrize("wrong", [256, -1, "377 [11111111]", "11111112", "1111 1111", "x", True, []])
def test_no_reach(wrong):
    with pytest.raises(Malformed):
        reach(wrong)


def test_the_system_variables():
    facts, unavailable = read([SYS], {"running": True})
    system = facts.pop("system")
    assert facts == {"running": True, "state": "synchronized", "associations": []}
    assert {name: value for name, value in system.items() if value is not None} == {
        "stratum": 1, "reference_id": "GPS", "leap_indicator": "none", "precision_ns": 3814.697265625,
        "precision_log2": -18, "root_delay_ns": 0, "root_dispersion_ns": 124000, "jitter_ns": 4000, "wander_raw": 0.012,
        "tai_offset_s": 37, "leap_second_time": "2017-01-01T00:00:00Z", "leap_file_expires": "2026-12-28T00:00:00Z",
        "association_id": 0, "clock_source": "uhf_radio", "status_word": "0415", "event_code": "clock_sync",
        "event_count": 1,
    }  # fmt: skip
    assert system["wander_ppm"] is None
    assert unavailable == []


def test_associations():
    clock = {"object-id": "ref_1", "id": "127.127.8.0", "status-peer-selection": "pps-peer", "reach": "", "poll-status":
             "11111110 [376]", "offset": "-1.5e-7", "delay": 0, "status-peer-reach-ok": True, "leap": "3"}  # fmt: skip
    peer = {"object-id": "peer_1", "id": "192.0.2.7", "status-peer-selection": "falsetick", "offset": "x"}
    facts, unavailable = read([clock, peer, {}, None])
    first, second, third = facts["associations"]
    assert (first["kind"], second["kind"], third["kind"]) == ("reference_clock", "peer", None)
    assert (first["selection"], first["reach"], first["reachable"]) == ("pps_peer", 254, True)
    assert (first["offset_ns"], first["delay_ns"], first["leap_indicator"]) == (-150, 0, "alarm")
    assert (second["selection"], second["offset_ns"], second["reach"]) == ("false_tick", None, None)
    assert facts["system"] == complete(NTP["system"], None)
    assert [note["path"] for note in unavailable] == ["/api/status#/data/ntp/*/offset", "/api/status#/data/ntp/*"]


@pytest.mark.parametrize(
    ("changes", "running", "state"),
    [
        ({}, None, "synchronized"),
        ({}, False, "stopped"),
        ({"status-sys-leap-indicator": "alarm"}, True, "not_synchronized"),
        ({"stratum": 16}, True, "not_synchronized"),
        ({"status-sys-leap-indicator": "add-sec"}, True, "synchronized"),
        ({"status-sys-leap-indicator": "-", "leap": 3}, True, "not_synchronized"),
        ({"status-sys-leap-indicator": "", "leap": ""}, True, None),
        ({"status-sys-leap-indicator": "some-new-word"}, True, None),
    ],
)
def test_the_state_that_ltos_does_not_name(changes, running, state):
    facts, _unavailable = read([{**SYS, **changes}], {"running": running})
    assert facts["state"] == state


@pytest.mark.parametrize(
    ("listed", "service", "facts"),
    [
        (None, None, None),
        (None, {"running": False}, {"running": False, "state": "stopped", "associations": None}),
        ([], {"running": True}, {"running": True, "state": None, "associations": []}),
        ([], None, {"running": None, "state": None, "associations": []}),
    ],
)
def test_a_service_that_says_little(listed, service, facts):
    found, unavailable = read(listed, service)
    assert found == (facts and complete(NTP, facts))
    noted = [("/api/status#/data/ntp", "not_found")] if listed is None else []
    assert [(note["path"], note["reason"]) for note in unavailable] == noted


def test_what_is_no_list_is_noted():
    found, unavailable = read({"sys": SYS}, {"running": True})
    assert found == complete(NTP, {"running": True})
    assert [(note["path"], note["facts"]) for note in unavailable] == [("/api/status#/data/ntp", ["ntp"])]


PEER = {"object-id": "ref_1", "id": "127.127.8.0", "reach": 255, "status-peer-reach-ok": True, "status": "971a",
        "status-peer-selection": "pps-peer"}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "reach_register", "reachable", "contradicted"),
    [
        ({}, 255, True, []),
        ({"reach": 0}, None, True, ["reach"]),
        ({"reach": 0, "status": None, "status-peer-reach-ok": None}, None, None, ["reach"]),
        ({"reach": 0, "status": "x", "status-peer-selection": "reject"}, None, True, ["reach"]),
        ({"status-peer-reach-ok": False}, 255, None, ["reachable"]),
        ({"reach": 0, "status": "870a", "status-peer-selection": "reject"}, 0, None, ["reachable"]),
        ({"reach": 0, "status-peer-reach-ok": False, "status": "800a", "status-peer-selection": "reject"},
         0, False, []),
        ({"reach": 255, "status-peer-reach-ok": False, "status": "800a", "status-peer-selection": "reject"},
         None, False, ["reach"]),
    ],
)  # fmt: skip
def test_what_an_associations_other_statements_refute_is_null_and_listed(said, reach_register, reachable, contradicted):
    reader = Reader("ntp")
    found = ntp(reader, {"data": {"ntp": [{**PEER, **said}]}})["associations"][0]
    assert (found["reach"], found["reachable"]) == (reach_register, reachable)
    assert [(note["reason"], note["facts"]) for note in reader.unavailable] == [
        ("contradicted", [f"ntp.associations.{name}"]) for name in contradicted
    ]


@pytest.mark.parametrize(
    ("said", "leap"),
    [
        ({"leap": 3, "status": "c415"}, None),
        ({"leap": 3}, "none"),
        ({"leap": 3, "status": ""}, None),
        ({"leap": "", "status": "4415"}, None),
        ({"status-sys-leap-indicator": "alarm"}, "alarm"),
    ],
)
def test_a_leap_indicator_without_warning_that_the_other_statements_refute_is_null(said, leap):
    reader = Reader("ntp")
    found = ntp(reader, {"data": {"ntp": [{**SYS, **said}]}})
    assert found["system"]["leap_indicator"] == leap
    assert [note["reason"] for note in reader.unavailable] == (["contradicted"] if leap is None else [])
