# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The direction of imports: a package imports only packages that are listed before it."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

import pytest

from tests.tooling.tree import ROOT, files

COLLECTION = "ansible_collections.timesync.meinberg."
ORDER = (
    "module_utils",
    "plugin_utils/common",
    "plugin_utils/compliance/facts",
    "plugin_utils/compliance/findings",
    "plugin_utils/compliance/rules",
    "plugin_utils/compliance/runs",
    "plugin_utils/compliance/reports",
    "plugin_utils/actions",
)
NAMES = [name for name in files() if name.startswith("plugins/") and name.endswith(".py")]


def package(parts: tuple[str, ...]) -> int | None:
    """Return the position in ``ORDER`` of a module's package; ``None`` for modules outside of it."""
    path = "/".join(parts)
    return next((rank for rank, room in enumerate(ORDER) if path.startswith(f"{room}/")), None)


def imported(name: str) -> set[tuple[str, ...]]:
    """Return the modules of the collection that a file imports, below ``plugins``."""
    own = PurePosixPath(name).with_suffix("").parts[1:]
    found = set()
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        named = tuple(node.module.split(".")) if node.module else ()
        if node.level:
            base = own[: len(own) - node.level] + named
        elif (node.module or "").startswith(f"{COLLECTION}plugins"):
            base = named[4:]
        else:
            continue
        found.update((*base, alias.name) for alias in node.names)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_import_points_to_a_later_package(name):
    own = package(PurePosixPath(name).parts[1:])
    if own is not None:
        assert not {module for module in imported(name) if (package(module) or 0) > own}


def test_every_package_exists():
    assert [room for room in ORDER if not (ROOT / "plugins" / room).is_dir()] == []
    assert {package(PurePosixPath(name).parts[1:]) for name in NAMES} - {None} == set(range(len(ORDER)))
