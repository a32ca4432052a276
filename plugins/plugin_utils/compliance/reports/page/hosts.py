# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's part of the page: who it is, what is wrong, its facts, and everything that was checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ...findings.results import Result
from ...findings.verdict import TALLY
from ...findings.wording import checks_not_possible
from . import facts as facets
from . import holdover_plot, strips
from .model import Model, host_place
from .results import SYMBOLS, WORDS, chip, findings, the_rest
from .shapes import either, is_number, number, record
from .text import GAP, aside, count, duration_ns, esc, moment, size_bytes

UNREAD = "<span class=gap>not read</span>"


def host_part(model: Model, host: Mapping, facts: Mapping | None, open_it: bool) -> str:
    """A host, closed until someone wants to see it."""
    name = host["host"]
    results = model.report.by_host[name]
    read = facts if facts and "error" not in facts else {}
    device = record(host["device"])
    parts = [
        f"<details class=host id='{host_place(name)}' data-h='{esc(name)}' data-v={host['verdict']}"
        f"{' open' if open_it else ''}>"
        f"<summary><h3>{esc(name)}</h3> {chip(host['verdict'])} {tally(model, results)} "
        f"<span class=who>{_brief(device)}</span></summary>",
        _identity(host, device),
        _error(host["error"]),
        _not_possible(model, results),
        "<h4>Findings</h4>",
        "".join(findings(model, results)) or "<p>None that counts.\n",
    ]
    if read:
        parts += _facts(model, name, read, results)
    parts += ["<h4>Also checked</h4>", *the_rest(model, results)]
    parts += [_unavailable(model, host["unavailable"]), "</details>\n"]
    return "".join(parts)


def tally(model: Model, results: Sequence[Result]) -> str:
    """How many results there are of each status, those that want attention first."""
    counts = _counts(model, results)
    told = {status: f"{SYMBOLS[status]}\u202f{counts[status]} {WORDS[status]}" for status in TALLY if counts[status]}
    if "fail" in told:
        told["fail"] = f"<b class=bad>{told['fail']}</b>"
    return f"<span class=tally>{' '.join(told.values())}</span>"


