# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dry run: what would be checked on which host, without a device being contacted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...common.files import write_json
from ...common.words import counted
from ..rules.parameters import Parameters
from ..rules.profile import Profile

FILE = "plan.json"


def keep(folder: Path, profiles: list[Profile], parameters: Mapping[str, Parameters]) -> dict[str, Any]:
    """Write the plan; return what the task returns of it."""
    plan = as_plan(profiles, parameters)
    path = folder / FILE
    write_json(path, plan)
    return {
        "msg": told(plan, path),
        "plan": str(path),
        "rules": sum(len(profile.rules) for profile in profiles),
        "profiles": sorted(plan["profiles"]),
    }


def told(plan: Mapping[str, Any], path: Path) -> str:
    """A plan in short, for a terminal."""
    rules = counted(sum(len(profile["rules"]) for profile in plan["profiles"].values()), "rule")
    return (
        f"{rules} of {', '.join(sorted(plan['profiles']))} would be checked on {counted(len(plan['hosts']), 'host')}; "
        f"nobody was contacted. Rules and parameters lie in {path}"
    )


def as_plan(profiles: list[Profile], parameters: Mapping[str, Parameters]) -> dict[str, Any]:
    """What would be checked on which host with which parameters: what ``--check`` shows."""
    return {
        "profiles": {
            profile.id: {
                "title": profile.title,
                "version": profile.version,
                "rules": [
                    {"rule": rule.id, "title": rule.title, "severity": rule.severity, "needs": sorted(rule.params)}
                    for rule in profile.rules
                ],
            }
            for profile in profiles
        },
        "hosts": {
            host: {
                profile: {
                    name: {"value": value, "from": own.origins[profile][name]} for name, value in sorted(values.items())
                }
                for profile, values in own.values.items()
            }
            for host, own in sorted(parameters.items())
        },
    }
