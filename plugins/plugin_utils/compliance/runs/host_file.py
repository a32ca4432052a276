# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of one host's results, as far as a report relies on it: it may have come by way of an artifact of CI."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial

from ...common.values import parse_time
from ..findings.packed import unpack

_EXTRACT = {
    "host_address": str, "model": str, "firmware": str, "serial_numbers": [str], "clock_identities": [str],
    "addresses": [str], "tai_offset_s": int, "leap_indicator": str, "stratum": int, "synchronized": bool,
    "clock_offset_ms": float, "request_ms": float,
    "grandmasters": [{
        "alias": str, "role": str, "capable": bool, "profiles!": [str], "network": str, "domain_planned": bool,
        "expected!": [str], "domain": int, "grandmaster": str, "priority1": int, "priority2": int,
        "own_identity": str, "own_priority1": int, "own_priority2": int, "own_class": int,
    }],
}  # fmt: skip
_SHAPE = {
    "host!": str, "gathered_at!": str, "extract!": _EXTRACT,
    "derived": {"common!": {}, "by_params!": [{"profiles!": [str], "values!": {}}]},
    "device": {
        "vendor": str, "os": str, "model": str, "serial_number": str, "hostname": str, "web_url": str,
        "firmware": {"version": str},
    },
    "error": {"kind": str, "hint": str, "hint_code": str, "message": str, "url": str, "status_code": int},
    "unavailable!": [{"facet!": str, "path!": str, "reason!": str, "facts!": [str]}],
    "results!": {},
}  # fmt: skip
"""As in ``module_utils.shapes``, but for ``!`` behind a name: it is never null."""

_DAMAGED = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def checked(content: Mapping | None) -> dict | None:
    """Return the content of such a file with its results; ``None`` if it is something else.

    Members that have no name here may be anything. Texts and limits are one object for all results that have them:
    most repeat from host to host. Of ``derived``, which files of older versions lack, the quantities that no parameter
    influences are kept, as JSON: a text takes a fraction of the memory.
    """
    if content is None or not _fits(content) or parse_time(content["gathered_at"]) is None:
        return None
    try:
        results = unpack(content["results"])
    except _DAMAGED:
        return None
    return {**content, "results": results, "derived": _compact(content.get("derived"))}


def _compact(derived: Mapping | None) -> str | None:
    return None if derived is None else json.dumps(derived["common"], sort_keys=True, separators=(",", ":"))


def reader_of_derived(contents: Mapping[str, Mapping]) -> Callable[[str], dict]:
    """Return what reads a host's derived quantities from the checked contents of all hosts; empty where it has none."""
    return partial(_derived, {host: text for host, content in contents.items() if (text := content["derived"])})


def _derived(texts: Mapping[str, str], host: str) -> dict:
    return json.loads(texts.get(host, "{}"))


def _checker(shape: object) -> Callable[[object], bool]:
    """What tells whether a value that is not null has a shape."""
    if isinstance(shape, list):
        member = _checker(shape[0])
        return lambda value: isinstance(value, list) and all(one is not None and member(one) for one in value)
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
