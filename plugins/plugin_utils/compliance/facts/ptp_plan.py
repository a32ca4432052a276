# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The PTP instances that a profile judges: those that the host's plan names for it, or all that run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from ....module_utils.ieee1588 import clock_identity
from ....module_utils.quantities import Malformed
from ...common.errors import ParameterError
from .derived_ntp import leap_flags
from .quantity import Quantity

PLAN_KEYS = ("alias", "profile", "domain", "priority1", "priority2", "expected_grandmaster", "network")
_OCTETS = ("domain", "priority1", "priority2")


def check_plan(plan: Sequence[Mapping] | None) -> list[dict]:
    """A host's ``compliance_ptp_plan`` with each entry complete; raises ``ParameterError`` for one that is not right.

    Numbers may arrive as text, as templates give them; identities in any spelling become that of the facts.
    """
    checked = []
    for entry in plan or []:
        if not isinstance(entry, Mapping) or not entry.get("alias") or not entry.get("profile"):
            raise ParameterError("compliance_ptp_plan: each entry is a mapping with at least alias and profile")
        unknown = [key for key in entry if key not in PLAN_KEYS]
        if unknown:
            raise ParameterError(f"compliance_ptp_plan: {unknown[0]!r} is not known; known are {', '.join(PLAN_KEYS)}")
        complete = {key: entry.get(key) for key in PLAN_KEYS}
        complete.update({key: _octet(key, entry.get(key)) for key in _OCTETS})
        complete["expected_grandmaster"] = _identity(entry.get("expected_grandmaster"))
        complete["network"] = _name(entry.get("network"))
        checked.append(complete)
    return checked


def _octet(key: str, written: object) -> int | None:
    digits = str(written).strip() if isinstance(written, (int, str)) and not isinstance(written, bool) else "?"
    if written is None or digits == "":
        return None
    if not (digits.isascii() and digits.isdigit()) or int(digits) > 255:
        raise ParameterError(f"compliance_ptp_plan: {key} is {written!r}, and takes a number from 0 to 255")
    return int(digits)


def _name(written: object) -> str | None:
    if written is None or written == "":
        return None
    if not isinstance(written, (int, str)) or isinstance(written, bool):
        raise ParameterError(f"compliance_ptp_plan: network is {written!r}, and takes a name")
    return str(written)


def _identity(written: object) -> str | None:
    try:
        return clock_identity(written)
    except Malformed as error:
        raise ParameterError(
            f"compliance_ptp_plan: expected_grandmaster is {written!r}, and takes a clock identity in quotes, such as "
            "'ec4670.fffe.0024cb' or 'EC:46:70:FF:FE:00:24:CB'"
        ) from error


def judged(instances: Sequence[Mapping] | None, plan: Sequence[Mapping], profile: str) -> list[dict] | None:
    """Each instance to judge as ``{alias, present, running, role, grandmaster_capable, grandmaster, instance, …}``.

    - ``present`` and ``running`` are false for one that the plan names and the device does not have or has stopped;
      its ``instance`` says nothing and has no ports;
    - ``role`` is ``grandmaster``, ``passive`` or ``slave`` (a boundary clock that follows is one), null where the
      device does not show it; ``grandmaster_capable`` is false for a slave;
    - ``leap_flags`` is ``none``, ``insert`` (leap61), ``delete`` (leap59) or ``both``;
    - ``grandmaster`` is the identity of the clock that serves its domain, as far as it is known;
    - ``plan`` has the plan's entry, and ``planned`` tells which of its values are given.

    ``None`` where the device's instances could not be read.
    """
    if instances is None:
        return None
    if not plan:
        return [_judged(instance["alias"], instance, {}) for instance in instances if instance["running"] is not False]
    by_alias = {instance["alias"]: instance for instance in instances}
    entries = [entry for entry in plan if entry["profile"] == profile]
    return [_judged(entry["alias"], by_alias.get(entry["alias"]), entry) for entry in entries]


def _judged(alias: str | None, instance: Mapping | None, plan: Mapping) -> dict:
    running = instance["running"] if instance else False
    # A stopped one says nothing that is valid.
    said = {"ports": []} if instance is None or running is False else instance
    role = _role(said)
    return {
        "alias": alias,
        "present": instance is not None,
        "running": running,
        "role": role,
        "grandmaster_capable": running is not False and _capable(said, role),
        "grandmaster": _grandmaster(said, role),
        "leap_flags": leap_flags(said),
        "instance": said,
        "plan": {key: plan.get(key) for key in PLAN_KEYS},
        "planned": {key: plan.get(key) is not None for key in PLAN_KEYS},
    }


def _role(instance: Mapping) -> str | None:
    """What an instance does: its ports and its distance from the grandmaster tell, else the packets that it sends."""
    own, steps = _set(instance, "default_ds"), _set(instance, "current_ds").get("steps_removed")
    states = {port.get("state") for port in instance.get("ports") or []}
    if own.get("slave_only") or states & {"slave", "uncalibrated"} or (steps or 0) > 0:
        return "slave"
    if "master" in states:
        return "grandmaster"
    if "passive" in states:
        return "passive"
    if steps == 0 or _leads(instance, own.get("clock_class")):
        return "grandmaster"
    return "slave" if own.get("clock_class") == 255 else None


def _leads(instance: Mapping, clock_class: int | None) -> bool:
    """It sends Announce messages, and is of a class that never follows (IEEE 1588, 9.3.3) or hears nobody else's."""
    sends, hears = (_set(instance.get("counters") or {}, direction).get("announce_per_s") for direction in ("tx", "rx"))
    never_follows = clock_class is not None and clock_class < 128
    return bool(sends) and (never_follows or hears == 0)


def _capable(instance: Mapping, role: str | None) -> bool | None:
    """Whether it is or could become its domain's grandmaster."""
    if role is not None:
        return role != "slave"
    clock_class = _set(instance, "default_ds").get("clock_class")
    return True if clock_class is not None and clock_class < 128 else None


def _grandmaster(instance: Mapping, role: str | None) -> str | None:
    """Itself, or its parent's; a passive instance may still hold itself for what it was before, which tells nothing."""
    own = _set(instance, "default_ds").get("clock_identity")
    if role == "grandmaster":
        return own
    parents = _set(instance, "parent_ds").get("grandmaster_identity")
    return None if parents == own else parents


def _set(record: Mapping, name: str) -> Mapping:
    return record.get(name) or {}


_ROLES = "IEEE 1588-2019, 9.2 and 9.3.3"
JUDGED = Quantity(
    "ptp_judged", ("ptp.instances",), judged, _ROLES, params=("ptp_plan", "profile"),
    embeds={
        "": "ptp.instances",
        "instance": "ptp.instances",
        "present": "ptp.instances",
        "role": "ptp.instances.ports.state",
        "grandmaster": "ptp.instances.parent_ds.grandmaster_identity",
        "leap_flags": "ptp.instances.time_properties_ds",
    },
)  # fmt: skip
"""The facts under ``ptp_judged``; the parameters are the host's plan and the id of the profile that judges."""

QUANTITIES = (
    Quantity(
        "ptp", ("ptp.instances",), partial(judged, plan=(), profile=""), _ROLES, embeds={"instance": "ptp.instances"}
    ),
)
