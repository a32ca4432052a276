# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audits in plays, and what they leave behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.formats import FORMATS
from tests.integration.playbooks import OURS, Run

AUDIT = f"{OURS}audit"
MERGE = f"{OURS}merge_reports"
ROLE = f"{OURS}compliance"
LIMITS = {"max_clock_difference_ms": 600_000, "max_status_age_s": 600}
"""Parameters for devices whose time stands still at the start of the tests."""

REPORTS = sorted(one.file for one in FORMATS)
"""Every report, sorted."""

_TIMED = (
    "derived.certificate.days_left",
    "derived.clock_offset_ms",
    "derived.leap_file_days_left",
    "derived.status_age_s",
)


def extra(**variables: Any) -> list[str]:
    """Arguments that give variables to a playbook."""
    return ["--extra-vars", json.dumps(variables)]


def play(*parts: dict, hosts: str = "all", **keywords: Any) -> dict:
    """A play that reads its devices by audits only."""
    return {"name": "Audits", "hosts": hosts, "gather_facts": False, "tasks": list(parts), **keywords}


def case(name: str, **variables: Any) -> dict:
    """Tasks that run the role with variables, and a task ``name`` that says how it ended; the play goes on."""
    failed = {"task": "{{ ansible_failed_task.name }}", "msg": "{{ ansible_failed_result.msg }}"}
    return {
        "block": [
            {
                "ansible.builtin.include_role": {"name": ROLE, "apply": {"run_once": True}},
                "vars": variables,
                "run_once": True,
            },
            {"name": name, "ansible.builtin.debug": {"msg": {"task": None, "msg": ""}}, "run_once": True},
        ],
        "rescue": [{"name": name, "ansible.builtin.debug": {"msg": failed}, "run_once": True}],
        # Where a task that runs once fails and is rescued, Ansible has lost the other hosts.
        "always": [{"ansible.builtin.meta": "clear_host_errors"}],
    }


def failure(run: Run, name: str) -> tuple[str | None, str]:
    """The task that a case failed in, by its name without the role's, and its message; ``None`` where it passed."""
    (done,) = run[name].values()
    said = done.result["msg"]
    return said["task"], said["msg"]


def gate(run: Run) -> dict:
    """What the gate's task returned, of a run with one audit."""
    (done,) = run[f"{ROLE} : Gate"].values()
    return done.result | {"outcome": done.outcome}


def report(folder: Path) -> dict:
    """``report.json``."""
    return json.loads((folder / "report.json").read_text("utf-8"))


def findings(content: dict, status: str = "fail") -> set[tuple]:
    """Host, rule and element of each result with a status."""
    return {(one["host"], one["rule"], one["element"]) for one in content["results"] if one["status"] == status}


def comparable(content: dict) -> dict:
    """A report without its times and what follows from them."""
    content = json.loads(json.dumps(content))
    for name in ("start", "end"):
        content["run"].pop(name)
    for host in content["hosts"]:
        host.pop("gathered_at")
    content["results"] = list(map(untimed, content["results"]))
    return content


def untimed(result: dict) -> dict:
    """A result, or its row of the CSV, without what follows from the time that it was read at."""
    if result["path"] in _TIMED or "answered within" in result["message"]:
        return {**result, **dict.fromkeys(("actual", "expected", "limit", "message", "reason"))}
    return result


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too, by its path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
