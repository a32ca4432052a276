# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the texts that stay are the vendor's own, so that nobody need read them.

Only the list for reading goes by this. What is redacted does not: a host called ``web`` is redacted all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..quantities import Malformed, snake
from ..vocabularies import OUTPUT_SIGNAL, SIGNAL_SOURCE, Vocabulary
from .words import KNOWN_KEYS, TABLES, is_common, is_technical

_NUMBER = re.compile(r"\d{1,4}")
_PARTS = re.compile(r"[a-z]+|\d+")

# What no table names, since the facts keep it as it is written: in lower snake case, with 0 for each number of up to
# four digits. These are the words that the simulator answers with, and no surer than that; a word that only a real
# device has is listed until it is added here.
_EVENTS = """
    antenna_faulty antenna_reconnect antenna_short_circuit auto_update_avail auto_update_failed
    cluster_falseticker_cleared cluster_falseticker_detected cluster_master_changed device_configuration_changed
    faillock_user_banned fan_failure https_certificate_expire_warning https_certificate_expired leapsecond_announced
    low_system_resources network_link_down network_link_up ntp_offset_limit_exceeded ntp_offset_limit_ok
    oscillator_adjusted oscillator_not_adjusted power_supply_failure power_supply_ok
    ptp_link_down ptp_state_changed refclock_0_not_responding refclock_0_not_sync refclock_0_sync
    self_signed_https_certificate_in_use sufficient_system_resources sync_monitor_alert sync_monitor_ok
    system_reboot temperature_warning
"""
_SERVICES = "bird cli iec00 lptp ltmgmt nts snmp ssh web"
_STRING_TYPES = "computime meinberg_capture nmea_rmc nmea_zda sat spa uni_erlangen"
_MODULES = """
    bpe0 c0g0 cpe0 esi esi0 fo_io hps0 int io irig_io liu_0 lne_gbe lno0 mri_cpu psu rsc rsc0 m0
    micro_sync_hr0 micro_sync_rx0
"""
_PLACES = "dev_sda0 dev_shm mnt_flash tmp var"
_STATES = """
    accurate_to0ns accurate_to0us alert blinking checksum_mismatch currently_none e0e falsetick idle inverted
    lf_radio member p0p uhf_radio add_sec del_sec dc_fp locl less_than_0ns less_than_0us
"""
_OUTPUTS = """
    bnc cyclic_pulse dcls_time_code ieee_c0_0 irig_b0_b0 rs_0 st synthesizer_frequency terminal timer
"""
_VERSIONS = """
    v0 v0_0 fw_0_0_0 fw_0_0_0_light firmware_0_0_0_light_x0 0_0_0_rc0_u lantime_rest_api_v0_0_0
    00_k_b_total_memory_00_k_b_free_0 00_k_b_total_memory_0_k_b_free_0
"""
_VENDOR = frozenset(
    " ".join((_EVENTS, _SERVICES, _STRING_TYPES, _MODULES, _PLACES, _STATES, _OUTPUTS, _VERSIONS)).split()
)
_OF_IDS = frozenset(["clk", "com", "esi", "freq", "int", "io", "pp", "rsc", "synth", "tc"])
"""Words that slots and outputs are called by, each with a number."""

_PARSERS: dict[str, list[Callable[[object], object]]] = {}
for _table in TABLES:
    for _field in _table.fields:
        for _steps in _field.steps:
            _PARSERS.setdefault(snake(_steps[-1]), []).append(_field.parse)


def is_familiar(text: str, name: str) -> bool:
    """Whether a text under ``name`` is a word of the interface or of the vendor, a number, a quantity or a time."""
    if is_technical(text) or is_common(text):
        return True
    return text.isascii() and (
        _is_vendors(text) or any(_is_read(parse, text) for parse in _PARSERS.get(snake(name), ()))
    )


def strangeness(text: str, name: str) -> tuple[bool, bool, str]:
    """Sorts texts that are not familiar: first those under names that no adapter reads, and those without a number."""
    return name in KNOWN_KEYS, any(char.isdigit() for char in text), text


def _is_vendors(text: str) -> bool:
    written = snake(text)
    if _NUMBER.sub("0", written) in _VENDOR:
        return True
    parts = _PARTS.findall(written)
    numbers = [part for part in parts if part.isdigit()]
    words = [part for part in parts if not part.isdigit()]
    if not numbers or max(map(len, numbers)) > 2:
        return False
    return all(one in _OF_IDS or one in OUTPUT_SIGNAL or one in SIGNAL_SOURCE for one in words)


def _is_read(parse: Callable[[object], object], text: str) -> bool:
    """Whether a parser takes all of a text for something that it knows, not for whatever somebody may write."""
    if isinstance(parse, Vocabulary):
        return text in parse
    return _gives(parse, text) and not _gives(parse, f"{text} x")


def _gives(parse: Callable[[object], object], text: str) -> bool:
    try:
        return parse(text) is not None
    except Malformed:
        return False
