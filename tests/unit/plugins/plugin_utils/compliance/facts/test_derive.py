# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Derived quantities: exact, and null wherever something that they need is null."""

from __future__ import annotations

import copy

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derive import Derived, derive
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.derived_ntp import days_until
from tests.simulator import Device
from tests.unit.support.gathered import gathered

HOLDOVER = {"active": True, "elapsed_s": 5400, "offset_ns": None}
DHQ = {"type": "ocxo_dhq"}


def of(name: str, params: dict | None = None, **facts: object) -> object:
    return derive({"gathered_at": "2026-03-17T09:30:00Z", **facts}, params or {})[name]


@pytest.mark.parametrize(
    ("variables", "distance"),
    [
        ({"root_dispersion_ns": 1000, "root_delay_ns": 500}, 1250),
        ({"root_dispersion_ns": 131, "root_delay_ns": 1}, 131.5),
        ({"root_dispersion_ns": 0, "root_delay_ns": 0}, 0),
        ({"root_dispersion_ns": None, "root_delay_ns": 0}, None),
        ({"root_dispersion_ns": 0, "root_delay_ns": None}, None),
        ({}, None),
    ],
)
def test_root_distance(variables, distance):
    assert of("root_distance_ns", ntp={"system": variables}) == distance
    assert of("associations", ntp={"associations": [{"id": "a", **variables}]}) == [
        {"id": "a", "root_distance_ns": distance}
    ]


@pytest.mark.parametrize(
    ("sync", "error"),
    [
        ({"holdover": HOLDOVER, "oscillator": DHQ}, 4500 * 1.5 / 24),
        ({"holdover": {**HOLDOVER, "offset_ns": -620}, "oscillator": DHQ}, 620),
        ({"holdover": {**HOLDOVER, "offset_ns": 0}, "oscillator": DHQ}, 281.25),
        ({"holdover": {**HOLDOVER, "offset_ns": 620}}, 620),
        ({"holdover": {**HOLDOVER, "elapsed_s": None}, "oscillator": DHQ}, None),
        ({"holdover": HOLDOVER, "oscillator": {"type": None}}, None),
        ({"holdover": HOLDOVER, "oscillator": {"type": "ocxo_sq"}}, 22000 * 1.5 / 24),
        ({"holdover": HOLDOVER, "oscillator": {"type": "cesium"}}, 800 * 1.5 / 24),
        ({"holdover": {**HOLDOVER, "elapsed_s": 3456000}, "oscillator": {"type": "tcxo"}}, 1.1e9),
        ({"holdover": HOLDOVER, "oscillator": {"type": "ocxo_xhq"}}, None),
        ({"holdover": HOLDOVER}, None),
        ({"holdover": {**HOLDOVER, "active": False}, "oscillator": DHQ}, None),
        ({"holdover": {**HOLDOVER, "active": None}, "oscillator": DHQ}, None),
        ({"holdover": None}, None),
        ({}, None),
        (None, None),
    ],
)
def test_holdover_error_is_the_devices_own_figure_or_the_tables(sync, error):
    assert of("holdover_error_ns", status={"sync": sync}) == error


@pytest.mark.parametrize(
    ("sync", "limit", "hours"),
    [
        ({"holdover": {"active": False}, "oscillator": DHQ}, 4500, 24),
        ({"holdover": {"active": True, "elapsed_s": 7200}, "oscillator": DHQ}, 4500, 22),
        ({"holdover": {"active": True, "elapsed_s": 90000}, "oscillator": DHQ}, 4500, -1),
        ({"holdover": {"active": True, "elapsed_s": None}, "oscillator": DHQ}, 4500, None),
        ({"holdover": {"active": None}, "oscillator": DHQ}, 4500, None),
        ({"holdover": {"active": False}, "oscillator": DHQ}, None, None),
        ({"holdover": {"active": False}, "oscillator": {"type": None}}, 4500, None),
        ({"holdover": {"active": False}, "oscillator": DHQ}, 10**12, None),
    ],
)
def test_hours_until_the_limit(sync, limit, hours):
    found = of("holdover_hours_to_limit", {"holdover_limit_ns": limit}, status={"sync": sync})
    assert found == (None if hours is None else pytest.approx(hours))


