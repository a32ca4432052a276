# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One shape for the facts of every device in every state."""

from __future__ import annotations

import json
import re

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import ForbiddenError
from ansible_collections.timesync.meinberg.plugins.module_utils.ltos import adapter as ltos
from ansible_collections.timesync.meinberg.plugins.module_utils.meinbergos import adapter as meinbergos
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import DEVICE, FACETS, complete
from tests.simulator import Device
from tests.unit.support.conformity import misfits
from tests.unit.support.reading import ADAPTERS, decoded, every_device, leaves, read

DEVICES = every_device()
SHAPES = {"device": DEVICE, **FACETS}

SIGNALS = "gnss long_wave ptp ntp pps frequency timecode internal_oscillator other"
OSCILLATORS = "tcxo ocxo_lq ocxo_sq ocxo_mq ocxo_hq ocxo_dhq rubidium cesium"
VOCABULARIES = {
    "device.os": "meinbergos ltos",
    "device.firmware.edition": "light",
    "status.sync.state": "synchronized holdover free_run not_synchronized unknown",
    "status.sync.source_type": SIGNALS,
    "status.sync.oscillator.type": OSCILLATORS,
    "status.sync.leap_second.kind": "insert delete",
    "status.receivers.*.kind": "gnss long_wave timecode other",
    "status.receivers.*.state": "no_data waiting_for_data antenna_short_circuit antenna_disconnected cold_boot "
    "warm_boot tracking synchronized",
    "status.receivers.*.oscillator.type": OSCILLATORS,
    "status.receivers.*.leap_second.kind": "insert delete",
    "status.receivers.*.satellites.systems.*.system": "gps galileo glonass beidou qzss navic sbas",
    "status.references.*.signal": SIGNALS,
    "status.network.ports.*.duplex": "full half",
    "status.network.interfaces.*.addresses.*.family": "ipv4 ipv6",
    "status.network.interfaces.*.addresses.*.method": "static dhcp autoconf other",
    "status.services.*.scope": "network global",
    "status.events.*.severity": "info action warning error critical",
    "ntp.state": "init synchronized not_synchronized stopped",
    "ntp.system.leap_indicator": "none add_second delete_second alarm",
    "ntp.associations.*.leap_indicator": "none add_second delete_second alarm",
    "ntp.associations.*.kind": "reference_clock peer",
    "ntp.associations.*.selection": "reject false_tick excess outlier candidate backup sys_peer pps_peer",
    "ptp.instances.*.ports.*.state": "uninitialized initializing faulty disabled listening pre_master master passive "
    "uncalibrated slave",
    "ptp.instances.*.ports.*.delay_mechanism": "e2e p2p common_p2p special none",
    "ptp.instances.*.time_properties_ds.time_source": "atomic_clock gnss terrestrial_radio serial_time_code ptp ntp "
    "hand_set other internal_oscillator",
    "outputs.*.signal": "pps frequency pulse timecode serial fiber other",
}
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"
FORMS = {
    r".*\.(clock_identity|grandmaster_identity)": r"[0-9a-f]{6}\.[0-9a-f]{4}\.[0-9a-f]{6}",
    r".*\.port_identity": r"[0-9a-f]{6}\.[0-9a-f]{4}\.[0-9a-f]{6}-\d+",
    r".*clock_accuracy": r"0x[0-9a-f]{2}",
    r".*(time|time_stamp|updated|last_triggered|last_started|last_ended|expires)": TIME,
    r"status\.sync\.leap_second\.date": r"\d{4}-\d\d-\d\d",
    r".*mac_address": r"([0-9a-f]{2}:){5}[0-9a-f]{2}",
    r"device\.firmware\.(version|selected)": r"\d+\.\d+\.\d+(-[\w-]+)?|osv",
}


@pytest.fixture(scope="module", params=DEVICES, ids=lambda device: device.name)
def device(request):
    return request.param


@pytest.fixture(scope="module")
def facts(device):
    return read(device.os, decoded(device))[0]


def test_facts_have_the_shape_to_the_last_name_and_type(facts):
    wrong = [text for name, part in facts.items() if part is not None for text in misfits(SHAPES[name], part, name)]
    assert wrong == []
    assert json.loads(json.dumps(facts)) == facts


def test_fields_with_a_vocabulary_hold_its_words(device, facts):
    for place, value in leaves(facts):
        place = re.sub(r"^status\.services\.\w+", "status.services.*", place)
        if value is not None and place in VOCABULARIES and (device.name, value) != ("no-receiver", "none"):
            assert value in VOCABULARIES[place].split(), place


def test_identities_and_times_are_written_in_one_form(facts):
    for place, value in leaves(facts):
        for places, form in FORMS.items():
            if isinstance(value, str) and re.fullmatch(places, place):
                assert re.fullmatch(form, value), place


