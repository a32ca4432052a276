# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One device read over one session: options in, facts out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal

from . import errors
from .client import Client
from .masking import without_masked
from .registry import ADAPTERS, BY_NAME
from .shapes import DEVICE, FACETS, SCHEMA_VERSION, complete
from .sources import RestSource, Source
from .texts import is_masked
from .time_stamps import utc_iso

VENDOR = "Meinberg"

# What an adapter may meet on a device of another operating system that has a REST API all the same.
_ANOTHER_SYSTEM = (errors.HttpError, errors.ForbiddenError, errors.ProtocolError, errors.RedirectError)


def gather(options: Mapping, facets: list[str]) -> dict:
    """Read ``facets`` of the device that ``options`` (complete connection options) name.

    Returns ``device``, ``http``, ``unavailable``, ``gathered_at`` and ``schema_version`` beside the facets, and ``raw``
    where asked for. Raises ``errors.Error`` where the device as a whole could not be read.
    """
    with open_source(options) as source:
        system, answers = fetch(source, options["device_os"], facets)
        result = without_masked(told(source, system, answers, facets), is_masked, [source.block])
    if options["include_raw"]:
        result["raw"] = json_ready(BY_NAME[system].raw(answers))
    return result


def open_source(options: Mapping) -> Client:
    """The source that reads the device of complete connection options; a context manager that closes it."""
    return Client(options)


def told(source: Source, system: str, answers: object, facets: list[str]) -> dict:
    """What ``answers`` of a device say, and what the session with it was, as ``gather`` returns it."""
    adapter = BY_NAME[system]
    identity, read, unavailable = adapter.facts(answers, facets)
    for facet in facets:
        unavailable += [
            {"facet": facet, "path": fact, "reason": "unsupported", "facts": [fact]}
            for fact in adapter.NOT_OFFERED.get(facet, ())
        ]
    where = {"host": source.host, "port": source.port, "web_url": source.web_url, "vendor": VENDOR, "os": system}
    return {
        "device": complete(DEVICE, {**identity, **where}),
        source.block: source.summary(),
        "unavailable": [*unavailable, *source.unavailable()],
        # The middle of a request, so that the device's time stamp can be compared with it.
        "gathered_at": utc_iso(source.answered_at or datetime.now(timezone.utc)),
        "schema_version": SCHEMA_VERSION,
        **{facet: _completed(facet, read[facet]) for facet in facets},
    }


def _completed(facet: str, facts: object) -> object:
    """A facet in its full shape, or ``None`` where the device has none of it."""
    return None if facts is None else complete(FACETS[facet], facts)


def fetch(source: RestSource, device_os: str, facets: list[str]) -> tuple[str, object]:
    """The device's operating system and its answers; ``auto`` finds out which one it is."""
    if device_os != "auto":
        return device_os, BY_NAME[device_os].fetch(source, facets)
    *others, last = (adapter for adapter in ADAPTERS if adapter.AUTO)
    first_error: errors.Error | None = None
    for adapter in others:
        try:
            return adapter.NAME, adapter.fetch(source, facets, first_error)
        except errors.RestDisabledError:
            continue
        except _ANOTHER_SYSTEM as error:
            first_error = first_error or error
    return last.NAME, last.fetch(source, facets, first_error)


def json_ready(value: object) -> object:
    """A decoded answer with its decimals as JSON numbers."""
    if isinstance(value, dict):
        return {name: json_ready(member) for name, member in value.items()}
    if isinstance(value, list):
        return [json_ready(member) for member in value]
    return float(value) if isinstance(value, Decimal) else value
