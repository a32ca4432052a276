# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/audit.md and docs/reports.md say what the audit takes and gives."""

from __future__ import annotations

import re

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import (
    fleet_rules,
    measured_rules,
    results,
    wire_rules,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats, to_csv
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import store
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import Report
from tests.tooling import audit_tables
from tests.tooling.tree import ROOT

PAGE = audit_tables.PAGE.read_text(encoding="utf-8")
REPORTS = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
ROLE_README = (ROOT / "roles" / "compliance" / "README.md").read_text(encoding="utf-8")
VARIABLES = set(audit_tables.options())


def blocks(page: str) -> list:
    """Every block of YAML on a page."""
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)]


def table(heading: str, page: str = PAGE) -> list[list[str]]:
    """The names in each row's first cell, of the table whose head begins so."""
    rows = page.partition(f"\n| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [re.findall(r"`([^`]*)`", row.split("|")[1]) for row in rows]


def test_the_tables_are_up_to_date():
    assert audit_tables.filled(PAGE) == PAGE, "run: make docs-profiles"


def test_every_fleet_rule_and_every_variable_stands_on_the_page():
    for name in [*(rule.id for rule in (*fleet_rules.RULES, *wire_rules.RULES, *measured_rules.RULES)), *VARIABLES]:
        assert f"\n| `{name}` |" in PAGE, name


def test_the_statuses_are_those_of_results():
    assert sorted(sum(table("status"), [])) == sorted(results.STATUSES)


def test_the_fields_are_the_columns():
    assert sorted(sum(table("field", REPORTS), [])) == sorted(to_csv.COLUMNS)


def test_the_files_of_reports_are_there():
    written = sum(table("in `compliance_report_dir`", REPORTS), [])
    assert [name for name in written if "." in name][: len(formats.FORMATS)] == [one.file for one in formats.FORMATS]


def test_the_members_of_the_report_are_named():
    named = re.search(r"^`report.json` has (.*?)\. The fields", REPORTS, re.MULTILINE | re.DOTALL)[1]
    empty = Report(run={}, summary={}, hosts=[], results=[], waivers=[], parameters={}, manual_checks=[])
    assert set(re.findall(r"`(\w+)`", named)) == set(empty.as_dict())


def test_how_long_manifests_are_kept_is_told():
    assert f"older than {store.KEPT_DAYS} days, but for the newest {store.KEPT}" in " ".join(REPORTS.split())


@pytest.mark.parametrize("page", [PAGE, ROLE_README], ids=["audit.md", "role"])
def test_the_play_of_the_examples_is_that_of_the_playbook(page):
    (shown,) = next(block for block in blocks(page) if isinstance(block, list))
    (shipped_play,) = yaml.safe_load((ROOT / "playbooks" / "audit.yml").read_text(encoding="utf-8"))
    (role,), (task,) = shown["roles"], shipped_play["tasks"]
    assert shown["gather_facts"] is shipped_play["gather_facts"] is False
    assert role == {"role": task["ansible.builtin.include_role"]["name"], "run_once": task["run_once"]}
