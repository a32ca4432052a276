# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles: found by id or path, checked against their schema, compiled into rules, given their parameters."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ...common.errors import ProfileError
from ...common.words import nearest
from ..facts.ptp_plan import JUDGED
from . import operands
from .causes import refuse_cycles, refuse_unknown_causes
from .extending import extended
from .parameters import problem_of
from .paths import check_paths
from .rule import Rule
from .schema import check_schema
from .yaml_places import Document

FOLDER = Path(__file__).parents[1] / "profiles"


@dataclass(frozen=True)
class Profile:
    """A profile ready for use."""

    id: str
    title: str
    version: str
    description: str
    params: Mapping[str, Mapping]
    rules: tuple[Rule, ...]
    manual_checks: tuple[Mapping, ...]
    path: str
    bases: tuple[str, ...] = ()
    """The ids of the profiles that it extends, the nearest first."""
    versions: frozenset[str] = frozenset()
    """The parameters that are compared as versions."""

    @cached_property
    def causes(self) -> Mapping[str, tuple[str, ...]]:
        """The causes of each rule that has any, by the rule's key."""
        return {rule.key: rule.causes for rule in self.rules if rule.causes}

    @cached_property
    def preferred(self) -> Mapping[str, str]:
        """The rule that each rule yields to, by the rule's key."""
        return {rule.key: rule.yields_to for rule in self.rules if rule.yields_to}

    @property
    def judges_ptp(self) -> bool:
        """Whether a PTP plan can give instances to it."""
        return any(rule.each and rule.each[0].expression == JUDGED.name for rule in self.rules)


def shipped() -> list[str]:
    """The ids of the profiles that come with the collection."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def load_all(references: Iterable[str], base: Path | None = None) -> list[Profile]:
    """Load each profile that is named by id or by path (relative to ``base``).

    Raises ``ProfileError`` for one that can't be used, for two of one id, and for causes that run in a circle.
    """
    profiles = [load(reference, base) for reference in dict.fromkeys(references)]
    seen: dict[str, Profile] = {}
    for profile in profiles:
        if profile.id in seen:
            raise ProfileError(f"the id {profile.id!r} is also that of {seen[profile.id].path}", profile.path)
        seen[profile.id] = profile
    refuse_unknown_causes(profiles)
    refuse_cycles(profiles)
    return profiles


def load(reference: str, base: Path | None = None) -> Profile:
    """One profile, checked and compiled."""
    path = _find(reference, base)
    document = _read(path)
    content = document.content
    params = content.get("params", {})
    rules = []
    for position, written in enumerate(content["rules"]):
        place = document.place(("rules", position))
        try:
            rules.append(Rule.compile(written, content["id"]))
            check_paths(rules[-1])
            operands.check(rules[-1], params)
        except ProfileError as error:
            raise error.at(f"{place}: rule {written['id']}") from error
        unknown = rules[-1].params - params.keys()
        if unknown:
            name = min(unknown)
            hint = nearest(name, params)
            raise ProfileError(f"rule {written['id']} uses ${name}, which params does not have{hint}", place)
    profile = Profile(
        id=content["id"],
        title=content["title"],
        version=content["version"],
        description=content.get("description", ""),
        params=params,
        rules=tuple(rules),
        manual_checks=tuple(content.get("manual_checks", ())),
        path=str(path),
        bases=document.bases,
        versions=operands.versions(rules),
    )
    for name, param in params.items():
        problem = problem_of(profile, name, param.get("default"))
        if problem:
            raise ProfileError(f"the parameter {name} {problem}", document.place(("params", name)))
    return profile


def written(reference: str, base: Path | None = None) -> dict:
    """A profile as it is written, checked and laid over the one that it extends, but not compiled."""
    return _read(_find(reference, base)).content


def _read(path: Path, extending: tuple[Path, ...] = ()) -> Document:
    """A profile's file, checked, and laid over the one that it extends."""
    document = Document.read(path)
    check_schema(document)
    _refuse_twins(document)
    reference = document.content.get("extends")
    if reference is None:
        return document
    place = document.place(("extends",))
    try:
        base = _find(reference, path.parent).resolve()
    except ProfileError as error:
        raise ProfileError(f"extends {reference}: {error.message}", place) from error
    if base in (*extending, path.resolve()):
        raise ProfileError("a profile can't extend itself, not by way of others either", place)
    below = _read(base, (*extending, path.resolve()))
    merged = extended(document, below)
    check_schema(merged)
    return replace(merged, bases=(below.content["id"], *below.bases))


def _refuse_twins(document: Document) -> None:
    ids = [rule["id"] for rule in document.content.get("rules", ())]
    for position, rule_id in enumerate(ids):
        if rule_id in ids[:position]:
            raise ProfileError(f"there are two rules with the id {rule_id!r}", document.place(("rules", position)))


def _find(reference: str, base: Path | None) -> Path:
    """The file of a profile: a reference with a slash or an ending is a path, another an id of a shipped one."""
    if "/" in reference or reference.endswith((".yml", ".yaml")):
        path = Path(os.path.expanduser(reference))
        begins = ""
        if base is not None and not path.is_absolute():
            path = base / path
            begins = f"; the relative path {reference} begins at {base}"
        if not os.path.isfile(path):
            raise ProfileError(f"there is no such profile file{begins}", str(path))
        return path
    path = FOLDER / f"{reference}.yml"
    if not os.path.isfile(path):
        hint = nearest(reference, shipped())
        raise ProfileError(f"there is no profile {reference!r}{hint}; a file's path has a slash")
    return path
