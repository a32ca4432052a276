# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit is asked for: by the role's variables, and by those of each host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..facts.leap_seconds import BUILT_IN, LeapList
from ..findings import waivers

OF_HOST = {
    "params": "compliance_host_params",
    "ptp_plan": "compliance_ptp_plan",
    "site": "compliance_site",
    "ptp_probes": "compliance_ptp_probes",
}
"""The variables that each host defines, by their names in the manifest."""
NTP_ADDRESS = ("compliance_ntp_address", "meinberg_host", "ansible_host")
"""Where clients ask a host's NTP service: the first of these that it defines, else its name."""
INTERFACES = "compliance_ptp_interfaces"
"""The interfaces on which a probe host listens to PTP."""


@dataclass(frozen=True)
class Request:
    """What the role's variables ask for; ``hosts`` is what each host defines of its own."""

    run_id: str
    """Empty until it is known."""
    play_id: str
    started: str
    profiles: list[str]
    params: Mapping[str, object]
    waivers: list[Mapping]
    hosts: Mapping[str, Mapping]
    groups: Mapping[str, list[str]]
    min_synchronized: Mapping[str, int]
    max_clock_difference_s: float
    fail_on: str
    unsupported: str
    base: Path
    leap_list: LeapList = BUILT_IN
    """The list of leap seconds that announcements are compared with."""
    controller_clock: Mapping[str, object] | None = None
    """What is known of the controller's clock; read once, when the run begins."""


_ASKED = ("profiles", "params", "waivers", "min_synchronized", "max_clock_difference_s", "fail_on", "unsupported")


def of_options(
    options: Mapping[str, Any], play_id: str, now: datetime, groups: Mapping[str, list[str]], base: Path
) -> Request:
    """The request of a task with these options; the hosts' own variables are not read yet."""
    return Request(
        run_id=options["run_id"] or "",
        play_id=play_id,
        started=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        hosts={},
        groups=groups,
        base=base,
        **{name: options[name] for name in _ASKED},
    )


def of_host(host: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """What a host defines, from the values of its variables; null counts as not defined."""
    own = {key: found[name] for key, name in OF_HOST.items() if found.get(name) is not None}
    return {**own, "ntp_address": next((found[name] for name in NTP_ADDRESS if found.get(name)), host)}


def begun(request: Request) -> dict[str, Any]:
    """What tells a run of a play from others in its folder: the play, and what it is asked for."""
    return {
        "play_id": request.play_id,
        "profiles": [str(reference) for reference in request.profiles],
        "base": str(request.base),
        "params": dict(request.params),
        "waivers": [waiver.as_dict() for waiver in waivers.parse(request.waivers)],
        "min_synchronized": dict(request.min_synchronized),
        "max_clock_difference_s": request.max_clock_difference_s,
        "fail_on": request.fail_on,
        "unsupported": request.unsupported,
    }
