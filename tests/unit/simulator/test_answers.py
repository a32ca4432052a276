# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What simulated devices answer: well formed, the same each time, and every state visible."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from tests.simulator import STATES, DescriptionError, Device, answers
from tests.simulator.answers import templates
from tests.simulator.fleet import FIRMWARES
from tests.simulator.meinbergos import TIER_A
from tests.simulator.models import MODELS
from tests.simulator.ptp import kebab
from tests.simulator.states import situation

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=timezone.utc)
ALL = [
    Device(f"{system}-{model}-{firmware}", system, model=model, firmware=firmware)
    for system, models in MODELS.items()
    for model in models
    for firmware in FIRMWARES[system]
]


def status(device: Device) -> dict:
    return answers(device)["/api/status"]["data"]


def state(device: Device, path: str) -> dict:
    return answers(device)[f"/api/state/{path}"]["data"]


@pytest.mark.parametrize("device", ALL, ids=lambda device: device.name)
def test_answers_are_json_without_nan_and_repeatable(device):
    trees = answers(device)
    assert trees == answers(device)
    assert json.loads(json.dumps(trees, allow_nan=False)) == trees
    assert "@@" not in json.dumps(trees)


@pytest.mark.parametrize("device", ALL, ids=lambda device: device.name)
def test_prepared_bytes_say_the_same_at_a_frozen_instant(device):
    prepared = {path: json.loads(template.render()) for path, template in templates(device, NOON).items()}
    assert prepared == answers(device, NOON)


@pytest.mark.parametrize("device", ALL, ids=lambda device: device.name)
def test_live_times_are_now(device):
    text = b"".join(template.render() for template in templates(device).values())
    assert b"@@" not in text
    assert datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:").encode() in text


@pytest.mark.parametrize(
    ("system", "name"), [(system, name) for name in STATES for system in STATES[name].systems if name != "synchronized"]
)
def test_each_state_shows(system, name):
    # With two instances a stopped or a slave one shows beside the others.
    assert answers(Device("x", system, states=(name,))) != answers(Device("x", system))


def test_synchronized_is_the_state_of_a_device_without_states():
    assert answers(Device("x", states=("synchronized",))) == answers(Device("x"))


def test_holdover_shows_throughout_ltos():
    data = status(Device("x", model="M1000", states=("holdover",)))
    sync = data["system"]["sync-status"]
    assert sync["clock-status"]["clock"] == "holdover"
    assert sync["holdover-status"]["time-elapsed"] > 0
    assert sync["est-time-quality"] == "less-than-2500ns"
    assert data["system"]["front-leds"]["led-ref-time"]["current-color"] == "red"
    assert data["ntp"][0]["rootdisp"] > 0.01
    active = {event["object-id"] for event in data["notification"]["events"] if event["triggered"]}
    assert "refclock-1-not-sync" in active
    assert "refclock-1-sync" not in active
    instance = next(slot["module"]["ptp"] for slot in data["chassis0"]["slots"] if "ptp" in slot.get("module", {}))
    assert instance["instances"][0]["default-dataset"]["clock-class"] == 7


def test_holdover_shows_throughout_meinbergos():
    device = Device("x", "meinbergos", states=("holdover",))
    assert state(device, "references/global")["clockState"] == "holdover"
    assert state(device, "references/global")["holdoverTime"] == "5400 sec"
    assert state(device, "references")["master"]["status"]["inHoldoverAfterSync"] is True
    assert state(device, "ptp")["instances"][0]["defaultDataset"]["clockClass"] == 7
    assert not any(source["state"]["isMaster"] for source in state(device, "references")["sources"])


@pytest.mark.parametrize(
    ("name", "connected", "shorted"), [("disconnected", False, False), ("short_circuit", True, True)]
)
def test_antenna_states(name, connected, shorted):
    ltos = status(Device("x", states=(f"antenna_{name}",)))
    assert ltos["system"]["sync-status"]["clock-status"]["antenna"] == name.replace("_", "-")
    module = next(slot["module"] for slot in ltos["chassis0"]["slots"] if slot["object-id"] == "clk1")
    assert module["grc"]["antenna"] == {"connected": connected, "short-circuit": shorted}
    assert module["satellites"]["satellites-in-view"] == 0
    device = Device("x", "meinbergos", states=(f"antenna_{name}",))
    assert state(device, "modules/clk1")["receiver"]["antenna"]["isConnected"] is connected
    assert state(device, "references/master")["status"]["antennaShortCircuit"] is shorted


def test_the_second_receiver_takes_over():
    data = status(Device("x", states=("receiver_switched",)))
    assert data["system"]["sync-status"]["reference"].startswith("clk2")
    assert data["system"]["sync-status"]["clock-idx"] == 1
    master = state(Device("x", "meinbergos", states=("receiver_switched",)), "references")["master"]
    assert (master["source"], master["syncState"]) == ("clk2-gnss", "synchronized")


def test_ntp_states():
    assert status(Device("x", states=("service_down",)))["ntp"] == []
    local = status(Device("x", states=("ntp_unsynchronized",)))["ntp"][0]
    assert (local["stratum"], local["refid"]) == (12, "LOCL")
    device = Device("x", "meinbergos", states=("ntp_unsynchronized",))
    assert state(device, "ntp")["system"]["stratum"] == 16
    assert state(Device("x", "meinbergos", states=("service_down",)), "ntp")["state"] == "stopped"


