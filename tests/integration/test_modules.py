# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The five modules in the Ansible process: what they return, and what they ask the devices."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.integration.playbooks import INFO_MODULES, MODULES, module, play, run_plays
from tests.simulator import Device, Fleet, serve

FLEET = Fleet.of(
    Device("lantime", ptp=1),
    Device("lantime-http", tls=False),
    Device("microsync", "meinbergos"),
    Device("tier-a", "meinbergos", tier="A"),
    base="127.41.0.1",
)
HOSTS = [device.name for device in FLEET.devices]
NOWHERE = {
    "ansible_connection": "ssh",
    "ansible_host": "127.41.255.1",
    "ansible_port": 9,
    "ansible_python_interpreter": "/nonexistent/python",
}
COMMON = {"device", "http", "unavailable", "gathered_at", "schema_version"}
KEYS = {
    "device": "host port web_url vendor os model serial_number chassis_serial_number backplane_revision hostname"
    " api_version time_stamp pending_changes firmware",
    "http": "request_count connection_count bytes_received rtt_ms duration_ms tls",
    "status": "system sync receivers references modules power_supplies network services events sync_team sync_monitor",
    "ntp": "running state system associations",
    "ptp": "running instances interfaces",
    "output": "id module signal enabled mode frequency_hz timecode polarity pulse_width_ms period_s phase_offset_ns"
    " connector",
    "sync": "synchronized state source source_type clock_index time_quality_ns accuracy_ns variance antenna tfom flags"
    " oscillator holdover leap_second",
    "certificate": "subject issuer san not_before not_after self_signed key_type key_bits signature_algorithm sha256",
    "session": "method url status_code request_time response_time connect_ms tls_ms rtt_ms duration_ms bytes attempt"
    " connection error",
}
FACETS = [*INFO_MODULES.values()]
SUBSETS = {
    "all": FACETS,
    "status,ntp": ["status", "ntp"],
    "!ptp": ["status", "ntp", "outputs"],
    "outputs,all": FACETS,
    "!all,ptp": ["ptp"],
    "!status,!ntp,!outputs": ["ptp"],
}
SYSTEM, OF_LTOS = "/api/state/system", ["/api/status"]
STATUS = ["/api/state/references", "/api/state/modules"]
ELSEWHERE = ["/api/state/io", "/api/state/outputs"]
WANTED = {
    "status_info": STATUS,
    "ntp_info": ["/api/state/ntp"],
    "ptp_info": ["/api/state/ptp"],
    "output_info": ["/api/state/modules"],
    "device_facts": [*STATUS, "/api/state/ntp", "/api/state/ptp"],
}
"""What meinbergOS is asked for, beside ``SYSTEM`` and the one request that finds out which system it is."""


def keys(name):
    return set(KEYS[name].split())


def own(result):
    """The result without what Ansible itself puts into each."""
    return {name: value for name, value in result.items() if not name.startswith("_ansible")}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """All modules, in check mode and not, on hosts that no connection and no interpreter leads to."""
    tasks = [
        *(module(name) for name in MODULES),
        *(module(name, check_mode=True, name=f"{name} checked") for name in MODULES),
        *(module("device_facts", {"gather_subset": words}, name=words) for words in SUBSETS),
        module("device_facts", {"gather_subset": "status,pdp"}, name="wrong subset"),
        module("device_facts", {"gather_subset": "!all"}, name="nothing"),
        {"name": "use facts", "ansible.builtin.debug": {"msg": "{{ ansible_facts.meinberg.device.os }}"}},
        {"name": "connection", "ansible.builtin.ping": {}, "ignore_unreachable": True},
        module("ntp_info", name="interpreter", vars={"meinberg_in_process": False, "ansible_connection": "local"}),
    ]
    with serve(FLEET) as running:
        yield run_plays(tmp_path_factory.mktemp("modules"), running, play(tasks), host_vars=NOWHERE)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("suffix", ["", " checked"])
