# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the fleet's clock offsets, time qualities and firmwares are distributed; a gap is told, not drawn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from .holdover_plot import chart, limits_of
from .scales import DECADES, nice_end
from .shapes import is_number, number, record
from .text import count, duration_ns, esc, shown

_LEFT, _TOP, _WIDTH, _HEIGHT = 30, 8, 280, 96
_MOST_FIRMWARES = 30


@dataclass
class Fleet:
    """What the fleet's plots need of each host."""

    offsets_ms: list[float | None] = field(default_factory=list)
    qualities_ns: list[float | None] = field(default_factory=list)
    firmwares: Counter = field(default_factory=Counter)
    oscillators: Counter = field(default_factory=Counter)

    def add(self, facts: Mapping, derived: Mapping) -> None:
        """Add a host that could be read, with its derived quantities."""
        device, sync = record(facts.get("device")), record(record(facts.get("status")).get("sync"))
        self.offsets_ms.append(number(derived.get("clock_offset_ms")))
        self.qualities_ns.append(number(sync.get("time_quality_ns")))
        self.firmwares[shown(device.get("os")), shown(record(device.get("firmware")).get("version"))] += 1
        self.oscillators[shown(record(sync.get("oscillator")).get("type"))] += 1


def fleet_plots(fleet: Fleet, parameters: Mapping) -> str:
    """All of them; nothing where no host could be read."""
    if not fleet.offsets_ms:
        return ""
    limit_ms = _limit(parameters, "max_clock_difference_ms")
    limit_ns = [one for name in ("max_time_quality_ns", "limit_ns") if (one := _limit(parameters, name)) is not None]
    return (
        f"<div class=figures>{_offsets(fleet.offsets_ms, limit_ms)}{_qualities(fleet.qualities_ns, limit_ns)}"
        f"{_firmwares(fleet.firmwares)}</div><div id=fleet-holdover>"
        f"{chart(fleet.oscillators, limits_of(parameters))}</div>"
    )


def _limit(parameters: Mapping, name: str) -> float | None:
    found = [one[name]["value"] for one in parameters.values() if name in one and is_number(one[name]["value"])]
    return min(found, default=None)


def _offsets(values: list[float | None], limit: float | None) -> str:
    """The device's clock minus the controller's; a LANTIME's resolves to a second."""
    known = [value for value in values if value is not None]
    largest = max([abs(value) for value in known] + [1000.0])
    end = nice_end(limit if limit is not None and largest < limit <= 20 * largest else largest)
    bins = [0] * 20
    for value in known:
        bins[min(int((value + end) / (2 * end) * 20), 19)] += 1
    ticks = [(0, f"\u2212{_ms(end)}"), (0.5, "0"), (1, _ms(end))]
    marks = [(0.5 + sign * limit / end / 2, "") for sign in (-1, 1)] if limit is not None and limit <= end else []
    beyond = f" Limit ±{_ms(limit)}, beyond the axis." if limit is not None and limit > end else ""
    return _histogram("Clock offset, device minus controller", bins, ticks, marks, len(values) - len(known), beyond)


def _ms(value: float) -> str:
    return duration_ns(value * 1e6)


def _qualities(values: list[float | None], limits: list[float]) -> str:
    known = [value for value in values if value is not None]
    bins = [0] * 20
    for value in known:
        bins[min(int(math.log10(max(abs(value), 1)) * 2), 19)] += 1
    ticks = [(n / 10, DECADES[n]) for n in (0, 3, 6, 9)]
    marks = [(math.log10(max(limit, 1)) / 10, duration_ns(limit)) for limit in limits]
    return _histogram("Time quality that the devices claim", bins, ticks, marks, len(values) - len(known), "")


def _histogram(title: str, bins: list[int], ticks: list, marks: list, gaps: int, more: str) -> str:
    top, bottom, step = nice_end(max([*bins, 1])), _TOP + _HEIGHT, _WIDTH / len(bins)
    bars = "".join(
        f"<rect class=bar x='{_LEFT + n * step + 1:.1f}' y='{bottom - _HEIGHT * number / top:.1f}' "
        f"width='{step - 2:.1f}' "
        f"height='{_HEIGHT * number / top:.1f}'/>"
        for n, number in enumerate(bins)
        if number
    )
    across = "".join(
        f"<line class=grid x1='{_LEFT}' x2='{_LEFT + _WIDTH}' y1='{bottom - _HEIGHT * share}' "
        f"y2='{bottom - _HEIGHT * share}'/>"
        f"<text x='{_LEFT - 4}' y='{bottom - _HEIGHT * share + 4}' text-anchor='end'>{top * share:g}</text>"
        for share in (0, 0.5, 1)
        if top * share == int(top * share)
    )
    below = "".join(
        f"<text x='{_LEFT + _WIDTH * share:.1f}' y='{bottom + 14}' text-anchor='{_anchor(share)}'>{label}</text>"
        for share, label in ticks
    )
    limits = "".join(
        f"<line class=lim x1='{_LEFT + _WIDTH * share:.1f}' x2='{_LEFT + _WIDTH * share:.1f}' y1='{_TOP}' "
        f"y2='{bottom}'/>"
        for share, _label in marks
        if 0 <= share <= 1
    )
    said = (
        f" Limit in force: {', '.join(label for _share, label in marks if label)}."
        if any(one[1] for one in marks)
        else ""
    )
    gap = f" {count(gaps, 'host')} not stated." if gaps else ""
    told = f"{count(sum(bins), 'host')} drawn.{gap}{said}{more}"
    return (
        f"<figure><figcaption>{title}</figcaption><svg viewBox='0 0 320 124' role=img aria-label='{title}: hosts "
        "by value'>"
        f"{across}{bars}{below}{limits}</svg><p class=more>{told}</figure>\n"
    )


def _anchor(share: float) -> str:
    return "start" if share == 0 else "end" if share == 1 else "middle"


def _firmwares(firmwares: Counter) -> str:
    ordered = sorted(firmwares.items(), key=lambda one: (str(one[0][0]), str(one[0][1])))
    most = max(firmwares.values())
    rows = "".join(
        f"<tr><th>{esc(os)} {esc(version) or '<span class=gap>not stated</span>'}"
        f"<td><svg><rect class=bar width='{100 * number / most:.0f}%'/></svg><td>{number}"
        for (os, version), number in ordered[:_MOST_FIRMWARES]
    )
    left = len(ordered) - _MOST_FIRMWARES
    more = f"<p class=more>{count(left, 'further version')} not drawn." if left > 0 else ""
    return (
        f"<figure><figcaption>Firmware</figcaption><table class='plot share'><thead><tr><th>version<th>share<th>hosts"
        f"<tbody>{rows}</table>{more}</figure>\n"
    )
