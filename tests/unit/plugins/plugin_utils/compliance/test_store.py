# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a run: whole or not at all, in their folder, and of their run."""

from __future__ import annotations

import json
import os
import threading
import time
from io import FileIO, TextIOWrapper

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance import store
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.errors import StoreError

HOSTILE = [
    "plain", "a.example.net", "..", ".", "../../etc/passwd", "/etc/passwd", "a/b", "a\\b", "~root", "a b", "a:b",
    "ä€😀", "[::1]", "a%2Fb", "a\nb", "a\x00b", "CON", "-rf", "*", "fe80::1%eth0", "'\"$(id)",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTILE)
def test_no_host_name_leads_out_of_the_folder(tmp_path, host):
    name = store.file_name(host)
    path = tmp_path / store.FACTS / name
    assert path.resolve().parent == (tmp_path / store.FACTS).resolve()
    store.write_json(path, {"host": host})
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


def failing(chunks: list[str], error: BaseException):
    yield from chunks
    raise error


@pytest.mark.parametrize("error", [RuntimeError("no"), KeyboardInterrupt(), StoreError("no")])
def test_what_cannot_be_written_whole_leaves_the_old_file_and_nothing_else(tmp_path, error):
    path = tmp_path / "report.json"
    store.write_whole(path, ["old"])
    with pytest.raises(type(error)):
        store.write_whole(path, failing(["new"] * 10_000, error))
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]
    assert path.read_text("utf-8") == "old"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_told_in_one_sentence(tmp_path, monkeypatch):
    def full(*_args, **_more) -> TextIOWrapper:
        return TextIOWrapper(FileIO("/dev/full", "w"))

    monkeypatch.setattr(store.tempfile, "NamedTemporaryFile", full)
    monkeypatch.setattr(store.Path, "unlink", lambda *_args, **_more: None)
    with pytest.raises(StoreError, match=r"report\.json cannot be written: No space left on device$"):
        store.write_whole(tmp_path / "report.json", ["x" * 100_000])


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="cannot be written: (File exists|Not a directory)"):
        store.write_whole(tmp_path / "file" / "report.json", ["x"])
    with pytest.raises(StoreError, match="cannot be written to: (File exists|Not a directory)"):
        store.check_writable(tmp_path / "file")


def test_a_file_may_be_read_by_whom_the_umask_lets(tmp_path):
    store.write_whole(tmp_path / "a.json", ["x"])
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == store._MODE


def test_readers_never_see_half_a_file(tmp_path):
    path, stop = tmp_path / "a.json", threading.Event()
    store.write_json(path, {"value": "x" * 50_000})
    seen = set()

    def read() -> None:
        while not stop.is_set():
            seen.add(len(store.read_json(path)["value"]))

    thread = threading.Thread(target=read)
    thread.start()
    for size in range(50_000, 50_200):
        store.write_json(path, {"value": "x" * size})
    stop.set()
    thread.join()
    assert seen <= set(range(50_000, 50_200))


def test_a_lone_surrogate_is_written_as_its_escape(tmp_path):
    store.write_json(tmp_path / "a.json", {"name": "a\ud800b ä"})
    assert "ä" in (tmp_path / "a.json").read_text("utf-8")
    assert store.read_json(tmp_path / "a.json") == {"name": "a\ud800b ä"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"run_id": "r", "res', "a.json is cut short or no JSON: Unterminated string"),
        (b"", "a.json is cut short or no JSON: Expecting value"),
        (b"\xff\xfe", "a.json is cut short or no JSON"),
        (b"[1]", "a.json holds no JSON object"),
        (b"null", "a.json holds no JSON object"),
        (b'{"run_id": "r"}', "a.json lacks results"),
        (None, "a.json cannot be read: No such file or directory"),
    ],
)
def test_a_file_that_is_not_right_is_told_in_one_sentence(tmp_path, content, told):
    path = tmp_path / "a.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        store.read_json(path, "run_id", "results")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_manifest_keeps_the_hosts_of_other_slices(tmp_path):
    store.write_manifest(tmp_path, "r", {"a": {"site": "one"}}, play_id="p", started="t")
    store.write_manifest(tmp_path, "r", {"b": {}}, play_id="p", started="t")
    assert store.read_json(store.manifest_path(tmp_path, "r"))["hosts"] == {"a": {"site": "one"}, "b": {}}


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
        store.write_json(tmp_path / store.FACTS / store.file_name(host), {"run_id": run} if run else {})
    found = {host: store.of_run(tmp_path, store.FACTS, "r", host) for host in "abcd"}
    assert found == {"a": {"run_id": "r"}, "b": None, "c": None, "d": None}


def test_files_are_compact_and_keep_their_order(tmp_path):
    store.write_json(tmp_path / "a.json", {"b": 1, "a": [1, 2]})
    assert (tmp_path / "a.json").read_text("utf-8") == '{"b":1,"a":[1,2]}'
    assert list(json.loads((tmp_path / "a.json").read_text("utf-8"))) == ["b", "a"]


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
