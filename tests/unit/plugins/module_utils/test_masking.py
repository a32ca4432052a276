# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts that repeat the credentials are null and listed, whichever way a module runs."""

from __future__ import annotations

import json

from ansible_collections.timesync.meinberg.plugins.module_utils.credentials import Credentials
from ansible_collections.timesync.meinberg.plugins.module_utils.masking import as_ansible_masks, without_masked
from ansible_collections.timesync.meinberg.plugins.module_utils.texts import is_masked
from tests.simulator import Device
from tests.unit.support.reading import decoded, read

RESULT = {
    "device": {"host": "a", "serial_number": "030214000017", "firmware": {"installed": [{"id": "x"}, {"id": "s-pw"}]}},
    "http": {"request_count": 12345678, "tls": None},
    "ntp": {"running": True},
    "unavailable": [{"facet": "ntp", "path": "p", "reason": "malformed", "facts": ["ntp.state"]}],
}


def masked(fact):
    return {"facet": fact.partition(".")[0], "path": fact, "reason": "masked", "facts": [fact]}


def test_what_ansible_would_mask_is_null_and_listed():
    found = as_ansible_masks(RESULT, ["030214000017", "s-pw", "345678", ""])
    assert found == {
        "device": {"host": "a", "serial_number": None, "firmware": {"installed": [{"id": "x"}, {"id": None}]}},
        "http": {"request_count": None, "tls": None},
        "ntp": {"running": True},
        "unavailable": [
            *RESULT["unavailable"],
            *map(masked, ("device.serial_number", "device.firmware.installed.id", "http.request_count")),
        ],
    }
    inside = as_ansible_masks({"changed": False, "ansible_facts": {"meinberg": RESULT}}, ["030214000017"])
    assert inside["ansible_facts"]["meinberg"]["device"]["serial_number"] is None


def test_all_else_stays_as_it_is():
    assert as_ansible_masks(RESULT, ["other", ""]) == RESULT
    failed = {"failed": True, "msg": "secret"}
    assert as_ansible_masks(failed, ["secret"]) == failed
    assert without_masked(RESULT, is_masked, ["device", "http", "none"]) is RESULT


def test_a_device_whose_texts_equal_its_password_has_no_asterisks_in_its_facts():
    for system, place in (("ltos", "device.serial_number"), ("meinbergos", "status.receivers.id")):
        device = Device("a", system)
        answers = decoded(device)
        facts, _unavailable = read(system, answers)
        password = facts["device"]["serial_number"] if system == "ltos" else "clk1"
        hiding = Credentials("u", password.rjust(8, "0"), None, "basic")
        replaced = json.loads(json.dumps(answers, default=float).replace(f'"{password}"', f'"{password:0>8}"'))
        facts, unavailable = read(system, {path: hiding.masked(answer) for path, answer in replaced.items()})
        assert "***" not in json.dumps(facts)
        assert place in [fact for note in unavailable if note["reason"] == "masked" for fact in note["facts"]]
