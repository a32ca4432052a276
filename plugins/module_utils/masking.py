# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts that repeat the credentials: null and listed, since asterisks in their place would be taken for a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from .shapes import FACETS


def without_masked(result: dict, hides: Callable[[object], bool], blocks: Iterable[str]) -> dict:
    """Return ``result`` with null for each value in some of its blocks that ``hides`` is true of, listed as masked."""
    found = {block: _nulled(result[block], hides) for block in blocks if block in result}
    unavailable = [
        {"facet": block, "path": fact, "reason": "masked", "facts": [fact]}
        for block, (_value, places) in found.items()
        for fact in dict.fromkeys(f"{block}.{place}" for place in places)
    ]
    if not unavailable:
        return result
    return {
        **result,
        **{block: value for block, (value, _places) in found.items()},
        "unavailable": [*result["unavailable"], *unavailable],
    }


def as_ansible_masks(result: dict, secrets: Iterable[str]) -> dict:
    """Return ``result`` without the values in which Ansible would put something else for one of ``secrets``."""
    hidden = tuple(filter(None, secrets))

    def hides(value: object) -> bool:
        return value is not None and any(secret in str(value) for secret in hidden)

    facts = result.get("ansible_facts")
    if isinstance(facts, Mapping):
        facts = {**facts, "meinberg": without_masked(facts["meinberg"], hides, _BLOCKS)}
        return {**result, "ansible_facts": facts}
    return without_masked(result, hides, _BLOCKS) if "unavailable" in result else result


_BLOCKS = ("device", "http", *FACETS)


def _nulled(value: object, hides: Callable[[object], bool]) -> tuple[object, list[str]]:
    """Return the value with its hidden parts null, and the names of these without positions."""
    if isinstance(value, dict):
        parts = {name: _nulled(member, hides) for name, member in value.items()}
        return {name: part for name, (part, _places) in parts.items()}, list(_places_of(parts))
    if isinstance(value, list):
        elements = [_nulled(element, hides) for element in value]
        return [part for part, _places in elements], [place for _part, places in elements for place in places]
    return (None, [""]) if hides(value) else (value, [])


def _places_of(parts: Mapping[str, tuple[object, list[str]]]) -> Iterator[str]:
    for name, (_part, places) in parts.items():
        yield from (f"{name}.{place}".rstrip(".") for place in places)
