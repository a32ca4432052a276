# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of facts, read from decoded answers by tables that say where each fact stands.

A table is data: it tells, for each fact, the place in the answer, the parser and the evidence tier, so the
documentation's page of evidence is made from what the code uses. The tiers:

- ``A``: seen in answers of real devices, or in public clients written against them;
- ``B``: the vendor's own data model (MEINBERG-OS-MIB) names it, and the REST tree is known to mirror it;
- ``C``: inferred from A's naming and B's objects; it may stand elsewhere, or be absent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .quantities import Malformed, Masked, said
from .texts import is_masked

_ABSENT = object()


@dataclass(frozen=True)
class Field:
    """One fact of a record.

    ``fact`` is its name below the record, dotted for a part of it; ``source`` its place below the raw record, with
    slashes, or several places of which the first that says something counts; ``parse`` a parser of ``quantities``.
    ``feeds`` is for a field that is no fact itself: the facts of the same record that it goes into.
    """

    fact: str
    source: str | tuple[str, ...]
    parse: Callable[[object], object]
    tier: str | None = None
    feeds: tuple[str, ...] | None = None
    steps: tuple[tuple[str, ...], ...] = field(init=False, repr=False)
    parts: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        sources = (self.source,) if isinstance(self.source, str) else self.source
        object.__setattr__(self, "steps", tuple(tuple(source.split("/")) for source in sources))
        object.__setattr__(self, "parts", tuple(self.fact.split(".")))


@dataclass(frozen=True)
class Check:
    """A fact that the same record states more than once, so that the record can contradict it.

    ``claim`` and ``witnesses`` take the record as it was read and return what each statement means, or ``None`` where
    it says nothing. The fact is refuted where all witnesses that say something agree on something else.
    """

    fact: str
    claim: Callable[[dict], object]
    witnesses: tuple[Callable[[dict], object], ...]

    def refuted(self, record: dict) -> bool:
        """Whether the other statements of the record contradict this one."""
        claim = self.claim(record)
        stated = {witness(record) for witness in self.witnesses} - {None}
        return claim is not None and len(stated) == 1 and claim not in stated


@dataclass(frozen=True)
class Table:
    """The facts of one record: ``fact`` is its name (``status.sync``), ``path`` and ``at`` its place at the device.

    A ``partial`` table gives only some facts of the record that it names. ``each`` says where its records stand below
    ``at``, such as ``*`` where that is a list of them. ``checks`` are done one after the other: a fact that is refuted
    is no witness any more.
    """

    fact: str
    path: str
    at: str
    tier: str
    fields: tuple[Field, ...]
    partial: bool = False
    each: str = ""
    checks: tuple[Check, ...] = ()

    def tier_of(self, entry: Field) -> str:
        """The weaker of both: fields that both systems share are not as sure on the one as on the other."""
        return max(entry.tier or self.tier, self.tier)

    def facts_of(self, entry: Field) -> tuple[str, ...]:
        """The full names of the facts that a field goes into; its own, where it is a fact."""
        names = (entry.fact,) if entry.feeds is None else entry.feeds
        return tuple(f"{self.fact}.{name}" for name in names)

    @property
    def lost(self) -> tuple[str, ...]:
        """The facts that are missing where the record can't be read."""
        return tuple(f"{self.fact}.{entry.fact}" for entry in self.fields) if self.partial else (self.fact,)


@dataclass(frozen=True)
class Computed:
    """A fact that is computed from another fact of the same system, both by their full names."""

    fact: str
    source_fact: str


@dataclass(frozen=True)
class Named:
    """A fact that is the name or the kind of the object that others stand in; ``note`` says which."""

    fact: str
    path: str
    at: str
    tier: str
    note: str = ""


