# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make docs/facts.md, and the summary in the README, from the modules' RETURN blocks and the adapters' tables.

Names, types and meanings are those of the documentation; places and tiers are those that the code reads by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import yaml

from ansible_collections.timesync.meinberg.plugins.module_utils.adapters import Adapter
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Field, Named, Table
from ansible_collections.timesync.meinberg.plugins.module_utils.registry import BY_NAME
from ansible_collections.timesync.meinberg.plugins.modules import (
    device_facts,
    ntp_info,
    output_info,
    ptp_info,
    status_info,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.words import SYSTEMS
from tests.tooling.tree import ROOT

PAGE = ROOT / "docs" / "facts.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- summary of docs/facts.md, made by tests/tooling/facts_page.py -->\n", "<!-- end of summary -->\n"


FACETS = {"status": status_info, "ntp": ntp_info, "ptp": ptp_info, "outputs": output_info}

SET_BY_US = ("device.host", "device.port", "device.web_url", "device.vendor", "device.os")
"""Facts that are not read from the device."""

UNITS = {
    "_per_s": "1/s", "_ns": "ns", "_ms": "ms", "_s": "s", "_bytes": "bytes", "_mbps": "Mbit/s", "_hz": "Hz",
    "_celsius": "°C", "_percent": "%", "_ppm": "ppm", "_m": "m", "_deg": "°", "_w": "W",
}  # fmt: skip

INTRODUCTION = """\
# Facts

<!-- Made by `python -m tests.tooling.facts_page`; do not edit. -->

Every fact that the modules return, what it means, where it stands at the device, and how sure that is. What is here
under `device` is in every module's result; `status`, `ntp`, `ptp` and `outputs` are the facets.

- A value that the device does not give is null. Null is never replaced by 0, false or an empty text.
- A place that is missing as a whole, or holds what cannot be understood, is listed under `unavailable`. A single value
  that an answer does not hold is null without being listed.
- Numbers without a fraction are integers, also where the type is `float`.
- Where words are listed, a word of the device outside the list is kept in lower snake case.
- Times are ISO 8601 in UTC, unless said otherwise.

## How sure: the tiers

| tier | what it means for you |
| --- | --- |
| A | Seen. Names and places are those of answers of real devices, or of public programs that read real devices. |
| B | The vendor's data model (MEINBERG-OS-MIB) names it, and the REST API is known to mirror that part. |
| C | Inferred from the names of A and the objects of B. It may be missing or stand elsewhere; then the fact is null. |

Where only the meaning comes from the vendor's data model, and the place is inferred, the tier is C. Nothing of tier A
needs a place of tier C: a device that knows only the places of tier A gives all the facts that stand there.

If a fact of tier C is null on your device although the device has the value, please send
[a snapshot](../README.md#send-a-snapshot). That is how C becomes A. [Evidence](evidence.md) has the same by path.

Places are written as in `unavailable[].path`: the path of the API, then after `#/` the place in its answer, `*` being
any position of a list or any name. `{a,b}` is one of several names, of which the first that is there counts. On
meinbergOS `clk1` stands for each module that has a receiver; that there is a `clk2` is tier C. An answer of a path
above holds what stands below it, so a path of this page may not be asked for by itself.
"""


@dataclass(frozen=True)
class Fact:
    """A name of the documentation: ``name`` is dotted, ``label`` marks the lists in it."""

    name: str
    label: str
    entry: dict

    @property
    def leaf(self) -> bool:
        """Whether it holds a value, not other facts."""
        return "contains" not in self.entry


UPDATE = {
    "description": "The latest update. LTOS only. In a template write C(firmware['update']).",
    "type": "dict",
    "contains": {
        "in_progress": {"description": "Whether an update is under way.", "type": "bool"},
        "progress_percent": {"description": "How far it is, in per cent.", "type": "float"},
        "last_successful": {"description": "Whether the latest one succeeded.", "type": "bool"},
        "last_started": {"description": "When the latest one began.", "type": "str"},
        "last_ended": {"description": "When the latest one ended.", "type": "str"},
        "last_error": {"description": "The error of the latest one, as the device writes it.", "type": "str"},
    },
}
"""``device.firmware.update``: ansible-core 2.21 has sanity refuse a return value that is called like a method of
dictionaries, so the module's documentation tells of it in words.
"""


def returned(module: ModuleType) -> dict:
    """A module's RETURN block."""
    block = yaml.safe_load(module.RETURN)
    if module is device_facts:
        device = block["ansible_facts"]["contains"]["meinberg"]["contains"]["device"]
        device["contains"]["firmware"]["contains"]["update"] = UPDATE
    return block


def facts() -> list[Fact]:
    """Every fact of the documentation, in its order, containers before what they hold."""
    device = returned(device_facts)["ansible_facts"]["contains"]["meinberg"]["contains"]["device"]
    roots = {"device": device, **{facet: returned(module)[facet] for facet, module in FACETS.items()}}
    return [fact for name, entry in roots.items() for fact in _walk(name, name, entry)]


def _walk(name: str, label: str, entry: dict) -> Iterator[Fact]:
    label += "[]" if entry["type"] == "list" else ""
    yield Fact(name, label, entry)
    for member, inner in entry.get("contains", {}).items():
        # The name of a service is not one of ours: tables leave it out.
        below = name if member.isupper() else f"{name}.{member}"
        yield from _walk(below, f"{label}.{member}", inner)


def evidence(system: str) -> dict[str, list[tuple[str, str]]]:
    """For each fact that a system's tables read, its places and their tiers."""
    adapter = BY_NAME[system]
    found: dict[str, list[tuple[str, str]]] = {}
    for table in adapter.TABLES:
        for field in table.fields:
            tier = table.tier_of(field)
            for fact in table.facts_of(field):
                found.setdefault(fact, []).extend((place, tier) for place in _places(adapter, table, field))
    for named in adapter.NAMED:
        found.setdefault(named.fact, []).append((_place_of(named), named.tier))
    for computed in adapter.COMPUTED:
        tier = min(tier for _place, tier in found[computed.source_fact])
        found.setdefault(computed.fact, []).append((f"from {computed.source_fact}", tier))
    return found


def _places(adapter: Adapter, table: Table, field: Field) -> Iterator[str]:
    for steps in field.steps:
        place = "/".join(filter(None, [adapter.BELOW, table.at, table.each, *steps]))
        yield f"{table.path}#/{place}"


def _place_of(named: Named) -> str:
    place = f"{named.path}#/{named.at}" if named.at else named.path
    return f"{place} ({named.note})" if named.note else place


def merged(places: list[str]) -> list[str]:
    """Places that differ in one name only as one, with braces."""
    merging: list[list[list[str]]] = []
    for place in dict.fromkeys(places):
        steps = place.split("/")
        for known in merging:
            apart = [at for at, names in enumerate(known) if len(known) == len(steps) and steps[at] not in names]
            single = all(len(names) == 1 for at, names in enumerate(known) if at not in apart)
            if len(apart) == 1 and single and not place.startswith("from "):
                known[apart[0]].append(steps[apart[0]])
                break
        else:
            merging.append([[step] for step in steps])
    return ["/".join(names[0] if len(names) == 1 else f"{{{','.join(names)}}}" for names in known) for known in merging]


def meaning(entry: dict) -> str:
    """A description in Markdown, without what the columns of the page say."""
    description = entry["description"]
    written = " ".join([description] if isinstance(description, str) else description)
    written = re.sub(rf" ?\b(?:{'|'.join(SYSTEMS.values())}) only\.", "", written)
    written = re.sub(r"\b(?:RV|O|V|C|E)\((?:[\w.]+#\w+:)?(?:ansible_facts\.meinberg\.)?([^)]*)\)", r"`\1`", written)
    return written.strip().replace("|", "\\|")


def kind(fact: Fact) -> str:
    """The type of a fact, with its unit."""
    entry = fact.entry
    written = f"list of {entry['elements']}" if entry["type"] == "list" else entry["type"]
    unit = next((unit for suffix, unit in UNITS.items() if fact.name.endswith(suffix)), None)
    return f"{written}, {unit}" if unit and fact.leaf else written


def _cells(found: list[tuple[str, str]]) -> str:
    """The two cells of a system: places and tier, one line each."""
    if not found:
        return "–|–"
    rows = []
    for tier in sorted({tier for _place, tier in found}):
        for place in merged([place for place, of in found if of == tier]):
            source, note = re.fullmatch(r"(.*?)( \(.*\))?", place).groups()
            written = f"from `{source[5:]}`" if source.startswith("from ") else f"`{source}`"
            rows.append((written + (note or ""), tier))
    return "|".join("<br>".join(column) for column in zip(*rows, strict=True))


def sections() -> dict[str, list[Fact]]:
    """The facts by the heading that they stand under: ``device``, and each part of a facet."""
    found: dict[str, list[Fact]] = {}
    for fact in facts():
        facet, _dot, rest = fact.name.partition(".")
        part = rest.partition(".")[0]
        has_parts = facet in ("status", "ntp", "ptp")
        heads = [known for known in found if has_parts and known == f"{facet}.{part}"]
        is_part = has_parts and part and not fact.leaf
        heading = heads[0] if heads else f"{facet}.{part}" if is_part else facet
        found.setdefault(heading, []).append(fact)
    return found


def summary() -> str:
    """How many facts of each part are read from which system, by tier."""
    proof = {system: evidence(system) for system in SYSTEMS}
    lines = [f"| facts | {' | '.join(SYSTEMS.values())} |\n", f"| --- |{' --- |' * len(SYSTEMS)}\n"]
    for heading, members in sections().items():
        names = [fact.name for fact in members if fact.leaf and fact.name not in SET_BY_US]
        if not names:
            continue
        cells = []
        for found in proof.values():
            tiers = [min(tier for _place, tier in found[name]) for name in names if name in found]
            counted = [f"{tiers.count(tier)} {tier}" for tier in "ABC" if tier in tiers]
            cells.append(", ".join(counted) or "–")
        lines.append(f"| `{heading}` ({len(names)}) | {' | '.join(cells)} |\n")
    return "".join(lines)


def page() -> str:
    """The whole page."""
    proof = {system: evidence(system) for system in SYSTEMS}
    parts = [INTRODUCTION, "\n## Summary\n\nFacts of each part, and how many of them are read, by tier.\n\n", summary()]
    for heading, members in sections().items():
        parts.append(f"\n{'###' if '.' in heading else '##'} {members[0].label}\n\n{meaning(members[0].entry)}\n")
        if members[1:]:
            columns = "".join(f" {title} | tier |" for title in SYSTEMS.values())
            parts.append(f"\n| fact | type | meaning |{columns}\n")
            parts.append(f"| --- | --- | --- |{' --- |' * 2 * len(SYSTEMS)}\n")
        for fact in members[1:]:
            places = "|".join(_cells(found.get(fact.name, [])) for found in proof.values())
            if fact.name in SET_BY_US:
                places = "|".join(["not read|–"] * len(SYSTEMS))
            elif not fact.leaf:
                places = "|".join(["|"] * len(SYSTEMS))
            label = fact.label.removeprefix(f"{members[0].label}.")
            parts.append(f"|`{label}`|{kind(fact)}|{meaning(fact.entry)}|{places}|\n")
    return "".join(parts)


def with_summary(readme: str) -> str:
    """The README with the summary as it is now."""
    before, _begin, rest = readme.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{summary()}\n{END}{after}"


def main() -> None:
    """Write the page and the README's summary."""
    PAGE.write_text(page(), encoding="utf-8")
    README.write_text(with_summary(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
