# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports without times and HTTP figures: what two runs over the same devices have in common."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from tests.integration.audits import comparable, report, untimed

_RUN = re.compile(r"^(Run [^,\n]+), \S+ to \S+: ", re.MULTILINE)
_MEASURED = re.compile(
    r"^(meinberg_(?:http_\w+|compliance_run(?:_start)?_timestamp_seconds|device_gathered_timestamp_seconds"
    r"|device_clock_offset_seconds|system_status_age_seconds)(?:\{.*\})?) \S+$",
    re.MULTILINE,
)


def _csv(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(map(untimed, csv.DictReader(file)))


def _markdown(path: Path) -> str:
    return _RUN.sub(r"\1: ", path.read_text("utf-8"))


def _metrics(path: Path) -> str:
    return _MEASURED.sub(r"\1", path.read_text("utf-8"))


ALIKE = {
    "report.json": lambda path: comparable(report(path.parent)),
    "report.csv": _csv,
    "report.md": _markdown,
    "junit.xml": lambda path: path.read_text("utf-8"),
    "metrics.prom": _metrics,
}
"""By file, what reads it so that two of them can be compared."""
