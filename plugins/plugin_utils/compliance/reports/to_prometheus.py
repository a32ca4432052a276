# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``metrics.prom``: gauges in Prometheus' text format 0.0.4, for a node exporter's textfile collector.

No sample has a time stamp, and none stands for null. One damaged or doubled sample would cost a node exporter the whole
file, so labels from a device are escaped, cut to a length, and told apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from pathlib import Path

from ...common.files import write_whole
from ...common.values import parse_time
from ...common.words import unseen_escaped
from ..findings.results import SEVERITIES, Result
from ..findings.verdict import NOT_POSSIBLE, TALLY, not_possible, tally, weight
from ..runs.report import Report
from .metric_table import GROUPS
from .metrics import Group, Metric

LONGEST = 200
"""Characters of a label from a device."""

_AT_ONCE = 100
FINDINGS = ("fail", "unknown", "waived")
"""The statuses whose results have samples of their own; others are only counted, since they are many."""

RUN = {
    "meinberg_compliance_run_timestamp_seconds": "When the run's latest device was read, in seconds since the epoch.",
    "meinberg_compliance_run_start_timestamp_seconds": "When the run began, in seconds since the epoch.",
    "meinberg_compliance_run_info": "The run, as labels; always 1.",
    "meinberg_compliance_gate_passed": "Whether the gate lets the run pass (1 yes, 0 no).",
    "meinberg_compliance_fleet_verdict": "The verdict of the fleet, as a label; always 1.",
    "meinberg_compliance_hosts": "Hosts, by whether they are expected, read or not_read.",
    "meinberg_compliance_hosts_by_verdict": "Hosts, by their verdict.",
    "meinberg_compliance_fleet_results": (
        "Results of the run, those of rules over the fleet included, by status or not_possible."
    ),
    "meinberg_compliance_changes": "Findings since the baseline, by new, still, fixed or in_grace.",
    "meinberg_compliance_waiver_expiry_timestamp_seconds": (
        "The last day of a waiver, its first moment, in seconds since the epoch."
    ),
}
HOST = {
    "meinberg_device_read": "Whether the device was read (1 yes, 0 no).",
    "meinberg_device_error": "Why the device was not read, as a label; always 1.",
    "meinberg_device_unavailable": "Parts of the device that could not be read, by reason.",
    "meinberg_compliance_verdict": "The verdict of the host, as a label; always 1.",
    "meinberg_compliance_results": "Results of the host, by severity and by status or not_possible.",
    "meinberg_compliance_drift": "A fact that should not change, and did since the baseline; always 1.",
    "meinberg_compliance_result": (
        "A result that failed, is unknown or is waived; always 1. It has no host where it is of the fleet. Checks that "
        "are not possible and have no weight are left out."
    ),
}
"""The metrics that are not facts, and what they mean."""

Lines = dict[str, list[str]]


def write(report: Report, path: Path) -> None:
    """Write the report whole."""
    write_whole(path, _chunks(report))


def meanings() -> dict[str, str]:
    """Every metric in the order of the file, and what it means."""
    return {**RUN, **HOST, **{metric.name: metric.help for group in GROUPS for metric in group.metrics}}


@lru_cache(maxsize=10000, typed=True)
def label(value: object) -> str:
    """A label's value, escaped; what nobody would see is spelt out. A line feed has an escape of the format's own."""
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return unseen_escaped(text, kept="\n").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def labels(pairs: Mapping[str, object]) -> str:
    """Labels in a row; a null one is left out, which to Prometheus is the same as an empty one."""
    return ",".join(f'{name}="{label(value)}"' for name, value in pairs.items() if _tells(value))


