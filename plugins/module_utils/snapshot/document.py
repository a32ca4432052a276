# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of a snapshot: JSON of a versioned format, sorted, so that two snapshots of one device can be compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from .redact import Redacted
from .walk import Walked

FORMAT, FORMAT_VERSION = "meinberg-snapshot", 1

REDACTED = (
    "Redacted: each value of a class below 'manifest' became a numbered stand-in, the same value the same one. "
    "Read the file before you hand it on, 'kept_texts' first: those are the texts that stayed and that "
    "the collection doesn't know."
)
NOT_REDACTED = (
    "NOT REDACTED: this file holds addresses, names, serial numbers and all else that the device says. "
    "Do not hand it on."
)


def document(walked: Walked, answers: dict, redacted: Redacted | None) -> dict:
    """The content of the file: ``redacted`` answers, or the device's own."""
    renamed = {} if redacted is None else redacted.paths
    return {
        "about": {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "os": walked.system,
            "redacted": redacted is not None,
            "notice": NOT_REDACTED if redacted is None else REDACTED,
        },
        "answers": answers,
        "failures": {
            renamed.get(path, path): {"reason": error.reason, "status_code": error.status_code}
            for path, error in walked.failures.items()
        },
        "left_out": {renamed.get(path, path): reason for path, reason in walked.left_out.items()},
        "manifest": None if redacted is None else redacted.manifest,
    }


def text(value: object) -> str:
    """A document as JSON in ASCII, with the device's own digits."""
    return "".join([*_written(value, "\n"), "\n"])


def _written(value: object, line: str) -> Iterator[str]:
    # The json module knows no Decimal, and a float would change digits.
    if isinstance(value, Decimal):
        yield str(value)
    elif isinstance(value, (dict, list)) and value:
        named = isinstance(value, dict)
        deeper, before = f"{line}  ", "{" if named else "["
        for member in sorted(value) if named else value:
            yield before + deeper
            if named:
                yield f"{json.dumps(member)}: "
            yield from _written(value[member] if named else member, deeper)
            before = ","
        yield line + ("}" if named else "]")
    else:
        yield json.dumps(value)
