# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Output signals, as far as their names can be inferred: no public text shows the fields of either system."""

from __future__ import annotations

from .quantities import boolean, duration_ms, duration_ns, duration_s, frequency_hz, snake, text, word
from .records import Field, Reader, Table
from .vocabularies import OUTPUT_SIGNAL

OUTPUT = (
    Field("id", ("id", "object-id", "name"), text),
    Field("module", ("module", "slot"), text),
    Field("signal", ("signal", "type"), OUTPUT_SIGNAL),
    Field("enabled", ("isEnabled", "enabled"), boolean),
    Field("mode", "mode", word),
    Field("frequency_hz", "frequency", frequency_hz),
    Field("timecode", ("timecode", "timeCode"), text),
    Field("polarity", "polarity", word),
    Field("pulse_width_ms", ("pulseWidth", "pulse-width", "pulseLength"), duration_ms),
    Field("period_s", ("period", "cycleTime"), duration_s),
    Field("phase_offset_ns", ("phaseOffset", "phase-offset"), duration_ns),
    Field("connector", "connector", text),
)
"""An output (all inferred)."""


def outputs(reader: Reader, table: Table, raw: object, module: str | None = None) -> list[dict] | None:
    """Outputs from their list, or from an object that names them; ``module`` is the module they are found in."""
    found = reader.named(table, raw, table.at) if isinstance(raw, dict) else reader.records(table, raw, table.at)
    if found is None:
        return None
    for facts in found:
        name = facts.pop("name", None)
        facts["id"] = facts["id"] or name
    return [{**facts, "module": facts["module"] or module, "signal": _signal(facts)} for facts in found]


def _signal(facts: dict) -> str | None:
    """What the output says it is, else what its mode tells."""
    return facts["signal"] or _SIGNALS_OF_MODES.get(facts["mode"] or "")


_SIGNALS_OF_MODES = {
    snake(name): signal
    for signal, names in {
        "pulse": "timer|single shot|cyclic pulse|pulse per second|pulse per minute|pulse per hour|DCF77 marks|"
        "position OK|time sync|all sync|DCF77-like M59|time slots per minute",
        "pps": "PTTI 1PPS",
        "frequency": "10 MHz|synthesizer frequency",
        "timecode": "DCLS time code",
    }.items()
    for name in names.split("|")
}
