# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One device read over one HTTP session: options in, facts out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal

from . import errors
from .client import Client
from .ltos import adapter as ltos
from .meinbergos import adapter as meinbergos
from .shapes import DEVICE, FACETS, SCHEMA_VERSION, complete
from .time_stamps import utc_iso

VENDOR = "Meinberg"
ADAPTERS = {"ltos": ltos, "meinbergos": meinbergos}

# What may be wrong with `/api/status` on a device that is no LANTIME, but has a REST API all the same.
_ANOTHER_SYSTEM = (errors.HttpError, errors.ForbiddenError, errors.ProtocolError, errors.RedirectError)


def gather(options: Mapping, facets: list[str]) -> dict:
    """Read ``facets`` of the device that ``options`` (complete connection options) name.

    Returns ``device``, ``http``, ``unavailable``, ``gathered_at`` and ``schema_version`` beside the facets, and ``raw``
    where asked for. Raises ``errors.Error`` where the device as a whole could not be read.
    """
    with Client(options) as client:
        system, answers = fetch(client, options["device_os"], facets)
        result = told(client, system, answers, facets)
    if options["include_raw"]:
        result["raw"] = json_ready(ADAPTERS[system].raw(answers))
    return result


def told(client: Client, system: str, answers: object, facets: list[str]) -> dict:
    """What ``answers`` of a device say, and what the session with it was, as ``gather`` returns it."""
    adapter = ADAPTERS[system]
    identity, read, unavailable = adapter.facts(answers, facets)
    for facet in facets:
        unavailable += [
            {"facet": facet, "path": fact, "reason": "unsupported", "facts": [fact]}
            for fact in adapter.NOT_OFFERED.get(facet, ())
        ]
    certificate = "http.tls.certificate"
    unavailable += [
        {"facet": "http", "path": certificate, "reason": "dependency", "facts": [certificate]}
        for _library in client.missing
    ]
    where = {"host": client.host, "port": client.port, "web_url": client.web_url, "vendor": VENDOR, "os": system}
    return {
        "device": complete(DEVICE, {**identity, **where}),
        "http": client.summary(),
        "unavailable": unavailable,
        # The middle of a request, so that the device's time stamp can be compared with it.
        "gathered_at": utc_iso(client.answered_at or datetime.now(timezone.utc)),
        "schema_version": SCHEMA_VERSION,
        **{facet: _completed(facet, read[facet]) for facet in facets},
    }


def _completed(facet: str, facts: object) -> object:
    """A facet in its full shape, or ``None`` where the device has none of it."""
    return None if facts is None else complete(FACETS[facet], facts)


def fetch(client: Client, device_os: str, facets: list[str]) -> tuple[str, object]:
    """The device's operating system and its answers. ``auto`` asks for the LANTIME's one path first."""
    if device_os == "ltos":
        return "ltos", ltos.fetch(client)
    if device_os == "meinbergos":
        return "meinbergos", meinbergos.fetch(client, facets)
    try:
        return "ltos", ltos.fetch(client)
    except errors.RestDisabledError:
        return "meinbergos", meinbergos.fetch(client, facets)
    except _ANOTHER_SYSTEM as error:
        return "meinbergos", meinbergos.fetch(client, facets, error)


def json_ready(value: object) -> object:
    """A decoded answer with its decimals as JSON numbers."""
    if isinstance(value, dict):
        return {name: json_ready(member) for name, member in value.items()}
    if isinstance(value, list):
        return [json_ready(member) for member in value]
    return float(value) if isinstance(value, Decimal) else value
