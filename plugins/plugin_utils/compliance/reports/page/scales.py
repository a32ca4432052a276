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
import re
from collections.abc import Mapping, Sequence

DECADES = ("1\u202fns", "10", "100", "1\u202fµs", "10", "100", "1\u202fms", "10", "100", "1\u202fs", "10")
_NUMBER = r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
_LIMITS = (
    (re.compile(rf"at most {_NUMBER}\b"), lambda found: (None, float(found[1]))),
    (re.compile(rf"within ± ?{_NUMBER}\b"), lambda found: (-float(found[1]), float(found[1]))),
    (re.compile(rf"at least {_NUMBER}\b"), lambda found: (float(found[1]), None)),
    (re.compile(rf"between {_NUMBER} and {_NUMBER}\b"), lambda found: (float(found[1]), float(found[2]))),
)


def limits(expected: object) -> tuple[float | None, float | None]:
    """Lower and upper limit that a result's expectation names; a text that is none of one operator alone names none."""
    if isinstance(expected, str):
        for pattern, limit in _LIMITS:
            found = pattern.fullmatch(expected)
            if found:
                return limit(found)
    return None, None


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


def limit_marks(lower: float | None, upper: float | None, place) -> str:
    """A line at each limit; on an axis without signs two of one size are one."""
    places = dict.fromkeys(place(limit) for limit in (lower, upper) if limit is not None)
    return "".join(f"<rect class=m x={one} />" for one in places)


def said_limit(lower: float | None, upper: float | None, told) -> str:
    """The limits in words."""
    if lower is not None and upper is not None:
        return f"±\u202f{told(upper)}" if lower == -upper else f"{told(lower)} to {told(upper)}"
    if upper is not None:
        return f"≤\u202f{told(upper)}"
    return f"≥\u202f{told(lower)}" if lower is not None else ""


def worst_by_path(results: Sequence[Mapping], wanted) -> dict[tuple, Mapping]:
    """By fact and element: of the results with limits the one that is worst, and of those the one with the tightest."""
    order = {"fail": 0, "unknown": 1, "waived": 2, "pass": 3}
    found: dict[tuple, tuple] = {}
    for result in results:
        if result["expected"] is None or result["status"] not in order or not wanted(result):
            continue
        lower, upper = limits(result["expected"])
        if lower is None and upper is None:
            continue
        key = result["path"], result["element"]
        rank = order[result["status"]], upper if upper is not None else -(lower or 0)
        if key not in found or rank < found[key][0]:
            found[key] = rank, result
    return {key: result for key, (_rank, result) in found.items()}
