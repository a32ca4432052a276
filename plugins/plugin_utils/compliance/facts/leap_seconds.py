# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of leap seconds by the IERS: the two file formats of the tz database, and which list to rely on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import NamedTuple

from ...common.errors import ComplianceError
from ...common.values import parse_time

_NTP_ERA = datetime(1900, 1, 1, tzinfo=timezone.utc)
_POSIX_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_FIRST = datetime(1972, 1, 1, tzinfo=timezone.utc)
_FIRST_OFFSET_S = 10
_LINE = re.compile(r"(\d{1,12})\s+(\d{1,3})\s*(?:#.*)?")
_HEADER = re.compile(r"#([$@h])\s*([0-9A-Fa-f ]+?)\s*")
_LEAP = re.compile(r"Leap\s+(\d{4})\s+(Jun|Dec|Mar|Sep)\s+(30|31)\s+(23:59:60\s+\+|23:59:59\s+-)\s+S\s*(?:#.*)?")
_EXPIRES = re.compile(r"#expires\s+(\d{1,12})\b.*")
_MONTHS = {"Mar": 4, "Jun": 7, "Sep": 10, "Dec": 13}
"""The month that begins after a leap second at the end of this one, from the first month of the same year."""


class Leap(NamedTuple):
    """A leap second: the moment after it, and whether a second is inserted or deleted."""

    ends: datetime
    kind: str

    @property
    def date(self) -> str:
        """Return the day at whose end it comes."""
        return (self.ends - timedelta(days=1)).date().isoformat()


@dataclass(frozen=True)
class LeapList:
    """A list of leap seconds."""

    source: str
    expires: datetime
    offsets: tuple[tuple[datetime, int], ...]
    """From each moment on, TAI minus UTC in seconds; in the order of time."""

    @property
    def expires_text(self) -> str:
        """Return the expiry as ISO 8601."""
        return _text(self.expires)

    def is_current(self, moment: datetime) -> bool:
        """Return whether the list has not expired."""
        return moment < self.expires

    def tai_offset_s(self, moment: datetime) -> int | None:
        """Return TAI minus UTC at a moment; ``None`` before the list begins."""
        return next((offset for begins, offset in reversed(self.offsets) if begins <= moment), None)

    def next(self, moment: datetime) -> Leap | None:
        """Return the first leap second that ends after a moment."""
        for (_begins, before), (ends, after) in pairwise(self.offsets):
            if ends > moment:
                return Leap(ends, "insert" if after > before else "delete")
        return None

    def since(self, moment: datetime) -> LeapList:
        """Return the list without what was before the offset that is in force at a moment."""
        past = [entry for entry in self.offsets if entry[0] <= moment]
        return replace(self, offsets=tuple(past[-1:]) + self.offsets[len(past) :])

    def as_dict(self) -> dict[str, object]:
        """Return the list as JSON holds it."""
        return {
            "source": self.source,
            "expires": self.expires_text,
            "offsets": [{"from": _text(begins), "tai_offset_s": offset} for begins, offset in self.offsets],
        }

    @classmethod
    def from_dict(cls, stored: Mapping | None) -> LeapList | None:
        """Return a list from what ``as_dict`` made; ``None`` where there is none, or something else."""
        if stored is None:
            return None
        try:
            entries = [(parse_time(one["from"]), one["tai_offset_s"]) for one in stored["offsets"]]
            source, expires = str(stored["source"]), parse_time(stored["expires"])
        except (KeyError, TypeError):
            return None
        offsets = tuple((begins, offset) for begins, offset in entries if begins and isinstance(offset, int))
        return None if expires is None or len(offsets) < len(entries) else cls(source, expires, offsets)

    def reported(self, moment: datetime) -> dict[str, object]:
        """Return what a report shows of the list."""
        leap = self.next(moment)
        following = None if leap is None else {"date": leap.date, "kind": leap.kind}
        return {"source": self.source, "expires": self.expires_text, "next": following}


