# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's plots: time quality and offsets, satellites, HTTP exchanges; null is a gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from ....common.values import parse_time
from ...findings.results import Result
from .scales import at, at_ns, limit_marks, limits, nice_end, said_limit, worst_by_path
from .shapes import is_number, number, record, several
from .text import GAP, count, duration_ns, esc, shown

SKY = 60
"""Satellites at the end of their axis."""
MOST_OFFSETS, MOST_SESSIONS = 24, 40
Row = tuple[str, str, str, str, str]
"""Label, status, what is drawn, the figure, the limit."""

KEYS = "<p class='keys ms plot'>HTTP exchanges: " + "".join(
    f"<span><svg><rect class={name} width=11 height=11 /></svg>{told}</span>"
    for name, told in (("c", "connecting"), ("t", "TLS handshake"), ("w", "waiting for the answer"), ("d", "reading"))
) + "</p>"  # fmt: skip


def _table(kind: str, caption: str, rows: Iterable[Row], axis: str, heading: str, more: str = "") -> str:
    """Rows with a strip each, above one axis."""
    body = "".join(
        f"<tr{f' class={status}' if status else ''}><th>{label}<td>{_svg(drawn)}<td>{figure}"
        f"{f'<td>{limit}' if limit else ''}"
        for label, status, drawn, figure, limit in rows
    )
    if not body:
        return ""
    return (
        f"<table class='plot {kind}'><caption>{caption}</caption><thead><tr><th>quantity<th>{heading}<th>value<th>"
        f"limit<tbody>{body}"
        f"<tfoot><tr><td><td><svg class=ax aria-hidden=true>{axis}</svg></table>{more}\n"
    )


def _svg(drawn: str) -> str:
    return f"<svg>{drawn}</svg>" if drawn else "<span class=hole></span>"


def offsets(facts: Mapping, derived: Mapping, results: Sequence[Result]) -> str:
    """Time quality and offsets without their sign, on an axis of decades, against the limits in force."""
    judged = worst_by_path(results, lambda result: result.unit == "ns")
    rows = []
    for path, element, value in _times(facts, derived):
        result = judged.pop((path, None if element is None else shown(element)), None)
        rows.append(_time_row(path, element, value, result))
    judged_only = [
        (path, element, result) for (path, element), result in judged.items() if "offset" in path or "holdover" in path
    ]
    rows += [_time_row(path, element, result.actual, result) for path, element, result in judged_only]
    left = len(rows) - MOST_OFFSETS
    more = f"<p class=more>{count(left, 'further quantity', 'further quantities')} not drawn." if left > 0 else ""
    caption = "Time quality and offsets"
    return _table("ns", caption, rows[:MOST_OFFSETS], "<use href=#axis-ns />", "1 ns to 10 s", more)


def _times(facts: Mapping, derived: Mapping) -> Iterator[tuple[str, str | None, object]]:
    """The time quantities that people watch: the fact, its element, its value."""
    status, ntp, ptp = (record(facts.get(name)) for name in ("status", "ntp", "ptp"))
    sync = record(status.get("sync"))
    yield "status.sync.time_quality_ns", None, sync.get("time_quality_ns")
    for receiver in several(status.get("receivers")):
        if receiver.get("time_quality_ns") not in (None, sync.get("time_quality_ns")):
            yield "status.receivers.time_quality_ns", receiver.get("id"), receiver["time_quality_ns"]
    for reference in several(status.get("references")):
        if reference.get("master") or reference.get("locked"):
            yield "status.references.offset_ns", reference.get("id"), reference.get("offset_ns")
    if ntp:
        yield "derived.root_distance_ns", None, derived.get("root_distance_ns")
    for association in several(ntp.get("associations")):
        yield "ntp.associations.offset_ns", association.get("id"), association.get("offset_ns")
    for instance in several(ptp.get("instances")):
        # A master has no offset from itself.
        if instance.get("running") and any(port.get("state") == "slave" for port in several(instance.get("ports"))):
            offset = record(instance.get("current_ds")).get("offset_from_master_ns")
            yield "ptp.instances.current_ds.offset_from_master_ns", instance.get("alias"), offset
    for interface in several(ptp.get("interfaces")):
        yield "ptp.interfaces.internal_offset_ns", interface.get("name"), interface.get("internal_offset_ns")


_LABELS = {
    "status.sync.time_quality_ns": "time quality (claimed)",
    "status.receivers.time_quality_ns": "receiver's time quality",
    "status.references.offset_ns": "reference's offset",
    "derived.root_distance_ns": "NTP root distance",
    "derived.holdover_error_ns": "holdover error, expected",
    "ntp.associations.offset_ns": "NTP offset",
    "ptp.instances.current_ds.offset_from_master_ns": "PTP offset from master",
    "ptp.interfaces.internal_offset_ns": "PTP interface, internal offset",
}


def _time_row(path: str, element: str | None, value: object, result: Result | None) -> Row:
    lower, upper = limits(result)
    label = _LABELS.get(path) or esc(path)
    label += f" <i>{esc(element)}</i>" if element else ""
    status = result.status if result else ""
    marks = limit_marks(lower, upper, at_ns)
    drawable = number(value)
    if drawable is None:
        return label, status, marks, GAP, said_limit(lower, upper, duration_ns)
    drawn = f"<circle cx={at_ns(drawable)} />{marks}"
    return label, status, drawn, duration_ns(drawable), said_limit(lower, upper, duration_ns)


