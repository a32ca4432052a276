# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: everything stands in one answer, so one request serves all facets."""

from __future__ import annotations

from ..errors import NotFoundError, ProtocolError, RestDisabledError
from ..quantities import said
from ..records import Reader
from .device import device
from .ntp import ntp
from .outputs import outputs
from .paths import STATUS
from .ptp import ptp
from .status import status

READERS = {"status": status, "ntp": ntp, "ptp": ptp, "outputs": outputs}
NOT_OFFERED = {"status": ("status.references", "status.sync.accuracy_ns", "status.sync.variance", "status.sync.flags")}
"""Facts that this API does not have."""


def recognised(answer: object) -> bool:
    """Whether an answer of ``/api/status`` is that of a LANTIME."""
    if not isinstance(answer, dict):
        return False
    data = answer.get("data")
    return "system-information" in answer or (isinstance(data, dict) and said(data.get("object-id")) == "status")


def fetch(client) -> dict:
    """The answer of ``/api/status``; raises ``RestDisabledError`` or ``ProtocolError`` where it is not that of LTOS."""
    try:
        answer = client.get_json(STATUS)
    except NotFoundError as error:
        raise RestDisabledError(
            f"{client.host} has a web server, but no LTOS REST API: {STATUS} is not found.",
            url=error.url,
            status_code=error.status_code,
        ) from error
    if not recognised(answer):
        raise ProtocolError(
            f"{client.host} answers {STATUS} with JSON that is not the status of a LANTIME.",
            url=f"{client.web_url}{STATUS}",
            hint="Check option device_os; a microSync is 'meinbergos'.",
        )
    return answer


def facts(answer: dict, facets: list[str]) -> tuple[dict, dict, list[dict]]:
    """The device, the facets asked for, and what could not be read, from the answer alone."""
    who = Reader("device")
    identity = device(who, answer)
    readers = {facet: Reader(facet) for facet in facets}
    read = {facet: READERS[facet](reader, answer) for facet, reader in readers.items()}
    return identity, read, [note for reader in (who, *readers.values()) for note in reader.unavailable]


def raw(answer: dict) -> dict:
    """The device's own answers, by path."""
    return {STATUS: answer}


def failures(_answer: dict) -> dict:
    """Why other paths did not answer: there are none."""
    return {}
