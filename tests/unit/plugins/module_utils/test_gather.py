# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One device read over HTTP: which system it is, what is asked for, what comes out."""

from __future__ import annotations

import json

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import client, errors
from ansible_collections.timesync.meinberg.plugins.module_utils.gather import gather
from ansible_collections.timesync.meinberg.plugins.module_utils.registry import BY_NAME
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import DEVICE, FACETS
from tests.simulator import Device, Fault, Fleet, serve
from tests.simulator.clock import DEFAULT_INSTANT
from tests.unit.support.conformity import misfits
from tests.unit.support.options import options

ALL = list(FACETS)
LTOS = Device("ltos")
OS = Device("os", "meinbergos", model="microSync RX302")
TREE = ["/api/state/system", "/api/state/references", "/api/state/modules", "/api/state/ntp", "/api/state/ptp"]


@pytest.fixture(scope="module")
def running():
    fleet = Fleet.of(
        LTOS,
        OS,
        Device("tls", tls=True),
        Device("long-wave", model="M300", receivers=("dcf77",)),
        Device("no-parents", "meinbergos", parents=False),
        Device("tier-a", "meinbergos", tier="A"),
        Device("nothing", "meinbergos", captured={"/other": {}}),
        Device("other-json", captured={"/api/status": {"data": {"object-id": "printer"}}}),
        Device("list", captured={"/api/status": []}),
        Device("half", captured={"/api/status": {"data": {"object-id": " status "}}}),
        Device("bearer", firmware="7.10.012", auth="bearer"),
        Device("not-let-in", "meinbergos", username="other"),
        tls=False,
    )
    with serve(fleet, at=DEFAULT_INSTANT) as running:
        yield running.devices


def asked(host):
    return [path for _method, path in host.requests]


def read(running, name, facets=None, **more):
    host = running[name]
    host.forget()
    result = gather(options(host, **more), ALL if facets is None else facets)
    json.dumps(result)
    return result


@pytest.mark.parametrize(
    ("name", "device_os", "facets", "paths"),
    [
        ("ltos", "auto", ALL, ["/api/status"]),
        ("ltos", "ltos", ["ntp"], ["/api/status"]),
        ("os", "auto", ALL, ["/api/status", *TREE]),
        ("os", "meinbergos", ALL, TREE),
        ("os", "meinbergos", ["status"], TREE[:3]),
        ("os", "meinbergos", ["ntp"], ["/api/state/system", "/api/state/ntp"]),
        ("os", "meinbergos", ["ptp"], ["/api/state/system", "/api/state/ptp"]),
        ("os", "meinbergos", ["outputs"], ["/api/state/system", "/api/state/modules"]),
        ("no-parents", "meinbergos", ["status"],
         [*TREE[:2], "/api/state/references/global", TREE[2], "/api/state/modules/clk1", "/api/state/modules/clk2"]),
    ],
)  # fmt: skip
def test_no_more_is_asked_for_than_the_facets_need(running, name, device_os, facets, paths):
    result = read(running, name, facets, device_os=device_os)
    assert asked(running[name]) == paths
    assert running[name].connections == 1
    assert result["http"]["request_count"] == len(paths)
    assert result["device"]["os"] == ("ltos" if name == "ltos" else "meinbergos")


@pytest.mark.parametrize("name", ["ltos", "os", "tier-a", "long-wave", "no-parents"])
def test_both_systems_give_one_shape(running, name):
    result = read(running, name)
    assert result.keys() == {"device", "http", "unavailable", "gathered_at", "schema_version", *ALL}
    shapes = {"device": DEVICE, **FACETS}
    parts = {part: result[part] for part in shapes if result[part] is not None}
    assert [text for part, facts in parts.items() for text in misfits(shapes[part], facts, part)] == []
    assert result["device"]["vendor"] == "Meinberg"
    assert result["device"]["web_url"] == running[name].url
    assert result["device"]["port"] == running[name].port
    for note in result["unavailable"]:
        assert note.keys() == {"facet", "path", "reason", "facts"}


@pytest.mark.parametrize("facet", ALL)
@pytest.mark.parametrize("name", ["ltos", "os"])
def test_one_facet_is_the_same_as_among_all(running, name, facet):
    alone, together = read(running, name, [facet]), read(running, name)
    assert set(ALL) & alone.keys() == {facet}
    assert alone[facet] == together[facet]
    assert {note["facet"] for note in alone["unavailable"]} <= {facet, "device"}