def test_ptp_states():
    stopped = state(Device("x", "meinbergos", states=("ptp_stopped",)), "ptp")["instances"]
    assert [item["isRunning"] for item in stopped] == [False, False]
    assert state(Device("x", "meinbergos", states=("ptp_multi",)), "ptp")["instances"][2]["defaultDataset"][
        "isSlaveOnly"
    ]
    names = [
        slot["module"] for slot in status(Device("x", states=("ptp_stopped",)))["chassis0"]["slots"] if "module" in slot
    ]
    assert sum("ptp" in module for module in names) == 1


def test_the_worse_clock_wins_whatever_the_order():
    assert situation(["free_run", "holdover"]).clock == situation(["holdover", "free_run"]).clock == "free_run"
    assert situation(["free_run", "antenna_disconnected"]).antenna == "disconnected"
    assert situation(["service_down", "cold_boot"]).ntp == "stopped"


def test_a_device_without_receiver_runs_free():
    assert (
        status(Device("x", receivers=("none",)))["system"]["sync-status"]["clock-status"]["clock"] == "not-synchronized"
    )
    assert state(Device("x", "meinbergos", receivers=("none",)), "references/global")["clockState"] == "freeRun"


def test_ntp_status_words_fit_the_flags():
    system, reference = status(Device("x", states=("leap_announced",)))["ntp"][:2]
    word = int(system["status"], 16)
    assert (word >> 14, word >> 8 & 0x3F, word >> 4 & 15) == (1, 4, system["status-sys-event-counter"])
    assert system["leapsec"] == "202607010000"
    word = int(reference["status"], 16)
    assert word >> 8 == 0x97
    assert reference["poll-status"] == "11111111 [377]"


def test_tier_a_knows_three_paths_and_no_inferred_field():
    trees = answers(Device("x", "meinbergos", tier="A"))
    assert sorted(trees) == sorted(TIER_A)
    assert sorted(trees["/api/state/modules/clk1"]["data"]) == ["receiver"]
    assert sorted(trees["/api/state/modules/clk1"]["data"]["receiver"]) == ["antenna", "satellites", "time"]
    names = {"alias", "isRunning", "virtualInterface", "defaultDataset", "packetCounters"}
    assert set(trees["/api/state/ptp"]["data"]["instances"][0]) == names


def test_parents_hold_their_children_or_are_not_there():
    trees = answers(Device("x", "meinbergos", model="microSync RX302"))
    for parent in ("references", "modules"):
        for name, child in trees[f"/api/state/{parent}"]["data"].items():
            assert trees[f"/api/state/{parent}/{name}"]["data"] == child
    leaves = answers(Device("x", "meinbergos", model="microSync RX302", parents=False))
    assert set(trees) - set(leaves) == {"/api/state/references", "/api/state/modules"}
    assert "/api/state" not in trees
    whole = answers(Device("x", "meinbergos", whole=True))["/api/state"]["data"]
    assert sorted(whole) == ["modules", "ntp", "outputs", "ptp", "references", "system"]


def test_old_ltos_writes_in_other_ways():
    text = json.dumps(answers(Device("x", firmware="7.06.014-light"))["/api/status"])
    assert "fw_7.06.014-light" in text
    assert '  "' in text
    new = answers(Device("x", firmware="7.10.012"))["/api/status"]["data"]
    assert set(answers(Device("x", quirks=("missing_objects",)))["/api/status"]["data"]) <= set(new)


def test_a_long_wave_receiver_has_no_satellites():
    slots = status(Device("x", receivers=("dcf77",)))["chassis0"]["slots"]
    module = next(slot["module"] for slot in slots if slot["object-id"] == "clk1")
    assert "satellites" not in module
    assert module["dcf77"]["correlation"] > 50


def test_the_clock_offset_moves_every_time():
    ahead = answers(Device("x", clock_offset=86_400.0))["/api/status"]
    assert ahead["system-information"]["time-stamp"] == "2026-03-18T09:30:00"
    assert ahead["data"]["system"]["current-time"].startswith("2026-03-18T09:30:00.")
    assert ahead["data"]["system"]["uptime"] == Device("x").identity.uptime


def test_kebab_case():
    names = {"clockID": 1, "isPTPTimescale": 2, "currentTimeNs": 3, "isLeap59": 4, "isUTCOffsetValid": 5}
    assert list(kebab(names)) == ["clock-id", "is-ptp-timescale", "current-time-ns", "is-leap59", "is-utc-offset-valid"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"os": "ltoss"}, "did you mean ltos"),
        ({"model": "M6000"}, "did you mean M600"),
        ({"states": ["holdovr"]}, "did you mean holdover"),
        ({"states": "holdover"}, "must be a list"),
        ({"os": "meinbergos", "states": ["psu_failed"]}, "shows nowhere on meinbergos"),
        ({"receivers": ["grcc"]}, "did you mean grc"),
        ({"firmware": "2024.05.2"}, "no firmware of ltos"),
        ({"address": "192.0.2.1"}, "must be in 127.0.0.0/8"),
        ({"faults": ["silnt"]}, "did you mean silent"),
        ({"faults": [{"name": "status", "statuss": 503}]}, "did you mean status"),
        ({"faults": [{"name": "refused", "path": "/api/status"}]}, "no path"),
        ({"faults": [{"name": "missing"}]}, "needs a place"),
        ({"port": True}, "must be a number"),
        ({"tls": "yes"}, "must be true or false"),
        ({"oscillator": "quartz"}, "unknown oscillator"),
    ],
)
def test_wrong_descriptions_are_refused(values, message):
    with pytest.raises(DescriptionError, match=message):
        Device("x", **values)
