# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fuzzer runs in its own virtual environment: the targets, instrumented, until time is up.

Each finding is written to a folder and goes on being looked for no more: one bug must not hide the others.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
import traceback
import warnings
from pathlib import Path

import atheris

from tests.unit.support.mutations import mutations

PLUGINS = "ansible_collections.timesync.meinberg.plugins"
INSTRUMENTED = (f"{PLUGINS}.module_utils", f"{PLUGINS}.plugin_utils.compliance")
TOO_SLOW_S = 5.0


class Findings:
    """Distinct exceptions, by where they come from, each with the shortest input that leads there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.inputs: dict[str, bytes] = {}
        self.executions = 0

    def of(self, data: bytes, run) -> None:
        """One input; what it raises is kept."""
        self.executions += 1
        began = time.monotonic()
        try:
            run(data)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
            self._keep(_place(error), data, traceback.format_exc())
        if time.monotonic() - began > TOO_SLOW_S:
            self._keep(f"slow-{data[:1].decode('latin-1')}", data, f"{time.monotonic() - began:.1f} s")

    def _keep(self, place: str, data: bytes, told: str) -> None:
        known = self.inputs.get(place)
        if known is not None and len(known) <= len(data):
            return
        self.inputs[place] = data
        name = hashlib.sha256(place.encode()).hexdigest()[:12]
        (self.folder / f"{name}.input").write_bytes(data)
        (self.folder / f"{name}.txt").write_text(f"{place}\n\n{told}", "utf-8", "backslashreplace")


def _place(error: Exception) -> str:
    """The exception and the innermost line of the collection that it passed."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/plugins/" in frame.filename] or frames
    return f"{type(error).__name__} {Path(own[-1].filename).name}:{own[-1].lineno}"


def mutated(data: bytes, max_size: int, seed: int) -> bytes:
    """Every other time a change of a JSON answer's tree, which bytes changed at random would seldom leave JSON."""
    if seed % 2 and data[:1] in (b"L", b"M"):
        try:
            (change,) = mutations(json.loads(data[1:]), str(seed), 1)
        except (ValueError, IndexError, RecursionError):
            pass
        else:
            return data[:1] + json.dumps(change.answers, default=float).encode()[: max_size - 1]
    return atheris.Mutate(data, max_size)


def main() -> None:
    """``harness FINDINGS SECONDS CORPUS``: fuzz, then say what was found."""
    folder, seconds, corpus = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    warnings.simplefilter("ignore")
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz import targets
    findings = Findings(folder)
    ends = time.monotonic() + seconds
    told = folder / "summary.json"

    def one_input(data: bytes) -> None:
        findings.of(data, targets.run)
        if findings.executions % 100 == 0 or time.monotonic() > ends:
            summary = {"executions": findings.executions, "findings": sorted(findings.inputs)}
            told.write_text(json.dumps(summary), "utf-8")

    options = [
        f"-max_total_time={seconds}",
        "-max_len=65536",
        "-timeout=60",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, corpus], one_input, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
