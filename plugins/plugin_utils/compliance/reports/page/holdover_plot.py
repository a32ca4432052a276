# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expected time error in holdover, by oscillator, and when it reaches the limits in force."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ...facts.holdover import BETTER_NEIGHBORS, error_ns, hours_to_limit, points_of, why_lower_bound
from .shapes import is_number, number, record
from .text import GAP, count, duration_ns, esc, span_s

_LEFT, _TOP, _WIDTH, _HEIGHT = 46, 10, 500, 190
_HOURS = (1, 720)
_ERRORS = (10.0, 2e9)
_TICKS_H = ((1, "1\u202fh"), (6, "6\u202fh"), (24, "1\u202fd"), (168, "7\u202fd"), (720, "30\u202fd"))
_TICKS_NS = ((100, "100\u202fns"), (1e4, "10\u202fµs"), (1e6, "1\u202fms"), (1e8, "100\u202fms"))
ORIENTATION_NS = (1e3, 1e5, 1e6)
"""Limits to tell the times of where none is in force."""


def limits_of(parameters: Mapping, host: str | None = None) -> list[float]:
    """The holdover limits in force, for a host where it has its own."""
    found = set()
    for by_name in parameters.values():
        about = by_name.get("holdover_limit_ns") or {}
        own = (about.get("hosts") or {}).get(host, about.get("value"))
        if is_number(own) and own > 0:
            found.add(float(own))
    return sorted(found)


def chart(oscillators: Mapping[str, int], limits: list[float]) -> str:
    """A line for each oscillator of the fleet that the table has, the limits across, their crossings marked."""
    known = {name: number for name, number in sorted(oscillators.items()) if points_of(name)}
    if not known:
        return ""
    lines = "".join(_line(name, position) for position, name in enumerate(known))
    across = "".join(_limit(limit) for limit in limits)
    crossings = "".join(_crossing(name, limit) for name in known for limit in limits)
    title = "Expected time error in holdover against time, both in decades"
    return (
        f"<figure class=wide><figcaption>Holdover: expected error against time</figcaption>"
        f"<svg viewBox='0 0 640 240' role=img aria-label='{title}'>{_axes()}{across}{lines}{crossings}</svg>"
        f"{_times(known, limits)}</figure>\n"
    )


def _x(hours: float) -> float:
    low, high = map(math.log10, _HOURS)
    return round(_LEFT + _WIDTH * (math.log10(min(max(hours, _HOURS[0]), _HOURS[1])) - low) / (high - low), 1)


def _y(nanoseconds: float) -> float:
    low, high = map(math.log10, _ERRORS)
    share = (math.log10(min(max(nanoseconds, _ERRORS[0]), _ERRORS[1])) - low) / (high - low)
    return round(_TOP + _HEIGHT * (1 - share), 1)


def _axes() -> str:
    bottom, right = _TOP + _HEIGHT, _LEFT + _WIDTH
    across = "".join(
        f"<line class=grid x1='{_LEFT}' x2='{right}' y1='{_y(value)}' y2='{_y(value)}'/>"
        f"<text x='{_LEFT - 4}' y='{_y(value) + 4}' text-anchor='end'>{label}</text>"
        for value, label in _TICKS_NS
    )
    up = "".join(
        f"<line class=grid x1='{_x(value)}' x2='{_x(value)}' y1='{_TOP}' y2='{bottom}'/>"
        f"<text x='{_x(value)}' y='{bottom + 14}' text-anchor='middle'>{label}</text>"
        for value, label in _TICKS_H
    )
    frame = f"<path class=axis d='M{_LEFT} {_TOP}V{bottom}H{right}'/>"
    return (
        f"{across}{up}{frame}<text x='{_LEFT + _WIDTH / 2}' y='{bottom + 30}' text-anchor='middle'>time in "
        "holdover</text>"
    )


def _line(name: str, position: int) -> str:
    hours = [min(_HOURS[0] * 10 ** (step * math.log10(_HOURS[1]) / 56), _HOURS[1]) for step in range(57)]
    points = [(hour, error) for hour in hours if (error := error_ns(name, hour)) is not None and error >= _ERRORS[0]]
    path = " ".join(f"{_x(hour)},{_y(error)}" for hour, error in points)
    end = points[-1]
    return (
        f"<polyline class='line c{position % 6}' points='{path}'/>"
        f"<text x='{_x(end[0]) + 5}' y='{_y(end[1]) + 4}'>{esc(name)}</text>"
    )