def satellites(facts: Mapping, results: Sequence[Result]) -> str:
    """Satellites in view and used, of each receiver and each system, with the least that is asked for."""
    judged = worst_by_path(
        results, lambda result: "satellites" in result.path and result.path.endswith(("used", "in_view"))
    )
    used = {esc(element): result for (path, element), result in judged.items() if path.endswith("used")}
    rows = []
    for receiver in several(record(facts.get("status")).get("receivers")):
        sky = record(receiver.get("satellites"))
        if receiver.get("kind") != "gnss":
            continue
        name = esc(receiver.get("id"))
        rows.append(_sky_row(f"<i>{name}</i> all systems", sky, used.get(esc(receiver.get("id")))))
        rows += [_sky_row(f"<i>{name}</i> {esc(one.get('system'))}", one, None) for one in several(sky.get("systems"))]
    axis = "<use href=#axis-sky />"
    caption = "Satellites used, of those in view"
    return _table("sky", caption, rows, axis, f"0 to {SKY}")


def _sky_row(label: str, sky: Mapping, result: Result | None) -> Row:
    seen, used = number(sky.get("in_view")), number(sky.get("used"))
    lower, upper = limits(result)
    drawn = "" if seen is None else f"<rect class=o width={at(seen, SKY)} />"
    drawn += "" if used is None else f"<rect width={at(used, SKY)} />"
    figure = GAP if seen is None and used is None else f"{_or_gap(used)} of {_or_gap(seen)}"
    marks = limit_marks(lower, upper, partial(at, end=SKY))
    return label, result.status if result else "", drawn + marks, figure, said_limit(lower, upper, esc)


def _or_gap(value: object) -> str:
    return esc(value) if is_number(value) else "?"


def waterfall(http: Mapping | None) -> str:
    """The exchanges with the device against time, where they were tracked; else their summary."""
    sessions = several(record(http).get("sessions"))
    begins = [parse_time(session.get("request_time")) for session in sessions]
    known = [begin for begin in begins if begin is not None]
    if not known:
        return ""
    starts = [None if begin is None else (begin - min(known)).total_seconds() * 1000 for begin in begins]
    timed = [(start, session) for start, session in zip(starts, sessions, strict=True) if start is not None]
    end = nice_end(max(start + (number(session.get("duration_ms")) or 0) for start, session in timed))
    rows = [_exchange(session, start, end) for start, session in timed[:MOST_SESSIONS]]
    left = len(sessions) - len(rows)
    more = f"<p class=more>{count(left, 'further exchange')} not drawn." if left > 0 else ""
    labels = ("0", f"{end / 2:g}", f"{end:g}\u202fms")
    axis = "".join(
        f"<text x={place} y=14 text-anchor={anchored}>{label}</text>"
        for label, place, anchored in zip(labels, ("0", "50%", "100%"), ("start", "middle", "end"), strict=True)
    )
    return _table("ms", "HTTP exchanges against time", rows, axis, f"0 to {end:g} ms", more)


def _exchange(session: Mapping, start: float, end: float) -> Row:
    whole = number(session.get("duration_ms"))
    figure = GAP if whole is None else f"{whole:.3g}\u202fms"
    status = "fail" if _failed(session) else ""
    return _request(session), status, _drawn(_phases(session), start, end), figure, _answer(session)


def _phases(session: Mapping) -> list[tuple[str, float]]:
    """The phases of an exchange that took time, in order; what is left until the last byte is reading."""
    fields = (("c", "connect"), ("t", "tls"), ("w", "rtt"))
    known = [(name, number(session.get(f"{field}_ms")) or 0) for name, field in fields]
    whole = number(session.get("duration_ms"))
    reading = 0 if whole is None else whole - sum(took for _name, took in known)
    return [(name, took) for name, took in (*known, ("d", reading)) if took > 0]


def _drawn(phases: Iterable[tuple[str, float]], start: float, end: float) -> str:
    """A bar for each phase, which begins where the one before ends."""
    drawn, place = "", start
    for name, took in phases:
        drawn += f"<rect class={name} x={at(place, end)} width={at(took, end)} />"
        place += took
    return drawn


def _failed(session: Mapping) -> bool:
    code = number(session.get("status_code"))
    if code == 404:  # to identify the device, paths are requested that it may not have: 404 is an answer
        return False
    return bool(session.get("error")) or code is None or not 200 <= code < 400


def _answer(session: Mapping) -> str:
    """The status code or the error of an exchange; empty where it succeeded."""
    code = number(session.get("status_code"))
    if code is not None and 200 <= code < 300:
        return ""
    return esc(code or session.get("error") or "no answer")


def _request(session: Mapping) -> str:
    """The path that was requested; the method is shown where it is not GET."""
    url = str(session.get("url") or "").partition("://")[2].partition("/")[2]
    method = session.get("method")
    return f"{'' if method == 'GET' else esc(method)} /{esc(url)}".strip()
