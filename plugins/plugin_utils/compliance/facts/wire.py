# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients receive, beside what a device says: the findings of probe hosts, joined to the device they are about.

A probe's findings are ``{probe, ntp, ptp, problems}``: ``ntp`` is what ``ntp_probe_info`` returns of each address,
``ptp`` what ``ptp_probe_info`` returns of each interface.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from . import measured
from .wire_facts import ANNOUNCED, KINDS, LIMITS, OF_GRANDMASTER, SERVED

_NOT_SYNCHRONIZED = ("not_synchronized", "free_run")


def of_device(
    facts: Mapping,
    derived: Mapping,
    own: Mapping,
    probes: Sequence[Mapping],
    limits: Mapping[str, Mapping[str, object]],
    medians: Mapping[str, Mapping[str, measured.Difference]] | None = None,
    offset_limit_ns: float = measured.DEFAULT_LIMIT_NS,
) -> dict[str, list[dict]]:
    """Everything under ``wire``: ``ntp`` by probe, ``ptp`` by running instance and what each probe heard of it.

    ``derived`` has the quantities that no parameter influences; ``own`` is what the host defines (``ntp_address``,
    ``ptp_plan``, ``ptp_probes``); ``limits`` has the parameters of each PTP profile; ``medians`` has, by probe and
    address, how a server differs from the others; ``offset_limit_ns`` is the largest offset.
    """
    if medians is None:
        medians = {probe["probe"]: measured.from_median(probe) for probe in probes}
    address = str(own.get("ntp_address"))
    offset_ms = derived["clock_offset_ms"]
    ntp = [
        {
            **_ntp(probe["probe"], probe["ntp"][address], facts, offset_ms),
            **_judged(probe["ntp"][address], medians.get(probe["probe"], {}).get(address), offset_limit_ns),
        }
        for probe in probes
        if address in (probe["ntp"] or {})
    ]
    listening = own.get("ptp_probes")
    listens = [
        (f"{probe['probe']}/{interface}", found)
        for probe in probes
        if listening is None or probe["probe"] in listening
        for interface, found in sorted((probe["ptp"] or {}).items())
    ]
    plan = {entry["alias"]: entry for entry in own.get("ptp_plan") or ()}
    instances = derived["ptp"] if listens else None
    ptp = [_ptp(entry, plan.get(entry["alias"], {}), listens, limits) for entry in instances or ()]
    return {"ntp": ntp, "ptp": ptp}


def _ntp(probe: str, answer: Mapping, facts: Mapping, claimed_ms: float | None) -> dict:
    """One server as one probe found it; all null but ``answered`` where it gave no answer."""
    summary, clock = answer.get("summary") or {}, answer.get("local_clock") or {}
    served = {name: summary.get(name) for name in SERVED}
    if served["stratum"] == 0:
        served["stratum"] = 16  # on the wire 0 stands for it (RFC 5905, 7.3)
    return {
        "probe": probe,
        "answered": "error" not in answer and bool(summary.get("answered")),
        **served,
        "mode6_answered": (answer.get("mode6") or {}).get("answered"),
        "probe_synchronized": clock.get("synchronized"),
        "better_than_claimed": better_than_claimed(served, facts),
        "difference_ms": _difference_ms(served["offset_ns"], claimed_ms),
    }


def _judged(answer: Mapping, median: measured.Difference | None, limit_ns: float) -> dict:
    """The measured offset with its uncertainty, and the value to judge.

    That is the offset against the probe's own clock where this is synchronized. The bound of its error is a part of the
    uncertainty then. Otherwise it is the difference to the median, which does not depend on that clock.
    """
    offset, uncertainty = measured.offset_of(answer)
    clock = answer.get("local_clock") or {}
    judged, bound, against = None, None, measured.NOTHING
    if uncertainty is not None and clock.get("synchronized"):
        judged, bound, against = offset, uncertainty + (clock.get("maximum_error_ns") or 0), measured.OWN_CLOCK
    elif median is not None:
        judged, bound, against = median.difference_ns, median.uncertainty_ns, measured.MEDIAN
    return {
        "uncertainty_ns": uncertainty,
        "offset_to_median_ns": None if median is None else median.difference_ns,
        "judged_offset_ns": judged,
        "judged_uncertainty_ns": bound,
        "judged_against": against,
        "offset_limit_ns": None if bound is None else limit_ns + bound,
    }


def better_than_claimed(served: Mapping, facts: Mapping) -> bool | None:
    """Whether clients are told a better time than the device has by its own word over REST.

    That is a stratum that is smaller than its own, or any time at all while the device says that it has none.
    """
    stratum, leap = served["stratum"], served["leap_indicator"]
    if stratum is None or leap is None:
        return None
    if leap == "alarm" or not 0 < stratum < 16:
        return False
    ntp = facts.get("ntp") or {}
    claimed, state = (ntp.get("system") or {}).get("stratum"), ntp.get("state")
    sync = (facts.get("status") or {}).get("sync") or {}
    # Older LTOS calls a clock in holdover not synchronized, and its holdover time runs.
    lost = sync.get("state") in _NOT_SYNCHRONIZED and not (sync.get("holdover") or {}).get("active")
    if state == "not_synchronized" or lost or claimed in (0, 16):
        return True
    return None if claimed is None else stratum < claimed