@pytest.mark.parametrize("name", MODULES)
def test_a_module_returns_what_the_contract_names(run, name, suffix, host):
    done = run[name + suffix][host]
    assert done.outcome == "ok", done.result
    if name == "device_facts":
        assert set(own(done.result)) == {"changed", "ansible_facts"}
        assert set(done.result["ansible_facts"]) == {"meinberg"}
        assert set(done.facts) == COMMON | set(FACETS)
    else:
        assert set(own(done.result)) == COMMON | {"changed", INFO_MODULES[name]}
    assert done.result["changed"] is False
    answer = done.answer
    assert set(answer["device"]) == keys("device")
    assert set(answer["http"]) == keys("http")
    assert answer["schema_version"] == 1
    assert answer["gathered_at"].endswith("Z")
    for note in answer["unavailable"]:
        assert set(note) == {"facet", "path", "reason", "facts"}


@pytest.mark.parametrize("host", HOSTS)
def test_the_facets_have_one_shape(run, host):
    facts = run["device_facts"][host].facts
    assert set(facts["status"]) == keys("status")
    assert set(facts["status"]["sync"]) == keys("sync")
    assert set(facts["ntp"] or dict.fromkeys(keys("ntp"))) == keys("ntp")
    assert set(facts["ptp"]) == keys("ptp")
    assert all(set(output) == keys("output") for output in facts["outputs"] or [])
    for name, facet in INFO_MODULES.items():
        assert set(run[name][host].result) >= {facet}
        assert type(run[name][host].result[facet]) is type(facts[facet])


def test_what_the_devices_are(run):
    devices = {host: run["device_facts"][host].facts["device"] for host in HOSTS}
    assert {host: device["os"] for host, device in devices.items()} == {
        "lantime": "ltos", "lantime-http": "ltos", "microsync": "meinbergos", "tier-a": "meinbergos",
    }  # fmt: skip
    assert devices["lantime"]["host"] == "127.41.0.1"
    assert devices["lantime"]["web_url"] == f"https://127.41.0.1:{devices['lantime']['port']}"
    assert devices["lantime-http"]["web_url"].startswith("http://127.41.0.2:")
    assert {host: device["hostname"] for host, device in devices.items() if device["hostname"]} == {
        host: host for host in HOSTS if host != "tier-a"
    }
    for host in HOSTS:
        assert run["status_info"][host].result["status"]["sync"]["state"] == "synchronized"
        assert run["ptp_info"][host].result["ptp"]["instances"] or host == "lantime-http"
    assert run["ntp_info"]["microsync"].result["ntp"]["system"]["stratum"] == 1
    assert run["output_info"]["microsync"].result["outputs"]


@pytest.mark.parametrize("host", HOSTS)
def test_tls_facts_are_those_of_the_connection(run, host):
    facts = run["device_facts"][host].facts
    tls = facts["http"]["tls"]
    if host == "lantime-http":
        assert tls is None
        return
    assert set(tls) == {"protocol", "cipher", "verified", "certificate"}
    assert tls["protocol"] in ("TLSv1.2", "TLSv1.3")
    assert tls["verified"] is True
    assert set(tls["certificate"]) == keys("certificate")
    assert facts["device"]["host"] in tls["certificate"]["san"]


@pytest.mark.parametrize("words", SUBSETS)
def test_gather_subset_picks_facets(run, words):
    for host in HOSTS:
        assert set(run[words][host].facts) == COMMON | set(SUBSETS[words])


def test_a_wrong_gather_subset_is_named(run):
    for host in HOSTS:
        wrong = run["wrong subset"][host]
        assert wrong.outcome == "failed"
        assert wrong.result["msg"] == (
            "gather_subset has no 'pdp'; it takes status, ntp, ptp, outputs, all, or one of them after '!'."
        )
        assert run["nothing"][host].result["msg"] == "gather_subset leaves no facet to gather."


def test_the_facts_are_there_for_the_next_task(run):
    assert run["use facts"]["tier-a"].result["msg"] == "meinbergos"
    assert run["use facts"]["lantime"].result["msg"] == "ltos"


def test_nothing_else_works_on_these_hosts(run):
    """The proof that the tasks above needed no connection and no interpreter."""
    for host in HOSTS:
        assert run["connection"][host].outcome in ("unreachable", "failed")  # the latter where there is no ssh
        assert run["interpreter"][host].outcome == "failed"
        assert "/nonexistent/python" in str(run["interpreter"][host].result)


