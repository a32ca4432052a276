# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fill in the tables of docs/audit.md that say what the code and the role's argument specification say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import yaml

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings import (
    fleet_rules,
    measured_rules,
    wire_rules,
)
from tests.tooling.profile_pages import code, text
from tests.tooling.tree import ROOT

SPECS = ROOT / "roles" / "compliance" / "meta" / "argument_specs.yml"
MARK = "<!-- table: {}, made by `make docs-profiles` -->"
END = "<!-- end of table -->"


def options() -> Mapping[str, Mapping]:
    """The role's variables, as its argument specification has them."""
    return yaml.safe_load(SPECS.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]


def of_hosts(option: Mapping) -> bool:
    """Whether a variable is each host's own."""
    return option["description"].startswith("Of each host. ")


def meaning(option: Mapping) -> str:
    """A description in Markdown."""
    described = re.sub(r"\b[CVM]\(([^)]*)\)", r"`\1`", text(option["description"].removeprefix("Of each host. ")))
    choices = [code(choice) for choice in option.get("choices", ())]
    if all(choice in described for choice in choices):
        return described
    return f"{described} {'Any' if option['type'] == 'list' else 'One'} of {', '.join(choices)}."


def _variables(own: bool) -> str:
    rows = ["| variable | type | default | |", "| --- | --- | --- | --- |"]
    for name, option in options().items():
        if of_hosts(option) is own:
            default = code(option["default"]) if "default" in option else "–"
            rows.append(f"| `{name}` | {option['type']} | {default} | {meaning(option)} |")
    return "\n".join(rows)


def _ptp_plan() -> str:
    rows = ["| key | type | |", "| --- | --- | --- |"]
    for name, option in options()["compliance_ptp_plan"]["options"].items():
        needed = " Required." if option.get("required") else ""
        rows.append(f"| `{name}` | {option['type']} | {meaning(option)}{needed} |")
    return "\n".join(rows)


def _fleet_rules() -> str:
    rows = ["| rule | severity | | source | remedy |", "| --- | --- | --- | --- | --- |"]
    for rule in (*fleet_rules.RULES, *wire_rules.RULES, *measured_rules.RULES):
        cells = (f"`{rule.id}`", rule.severity, *map(text, (rule.title, rule.source, rule.remedy)))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


PAGE = ROOT / "docs" / "audit.md"
TABLES: dict[str, Callable[[], str]] = {
    "variables": lambda: _variables(own=False),
    "variables of hosts": lambda: _variables(own=True),
    "PTP plan": _ptp_plan,
    "fleet rules": _fleet_rules,
}


def filled(page: str) -> str:
    """The page with its tables as they are now."""
    for table, make in TABLES.items():
        before, mark, rest = page.partition(MARK.format(table))
        _old, end, after = rest.partition(END)
        if not end:
            raise ValueError(f"{PAGE} has no place for the table {table!r}")
        page = f"{before}{mark}\n\n{make()}\n\n{end}{after}"
    return page


def main() -> None:
    """Fill the tables in."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
