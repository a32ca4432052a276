# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""examples/README.md: a row and a section for each example, a test for each command, and links that lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from tests.examples.fleet import COMMANDS, EXAMPLES, LANTIMES, MICROSYNC, README, Copy
from tests.tooling.tree import ROOT, files

NAMES = {Path(name).parts[1] for name in files() if name.startswith("examples/") and len(Path(name).parts) > 2}


def test_every_example_has_a_row_and_a_section():
    examples = NAMES - {"group_vars"}
    assert {name.split()[0] for name in COMMANDS} == examples
    assert set(re.findall(r"^## (.+)$", README, re.MULTILINE)) == examples


def test_every_command_is_run_by_a_test():
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert set(re.findall(r'COMMANDS\["([^"]+)"\]', tests)) == set(COMMANDS)


def test_links_lead_somewhere():
    links = {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", README)} - {""}
    assert len(links) > 10
    assert [link for link in links if not (EXAMPLES / link).exists()] == []


def test_the_examples_can_be_tried_without_a_device(tmp_path):
    folder = Copy.make(tmp_path).folder
    (command,) = re.findall(r"^python -m (tests\.simulator .+)$", README, re.MULTILINE)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-m", *command.split(), "--run-for", "0.1"]
    subprocess.run(program, cwd=tmp_path, env=environment, check=True, capture_output=True)
    told = yaml.safe_load((folder / "output" / "simulated.yml").read_text("utf-8"))
    assert set(told["all"]["hosts"]) == {*LANTIMES, MICROSYNC}
    assert Path(told["all"]["vars"]["meinberg_ca_path"]) == folder / "output" / "ca.pem"
    assert "-i output/simulated.yml" in README
