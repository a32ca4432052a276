# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make faults``: each fault in a run of its own, beside well devices, and what came of it."""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import tempfile
from pathlib import Path

import ansible.release

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.words import SYSTEMS
from tests.bench.measure import ROOT, fill
from tests.faults.measure import Measured, measure_rows
from tests.faults.rows import GROUPS, LIMITS, READ, WELL, Row, of_group
from tests.tooling.debian import Unavailable

PAGE = ROOT / "docs" / "faults.md"
MARK = "faults"
TITLES = {
    "connection": "The connection and its certificate",
    "request": "The answer to a request",
    "answer": "An answer that breaks off or never ends",
    "content": "The content of an answer",
    "network": "The network",
    "silence": "A silent network",
    "clock": "The controller's clock",
}
HEAD = """| fault | how it is made | what comes of it | s | MiB | others unaffected |
| --- | --- | --- | --- | --- | --- |"""


def main() -> int:
    """Measure, print the tables, and with ``--write`` put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write the tables to {PAGE.relative_to(ROOT)}")
    parser.add_argument("--only", metavar="TEXT", default="", help="only the faults with this text in their name")
    options = parser.parse_args()
    if options.write and options.only:
        parser.error("--write needs all faults")
    tables = [conditions()]
    for group in GROUPS:
        lines = [line(row) for row in of_group(group) if options.only in row.name]
        if lines:
            tables.append("\n".join([f"### {TITLES[group]}", "", HEAD, *lines]))
    text = "\n\n".join(tables)
    print(text)
    if options.write:
        fill(PAGE, MARK, text)
    return 0


def conditions() -> str:
    """What the figures depend on."""
    said = ", ".join(f"`{name}: {str(value).lower()}`" for name, value in LIMITS.items() if value is not True)
    return (
        f"`make faults`: {said};\nansible-core {ansible.release.__version__}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores; {len(WELL)} well devices beside each fault, in the same task."
    )


def line(row: Row) -> str:
    """A row of a table, measured now; or why it could not be."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = measure_rows(Path(folder) / "run", [row])
        except Unavailable as error:
            return f"| {row.name} | {row.text} | not measured: {error} | | | |"
    seconds = max(found.seconds[host] for host in row.hosts)
    disturbed = found.disturbed()
    others = f"no: {', '.join(disturbed)}" if disturbed else "yes"
    return f"| {row.name} | {made(row)} | {told(found, row)} | {seconds:.1f} | {found.mebibytes:.0f} | {others} |"


def made(row: Row) -> str:
    """How a fault is made, with its parameters."""
    parameters = [f"`{name}: {value}`" for name, value in row.fault.items() if name != "name"]
    return f"{row.text} {', '.join(parameters)}".strip()


def told(found: Measured, row: Row) -> str:
    """The outcome with what a user sees, once where both systems have the same."""
    said = {}
    for host, system in row.hosts.items():
        message = plain(found.message(host))
        text = f"`{found.outcome(host)}`: {message}" if message else outcome(found.outcome(host))
        said.setdefault(text, []).append(SYSTEMS.get(system, ""))
    if len(said) == 1:
        return next(iter(said))
    return "<br>".join(f"{' and '.join(systems)}: {text}" for text, systems in said.items())


def outcome(text: str) -> str:
    """What there is where no error is."""
    reasons = [f"`{reason}`" for reason in text.split(", ") if reason != READ]
    return "the facts" + (f"; what is missing is listed in `unavailable` as {' and '.join(reasons)}" if reasons else "")


def plain(message: str) -> str:
    """A message without what is another in each run: the device's address and port, and dates."""
    message = re.sub(r"127\.6[67]\.\d+\.\d+(:\d+)?", "DEVICE", message)
    message = re.sub(r" on \w{3} +\d+ [\d:]{8} \d{4} GMT", " on DATE", message)
    return message.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