def _limit(limit: float) -> str:
    place = _y(limit)
    return (
        f"<line class=lim x1='{_LEFT}' x2='{_LEFT + _WIDTH}' y1='{place}' y2='{place}'/>"
        f"<text class=limt x='{_LEFT + 4}' y='{place - 4}'>limit {duration_ns(limit)}</text>"
    )


def _crossing(name: str, limit: float) -> str:
    hours = hours_to_limit(name, limit)
    return (
        "" if hours is None or hours < _HOURS[0] else f"<circle class=cross cx='{_x(hours)}' cy='{_y(limit)}' r='4'/>"
    )


def _times(oscillators: Mapping[str, int], limits: list[float]) -> str:
    asked = limits or ORIENTATION_NS
    head = "".join(f"<th class=num>{duration_ns(limit)}" for limit in asked)
    rows = "".join(
        f"<tr><th scope=row>{esc(name)}{_MARK if name in BETTER_NEIGHBORS else ''} ({count(number, 'host')})"
        + "".join(f"<td class=num>{_after(name, one)}" for one in asked)
        for name, number in oscillators.items()
    )
    said = (
        "Time until the expected error reaches a limit in force"
        if limits
        else (
            "No limit is in force (<code>holdover_limit_ns</code>); for orientation, the time until the expected "
            "error reaches"
        )
    )
    return (
        f"<table class=data><caption>{said}</caption><thead>"
        f"<tr><th>oscillator{head}<tbody>{rows}</table><p class=more>At constant temperature, by Meinberg's oscillator "
        "table. With less than 24 h of discipline, and beyond 30 days, the error is at least this large."
        f"{_footnote(oscillators)}"
    )


_MARK = " *"


def _footnote(oscillators: Mapping[str, int]) -> str:
    marked = any(name in BETTER_NEIGHBORS for name in oscillators)
    return " * By the next better oscillator: the time is at most this long." if marked else ""


def _after(name: str, limit: float) -> str:
    hours = hours_to_limit(name, limit)
    if hours is not None:
        return span_s(hours * 3600)
    points = points_of(name)
    return "over 30\u202fd" if points and limit > points[-1][1] else GAP


def of_host(sync: Mapping, limits: list[float], uptime_s: float | None = None) -> str:
    """A host's part: how long it has been in holdover, and when its expected error reaches the limits."""
    oscillator = record(sync.get("oscillator")).get("type")
    holdover = record(sync.get("holdover"))
    active, elapsed = holdover.get("active"), number(holdover.get("elapsed_s"))
    if not isinstance(oscillator, str) or points_of(oscillator) is None:
        why = f"no figures for {esc(oscillator)}" if oscillator else "the device does not state its oscillator"
        return f"<p class=more>Holdover: nothing is claimed, {why}."
    begun = elapsed if active and elapsed is not None else 0
    now = f"in holdover for {span_s(elapsed)}, " if active else ""
    expected = _expected(oscillator, begun, uptime_s) if active and begun else ""
    told = ", ".join(f"{duration_ns(limit)} {_left(oscillator, limit, begun)}" for limit in limits or ORIENTATION_NS)
    kind = "limits in force" if limits else "no limit in force; for orientation"
    since = "from now" if active else "after the reference is lost"
    return (
        f"<p><b>Holdover</b> ({esc(oscillator)}): {now}{expected}the expected error reaches, {since}: {told} "
        f"<span class=more>({kind})</span> <a href=#fleet-holdover>curve</a>"
    )


def _expected(oscillator: str, elapsed_s: float, uptime_s: float | None) -> str:
    """The expected error of a clock in holdover; where it is only a lower bound, why."""
    error = error_ns(oscillator, elapsed_s / 3600)
    if error is None:
        return ""
    why = _BOUNDS.get(why_lower_bound(oscillator, True, elapsed_s, uptime_s) or "")
    said = duration_ns(error) if why is None else f"at least {duration_ns(error)} ({why})"
    return f"expected error now {said}; "


_BOUNDS = {
    "beyond_table": "beyond the 30\u202fd of the table",
    "better_oscillator": "by the next better oscillator",
    "short_discipline": "less than 24\u202fh of discipline before",
    "unknown_discipline": "discipline before not known",
}
"""Why the error of a host is only a lower bound."""


def _left(oscillator: str, limit: float, begun: float) -> str:
    hours = hours_to_limit(oscillator, limit)
    if hours is None:
        return "after more than 30\u202fd" if begun == 0 else "after the 30\u202fd of the table"
    left = hours * 3600 - begun
    return f"after {span_s(left)}" if left > 0 else "<b class=bad>already</b>"
