# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML read with the line of each key, so that a mistake is shown at its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from .errors import ProfileError

Place = tuple[object, ...]

# libyaml's where there is one: several times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A YAML file: its content, and where each member begins (``file:line``)."""

    path: Path
    content: object
    places: dict[Place, str]
    bases: tuple[str, ...] = ()
    """The ids of the profiles that were laid under it, the nearest first."""

    @classmethod
    def read(cls, path: Path) -> Document:
        """Read a file; raises ``ProfileError`` where it can't be read or is not YAML."""
        try:
            written = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileError(f"cannot be read: {getattr(error, 'strerror', None) or error}", str(path)) from error
        try:
            loader = _Loader(written)
            node = loader.get_single_node()
            _refuse_twins(node, path)
            content = None if node is None else loader.construct_document(node)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            problem = " ".join(str(getattr(error, "problem", error)).split())
            raise ProfileError(f"is not YAML: {problem}", f"{path}{line}") from error
        lines: dict[Place, int] = {}
        if node is not None:
            _note_lines(node, (), lines)
        return cls(path, content, {place: f"{path}:{line}" for place, line in lines.items()})

    def place(self, steps: Place, key: object = None) -> str:
        """``file:line`` of a member, or of its key ``key``; of the nearest one above that has a line."""
        wanted = (*steps, key) if key is not None else steps
        while wanted and wanted not in self.places:
            wanted = wanted[:-1]
        return self.places.get(wanted, f"{self.path}:1")


def _refuse_twins(node: yaml.Node | None, path: Path) -> None:
    """YAML wants keys to be unique, but the reader keeps the last one without a word."""
    members = node.value if isinstance(node, yaml.CollectionNode) else ()
    seen: set[str] = set()
    for member in members:
        key, inner = member if isinstance(node, yaml.MappingNode) else (None, member)
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                raise ProfileError(f"the key {key.value!r} is there twice", f"{path}:{key.start_mark.line + 1}")
            seen.add(key.value)
        _refuse_twins(inner, path)


def _note_lines(node: yaml.Node, place: Place, lines: dict[Place, int]) -> None:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, member in node.value:
            inner = (*place, key.value)
            lines[inner] = key.start_mark.line + 1
            _note_lines(member, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for position, member in enumerate(node.value):
            _note_lines(member, (*place, position), lines)
