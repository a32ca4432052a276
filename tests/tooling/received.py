# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write down what is expected of the snapshots in ``tests/unit/snapshots``: ``python -m tests.tooling.received``.

The facts that the adapters read of each go into a file beside it. Look at the difference: these facts are right only
where somebody has compared them with the answers. Places that are malformed are printed, never accepted: to accept one,
write it into ``malformed`` by hand, with the reason.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.tooling.tree import ROOT
from tests.unit.support.snapshots import facts_of

FOLDER = ROOT / "tests" / "unit" / "snapshots"
EXPECTED = ".expected.json"


def received() -> list[Path]:
    """The snapshots in the folder."""
    return sorted(path for path in FOLDER.glob("*.json") if not path.name.endswith(EXPECTED))


def expectation(path: Path) -> Path:
    """The file beside a snapshot that has its facts, and under ``malformed`` what is known of it, with the reason."""
    return path.with_name(path.stem + EXPECTED)


def main() -> None:
    """Write the facts of each snapshot, and keep what is said of malformed places."""
    for path in received():
        facts, malformed = facts_of(path)
        file = expectation(path)
        known = json.loads(file.read_text(encoding="utf-8"))["malformed"] if file.exists() else {}
        content = {"malformed": known, "facts": facts}
        file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for place in sorted(set(malformed) - set(known)):
            print(f"{path.name}: malformed and not accepted: {place}")


if __name__ == "__main__":
    main()
