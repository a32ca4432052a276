# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of one host's results, as far as a report relies on it: it may have come by way of an artifact of CI."""

from __future__ import annotations

from collections.abc import Callable

from .operators import parse_time
from .results import NAMES
from .rules import SEVERITIES, STATUSES

_NOT_YET = type(None)
_EXTRACT = {
    "host_address": str, "model": str, "firmware": str, "serial_numbers": [str], "clock_identities": [str],
    "addresses": [str], "tai_offset_s": int, "leap_indicator": str, "stratum": int, "synchronized": bool,
    "clock_offset_ms": float,
    "grandmasters": [{
        "alias": str, "domain": int, "grandmaster": str, "priority1": int, "priority2": int, "own_identity": str,
        "own_priority1": int, "own_priority2": int, "own_class": int,
    }],
}  # fmt: skip
_SHAPE = {
    "host!": str, "gathered_at!": str, "extract!": _EXTRACT, "watched": {},
    "device": {
        "vendor": str, "os": str, "model": str, "serial_number": str, "hostname": str, "web_url": str,
        "firmware": {"version": str},
    },
    "error": {"kind": str, "hint": str, "message": str, "url": str, "status_code": int},
    "unavailable!": [{"facet!": str, "path!": str, "reason!": str, "facts!": [str]}],
    "results!": [{
        "host!": str, "profile!": str, "rule!": str, "element": str, "severity!": SEVERITIES, "status!": STATUSES,
        "title!": str, "expected": str, "unit": str, "path!": str, "basis!": str, "tier": ("A", "B", "C"),
        "message!": str, "offered": bool, "source!": str, "remedy!": str, "caused_by": str,
        "waiver": _NOT_YET, "change": _NOT_YET, "seen": _NOT_YET,
    }],
}  # fmt: skip
"""As in ``module_utils.shapes``, but for ``!`` behind a name: it is never null; and for the words that are taken."""


def is_host_file(content: object) -> bool:
    """Whether it is one, by what it holds; members that have no name here may be anything."""
    return (
        content is not None
        and _fits(content)
        and parse_time(content["gathered_at"]) is not None
        and all(result.keys() >= _RESULT for result in content["results"])
    )


def _checker(shape: object) -> Callable[[object], bool]:
    """What tells whether a value that is not null has a shape; made once, since a fleet has many results."""
    if isinstance(shape, list):
        member = _checker(shape[0])
        return lambda value: isinstance(value, list) and all(one is not None and member(one) for one in value)
    if isinstance(shape, tuple):
        return lambda value: value in shape
    if not isinstance(shape, dict):
        kinds = (float, int) if shape is float else (shape,)
        return lambda value: value.__class__ in kinds
    members = [(name.rstrip("!"), name[-1] == "!", _checker(inner)) for name, inner in shape.items()]

    def fits(value: object) -> bool:
        if not isinstance(value, dict):
            return False
        for name, wanted, member in members:
            found = value.get(name)
            if wanted if found is None else not member(found):
                return False
        return True

    return fits


_fits = _checker(_SHAPE)
_RESULT = frozenset(NAMES)
