# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that facts hold, and every way the devices are known to write them."""

from __future__ import annotations

from collections.abc import Callable

from .quantities import Malformed, digits_or_code, snake, text


class Vocabulary:
    """Parses a device's word for something into the collection's word for it.

    A word outside the vocabulary is kept in lower snake case; a code outside it is malformed.
    """

    def __init__(self, *names: str, aliases: dict[str, str] | None = None, codes: dict[int, str] | None = None):
        self.names = names
        written = {**{name: name for name in names}, **(aliases or {})}
        self._by_text = {_squash(alias): name for alias, name in written.items()}
        self._by_code = codes or {}

    def __call__(self, value: object) -> str | None:
        """The word, or ``None`` where the device says nothing; raises ``Malformed`` for an unknown code."""
        written = value.strip() if isinstance(value, str) else text(value)
        if self._by_code and written and not written.isalpha():
            code = _code(written)
            if code is not None:
                if code not in self._by_code:
                    raise Malformed("not a code of this field")
                return self._by_code[code]
        known = self._by_text.get(_squash(snake(written or "")))
        return known or snake(text(written) or "") or None

    def __contains__(self, written: str) -> bool:
        """Whether a text is one of the ways in which devices are known to write a word of it."""
        return _squash(snake(written)) in self._by_text


def _squash(name: str) -> str:
    """A name without the breaks between its words, which each operating system sets elsewhere."""
    return name.replace("_", "")


def _code(written: str) -> int | None:
    """A decimal or hexadecimal code, or ``None`` where a word is written."""
    try:
        return digits_or_code(written)
    except Malformed:
        return None


SYNC_STATE = Vocabulary(
    "synchronized", "holdover", "free_run", "not_synchronized", "unknown",
    aliases={
        "sync": "synchronized", "synced": "synchronized", "synchronised": "synchronized",
        "in_holdover": "holdover",
        "free_running": "free_run",
        "not_sync": "not_synchronized", "not_synced": "not_synchronized", "unsynchronized": "not_synchronized",
        "not_synchronised": "not_synchronized",
    },
)  # fmt: skip


def in_holdover(state: str | None, active: bool | None) -> str | None:
    """The state, ``holdover`` where a clock that does not report that it is synchronized is in holdover.

    LTOS 7.04 and 7.06 write ``not-synchronized`` beside a holdover time that runs.
    """
    return "holdover" if active and state != "synchronized" else state


def is_synchronized(state: str | None) -> bool | None:
    """Whether a state of ``SYNC_STATE`` is the synchronised one; ``None`` for a word that is not known."""
    return state == "synchronized" if state in SYNC_STATE.names and state != "unknown" else None


_LONG_WAVE = ("dcf77", "dcf77_pzf", "dcf77_am", "dcf", "pzf", "pzf_dcf77", "msf", "wwvb", "am", "am_dcf77")
"""Words for long-wave signals: correlation receivers (PZF), DCF77, MSF, WWVB, and plain amplitude modulation."""

SIGNAL_SOURCE = Vocabulary(
    "gnss", "long_wave", "ptp", "ntp", "pps", "frequency", "timecode", "internal_oscillator", "other",
    aliases={
        "gps": "gnss", "gns": "gnss", "grc": "gnss", "glonass": "gnss", "galileo": "gnss", "beidou": "gnss",
        **{f"{name}{end}": "long_wave" for name in _LONG_WAVE for end in ("", "_receiver")},
        "mrs_ptp": "ptp", "ieee1588": "ptp", "mrs_ntp": "ntp",
        "1pps": "pps", "pps_in": "pps", "pulse_per_second": "pps", "string_pps": "pps",
        "10mhz": "frequency", "freq": "frequency", "freqin": "frequency", "10mhz_freqin": "frequency",
        "irig": "timecode", "tcr": "timecode", "afnor": "timecode",
        "osc": "internal_oscillator", "oscillator": "internal_oscillator", "local": "internal_oscillator",
    },
)  # fmt: skip


def signal_in(identifier: str | None) -> str | None:
    """The signal that an identifier such as ``clk1-gnss`` names, ``None`` where it names none."""
    name = snake(identifier or "")
    named = (SIGNAL_SOURCE(part) for part in (name, *name.split("_")))
    return next((signal for signal in named if signal in SIGNAL_SOURCE.names), None)


