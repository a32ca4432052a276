# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time stamps and dates: parsers of what a device writes, and how the controller writes its own.

The parsers take one value of a decoded answer, as those of ``quantities`` do. Probe hosts run them, so Python 3.8 has
to do.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone

from .quantities import Malformed, text

_DATE = r"([0-9]{4})[-.]([0-9]{2})[-.]([0-9]{2})"
_DATE_TIME = re.compile(_DATE + r"[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,18})? ?(Z|UTC|\+00:?00)?")
_DATE_ONLY = re.compile(_DATE)
_MINUTE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})")


def date_time(value: object) -> str | None:
    """A time stamp as ISO 8601 in UTC, with as many digits as the device wrote."""
    written = text(value)
    if written is None:
        return None
    match = _DATE_TIME.fullmatch(written)
    if not match:
        raise Malformed("not a date and time")
    moment = f"{match[1]}-{match[2]}-{match[3]}T{match[4]}"
    _check_calendar(moment)
    return f"{moment}{match[5] or ''}Z"


def minute(value: object) -> str | None:
    """``YYYYMMDDhhmm`` in UTC as ISO 8601."""
    written = text(value)
    if written is None:
        return None
    match = _MINUTE.fullmatch(written)
    if not match:
        raise Malformed("not a date and time")
    moment = f"{match[1]}-{match[2]}-{match[3]}T{match[4]}:{match[5]}:00"
    _check_calendar(moment)
    return moment + "Z"


def date(value: object) -> str | None:
    """A date, or the day of a time stamp, as ``YYYY-MM-DD``."""
    written = text(value)
    if written is None:
        return None
    match = _DATE_ONLY.fullmatch(written)
    if match:
        day = "-".join(match.groups())
        _check_calendar(day + "T00:00:00")
        return day
    parse = minute if _MINUTE.fullmatch(written) else date_time
    moment = parse(written)
    return moment and moment[:10]


def utc_iso(moment: datetime) -> str:
    """A moment of the controller's clock as ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _check_calendar(moment: str) -> None:
    """Refuse what is no day or time; a leap second (``:60``) is one."""
    leap = moment.endswith("23:59:60")
    try:
        datetime.fromisoformat(moment[:-2] + "59" if leap else moment)
    except ValueError as error:
        raise Malformed("not a date and time of the calendar") from error
