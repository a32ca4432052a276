# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quantities derived from what NTP reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ....module_utils.ntp_arithmetic import root_distance_ns
from ...common.values import parse_time
from .leap_seconds import Leap, LeapList
from .quantity import OWN, Quantity

_STILL_ANNOUNCED = timedelta(minutes=1)
"""How long after a leap second it may still be announced."""
_NETWORK_ANNOUNCES, _RADIO_ANNOUNCES = timedelta(hours=12), timedelta(minutes=30)
_LEAP_MEMBERS = ("due", "date", "kind", "month_ends_today", "tai_offset_s", "receiver", "ntp", "ptp")
_NO_LEAP, _ANY_KIND = "none", "announced"
_INDICATORS = {_NO_LEAP: "none", "insert": "add_second", "delete": "delete_second"}
_KINDS_OF_NTP = {indicator: kind for kind, indicator in _INDICATORS.items()}
_LOCAL_CLOCK, _LOCAL_REFERENCES, _LOCAL_STRATUM = "127.127.1.", ("LOCL", "LOCAL"), 12
_UNSYNCHRONIZED = (0, 16)
_SIGNALS = (
    (("GPS", "GNS", "GLO", "GAL", "BDS", "BEI"), "gnss"),
    (("DCF", "PZF", "MSF", "WWVB", "HBG", "JJY"), "long_wave"),
    (("IRIG", "TCR"), "timecode"),
)
"""The signal of a reference id, by how it begins: those of RFC 5905, figure 12, and of ntpd's drivers."""


def _root_distance_ns(dispersion_ns: float | None, delay_ns: float | None) -> float | None:
    return root_distance_ns({"root_dispersion_ns": dispersion_ns, "root_delay_ns": delay_ns})


def _associations(
    dispersions: Sequence[float | None] | None, delays: Sequence[float | None] | None, ids: Sequence[str | None] | None
) -> list[dict] | None:
    """The root distance of each association."""
    if dispersions is None or delays is None or ids is None:
        return None
    return [
        {"id": one, "root_distance_ns": _root_distance_ns(dispersion, delay)}
        for dispersion, delay, one in zip(dispersions, delays, ids, strict=True)
    ]


def days_until(moment: object, now: object) -> float | None:
    """Days from ``now`` to a moment, negative where it has passed."""
    then, begin = parse_time(moment), parse_time(now)
    return None if then is None or begin is None else round((then - begin).total_seconds() / 86400, 3)


def _leap(now: object, leaps: LeapList | None, expected: bool | None, *offsets: int | None) -> dict:
    """What the list of leap seconds lets a device announce; a site's own parameters outrank the list.

    Where the list has expired, only what the parameters decide is known.
    """
    moment = parse_time(now)
    if moment is None:
        return dict.fromkeys(_LEAP_MEMBERS)
    current = leaps if leaps is not None and leaps.is_current(moment) else None
    leap = None if current is None else current.next(moment - _STILL_ANNOUNCED)
    due = expected if expected is not None else None if current is None else leap is not None
    receiver, flags = _allowed(due, None if expected is not None else leap, moment)
    by_list = None if current is None else current.tai_offset_s(moment)
    return {
        "due": due,
        "date": None if leap is None else leap.date,
        "kind": None if leap is None else leap.kind,
        "month_ends_today": (moment + timedelta(days=1)).day == 1,
        "tai_offset_s": next((offset for offset in offsets if offset is not None), by_list),
        "receiver": receiver,
        "ntp": None if flags is None else [_INDICATORS[flag] for flag in flags],
        "ptp": flags,
    }


def _allowed(due: bool | None, leap: Leap | None, moment: datetime) -> tuple[list[bool] | None, list[str] | None]:
    """What a receiver may announce, and what NTP and PTP may; ``leap`` is ``None`` where its date is not known.

    A receiver hears of a leap second months ahead from GNSS, and an hour ahead from DCF77. NTP and PTP announce it on
    its day; in the last twelve hours they must.
    """
    if due is None:
        return None, None
    if not due:
        return [False], [_NO_LEAP]
    if leap is None:
        return [True], [_NO_LEAP, "insert", "delete"]
    left = leap.ends - moment
    if left > timedelta(days=1):
        return [False, True], [_NO_LEAP]
    over = left <= timedelta()
    receiver = [False, True] if over or left > _RADIO_ANNOUNCES else [True]
    return receiver, [_NO_LEAP, leap.kind] if over or left > _NETWORK_ANNOUNCES else [leap.kind]


