# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot from beginning to end: read the device, redact, look again, write."""

from __future__ import annotations

import json
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .. import whole_file
from ..errors import UsageError
from ..gather import json_ready, open_source, told
from ..registry import BY_NAME
from ..shapes import FACETS
from .check import check, credentials_in, refuse
from .document import NOT_REDACTED, document, text
from .redact import redact
from .walk import MOST_BYTES, Walked, walk

MOST_FILES = 10_000


class TooMuchError(UsageError):
    """The answers are too large to be looked through."""


class DestinationError(UsageError):
    """The file can't be written."""


def take(options: Mapping) -> dict:
    """Write the snapshot of the device that ``options`` name, and tell of it; in check mode nothing is written.

    ``options`` are complete connection options, with ``dest``, ``redact`` and ``check_mode``. Raises ``errors.Error``
    where the device can't be read at all, and ``UsageError`` where the file can't be written.
    """
    destination = Destination(options["dest"])
    with open_source(options) as source:
        walked = walk(source, options["device_os"])
        if source.bytes_received > 2 * MOST_BYTES:
            raise TooMuchError(
                f"{source.host} answers more than {2 * MOST_BYTES // 2**20} MiB: that is no time server."
            )
        result = told(source, walked.system, walked.fetched, list(FACETS))
        secrets = {*source.secrets, *filter(None, (options["password"], options["token"]))}
    own = [options["username"]] if options["username"] else []
    others = {**walked.failures, **walked.left_out}
    redacted = redact(walked.answers, [*secrets, *own], others) if options["redact"] else None
    content = document(walked, walked.answers if redacted is None else redacted.answers, redacted)
    written = text(content)
    again = json.loads(written)
    if redacted is None:
        refuse(credentials_in(again, secrets))
    else:
        check(again, redacted.gone, [*secrets, *own])
    path, changed = destination.write(written, walked.system, options["check_mode"])
    return {
        **{name: value for name, value in result.items() if name not in FACETS},
        "changed": changed,
        "snapshot": _told(path, content, len(written), walked),
        **({"raw": json_ready(walked.answers)} if options["include_raw"] else {}),
        **({} if options["redact"] else {"warnings": [f"{path}: {NOT_REDACTED}"]}),
    }


def _told(path: Path, content: dict, size: int, walked: Walked) -> dict:
    return {
        "path": str(path),
        "redacted": content["about"]["redacted"],
        "size_bytes": size,
        "answer_count": len(content["answers"]),
        "root": BY_NAME[walked.system].ROOT,
        "failures": [{"path": name, **failure} for name, failure in sorted(content["failures"].items())],
        "left_out": [{"path": name, "reason": reason} for name, reason in sorted(content["left_out"].items())],
        "manifest": content["manifest"],
    }


class Destination:
    """Where a snapshot goes: a file, or a folder, in which it gets a name of its own."""

    def __init__(self, dest: str) -> None:
        self._path = Path(dest)
        self._is_folder = dest.endswith("/") or self._path.is_dir()
        if not dest.strip() or "\0" in dest:
            raise DestinationError("dest is not valid: name a file, or a folder.")
        try:
            self._check()
        except OSError as error:
            raise self._error(error) from error

    def write(self, content: str, system: str, check_mode: bool) -> tuple[Path, bool]:
        """The file that holds ``content``, mode 0600, and whether it was, or in check mode would be, written anew."""
        try:
            if not check_mode:
                (self._path if self._is_folder else self._path.parent).mkdir(parents=True, exist_ok=True)
            return self._write_new(content, system, check_mode) if self._is_folder else self._write(content, check_mode)
        except OSError as error:
            raise self._error(error) from error

    def _check(self) -> None:
        """Before the device is asked for anything: what can't be written shouldn't cost it a request."""
        folder = self._path if self._is_folder else self._path.parent
        if not self._is_folder and self._path.exists() and not stat.S_ISREG(self._path.stat().st_mode):
            raise DestinationError(f"dest is neither a file nor a folder: {self._path}.")
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        if not folder.is_dir():
            raise NotADirectoryError(None, f"{folder} is no folder")
        tempfile.TemporaryFile(dir=folder).close()  # which has no name; asking for rights would not tell all

    def _write(self, content: str, check_mode: bool) -> tuple[Path, bool]:
        same = self._path.is_file() and self._path.read_bytes() == content.encode()
        same = same and stat.S_IMODE(self._path.stat().st_mode) == 0o600
        if not same and not check_mode:
            whole_file.write(self._path, [content])
        return self._path, not same

    def _write_new(self, content: str, system: str, check_mode: bool) -> tuple[Path, bool]:
        """Under the first name that is free: hosts of a play may write into one folder at the same time."""
        for number in range(1, MOST_FILES):
            path = self._path / f"meinberg-snapshot-{system}-{number}.json"
            if path.exists():
                continue
            try:
                if not check_mode:
                    whole_file.write(path, [content], keep=True)
            except FileExistsError:
                continue
            return path, True
        raise DestinationError(f"{self._path} is full of snapshots.")

    def _error(self, error: OSError) -> DestinationError:
        return DestinationError(f"The snapshot cannot be written to {self._path}: {error.strerror or error}.")
