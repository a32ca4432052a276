# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which names stand before something that tells of a device, and which texts are words of the interface."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.words import (
    class_of,
    is_common,
    is_distinctive,
    is_free_text,
    is_technical,
    says_nothing,
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("serial-number", "serial"),
        ("serialNumber", "serial"),
        ("master-serial", "serial"),
        ("hostname", "name"),
        ("hostName", "name"),
        ("current-team-master", "name"),
        ("latitude", "position"),
        ("position-x", "position"),
        ("position", "position"),
        ("contact", "contact"),
        ("sysLocation", "location"),
        ("snmp-community", "secret"),
        ("private-key", "secret"),
        ("certificate", "certificate"),
        ("description", "text"),
        ("slot-position", None),
        ("last-position-update", None),
        ("positionVerified", None),
        ("domainNumber", None),
        ("master-priority", None),
        ("status-peer-configured", None),
        ("keyboard", None),
        ("serialised", None),
        ("name", None),
    ],
)
def test_the_class_that_a_name_gives(name, kind):
    assert class_of(name, ("data", "system")) == kind


@pytest.mark.parametrize("name", ["name", "id", "object-id"])
def test_names_of_other_devices_are_names(name):
    assert class_of(name, ("data", "syncteam", "members")) == "name"
    assert class_of(name, ("data", "modules")) is None


@pytest.mark.parametrize("text", ["", " - ", "N/A", "never", "unknown", "localhost", "ref_1", "sys", "********"])
def test_some_texts_say_nothing(text):
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["gps", "ntp", "lan0", "synchronized", "clk1-gps", "isRunning"])
def test_words_of_the_interface_mean_nothing_elsewhere(text):
    assert is_common(text)
    assert not is_distinctive(text)


@pytest.mark.parametrize("text", ["berlin-3", "mbg1", "ntp1.example.com", "0123456789", "46.951", "Ümlaut"])
def test_other_texts_mean_the_device_wherever_they_stand(text):
    assert is_distinctive(text)


@pytest.mark.parametrize("text", ["ab3", "1234", "00000", "12.5", "", "x"])
def test_short_texts_do_not(text):
    assert not is_distinctive(text)


def test_sentences_under_unknown_names_may_be_somebody_s_own():
    assert is_free_text("hint", "ring 2 at the harbour")
    assert not is_free_text("version", "no version information")  # a name that the adapters read
    assert not is_free_text("hint", "1.4 us")
    assert not is_free_text("hint", "harbour")


@pytest.mark.parametrize("text", ["1.4 us", "2026-02-11T22:05:01.533Z", "2026.02.11 21:53:08", "-12", "70 %"])
def test_quantities_and_times_are_technical(text):
    assert is_technical(text)


def test_words_are_not_technical():
    assert not is_technical("7 dwarfs and more")
