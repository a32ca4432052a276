# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/audit.md says what the audit takes and gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance import (
    fleet_rules,
    rules,
    store,
    waivers,
    wire_rules,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.profile import load_all, resolve, shipped
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.ptp_plan import check_plan
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.report import Report
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import WRITERS, to_csv
from tests.tooling import audit_tables
from tests.tooling.tree import ROOT

PAGE = audit_tables.PAGE.read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
WIRE = (ROOT / "docs" / "wire.md").read_text(encoding="utf-8")
ROLE_README = (ROOT / "roles" / "compliance" / "README.md").read_text(encoding="utf-8")
VARIABLES = set(audit_tables.options())


def blocks(page: str) -> list:
    """Every block of YAML on a page."""
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)]


def table(heading: str) -> list[list[str]]:
    """The names in each row's first cell, of the table whose head begins so."""
    rows = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [re.findall(r"`([^`]*)`", row.split("|")[1]) for row in rows]


def test_the_tables_are_up_to_date():
    assert audit_tables.filled(PAGE) == PAGE, "run: make docs-profiles"


def test_every_fleet_rule_and_every_variable_stands_on_the_page():
    for name in [*(rule.id for rule in (*fleet_rules.RULES, *wire_rules.RULES)), *VARIABLES]:
        assert f"\n| `{name}` |" in PAGE, name


def test_the_statuses_are_those_of_results():
    assert sorted(sum(table("status"), [])) == sorted(rules.STATUSES)


def test_the_fields_are_the_columns():
    assert sorted(sum(table("field"), [])) == sorted(to_csv.COLUMNS)


def test_the_files_of_reports_are_there():
    written = sum(table("in `compliance_report_dir`"), [])
    assert [name for name in written if "." in name][: len(WRITERS)] == [writer.NAME for writer in WRITERS.values()]


def test_the_members_of_the_report_are_named():
    named = re.search(r"^`report.json` has (.*?)\. The fields", PAGE, re.MULTILINE | re.DOTALL)[1]
    empty = Report(run={}, summary={}, hosts=[], results=[], waivers=[], parameters={}, manual_checks=[])
    assert set(re.findall(r"`(\w+)`", named)) == set(empty.as_dict())


def variables_of(block: object) -> Iterator[tuple[str, object]]:
    """The variables that a block of an inventory, or of a file of variables, sets."""
    for name, value in block.items() if isinstance(block, dict) else ():
        if name.startswith(("compliance_", "meinberg_")):
            yield name, value
        elif isinstance(value, dict):
            yield from variables_of(value)


@pytest.mark.parametrize("page", [PAGE, README, ROLE_README, WIRE], ids=["audit.md", "README.md", "role", "wire.md"])
def test_the_examples_set_variables_that_there_are(page):
    for block in blocks(page):
        for name, _value in variables_of(block):
            assert name in VARIABLES or name.removeprefix("meinberg_") in CONNECTION, name


def test_the_examples_are_accepted():
    given = dict(variable for block in blocks(PAGE) for variable in variables_of(block))
    waivers.parse(given["compliance_waivers"])
    check_plan(given["compliance_ptp_plan"])
    chosen = [profile for profile in given["compliance_profiles"] if "/" not in profile]
    assert {entry["profile"] for entry in given["compliance_ptp_plan"]} <= set(shipped())
    resolve(load_all(chosen), given["compliance_params"], given["compliance_host_params"])


def test_how_long_manifests_are_kept_is_told():
    assert f"older than {store.KEPT_DAYS} days, but for the newest {store.KEPT}" in " ".join(PAGE.split())


def test_the_job_for_continuous_integration_has_account_and_ca():
    (job,) = [block["audit"] for block in blocks(PAGE) if "audit" in block]
    options = {option["fallback"][1][0]: name for name, option in CONNECTION.items() if "fallback" in option}
    assert {options[name] for name in job["variables"]} == {"username", "password", "ca_path"}


@pytest.mark.parametrize("page", [PAGE, ROLE_README], ids=["audit.md", "role"])
def test_the_play_of_the_examples_is_that_of_the_playbook(page):
    (shown,) = next(block for block in blocks(page) if isinstance(block, list))
    (shipped_play,) = yaml.safe_load((ROOT / "playbooks" / "audit.yml").read_text(encoding="utf-8"))
    for keyword in ("gather_facts", "roles"):
        assert shown[keyword] == shipped_play[keyword]


@pytest.mark.parametrize(
    "name", ["README.md", *(f"docs/{name}.md" for name in ("audit", "security", "wire", "writing-profiles"))]
)
def test_links_lead_somewhere(name):
    path = ROOT / name
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        page, _hash, anchor = target.partition("#")
        if page.startswith("http"):
            continue
        leads_to = path.parent / page if page else path
        assert leads_to.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", leads_to.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}
            assert anchor in anchors, target
