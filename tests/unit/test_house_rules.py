# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of this repository that no linter knows."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest
import yaml

from tests.tooling.tree import ROOT, files

FILES = files()
PYTHON = [name for name in FILES if name.endswith(".py") and name.startswith(("plugins/", "tests/"))]
PLUGINS = [name for name in PYTHON if name.startswith("plugins/")]
READING_MODULES = {"status_info", "ntp_info", "ptp_info", "output_info", "device_facts", "device_snapshot"}
LARGEST_FILE = 300
NO_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}
DOCUMENTATION = re.compile(r"[A-Z]*DOCUMENTATION|EXAMPLES|RETURN")


def stems(directory: str) -> set[str]:
    return {Path(name).stem for name in PLUGINS if Path(name).parent == Path("plugins", directory)}


def code_lines(source: str) -> int:
    """Count the lines that hold code: not blank, not comment, not documentation."""
    tokens = [token for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type not in NO_CODE]
    lines = {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(source)):
        if is_documentation(node):
            lines.difference_update(range(node.lineno, node.end_lineno + 1))
    return len(lines)


def is_documentation(node: ast.AST) -> bool:
    if not isinstance(getattr(node, "value", None), ast.Constant) or not isinstance(node.value.value, str):
        return False
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Name) and bool(DOCUMENTATION.fullmatch(node.targets[0].id))
    return isinstance(node, ast.Expr)


@pytest.mark.parametrize("name", PYTHON)
def test_every_python_file_names_its_licence(name):
    source = (ROOT / name).read_text(encoding="utf-8")
    assert not source or re.search(r"^# SPDX-License-Identifier: \S+$", source, re.MULTILINE)


@pytest.mark.parametrize("name", PLUGINS)
def test_no_plugin_file_is_too_large(name):
    assert code_lines((ROOT / name).read_text(encoding="utf-8")) <= LARGEST_FILE


SAMPLE = '''"""Text
of two lines."""

# comment
DOCUMENTATION = r"""
module: x
"""
A = (
    1,
)
B = """x
y"""
'''


def test_code_lines_counts_code_alone():
    assert code_lines(SAMPLE) == 5


def test_sanity_ignores_nothing():
    assert [name for name in FILES if re.fullmatch(r"tests/sanity/ignore.*\.txt", name)] == []


def test_the_action_group_lists_the_modules_that_read():
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    group = runtime["action_groups"]["meinberg"]
    assert sorted(group) == sorted(READING_MODULES & stems("modules") & stems("action"))


def test_every_action_plugin_has_its_module():
    assert stems("action") <= stems("modules")


def test_no_file_names_a_path_of_a_machine():
    machine = re.compile(rb"/(?:root|work)" + rb"/")
    assert [name for name in FILES if machine.search((ROOT / name).read_bytes())] == []
