# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of report formats. A new format needs its writer module and one line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from ..runs.report import Report


class Writer(Protocol):
    """What a writer module offers."""

    def write(self, report: Report, path: Path) -> None:
        """Write the report whole."""


@dataclass(frozen=True)
class Format:
    """A report format."""

    name: str
    """The name in ``compliance_report_formats``."""
    file: str
    """The file's name in ``compliance_report_dir``."""
    writer: str
    """The module of this package that writes it."""
    description: str
    """The description in docs/reports.md."""
    for_people: bool = False
    """Whether people read it; other formats are for programs."""

    def load(self) -> Writer:
        """Import the writer module. It is imported on demand, so that the registry alone costs little."""
        return cast(Writer, import_module(f"{__package__}.{self.writer}"))


FORMATS = (
    Format("html", "report.html", "to_html", "The page for people, in a browser or on paper.", for_people=True),
    Format("md", "report.md", "to_markdown", "Verdict, remedies, findings, waivers, manual checks.", for_people=True),
    Format("csv", "report.csv", "to_csv", "A result a row, for spreadsheets.", for_people=True),
    Format("json", "report.json", "to_json", "Everything, for programs."),
    Format("junit", "junit.xml", "to_junit", "A suite for each host and one for the fleet, a case for each result."),
    Format("prom", "metrics.prom", "to_prometheus", "[Metrics](metrics.md) of devices and results, for Prometheus."),
)  # fmt: skip
"""All formats in reading order. ``make docs-profiles`` writes them into the role, the modules and the documentation."""


def named(name: str) -> Format:
    """The format with this name; raises ``KeyError`` for an unknown name."""
    return {one.name: one for one in FORMATS}[name]


def reading_order(formats: Iterable[Format] = FORMATS) -> tuple[str, ...]:
    """The names of the formats, the one to read first at the front: those for people come before the others."""
    return tuple(one.name for one in sorted(formats, key=lambda one: not one.for_people))
