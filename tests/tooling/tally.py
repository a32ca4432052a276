# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print one closing line for all test runs, from the JUnit files that they left."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree


def main() -> None:
    """Sum up the directory that the command line names."""
    files = sorted(Path(sys.argv[1]).glob("*.xml"))
    suites = [suite for path in files for suite in ElementTree.parse(path).iter("testsuite")]
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    print(f"{tests - failed - skipped} passed, {failed} failed, {skipped} skipped")


if __name__ == "__main__":
    main()
