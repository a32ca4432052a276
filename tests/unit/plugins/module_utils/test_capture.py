# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real device's answer, served over HTTP: every value in it that the contract names comes out as a fact.

What is expected is worked out here from the captured file itself, with none of the collection's parsers.
"""

from __future__ import annotations

import json
import re

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.gather import gather
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import FACETS
from tests.simulator import Device, Fleet, serve
from tests.tooling.tree import ROOT
from tests.unit.support.ltos_places import NAMED, NOTHING, UNNAMED
from tests.unit.support.options import options

CAPTURE = ROOT.parent / "shared" / "captures" / "ltos-m600.json"
pytestmark = pytest.mark.skipif(not CAPTURE.is_file(), reason=f"there is no ../{CAPTURE.relative_to(ROOT.parent)}")


@pytest.fixture(scope="module")
def capture():
    return json.loads(CAPTURE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def facts(capture):
    device = Device("captured", captured={"/api/status": capture})
    with serve(Fleet.of(device, tls=False)) as running:
        return gather(options(running.devices["captured"]), list(FACETS))


def is_empty(slot):
    """Whether nothing is in a slot; that of a power supply has a module all the same, without a name and a capacity."""
    return "module" not in slot or slot["module"] == {"power-available": False, "power-capacity": 0}


def values(tree, place=""):
    """Each value of the answer with its place. Slots and NTP associations go by their names, other lists by number."""
    if isinstance(tree, list) and tree:
        by_name = place.endswith(("/slots", "/ntp"))
        tree = {member["object-id"] if by_name else str(at): member for at, member in enumerate(tree)}
    if not isinstance(tree, dict):
        yield place, tree
    elif not (re.search("/slots/[^/]+$", place) and is_empty(tree)):
        for name, member in tree.items():
            yield from values(member, f"{place}/{name}" if place else name)


def pattern(place):
    return re.compile(place.replace("<_>", "(?P<snake>[^/]+)").replace("<>", "([^/]+)"))


def expectations(place, value):
    """The facts that stand at a place of the answer, with their values; ``None`` where the contract names none."""
    if any(pattern(unnamed).fullmatch(place) for unnamed in UNNAMED):
        return None
    match, rules = next((match, rules) for named, rules in NAMED.items() if (match := pattern(named).fullmatch(place)))
    names = [name.replace("-", "_") if name == match.groupdict().get("snake") else name for name in match.groups()]
    expected = []
    for facts_, meaning in (rules,) if callable(rules[-1]) else rules:
        paths = facts_.format(*names).split(" ")
        nothing = value is None or value in NOTHING
        meant = [None] * len(paths) if nothing else meaning(value) if len(paths) > 1 else [meaning(value)]
        expected += zip(paths, meant, strict=True)
    return expected


def find(facts, path):
    for step in path.split("."):
        if isinstance(facts, list) and step.isdigit():
            facts = facts[int(step)]
        elif isinstance(facts, list):
            facts = next(record for record in facts if step in (record.get("id"), record.get("name")))
        else:
            facts = facts[step]
    return facts


def test_every_value_that_the_contract_names_is_a_fact(capture, facts):
    checked = 0
    for place, value in values(capture):
        for path, expected in expectations(place, value) or ():
            assert find(facts, path) == expected, place
            checked += 1
    assert checked > 500


ELSEWHERE = re.compile(
    r"device\.(host|port|web_url|vendor|os)"
    r"|status\.receivers\.\w+\.(id|model|serial_number|software_revision)"
    r"|status\.(power_supplies\.\w+\.id|system\.front_leds\.[\w-]+\.name|services\.\w+\.scope)"
    r"|(ntp|ptp)\.running"
)
"""Facts that are the collection's own, names of objects, or told by a value that is another fact too."""


def test_no_fact_comes_from_nowhere(capture, facts):
    told = {path for place, value in values(capture) for path, _value in expectations(place, value) or ()}
    stated = {path for path, value in paths({name: facts[name] for name in ("device", *FACETS)}) if value is not None}
    assert [path for path in sorted(stated - told) if not ELSEWHERE.fullmatch(path)] == []


def paths(facts, place=""):
    """Each fact with its path, as ``find`` takes it."""
    if isinstance(facts, list):
        keyed = re.search(r"(receivers|modules|power_supplies|associations|front_leds)$", place)
        facts = {(member.get("id") or member["name"]) if keyed else str(at): member for at, member in enumerate(facts)}
    if not isinstance(facts, dict):
        yield place, facts
        return
    for name, member in facts.items():
        yield from paths(member, f"{place}.{name}" if place else name)


def test_empty_slots_are_not_listed(capture, facts):
    slots = capture["data"]["chassis0"]["slots"]
    fitted = [slot for slot in slots if not is_empty(slot)]
    occupied = [slot["object-id"] for slot in fitted]
    of_type = {kind: [slot["object-id"] for slot in fitted if slot["slot-type"] == kind] for kind in ("clk", "pwr")}
    assert [module["id"] for module in facts["status"]["modules"]] == occupied
    assert [receiver["id"] for receiver in facts["status"]["receivers"]] == of_type["clk"]
    assert [supply["id"] for supply in facts["status"]["power_supplies"]] == of_type["pwr"]


def test_what_the_device_does_not_have_is_null_or_empty_and_listed(facts):
    assert facts["outputs"] is None
    assert facts["ptp"] == {"running": False, "instances": [], "interfaces": None}
    listed = {fact for note in facts["unavailable"] for fact in note["facts"]}
    assert {"outputs", "ptp.instances", "ptp.interfaces", "status.references"} <= listed


def test_only_what_nobody_understands_is_malformed(facts):
    malformed = [note for note in facts["unavailable"] if note["reason"] == "malformed"]
    assert [note["path"] for note in malformed] == ["/api/status#/data/system/last-config-change"]


def test_the_device_was_asked_once(facts):
    assert facts["http"]["request_count"] == 1
    assert facts["device"]["os"] == "ltos"
