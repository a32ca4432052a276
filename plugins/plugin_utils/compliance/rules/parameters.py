# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters: the values in force for a host, and where each came from."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...common.errors import ParameterError
from ...common.words import nearest
from . import operands

if TYPE_CHECKING:
    from .profile import Profile

_LARGEST = sys.float_info.max

_TYPES: dict[str, type | tuple[type, ...]] = {"int": int, "float": (int, float), "bool": bool, "str": str, "list": list}


@dataclass(frozen=True)
class Parameters:
    """The parameters of one host: values and where each came from, by profile and name."""

    values: dict[str, dict[str, object]] = field(default_factory=dict)
    origins: dict[str, dict[str, str]] = field(default_factory=dict)


def resolve(profiles: Sequence[Profile], common: Mapping[str, object], of_host: Mapping[str, object]) -> Parameters:
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
                problem = problem_of(by_id[profile_id], param_name, given[name])
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


def problem_of(profile: Profile, name: str, value: object) -> str | None:
    """What is wrong with a value of a parameter, as what the parameter is or holds; null is always accepted."""
    param = profile.params[name]
    if value is None:
        return None
    if not _is_of_type(value, param["type"]):
        return f"is of type {param['type']}, and {value!r} is not"
    if name in profile.versions and not operands.is_version(value):
        return f"of {profile.id} is a version such as 7.10.008, and {value!r} is none"
    keys = param.get("keys")
    return _problem_of_members(value, keys) if keys and isinstance(value, list) else None


def _is_of_type(value: object, wanted: str) -> bool:
    """Whether a value is of a parameter's type: numbers are finite, and a truth value is no number."""
    if isinstance(value, bool):
        return wanted == "bool"
    if not isinstance(value, _TYPES[wanted]):
        return False
    return not isinstance(value, (int, float)) or abs(value) <= _LARGEST


def _problem_of_members(members: Iterable[object], keys: Sequence[str]) -> str | None:
    """What is wrong with the mappings of a list; the first of the keys is required."""
    for member in members:
        if not isinstance(member, dict) or not member.get(keys[0]):
            return f"holds mappings with at least {keys[0]}, and {member!r} is not one"
        unknown = next((key for key in member if key not in keys), None)
        if unknown is not None:
            return f"has a member with the key {unknown!r}; known are {', '.join(keys)}"
    return None