def number(value: float) -> str:
    """A sample's value, whole numbers without a fraction."""
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _chunks(report: Report) -> Iterator[str]:
    texts: dict[str, list[str]] = defaultdict(list)
    lines: Lines = defaultdict(list)
    _run(report, lines)
    distinct = _told_apart(label(host["host"]) for host in report.hosts)
    _findings(report.by_host.get(None, ()), "", lines, report.unsupported)
    drifted: dict[str, list[Mapping]] = defaultdict(list)
    for change in report.drift:
        drifted[change["host"]].append(change)
    plans = [_plan(group) for group in GROUPS]
    for position, (host, name) in enumerate(zip(report.hosts, distinct, strict=True), 1):
        own = _joined(f'host="{name}"', labels({"site": host["site"]}))
        _host(host, report.by_host.get(host["host"], ()), own, lines, report.unsupported)
        for told in _told_apart(_identities(drifted[host["host"]], ("fact",)), '"'):
            _add(lines, "meinberg_compliance_drift", _joined(own, told), 1)
        facts = None if host["error"] else report.facts(host["host"])
        if facts is not None and "error" not in facts:
            facts = {**facts, "derived": report.derived(host["host"])}
            for plan in plans:
                plan(facts, own, lines)
        if position % _AT_ONCE == 0:
            _gather(lines, texts)
    _gather(lines, texts)
    for name, meaning in meanings().items():
        if texts[name]:
            yield f"# HELP {name} {meaning}\n# TYPE {name} gauge\n"
            yield from texts[name]


def _gather(lines: Lines, texts: dict[str, list[str]]) -> None:
    """Put the lines of some hosts together: a few long texts take less room than many short ones."""
    for name, found in lines.items():
        if found:
            texts[name].append("".join(found))
            found.clear()


def _run(report: Report, lines: Lines) -> None:
    run, summary = report.run, report.summary
    for name, moment in (("run", run["end"]), ("run_start", run["start"])):
        _time(lines, f"meinberg_compliance_{name}_timestamp_seconds", "", moment)
    about = {"run_id": run["id"], "version": run["versions"].get("timesync.meinberg"), "fail_on": report.fail_on}
    _add(lines, "meinberg_compliance_run_info", labels(about), 1)
    _add(lines, "meinberg_compliance_gate_passed", "", int(summary["gate"] == "pass"))
    _add(lines, "meinberg_compliance_fleet_verdict", labels({"verdict": summary["verdict"]}), 1)
    for name, counts, by in (
        ("hosts", summary["hosts"], "state"),
        ("hosts_by_verdict", summary["hosts_by_verdict"], "verdict"),
        ("fleet_results", tally(summary), "status"),
        ("changes", summary.get("changes") or {}, "change"),
    ):
        for what, count in counts.items():
            _add(lines, f"meinberg_compliance_{name}", labels({by: what}), count)
    patterns = _told_apart(_identities(report.waivers, ("host", "rule", "element")), '"')
    for waiver, found in zip(report.waivers, patterns, strict=True):
        _time(lines, "meinberg_compliance_waiver_expiry_timestamp_seconds", found, str(waiver["expires"]))


def _host(host: Mapping, results: Iterable[Result], own: str, lines: Lines, unsupported: str) -> None:
    error = host["error"]
    _add(lines, "meinberg_device_read", own, int(error is None))
    if error is not None:
        _add(lines, "meinberg_device_error", _joined(own, labels({"kind": error.get("kind")})), 1)
    reasons = Counter(entry.get("reason") for entry in host["unavailable"])
    for reason in sorted(reasons, key=str):
        _add(lines, "meinberg_device_unavailable", _joined(own, labels({"reason": reason})), reasons[reason])
    _add(lines, "meinberg_compliance_verdict", _joined(own, labels({"verdict": host["verdict"]})), 1)
    counted = Counter(
        (NOT_POSSIBLE if not_possible(result, unsupported) else result.status, result.severity) for result in results
    )
    for status, severity in product(TALLY, SEVERITIES):
        behind = f'{own},status="{status}",severity="{severity}"'
        _add(lines, "meinberg_compliance_results", behind, counted[status, severity])
    _findings(results, own, lines, unsupported)