HOUR = 3600


@pytest.mark.parametrize(
    ("sync", "uptime_s", "bound"),
    [
        ({"holdover": HOLDOVER, "oscillator": DHQ}, 25.5 * HOUR, "none"),
        ({"holdover": HOLDOVER, "oscillator": DHQ}, 25.4 * HOUR, "short_discipline"),
        ({"holdover": {**HOLDOVER, "offset_ns": 620}, "oscillator": DHQ}, 2 * HOUR, "none"),
        ({"holdover": HOLDOVER, "oscillator": DHQ}, None, "unknown_discipline"),
        ({"holdover": {**HOLDOVER, "elapsed_s": 721 * HOUR}, "oscillator": DHQ}, 9999 * HOUR, "beyond_table"),
        ({"holdover": HOLDOVER, "oscillator": {"type": "ocxo_mq"}}, 9999 * HOUR, "better_oscillator"),
        ({"holdover": HOLDOVER, "oscillator": {"type": "cesium"}}, 9999 * HOUR, "none"),
        ({"holdover": {"active": False}, "oscillator": DHQ}, 23 * HOUR, "short_discipline"),
        ({"holdover": {"active": False}, "oscillator": DHQ}, 24 * HOUR, "none"),
        ({"holdover": HOLDOVER}, 9999 * HOUR, None),
        ({"holdover": {**HOLDOVER, "elapsed_s": None}, "oscillator": DHQ}, 9999 * HOUR, None),
        ({"holdover": {"active": None}, "oscillator": DHQ}, 9999 * HOUR, None),
    ],
)
def test_a_figure_is_a_lower_bound_where_the_table_does_not_cover_the_oscillator(sync, uptime_s, bound):
    assert of("holdover_bound", status={"sync": sync, "system": {"uptime_s": uptime_s}}) == bound


RUBIDIUM = {"type": "rubidium"}


@pytest.mark.parametrize(
    ("sync", "limit", "hours"),
    [
        ({"holdover": {"active": False}, "oscillator": DHQ}, 4500, 24),
        ({"holdover": {"active": True, "elapsed_s": 7200}, "oscillator": DHQ}, 4500, 22),
        ({"holdover": {"active": True, "elapsed_s": 90000}, "oscillator": DHQ}, 4500, 0),
        ({"holdover": {"active": True, "elapsed_s": 60, "offset_ns": -4501}, "oscillator": DHQ}, 4500, 0),
        ({"holdover": {"active": False}, "oscillator": RUBIDIUM}, 370_000, 720),
        # Beyond the table the growth of its last part goes on: 720 h times 2 to the power of 0.6095.
        ({"holdover": {"active": False}, "oscillator": RUBIDIUM}, 740_000, 720 * 2**0.60954),
        ({"holdover": {"active": False}, "state": "free_run", "oscillator": DHQ}, 4500, 0),
        ({"holdover": {"active": None}, "state": "not_synchronized", "oscillator": DHQ}, 4500, 0),
        ({"holdover": {"active": None}, "oscillator": DHQ}, 4500, None),
        ({"holdover": {"active": True, "elapsed_s": 60}}, 4500, None),
        # Without any limit it is 1 ms.
        ({"holdover": {"active": False}, "oscillator": {"type": "ocxo_hq"}}, None, 168),
    ],
)
def test_hours_of_holdover_that_are_left_until_the_smallest_limit(sync, limit, hours):
    profiles = {"a": {"holdover_limit_ns": limit}, "b": {"holdover_limit_ns": None}, "c": {}}
    if limit:
        profiles["d"] = {"holdover_limit_ns": limit + 1}
    found = Derived({"status": {"sync": sync}}, parameters=profiles).common()
    assert found["holdover_reserve_hours"] == (None if hours is None else pytest.approx(hours, rel=1e-4))


@pytest.mark.parametrize(
    ("sync", "floor"),
    [
        ({"holdover": {"active": False}, "source_type": "gnss"}, 0),
        ({"holdover": {"active": False}, "source_type": "long_wave"}, 10_000),
        ({"holdover": HOLDOVER, "source_type": "gnss", "oscillator": DHQ}, 28.125),
        ({"holdover": HOLDOVER, "source_type": "gnss", "oscillator": {"type": "cesium"}}, 0),
        ({"holdover": HOLDOVER, "source_type": "gnss"}, None),
        ({"holdover": {"active": False}}, None),
    ],
)
def test_the_best_quality_that_source_and_oscillator_support(sync, floor):
    assert of("claim_floor_ns", status={"sync": sync}) == floor


