# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The slices of a run: several controllers, or batches of a play, may each have a folder with some of its hosts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ...common import files
from ...common.errors import StoreError
from ...common.parallel import processes_for, spread
from ..facts.leap_seconds import BUILT_IN, LeapList
from . import host_file, store

_SETTINGS = (
    "run_id", "profiles", "params", "waivers", "min_synchronized", "max_clock_difference_s", "fail_on", "unsupported",
)  # fmt: skip
"""What all slices of a run were asked for."""
_CONTENT = ("host", "gathered_at", "device", "error", "unavailable", "extract", "results")


@dataclass(frozen=True)
class Slices:
    """A run's folders with the manifest that they agree on, and the hosts that it expects."""

    run_id: str
    folders: tuple[Path, ...]
    manifest: Mapping
    """The settings, ``started`` of the first slice, ``groups`` of all, and of their leap second lists the one that
    expires first."""
    hosts: Mapping[str, Mapping]
    """By host, what it defines of its own."""
    expected: tuple[str, ...]
    controllers: tuple[tuple[Mapping | None, frozenset[str]], ...] = ()
    """For each slice, what is known of its controller's clock, and its hosts."""

    @classmethod
    def of(cls, folders: Iterable[Path], run_id: str, inventory: Iterable[str] = ()) -> Slices:
        """Read the manifests; raises ``StoreError`` where no folder has one, or where they differ."""
        distinct = tuple(map(Path, dict.fromkeys(map(str, folders))))
        found = [_manifest(folder, run_id) for folder in distinct]
        known = [manifest for manifest in found if manifest is not None]
        if not known:
            name = store.manifest_path(Path(), run_id).name
            missing = f"there is no file {name} of the run {run_id!r} in {', '.join(map(str, distinct))}"
            raise StoreError(f"{missing}; check the run's id and the folder")
        hosts = {host: about for manifest in known for host, about in manifest["hosts"].items()}
        expected = tuple(sorted({*hosts, *inventory}))
        clocks = tuple((manifest.get("controller_clock"), frozenset(manifest["hosts"])) for manifest in known)
        return cls(run_id, distinct, _agreed(run_id, known), hosts, expected, clocks)

    def results(self) -> dict[str, dict]:
        """Return the checked content of each host's file; raises ``StoreError`` where two folders contradict."""
        shares = spread(partial(_results, self.folders, self.run_id), self.expected, processes_for(len(self.expected)))
        return {host: content for share in shares for host, content in share.items()}

    def facts(self, host: str) -> dict | None:
        """Return a host's facts; ``None`` where no folder has any of this run."""
        found = (store.of_run(folder, store.FACTS, self.run_id, host) for folder in self.folders)
        return next((facts for facts in found if facts is not None), None)

    def probes(self) -> tuple[dict, ...]:
        """Return what each probe host found in this run."""
        return tuple(probe for folder in self.folders for probe in store.probes_of_run(folder, self.run_id))

    def servers(self) -> dict[str, list[str]]:
        """Return, by the address at which probes ask, the hosts that serve NTP there."""
        found: dict[str, list[str]] = {}
        for host, about in self.hosts.items():
            found.setdefault(about.get("ntp_address") or host, []).append(host)
        return found

    def site(self, host: str) -> str:
        """Return the site of a host."""
        return self.hosts.get(host, {}).get("site", "default")


def _manifest(folder: Path, run_id: str) -> dict | None:
    path = store.manifest_path(folder, run_id)
    return files.read_json(path, *_SETTINGS, "hosts", "started", "groups", "base") if path.exists() else None


def _agreed(run_id: str, manifests: Sequence[dict]) -> dict:
    """Return what the slices have in common; raises ``StoreError`` where they were asked for different things."""
    first = manifests[0]
    for name in _SETTINGS:
        if any(manifest[name] != first[name] for manifest in manifests):
            raise StoreError(f"the slices of the run {run_id!r} differ in {name}; give each run an id of its own")
    groups: dict[str, set[str]] = {}
    for group, members in (item for manifest in manifests for item in manifest["groups"].items()):
        groups.setdefault(group, set()).update(members)
    # Each slice has the list of its own controller.
    lists = [LeapList.from_dict(manifest.get("leap_list")) or BUILT_IN for manifest in manifests]
    return {
        **first,
        "started": min(manifest["started"] for manifest in manifests),
        "groups": groups,
        "leap_list": min(lists, key=lambda one: one.expires),
    }


def _results(folders: Sequence[Path], run_id: str, expected: Iterable[str]) -> dict[str, dict]:
    found: dict[str, dict] = {}
    for host in expected:
        contents = [content for folder in folders if (content := _of_host(folder, run_id, host)) is not None]
        if any(content != contents[0] for content in contents):
            problem = f"{host} has results of the run {run_id!r} in two folders, and they differ"
            raise StoreError(f"{problem}; audit each host in one slice only")
        if contents:
            found[host] = contents[0]
    return found


def _of_host(folder: Path, run_id: str, host: str) -> dict | None:
    content = store.of_run(folder, store.RESULTS, run_id, host, *_CONTENT)
    if content is None:
        return None
    checked = host_file.checked(content)
    if checked is None:
        path = folder / store.RESULTS / store.file_name(host)
        raise StoreError(f"{path} holds something other than the results of a host")
    if {checked["host"], *(result.host for result in checked["results"])} != {host}:
        raise StoreError(f"the file of {host} in {folder / store.RESULTS} has the results of {checked['host']}")
    return checked