BUILT_IN = LeapList(
    "built-in",
    datetime(2026, 12, 28, tzinfo=timezone.utc),
    ((datetime(2015, 7, 1, tzinfo=timezone.utc), 36), (datetime(2017, 1, 1, tzinfo=timezone.utc), 37)),
)
"""The list that the collection brings along, from IERS Bulletin C 71."""


def parse(text: str, source: str) -> LeapList:
    """Return the list of a file, ``leap-seconds.list`` or ``leapseconds``; raises ``ComplianceError``."""
    try:
        expires, offsets = (_of_tz if _is_of_tz(text) else _of_iers)(text)
        if expires is None:
            raise ValueError("it has no expiry")
        found = LeapList(source, expires, tuple(offsets))
        _check_offsets(found)
    except (ValueError, OverflowError) as error:
        raise ComplianceError(f"the leap second list {source} is damaged: {error}") from error
    return found


def _check_offsets(found: LeapList) -> None:
    """Refuse a list whose entries are out of order, or that lacks some of the past."""
    for (begins, before), (ends, after) in pairwise(found.offsets):
        if ends <= begins or abs(after - before) != 1:
            raise ValueError(f"the entry of {ends:%Y-%m-%d} does not follow the one before")
    for begins, offset in BUILT_IN.offsets:
        if found.tai_offset_s(begins) != offset:
            raise ValueError(f"TAI minus UTC is not {offset} s from {begins:%Y-%m-%d} on")


def latest(lists: Iterable[LeapList]) -> LeapList:
    """Return the list that expires last, of several such the first; the built-in one counts too."""
    return max((*lists, BUILT_IN), key=lambda one: one.expires)


def _is_of_tz(text: str) -> bool:
    return re.search(r"^Leap\s", text, re.MULTILINE) is not None


def _of_tz(text: str) -> tuple[datetime | None, Sequence[tuple[datetime, int]]]:
    """Read ``leapseconds``, as zic takes it."""
    expires, offsets = None, [(_FIRST, _FIRST_OFFSET_S)]
    for number, line in enumerate(text.splitlines(), 1):
        match = _EXPIRES.fullmatch(line)
        if match:
            expires = _POSIX_EPOCH + timedelta(seconds=int(match[1]))
        elif line.strip() and not line.startswith(("#", "Expires")):
            leap = _LEAP.fullmatch(line)
            if not leap:
                raise ValueError(f"line {number} cannot be read")
            year, month = divmod(_MONTHS[leap[2]] - 1, 12)
            ends = datetime(int(leap[1]) + year, month + 1, 1, tzinfo=timezone.utc)
            offsets.append((ends, offsets[-1][1] + (1 if leap[4].endswith("+") else -1)))
    return expires, offsets


def _of_iers(text: str) -> tuple[datetime | None, Sequence[tuple[datetime, int]]]:
    """Read ``leap-seconds.list``, as the IERS publishes it and NTP takes it."""
    headers, hashed, offsets = {}, "", []
    for number, line in enumerate(text.splitlines(), 1):
        header, entry = _HEADER.fullmatch(line), _LINE.fullmatch(line.strip())
        if header:
            headers[header[1]] = header[2]
        elif entry:
            hashed += entry[1] + entry[2]
            offsets.append((_NTP_ERA + timedelta(seconds=int(entry[1])), int(entry[2])))
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"line {number} cannot be read")
    if "h" in headers:
        _check_hash(headers, hashed)
    expires = _NTP_ERA + timedelta(seconds=int(headers["@"])) if "@" in headers else None
    return expires, offsets


def _check_hash(headers: Mapping[str, str], entries: str) -> None:
    """Compare the SHA-1 sum that the file has of itself; its five words may lack leading zeros."""
    hashed = headers.get("$", "") + headers.get("@", "") + entries
    found = hashlib.sha1(hashed.encode(), usedforsecurity=False).hexdigest()
    words = [int(word, 16) for word in headers["h"].split()]
    if words != [int(found[place : place + 8], 16) for place in range(0, 40, 8)]:
        raise ValueError("its hash does not match its entries")


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
