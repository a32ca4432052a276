# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files: written whole or not at all, read with their mistakes named."""

from __future__ import annotations

import json
import os
import threading
from io import FileIO, TextIOWrapper

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import StoreError


def failing(chunks: list[str], error: BaseException):
    yield from chunks
    raise error


@pytest.mark.parametrize("error", [RuntimeError("no"), KeyboardInterrupt(), StoreError("no")])
def test_what_cannot_be_written_whole_leaves_the_old_file_and_nothing_else(tmp_path, error):
    path = tmp_path / "report.json"
    files.write_whole(path, ["old"])
    with pytest.raises(type(error)):
        files.write_whole(path, failing(["new"] * 10_000, error))
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]
    assert path.read_text("utf-8") == "old"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_told_in_one_sentence(tmp_path, monkeypatch):
    def full(*_args, **_more) -> TextIOWrapper:
        return TextIOWrapper(FileIO("/dev/full", "w"))

    monkeypatch.setattr(files.tempfile, "NamedTemporaryFile", full)
    monkeypatch.setattr(files.Path, "unlink", lambda *_args, **_more: None)
    with pytest.raises(StoreError, match=r"report\.json cannot be written: No space left on device$"):
        files.write_whole(tmp_path / "report.json", ["x" * 100_000])


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="cannot be written: (File exists|Not a directory)"):
        files.write_whole(tmp_path / "file" / "report.json", ["x"])
    with pytest.raises(StoreError, match="cannot be written to: (File exists|Not a directory)"):
        files.check_writable(tmp_path / "file")


def test_a_file_may_be_read_by_whom_the_umask_lets(tmp_path):
    files.write_whole(tmp_path / "a.json", ["x"])
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == files._MODE


def test_readers_never_see_half_a_file(tmp_path):
    path, stop = tmp_path / "a.json", threading.Event()
    files.write_json(path, {"value": "x" * 50_000})
    seen = set()

    def read() -> None:
        while not stop.is_set():
            seen.add(len(files.read_json(path)["value"]))

    thread = threading.Thread(target=read)
    thread.start()
    for size in range(50_000, 50_200):
        files.write_json(path, {"value": "x" * size})
    stop.set()
    thread.join()
    assert seen <= set(range(50_000, 50_200))


def test_a_lone_surrogate_is_written_as_its_escape(tmp_path):
    files.write_json(tmp_path / "a.json", {"name": "a\ud800b ä"})
    assert "ä" in (tmp_path / "a.json").read_text("utf-8")
    assert files.read_json(tmp_path / "a.json") == {"name": "a\ud800b ä"}


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
        files.read_json(path, "run_id", "results")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_are_compact_and_keep_their_order(tmp_path):
    files.write_json(tmp_path / "a.json", {"b": 1, "a": [1, 2]})
    assert (tmp_path / "a.json").read_text("utf-8") == '{"b":1,"a":[1,2]}'
    assert list(json.loads((tmp_path / "a.json").read_text("utf-8"))) == ["b", "a"]
