# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The NTP services of 1,000 devices are asked at the same time, by the controller and in one thread."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.probe_arguments import NTP_PROBE
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ntp_probe import run
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.measured import differences
from tests.simulator import Device, Fleet, serve

COUNT, SAMPLES = 1000, 4
TASK_S = 30
"""Seconds within which all of them are asked: the samples alone take 6 s, as far apart as rate limits want them."""
AHEAD_S = 1
"""One device serves a time that is so far ahead."""
SILENT = 20
"""So many devices do not answer."""


def _device(number: int) -> Device:
    wire = {"offset": AHEAD_S} if number == 0 else {"silent": True} if number <= SILENT else None
    return Device(f"device-{number:04d}", ("ltos", "meinbergos")[number % 2], ntp_wire=wire)


@pytest.fixture(scope="module")
def asked():
    fleet = Fleet.of(*map(_device, range(COUNT)), base="127.90.0.1", tls=False, ntp_port=0)
    with serve(fleet) as running:
        options = {name: details.get("default") for name, details in NTP_PROBE.items()}
        addresses = [host.address for host in running.devices.values()]
        wanted = {"hosts": addresses, "port": running.ntp_port, "samples": SAMPLES, "mode6": True}
        threads, before = threading.active_count(), time.monotonic()
        found = run({**options, **wanted})["ntp_probes"]
        took, more = time.monotonic() - before, threading.active_count() - threads
    return addresses, found, took, more


def test_all_of_them_are_asked_in_time(asked):
    addresses, found, took, more = asked
    print(f"{COUNT} NTP services, {SAMPLES} samples each: {took:.1f} s")
    assert list(found) == addresses
    assert (took < TASK_S, more) == (True, 0)


def test_who_answers_has_all_samples_and_who_does_not_has_an_error(asked):
    addresses, found, _took, _more = asked
    answered = {address for address, answer in found.items() if "error" not in answer}
    assert answered == {addresses[0], *addresses[SILENT + 1 :]}
    assert {found[address]["summary"]["answered"] for address in answered} == {SAMPLES}
    assert {found[address]["error"]["kind"] for address in addresses[1 : SILENT + 1]} == {"timeout"}


def test_the_one_that_is_wrong_is_found_among_them(asked):
    addresses, found, _took, _more = asked
    compared = differences({"probe": "controller", "ntp": found})
    assert len(compared) == COUNT - SILENT
    assert [one.address for one in compared if one.beyond(AHEAD_S * 1e9 / 2)] == [addresses[0]]
