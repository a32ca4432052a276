# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do where no rule says it: a device that could not be read, and a fact that is not known."""

from __future__ import annotations

import re

from ....module_utils.arguments import CONNECTION
from .results import Reason

_OPTION = re.compile(rf"\b(?:option )?({'|'.join(name for name in CONNECTION if '_' in name)})\b|\boption (\w+)")
"""Where a hint names an option of a module; in an audit that is a variable of the host."""

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
_UNKNOWN = {
    "unsupported": _NOT_OFFERED,
    "not_found": _NOT_OFFERED,
    "forbidden": "Give the account the right to read this part of the REST API, and audit again.",
    "malformed": _NOT_UNDERSTOOD,
    "timeout": "See why the device answers slowly, or give it more time (meinberg_timeout, meinberg_deadline).",
    "http": "The device answered with an error. See its system log, and audit again; a restart may help.",
    "too_large": "See why the answer is so large, or raise meinberg_max_body_mib.",
    "dependency": "Install the Python library cryptography on the controller, and audit again.",
}
"""By the reason for which a fact is in ``unavailable``."""


def of_unread(hint: str | None) -> str:
    """Of a device that could not be read; ``hint`` is that of the error."""
    if not hint:
        return "Read the device by hand with device_facts."
    return _OPTION.sub(lambda named: f"meinberg_{named[1] or named[2]}", hint)


def of_unknown(reason: Reason, unavailable: str | None, offered: bool) -> str:
    """Return what to do about an unknown: ``unavailable`` is why its fact could not be read, if that is known."""
    if reason.code == "not_comparable":
        return _NOT_UNDERSTOOD
    return _UNKNOWN.get(unavailable or "", _SILENT if offered else _NOT_OFFERED)
