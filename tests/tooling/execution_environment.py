# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether ansible-builder makes an execution environment of the built tarball."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from tests.tooling import gates, tarball
from tests.tooling.tree import ROOT

REQUIREMENTS = ROOT / "meta" / "ee-requirements.txt"
DEFINITION = "execution-environment.yml"


def check(archive: Path, folder: Path) -> list[str]:
    """Introspect the installed tarball and create the context of an image with it; say what is wrong."""
    collections = folder / "collections"
    tarball.install(archive, collections)
    status, said = gates.run("ansible-builder", "introspect", collections, folder=folder)
    if status:
        return [f"ansible-builder introspect: {said}"]
    missing = [f"ansible-builder does not find the requirement {one}" for one in sorted(wanted() - found(said))]
    (folder / DEFINITION).write_text(json.dumps(definition(archive)), encoding="utf-8")
    create = ["create", "-f", DEFINITION, "--context", "context", "--output-filename", "Containerfile"]
    status, said = gates.run("ansible-builder", *create, folder=folder)
    if status:
        return [*missing, f"ansible-builder create: {said}"]
    needed = ["Containerfile", "_build/requirements.yml", f"_build/{archive.name}"]
    lost = [name for name in needed if not (folder / "context" / name).is_file()]
    return missing + [f"ansible-builder's context lacks {name}" for name in lost]


def wanted() -> set[str]:
    """The requirements as the collection lists them."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def found(said: str) -> set[str]:
    """The requirements that ansible-builder took over; it adds to each whose it is."""
    return {line.partition("#")[0].strip() for line in yaml.safe_load(said)["python"]}


def definition(archive: Path) -> dict:
    """An execution environment with the tarball; the image is built where the context has its files."""
    return {
        "version": 3,
        "dependencies": {
            "ansible_core": {"package_pip": "ansible-core"},
            "ansible_runner": {"package_pip": "ansible-runner"},
            "galaxy": {"collections": [{"name": archive.name, "type": "file"}]},
        },
        "additional_build_files": [{"src": archive.name, "dest": "."}],
    }
