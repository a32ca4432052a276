# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs that once were findings, a file for each, which holds in Python's notation what a target is given."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest

from tests.fuzz import targets

CASES = sorted(Path(__file__).with_name("corpus").glob("*.txt"))
LONGEST_S = 10


def written(path: Path) -> bytes:
    """The input: literals of bytes, perhaps repeated, joined by ``+``."""
    return _value(ast.parse(path.read_text("ascii"), mode="eval").body)


def _value(node: ast.expr) -> bytes:
    if isinstance(node, ast.BinOp):
        left, right = node.left, node.right
        if isinstance(node.op, ast.Mult):
            return _value(left) * ast.literal_eval(right)
        return _value(left) + _value(right)
    return ast.literal_eval(node)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_finding_stays_mended(path):
    data = written(path)
    assert data[:1] in targets.TARGETS
    began = time.monotonic()
    targets.run(data)
    assert time.monotonic() - began < LONGEST_S
