# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How sure the facts of each operating system are: the evidence tiers of the adapters' own tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .registry import ADAPTERS, BY_NAME
from .vocabularies import Vocabulary


@cache
def tiers(device_os: str | None) -> Mapping[str, str]:
    """The tier (``A``, ``B``, ``C``) of each fact that the operating system's API has, as far as is known."""
    adapter = BY_NAME.get(device_os or "")
    found: dict[str, str] = {}
    if adapter is None:
        return found
    for table in adapter.TABLES:
        for field in table.fields:
            for fact in table.facts_of(field):
                found[fact] = min(table.tier_of(field), found.get(fact, "C"))
    found.update((row.fact, row.tier) for row in adapter.NAMED)
    found.update((row.fact, found[row.source_fact]) for row in adapter.COMPUTED)
    return found


@cache
def vocabularies() -> Mapping[str, frozenset[str]]:
    """The words of each fact that has a vocabulary, on whichever operating system."""
    return {
        fact: frozenset(field.parse.names)
        for adapter in ADAPTERS
        for table in adapter.TABLES
        for field in table.fields
        if isinstance(field.parse, Vocabulary) and field.feeds is None
        for fact in table.facts_of(field)
    }