OSCILLATOR = Vocabulary(
    "tcxo", "ocxo_lq", "ocxo_sq", "ocxo_mq", "ocxo_hq", "ocxo_dhq", "rubidium", "cesium",
    aliases={"rb": "rubidium", "cs": "cesium", "caesium": "cesium"},
)  # fmt: skip
RECEIVER_STATE = Vocabulary(
    "no_data", "waiting_for_data", "antenna_short_circuit", "antenna_disconnected", "cold_boot", "warm_boot",
    "tracking", "synchronized",
    aliases={
        "synchronised": "synchronized", "sync": "synchronized",
        "antenna_shorted": "antenna_short_circuit", "short_circuit": "antenna_short_circuit",
        "antenna_faulty": "antenna_disconnected", "antenna_not_connected": "antenna_disconnected",
    },
)  # fmt: skip
GNSS_SYSTEM = Vocabulary(
    "gps", "galileo", "glonass", "beidou", "qzss", "navic", "sbas",
    aliases={"bds": "beidou", "compass": "beidou", "irnss": "navic",
             "waas": "sbas", "egnos": "sbas"},
)  # fmt: skip
NTP_STATE = Vocabulary(
    "init", "synchronized", "not_synchronized", "stopped",
    aliases={"sync": "synchronized", "not_sync": "not_synchronized"},
)  # fmt: skip
LEAP_INDICATOR = Vocabulary(
    "none", "add_second", "delete_second", "alarm",
    aliases={"add_sec": "add_second", "del_sec": "delete_second", "no_warning": "none", "insert": "add_second",
             "delete": "delete_second", "unsynchronized": "alarm", "not_synchronized": "alarm"},
    codes={0: "none", 1: "add_second", 2: "delete_second", 3: "alarm"},
)  # fmt: skip
NTP_SELECTION = Vocabulary(
    "reject", "false_tick", "excess", "outlier", "candidate", "backup", "sys_peer", "pps_peer",
    aliases={"false_ticker": "false_tick",
             "outlyer": "outlier", "rejected": "reject", "system_peer": "sys_peer"},
)  # fmt: skip
PTP_PORT_STATE = Vocabulary(
    "uninitialized", "initializing", "faulty", "disabled", "listening", "pre_master", "master", "passive",
    "uncalibrated", "slave",
    codes=dict(enumerate((
        "uninitialized", "initializing", "faulty", "disabled", "listening", "pre_master", "master", "passive",
        "uncalibrated", "slave",
    ))),
)  # fmt: skip
PTP_DELAY_MECHANISM = Vocabulary(
    "e2e", "p2p", "common_p2p", "special", "none",
    aliases={"end_to_end": "e2e", "peer_to_peer": "p2p"},
    codes={1: "e2e", 2: "p2p", 3: "common_p2p", 4: "special", 0xFE: "none"},
)  # fmt: skip
PTP_TIME_SOURCE = Vocabulary(
    "atomic_clock", "gnss", "terrestrial_radio", "serial_time_code", "ptp", "ntp", "hand_set", "other",
    "internal_oscillator",
    aliases={"gps": "gnss"},
    codes={0x10: "atomic_clock", 0x20: "gnss", 0x30: "terrestrial_radio", 0x39: "serial_time_code", 0x40: "ptp",
           0x50: "ntp", 0x60: "hand_set", 0x90: "other", 0xA0: "internal_oscillator"},
)  # fmt: skip
EVENT_SEVERITY = Vocabulary("info", "action", "warning", "error", "critical")
OUTPUT_SIGNAL = Vocabulary(
    "pps", "frequency", "pulse", "timecode", "serial", "fiber", "other",
    aliases={"1pps": "pps", "pulse_per_second": "pps", "10mhz": "frequency",
             "synthesizer": "frequency", "programmable_pulse": "pulse", "pp": "pulse", "irig": "timecode",
             "afnor": "timecode", "com": "serial", "time_string": "serial",
             "telegram": "serial", "fibre": "fiber", "fibre_optic": "fiber", "fiber_optic": "fiber"},
)  # fmt: skip
DUPLEX = Vocabulary("full", "half")
FAMILY = Vocabulary("ipv4", "ipv6", aliases={"inet": "ipv4", "inet6": "ipv6"})
ADDRESS_METHOD = Vocabulary("static", "dhcp", "autoconf", "other", aliases={"dhcpv6": "dhcp", "slaac": "autoconf"})


def flag(true: frozenset[str], false: frozenset[str]) -> Callable[[object], bool | None]:
    """A parser for a word that says yes or no, such as ``warmed-up``; a word it doesn't know is malformed."""

    def parse(value: object) -> bool | None:
        if isinstance(value, bool):
            return value
        name = snake(text(value) or "")
        if not name:
            return None
        if name in true or name in false:
            return name in true
        raise Malformed(f"neither of {sorted(true | false)}")

    return parse


WARMED_UP = flag(
    frozenset({"warmed_up", "warm"}),
    frozenset({"not_warmed_up", "warming_up", "warm_up", "cold", "not_adjusted"}),
)
SELECTED = flag(frozenset({"selected"}), frozenset({"not_selected", "unselected", "standby"}))