def _leap_contradictions(
    receiver: Mapping | None, indicator: str | None, instances: Sequence[Mapping] | None, latest: object,
    expires: object, now: object,
) -> list[str] | None:  # fmt: skip
    """The device's own announcements of a leap second where they contradict each other; ``None`` for fewer than two.

    The leap second file and GNSS know of a leap second months ahead, long-wave transmitters an hour ahead. NTP and PTP
    announce it on its day, and must in its last twelve hours. So silence of the receiver contradicts only where the
    file has no leap second either, and silence of NTP and PTP only in these hours; NTP announces before PTP does.
    """
    moment = parse_time(now)
    file = _kind_of_file(latest, expires, moment)
    heard = _kind_of_receiver(receiver)
    ptp = {f"PTP {one.get('alias')}": leap_flags(one) for one in instances or () if one.get("running")}
    said = {"receiver": heard, "leap second file": file, "NTP": _KINDS_OF_NTP.get(indicator or ""), **ptp}
    said = {name: kind for name, kind in said.items() if kind is not None}
    if moment is None or len(said) < 2:
        return None
    may_be_silent = {"receiver"} if file == _ANY_KIND else set()
    if not _is_close(moment, parse_time(latest), _end_of_day((receiver or {}).get("date"))):
        announced_by_ptp = set(ptp.values()) - {None, _NO_LEAP}
        may_be_silent |= set(ptp) if announced_by_ptp else {"NTP", *ptp}
    kinds = {kind for name, kind in said.items() if kind != _NO_LEAP or name not in may_be_silent}
    agree = len(kinds - {_ANY_KIND}) <= 1 and not {_NO_LEAP, _ANY_KIND} <= kinds
    return [] if agree else [f"{name}: {kind}" for name, kind in said.items()]


def _is_close(moment: datetime, *leap_seconds: datetime | None) -> bool:
    """Return whether one of these leap seconds is so near that NTP and PTP have to announce it."""
    return any(one is not None and timedelta() < one - moment <= _NETWORK_ANNOUNCES for one in leap_seconds)


def _end_of_day(date: object) -> datetime | None:
    day = parse_time(date)
    return None if day is None else day + timedelta(days=1)


def leap_flags(instance: Mapping) -> str | None:
    """What the flags leap59 and leap61 of a PTP instance announce."""
    flags = instance.get("time_properties_ds") or {}
    shorter, longer = flags.get("leap59"), flags.get("leap61")
    if shorter is None or longer is None:
        return None
    if shorter and longer:
        return "both"
    return "insert" if longer else "delete" if shorter else _NO_LEAP


def _kind_of_receiver(leap: Mapping | None) -> str | None:
    announced = (leap or {}).get("announced")
    if announced is None:
        return None
    return ((leap or {}).get("kind") or _ANY_KIND) if announced else _NO_LEAP


def _kind_of_file(latest: object, expires: object, moment: datetime | None) -> str | None:
    """What the leap second file holds for the future; nothing where it has expired."""
    leap, end = parse_time(latest), parse_time(expires)
    if leap is None or end is None or moment is None or end <= moment:
        return None
    return _ANY_KIND if leap > moment else _NO_LEAP


def _ntp_reference(
    stratum: int | None, reference: str | None, associations: Sequence[Mapping] | None,
    receivers: Sequence[Mapping] | None, references: Sequence[Mapping] | None,
) -> dict:  # fmt: skip
    """What the NTP service follows, the signal that its reference id names, and the signals that the device has."""
    peers = [one.get("address") or "" for one in associations or () if one.get("selection") == "sys_peer"]
    follows = _follows(stratum, reference, any(peer.startswith(_LOCAL_CLOCK) for peer in peers))
    signals = [*_members(receivers, "kind"), *_members(references, "signal")]
    return {
        "follows": follows,
        "signal": _signal(reference) if follows == "reference_clock" else follows,
        "available": sorted(set(signals)) or None,
    }


def _follows(stratum: int | None, reference: str | None, local_peer: bool) -> str | None:
    """What an NTP service follows: ntpd calls its undisciplined local clock LOCL, and LTOS runs it at stratum 12."""
    if local_peer or reference in _LOCAL_REFERENCES or stratum == _LOCAL_STRATUM:
        return "local_clock"
    if stratum is None:
        return None
    if stratum in _UNSYNCHRONIZED:
        return "nothing"
    return "reference_clock" if stratum == 1 else "server"


def _signal(reference: str | None) -> str | None:
    if reference is None:
        return None
    return next((signal for prefixes, signal in _SIGNALS if reference.upper().startswith(prefixes)), "other")


def _members(records: Sequence[Mapping] | None, name: str) -> list[str]:
    return [found for one in records or () if (found := one.get(name)) is not None]


QUANTITIES = (
    Quantity(
        "root_distance_ns", ("ntp.system.root_dispersion_ns", "ntp.system.root_delay_ns"), _root_distance_ns,
        "RFC 5905, 11.2.3",
    ),
    Quantity(
        "associations", ("ntp.associations.root_dispersion_ns", "ntp.associations.root_delay_ns"), _associations,
        "RFC 5905, 11.2.3", optional=("ntp.associations.id",),
    ),
    Quantity(
        "leap_file_days_left", ("ntp.system.leap_file_expires",), days_until, OWN, optional=("gathered_at",)
    ),
    Quantity(
        "leap", ("gathered_at",), _leap, "IERS list of leap seconds; RFC 8633, 3.7; IEEE 1588-2019, 9.4",
        params=("leap_list", "leap_second_expected", "tai_utc_offset_s", "utc_offset_s"),
    ),
    Quantity(
        "leap_contradictions", ("status.sync.leap_second",), _leap_contradictions, OWN,
        optional=(
            "ntp.system.leap_indicator", "ptp.instances", "ntp.system.leap_second_time", "ntp.system.leap_file_expires",
            "gathered_at",
        ),
    ),
    Quantity(
        "ntp_reference", ("ntp.system.stratum",), _ntp_reference, "RFC 5905, 7.3; ntpd's driver 1, 127.127.1.u",
        optional=("ntp.system.reference_id", "ntp.associations", "status.receivers", "status.references"),
    ),
)  # fmt: skip