@pytest.mark.parametrize(
    ("receiver", "members"),
    [
        ({"position": {"latitude_deg": 0, "longitude_deg": 0}}, {"position_doubt": "latitude_and_longitude_0"}),
        ({"position": {"latitude_deg": 0, "longitude_deg": 7, "altitude_m": 9000}}, {"position_doubt": "none"}),
        ({"position": {"altitude_m": -9001}}, {"position_doubt": "altitude_beyond_9_km"}),
        ({"position": None}, {"position_doubt": None, "system_distance_m": None}),
        ({"position": {"latitude_deg": 48, "longitude_deg": 17}}, {"system_distance_m": 111195.1}),
        ({"gps_week": 2410}, {"gps_week_error": 0}),
        ({"gps_week": 2411}, {"gps_week_error": 0}),
        ({"gps_week": 1386}, {"gps_week_error": -1024}),
        ({"gps_week": None}, {"gps_week_error": None}),
        ({"is_local_time": False, "daylight_saving": True}, {"local_time": True}),
        ({"is_local_time": False}, {"local_time": False}),
        ({}, {"local_time": None, "antenna_connected": True, "gives_data": None}),
        ({"antenna": {"connected": False}}, {"antenna_connected": False}),
        ({"synchronized": True}, {"gives_data": True}),
        ({"synchronized": True, "state": "no_data"}, {"gives_data": False}),
    ],
)
def test_what_the_facts_of_a_receiver_mean_beside_those_of_the_device(receiver, members):
    position = {"latitude_deg": 47, "longitude_deg": 17}
    status = {"sync": {"antenna": "connected"}, "system": {"position": position}, "receivers": [receiver]}
    facts = {"status": status, "gathered_at": "2026-03-17T09:30:00Z"}
    (found,) = derive(facts, {})["receivers"]
    assert {name: found[name] for name in members} == members


def test_the_antenna_of_the_system_is_that_of_the_receiver_in_use():
    receivers = [{"id": "clk1", "selected": False}, {"id": "clk2", "selected": True}]
    found = of("receivers", status={"sync": {"antenna": "disconnected"}, "receivers": receivers})
    assert [one["antenna_connected"] for one in found] == [None, False]


@pytest.mark.parametrize(
    ("name", "system", "value"),
    [
        ("leap_file_days_left", {"leap_file_expires": "2026-03-18T21:30:00Z"}, 1.5),
        ("leap_file_days_left", {"leap_file_expires": "2026-03-16T09:30:00Z"}, -1),
        ("leap_file_days_left", {"leap_file_expires": None}, None),
        ("leap_file_days_left", None, None),
    ],
)
def test_leap_seconds(name, system, value):
    assert of(name, ntp={"system": system}) == value


def test_certificate():
    found = of("certificate", http={"tls": {"certificate": {
        "not_before": "2026-03-07T09:30:00Z", "not_after": "2026-04-06T09:30:00Z",
    }}})  # fmt: skip
    assert found == {"days_left": 20, "lifetime_days": 30}


@pytest.mark.parametrize("http", [None, {}, {"tls": None}, {"tls": {"certificate": None}}])
def test_no_certificate(http):
    assert of("certificate", http=http) == {"days_left": None, "lifetime_days": None}


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(1, 3, 33.333), (0, 5, 0), (5, 5, 100), (None, 5, None), (1, None, None), (1, 0, None), (0, 0, None)],
)
def test_shares(part, whole, share):
    storage = [{"mountpoint": "/", "used_bytes": part, "total_bytes": whole}]
    assert of("storage", status={"system": {"storage": storage}}) == [{"mountpoint": "/", "used_percent": share}]
    memory = {"free_bytes": part, "total_bytes": whole}
    assert of("memory", status={"system": {"memory": memory}}) == {"free_percent": share}


