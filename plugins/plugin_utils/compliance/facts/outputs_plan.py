# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outputs that a host is expected to have, each beside what the device says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .quantity import OWN, Quantity

OUTPUT_KEYS = (
    "id", "module", "enabled", "signal", "mode", "frequency_hz", "timecode", "polarity", "pulse_width_ms", "period_s",
    "phase_offset_ns", "connector",
)  # fmt: skip
"""What may be expected of an output; the profile ``outputs`` names the same in its parameter."""


def expected_outputs(outputs: Sequence[Mapping] | None, wanted: Sequence[Mapping] | None) -> list[dict] | None:
    """Each output wanted as ``{id, present, output, expected, given}``; ``given`` tells what is expected of it.

    An output that is wanted is expected to be enabled unless the entry says otherwise. ``None`` where the device does
    not tell of its outputs, unless none is wanted.
    """
    if not wanted:
        return []
    return None if outputs is None else [_expected(outputs, {"enabled": True, **entry}) for entry in wanted]


def unexpected_outputs(outputs: Sequence[Mapping] | None, wanted: Sequence[Mapping] | None) -> list[str] | None:
    """The ids of the outputs that put something out and that nobody wants; none where nothing is said of any."""
    if not wanted:
        return []
    return None if outputs is None else [
        output["id"] for output in outputs if output["enabled"] and not any(_is(output, entry) for entry in wanted)
    ]  # fmt: skip


def _expected(outputs: Sequence[Mapping], entry: Mapping) -> dict:
    output = next((one for one in outputs if _is(one, entry)), None)
    return {
        "id": entry["id"],
        "present": output is not None,
        "output": output,
        "expected": {key: entry.get(key) for key in OUTPUT_KEYS},
        "given": {key: entry.get(key) is not None for key in OUTPUT_KEYS},
    }


def _is(output: Mapping, entry: Mapping) -> bool:
    """Whether an entry means this output; the module is needed only where two modules use one id."""
    return output.get("id") == entry["id"] and entry.get("module") in (None, output.get("module"))


QUANTITIES = (
    Quantity(
        "expected_outputs", ("outputs",), expected_outputs, OWN, params=("expected_outputs",),
        embeds={"output": "outputs"},
    ),
    Quantity("unexpected_outputs", ("outputs",), unexpected_outputs, OWN, params=("expected_outputs",)),
)  # fmt: skip
