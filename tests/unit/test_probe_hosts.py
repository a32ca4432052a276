# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probes' modules run on hosts with Python 3.8 and nothing installed."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tooling.tree import ROOT

OLDEST = (3, 8)
PACKAGE = "ansible_collections.timesync.meinberg."
PROBES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*_probe_info.py"))
GENERIC = {"dict", "frozenset", "list", "set", "tuple", "type"}
NEWER = {"removeprefix", "removesuffix", "bit_count", "randbytes"}
"""Methods that Python 3.8 does not have."""

# What a probe host has of Ansible: its payload brings AnsibleModule along.
IMPORT = """
import importlib, sys, types
sys.path[:0] = [sys.argv[1]]
basic = types.ModuleType("ansible.module_utils.basic")
basic.AnsibleModule = basic.env_fallback = object
sys.modules.update({"ansible": basic, "ansible.module_utils": basic, "ansible.module_utils.basic": basic})
module = importlib.import_module("ansible_collections.timesync.meinberg.plugins.modules." + sys.argv[2])
assert module.main and module.ARGUMENT_SPEC
"""
ASK = """
options = {name: option.get("default") for name, option in module.ARGUMENT_SPEC.items()}
options.update(hosts=["127.0.0.1", "host.invalid."], port=9, samples=1, timeout=0.1, mode6=False)
found = module.run(options)["ntp_probes"]
assert found["127.0.0.1"]["error"]["kind"] in ("connect", "timeout"), found
assert found["host.invalid."]["error"]["kind"] in ("dns", "timeout"), found
"""


def imported(path: Path, tree: ast.Module) -> Iterator[Path]:
    """The files of the collection that a file imports."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            base = path.parents[node.level - 1]
        elif (node.module or "").startswith(PACKAGE):
            base = ROOT
        else:
            continue
        name = (node.module or "").removeprefix(PACKAGE if not node.level else "")
        folder = base.joinpath(*filter(None, name.split(".")))
        yield from filter(
            Path.is_file, [folder.with_suffix(".py"), *(folder / f"{each.name}.py" for each in node.names)]
        )


def reached() -> dict[Path, ast.Module]:
    """Every file that the probes' modules need, as Python 3.8 reads it; a SyntaxError where it can't."""
    found: dict[Path, ast.Module] = {}
    todo = [ROOT / "plugins" / "modules" / f"{name}.py" for name in PROBES]
    while todo:
        path = todo.pop()
        if path not in found:
            found[path] = ast.parse(path.read_text("utf-8"), feature_version=OLDEST)
            todo += imported(path, found[path])
    return found


REACHED = reached()


def too_new(tree: ast.Module) -> list[str]:
    """What Python 3.8 would stumble over when it runs the code; annotations are not run."""
    annotations = {
        inner
        for node in ast.walk(tree)
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if annotation is not None
        for inner in ast.walk(annotation)
    }
    found = []
    for node in ast.walk(tree):
        if node in annotations:
            continue
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in GENERIC:
            found.append(f"{node.lineno}: {node.value.id}[]")
        elif isinstance(node, ast.Attribute) and node.attr in NEWER:
            found.append(f"{node.lineno}: .{node.attr}")
        elif isinstance(node, ast.Call) and any(
            keyword.arg in ("strict", "slots", "kw_only") for keyword in node.keywords
        ):
            found.append(f"{node.lineno}: a newer argument")
    return found


def test_the_probes_need_little():
    names = {path.relative_to(ROOT).as_posix() for path in REACHED}
    assert "plugins/module_utils/probes/ntp_packet.py" in names
    assert "plugins/module_utils/errors.py" in names
    assert not names & {f"plugins/module_utils/{name}.py" for name in ("gather", "client", "transport", "info")}


def test_what_python_3_8_stumbles_over_is_found():
    source = "A = tuple[int, str]\nB: tuple[int] = zip(a, b, strict=True)\nC = 'x'.removesuffix('y')\n"
    assert too_new(ast.parse(source)) == ["1: tuple[]", "2: a newer argument", "3: .removesuffix"]


@pytest.mark.parametrize("path", REACHED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_python_3_8_can_run_it(path):
    # What stands only in functions that no probe calls is not run.
    unused = {"facets_of"}
    tree = ast.Module([node for node in REACHED[path].body if getattr(node, "name", None) not in unused], [])
    assert too_new(tree) == []


@pytest.mark.parametrize("name", PROBES)
def test_a_real_old_python_runs_it(name):
    candidates = [shutil.which("python3.8"), *Path.home().glob(".pyenv/versions/3.8*/bin/python3.8")]
    python = next((path for path in candidates if path and works(str(path))), None)
    if python is None:
        pytest.skip("there is no Python 3.8 here")
    code = IMPORT + (ASK if name == "ntp_probe_info" else "")
    command = [str(python), "-B", "-c", code, str(ROOT / "build"), name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def works(python: str) -> bool:
    command = [python, "-c", "import sys; sys.exit(sys.version_info[:2] != (3, 8))"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_this_python_imports_them_too():
    for name in PROBES:
        subprocess.run([sys.executable, "-B", "-c", IMPORT, str(ROOT / "build"), name], check=True, timeout=60)
