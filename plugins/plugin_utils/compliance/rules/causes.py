# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The causes that rules name: each is a rule, and none leads back to itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...common.errors import ProfileError
from ...common.words import nearest

if TYPE_CHECKING:
    from .profile import Profile


def refuse_unknown_causes(profiles: list[Profile]) -> None:
    """A cause in a profile that is selected must be a rule of it; one in another profile is none here."""
    known = {profile.id: [rule.id for rule in profile.rules] for profile in profiles}
    for profile in profiles:
        for rule in profile.rules:
            for owner, _colon, name in (cause.partition(":") for cause in rule.causes):
                if name not in known.get(owner, [name]) and (owner, name) != ("baseline", "device-readable"):
                    hint = nearest(name, known[owner])
                    message = f"rule {rule.id} has the cause {owner}:{name}, which is no rule of {owner}{hint}"
                    raise ProfileError(message, profile.path)


def refuse_cycles(profiles: list[Profile]) -> None:
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
