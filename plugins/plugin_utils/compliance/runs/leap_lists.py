# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's lists of leap seconds: those of its tz database and of the Python package ``tzdata``."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from ...common.errors import ComplianceError
from ..facts.leap_seconds import LeapList, latest, parse

NAMES = ("leap-seconds.list", "leapseconds")
_LARGEST = 1 << 20


def folders() -> list[Path]:
    """Return where a controller has time zone data."""
    package = find_spec("tzdata")
    locations = (package and package.submodule_search_locations) or ()
    return [Path(one) for one in zoneinfo.TZPATH] + [Path(one) / "zoneinfo" for one in locations]


def choose(places: Iterable[Path]) -> tuple[LeapList, list[str]]:
    """Return the list that expires last, of these folders and the built-in one, and a warning for each damaged file."""
    found, warnings = [], []
    for path in (place / name for place in places for name in NAMES):
        try:
            if path.is_file():
                found.append(parse(_text(path), str(path)))
        except ComplianceError as error:
            warnings.append(f"{error}; another list is used")
        except OSError as error:
            warnings.append(f"the leap second list {path} cannot be read: {error.strerror}; another list is used")
    return latest(found), warnings


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LARGEST).decode("utf-8", "replace")