@pytest.mark.parametrize(
    ("counters", "ratio"),
    [
        ({"rx_errors": 1, "tx_errors": 1, "rx_packets": 100, "tx_packets": 100}, 0.01),
        ({"rx_errors": 0, "tx_errors": 0, "rx_packets": 100, "tx_packets": 0}, 0),
        ({"rx_errors": 0, "tx_errors": 0, "rx_packets": 0, "tx_packets": 0}, None),
        ({"rx_errors": 1, "tx_errors": None, "rx_packets": 100, "tx_packets": 100}, None),
        ({"rx_errors": 1, "tx_errors": 1, "rx_packets": None, "tx_packets": 100}, None),
        (None, None),
    ],
)
def test_port_error_ratio(counters, ratio):
    ports = [{"name": "lan0", "up": True, "statistics": counters}]
    found = of("port_error_ratio", status={"network": {"ports": ports}})
    assert found == [{"name": "lan0", "up": True, "ratio": ratio}]


@pytest.mark.parametrize(
    ("position", "site", "distance"),
    [
        ((0, 0), [0, 1], 111195.1),
        ((52.5, 13.4), [52.5, 13.4], 0),
        ((90, 0), [-90, 0], 20015114.4),
        ((0, 179.5), [0, -179.5], 111195.1),
        ((52.5, 13.4), {"latitude_deg": 52.5, "longitude_deg": 13.4}, 0),
        ((52.5, 13.4), [52.5, 13.4, 40], 0),
        ((None, 13.4), [52.5, 13.4], None),
        ((52.5, 13.4), None, None),
        ((52.5, 13.4), [], None),
        ((52.5, 13.4), [52.5], None),
        ((52.5, 13.4), ["52.5", "13.4"], None),
        ((52.5, 13.4), [52.5, None], None),
        ((52.5, 13.4), {}, None),
    ],
)
def test_distance_from_the_site(position, site, distance):
    where = dict(zip(("latitude_deg", "longitude_deg"), position, strict=True))
    found = of("position_distance_m", {"site_position": site}, status={"system": {"position": where}})
    assert found == distance
    receivers = of("receivers", {"site_position": site}, status={"receivers": [{"id": "clk1", "position": where}]})
    assert receivers[0]["position_distance_m"] == distance


@pytest.mark.parametrize(
    ("updated", "time", "age"),
    [
        ("2026-03-17T09:29:00Z", "2026-03-17T09:30:00.5Z", 60.5),
        (None, "2026-03-17T09:30:00Z", None),
        ("2026-03-17T09:29:00Z", None, None),
    ],
)
def test_status_age_is_told_by_the_devices_own_clock(updated, time, age):
    found = of("status_age_s", status={"system": {"status_updated": updated}}, device={"time_stamp": time})
    assert found == age


@pytest.mark.parametrize(
    ("stamp", "offset"),
    [
        ("2026-03-17T09:30:01Z", 1000),
        ("2026-03-17T08:30:00Z", -3_600_000),
        ("2026-03-17T09:30:00.25Z", 250),
        (None, None),
    ],
)
def test_clock_offset(stamp, offset):
    assert of("clock_offset_ms", device={"time_stamp": stamp}) == offset


@pytest.mark.parametrize(("duration", "limit", "most"), [(500, 2000, 2250), (None, 2000, None), (500, None, None)])
def test_the_clock_may_be_off_by_half_the_request_more(duration, limit, most):
    found = of("clock_limit_ms", {"max_clock_difference_ms": limit}, http={"duration_ms": duration})
    assert found == most


@pytest.mark.parametrize(
    ("supplies", "count"),
    [([], 0), ([True, False], 1), ([True, True], 2), ([True, None], None), (None, None)],
)
def test_power_supplies(supplies, count):
    said = None if supplies is None else [{"available": one} for one in supplies]
    assert of("power_supplies_available", status={"power_supplies": said}) == count


@pytest.mark.parametrize(
    ("running", "selected", "same"),
    [("7.10", "7.10", True), ("7.10", "7.9", False), (None, None, None), ("7.10", None, None), (None, "7.10", None)],
)
def test_firmware_is_selected(running, selected, same):
    assert of("firmware_is_selected", device={"firmware": {"version": running, "selected": selected}}) is same


