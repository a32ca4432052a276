# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make docs/evidence.md: each path of the APIs, what is read there, how that is known, what a snapshot would settle.

Places, tiers and facts are those of the adapters' tables. What their authors would like to know, no table says: that is
kept below by hand, and the tests hold its paths against the tables.
"""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.timesync.meinberg.plugins.module_utils.registry import ADAPTERS, BY_NAME
from tests.tooling.tree import ROOT

PAGE = ROOT / "docs" / "evidence.md"
MANY = 8

INTRODUCTION = """\
# Evidence

<!-- Made by `python -m tests.tooling.evidence_page`; do not edit. -->

Which paths of the devices' APIs are read, what is looked for at each place, how that is known, and what one snapshot of
a real device would settle. [Facts](facts.md) has the same by fact, and says what the tiers A, B and C mean for you.

The vendor's descriptions of both APIs are not public. What is known comes from:

- answers of real LANTIME devices, in public repositories;
- public programs that read real devices, one of them a microSync;
- the vendor's knowledge base, on how to switch the API of LTOS on, and how to authenticate;
- the vendor's MEINBERG-OS-MIB (revision of 2020-03-10), which has the same parts as the REST API wherever both are
  known.

If you have a device, send [a snapshot](../README.md#send-a-snapshot): it turns C into A, or shows what is right.
Nothing on this page was confirmed by the vendor.

Below each path stands what a snapshot would settle there. A place is written as it stands in the answer of its path; on
meinbergOS it begins below `data`. `*` is any position of a list, or any name. Facts are named below the record that
stands before them; `statistics.*` (24) are 24 facts whose names begin so.
"""

QUESTIONS = {
    "/api/status": (
        "The words for the clock in holdover and in free run.",
        "The answer of a device with PTP modules (HPS, PTPv2): is there anything below `module`, and what?",
        "Whether any module tells of its outputs.",
        "How a GPS receiver, a PZF receiver and a time code reader are called, and all fields of a long-wave receiver.",
        "What SyncMon's `nodes` and SyncTeam's `members` hold.",
        "What the number in `last-config-change` counts, and the unit of `clk-wander`.",
        "Whether an answer links to more than itself.",
    ),
    "/api/state": ("Whether it answers, with the whole tree, with names, or not at all.",),
    "/api/state/system": ("Whether it is there, and how model, serial number, firmware and uptime are called.",),
    "/api/state/references": ("The names of the master, its sources and their state bits.",),
    "/api/state/references/global": ("The words for the clock's state and for holdover.",),
    "/api/state/modules": ("Which slots are listed, how a slot without a card looks, and where outputs stand.",),
    "/api/state/modules/clk1": ("Whether it has the receiver's state and its position, and how that is written.",),
    "/api/state/modules/clk2": ("How a second receiver is called.",),
    "/api/state/ntp": ("Everything: nothing but the MIB's objects is known. How is `reach` written?",),
    "/api/state/ptp": (
        "The data sets other than the default one, and the ports'.",
        "How `clockAccuracy` is written: a name, a number or a bound.",
    ),
    "/api/state/io": ("Whether outputs stand here.",),
    "/api/state/outputs": ("Whether outputs stand here, and all their fields.",),
}
"""What a snapshot of a real device would settle, by path."""


def places(system: str) -> dict[str, dict[tuple[str, str], list[str]]]:
    """By path: each place with its tier, and the facts that are read there."""
    adapter = BY_NAME[system]
    found: dict[str, dict[tuple[str, str], list[str]]] = {path: {} for path in (adapter.ROOT, *adapter.SEEDS)}
    for table in adapter.TABLES:
        for field in table.fields:
            row = found.setdefault(table.path, {}).setdefault((table.at, table.tier_of(field)), [])
            row.extend(fact for fact in table.facts_of(field) if fact not in row)
    for named in adapter.NAMED:
        place = " ".join(filter(None, [named.at, named.note and f"({named.note})"]))
        found[named.path].setdefault((place, named.tier), []).append(named.fact)
    return found


def named(facts: Iterable[str]) -> str:
    """Facts by the record that they are of; many with one beginning as one."""
    records: dict[str, list[str]] = {}
    for fact in facts:
        facet, _dot, rest = fact.partition(".")
        part, _dot, name = rest.partition(".")
        record, name = (f"{facet}.{part}", name) if name and facet in ("status", "ntp", "ptp") else (facet, rest)
        records.setdefault(record, []).append(name)
    return "; ".join(f"`{record}`: {', '.join(_shortened(names))}" for record, names in records.items())


def _shortened(names: list[str]) -> list[str]:
    beginnings: dict[str, list[str]] = {}
    for name in names:
        beginnings.setdefault(name.partition(".")[0], []).append(name)
    written = []
    for beginning, members in beginnings.items():
        many = len(members) > MANY
        written += [f"`{beginning}.*` ({len(members)})"] if many else [f"`{member}`" for member in members]
    return written


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for adapter in ADAPTERS:
        parts.append(f"\n## {adapter.TITLE}\n\n")
        parts += [f"- Tier {tier}: {how}\n" for tier, how in adapter.KNOWN_BY.items()]
        for path, rows in places(adapter.NAME).items():
            parts.append(f"\n### `{path}`\n\n")
            parts += [f"- {question}\n" for question in QUESTIONS[path]]
            if rows:
                parts.append("\n| place | tier | facts |\n| --- | --- | --- |\n")
            for (at, tier), facts in rows.items():
                place, _bracket, note = at.partition("(")
                where = " ".join(filter(None, [f"`{place.strip()}`" if place.strip() else "", note and f"({note}"]))
                parts.append(f"| {where or 'the answer itself'} | {tier} | {named(facts)} |\n")
    return "".join(parts)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
