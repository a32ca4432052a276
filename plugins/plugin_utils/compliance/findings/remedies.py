# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do where no rule says it: a device that could not be read, and a fact that is not known."""

from __future__ import annotations

from collections.abc import Mapping

from ....module_utils import hints
from .results import Reason

_NOT_OFFERED = (
    "Nothing to do on the device: its API is not known to offer this. Check it by hand; then waive the rule, or leave "
    "it out in a profile of your own."
)
_NOT_UNDERSTOOD = (
    "The device's answer is not understood. Check it by hand, and report it with what device_snapshot saves of the "
    "device."
)
_SILENT = (
    "The device does not say it now. Read it again after some minutes; if it still does not, check it by hand, and "
    "waive the rule if that is how this device is."
)
OF_LEAP_LIST = (
    "Update the time zone data of the controller: the package tzdata of its distribution, or the Python package tzdata "
    "in the environment of Ansible."
)
"""Where the run has no list of leap seconds that is valid."""
_UNKNOWN = {
    "unsupported": _NOT_OFFERED,
    "not_found": _NOT_OFFERED,
    "forbidden": "Give the account the right to read this part of the REST API, and audit again.",
    "malformed": _NOT_UNDERSTOOD,
    "contradicted": (
        "The device's answer contradicts itself here. Check the value by hand on the device; if it keeps doing so, "
        "report it with what device_snapshot saves of the device."
    ),
    "masked": (
        "The device's text repeats the password or token of the account, so that it is not shown or compared. Give "
        "the account another password, and audit again."
    ),
    "timeout": "See why the device answers slowly, or give it more time (meinberg_timeout, meinberg_deadline).",
    "http": "The device answered with an error. See its system log, and audit again; a restart may help.",
    "too_large": "See why the answer is so large, or raise meinberg_max_body_mib.",
    "dependency": "Install the Python library cryptography on the controller, and audit again.",
}
"""By the reason for which a fact is in ``unavailable``."""


def of_unread(error: Mapping) -> str:
    """Of a device that could not be read: the hint of its error, with the host's variables in place of options.

    A hint that no code names is given as it is, such as that of a run by an earlier version.
    """
    code = error.get("hint_code")
    remedy = hints.of_host(code) if isinstance(code, str) else None
    return remedy or error.get("hint") or "Read the device by hand with device_facts."


def of_unknown(reason: Reason, unavailable: str | None, offered: bool) -> str:
    """Return what to do about an unknown: ``unavailable`` is why its fact could not be read, if that is known."""
    if reason.code in ("not_comparable", "outside_vocabulary"):
        return _NOT_UNDERSTOOD
    return _UNKNOWN.get(unavailable or "", _SILENT if offered else _NOT_OFFERED)
