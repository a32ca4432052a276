# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles: found by id or path, checked against their schema, compiled into rules, given their parameters."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from . import operands
from .errors import ParameterError, ProfileError
from .extending import extended
from .known_facts import check_paths
from .rules import Rule
from .words import nearest
from .yaml_places import Document, Place

try:
    import jsonschema
except ImportError:
    jsonschema = None

FOLDER = Path(__file__).parent / "profiles"
SCHEMA = Path(__file__).parent / "schemas" / "profile.schema.json"

_LARGEST = sys.float_info.max
_TYPES = {"int": int, "float": (int, float), "bool": bool, "str": str, "list": list}


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


@dataclass(frozen=True)
class Parameters:
    """The parameters of one host: values and where each came from, by profile and name."""

    values: dict[str, dict[str, object]] = field(default_factory=dict)
    origins: dict[str, dict[str, str]] = field(default_factory=dict)


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
    _refuse_unknown_causes(profiles)
    _refuse_cycles(profiles)
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
        problem = _problem(profile, name, param.get("default"))
        if problem:
            raise ProfileError(f"the parameter {name} {problem}", document.place(("params", name)))
    return profile


def written(reference: str, base: Path | None = None) -> dict:
    """A profile as it is written, checked and laid over the one that it extends, but not compiled."""
    return _read(_find(reference, base)).content


def _read(path: Path, extending: tuple[Path, ...] = ()) -> Document:
    """A profile's file, checked, and laid over the one that it extends."""
    document = Document.read(path)
    _check_schema(document)
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
    _check_schema(merged)
    return replace(merged, bases=(below.content["id"], *below.bases))


def _refuse_twins(document: Document) -> None:
    ids = [rule["id"] for rule in document.content.get("rules", ())]
    for position, rule_id in enumerate(ids):
        if rule_id in ids[:position]:
            raise ProfileError(f"there are two rules with the id {rule_id!r}", document.place(("rules", position)))


def resolve(profiles: list[Profile], common: Mapping[str, object], of_host: Mapping[str, object]) -> Parameters:
    """The parameters in force for a host: the profile's default, then ``common``, then ``of_host``.

    A name may be a parameter's own, for every profile that has it, or ``profile.parameter`` for one; the latter wins.
    Raises ``ParameterError`` for a name that no profile has, for a value of another type, and for a text that is
    compared as a version and is none.
    """
    parameters = Parameters()
    by_id = {profile.id: profile for profile in profiles}
    known = {profile.id: profile.params for profile in profiles}
    for profile in profiles:
        parameters.values[profile.id] = {name: param.get("default") for name, param in profile.params.items()}
        parameters.origins[profile.id] = dict.fromkeys(profile.params, "profile")
    for origin, given in (("compliance_params", common), ("compliance_host_params", of_host)):
        for name in sorted(given, key=lambda written: "." in str(written)):
            targets = _targets(str(name), known, origin)
            for profile_id, param_name in targets:
                problem = _problem(by_id[profile_id], param_name, given[name])
                if problem:
                    raise ParameterError(f"{origin}: the parameter {name} {problem}")
                parameters.values[profile_id][param_name] = given[name]
                parameters.origins[profile_id][param_name] = origin
    return parameters


def _targets(name: str, known: Mapping[str, Mapping], origin: str) -> list[tuple[str, str]]:
    profile_id, _dot, param_name = name.rpartition(".")
    if profile_id:
        targets = [(profile_id, param_name)] if param_name in known.get(profile_id, {}) else []
    else:
        targets = [(one, param_name) for one, params in known.items() if param_name in params]
    if not targets:
        names = [param for params in known.values() for param in params]
        names += [f"{one}.{param}" for one, params in known.items() for param in params]
        raise ParameterError(f"{origin}: no selected profile has a parameter {name!r}{nearest(name, names)}")
    return targets


def _problem(profile: Profile, name: str, value: object) -> str | None:
    """What is wrong with a value of a parameter, as what the parameter is or holds; null is none."""
    param = profile.params[name]
    wanted = param["type"]
    right = isinstance(value, _TYPES[wanted]) and (wanted == "bool" or not isinstance(value, bool))
    if value is None:
        return None
    if not (right and (not isinstance(value, (int, float)) or abs(value) <= _LARGEST)):
        return f"is of type {wanted}, and {value!r} is not"
    if name in profile.versions and not operands.is_version(value):
        return f"of {profile.id} is a version such as 7.10.008, and {value!r} is none"
    keys = param.get("keys")
    for member in value if keys else []:
        if not isinstance(member, dict) or not member.get(keys[0]):
            return f"holds mappings with at least {keys[0]}, and {member!r} is not one"
        unknown = next((key for key in member if key not in keys), None)
        if unknown is not None:
            return f"has a member with the key {unknown!r}; known are {', '.join(keys)}"
    return None


