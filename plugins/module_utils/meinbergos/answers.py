# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: the answers of one device, each path asked for at most once, a parent's answer sparing its children."""

from __future__ import annotations

from ..errors import AuthError, Error, ProtocolError
from ..sources import RestSource
from .paths import CHILDREN, SEEN, STATE


class Answers:
    """What stands at each path of the state tree, and why nothing does."""

    def __init__(self, source: RestSource) -> None:
        self._source = source
        self.raw: dict[str, object] = {}
        """The device's own answers, by path."""
        self.content: dict[str, dict] = {}
        """What stood under ``data`` of each answer, by path."""
        self.failures: dict[str, Error] = {}
        self._connections: set[int] = set()

    @property
    def interrupted(self) -> bool:
        """Whether content came over several connections: between two of them the device may have restarted."""
        return len(self._connections) > 1

    def again(self, path: str) -> dict:
        """What stands at ``path`` now; raises where nothing does. It is not kept."""
        return self._data(path, self._source.get_json(path))

    def need(self, path: str) -> None:
        """Have ``path`` read; without it all its children, else those known to exist that its answer does not hold."""
        self._ask(path)
        for child in CHILDREN.get(path, ()):
            if self.at(child) is None and (child in SEEN or path in self.failures):
                self._ask(child)

    def at(self, path: str) -> dict | None:
        """What stands at ``path``, be it in its own answer or in an ancestor's."""
        if path in self.content:
            return self.content[path]
        parent, _slash, name = path.rpartition("/")
        if len(parent) <= len(STATE):
            return None
        inside = (self.at(parent) or {}).get(name)
        return inside if isinstance(inside, dict) else None

    def _ask(self, path: str) -> None:
        if path in self.content or path in self.failures:
            return
        try:
            self.raw[path] = answer = self._source.get_json(path)
            self.content[path] = self._data(path, answer)
            self._connections.add(self._source.connections)
        except AuthError:
            raise
        except Error as error:
            if not self.reached(error):
                raise
            self.failures[path] = error

    def reached(self, error: Error) -> bool:
        """Whether the device has answered at all: until then a failure of the connection is the device's."""
        return bool(self.raw or self.failures) or error.status_code is not None

    def _data(self, path: str, answer: object) -> dict:
        data = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(data, dict):
            raise ProtocolError(
                f"{self._source.host} answers {path} with JSON that has no object under 'data'.",
                url=f"{self._source.web_url}{path}",
            )
        return data