@pytest.mark.parametrize(
    ("sync", "receiver", "standby"),
    [
        ({"synchronized": True}, {"selected": True}, False),
        ({"synchronized": True}, {"selected": False}, True),
        ({"synchronized": False}, {"selected": False}, False),
        ({"synchronized": None}, {"selected": False}, False),
        ({"synchronized": True, "source": "clk2-gnss"}, {}, True),
        ({"synchronized": True, "source": "clk1-gnss"}, {}, False),
        ({"synchronized": True, "source": "ptp-0"}, {}, False),
        ({"synchronized": True, "source": None}, {}, False),
        ({}, {}, False),
    ],
)
def test_a_receiver_is_on_standby_only_where_that_is_certain(sync, receiver, standby):
    found = of("receivers", status={"sync": sync, "receivers": [{"id": "clk1", **receiver}]})
    assert found[0]["standby"] is standby


@pytest.mark.parametrize(
    ("receivers", "associations", "count"),
    [
        ([{}], [{"kind": "peer"}, {"kind": "reference_clock"}], 2),
        ([], [], 0),
        (None, [{"kind": "peer"}], None),
        ([{}], None, None),
    ],
)
def test_time_sources(receivers, associations, count):
    assert of("time_sources", status={"receivers": receivers}, ntp={"associations": associations}) == count


def test_temperatures_are_those_of_the_modules_that_have_a_sensor():
    modules = [{"id": "cpu", "temperatures_celsius": [41, 0]}, {"id": "psu", "temperatures_celsius": None}]
    assert of("temperatures", status={"modules": modules}) == [{"id": "cpu", "celsius": 41}]
    assert of("temperatures", status={"modules": modules[1:]}) is None
    assert of("temperatures", status={"modules": None}) is None


@pytest.mark.parametrize("facts", [{}, dict.fromkeys(("device", "http", "status", "ntp", "ptp", "outputs"))])
def test_of_nothing_everything_is_null(facts):
    emptied = {"memory": {"free_percent": None}, "certificate": {"days_left": None, "lifetime_days": None}}
    without = {"expected_outputs": [], "unexpected_outputs": []}
    found = derive(facts, {})
    emptied |= {"leap": dict.fromkeys(found["leap"]), "ntp_reference": dict.fromkeys(found["ntp_reference"])}
    assert {name: value for name, value in found.items() if value is not None} == {**emptied, **without}


@pytest.mark.parametrize("system", ["ltos", "meinbergos"])
def test_deriving_changes_nothing(system):
    facts = gathered(Device("pure", system, states=("holdover",)))
    before = copy.deepcopy(facts)
    assert derive(facts, {"holdover_limit_ns": 100}) == derive(facts, {"holdover_limit_ns": 100})
    assert facts == before


def test_days_need_a_now():
    assert days_until("2026-03-18", None) is None
    assert days_until("2026-03-18T09:30:00Z", "2026-03-17T09:30:00Z") == 1


@pytest.mark.parametrize(
    ("sync", "error", "floor"),
    [
        ({"state": "synchronized", "source_type": "gnss", "holdover": {"active": False}}, None, 0),
        ({"state": "synchronized", "source_type": "long_wave", "holdover": {"active": False}}, None, 10_000),
        ({"state": "free_run", "source_type": "gnss", "holdover": {"active": False}}, 10**10, 0),
        ({"state": "not_synchronized", "source_type": None, "holdover": {"active": False}}, 10**10, None),
        ({"state": "holdover", "source_type": "gnss", "holdover": HOLDOVER, "oscillator": DHQ}, 281.25, 28.125),
        ({"state": "not_synchronized", "source_type": "gnss", "holdover": HOLDOVER, "oscillator": DHQ}, 281.25, 28.125),
        ({"state": "holdover", "source_type": "gnss", "holdover": HOLDOVER}, None, None),
        ({"state": "free_run", "source_type": "gnss"}, None, None),
        ({"state": "unknown", "source_type": "gnss", "holdover": {"active": False}}, None, 0),
    ],
)
def test_what_state_and_source_support_of_a_claim(sync, error, floor):
    assert of("unlocked_error_ns", status={"sync": sync}) == error
    assert of("claim_floor_ns", status={"sync": sync}) == floor
