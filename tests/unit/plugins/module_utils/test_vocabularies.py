# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of the devices, and the collection's words for them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import vocabularies
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed

WORDS = {
    "SYNC_STATE": {
        "synchronized": "synchronized", "notSync": "not_synchronized", "not-synchronized": "not_synchronized",
        "freeRun": "free_run", "inHoldover": "holdover", "unknown": "unknown", " Synchronised ": "synchronized",
    },
    "SIGNAL_SOURCE": {
        "gps": "gnss", "gns": "gnss", "pzf": "long_wave", "DCF77": "long_wave",
        "dcf77-pzf-receiver": "long_wave", "msf-receiver": "long_wave", "WWVB": "long_wave", "am": "long_wave",
        "10mhz-freqin": "frequency",
        "mrs-ptp": "ptp", "internalOscillator": "internal_oscillator", "irig": "timecode", "1PPS": "pps", "ntp": "ntp",
    },
    "OSCILLATOR": {"ocxo-lq": "ocxo_lq", "OCXO HQ": "ocxo_hq", "Rubidium": "rubidium", "ocxo-xhq": "ocxo_xhq"},
    "RECEIVER_STATE": {
        "coldBoot": "cold_boot", "warm-boot": "warm_boot", "antennaShortCircuit": "antenna_short_circuit",
        "waitingForData": "waiting_for_data", "noData": "no_data", "antenna faulty": "antenna_disconnected",
    },
    "GNSS_SYSTEM": {"GPS": "gps", "BeiDou": "beidou", "GLONASS": "glonass", "egnos": "sbas"},
    "NTP_STATE": {"init": "init", "sync": "synchronized", "notSync": "not_synchronized", "stopped": "stopped"},
    "LEAP_INDICATOR": {
        "none": "none", "addSecond": "add_second", "add-sec": "add_second", "del-sec": "delete_second",
        0: "none", "1": "add_second", 2: "delete_second", "3": "alarm",
    },
    "NTP_SELECTION": {
        "falsetick": "false_tick", "sys-peer": "sys_peer", "pps-peer": "pps_peer", "outlyer": "outlier",
    },
    "PTP_PORT_STATE": {"preMaster": "pre_master", 9: "slave", "0": "uninitialized", "0x06": "master"},
    "PTP_DELAY_MECHANISM": {"E2E": "e2e", 2: "p2p", "0xfe": "none", "endToEnd": "e2e", 254: "none"},
    "PTP_TIME_SOURCE": {"gps": "gnss", 32: "gnss", "0x20": "gnss", "160": "internal_oscillator", "handSet": "hand_set"},
    "EVENT_SEVERITY": {"critical": "critical", "Info": "info"},
    "OUTPUT_SIGNAL": {"1PPS": "pps", "10MHz": "frequency", "fibre": "fiber", "IRIG": "timecode", "PP": "pulse"},
    "DUPLEX": {"full": "full", "half": "half"},
    "FAMILY": {"ipv4": "ipv4", "inet6": "ipv6"},
    "ADDRESS_METHOD": {"static": "static", "DHCPv6": "dhcp", "slaac": "autoconf"},
}  # fmt: skip
ALL = [(name, written, word) for name, words in WORDS.items() for written, word in words.items()]


@pytest.mark.parametrize(("name", "written", "word"), ALL)
def test_a_devices_word_becomes_the_collections(name, written, word):
    assert getattr(vocabularies, name)(written) == word


@pytest.mark.parametrize("name", WORDS)
def test_the_collections_own_words_stay(name):
    vocabulary = getattr(vocabularies, name)
    assert [vocabulary(word) for word in vocabulary.names] == list(vocabulary.names)


@pytest.mark.parametrize("name", WORDS)
def test_a_word_that_is_not_known_is_kept(name):
    assert getattr(vocabularies, name)(" someNew-Word") == "some_new_word"


@pytest.mark.parametrize("nothing", [None, "", " ", "-", "N/A", "never"])
@pytest.mark.parametrize("name", WORDS)
def test_nothing_is_null(name, nothing):
    assert getattr(vocabularies, name)(nothing) is None


@pytest.mark.parametrize("name", sorted(WORDS.keys() - {"SYNC_STATE"}))
def test_unknown_is_a_word_of_the_synchronisation_alone(name):
    assert getattr(vocabularies, name)("unknown") is None


@pytest.mark.parametrize("written", [True, [], {}, Decimal("1.0")])
@pytest.mark.parametrize("name", WORDS)
def test_what_is_no_word_is_malformed(name, written):
    with pytest.raises(Malformed):
        getattr(vocabularies, name)(written)


@pytest.mark.parametrize("written", [4, "17", "0x99", -1, "1e3"])
@pytest.mark.parametrize("name", ["LEAP_INDICATOR", "PTP_TIME_SOURCE"])
def test_a_code_that_is_not_known_is_malformed(name, written):
    with pytest.raises(Malformed):
        getattr(vocabularies, name)(written)


@pytest.mark.parametrize("written", ["9" * 5000, "0x" + "f" * 5000, "0xzz"])
def test_a_code_without_end_is_a_word(written):
    assert vocabularies.PTP_PORT_STATE(written) == written


@pytest.mark.parametrize(
    ("state", "synchronized"),
    [
        ("synchronized", True),
        ("holdover", False),
        ("free_run", False),
        ("not_synchronized", False),
        ("unknown", None),
        ("some_new_word", None),
        (None, None),
    ],
)
def test_only_a_known_state_tells_whether_it_is_synchronized(state, synchronized):
    assert vocabularies.is_synchronized(state) is synchronized


@pytest.mark.parametrize(
    ("identifier", "signal"),
    [
        ("clk1-gnss", "gnss"),
        ("clk1-gps", "gnss"),
        ("ptp-0", "ptp"),
        ("clk2-freq", "frequency"),
        ("internalOscillator", "internal_oscillator"),
        ("clk1", None),
        ("unknown", None),
        ("", None),
        (None, None),
    ],
)
def test_the_signal_that_an_identifier_names(identifier, signal):
    assert vocabularies.signal_in(identifier) == signal


@pytest.mark.parametrize(
    ("written", "warm", "selected"),
    [
        ("warmed-up", True, None),
        ("warming-up", False, None),
        ("selected", None, True),
        ("not-selected ", None, False),
        (True, True, True),
        ("N/A", None, None),
    ],
)
def test_words_that_say_yes_or_no(written, warm, selected):
    for parse, value in ((vocabularies.WARMED_UP, warm), (vocabularies.SELECTED, selected)):
        if value is None and written not in ("N/A",):
            with pytest.raises(Malformed):
                parse(written)
        else:
            assert parse(written) is value


@pytest.mark.parametrize("written", [0, 1, "yes", "perhaps", []])
def test_a_word_that_says_neither_is_malformed(written):
    with pytest.raises(Malformed):
        vocabularies.WARMED_UP(written)
