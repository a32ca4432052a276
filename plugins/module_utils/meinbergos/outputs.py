# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meinbergOS: the outputs facet, all inferred."""

from __future__ import annotations

from ..output_signals import OUTPUT
from ..output_signals import outputs as read_outputs
from ..records import Reader, Table
from .answers import Answers
from .paths import IO, MODULES, OUTPUTS

OF_MODULES = Table("outputs", MODULES, "*/outputs", "C", OUTPUT, each="*")
LISTS = tuple(Table("outputs", path, "outputs", "C", OUTPUT, each="*") for path in (IO, OUTPUTS))
TABLES = (OF_MODULES, *LISTS)


def of_modules(reader: Reader, answers: Answers) -> list[dict] | None:
    """The outputs that stand in the modules' own trees; ``None`` where no module lists any."""
    listed = [
        (slot_id, module["outputs"])
        for slot_id, module in sorted((answers.at(MODULES) or {}).items())
        if isinstance(module, dict) and module.get("outputs") is not None
    ]
    if not listed:
        return None
    return [record for slot_id, raw in listed for record in read_outputs(reader, OF_MODULES, raw, slot_id) or []]


def outputs(reader: Reader, answers: Answers) -> list[dict] | None:
    """The outputs, from the first place that lists them; ``None`` where the device does not offer them."""
    found = of_modules(reader, answers)
    for table in LISTS:
        content = answers.at(table.path)
        if found is None and content is not None:
            found = read_outputs(reader, table, reader.find(table, content))
    return found
