# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules over the facts of all hosts: what one device alone can't show."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from . import ptp_fleet_rules
from .fleet import Finding, Fleet, FleetRule
from .limits import Limit
from .remedies import OF_LEAP_LIST
from .results import Reason, Result


def evaluate(fleet: Fleet) -> list[Result]:
    """Return the results of every fleet rule."""
    return [result for rule in RULES for result in rule.evaluate(fleet)]


def _twice(kind: str, of: Callable[[Mapping], Iterable[str]]) -> Callable[[Fleet], Iterable[Finding]]:
    """Findings for values that more than one host has, over all sites."""

    def findings(fleet: Fleet) -> Iterable[Finding]:
        owners: dict[str, list[str]] = defaultdict(list)
        for host in sorted(fleet.extracts):
            for value in sorted(set(of(fleet.extracts[host]))):
                owners[value].append(host)
        shared = {value: hosts for value, hosts in owners.items() if len(hosts) > 1}
        for value, hosts in sorted(shared.items()):
            why = Reason("shared", {"kind": kind, "value": value, "hosts": hosts})
            yield Finding("fail", value, why, hosts, Limit("one", "host"))
        if owners and not shared:
            yield Finding("pass", None, Reason("unshared", {"kind": kind}), len(owners))

    return findings


def _same_device(extract: Mapping) -> list[str]:
    return extract.get("serial_numbers") or []


def _address_of_another(fleet: Fleet) -> Iterable[Finding]:
    """A device that carries the address under which another one of the inventory is read."""
    read_at: dict[str | None, list[str]] = defaultdict(list)
    for host in sorted(fleet.extracts):
        read_at[fleet.extracts[host].get("host_address")].append(host)
    wrong = [
        (host, other, address)
        for host in sorted(fleet.extracts)
        for address in fleet.extracts[host].get("addresses") or []
        if host not in read_at.get(address, [host])
        for other in read_at[address]
    ]
    for host, other, address in wrong:
        why = Reason("address_of_another", {"host": host, "address": address, "other": other})
        yield Finding("fail", f"{host}/{other}", why, address)
    if not wrong and any(extract.get("addresses") for extract in fleet.extracts.values()):
        yield Finding("pass", None, Reason("addresses_own"))


def _outliers(what: str, name: str) -> Callable[[Fleet], Iterable[Finding]]:
    """Findings for hosts that say another value than most, over all sites."""

    def findings(fleet: Fleet) -> Iterable[Finding]:
        values = {host: extract.get(name) for host, extract in sorted(fleet.extracts.items())}
        said = {host: value for host, value in values.items() if value is not None}
        if len(said) < 2:
            return
        (usual, count), *_others = Counter(said.values()).most_common()
        outliers = {host: value for host, value in said.items() if value != usual}
        if not outliers:
            yield Finding("pass", None, Reason("agreed", {"what": what, "value": usual, "count": len(said)}), usual)
        elif count == max(Counter(outliers.values()).values()):
            yield Finding("fail", "no majority", Reason("no_majority", {"what": what, "values": said}))
        else:
            for host, value in outliers.items():
                args = {"host": host, "what": what, "value": value, "count": count, "usual": usual}
                yield Finding("fail", host, Reason("outlier", args), value, Limit("equals", usual))

    return findings


def _firmware(fleet: Fleet) -> Iterable[Finding]:
    for site, extracts in fleet.by_site().items():
        models: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for host, extract in extracts.items():
            if extract.get("model") and extract.get("firmware"):
                models[extract["model"]][extract["firmware"]].append(host)
        for model, versions in sorted(models.items()):
            if sum(map(len, versions.values())) > 1:
                status = "pass" if len(versions) == 1 else "fail"
                why = Reason("versions", {"model": model, "versions": dict(sorted(versions.items()))})
                yield Finding(status, f"{site}/{model}", why, sorted(versions), Limit("one", "version"))


def _synchronized_servers(fleet: Fleet) -> Iterable[Finding]:
    for group, wanted in sorted((fleet.min_synchronized or {}).items()):
        members = sorted((fleet.groups or {}).get(group, ()))
        good = [
            host for host in members
            if (extract := fleet.extracts.get(host) or {}).get("synchronized") and extract.get("stratum") == 1
        ]  # fmt: skip
        why = Reason("group_synchronized", {"group": group, "good": len(good), "members": len(members)})
        yield Finding("pass" if len(good) >= wanted else "fail", group, why, len(good), Limit("min", wanted))


