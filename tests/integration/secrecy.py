# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for secrets in what a run leaves behind, and in its processes and files while it runs."""

from __future__ import annotations

import os
import re
import threading
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

SPECIAL = " %2F+/=&\"'\\<b>$(id)`;#*[?.ä€|^~"
"""What URLs, JSON, HTML, XML, shells, regular expressions and base64 write in another way."""

_PAUSE_S = 0.03


def marks(stem: str) -> dict[str, bytes]:
    """What shows that a text holds ``stem``, by how it is written.

    A stem is of letters and digits, which URLs, JSON, YAML, HTML, XML, shells and ``repr`` leave as they are; a secret
    that begins with it is found by it in all of these. In base64 it has three faces, whatever stands around it.
    """
    data = stem.encode()
    found = {"text": data, "hex": data.hex().encode(), "HEX": data.hex().upper().encode()}
    for shift, first in enumerate((0, 2, 3)):
        found[f"base64+{shift}"] = b64encode(bytes(shift) + data)[first : (shift + len(data)) * 8 // 6]
    return found


def found(content: bytes, stems: Iterable[str]) -> list[tuple[str, str]]:
    """Which stems are in ``content``, and how; line breaks, such as those of a terminal, hide nothing."""
    squeezed = re.sub(rb"\s+", b"", content)
    return [(stem, how) for stem in stems for how, mark in marks(stem).items() if mark in squeezed]


def in_files(folder: Path, stems: Iterable[str]) -> tuple[list[str], list[tuple]]:
    """The files below a folder, and which of them hold a stem in their content or name."""
    names, leaks = [], []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            names.append(str(path.relative_to(folder)))
            leaks += [(names[-1], *leak) for leak in found(os.fsencode(names[-1]) + b"\n" + path.read_bytes(), stems)]
    return names, leaks


class Watch:
    """Looks at the processes of a run, and at the files in folders, for as long as the block lasts.

    A process belongs to the run where its environment holds ``mark``; it may not have begun yet, or have ended.
    """

    def __init__(self, mark: str, stems: Iterable[str], *folders: Path) -> None:
        self._mark = mark.encode()
        self._stems = list(stems)
        self._folders = folders
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.leaks: dict[str, set[tuple]] = {"command lines": set(), "environments": set(), "files": set()}
        self.seen: dict[str, set[str]] = {name: set() for name in self.leaks}
        """What was looked at: command lines, environments by process, and files by their folder's mode and name."""

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        looked: set[tuple] = set()
        while not self._stop.wait(_PAUSE_S):
            for process in Path("/proc").iterdir():
                if process.name.isdecimal():
                    self._process(process, looked)
            for folder in self._folders:
                self._files(folder, looked)

    def _process(self, process: Path, looked: set[tuple]) -> None:
        environment = _read(process / "environ")
        if self._mark in environment:
            self._note("environments", process.name, environment, looked)
            command = _read(process / "cmdline").replace(b"\0", b" ")
            self._note("command lines", command.decode("utf-8", "replace"), command, looked)

    def _files(self, folder: Path, looked: set[tuple]) -> None:
        for place, _folders, names in os.walk(folder):
            for path in (Path(place, name) for name in names):
                self._note("files", f"{_mode(path.parent)} {path}", _read(path), looked)

    def _note(self, kind: str, name: str, content: bytes, looked: set[tuple]) -> None:
        if content and (kind, name, content) not in looked:
            looked.add((kind, name, content))
            self.seen[kind].add(name)
            self.leaks[kind].update((name, *leak) for leak in found(content, self._stems))


def _mode(path: Path) -> str:
    try:
        return f"{path.stat().st_mode & 0o777:o}"
    except OSError:
        return "gone"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has gone
        return b""
