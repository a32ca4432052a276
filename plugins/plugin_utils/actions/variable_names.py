# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that are named like ours and are none: most often one of ours, misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

from ...module_utils.arguments import CONNECTION
from ..common.words import close, counted

ROLE = Path(__file__).resolve().parents[3] / "roles" / "compliance" / "meta" / "argument_specs.yml"
FAMILIES = ("compliance_", "meinberg_")
MADE = frozenset(f"compliance_{name}" for name in ("inventory", "plan", "report", "reports", "sources", "summary"))
"""What the role and its playbooks set themselves, or take beside the role's variables."""


@cache
def known() -> dict[str, frozenset[str]]:
    """By family, the names behind it that users set."""
    role = yaml.safe_load(ROLE.read_text("utf-8"))["argument_specs"]["main"]["options"]
    return {
        "compliance_": frozenset(name.removeprefix("compliance_") for name in role),
        "meinberg_": frozenset((*CONNECTION, "in_process")),
    }


def strangers(names: Iterable[str]) -> list[str]:
    """Those of the names that are of one of our families, and not ours. No value is looked at."""
    return [name for name in names if name.startswith(FAMILIES) and name not in _taken()]


@cache
def _taken() -> frozenset[str]:
    return MADE.union(family + name for family, names in known().items() for name in names)


def warning(found: Mapping[str, int]) -> str | None:
    """What to say of strangers and the numbers of hosts that have them; it is no mistake to have such a variable."""
    if not found:
        return None
    told = "; ".join(f"{name} of {counted(found[name], 'host')}{_meant(name)}" for name in sorted(found))
    return f"The audit does not know these variables, and takes no notice of them: {told}"


def _meant(name: str) -> str:
    """The variable that was probably meant, of the same family, or of another one if it is very much alike."""
    own = next(family for family in FAMILIES if name.startswith(family))
    for family in sorted(FAMILIES, key=lambda family: family != own):
        meant = close(name.removeprefix(own), sorted(known()[family]), 0.6 if family == own else 0.8)
        if meant is not None:
            return f" (did you mean {family}{meant}?)"
    return ""
