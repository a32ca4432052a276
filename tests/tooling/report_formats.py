# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the registry of report formats into the files that cannot import it: the role, the modules, the docs."""

from __future__ import annotations

import re
from typing import NamedTuple

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.formats import FORMATS
from tests.tooling.tree import ROOT

NAMES = [one.name for one in FORMATS]
FILES = [one.file for one in FORMATS]
ROLE = "roles/compliance/"
MODULE = "plugins/modules/compliance_report.py"
PAGE = "docs/reports.md"


class Place(NamedTuple):
    """A text of a file that is made from the registry."""

    file: str
    before: str
    """A pattern for what precedes the text."""
    text: str
    old: str = ".*"
    """A pattern for the text itself: by default the rest of its line."""


def _listed(values: list[str]) -> str:
    return f"[{', '.join(values)}]"


def _of_option(file: str, option: str, indent: str) -> list[Place]:
    """The choices and the default of an option in YAML."""
    head = rf"^{indent}{option}:\n(?:{indent}  .*\n)*?{indent}  "
    return [Place(file, f"{head}{key}: ", _listed(NAMES)) for key in ("choices", "default")]


PLACES = [
    Place("plugins/module_utils/audit_arguments.py", "^FORMATS = ", repr(tuple(NAMES)).replace("'", '"')),
    Place(f"{ROLE}defaults/main.yml", "^compliance_report_formats: ", _listed(NAMES)),
    *_of_option(f"{ROLE}meta/argument_specs.yml", "compliance_report_formats", " " * 6),
    *_of_option(MODULE, "formats", " " * 2),
    Place("extensions/molecule/default/verify.yml", "^ +report_files: ", _listed(FILES)),
    Place(
        PAGE, "^ls compliance-reports\n```\n\n```text\n", "  ".join(sorted(["facts", "results", "run-….json", *FILES]))
    ),
    Place(
        PAGE,
        r"^\| in `compliance_report_dir` \| \|\n\| --- \| --- \|\n",
        "".join(f"| `{one.file}` | {one.description} |\n" for one in FORMATS),
        old=r"(?:\| `[\w.]+` \|.*\n)+",
    ),
]


def filled(file: str, content: str) -> str:
    """The content of a file with its lists as the registry has them."""
    for place in PLACES:
        if place.file == file:
            pattern = re.compile(f"({place.before}){place.old}", re.MULTILINE)
            content, count = pattern.subn(lambda found, text=place.text: found[1] + text, content, count=1)
            if not count:
                raise ValueError(f"{file} has no place for {place.text!r}")
    return content


def main() -> None:
    """Fill the lists in."""
    for file in {place.file for place in PLACES}:
        path = ROOT / file
        path.write_text(filled(file, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