@pytest.fixture(scope="module")
def tracked(tmp_path_factory):
    """All modules with their HTTP sessions, and the running fleet, which has its own record."""
    every = {"http_sessions": True}
    told = every | {"device_os": "meinbergos"}
    bearer = every | {"auth": "bearer"}
    ltos, meinbergos = {"when": "'ltos' in group_names"}, {"when": "'meinbergos' in group_names"}
    tasks = [
        *(module(name, every) for name in MODULES),
        *(module(name, told, name=f"{name} told", **meinbergos) for name in MODULES),
        module("device_facts", {"http_sessions": True, "http_sessions_max_count": 2}, name="two sessions"),
        module("device_facts", bearer, name="bearer", **ltos),
        module("device_facts", bearer, name="no bearer", **meinbergos),
    ]
    with serve(FLEET) as running:
        yield run_plays(tmp_path_factory.mktemp("tracked"), running, play(tasks), host_vars=NOWHERE), running


def paths(outcome):
    return [urlsplit(session["url"]).path for session in outcome.answer["http"]["sessions"]]


@pytest.mark.parametrize("name", MODULES)
def test_what_is_asked_for(tracked, name):
    run, _running = tracked
    for host in ("lantime", "lantime-http"):
        assert paths(run[name][host]) == OF_LTOS
    more = ELSEWHERE if name in ("output_info", "device_facts") else []
    assert paths(run[f"{name} told"]["microsync"]) == [SYSTEM, *WANTED[name], *more]
    assert paths(run[name]["microsync"]) == [*OF_LTOS, SYSTEM, *WANTED[name], *more]
    for host in ("microsync", "tier-a"):
        assert paths(run[name][host]) == OF_LTOS + paths(run[f"{name} told"][host])
        assert run[f"{name} told"][host].outcome == "ok"


def test_one_connection_for_each_task_and_nothing_that_the_tracking_does_not_show(tracked):
    run, running = tracked
    answers = [(host, done) for task in run.tasks.values() for host, done in task.items() if done.outcome == "ok"]
    for host, done in answers:
        http = done.answer["http"]
        assert http["connection_count"] == 1, (host, http)
        assert all(session["connection"] == 1 and set(session) == keys("session") for session in http["sessions"])
        assert http["rtt_ms"]["min"] <= http["rtt_ms"]["mean"] <= http["rtt_ms"]["max"] <= http["duration_ms"]
    for host, device in running.devices.items():
        mine = [done for name, done in answers if name == host]
        refused = host in ("microsync", "tier-a")  # the device knows no bearer tokens
        assert device.connections == len(mine) + refused
        assert device.request_count == sum(done.answer["http"]["request_count"] for done in mine) + refused
        shown = [(session["method"], session["url"]) for done in mine for session in done.answer["http"]["sessions"]]
        seen = [(method, device.url + path) for method, path in device.requests]
        assert all(request in seen for request in shown)


def test_nothing_but_get_and_the_one_put_for_a_token(tracked):
    run, running = tracked
    for host, device in running.devices.items():
        others = [(seen.method, seen.path) for seen in device.log if seen.method != "GET"]
        assert others == [("PUT", "/api/get-token")], host
    for host in ("lantime", "lantime-http"):
        assert paths(run["bearer"][host]) == ["/api/get-token", "/api/status"]
        last = running.devices[host].log[-2:]
        assert [(seen.method, seen.authorization) for seen in last] == [("PUT", "Basic"), ("GET", "Bearer")]
    assert run["no bearer"]["microsync"].outcome == "failed"


def test_only_the_latest_sessions_are_kept(tracked):
    run, _running = tracked
    http = run["two sessions"]["microsync"].facts["http"]
    assert http["request_count"] == 8
    assert paths(run["two sessions"]["microsync"]) == ELSEWHERE
    assert [session["status_code"] for session in http["sessions"]] == [404, 200]
    assert len(run["two sessions"]["lantime"].facts["http"]["sessions"]) == 1
