# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a run: whole or not at all, in their folder, and of their run."""

from __future__ import annotations

import os
import time

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import StoreError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import store

HOSTILE = [
    "plain", "a.example.net", "..", ".", "../../etc/passwd", "/etc/passwd", "a/b", "a\\b", "~root", "a b", "a:b",
    "ä€😀", "[::1]", "a%2Fb", "a\nb", "a\x00b", "CON", "-rf", "*", "fe80::1%eth0", "'\"$(id)",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTILE)
def test_no_host_name_leads_out_of_the_folder(tmp_path, host):
    name = store.file_name(host)
    path = tmp_path / store.FACTS / name
    assert path.resolve().parent == (tmp_path / store.FACTS).resolve()
    files.write_json(path, {"host": host})
    assert [one.name for one in path.parent.iterdir()] == [name]
    assert store.host_of(name) == host


def test_different_hosts_have_different_files():
    assert len({store.file_name(host) for host in HOSTILE}) == len(HOSTILE)


def test_a_name_that_is_too_long_is_refused():
    with pytest.raises(StoreError, match=r"^the host name x{40}… is too long for a file's name$"):
        store.file_name("x" * 201)


@pytest.mark.parametrize("run_id", ["../up", "a/b", "20260317T093000Z", "ä b", "..", "a" * 100])
def test_no_run_id_leads_out_of_the_folder(tmp_path, run_id):
    assert store.manifest_path(tmp_path, run_id).resolve().parent == tmp_path.resolve()


def test_the_manifest_keeps_the_hosts_of_other_slices(tmp_path):
    store.write_manifest(tmp_path, "r", {"a": {"site": "one"}}, play_id="p", started="t")
    store.write_manifest(tmp_path, "r", {"b": {}}, play_id="p", started="t")
    assert files.read_json(store.manifest_path(tmp_path, "r"))["hosts"] == {"a": {"site": "one"}, "b": {}}


def test_a_run_is_found_by_its_play(tmp_path):
    assert store.run_of_play(tmp_path, {"play_id": "p"}) is None
    store.write_manifest(tmp_path, "20260101", {}, play_id="p", params={"a": [1]})
    store.write_manifest(tmp_path, "20260102", {}, play_id="q", params={})
    assert store.run_of_play(tmp_path, {"play_id": "p"}) == "20260101"
    assert store.run_of_play(tmp_path, {"play_id": "p", "params": {"a": (1,)}}) == "20260101"
    assert store.run_of_play(tmp_path, {"play_id": "p", "params": {}}) is None
    assert store.knows(tmp_path, "20260101", {"play_id": "p"})
    assert not store.knows(tmp_path, "20260101", {"play_id": "q"})
    assert not store.knows(tmp_path, "20260103", {"play_id": "p"})


def test_only_files_of_the_run_are_read(tmp_path):
    for host, run in (("a", "r"), ("b", "other"), ("c", None)):
        files.write_json(tmp_path / store.FACTS / store.file_name(host), {"run_id": run} if run else {})
    found = {host: store.of_run(tmp_path, store.FACTS, "r", host) for host in "abcd"}
    assert found == {"a": {"run_id": "r"}, "b": None, "c": None, "d": None}


def manifest_of_age(folder, run_id: str, days: float):
    store.write_manifest(folder, run_id, {}, play_id=run_id)
    path = store.manifest_path(folder, run_id)
    written = time.time() - days * 86400
    os.utime(path, (written, written))
    return path


def test_manifests_of_long_ago_are_forgotten(tmp_path):
    days = [0, 0.5, *range(1, 31), store.KEPT_DAYS - 0.1]
    paths = {day: manifest_of_age(tmp_path, f"{number:02d}", day) for number, day in enumerate(days)}
    (tmp_path / "report.json").write_text("{}", "utf-8")
    store.forget_manifests(tmp_path)
    kept = sorted(day for day, path in paths.items() if path.exists())
    assert kept == sorted(days)[: store.KEPT]
    assert (tmp_path / "report.json").exists()


def test_young_manifests_are_kept_however_many(tmp_path):
    for number in range(store.KEPT * 2):
        manifest_of_age(tmp_path, f"{number:02d}", 1)
    store.forget_manifests(tmp_path)
    assert len(list(tmp_path.glob("run-*.json"))) == store.KEPT * 2


def test_a_manifest_that_another_run_forgets_meanwhile_is_passed_over(tmp_path, monkeypatch):
    store.write_manifest(tmp_path, "1", {}, play_id="p")
    gone = store.manifest_path(tmp_path, "2")
    monkeypatch.setattr(store.Path, "glob", lambda *_: [gone, store.manifest_path(tmp_path, "1")])
    assert store.run_of_play(tmp_path, {"play_id": "p"}) == "1"
    store.forget_manifests(tmp_path)
    gone.write_text("{", "utf-8")
    with pytest.raises(StoreError, match="cut short"):
        store.run_of_play(tmp_path, {"play_id": "p"})
