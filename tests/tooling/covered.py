# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make coverage``: what of plugins/ the tests have run, from the data that they left in build/coverage.

All processes of a test leave data: ansible-playbook, its workers and their forks, and modules, which run from zips.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from coverage import Coverage

from tests.tooling.tree import ROOT

FOLDER = ROOT / "build" / "coverage"
DETAILS = FOLDER / "coverage.json"
LEAST = 95
"""Per cent of the lines, and of the branches, each by itself."""


def main() -> int:
    """Forget what earlier runs left, where the command line says so, else report on what is there."""
    if sys.argv[1:] == ["forget"]:
        shutil.rmtree(FOLDER, ignore_errors=True)
        return 0
    measured = Coverage(config_file=str(ROOT / "pyproject.toml"))
    measured.combine(keep=True)
    measured.report()
    measured.json_report(outfile=str(DETAILS))
    lacking = shortfall(DETAILS)
    print(*lacking, sep="\n", end="\n" if lacking else "")
    return 1 if lacking else 0


def shortfall(details: Path) -> list[str]:
    """What is below the least, in a sentence each; the figures are those of coverage's JSON."""
    totals = json.loads(details.read_text("utf-8"))["totals"]
    shares = {name: totals[f"percent_{name}_covered"] for name in ("statements", "branches")}
    print(", ".join(f"{name}: {share:.2f} %" for name, share in shares.items()))
    return [f"Of the {name} less than {LEAST} % are covered." for name, share in shares.items() if share < LEAST]


if __name__ == "__main__":
    sys.exit(main())
