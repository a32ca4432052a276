# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a device's API lets be read: what the facts need, and what its answers lead to.

Only below the tree of states that each system has, only with GET, and nothing whose name sounds as if reading it could
do something. Of a link in an answer its path alone counts, so that nothing is ever sent elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..errors import AuthError, Error
from ..gather import fetch
from ..quantities import snake
from ..registry import BY_NAME
from ..shapes import FACETS
from ..sources import RestSource

MOST_REQUESTS = 64
MOST_BYTES = 4 * 2**20
"""After so many no other path is asked for; after twice as many there is no snapshot, which would take minutes."""
DEEPEST = 6

_STEP = re.compile(r"[A-Za-z0-9_:-]{1,64}")
_LONGEST = 512
_ACTS = frozenset((
    "action", "apply", "backup", "cancel", "clear", "cmd", "command", "config", "configuration", "configure",
    "create", "delete", "disable", "download", "enable", "erase", "exec", "execute", "export", "factory",
    "firmware", "flash", "format", "import", "install", "key", "keys", "kill", "login", "logout", "password",
    "poweroff", "put", "reboot", "remove", "rename", "reset", "restart", "restore", "revert", "rollback", "run",
    "save", "secret", "send", "set", "shutdown", "start", "stop", "switch", "test", "token", "trigger", "update",
    "upgrade", "upload", "write",
))  # fmt: skip


@dataclass
class Walked:
    """A device's answers by path, why others are missing, and what was not asked for (``limit``, ``may_act``)."""

    system: str
    fetched: object
    """What the adapter of the system reads facts from."""
    answers: dict[str, object] = field(default_factory=dict)
    failures: dict[str, Error] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def walk(source: RestSource, device_os: str) -> Walked:
    """Read a device as far as it lets itself be read; raises ``errors.Error`` where it can't be read at all."""
    system, fetched = fetch(source, device_os, list(FACETS))
    adapter = BY_NAME[system]
    walked = Walked(system, fetched, dict(adapter.raw(fetched)), dict(adapter.failures(fetched)))
    waiting = [*adapter.SEEDS, *(found for path in sorted(walked.answers) for found in _led_to(walked, source, path))]
    while waiting:
        path = waiting.pop(0)
        if path in walked.answers or path in walked.failures or path in walked.left_out:
            continue
        if not _asked(walked, source, path):
            break
        waiting += _led_to(walked, source, path)
    walked.left_out.update((path, "limit") for path in waiting if path not in {**walked.answers, **walked.failures})
    return walked


def _asked(walked: Walked, source: RestSource, path: str) -> bool:
    """Ask for a path, unless too much was asked for already. False where nothing more can be asked for."""
    acting = _ACTS.intersection(word for step in path.split("/") for word in snake(step).split("_"))
    if acting:
        walked.left_out[path] = "may_act"
    elif len(walked.answers) + len(walked.failures) >= MOST_REQUESTS or source.bytes_received >= MOST_BYTES:
        walked.left_out[path] = "limit"
        return False
    else:
        try:
            walked.answers[path] = source.get_json(path)
        except Error as error:
            walked.failures[path] = error
            return not isinstance(error, AuthError)
    return True


def _led_to(walked: Walked, source: RestSource, path: str) -> list[str]:
    """The paths that an answer leads to."""
    answer = walked.answers.get(path)
    adapter = BY_NAME[walked.system]
    found = {*_links(answer, adapter.ROOT, source.host), *(f"{path}/{name}" for name in adapter.names_below(answer))}
    return sorted(one for one in found if _is_below(one, adapter.ROOT))


def _links(value: object, root: str, host: str) -> Iterator[str]:
    """The paths of this device in an answer's texts, whatever they stand under."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for element in value:
            yield from _links(element, root, host)
    elif isinstance(value, str) and root in value and len(value) <= _LONGEST:
        try:
            link = urlsplit(value.strip())
            own = (link.hostname or host).lower() in (host.lower(), "localhost")
        except ValueError:
            return
        if own and not link.query:
            yield link.path.rstrip("/")


def _is_below(path: str, root: str) -> bool:
    """Whether a path is in the tree, and made of plain names: no ``..``, nothing escaped, not endlessly deep."""
    steps = path.removeprefix(f"{root}/").split("/")
    return path.startswith(f"{root}/") and len(steps) <= DEEPEST and all(map(_STEP.fullmatch, steps))
