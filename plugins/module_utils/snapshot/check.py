# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last look at a snapshot before it is written: whether anything in it looks like what should be gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..errors import UsageError
from . import forms
from .needles import Needles, lower
from .stand_ins import WORD, is_stand_in
from .words import SECRET, class_of, is_distinctive, says_nothing

_PRIVATE = re.compile(r"PRIVATE KEY|BEGIN [A-Z ]*CERTIFICATE|\bssh-(?:rsa|ed25519|dss)\b|\$(?:1|2[aby]|5|6|y)\$")


class LeakError(UsageError):
    """Something is left that should be gone; the snapshot must not be written. The message says where, never what."""


def check(document: dict, gone: Iterable[str], credentials: Iterable[str]) -> None:
    """Look through everything in a redacted document.

    ``gone`` are the texts that were redacted, in lower case, ``credentials`` all writings of those that the device was
    read with. Raises ``LeakError``.
    """
    refuse([*_suspicious(document, frozenset(gone)), *credentials_in(document, credentials)])


def refuse(findings: list[str]) -> None:
    """Raise ``LeakError`` where there are findings."""
    if findings:
        more = f", and {len(findings) - 1} more" if len(findings) > 1 else ""
        raise LeakError(
            f"The snapshot was not written, since what should be gone is still in it: {findings[0]}{more}. "
            "Please report this, without the answer itself."
        )


def credentials_in(document: dict, credentials: Iterable[str]) -> list[str]:
    """Where a document repeats what the device was read with: that must not be in one that isn't redacted either."""
    needles = Needles(text for text in credentials if is_distinctive(text))
    return [f"a credential in {place}" for place, value, _name in _values(document, "", "") if needles.find(str(value))]


def _suspicious(document: dict, gone: frozenset[str]) -> Iterator[str]:
    needles = Needles(gone)
    for place, value, name in _values(document, "", ""):
        if not isinstance(value, str):
            if str(value).lstrip("-").lower() in gone:
                yield f"a value that was redacted elsewhere in {place}"
            continue
        if _PRIVATE.search(value):
            yield f"a key or certificate in {place}"
        if class_of(WORD.sub("", name), ()) == SECRET and not (says_nothing(value) or WORD.fullmatch(value.strip())):
            yield f"a password or key in {place}"
        rest, pieces, at = WORD.sub("\n", value), [], 0
        for found in forms.find(rest):
            if not is_stand_in(rest[found.place], found.form):
                yield f"what looks like an address or a name ({found.form}) in {place}"
            pieces.append(rest[slice(at, found.start)])
            at = found.end
        if needles.find("\n".join([*pieces, rest[at:]])):
            yield f"a value that was redacted elsewhere in {place}"


def _values(value: object, place: str, name: str) -> Iterator[tuple[str, object, str]]:
    """Each text and number with its place and the name that it stands under; a name itself stands under none."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield f"{place}/(a name)", key, ""
            yield from _values(member, f"{place}/{_shown(key)}", key)
    elif isinstance(value, list):
        for element in value:
            yield from _values(element, f"{place}/*", name)
    elif value is not None and not isinstance(value, bool):
        yield place, value, name


def _shown(key: str) -> str:
    """A name for a message: it may be what should be gone itself."""
    return key if len(key) <= 40 and lower(key).replace("-", "").replace("_", "").replace(" ", "").isalpha() else "…"
