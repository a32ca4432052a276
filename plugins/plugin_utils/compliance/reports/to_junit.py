# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``junit.xml``: a suite for each host, a case for each result, for continuous integration.

It is red exactly where the gate fails; what the gate does not count is skipped, with its severity and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ...common.files import write_whole
from ...common.words import unseen_escaped
from ..findings import wording
from ..findings.results import Result
from ..findings.verdict import excuse
from ..runs.report import Report

MODES = ("gate", "all")
"""What ``compliance_junit`` takes."""

FLEET = "fleet"
"""The suite of the results that are no host's own."""

Excused = Callable[[Result], str | None]


def write(report: Report, path: Path) -> None:
    """Write the report whole."""
    write_whole(path, _chunks(report))


def _chunks(report: Report) -> Iterator[str]:
    sites = {host["host"]: host["site"] for host in report.hosts}
    excused = _excused(report)
    tests, failures, errors, skipped = _tally(report.results, excused)
    yield "<?xml version='1.0' encoding='utf-8'?>\n"
    yield (
        f'<testsuites name={_attribute("timesync.meinberg " + report.run["id"])} tests="{tests}" '
        f'failures="{failures}" errors="{errors}" skipped="{skipped}">\n'
    )
    for host, results in sorted(report.by_host.items(), key=lambda item: (item[0] is None, item[0] or "")):
        yield from _suite(host or FLEET, sites.get(host, FLEET), results, excused)
    yield "</testsuites>\n"


def _excused(report: Report) -> Excused:
    """Return what says why a finding is not red, ``None`` where it is."""
    if report.junit == "all":
        return lambda _result: None

    def excused(result: Result) -> str | None:
        code = excuse(result, report.unsupported, report.fail_on)
        return None if code is None else wording.excuse(code, report.fail_on)

    return excused


def _suite(host: str, site: str, results: list[Result], excused: Excused) -> Iterator[str]:
    tests, failures, errors, skipped = _tally(results, excused)
    yield (
        f'<testsuite name={_attribute(host)} tests="{tests}" failures="{failures}" errors="{errors}" '
        f'skipped="{skipped}">\n'
    )
    for result in results:
        element = f"[{result.element}]" if result.element else ""
        yield (
            f"<testcase classname={_attribute('.'.join((site, host, result.profile)))} "
            f'name={_attribute(result.rule + element)} time="0">{_outcome(result, excused)}</testcase>\n'
        )
    yield "</testsuite>\n"


def _outcome(result: Result, excused: Excused) -> str:
    kind = _kind(result, excused)
    said = _attribute(f"{_skipped_since(result, excused)}{wording.message(result)}")
    if kind == "skipped":
        return f"<skipped message={said}/>"
    if kind is None:
        return ""
    body = "\n".join(filter(None, [
        result.title,
        f"remedy: {result.remedy}",
        f"source: {result.source}",
        f"caused by: {result.caused_by}" if result.caused_by else "",
    ]))  # fmt: skip
    return f"<{kind} type={_attribute(result.severity)} message={said}>{escape(unseen_escaped(body))}</{kind}>"


def _skipped_since(result: Result, excused: Excused) -> str:
    """Why a finding is skipped, to be put before its message; empty where it is not."""
    waiver = result.waiver
    if waiver:
        return f"waived until {waiver['expires']}, {waiver['reason']}; it was {waiver['was']}: "
    since = excused(result) if result.bad else None
    return "" if since is None else f"{result.severity}, not counted, because {since}: "


def _kind(result: Result, excused: Excused) -> str | None:
    """Failures as failures; what is unknown, or could not be read at all, as errors; what does not count as skipped."""
    if result.bad and excused(result) is not None:
        return "skipped"
    if result.status == "fail":
        return "error" if result.rule == "device-readable" else "failure"
    return {"unknown": "error", "waived": "skipped", "not_applicable": "skipped"}.get(result.status)


def _tally(results: list[Result], excused: Excused) -> tuple[int, int, int, int]:
    kinds = [_kind(result, excused) for result in results]
    return len(kinds), kinds.count("failure"), kinds.count("error"), kinds.count("skipped")


@lru_cache(maxsize=20_000)
def _attribute(text: str) -> str:
    """An attribute in its quotes; most repeat from host to host."""
    return quoteattr(unseen_escaped(text))
