# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of a simulated device: either one fixed instant, or live times as markers in a prepared answer.

A live answer is serialised once. Its times are markers such as ``@@stamp:0:0@@``; ``Template`` splits the bytes at
the markers, so that an answer costs a handful of formatted times and one join.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

DEFAULT_INSTANT = datetime(2026, 3, 17, 9, 30, 0, 125_000, tzinfo=timezone.utc)
"""What ``answers()`` takes for now, so that unit tests see the same answer each time."""

GPS_EPOCH = 315_964_800
GPS_MINUS_UTC = 18
WEEK = 604_800
MONTH = 2_592_000
MARKER = re.compile(rb'"@@#(\w+):(-?[\d.]+):(-?[\d.]+)@@"|@@(\w+):(-?[\d.]+):(-?[\d.]+)@@')


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)


def _nanoseconds(seconds: float) -> int:
    return int(seconds % 1 * 1_000_000) * 1000


def _stamp(seconds: float, base: float) -> str:
    return _utc(seconds).strftime("%Y-%m-%dT%H:%M:%S")


FORMS: dict[str, Callable[[float, float], str]] = {
    "stamp": _stamp,
    "dotted": lambda seconds, base: _utc(seconds).strftime("%Y.%m.%d %H:%M:%S"),
    "nanos_utc": lambda seconds, base: f"{_stamp(seconds, 0)}.{_nanoseconds(seconds):09d} UTC",
    "millis": lambda seconds, base: f"{_stamp(seconds, 0)}.{_nanoseconds(seconds) // 1_000_000:03d}Z",
    "nanos": lambda seconds, base: f"{_stamp(seconds, 0)}.{_nanoseconds(seconds):09d}Z",
    "uptime_text": lambda seconds, base: f"{int(seconds - base)} sec",
}
NUMBERS: dict[str, Callable[[float, float], str]] = {
    "uptime": lambda seconds, base: f"{seconds - base:.2f}",
    "unix": lambda seconds, base: str(int(seconds)),
    "subsecond": lambda seconds, base: str(_nanoseconds(seconds)),
    "gps_week": lambda seconds, base: str(int(seconds - GPS_EPOCH + GPS_MINUS_UTC) // WEEK),
    "gps_second": lambda seconds, base: str(int(seconds - GPS_EPOCH + GPS_MINUS_UTC) % WEEK),
}


class Clock:
    """Gives the times of one device's answer. ``offset`` is how many seconds the device is ahead."""

    def __init__(self, start: datetime | None = None, live: bool = False, offset: float = 0.0) -> None:
        self.start = (start or (_utc(time.time()) if live else DEFAULT_INSTANT)).astimezone(timezone.utc)
        self.live = live
        self.offset = float(offset)

    def now(self, form: str, base: float = 0.0, lag: float = 0.0) -> Any:
        """The device's time, ``lag`` seconds ago. ``base`` is the time of the last start, for uptimes."""
        offset = self.offset - lag
        if self.live:
            mark = "#" if form in NUMBERS else ""
            return f"@@{mark}{form}:{offset!r}:{base!r}@@"
        seconds = self.start.timestamp() + offset
        if form in NUMBERS:
            text = NUMBERS[form](seconds, base)
            return float(text) if "." in text else int(text)
        return FORMS[form](seconds, base)

    def ago(self, seconds: float, form: str = "stamp") -> str:
        """A time in the past that does not move while the simulator runs."""
        return FORMS[form](self.start.timestamp() + self.offset - seconds, 0.0)

    def once(self, seconds: float, form: str = "stamp") -> str:
        """A time in the past that stays the same for 30 days, also where the simulator is started again."""
        anchor = self.start.timestamp() // MONTH * MONTH
        return FORMS[form](anchor + self.offset - seconds, 0.0)

    def boot(self, uptime: float) -> float:
        """When the device was started, on its own clock."""
        return round(self.start.timestamp() + self.offset - uptime, 2)

    def leap_date(self) -> datetime:
        """The next instant at which a leap second could take effect: 1 January or 1 July, 00:00 UTC."""
        year = self.start.year
        july = datetime(year, 7, 1, tzinfo=timezone.utc)
        return july if self.start < july else datetime(year + 1, 1, 1, tzinfo=timezone.utc)

    def leap_file_expiry(self) -> datetime:
        """Bulletins expire on 28 June and 28 December; the file at hand is good for at least 90 days."""
        after = self.start + timedelta(days=90)
        days = [datetime(after.year + n // 2, 6 + 6 * (n % 2), 28, tzinfo=timezone.utc) for n in range(3)]
        return next(day for day in days if day > after)


class Template:
    """A serialised answer whose live times are filled in at each request."""

    def __init__(self, body: bytes, live: bool = True) -> None:
        self._parts: list[Any] = []
        end = 0
        for match in MARKER.finditer(body) if live else ():
            self._parts.append(body[end : match.start()])
            number, text = match.group(1), match.group(4)
            form = NUMBERS[number.decode()] if number else FORMS[text.decode()]
            offset, base = match.group(2, 3) if number else match.group(5, 6)
            self._parts.append((form, float(offset), float(base)))
            end = match.end()
        self._parts.append(body[end:])
        self._fixed = body if len(self._parts) == 1 else None

    def render(self) -> bytes:
        """The answer's bytes for this moment."""
        if self._fixed is not None:
            return self._fixed
        now = time.time()
        return b"".join(
            part if isinstance(part, bytes) else part[0](now + part[1], part[2]).encode() for part in self._parts
        )
