# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/profiles/ is what the profiles' files make of it, and docs/writing-profiles.md says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import indent

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts import derive
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules import (
    operators,
    parameters,
    profile,
    schema,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.expectations import COMBINATORS
from tests.simulator import Device
from tests.tooling import profile_pages
from tests.tooling.tree import ROOT
from tests.unit.support.compliance import evaluate
from tests.unit.support.gathered import gathered

WRITING = (ROOT / "docs" / "writing-profiles.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", WRITING, re.MULTILINE | re.DOTALL)
EXAMPLE, CHANGED = (block for block in BLOCKS if block.startswith("id: "))
SCHEMA = json.loads(schema.SCHEMA.read_text(encoding="utf-8"))
DEFINITIONS = SCHEMA["$defs"]
COMBINED = {*COMBINATORS, "not"}


def test_the_pages_are_up_to_date():
    committed = {path.name: path.read_text(encoding="utf-8") for path in profile_pages.FOLDER.glob("*.md")}
    made = profile_pages.pages()
    assert sorted(committed) == sorted(made), "run: make docs-profiles"
    outdated = [name for name, content in made.items() if committed[name] != content]
    assert not outdated, "run: make docs-profiles"


def test_every_operator_has_its_words_on_the_pages():
    assert {*profile_pages.SENTENCES, "between", "empty"} == set(operators.OPERATORS)


@pytest.mark.parametrize(
    ("expectation", "words"),
    [
        ({"equals": {"fact": "a.b", "plus": -2}}, "is the value of `a.b` − 2"),
        ({"in": ["x", True]}, "is one of `x`, `true`"),
        ({"not_in": [12]}, "is not `12`"),
        ({"between": [1, "$most"]}, "is between `1` and `$most`"),
        ({"empty": False}, "is not empty"),
        ({"any_of": [{"max": 1}, {"min": 5}]}, "is at most `1` or is at least `5`"),
        ({"not": {"matches": "a|b"}}, "does not match `a|b`"),
        ({"value": "x", "min": 1, "max": 2}, "is at least `1` and is at most `2`"),
    ],
)
def test_expectations_in_words(expectation, words):
    assert profile_pages.in_words(expectation) == words


def test_links_between_pages_lead_to_rules():
    pages = profile_pages.pages()
    for name, content in pages.items():
        for page, anchor in re.findall(r"\]\((\w+\.md)?#([^)]*)\)", content):
            assert f"\n### {anchor}\n" in pages[page or name], (name, page, anchor)


def first_cells(heading: str) -> list[str]:
    """The names in the first column of the table whose head begins so, without what says that they are lists."""
    table = WRITING.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    cells = [row.split("|")[1] for row in table.splitlines()[2:]]
    return [name.removesuffix("[]") for cell in cells for name in re.findall(r"`([^`]*)`", cell)]


def test_the_table_of_operators_is_complete():
    assert set(operators.OPERATORS) | COMBINED == set(DEFINITIONS["operators"]["properties"])
    assert first_cells("operator") == list(DEFINITIONS["operators"]["properties"])


def test_the_tables_of_keys_are_complete():
    assert sorted(first_cells("of a profile")) == sorted(SCHEMA["properties"])
    assert sorted(first_cells("of a rule")) == sorted(DEFINITIONS["rule_change"]["properties"])


def test_the_table_of_derived_quantities_is_complete():
    assert set(first_cells("`derived.`")) == set(derive.derive({}, {}))


def write(folder: Path, content: str) -> str:
    path = folder / "site_clocks.yml"
    path.write_text(content, encoding="utf-8")
    return str(path)


def judged(profiles: list[profile.Profile], facts: dict, params: dict) -> dict[str, str]:
    """The status of each rule, and of each element."""
    found = evaluate("host", facts, profiles, parameters.resolve(profiles, params, {}), [])
    return {one["rule"] + (f"[{one['element']}]" if one["element"] else ""): one["status"] for one in found}


def test_the_example_judges_a_device(tmp_path):
    profiles = profile.load_all([write(tmp_path, EXAMPLE)])
    facts = gathered(Device("x", "ltos"))
    healthy = judged(profiles, facts, {})
    assert healthy.pop("satellites") == "not_applicable"
    assert set(healthy.values()) == {"pass"}
    assert any(name.startswith("offset[") for name in healthy)
    strict = judged(profiles, facts, {"min_satellites": 1000, "max_offset_ns": 0})
    assert "fail" in {status for name, status in strict.items() if name.startswith("satellites[")}
    assert "fail" in {status for name, status in strict.items() if name.startswith("offset[")}


def test_the_changed_profile_loads_and_is_changed(tmp_path):
    changed = profile.load(write(tmp_path, CHANGED))
    severities = {rule.id: rule.severity for rule in changed.rules}
    assert severities["gnss-satellites-used"] == "critical"
    assert "gnss-tdop" not in severities
    assert changed.params["min_satellites_used"]["default"] == 6


def test_the_claimed_bound_is_told_as_the_page_says(tmp_path):
    rule = EXAMPLE.partition("rules:\n")[2].partition("  - id: satellites")[0]
    bound = next(block for block in BLOCKS if "bound: upper" in block)
    for line in ("value: status.sync.source_type", "expect: {equals: gnss}"):
        assert line in rule
        rule = rule.replace(f"    {line}\n", "")
    content = f"id: x\ntitle: x\nversion: 1.0.0\nrules:\n{rule}{indent(bound, '    ')}"
    profiles = [profile.load(write(tmp_path, content))]
    facts = gathered(Device("x", "ltos"))
    facts["status"]["sync"]["time_quality_ns"] = 100
    found = evaluate("host", facts, profiles, parameters.resolve(profiles, {}, {}), [])
    (result,) = [one for one in found if one["profile"] == "x"]
    assert result["status"] == "unknown"
    assert "it claims only < 100 ns" in result["message"]
    assert "it claims only < 100 ns" in WRITING
