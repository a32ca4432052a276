# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats of a report: each is one module with ``NAME`` and ``write(report, path)``."""

from __future__ import annotations

from types import ModuleType

from . import to_csv, to_html, to_json, to_junit, to_markdown, to_prometheus

WRITERS: dict[str, ModuleType] = {
    "json": to_json,
    "junit": to_junit,
    "csv": to_csv,
    "md": to_markdown,
    "html": to_html,
    "prom": to_prometheus,
}
"""By the name that ``compliance_report_formats`` uses."""
