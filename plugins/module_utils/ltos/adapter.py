# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: everything stands in one answer, so one request serves all facets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeGuard

from ..errors import Error, NotFoundError, ProtocolError, RestDisabledError
from ..quantities import said
from ..records import Computed, Named, Reader, Table
from ..sources import RestSource
from . import device, ntp, outputs, ptp, status
from .paths import STATUS

NAME, TITLE = "ltos", "LTOS"
AUTO = True
ROOT = STATUS
SEEDS: tuple[str, ...] = ()
BELOW = ""
TABLES: tuple[Table, ...] = (*device.TABLES, *status.TABLES, *ntp.TABLES, *ptp.TABLES, *outputs.TABLES)
COMPUTED: tuple[Computed, ...] = (*status.COMPUTED, *ntp.COMPUTED, *ptp.COMPUTED)
NAMED: tuple[Named, ...] = status.NAMED
NOT_OFFERED: Mapping[str, tuple[str, ...]] = {
    "status": ("status.references", "status.sync.accuracy_ns", "status.sync.variance", "status.sync.flags"),
}
KNOWN_BY: Mapping[str, str] = {
    "A": "Seen in answers of real devices, and in public programs that read them.",
    "C": "Inferred: receivers from other kinds of receivers, PTP and outputs from the names of meinbergOS.",
}

READERS: Mapping[str, Callable[[Reader, dict], dict | list | None]] = {
    "status": status.status, "ntp": ntp.ntp, "ptp": ptp.ptp, "outputs": outputs.outputs,
}  # fmt: skip


def recognised(answer: object) -> TypeGuard[dict]:
    """Whether an answer of ``/api/status`` is that of a LANTIME."""
    if not isinstance(answer, dict):
        return False
    data = answer.get("data")
    return "system-information" in answer or (isinstance(data, dict) and said(data.get("object-id")) == "status")


def fetch(source: RestSource, _facets: list[str], _first_error: Error | None = None) -> dict:
    """The answer of ``/api/status``; raises ``RestDisabledError`` or ``ProtocolError`` where it is not that of LTOS."""
    try:
        answer = source.get_json(STATUS)
    except NotFoundError as error:
        raise RestDisabledError(
            f"{source.host} has a web server, but no LTOS REST API: {STATUS} is not found.",
            url=error.url,
            status_code=error.status_code,
        ) from error
    if not recognised(answer):
        raise ProtocolError(
            f"{source.host} answers {STATUS} with JSON that is not the status of a LANTIME.",
            url=f"{source.web_url}{STATUS}",
            hint_code="other_system",
        )
    return answer


def facts(answer: dict, facets: list[str]) -> tuple[dict, dict, list[dict]]:
    """The device, the facets asked for, and what could not be read, from the answer alone."""
    who = Reader("device")
    identity = device.device(who, answer)
    readers = {facet: Reader(facet) for facet in facets}
    read = {facet: READERS[facet](reader, answer) for facet, reader in readers.items()}
    return identity, read, [note for reader in (who, *readers.values()) for note in reader.unavailable]


def raw(answer: dict) -> dict[str, object]:
    """The device's own answers, by path."""
    return {STATUS: answer}


def failures(_answer: dict) -> dict[str, Error]:
    """Why other paths did not answer: there are none."""
    return {}


def names_below(_answer: object) -> tuple[str, ...]:
    """The one answer holds all: no name in it is a path."""
    return ()
