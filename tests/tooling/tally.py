# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print one closing line for all test runs, from the JUnit files that they left."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree


class Counts(NamedTuple):
    """How many tests ended how."""

    passed: int
    failed: int
    skipped: int

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main() -> None:
    """Sum up the directory that the command line names."""
    print(count(Path(sys.argv[1])))


def count(directory: Path) -> Counts:
    """Sum up the JUnit files of a directory."""
    files = sorted(directory.glob("*.xml"))
    suites = [suite for path in files for suite in ElementTree.parse(path).iter("testsuite")]
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return Counts(tests - failed - skipped, failed, skipped)


if __name__ == "__main__":
    main()
