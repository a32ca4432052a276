# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: the outputs facet. No public answer shows outputs; a module that lists them is read, which is inferred."""

from __future__ import annotations

from ..output_signals import OUTPUT
from ..output_signals import outputs as read_outputs
from ..records import Reader, Table
from .paths import SLOTS, STATUS
from .slots import occupied

OUTPUTS = Table("outputs", STATUS, f"{SLOTS}/*/module/outputs", "C", OUTPUT, each="*")
TABLES = (OUTPUTS,)


def outputs(reader: Reader, answer: dict) -> list[dict] | None:
    """The outputs of every module; ``None`` where no module lists any."""
    listed = [
        (slot_id, module["outputs"])
        for slot_id, _slot, module in occupied(reader, answer, OUTPUTS) or []
        if module.get("outputs") is not None
    ]
    if not listed:
        reader.note(STATUS, OUTPUTS.at, "unsupported", OUTPUTS.fact)
        return None
    return [record for slot_id, raw in listed for record in read_outputs(reader, OUTPUTS, raw, slot_id) or []]
