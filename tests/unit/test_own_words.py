# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No code reads its own English back: messages are made from data, and decisions from data too."""

from __future__ import annotations

import ast
import re

import pytest

from tests.tooling.tree import ROOT, files

PLUGINS = [name for name in files() if name.startswith("plugins/") and name.endswith(".py")]
READING = {
    "startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "split", "replace", "index",
    "find", "count", "compile", "match", "fullmatch", "search", "sub", "findall", "finditer",
}  # fmt: skip
PHRASE = re.compile(r"[A-Za-z]{2,}[,:]? [A-Za-z]{2,}")
OTHERS = {
    "plugins/module_utils/answers.py": "Unterminated string",  # the json module
    "plugins/module_utils/transport.py": "got more than",  # http.client
    "plugins/module_utils/snapshot/check.py": "PRIVATE KEY",  # the marker of a PEM file
    "plugins/action/fleet_info.py": "argument '",  # ansible-core's validator
}
"""Texts of other programs that no code or type tells apart."""


def literals(node: ast.AST) -> set[str]:
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def phrases(source: str) -> set[str]:
    """Return the phrases that code looks for in texts."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READING:
            found.update(*map(literals, node.args))
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Constant):
            found |= literals(node.left)
    return {text for text in found if PHRASE.search(text)}


@pytest.mark.parametrize("name", PLUGINS)
def test_no_text_of_ours_is_parsed(name):
    foreign = OTHERS.get(name, "nothing")
    assert {text for text in phrases((ROOT / name).read_text(encoding="utf-8")) if foreign not in text} == set()


@pytest.mark.parametrize(
    "source",
    [
        'said.startswith("it is ")',
        're.compile(r"at most (.*)")',
        'x = "no more than" in words',
        'words.removeprefix("it claims")',
    ],
)
def test_what_reads_words_is_found(source):
    assert phrases(source)
