# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One probe for PTP from its options to its result: ``timesync.meinberg.ptp_probe_info``."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timezone

from ..errors import UsageError
from ..limits import check_range
from ..time_stamps import utc_iso
from .ptp_asking import Asker, identity_of
from .ptp_compare import best
from .ptp_frame import TRANSPORTS, carried
from .ptp_interface import interface_named
from .ptp_listen import Listener
from .ptp_management import Answers
from .ptp_transmitters import Transmitters

_LONGEST = 86400
_MOST_TRANSMITTERS = 4096
_LAST_DOMAIN = 255


def run(options: Mapping) -> dict:
    """What was heard; raises ``UsageError`` for options that make no sense, and ``errors.Error``."""
    _check(options)
    interface = interface_named(options["interface"])
    transports = [transport for transport in TRANSPORTS if transport in options["transports"]]
    domains = None if options["domains"] is None else frozenset(options["domains"])
    heard = Transmitters(domains, frozenset(transports), options["max_transmitters"])
    own = identity_of(interface)
    answers = Answers(own, options["max_transmitters"])
    with Listener(interface, transports, options["join"], options["promiscuous"]) as listener:
        asker = Asker(interface, listener, own)
        began = datetime.now(timezone.utc)
        start = time.monotonic()
        end = start + options["duration"]
        if options["management"]:
            _listen(listener, (start + end) / 2, heard, answers)
            asker.ask(heard.ports())
        _listen(listener, end, heard, answers)
        dropped = listener.dropped()
    transmitters = heard.report()
    probe = {
        "interface": interface.name,
        "duration_s": options["duration"],
        "listened": {
            "transports": transports,
            "domains": None if domains is None else sorted(domains),
            "groups": listener.joined,
        },
        "packets": {**heard.packets, "dropped": dropped},
        "transmitters": transmitters,
        "best": best(transmitters),
        "management": {"asked": asker.asked, "answers": answers.report()},
        "stopped_counting": heard.stopped_counting,
        "note": _note(listener, asker),
    }
    return {"ptp_probe": probe, "gathered_at": utc_iso(began)}


def _check(options: Mapping) -> None:
    check_range(options, "duration", 0, _LONGEST, above=True)
    if not options["transports"]:
        raise UsageError("transports is empty, so there is nothing to listen to.")
    if options["domains"] is not None:
        if not options["domains"]:
            raise UsageError("domains is empty, so there is nothing to listen to; leave it out for all domains.")
        wrong = [domain for domain in options["domains"] if not 0 <= domain <= _LAST_DOMAIN]
        if wrong:
            raise UsageError(f"domains has {wrong[0]}; it takes numbers from 0 to {_LAST_DOMAIN}.")
    check_range(options, "max_transmitters", 1, _MOST_TRANSMITTERS)


def _listen(listener: Listener, until: float, heard: Transmitters, answers: Answers) -> None:
    for frame in listener.frames(until):
        found = carried(frame.octets, frame.vlan)
        if found is None:
            heard.packets["malformed"] += 1
            continue
        message = heard.add(found, frame.moment)
        if message is not None:
            answers.add(found, message)


def _note(listener: Listener, asker: Asker) -> str:
    """What limits what can be heard here, and what was sent, in sentences."""
    said = ["Unicast messages to others are heard only where the network hands them to this interface."]
    if listener.joined:
        said.append(f"The kernel joined {', '.join(listener.joined)}, which it tells by IGMP and MLD.")
    else:
        said.append("No group was joined, so a switch that snoops may keep UDP multicast back.")
    said += [f"{group} could not be joined: {why}." for group, why in listener.not_joined.items()]
    said += [f"{address} could not be asked: {why}." for address, why in asker.problems.items()]
    return " ".join(said)
