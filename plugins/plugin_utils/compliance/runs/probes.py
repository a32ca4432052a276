# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What probe hosts found, from the results of the tasks that ran on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ...common import files
from . import store


def of_tasks(ntp: Iterable[Mapping], ptp: Iterable[Mapping]) -> dict[str, dict]:
    """By probe, ``{ntp, ptp, problems}``: ``ntp`` by address and ``ptp`` by interface, null where not even tried.

    The results are those of a loop over ``probing.hosts`` and over ``probing.ptp`` of the plan. A probe that could not
    be reached, or whose task failed, has a problem in words; skipped results are none.
    """
    found: dict[str, dict] = {}
    for result in _tried(ntp):
        problem, told = _problem(result, "ntp_probes"), result.get("ntp_probes", {})
        _add(found, result["compliance_asked"], "ntp", "NTP", problem, told)
    for result in _tried(ptp):
        listen = result["compliance_listen"]
        problem, told = _problem(result, "ptp_probe"), {listen["interface"]: result.get("ptp_probe")}
        _add(found, listen["probe"], "ptp", f"PTP on {listen['interface']}", problem, told)
    return found


def _tried(results: Iterable[Mapping]) -> Iterator[Mapping]:
    """The results of the tasks that ran."""
    return (result for result in results if not result.get("skipped"))


def _add(found: dict[str, dict], name: str, kind: str, heading: str, problem: str | None, told: Mapping) -> None:
    """Add a task's finding to its probe, or the problem that prevented it."""
    probe = found.setdefault(name, {"ntp": None, "ptp": None, "problems": []})
    if problem:
        probe["problems"].append(f"{heading}: {problem}")
    else:
        probe[kind] = {**(probe[kind] or {}), **told}


def _problem(result: Mapping, wanted: str) -> str | None:
    """Why a task gave nothing, on one line."""
    if result.get("unreachable") or result.get("failed") or wanted not in result:
        said = " ".join(str(result.get("msg") or "it returned nothing").split())
        return f"the host cannot be reached: {said}" if result.get("unreachable") else said
    return None


def keep(folder: Path, run_id: str, found: Mapping[str, Mapping]) -> dict[str, dict]:
    """Write each probe's file, laid over what earlier batches of the run found; returns what the files hold."""
    earlier = {content["probe"]: content for content in store.probes_of_run(folder, run_id)}
    kept = {name: _laid_over(earlier.get(name) or {}, content) for name, content in found.items()}
    for name, content in kept.items():
        path = folder / store.PROBES / store.file_name(name)
        files.write_json(path, {"run_id": run_id, "probe": name, **content})
    return kept


def _laid_over(before: Mapping, now: Mapping) -> dict:
    found = {kind: {**(before.get(kind) or {}), **(now[kind] or {})} or None for kind in ("ntp", "ptp")}
    return {**found, "problems": list(dict.fromkeys([*before.get("problems", ()), *now["problems"]]))}
