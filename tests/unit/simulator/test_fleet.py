# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleets: files, built-in ones, addresses, and what is refused."""

from __future__ import annotations

import json
import re

import pytest

from tests.simulator import DescriptionError, Device, Fleet


def load(tmp_path, text: str) -> Fleet:
    path = tmp_path / "fleet.yml"
    path.write_text(text)
    return Fleet.load(path)


def test_the_demo_fleet_is_mixed_and_partly_ill():
    devices = Fleet.load("demo").devices
    assert len(devices) == 16
    assert {device.os for device in devices} == {"ltos", "meinbergos"}
    assert sum(bool(device.states or device.faults) for device in devices) >= 8
    states = {state for device in devices for state in device.states}
    assert {"holdover", "antenna_disconnected", "ptp_stopped", "ntp_unsynchronized", "service_down"} <= states
    assert any(device.tier == "A" for device in devices)
    assert any(device.inventory_password for device in devices)


def test_the_healthy_fleet_is_healthy():
    assert not any(device.states or device.faults for device in Fleet.load("healthy").devices)


@pytest.mark.parametrize(("name", "systems"), [("ltos:7", 1), ("meinbergos:3", 1), ("mixed:20", 2)])
def test_generated_fleets(name, systems):
    fleet = Fleet.load(name)
    assert len(fleet.devices) == int(name.partition(":")[2])
    assert len({device.os for device in fleet.devices}) == systems
    assert fleet == Fleet.load(name)


def test_a_fleet_file(tmp_path):
    (tmp_path / "answer.json").write_text(json.dumps({"data": {}}))
    fleet = load(
        tmp_path,
        """
        base: 127.40.0.254
        tls: false
        latency: 0.5
        devices:
          - {name: "rack-{n:02d}", count: 3, os: meinbergos, states: [holdover]}
          - {name: plain, count: 2, latency: 0}
          - {name: own, address: 127.50.0.1, port: 8443, tls: true, captured: answer.json}
          - name: faulty
            faults: [silent, {name: status, status: 503, times: 2, path: /api/status}]
        """,
    )
    placed = {device.name: device for device in fleet.placed()}
    assert list(placed) == ["rack-01", "rack-02", "rack-03", "plain-1", "plain-2", "own", "faulty"]
    assert [device.address for device in placed.values()][:3] == ["127.40.0.254", "127.40.1.1", "127.40.1.2"]
    assert (placed["rack-01"].latency, placed["plain-1"].latency) == (0.5, 0)
    assert (placed["own"].address, placed["own"].port, placed["own"].tls) == ("127.50.0.1", 8443, True)
    assert placed["own"].captured == {"/api/status": {"data": {}}}
    assert placed["faulty"].faults[1].parameter("status") == 503
    assert placed["faulty"].tls is False


def test_addresses_are_not_given_twice():
    fleet = Fleet.of(Device("a"), Device("b", address="127.41.0.1"), Device("c"), base="127.41.0.1")
    assert [device.address for device in fleet.placed()] == ["127.41.0.2", "127.41.0.1", "127.41.0.3"]


def test_all_on_one_address():
    fleet = Fleet.of(Device("a"), Device("b"), base="127.0.0.1", one_address=True, port=8443)
    assert {(device.address, device.port) for device in fleet.placed()} == {("127.0.0.1", 0)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("just text", "is a list of devices"),
        ("{devices: [{nam: x}]}", "did you mean name"),
        ("{devises: [], devices: []}", "did you mean devices"),
        ("- {name: x, states: [antena_disconnected]}", "did you mean antenna_disconnected"),
        ("- {name: x, faults: [reset_mid_bdy]}", "did you mean reset_mid_body"),
        ("- {name: x}\n- {name: x}", "two devices are named x"),
        ("- {name: x, firmware: 7.10}", "put it into quotes"),
        ("- {os: ltos}", "needs a name"),
        ("- {name: 'x{m}', count: 2}", "may hold only"),
        ("- {name: x, count: 0}", "from 1 to 10000"),
        ("- {name: x, count: 2, address: 127.1.1.1}", "can't share"),
        ("- {name: x, captured: nothing.json}", "no captured answer"),
        ("- x", "a device is a mapping"),
        ("{base: 10.0.0.1, devices: []}", "must be an address in 127"),
        ("{base: 127.255.255.254, devices: [{name: a}, {name: b}]}", "no addresses left"),
        ("{tls: maybe, devices: []}", "must be true or false"),
        ("[a: b: c", "fleet.yml"),
    ],
)
def test_mistakes_in_a_fleet_file(tmp_path, text, message):
    with pytest.raises(DescriptionError, match=message):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {name: a}\n- name: b\n  os: ltso\n", "fleet.yml: line 2: unknown os of b 'ltso': did you mean ltos?"),
        ("port: 1\ndevices:\n- {name: a, faults: [slent]}\n", "fleet.yml: line 3: unknown fault 'slent'"),
        ("devices:\n- {name: a}\n- {name: b, model: M601}\n", "fleet.yml: line 3: unknown ltos model of b 'M601'"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path, text, told):
    with pytest.raises(DescriptionError, match=re.escape(told)):
        load(tmp_path, text)


def test_an_unknown_fleet():
    with pytest.raises(DescriptionError, match="did you mean demo"):
        Fleet.load("dem")
    with pytest.raises(DescriptionError, match="no fleet file"):
        Fleet.load("nowhere/fleet.yml")