def _clock_difference(fleet: Fleet) -> Iterable[Finding]:
    for site, extracts in fleet.by_site().items():
        said = {host: extract.get("clock_offset_ms") for host, extract in extracts.items()}
        offsets = {host: offset for host, offset in said.items() if offset is not None}
        if len(offsets) < 3:
            continue
        median = statistics.median(offsets.values())
        limit = fleet.max_clock_difference_s * 1000
        # A device makes its stamp anywhere within the request.
        limits = {host: limit + (extracts[host].get("request_ms") or 0) / 2 for host in offsets}
        apart = {host: offset - median for host, offset in offsets.items() if abs(offset - median) > limits[host]}
        for host, difference in apart.items():
            args = {"host": host, "difference_s": difference / 1000, "count": len(offsets)}
            allowed = Limit("abs_max", limits[host])
            yield Finding("fail", f"{site}/{host}", Reason("clock_apart", args), difference, allowed)
        if not apart:
            yield Finding("pass", site, Reason("clocks_close", {"count": len(offsets), "limit_s": limit / 1000}))


def _leap_list_current(fleet: Fleet) -> Iterable[Finding]:
    if fleet.leap_list is None or fleet.end is None:
        return
    current = fleet.leap_list.is_current(fleet.end)
    args = {"source": fleet.leap_list.source, "expires": fleet.leap_list.expires_text}
    why = Reason("leap_list_current" if current else "leap_list_expired", args)
    yield Finding("pass" if current else "fail", None, why, fleet.leap_list.expires_text)


RULES = (
    FleetRule(
        "serial-number-unique", "No two hosts are one device", "major", "device.serial_number",
        "own practice: an inventory that counts one device twice has one less than it thinks",
        "Correct the address of one of the hosts, or remove it from the inventory.",
        _twice("serial number", _same_device),
    ),
    FleetRule(
        "clock-identity-unique", "No PTP clock identity is there twice", "major",
        "ptp.instances.default_ds.clock_identity", "IEEE 1588-2019 7.5.2.2: a clock identity is unique",
        "Give one of the devices another clock identity; nodes that share one confuse the choice of the grandmaster.",
        _twice("clock identity", lambda extract: extract.get("clock_identities") or []),
    ),
    FleetRule(
        "address-of-another-host", "No device has another one's address", "major",
        "status.network.interfaces.addresses.address",
        "own practice: two devices of one address take turns in answering",
        "Correct the address of one of the devices.", _address_of_another,
    ),
    *ptp_fleet_rules.RULES,
    FleetRule(
        "tai-offset-agreement", "All devices have the same TAI−UTC", "critical", "ntp.system.tai_offset_s",
        "own practice: TAI−UTC is one number for all; who has another serves false time on the TAI scale",
        "Update the leap second file of the device that differs.", _outliers("TAI−UTC", "tai_offset_s"), "s",
    ),
    FleetRule(
        "leap-indicator-agreement", "All devices announce the same leap second", "major", "ntp.system.leap_indicator",
        "RFC 8633 3.7: a leap second is the same for all",
        "See the leap second file and the receiver of the device that differs.",
        _outliers("leap indicator", "leap_indicator"),
    ),
    FleetRule(
        "firmware-agreement", "Devices of one model run one firmware", "minor", "device.firmware.version",
        "NIST SP 800-53 CM-2", "Bring the devices to the approved version.", _firmware,
    ),
    FleetRule(
        "synchronized-servers", "Each group has enough synchronised stratum-1 servers", "critical",
        "status.sync.synchronized", "RFC 8633 3.2: several sources; the number is the site's own",
        "See which of the group's devices are not synchronised, and why.", _synchronized_servers,
    ),
    FleetRule(
        "clock-difference", "No device's clock is far from the others'", "critical", "derived.clock_offset_ms",
        "own practice: the devices' own time stamps, to 1 s, against their median; compliance_max_clock_difference_s "
        "and half the request's duration",
        "Compare the device's time with another server at once; it may serve false time.", _clock_difference, "ms",
        "The clock differs from those of the other devices",
    ),
    FleetRule(
        "leap-list-current", "The list of leap seconds that the audit compares with has not expired", "minor",
        "run.leap_list", "IERS Bulletin C, by the controller's tz database, or the list that the collection has",
        OF_LEAP_LIST, _leap_list_current, problem="The audit's leap second list has expired",
    ),
)  # fmt: skip
"""Every fleet rule."""
