# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rule that compares the time of the NTP servers with each other.

The offsets that one probe measures within a minute all contain the same error of its own clock. Their differences do
not contain it, so a probe without a good clock finds the server that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..facts.measured import Difference, differences
from .fleet import Finding, Fleet, FleetRule
from .limits import Limit
from .results import Reason, Result

CRITICAL_NS = 500_000_000
"""A difference beyond this is critical: half a second is the next whole second."""


def evaluate(fleet: Fleet) -> list[Result]:
    """Return the results of the rule; none where no host probed."""
    return [result for rule in RULES for result in rule.evaluate(fleet)] if fleet.probes else []


def _servers_agree(fleet: Fleet) -> Iterable[Finding]:
    for probe in fleet.probes:
        compared = differences(probe)
        apart = [one for one in compared if one.beyond(fleet.offset_limit_ns)]
        yield from (_apart(fleet, probe["probe"], one) for one in apart)
        if compared and not apart:
            args = {"probe": probe["probe"], "servers": len(compared), "limit_ns": fleet.offset_limit_ns}
            yield Finding("pass", probe["probe"], Reason("servers_close", args), len(compared))


def _apart(fleet: Fleet, probe: str, one: Difference) -> Finding:
    names = [_named(fleet, address) for address in (one.other, one.address) if address is not None]
    args = {
        "probe": probe,
        "servers": names,
        "difference_ns": one.difference_ns,
        "uncertainties_ns": list(one.uncertainties_ns),
        "limit_ns": fleet.offset_limit_ns,
        "count": one.count,
    }
    limit = Limit("abs_max", fleet.offset_limit_ns + one.uncertainty_ns)
    severity = "critical" if abs(one.difference_ns) > CRITICAL_NS else None
    element = "/".join((probe, *names))
    return Finding("fail", element, Reason("server_apart", args), one.difference_ns, limit, severity)


def _named(fleet: Fleet, address: str) -> str:
    """Return the host that serves NTP at an address."""
    hosts: Sequence[str] = sorted((fleet.servers or {}).get(address, ()))
    return ", ".join(hosts) or address


RULES = (
    FleetRule(
        "servers-agree", "The NTP servers that a probe asked within a minute agree with each other", "major",
        "wire.ntp.offset_to_median_ns",
        "RFC 5905, 8: the offsets share the error of the probe's clock, so their differences do not contain it; limit: "
        "the smallest limit_ns of the chosen profiles, else 1 ms, plus both uncertainties (half the delay, jitter)",
        "Keep clients off the server that is named until its time is compared with a further source. If the server is "
        "right, check the reference of the others.",
        _servers_agree, "ns", "NTP server differs from the others", "measured",
    ),
)  # fmt: skip
"""The rules over measured time."""
