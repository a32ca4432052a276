# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts that all plots are made of: scales, axes, limits out of results.

Plots are our own inline SVG. A plotting library would weigh the controller down (matplotlib with numpy: some 100 MB and
a second to import) or the page (plotly: 4 MB of JavaScript, and nothing at all without it), and none draws a strip of
150 bytes, of which a page for 1,000 hosts has ten thousand. A strip is an SVG without a view box, whose places are
percentages: it is as wide as there is room for, and its text keeps its size on a phone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from ...findings.results import STATUSES, Result

DECADES = ("1\u202fns", "10", "100", "1\u202fµs", "10", "100", "1\u202fms", "10", "100", "1\u202fs", "10")


def at_ns(value: float) -> str:
    """The place of a time quantity, without its sign, on the axis of decades from 1 ns to 10 s."""
    share = math.log10(abs(value)) / 10 if abs(value) > 1 else 0.0
    return f"{min(share, 1.0) * 100:.3g}%"


def at(value: float, end: float) -> str:
    """The place of a quantity on a linear axis from 0."""
    return f"{min(max(value / end, 0.0), 1.0) * 100:.3g}%" if end else "0%"


def strip_axis(name: str, labels: Sequence[str]) -> str:
    """An axis as a symbol, drawn once and used by every plot that has it."""
    last = len(labels) - 1
    marks = "".join(
        f"<line x1='{100 * n / last:g}%' x2='{100 * n / last:g}%' y1='0' y2='4'/>"
        + (f"<text x='{100 * n / last:g}%' y='15' text-anchor='{_ends(n, last)}'>{label}</text>" if label else "")
        for n, label in enumerate(labels)
    )
    return f"<g id='{name}'><line x1='0' x2='100%' y1='.5' y2='.5'/>{marks}</g>"


def _ends(position: int, last: int) -> str:
    return "start" if position == 0 else "end" if position == last else "middle"


def nice_end(largest: float) -> float:
    """The end of a linear axis: the next of 1, 2, 5 times a power of ten."""
    if largest <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(largest))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= largest)


def limit_marks(lower: float | None, upper: float | None, place: Callable[[float], str]) -> str:
    """A line at each limit; on an axis without signs two of one size are one."""
    places = dict.fromkeys(place(limit) for limit in (lower, upper) if limit is not None)
    return "".join(f"<rect class=m x={one} />" for one in places)


def said_limit(lower: float | None, upper: float | None, told: Callable[[float], str]) -> str:
    """The limits in words."""
    if lower is not None and upper is not None:
        return f"±\u202f{told(upper)}" if lower == -upper else f"{told(lower)} to {told(upper)}"
    if upper is not None:
        return f"≤\u202f{told(upper)}"
    return f"≥\u202f{told(lower)}" if lower is not None else ""


def limits(result: Result | None) -> tuple[float | None, float | None]:
    """Return the lower and upper limit that a result was compared with."""
    limit = None if result is None else result.limit
    return (None, None) if limit is None else (limit.lower, limit.upper)


def worst_by_path(results: Sequence[Result], wanted: Callable[[Result], bool]) -> dict[tuple[str, str | None], Result]:
    """Return, by fact and element, the worst of the results with limits, and of those the one with the tightest."""
    found: dict[tuple[str, str | None], tuple[tuple[int, float], Result]] = {}
    for result in results:
        if result.limit is None or result.status == "not_applicable" or not wanted(result):
            continue
        lower, upper = limits(result)
        if lower is None and upper is None:
            continue
        key = result.path, result.element
        rank = STATUSES.index(result.status), upper if upper is not None else -(lower or 0)
        if key not in found or rank < found[key][0]:
            found[key] = rank, result
    return {key: result for key, (_rank, result) in found.items()}