def _findings(results: Iterable[Result], own: str, lines: Lines, unsupported: str) -> None:
    found = [
        result
        for result in results
        if result.status in FINDINGS and not (not_possible(result, unsupported) and weight(result, unsupported) is None)
    ]
    names = (labels({"profile": one.profile, "rule": one.rule, "element": one.element}) for one in found)
    for result, text in zip(found, _told_apart(names, '"'), strict=True):
        more = labels({"severity": result.severity, "status": result.status, "caused_by": result.caused_by})
        more += ',in_grace="true"' if result.in_grace else ""
        _add(lines, "meinberg_compliance_result", _joined(own, text, more), 1)


def _identities(found: Iterable[Mapping], keys: Iterable[str]) -> Iterator[str]:
    return (labels({key: one[key] for key in keys}) for one in found)


def _plan(group: Group) -> Callable[[Mapping, str, Lines], None]:
    """How to find the elements of a group in a host's facts, and to write their samples; made once for all hosts."""
    levels = [(level, level.path.split(".")) for level in group.levels]
    metrics = [
        (metric, metric.fact.split("."), _facts(metric), "" if metric.kind == "info" else labels(metric.labels))
        for metric in group.metrics
    ]

    def walk(found: object, own: str, depth: int, lines: Lines) -> None:
        if depth == len(levels):
            _samples(found, own, metrics, lines)
            return
        level, steps = levels[depth]
        inner = _at(found, steps)
        several = inner if isinstance(inner, list) else ()
        members = list(inner.items()) if isinstance(inner, dict) else [(None, one) for one in several]
        called = []
        for position, (key, member) in enumerate(members, 1):
            names = (key, *(_at(member, [name]) for name in level.names))
            called.append(label(next((name for name in names if _tells(name)), position)))
        for (_key, member), name in zip(members, _told_apart(called), strict=True):
            more = labels({to: _at(member, [fact]) for to, fact in level.more.items()})
            walk(member, _joined(own, f'{level.label}="{name}"', more), depth + 1, lines)

    return lambda facts, own, lines: walk(facts, own, 0, lines)


def _facts(metric: Metric) -> list[tuple[str, list[str]]]:
    """The labels of an ``info``, and the way to the fact of each."""
    return [(name, fact.split(".")) for name, fact in metric.labels.items()] if metric.kind == "info" else []


def _samples(found: object, own: str, metrics: list[tuple], lines: Lines) -> None:
    for metric, steps, facts, always in metrics:
        if facts:
            told = labels({to: _at(found, fact) for to, fact in facts})
            if told:
                lines[metric.name].append(f"{metric.name}{{{own},{told}}} 1\n")
            continue
        value = _at(found, steps)
        value = None if value is None else metric.value(value)
        if value is not None:
            behind = f"{own},{always}" if always else own
            lines[metric.name].append(f"{metric.name}{{{behind}}} {number(value)}\n")


def _at(found: object, steps: list[str]) -> object:
    for step in steps:
        if found.__class__ is not dict:  # as JSON gives it; this is asked half a million times for 1,000 hosts
            return None
        found = found.get(step)
    return found


def _tells(value: object) -> bool:
    """Whether a value can be a label: a text that is not empty, a number or a truth."""
    return value != "" and isinstance(value, (str, int, float))


def _told_apart(names: Iterable[str], end: str = "") -> list[str]:
    """The names, each once: a second ``a`` becomes ``a#2``, put before ``end`` where names are labels in a row."""
    taken: set[str] = set()
    seen: Counter = Counter()
    found = []
    for name in names:
        own = name
        while own in taken:
            seen[name] += 1
            own = f"{name.removesuffix(end)}#{seen[name] + 1}{end}"
        taken.add(own)
        found.append(own)
    return found


def _joined(*texts: str) -> str:
    return ",".join(filter(None, texts))


def _add(lines: Lines, name: str, told: str, value: float) -> None:
    lines[name].append(f"{name}{{{told}}} {number(value)}\n" if told else f"{name} {number(value)}\n")


def _time(lines: Lines, name: str, told: str, written: object) -> None:
    moment = parse_time(written)
    if moment is not None:
        _add(lines, name, told, moment.timestamp())