def _difference_ms(offset_ns: float | None, claimed_ms: float | None) -> float | None:
    """The offset as served minus that of the device's time stamp, each against the clock of the machine that asked."""
    return None if offset_ns is None or claimed_ms is None else round(offset_ns / 1e6 - claimed_ms, 3)


def _ptp(
    entry: Mapping, plan: Mapping, listens: Sequence[tuple[str, Mapping]], limits: Mapping[str, Mapping[str, object]]
) -> dict:
    """A running instance: what the device says of it, and what each probe heard in its domain."""
    own = entry["instance"].get("default_ds") or {}
    domain, identity = own.get("domain_number"), own.get("clock_identity")
    hearings = [
        hearing
        for probe, found in listens
        if domain is not None and (hearing := _hearing(probe, found, domain, identity)) is not None
    ]
    profile = plan.get("profile") or (next(iter(limits)) if len(limits) == 1 else None)
    numbers = {name: limits.get(profile or "", {}).get(name) for name in LIMITS}
    return {
        "alias": entry["alias"],
        "domain_number": domain,
        "role": entry["role"],
        "heard": any(hearing["heard"] for hearing in hearings),
        "grandmaster": entry["grandmaster"],
        "planned": plan.get("expected_grandmaster") is not None,
        "expected_grandmaster": plan.get("expected_grandmaster"),
        "claims": _claims(entry),
        "limited": {kind: numbers[f"{kind}_interval_max"] is not None for kind in KINDS},
        "limits": numbers,
        "hearings": hearings,
    }


def _claims(entry: Mapping) -> dict:
    """What the instance says over REST of that which it announces: a boundary clock announces its grandmaster."""
    instance = entry["instance"]
    own, parent, time = (instance.get(name) or {} for name in ("default_ds", "parent_ds", "time_properties_ds"))
    parents = {name: parent.get(OF_GRANDMASTER[name]) for name in OF_GRANDMASTER}
    said = own if entry["role"] == "grandmaster" else parents
    ports = instance.get("ports") or []
    return {
        **{name: said.get(name) for name in OF_GRANDMASTER},
        "utc_offset_s": time.get("utc_offset_s"),
        "log_announce_interval": _common(port.get("log_announce_interval") for port in ports),
        "log_sync_interval": _common(port.get("log_sync_interval") for port in ports),
    }


def _common(values: Iterable[object]) -> object:
    """What all ports of an instance have; ``None`` where they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _hearing(probe: str, found: Mapping, domain: int, identity: str | None) -> dict | None:
    """What one probe heard in a domain, and of this clock; ``None`` where the domain was silent."""
    clocks = [one for one in found.get("transmitters") or () if one["domain_number"] == domain and one.get("announce")]
    if not clocks:
        return None
    mine = next((one for one in clocks if one["clock_identity"] == identity), None)
    best = _leader([one for one in found.get("best") or () if one["domain_number"] == domain], mine)
    return _heard(probe, mine, best.get("grandmaster_identity"))


def _leader(best: Sequence[Mapping], mine: Mapping | None) -> Mapping:
    """Who leads a domain where this clock was heard: the same number may be in use over another transport or VLAN."""
    network = ("sdo_id", "transport", "vlan")
    same = [one for one in best if mine is not None and all(one.get(name) == mine.get(name) for name in network)]
    return next(iter(same or best), {})


def _heard(probe: str, mine: Mapping | None, grandmaster: str | None) -> dict:
    messages = (mine or {}).get("messages") or {}
    return {
        "probe": probe,
        "heard": mine is not None,
        "grandmaster_heard": grandmaster,
        "announce": {name: mine["announce"].get(name) for name in ANNOUNCED} if mine else dict.fromkeys(ANNOUNCED),
        "two_step": (mine or {}).get("two_step"),
        "announce_interval": _interval(messages.get("announce")),
        "sync_interval": _interval(messages.get("sync")),
    }


def _interval(messages: Mapping | None) -> dict:
    """The log2 of the seconds between messages: as the messages say, as measured, and the difference."""
    announced, measured = ((messages or {}).get(f"log_interval_{how}") for how in ("announced", "measured"))
    apart = None if announced is None or measured is None else round(measured - announced, 3)
    return {"announced": announced, "measured": measured, "deviation": apart}


def announcers(probes: Sequence[Mapping]) -> Iterator[tuple[str, Mapping]]:
    """Every clock that a probe heard announce, with the probe and its interface."""
    for probe in probes:
        for interface, found in sorted((probe["ptp"] or {}).items()):
            for clock in found.get("transmitters") or ():
                if clock.get("announce"):
                    yield f"{probe['probe']}/{interface}", clock