def test_what_a_system_does_not_offer_is_null(device, facts):
    for facet, offered_not in ADAPTERS[device.os].NOT_OFFERED.items():
        for path in offered_not:
            value = facts
            for step in path.split("."):
                value = value[step]
            assert value is None or not [leaf for _place, leaf in leaves(value) if leaf is not None], path
            assert path.startswith(f"{facet}.")


def test_each_vocabulary_is_spoken_by_some_device():
    heard = {
        re.sub(r"^status\.services\.\w+", "status.services.*", place)
        for device in DEVICES
        for place, value in leaves(read(device.os, decoded(device))[0])
        if value is not None
    }
    assert VOCABULARIES.keys() - heard == {"device.os"}


def names(value):
    """The places of a facet's names, whatever stands there."""
    if isinstance(value, dict):
        return {name for key, member in value.items() for name in ({key} | {f"{key}.{sub}" for sub in names(member)})}
    if isinstance(value, list):
        return {f"*.{sub}" for element in value for sub in names(element)}
    return set()


def test_both_systems_give_the_same_names():
    def of(system):
        found = set()
        for device in DEVICES:
            if device.os == system:
                facts, _unavailable = read(system, decoded(device))
                found |= names({name: facts[name] for name in ("device", "ntp", "ptp")})
                found |= names(
                    {"status": {**facts["status"], "services": None, "sync_team": None, "sync_monitor": None}}
                )
        return found

    lists = ("installed", "packages", "storage", "front_leds", "systems", "references", "power_supplies", "ports",
             "interfaces", "addresses", "events")  # fmt: skip
    different = of("ltos") ^ of("meinbergos")
    assert {name for name in different if not any(f"{part}.*" in name for part in lists)} == set()


MISSING_OF = Device("whole", "meinbergos", model="microSync RX302", states=("leap_announced",))


@pytest.mark.parametrize("path", sorted(meinbergos.MISSING))
def test_facts_that_are_said_to_be_missing_with_a_path_are_null_without_it(path):
    answers = decoded(MISSING_OF)
    children = [other for other in answers if other.startswith(f"{path}/")]
    if path in (meinbergos.IO, meinbergos.OUTPUTS):
        children = [meinbergos.IO, meinbergos.OUTPUTS, meinbergos.MODULES]
    if path in (meinbergos.GLOBAL, meinbergos.RECEIVER_1, meinbergos.RECEIVER_2):
        children = [path.rpartition("/")[0]]
    refused = ForbiddenError("no right", status_code=403)
    facts, unavailable = read("meinbergos", {**answers, **dict.fromkeys([path, *children], refused)})
    noted = {fact for note in unavailable if note["path"] == path for fact in note["facts"]}
    expected = {fact for of_facet in meinbergos.MISSING[path].values() for fact in of_facet}
    if path in (meinbergos.RECEIVER_1, meinbergos.RECEIVER_2):
        assert noted == {"status.receivers"}
        return
    if path == meinbergos.MODULES:
        facts["outputs"] = None
    assert noted >= expected - {"outputs"}
    for fact in expected:
        value = facts
        for step in fact.split("."):
            value = value[step]
        assert [leaf for _place, leaf in leaves(value) if leaf is not None] == [], fact


@pytest.mark.parametrize(
    "device", [device for device in DEVICES if device.os == "ltos"][:3], ids=lambda device: device.name
)
def test_not_offered_names_are_names_of_the_shape(device):
    facts = read(device.os, decoded(device))[0]
    for adapter in (ltos, meinbergos):
        for paths in adapter.NOT_OFFERED.values():
            for path in paths:
                value = facts
                for step in path.split("."):
                    assert step in value, path
                    value = value[step]


class TestComplete:
    SHAPE = {
        "a": str,
        "b": {"c": int, "d": [{"e": bool}]},
        "f?": {"g": int},
        "h?": {"*": {"i": int}},
        "j": [str],
    }
    NULLS = {"a": None, "b": {"c": None, "d": None}, "f": None, "h": None, "j": None}

    @pytest.mark.parametrize("facts", [None, {}, {"b": None}, {"b": {}}, {"f": None, "h": None, "j": None}])
    def test_every_name_has_its_place(self, facts):
        assert complete(self.SHAPE, facts) == self.NULLS

    def test_what_is_there_stays(self):
        facts = {"a": "", "b": {"c": 0, "d": [{"e": False}, {}]}, "f": {}, "h": {"x": {}, "y": {"i": 1}}, "j": []}
        assert complete(self.SHAPE, facts) == {
            "a": "",
            "b": {"c": 0, "d": [{"e": False}, {"e": None}]},
            "f": {"g": None},
            "h": {"x": {"i": None}, "y": {"i": 1}},
            "j": [],
        }

    @pytest.mark.parametrize("facts", [{"z": 1}, {"b": {"z": 1}}, {"b": {"d": [{"z": 1}]}}, {"f": {"z": 1}}])
    def test_a_name_outside_the_shape_is_a_programming_error(self, facts):
        with pytest.raises(KeyError, match="outside the shape"):
            complete(self.SHAPE, facts)
