# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a run: its manifest, facts and results by host, written whole or not at all."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote

from ...common.errors import StoreError
from ...common.files import read_json, write_json

FACTS, RESULTS, PROBES = "facts", "results", "probes"
KEPT, KEPT_DAYS = 20, 7
"""How many manifests are kept whatever their age, and for how long all are."""


def file_name(host: str) -> str:
    """A file's name for a host, whatever the host is called: ``/`` and ``..`` can't escape."""
    encoded = quote(host, safe="-_@+, ", errors="surrogatepass").replace("~", "%7E")
    if len(encoded) > 200:
        raise StoreError(f"the host name {host[:40]}… is too long for a file's name")
    return f"{encoded}.json"


def host_of(name: str) -> str:
    """The host that a file's name stands for."""
    return unquote(name.removesuffix(".json"), errors="surrogatepass")


def manifest_path(folder: Path, run_id: str) -> Path:
    """Where a run's manifest lies."""
    return folder / f"run-{quote(run_id, safe='-_')}.json"


def write_manifest(folder: Path, run_id: str, hosts: Mapping[str, Mapping], **more: object) -> None:
    """Write the expected hosts of a run, before any is read; another slice's of the same run are kept."""
    path = manifest_path(folder, run_id)
    known = expected(folder, run_id) if path.exists() else {}
    write_json(path, {"run_id": run_id, **more, "hosts": {**known, **hosts}})


def expected(folder: Path, run_id: str) -> dict[str, dict]:
    """The hosts that a run expects, with what each defines."""
    return read_json(manifest_path(folder, run_id), "hosts")["hosts"]


def run_of_play(folder: Path, begun: Mapping) -> str | None:
    """The run that an earlier batch of the same play began, with the same settings; ``None`` in its first batch."""
    for path in sorted(folder.glob("run-*.json"), reverse=True):
        try:
            manifest = read_json(path)
        except StoreError:
            if path.exists():
                raise
            continue  # another run, which begins at the same time, has just forgotten it
        if _holds(manifest, begun):
            return manifest["run_id"]
    return None


def forget_manifests(folder: Path) -> None:
    """Remove manifests that are neither among the newest nor young; a run that is under way is both."""
    young = time.time() - KEPT_DAYS * 86400
    ages = {path: _written_at(path) for path in folder.glob("run-*.json")}
    for path in sorted(ages, key=ages.__getitem__, reverse=True)[KEPT:]:
        if ages[path] < young:
            with suppress(OSError):
                path.unlink()


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # removed by another run
        return 0.0


def knows(folder: Path, run_id: str, begun: Mapping) -> bool:
    """Whether an earlier batch of the same play, with the same settings, has written the run's manifest."""
    path = manifest_path(folder, run_id)
    return path.exists() and _holds(read_json(path), begun)


def _holds(manifest: Mapping, begun: Mapping) -> bool:
    return all(manifest.get(name) == value for name, value in json.loads(json.dumps(begun)).items())


def of_run(folder: Path, kind: str, run_id: str, host: str, *names: str) -> dict | None:
    """The content of a host's file, in which ``names`` must be; ``None`` where it has none, or one of another run."""
    path = folder / kind / file_name(host)
    content = read_json(path, *names) if path.exists() else None
    return content if content is not None and content.get("run_id") == run_id else None


def probes_of_run(folder: Path, run_id: str) -> list[dict]:
    """What each probe host found in this run, by its name."""
    contents = [read_json(path, "probe", "ntp", "ptp", "problems") for path in sorted((folder / PROBES).glob("*.json"))]
    return [content for content in contents if content.get("run_id") == run_id]
