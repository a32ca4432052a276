# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML read with the line of each key, so that a mistake is shown at its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from ...common.errors import ProfileError

Place = tuple[object, ...]

# libyaml's where there is one: several times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_DEEPEST, _MOST, _LONGEST = 64, 100_000, 40
"""Of a file for people: how deep its values are nested, how many there are, and how long a number is."""

_TAGS = (None, "tag:yaml.org,2002:str")
_KEYS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge")
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


@dataclass(frozen=True)
class Document:
    """A YAML file: its content, and where each member begins (``file:line``)."""

    path: Path
    content: Any
    """A profile's mapping, once ``check_schema`` has accepted it; whatever YAML can hold before that."""
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
            _check_events(written, path)
            loader = _Loader(written)
            node = loader.get_single_node()
            _check_nodes(node, path)
            content = None if node is None else loader.construct_document(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = " ".join(str(getattr(error, "problem", error)).split())
            place = _place(path, getattr(error, "problem_mark", None))
            raise ProfileError(f"is not YAML: {problem}", place) from error
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


class _Mark(Protocol):
    """A position in a file; libyaml's reader has a class of its own for it."""

    @property
    def line(self) -> int:
        """The line, counted from 0."""


def _place(path: Path, mark: _Mark | None) -> str:
    """Return ``file:line``, or the file alone where the reader knows no line."""
    return f"{path}:{mark.line + 1}" if mark else str(path)


def _check_events(written: str, path: Path) -> None:
    """Refuse what would end the reader, and with it Python: deep nesting, and tags with values that are not theirs."""
    depth = 0
    for event in yaml.parse(written, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        tag = getattr(event, "tag", None)
        if depth > _DEEPEST or tag not in _TAGS:
            wrong = f"has the tag {tag}" if depth <= _DEEPEST else f"is nested deeper than {_DEEPEST} levels"
            raise ProfileError(f"{wrong}, which no profile needs", _place(path, event.start_mark))


def _check_nodes(root: yaml.Node | None, path: Path) -> None:
    """Refuse what the reader takes without a word: a key given twice, a key that is no text, values without end."""
    waiting = [] if root is None else [root]
    count = 0
    while waiting:
        node = waiting.pop()
        line = _place(path, node.start_mark)
        count += 1
        if count > _MOST:
            raise ProfileError(f"has more than {_MOST} values, an anchor's counted wherever it is used", str(path))
        if isinstance(node, yaml.MappingNode):
            _check_keys([key for key, _member in node.value], path)
            waiting += [member for _key, member in reversed(node.value)]
        elif isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)
        elif node.tag in _NUMBERS and len(node.value) > _LONGEST:
            raise ProfileError(f"a number has more than {_LONGEST} digits", line)


def _check_keys(keys: list[yaml.Node], path: Path) -> None:
    seen: set[str] = set()
    for key in keys:
        line = _place(path, key.start_mark)
        if key.tag not in _KEYS:
            raise ProfileError("a key is no text; in quotes it is one", line)
        if key.value in seen:
            raise ProfileError(f"the key {key.value!r} is there twice", line)
        seen.add(key.value)


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
