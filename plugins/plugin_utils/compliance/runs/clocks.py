# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock that the devices' clocks are compared with: evidence about it, and the choice of a better reference.

Evaluation compares each device with the controller's clock, because a batch does not know the whole fleet. The merge
settles these results: where the controller's clock is not synchronized, the fleet's median may be the better reference,
and what a probe with a synchronized clock measured is more exact than the device's time stamp.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ....module_utils.probes.local_clock import local_clock
from ..facts import measured
from ..findings.limits import Limit
from ..findings.measured_rules import CRITICAL_NS
from ..findings.results import Reason, Result
from ..rules.expectations import NO_CONTEXT
from ..rules.profile import Profile
from ..rules.rule import Rule
from ..rules.severity import capped
from .slices import Slices

RULE = "clock-agrees"
"""The rule that compares a device's clock, in whatever profile it is."""
FAR_APART_MS = 60_000
"""A controller whose own clock is not synchronized proves no more than ``major`` for a difference below this."""

_JUDGED = ("compared", "measured")
"""Reasons of results that have a value and a limit."""
_CONTROLLER, _DOUBTFUL, _FLEET = "controller", "doubtful_controller", "fleet"


def of_controller() -> dict:
    """What is known of the controller's clock; each value is null where neither chronyd nor the kernel reports it."""
    clock = local_clock()
    names = ("source", "synchronized", "reference_id", "stratum")
    return {**{name: clock[name] for name in names}, "error_bound_ns": clock["maximum_error_ns"]}


def settle(
    results: Sequence[Result], profiles: Iterable[Profile], slices: Slices, read: Mapping[str, Mapping],
    limit_ns: float,
) -> None:  # fmt: skip
    """Judge the results of the rule by the best reference, in place; the message names it."""
    rules = {rule.key: rule for profile in profiles for rule in profile.rules if rule.id == RULE}
    compared = list(_compared(results, rules))
    if not compared:
        return
    offsets = {host: read[host]["extract"].get("clock_offset_ms") for host in read}
    measured_offsets = _by_probes(slices)
    by_measurement = _failed_measurements(results)
    references = {
        host: _Reference((clock or {}).get("synchronized") is True, median)
        for clock, hosts in slices.controllers
        for median in [_median(offsets, hosts)]
        for host in hosts
    }
    for result, host, offset_ms in compared:
        result.explained = None
        rule, probed = rules[result.rule_key], measured_offsets.get(host)
        reference = references.get(host, _Reference(False, None))
        if probed and (result.status == "pass" or not reference.synchronized):
            _by_probe(result, rule, *probed, limit_ns)
            result.caused_by = by_measurement.get(host) if result.bad else None
        else:
            _by_reference(result, rule, offset_ms, reference)


class _Reference(NamedTuple):
    """What a host's clock can be compared with."""

    synchronized: bool
    """The controller's clock is."""
    median: float | None
    """The offset of the fleet's median, in milliseconds."""


def _compared(results: Iterable[Result], rules: Mapping[str, Rule]) -> Iterator[tuple[Result, str, float]]:
    """Return the rule's results that have a value, each with its host and value."""
    for one in results:
        if one.rule_key in rules and one.host and one.reason.code in _JUDGED and isinstance(one.actual, (int, float)):
            yield one, one.host, one.actual


def _by_reference(result: Result, rule: Rule, offset_ms: float, reference: _Reference) -> None:
    """Compare with the controller's clock where it is synchronized, else with the fleet's median where there is one."""
    if reference.synchronized:
        _name(result, _CONTROLLER)
    elif reference.median is not None:
        _by_fleet(result, rule, offset_ms - reference.median)
    else:
        _name(result, _DOUBTFUL)
        if result.bad and abs(offset_ms) < FAR_APART_MS:
            result.severity = capped(result.severity, "major")


def _median(offsets: Mapping[str, float | None], hosts: Iterable[str]) -> float | None:
    """Return the median offset of the devices of a controller; null for fewer than three."""
    known = [offset for host in hosts if (offset := offsets.get(host)) is not None]
    return statistics.median(known) if len(known) >= measured.FEWEST else None


def _name(result: Result, reference: str) -> None:
    result.reason = Reason(result.reason.code, {**result.reason.args, "against": reference})


def _by_fleet(result: Result, rule: Rule, difference_ms: float) -> None:
    """Judge the difference between a device and the median of the fleet."""
    uncertainty = result.reason.args.get("uncertainty")
    doubt = uncertainty if isinstance(uncertainty, (int, float)) else 0
    result.actual = difference_ms
    _name(result, _FLEET)
    if result.limit is None or result.limit.upper is None:
        return
    size = abs(difference_ms)
    beyond, within = size - doubt > result.limit.upper, size + doubt <= result.limit.upper
    result.status = "fail" if beyond else "pass" if within else "unknown"
    if beyond:
        result.severity = rule.weighing.of(difference_ms, result.limit, NO_CONTEXT)
    else:
        result.severity, result.caused_by = rule.severity, None


def _by_probe(result: Result, rule: Rule, offset_ns: float, uncertainty_ns: float, limit_ns: float) -> None:
    """Compare a device with the synchronized clock of a probe, by NTP."""
    limit = Limit("abs_max", (limit_ns + uncertainty_ns) / 1e6)
    result.actual, result.limit = offset_ns / 1e6, limit
    result.reason = Reason("compared", {"against": measured.OWN_CLOCK})
    beyond = abs(offset_ns) > limit_ns + uncertainty_ns
    result.status = "fail" if beyond else "pass"
    result.severity = rule.severity if not beyond or abs(offset_ns) > CRITICAL_NS else "major"


def _by_probes(slices: Slices) -> dict[str, tuple[float, float]]:
    """Return, by host, the offset that a probe with a synchronized clock measured most exactly, and its uncertainty."""
    found: dict[str, tuple[float, float]] = {}
    answers = [probe["ntp"] or {} for probe in slices.probes()]
    for address, hosts in slices.servers().items():
        offsets = list(filter(None, (_against_own_clock(one[address]) for one in answers if address in one)))
        if offsets and len(hosts) == 1:
            found[hosts[0]] = min(offsets, key=lambda one: one[1])
    return found


def _against_own_clock(answer: Mapping) -> tuple[float, float] | None:
    offset, uncertainty = measured.offset_of(answer)
    clock = answer.get("local_clock") or {}
    if offset is None or uncertainty is None or clock.get("synchronized") is not True:
        return None
    return offset, uncertainty + (clock.get("maximum_error_ns") or 0)


def _failed_measurements(results: Iterable[Result]) -> dict[str, str]:
    """Return, by host, a rule that failed on the very offset that a probe measured."""
    wanted = "wire.ntp.judged_offset_ns"
    return {one.host: one.rule_key for one in results if one.host and one.path == wanted and one.status == "fail"}


def reported(slices: Slices) -> dict | None:
    """Return the evidence for a report: of several controllers the one whose clock is the least certain."""
    clocks: Sequence[dict] = [dict(clock) for clock, _hosts in slices.controllers if clock]
    return min(clocks, key=lambda clock: clock["synchronized"] is True) if clocks else None
