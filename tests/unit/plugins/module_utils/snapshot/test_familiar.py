# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which texts a reader of a snapshot is spared, and that this spares no text its redaction."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.familiar import is_familiar
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.redact import redact
from tests.unit.support.reading import decoded, every_device

PATH = "/api/status"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ntp-offset-limit-exceeded", "object-id"),
        ("refclock-2-not-sync", "object-id"),
        ("snmp", "object-id"),
        ("iec61850", "object-id"),
        ("nmea-rmc", "description"),
        ("psu", "model"),
        ("M3000", "model"),
        ("fw_7.10.003", "object-id"),
        ("LANTIME REST API V21.10.021", "API Version"),
        ("252160 kB total memory, 5043 kB free (1 %)", "memory"),
        ("11111111 [377]", "poll-status"),
        ("not-sync", "ntp-status"),
        ("warming-up", "oscillator"),
        ("e2e", "delayMechanism"),
        ("clk1-freq", "id"),
        ("io1-1", "id"),
        ("cyclicPulse", "mode"),
    ],
)
def test_words_of_the_interface_and_the_vendor_are_known(text, name):
    assert is_familiar(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("acme", "object-id"),
        ("acme-ntp", "id"),
        ("acme1-ntp", "id"),
        ("ntp-acme", "mode"),
        ("snmp-acme", "object-id"),
        ("refclock-acme-sync", "object-id"),
        ("web-Ä", "object-id"),
        ("Берлин", "zone"),
        ("252160 kB total memory, 5043 kB free (1 %) acme", "memory"),
        ("11111111 [377] acme", "poll-status"),
        ("acme", "delayMechanism"),
        ("acme", "oscillator"),
        ("M300012", "model"),
        ("pp-123", "id"),
        ("fw_7.10.003-acme", "object-id"),
    ],
)
def test_what_somebody_may_have_written_is_not(text, name):
    assert not is_familiar(text, name)


@pytest.mark.parametrize("word", ["web", "snmp", "low-system-resources", "M300", "clk1-freq"])
@pytest.mark.parametrize("name", ["hostname", "location", "contact", "password", "serial-number"])
def test_a_known_word_is_redacted_all_the_same(word, name):
    found = redact({PATH: {name: word}})
    assert word not in found.answers[PATH].values()
    assert found.manifest["kept_texts"] == []


@pytest.mark.parametrize("word", ["snmp", "low-system-resources", "M300"])
def test_a_known_word_that_was_redacted_is_looked_for_everywhere(word):
    found = redact({PATH: {"hostname": word, "other": f"at {word}", "object-id": word}}).answers[PATH]
    assert found == {"hostname": "name-1", "other": "text-1", "object-id": "name-1"}


@pytest.mark.parametrize("device", every_device(), ids=lambda device: device.name)
def test_few_texts_of_a_device_are_to_be_read_and_a_strange_one_comes_first(device):
    answers = decoded(device)
    assert len(redact(answers).manifest["kept_texts"]) <= 10
    path = min(answers)
    found = redact({**answers, path: {**answers[path], "zone": "acme"}}).manifest["kept_texts"]
    assert found[0] == {"text": "acme", "occurrences": 1, "places": [f"{path}#/zone"]}
