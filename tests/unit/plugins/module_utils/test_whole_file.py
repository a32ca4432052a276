# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are there whole or as they were before."""

from __future__ import annotations

import stat

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils import whole_file


def test_a_file_is_written_with_its_mode(tmp_path):
    whole_file.write(tmp_path / "x", ["a", "\udc80b\n"], 0o640)
    assert (tmp_path / "x").read_bytes() == b"a\\udc80b\n"
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o640


def test_a_file_that_is_there_stays_where_it_is_to_be_kept(tmp_path):
    (tmp_path / "x").write_text("old")
    with pytest.raises(FileExistsError):
        whole_file.write(tmp_path / "x", ["new"], keep=True)
    whole_file.write(tmp_path / "y", ["new"], keep=True)
    assert sorted((path.name, path.read_text()) for path in tmp_path.iterdir()) == [("x", "old"), ("y", "new")]


def test_nothing_is_left_of_a_write_that_fails(tmp_path):
    def chunks():
        yield "a"
        raise KeyboardInterrupt

    (tmp_path / "x").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        whole_file.write(tmp_path / "x", chunks())
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x", "old")]