def test_a_device_of_tier_a_gives_its_three_paths_and_lists_the_rest(running):
    result = read(running, "tier-a")
    status = result["status"]
    assert status["sync"]["state"] == "synchronized"
    assert status["receivers"][0]["antenna"]["connected"] is True
    assert result["ptp"]["instances"][0]["default_ds"]["clock_class"] == 6
    assert (result["ntp"], result["outputs"], status["modules"], status["references"]) == (None, None, None, None)
    listed = {
        (note["facet"], note["path"]): note["facts"] for note in result["unavailable"] if note["reason"] == "not_found"
    }
    assert "status.sync.flags" in listed.pop(("status", "/api/state/references"))
    assert listed == {
        ("device", "/api/state/system"): ["device"],
        ("status", "/api/state/system"): ["status.system"],
        ("status", "/api/state/modules"): ["status.modules"],
        ("ntp", "/api/state/ntp"): ["ntp"],
        ("outputs", "/api/state/modules"): ["outputs"],
        ("outputs", "/api/state/io"): ["outputs"],
        ("outputs", "/api/state/outputs"): ["outputs"],
    }


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("server_error", "http"),
        ("forbidden", "forbidden"),
        ("not_found", "not_found"),
        ("silent", "timeout"),
        ("html", "malformed"),
        ("null_body", "malformed"),
        ("list_body", "malformed"),
        ("truncated_json", "malformed"),
        ("large_body", "too_large"),
        ("redirect_other_host", "http"),
    ],
)
def test_a_path_that_fails_costs_its_own_facts_alone(fault, reason):
    device = Device("os", "meinbergos", faults=(Fault(fault, path="/api/state/ntp"),))
    with serve(Fleet.of(device, tls=False)) as running:
        result = gather(options(running.devices["os"], timeout=0.3, max_body_mib=1), ALL)
    assert result["ntp"] is None
    assert result["status"]["sync"]["state"] == "synchronized"
    assert len(result["ptp"]["instances"]) == 2
    notes = [note for note in result["unavailable"] if note["facet"] == "ntp"]
    assert notes == [{"facet": "ntp", "path": "/api/state/ntp", "reason": reason, "facts": ["ntp"]}]


@pytest.mark.parametrize("name", ["wrong_types", "nan"])
@pytest.mark.parametrize("system", ["ltos", "meinbergos"])
def test_wrong_values_everywhere_are_null_and_listed(system, name):
    device = Device("ill", system, faults=(Fault(name),))
    with serve(Fleet.of(device, tls=False)) as running:
        result = gather(options(running.devices["ill"], device_os=system), ALL)
    json.dumps(result, allow_nan=False)
    assert "malformed" in {note["reason"] for note in result["unavailable"]}
    assert (result["status"]["sync"]["time_quality_ns"] is None) == (name == "wrong_types")


@pytest.mark.parametrize(
    ("name", "more", "error"),
    [
        ("nothing", {}, errors.RestDisabledError),
        ("nothing", {"device_os": "meinbergos"}, errors.RestDisabledError),
        ("nothing", {"device_os": "ltos"}, errors.RestDisabledError),
        ("other-json", {}, errors.ProtocolError),
        ("other-json", {"device_os": "ltos"}, errors.ProtocolError),
        ("list", {}, errors.ProtocolError),
        ("os", {"device_os": "ltos"}, errors.RestDisabledError),
        ("ltos", {"device_os": "meinbergos"}, errors.RestDisabledError),
        ("ltos", {"password": "wrong"}, errors.AuthError),
        ("os", {"password": "wrong"}, errors.AuthError),
        ("ltos", {"username": "norights"}, errors.ForbiddenError),
        ("os", {"username": "norights"}, errors.ForbiddenError),
        ("os", {"username": None}, errors.CredentialsError),
    ],
)
def test_a_device_that_cannot_be_read_is_an_error(running, name, more, error):
    with pytest.raises(error) as caught:
        read(running, name, **more)
    assert caught.value.__class__ is error
    assert running[name].device.password not in str(caught.value)


def test_one_refused_login_ends_the_session(running):
    for name in ("ltos", "os"):
        with pytest.raises(errors.AuthError):
            read(running, name, password="wrong")
        assert len(running[name].requests) == 1


def test_a_lantime_that_tells_next_to_nothing_is_one_all_the_same(running):
    result = read(running, "half")
    assert result["device"]["os"] == "ltos"
    assert (result["ntp"], result["ptp"], result["outputs"]) == (None, None, None)
    assert result["status"]["sync"]["state"] is None
    assert "/api/status#/system-information" in {note["path"] for note in result["unavailable"]}


def test_a_token_is_asked_for_once(running):
    result = read(running, "bearer", auth="bearer")
    assert running["bearer"].requests == [("PUT", "/api/get-token"), ("GET", "/api/status")]
    assert result["device"]["os"] == "ltos"


def test_raw_answers_are_returned_where_asked_for(running):
    assert "raw" not in read(running, "ltos")
    assert read(running, "ltos", include_raw=True)["raw"]["/api/status"]["data"]["object-id"] == "status"
    raw = read(running, "os", ["ptp"], include_raw=True)["raw"]
    assert list(raw) == ["/api/state/system", "/api/state/ptp"]
    counters = raw["/api/state/ptp"]["data"]["instances"][0]["packetCounters"]["rx"]
    assert isinstance(counters["syncPerSecond"], float)


def test_without_a_library_its_part_is_null_and_listed(running, monkeypatch):
    monkeypatch.setattr(client.tls, "x509", None)
    result = read(running, "tls", ["ptp"], validate_certs=False)
    assert result["http"]["tls"]["certificate"] is None
    notes = [note for note in result["unavailable"] if note["reason"] == "dependency"]
    path = "http.tls.certificate"
    assert notes == [{"facet": "http", "path": path, "reason": "dependency", "facts": [path]}]


def test_what_a_system_does_not_offer_is_listed_for_the_facets_asked_for(running):
    unsupported = {note["path"] for note in read(running, "os")["unavailable"] if note["reason"] == "unsupported"}
    assert unsupported == set(BY_NAME["meinbergos"].NOT_OFFERED["status"])
    assert not [note for note in read(running, "os", ["ntp"])["unavailable"] if note["reason"] == "unsupported"]