@dataclass
class Reader:
    """Reads the records of one facet, and notes what could not be read."""

    facet: str
    _notes: dict = field(default_factory=dict)

    @property
    def unavailable(self) -> list[dict]:
        """``{facet, path, reason, facts}`` for each place that could not be read, in the order of reading."""
        return [
            {"facet": self.facet, "path": path, "reason": reason, "facts": sorted(facts)}
            for (path, reason), facts in self._notes.items()
        ]

    def note(self, path: str, at: str, reason: str, *facts: str) -> None:
        """Note that ``at`` (slashes, ``*`` for any position of a list) of the answer of ``path`` could not be read."""
        place = f"{path}#/{at}" if at else path
        self._notes.setdefault((place, reason), set()).update(facts)

    def identity(self, path: str, at: str, fact: str, value: object) -> str | None:
        """The name of an object that no table reads; noted where it is masked."""
        if is_masked(value):
            self.note(path, at, "masked", fact)
        return said(value)

    def find(self, table: Table, root: object, required: bool = True) -> object:
        """What stands at ``table.at`` below ``root``; ``None``, and noted where it is required, where nothing does."""
        found = root
        steps = table.at.split("/") if table.at else []
        for depth, step in enumerate(steps):
            if not isinstance(found, dict):
                self.note(table.path, "/".join(steps[:depth]), "malformed", *table.lost)
                return None
            found = found.get(step)
            if found is None:
                if required:
                    self.note(table.path, "/".join(steps[: depth + 1]), "not_found", *table.lost)
                return None
        return found

    def read(self, table: Table, root: object, required: bool = True) -> dict | None:
        """The record at ``table.at`` below ``root``; ``None`` where there is none."""
        raw = self.find(table, root, required)
        return None if raw is None else self.record(table, raw)

    def read_list(self, table: Table, root: object, required: bool = True) -> list[dict] | None:
        """The records of the list at ``table.at`` below ``root``; ``None`` where there is no list."""
        return self.records(table, self.find(table, root, required), table.at)

    def records(self, table: Table, raw: object, at: str) -> list[dict] | None:
        """One record for each object of a list that stands at ``at``; ``None`` where there is no list."""
        if raw is None:
            return None
        if not isinstance(raw, list):
            self.note(table.path, at, "malformed", *table.lost)
            return None
        found = [self.record(table, element, f"{at}/*") for element in raw]
        return [record for record in found if record is not None]

    def named(self, table: Table, raw: object, at: str) -> list[dict] | None:
        """The records of an object's members, each with its key as ``name``; ``None`` where there is no object."""
        if raw is None:
            return None
        if not isinstance(raw, dict):
            self.note(table.path, at, "malformed", *table.lost)
            return None
        shown = {name: member for name, member in raw.items() if not is_masked(name)}
        if len(shown) < len(raw):
            self.note(table.path, f"{at}/*", "masked", f"{table.fact}.name")
        found = {name.strip(): self.record(table, member, f"{at}/{name}") for name, member in shown.items()}
        return [{"name": name, **record} for name, record in found.items() if record is not None]

    def record(self, table: Table, raw: object, at: str | None = None) -> dict | None:
        """The facts of ``table`` from the raw record at ``at``, null where it does not say; ``None`` for no record."""
        at = table.at if at is None else at
        if not isinstance(raw, dict):
            self.note(table.path, at, "malformed", *table.lost)
            return None
        return self.facts(table, raw, at)

    def facts(self, table: Table, raw: dict, at: str | None = None) -> dict:
        """The facts of ``table`` from the raw record at ``at``, null where it does not say."""
        at = table.at if at is None else at
        facts: dict = {}
        for entry in table.fields:
            target = facts
            for part in entry.parts[:-1]:
                target = target.setdefault(part, {})
            target[entry.parts[-1]] = self._value(table, entry, raw, at)
        for check in table.checks:
            if check.refuted(facts):
                self._refute(table, check.fact, facts, at)
        return facts

    def _refute(self, table: Table, fact: str, facts: dict, at: str) -> None:
        entry = next(entry for entry in table.fields if entry.fact == fact)
        target = facts
        for part in entry.parts[:-1]:
            target = target[part]
        target[entry.parts[-1]] = None
        self.note(table.path, _place(at, entry.steps[0]), "contradicted", *table.facts_of(entry))

    def _value(self, table: Table, entry: Field, raw: dict, at: str) -> object:
        for steps in entry.steps:
            found = raw.get(steps[0], _ABSENT) if len(steps) == 1 else self._below(table, entry, steps, raw, at)
            if found is _ABSENT:
                continue
            try:
                value = entry.parse(found)
            except Malformed as problem:
                reason = "masked" if isinstance(problem, Masked) else "malformed"
                self.note(table.path, _place(at, steps), reason, _name(table, entry))
                return None
            if value is not None:
                return value
        return None

    def _below(self, table: Table, entry: Field, steps: tuple[str, ...], raw: dict, at: str) -> object:
        found: object = raw
        for depth, step in enumerate(steps):
            if not isinstance(found, dict):
                if found is not None:
                    self.note(table.path, _place(at, steps[:depth]), "malformed", _name(table, entry))
                return _ABSENT
            found = found.get(step, _ABSENT)
            if found is _ABSENT:
                break
        return found


def _place(at: str, steps: tuple[str, ...]) -> str:
    return "/".join((at, *steps) if at else steps)


def _name(table: Table, entry: Field) -> str:
    return f"{table.fact}.{entry.fact}"


def merged(*records: dict | None) -> dict:
    """One record of several; of what more than one says, the last says it."""
    facts: dict = {}
    for record in records:
        for name, value in (record or {}).items():
            if value is not None or name not in facts:
                facts[name] = value
    return facts