def _find(reference: str, base: Path | None) -> Path:
    """The file of a profile: a reference with a slash or an ending is a path, another an id of a shipped one."""
    if "/" in reference or reference.endswith((".yml", ".yaml")):
        path = Path(os.path.expanduser(reference))
        relative = base is not None and not path.is_absolute()
        path = base / path if relative else path
        if not os.path.isfile(path):
            begins = f"; the relative path {reference} begins at {base}" if relative else ""
            raise ProfileError(f"there is no such profile file{begins}", str(path))
        return path
    path = FOLDER / f"{reference}.yml"
    if not os.path.isfile(path):
        hint = nearest(reference, shipped())
        raise ProfileError(f"there is no profile {reference!r}{hint}; a file's path has a slash")
    return path


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def _check_schema(document: Document) -> None:
    # A member that is not right counts as not evaluated, which tells nothing: its own error does.
    found = [
        error
        for error in _validator().iter_errors(document.content)
        if error.validator != "unevaluatedProperties" or _unknown_key(error) is not None
    ]
    errors = sorted(found, key=lambda error: (len(error.absolute_path), str(error.path)))
    if errors:
        # A key that is not known is most often the reason why another one is missing.
        unknown = next((error for error in errors if _unknown_key(error) is not None), None)
        error = unknown or errors[0]
        key = _unknown_key(error) or (min(error.validator_value) if error.validator == "dependentRequired" else None)
        raise ProfileError(_in_words(error, document), document.place(tuple(error.absolute_path), key))


def _unknown_key(error: jsonschema.ValidationError) -> str | None:
    if error.validator not in ("additionalProperties", "unevaluatedProperties") or not isinstance(error.instance, dict):
        return None
    known = _known_keys(error)
    return next((key for key in error.instance if key not in known), None)


def _known_keys(error: jsonschema.ValidationError) -> list[str]:
    known = list(error.schema.get("properties", {}))
    if error.validator == "unevaluatedProperties":
        known += list(json.loads(SCHEMA.read_text("utf-8"))["$defs"]["operators"]["properties"])
    return known


def _in_words(error: jsonschema.ValidationError, document: Document) -> str:
    """One sentence for a person; the validator's own where it is one already."""
    key = _unknown_key(error)
    if key is not None:
        known = _known_keys(error)
        return f"the key {key!r} is not known here{nearest(str(key), known)}; known are {', '.join(known)}"
    where = _whereabouts(tuple(error.absolute_path), document)
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return f"{where} lacks {', '.join(missing)}"
    if error.validator == "dependentRequired":
        key = min(error.validator_value)
        return f"{where} has {key}, and lacks {', '.join(error.validator_value[key])}"
    if error.validator == "enum":
        wanted = [str(value) for value in error.validator_value]
        return f"{where} is {error.instance!r}{nearest(str(error.instance), wanted)}; it takes {', '.join(wanted)}"
    if error.validator == "oneOf":
        return f"{where} is {error.instance!r}; it takes {error.schema['description']}"
    return f"{where}: {error.message}"


def _whereabouts(steps: Place, document: Document) -> str:
    """What a mistake is in; of a rule by its id, since a profile that extends another has no positions of its own."""
    if len(steps) > 1 and steps[0] == "rules":
        rule = document.content["rules"][steps[1]]
        if isinstance(rule, dict) and isinstance(rule.get("id"), str):
            inner = "/".join(map(str, steps[2:]))
            return f"rule {rule['id']}" + (f": {inner}" if inner else "")
    return "/".join(map(str, steps)) or "the file"


def _refuse_unknown_causes(profiles: list[Profile]) -> None:
    """A cause in a profile that is selected must be a rule of it; one in another profile is none here."""
    known = {profile.id: [rule.id for rule in profile.rules] for profile in profiles}
    for profile in profiles:
        for rule in profile.rules:
            for owner, _colon, name in (cause.partition(":") for cause in rule.causes):
                if name not in known.get(owner, [name]) and (owner, name) != ("baseline", "device-readable"):
                    hint = nearest(name, known[owner])
                    message = f"rule {rule.id} has the cause {owner}:{name}, which is no rule of {owner}{hint}"
                    raise ProfileError(message, profile.path)


def _refuse_cycles(profiles: list[Profile]) -> None:
    """Causes must not run in a circle."""
    causes = {rule.key: rule.causes for profile in profiles for rule in profile.rules}
    paths = {rule.key: profile.path for profile in profiles for rule in profile.rules}
    done: set[str] = set()
    for start in causes:
        trail: list[str] = []
        _walk(start, causes, trail, done, paths)


def _walk(key: str, causes: Mapping[str, tuple[str, ...]], trail: list[str], done: set[str], paths: Mapping) -> None:
    if key in trail:
        circle = " ← ".join([*trail[trail.index(key) :], key])
        raise ProfileError(f"the causes run in a circle: {circle}", paths[key])
    if key in done or key not in causes:
        return
    trail.append(key)
    for cause in causes[key]:
        _walk(cause, causes, trail, done, paths)
    trail.pop()
    done.add(key)
