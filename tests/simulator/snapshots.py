# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots that ``device_snapshot`` wrote, served as the devices that they are of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .device import Device
from .faults import Fault
from .fleet import Fleet
from .names import DescriptionError

FORMAT, VERSION = "meinberg-snapshot", 1
NO_STATUS = 500
"""What a path answers of which the snapshot has no HTTP error, such as one that timed out."""


def load(path: str | Path) -> dict[str, Any]:
    """The content of a snapshot's file; DescriptionError where it is none."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as err:
        raise DescriptionError(f"no snapshot in {path}: {err}") from err
    about = content.get("about") if isinstance(content, dict) else None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise DescriptionError(f"{path} is no snapshot: device_snapshot writes such files")
    if about.get("version") != VERSION:
        raise DescriptionError(f"{path} is a snapshot of version {about.get('version')!r}, not {VERSION}")
    if not all(isinstance(content.get(part), dict) for part in ("answers", "failures")):
        raise DescriptionError(f"{path} is a snapshot without answers or failures")
    return content


def device_of(path: str | Path, name: str | None = None) -> Device:
    """The device of a snapshot, called like the file: it answers what that did, and refuses what that refused."""
    content = load(path)
    answers, failures = content["answers"], content["failures"]
    nonsense = {refused: None for refused, why in failures.items() if why["reason"] == "malformed"}
    faults = tuple(
        _refusal(refused, why["status_code"]) for refused, why in failures.items() if refused not in nonsense
    )
    return Device(name or Path(path).stem, content["about"]["os"], captured={**answers, **nonsense}, faults=faults)


def _refusal(path: str, status_code: int | None) -> Fault:
    status = status_code if status_code is not None and status_code >= 400 else NO_STATUS
    return Fault("status", path=path, parameters={"status": status})


def fleet_of(paths: Iterable[str | Path]) -> Fleet:
    """A fleet of snapshots; files of one name in several folders are numbered."""
    found: dict[str, Device] = {}
    for path in paths:
        stem, number = Path(path).stem, 1
        name = stem
        while name in found:
            number += 1
            name = f"{stem}-{number}"
        found[name] = device_of(path, name)
    return Fleet(tuple(found.values()))
