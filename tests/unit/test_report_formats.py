# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of report formats is the only home of what a format is; a new one needs a file and a line."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.module_utils import audit_arguments
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports.formats import FORMATS, Format
from tests.tooling import report_formats
from tests.tooling.tree import ROOT, mirror

REPORTS = "plugins/plugin_utils/compliance/reports"


@pytest.mark.parametrize("file", sorted({place.file for place in report_formats.PLACES}))
def test_the_lists_are_up_to_date(file):
    content = (ROOT / file).read_text("utf-8")
    assert report_formats.filled(file, content) == content, "run: make docs-profiles"


def test_the_arguments_are_those_of_the_registry():
    names = tuple(one.name for one in FORMATS)
    assert names == audit_arguments.FORMATS
    role = yaml.safe_load((ROOT / "roles" / "compliance" / "meta" / "argument_specs.yml").read_text("utf-8"))
    option = role["argument_specs"]["main"]["options"]["compliance_report_formats"]
    assert tuple(option["choices"]) == tuple(option["default"]) == names


def test_a_file_without_its_list_is_refused():
    with pytest.raises(ValueError, match="defaults/main.yml has no place for "):
        report_formats.filled("roles/compliance/defaults/main.yml", "---\n")


def test_names_and_files_are_unique():
    assert len({one.name for one in FORMATS}) == len({one.file for one in FORMATS}) == len(FORMATS)


def test_every_writer_is_in_the_registry_and_takes_a_report_and_a_path():
    assert sorted(one.writer for one in FORMATS) == sorted(path.stem for path in (ROOT / REPORTS).glob("to_*.py"))
    for one in FORMATS:
        assert list(inspect.signature(one.load().write).parameters) == ["report", "path"]


def test_formats_for_people_are_read_first():
    last = Format("last", "last.txt", "to_last", "For people.", for_people=True)
    assert (
        formats.reading_order() == tuple(one.name for one in FORMATS) == ("html", "md", "csv", "json", "junit", "prom")
    )
    assert formats.reading_order([*FORMATS, last]) == ("html", "md", "csv", "last", "json", "junit", "prom")


WRITER = '''"""A made-up report."""


def write(report, path):
    """Write the verdict alone."""
    path.write_text(report.summary["verdict"])
'''
LINE = '    Format("made_up", "made-up.txt", "to_made_up", "The verdict alone.", for_people=True),\n'
USE = """
import json, sys
from pathlib import Path
from ansible_collections.timesync.meinberg.plugins.action import compliance_gate, compliance_report
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.reports import formats
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import gate
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs.report import Report

empty = Report({}, {"verdict": "pass"}, [], [], [], {}, [])
written = {"made_up": formats.named("made_up").file, "prom": "metrics.prom"}
compliance_report._write(empty, [("made_up", Path(sys.argv[1]) / written["made_up"])])
print(json.dumps({
    "choices": compliance_report.REPORT["formats"]["choices"],
    "default": compliance_report.REPORT["formats"]["default"],
    "told": gate.told({"headline": "PASS."}, written, formats.reading_order()),
}))
"""


def test_a_new_format_is_a_file_and_a_line(tmp_path):
    collection = tmp_path / "ansible_collections" / "timesync" / "meinberg"
    mirror(collection)
    (collection / REPORTS / "to_made_up.py").write_text(WRITER, "utf-8")
    registry = collection / REPORTS / "formats.py"
    before, start, rest = registry.read_text("utf-8").partition("FORMATS = (\n")
    last, end, after = rest.partition(")  # fmt: skip\n")
    registry.write_text(f"{before}{start}{last}{LINE}{end}{after}", "utf-8")

    def run(*arguments: str) -> str:
        # Coverage is not measured: it would look for the made-up writer in the checkout.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
        environment["PYTHONPATH"] = str(tmp_path)
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=collection, env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    run("-m", "tests.tooling.report_formats")
    used = json.loads(run("-c", USE, str(tmp_path)))
    names = [*(one.name for one in FORMATS), "made_up"]
    assert used == {"choices": names, "default": names, "told": "PASS. The report: made-up.txt"}
    assert (tmp_path / "made-up.txt").read_text("utf-8") == "pass"
    role = yaml.safe_load((collection / "roles" / "compliance" / "meta" / "argument_specs.yml").read_text("utf-8"))
    assert role["argument_specs"]["main"]["options"]["compliance_report_formats"]["choices"] == names
    defaults = yaml.safe_load((collection / "roles" / "compliance" / "defaults" / "main.yml").read_text("utf-8"))
    assert defaults["compliance_report_formats"] == names
    assert "| `made-up.txt` | The verdict alone. |\n" in (collection / "docs" / "reports.md").read_text("utf-8")