def _counts(model: Model, results: Sequence[Result]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for result in results:
        counts[model.counted_as(result)] += 1
    return counts


def _brief(device: Mapping) -> str:
    return " ".join(filter(None, [esc(device.get("model")), esc(record(device.get("firmware")).get("version"))]))


def _identity(host: Mapping, device: Mapping) -> str:
    firmware = record(device.get("firmware"))
    found = [
        ("site", esc(host["site"])),
        (
            "device",
            " ".join(filter(None, [esc(device.get("vendor")), esc(device.get("model")), aside(device.get("os"))])),
        ),
        ("serial number", esc(device.get("serial_number"))),
        ("calls itself", "" if device.get("hostname") == host["host"] else esc(device.get("hostname"))),
        ("web interface", esc(device.get("web_url"))),
        ("firmware", " ".join(filter(None, [esc(firmware.get("version")), esc(firmware.get("edition"))]))),
        ("read at", moment(host["gathered_at"])),
    ]
    return f"<dl class=id>{facets.pairs(found)}</dl>\n"


def _error(error: Mapping | None) -> str:
    if not error:
        return ""
    told = [esc(error.get(key)) for key in ("message", "url", "status_code", "hint") if error.get(key)]
    return f"<p class=alert><b>This device was not read ({esc(error.get('kind'))}).</b> {' · '.join(told)}\n"


def _not_possible(model: Model, results: Sequence[Result]) -> str:
    """How many checks are not possible; the page lists each rule once for all hosts."""
    number = sum(map(model.not_possible, results))
    return f"<p class=more><a href=#not-possible>{checks_not_possible(number)}</a>\n" if number else ""


def _facts(model: Model, name: str, facts: Mapping, results: Sequence[Result]) -> Iterator[str]:
    status = record(facts.get("status"))
    sync, uptime_s = record(status.get("sync")), number(record(status.get("system")).get("uptime_s"))
    yield "<h4>Against the limits</h4><div class=plots>"
    yield strips.offsets(facts, model.report.derived(name), results)
    yield strips.satellites(facts, results)
    yield "</div>"
    yield holdover_plot.of_host(sync, holdover_plot.limits_of(model.report.parameters, name), uptime_s)
    yield "<details class=facts><summary>Facts</summary>"
    yield from facets.facets(facts)
    yield _http(record(facts.get("http")))
    yield "</details>\n"
    traced = strips.waterfall(facts.get("http"))
    if traced:
        yield f"<details class=http><summary>HTTP sessions</summary>{traced}</details>\n"


def _http(http: Mapping) -> str:
    """The exchanges in sum; each of them where they were tracked."""
    rtt, tls = record(http.get("rtt_ms")), record(http.get("tls"))
    rtts = [f"{rtt[key]:.3g}" for key in ("min", "mean", "max") if is_number(rtt.get(key))]
    took = number(http.get("duration_ms"))
    found = [
        ("exchanges", _exchanges(http, took)),
        ("answer after (min, mean, max)", f"{', '.join(rtts)} ms" if rtts else ""),
        ("TLS", _tls(tls)),
        ("certificate until", moment(record(tls.get("certificate")).get("not_after"))),
    ]
    told = facets.pairs(found)
    return f"<h5>HTTP</h5><dl>{told}</dl>" if told else ""


def _exchanges(http: Mapping, took: float | None) -> str:
    told = f"{esc(http.get('request_count'))} over {esc(http.get('connection_count'))} connections"
    return f"{told}, {size_bytes(http.get('bytes_received'))} in {duration_ns(None if took is None else took * 1e6)}"


def _tls(tls: Mapping) -> str:
    trusted = either(tls.get("verified"), "certificate verified", "certificate <b class=bad>not verified</b>")
    return ", ".join(filter(None, [esc(tls.get("protocol")), trusted]))


def _unavailable(model: Model, entries: list[Mapping]) -> str:
    """What could not be read, by reason."""
    if not entries:
        return ""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        by_reason[str(entry.get("reason"))].append(str(entry.get("path") or entry.get("facet")))
    told = "".join(
        f"<dt>{esc(reason)}<dd><code>{'</code>, <code>'.join(map(esc, paths))}</code>"
        for reason, paths in sorted(by_reason.items())
    )
    return model.shared.told(f"Could not be read: {count(len(entries), 'part')}", f"<dl>{told}</dl>")


def fleet_part(model: Model) -> str:
    """The results that are no host's own."""
    results = model.report.by_host.get(None, [])
    if not results:
        return ""
    found = "".join(findings(model, results, "h3")) or "<p>No finding."
    return (
        f"<section class=fleet data-h=''><h2 id=the-fleet>Between the hosts</h2><p>{tally(model, results)}"
        f"{found}{''.join(the_rest(model, results, 'h3'))}</section>\n"
    )


def matrix(model: Model) -> Iterator[str]:
    """Hosts and profiles: the counts by status, told in words, symbols and colour."""
    heads = "".join(f"<th>{esc(profile)}" for profile in model.profiles)
    yield (
        "<div class=scroll tabindex=0 role=region aria-label='Hosts and profiles'><table class=matrix "
        "id=the-matrix><thead><tr>"
        f"<th>host<th>verdict<th>site<th>device{heads}"
        "<tbody>"
    )
    for name in (None, *model.hosts):
        if name is not None or model.report.by_host.get(None):
            yield _matrix_row(model, name)
    yield "</table></div>\n"


def _matrix_row(model: Model, name: str | None) -> str:
    host = model.hosts.get(name) if name is not None else None
    results = model.report.by_host.get(name, [])
    by_profile: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_profile[result.profile].append(result)
    if host is None:
        total = tally_short(_counts(model, results))
        head = f"<tr class=fleet><th scope=row><a href=#the-fleet>between the hosts</a><td>{total}<td><td>"
    else:
        head = (
            f"<tr data-h='{esc(name)}'><th scope=row><a href='#{host_place(name)}'>{esc(name)}</a><td>"
            f"{chip(host['verdict'])}"
            f"<td>{esc(host['site'])}<td>{_brief(record(host['device'])) or (UNREAD if host['error'] else GAP)}"
        )
    return head + "".join([_cell(model, by_profile.get(profile)) for profile in model.profiles]) + "\n"


def _cell(model: Model, results: list[Result] | None) -> str:
    if not results:
        return "<td>"
    counts = _counts(model, results)
    worst = next(status for status in TALLY if counts[status])
    return f"<td class={worst}>{tally_short(counts)}"


def tally_short(counts: Mapping[str, int]) -> str:
    """The worst in a word, the others as symbols."""
    told = [f"{SYMBOLS[status]}\u202f{counts[status]}" for status in TALLY if counts[status]]
    worst = next((WORDS[status] for status in TALLY if counts[status]), "")
    return f"<b>{told[0]} {worst}</b> {' '.join(told[1:])}" if told else ""
