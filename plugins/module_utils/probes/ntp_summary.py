# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several samples of one NTP server say together. Probe hosts run it, so Python 3.8 has to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isqrt

OF_THE_LATEST = (
    "stratum", "reference_id", "leap_indicator", "root_delay_ns", "root_dispersion_ns", "root_distance_ns",
)  # fmt: skip
"""What a server says of itself; the latest answer counts, and one with a time more than a kiss of death."""


def summary(samples: Sequence[Mapping], refused: int) -> dict:
    """The summary of samples in the order in which they were taken."""
    answered = [sample for sample in samples if sample["version"] is not None]
    timed = [sample for sample in samples if sample["offset_ns"] is not None]
    best = min(timed, key=lambda sample: sample["delay_ns"], default=None)
    latest = next(reversed(timed or answered), dict.fromkeys(OF_THE_LATEST))
    return {
        "sent": len(samples),
        "answered": len(answered),
        "refused": refused,
        "offset_ns": median(sample["offset_ns"] for sample in timed),
        "delay_ns": median(sample["delay_ns"] for sample in timed),
        "minimum_delay": {name: best and best[name] for name in ("offset_ns", "delay_ns")},
        "jitter_ns": jitter_ns([sample["offset_ns"] for sample in timed], None if best is None else best["offset_ns"]),
        **{name: latest[name] for name in OF_THE_LATEST},
        "kiss_codes": sorted({sample["kiss_code"] for sample in answered if sample["kiss_code"]}),
    }


def median(values: Iterable[int]) -> int | None:
    """The middle one, or the mean of the two in the middle, rounded down; ``None`` of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2


def jitter_ns(offsets: Sequence[int], best: int | None) -> int | None:
    """How far the offsets lie from that of the best sample, as RFC 5905 (10) has it; ``None`` for fewer than two."""
    if best is None or len(offsets) < 2:
        return None
    return isqrt(sum((offset - best) ** 2 for offset in offsets) // (len(offsets) - 1))
