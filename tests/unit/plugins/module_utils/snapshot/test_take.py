# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the device to the file, against simulated devices."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot import take as taking
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.check import LeakError
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.take import (
    DestinationError,
    TooMuchError,
    take,
)
from tests.simulator import Device, Fleet, serve
from tests.unit.support.options import options

FLEET = Fleet.of(Device("zeus-lantime"), Device("zeus-sync", "meinbergos"), base="127.78.0.1", tls=False)


@pytest.fixture(scope="module")
def running():
    with serve(FLEET) as fleet:
        yield fleet


@pytest.fixture
def taken(running, tmp_path):
    def run(name="zeus-lantime", dest=tmp_path / "x.json", **more):
        own = {"dest": str(dest), "redact": True, "check_mode": False, **more}
        return take(options(running.devices[name], **own))

    return run


@pytest.mark.parametrize("name", [device.name for device in FLEET.devices])
def test_a_snapshot_is_written(taken, tmp_path, name):
    result = taken(name)
    path = tmp_path / "x.json"
    content = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert result["changed"] is True
    assert result["snapshot"]["path"] == str(path)
    assert result["snapshot"]["size_bytes"] == path.stat().st_size
    assert result["snapshot"]["manifest"] == content["manifest"]
    assert result["snapshot"]["answer_count"] == len(content["answers"])
    assert result["device"]["hostname"] == name
    assert name not in path.read_text()
    assert not {"warnings", "raw"} & set(result)


def test_the_same_content_is_no_change(taken, tmp_path, running):
    first = taken()
    written = (tmp_path / "x.json").read_text()
    destination = taking.Destination(str(tmp_path / "x.json"))
    assert destination.write(written, "ltos", check_mode=False) == (tmp_path / "x.json", False)
    (tmp_path / "x.json").chmod(0o644)
    assert destination.write(written, "ltos", check_mode=False) == (tmp_path / "x.json", True)
    assert stat.S_IMODE((tmp_path / "x.json").stat().st_mode) == 0o600
    assert first["changed"] is True


def test_check_mode_reads_and_writes_nothing(taken, tmp_path):
    result = taken(dest=f"{tmp_path}/new/folder/", check_mode=True)
    assert result["changed"] is True
    assert result["snapshot"]["answer_count"] == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_gets_files_whose_names_tell_nothing(taken, tmp_path):
    paths = [taken(dest=f"{tmp_path}/new/")["snapshot"]["path"] for _time in range(2)]
    paths.append(taken("zeus-sync", tmp_path / "new")["snapshot"]["path"])
    assert [Path(path).name for path in paths] == [
        "meinberg-snapshot-ltos-1.json",
        "meinberg-snapshot-ltos-2.json",
        "meinberg-snapshot-meinbergos-1.json",
    ]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(Path(path).name for path in paths)


def test_one_that_is_not_redacted_says_so(taken, tmp_path):
    result = taken(redact=False, include_raw=True)
    content = (tmp_path / "x.json").read_text()
    assert "zeus-lantime" in content
    assert "NOT REDACTED" in content
    assert "NOT REDACTED" in result["warnings"][0]
    assert result["snapshot"]["redacted"] is False
    assert result["snapshot"]["manifest"] is None
    assert result["raw"]["/api/status"]["system-information"]["hostname"] == "zeus-lantime"


def test_of_endless_answers_there_is_no_snapshot(taken, tmp_path, monkeypatch):
    monkeypatch.setattr(taking, "MOST_BYTES", 1000)
    with pytest.raises(TooMuchError, match="that is no time server"):
        taken()
    assert list(tmp_path.iterdir()) == []


def test_a_leak_stops_it(taken, tmp_path, monkeypatch):
    monkeypatch.setattr(taking, "text", lambda content: json.dumps({"x": "00:13:95:16:7c:9c"}))
    with pytest.raises(LeakError):
        taken()
    assert list(tmp_path.iterdir()) == []


def test_a_credential_stops_it_even_without_redaction(taken, tmp_path, monkeypatch):
    monkeypatch.setattr(taking, "text", lambda content: json.dumps({"x": "simulated"}))
    with pytest.raises(LeakError, match="a credential in /x"):
        taken(redact=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("dest", "why"),
    [
        ("", "dest is not valid"),
        ("/dev/null", "neither a file nor a folder"),
        ("/proc/x/y.json", "cannot be written"),
        ("{tmp}/file/x.json", "is no folder"),
        ("{tmp}/file/", "is no folder|Not a directory"),
        ("{tmp}/\0x", "dest is not valid"),
    ],
)
def test_a_place_that_cannot_be_written_costs_no_request(taken, tmp_path, running, dest, why):
    (tmp_path / "file").write_text("mine")
    before = running.devices["zeus-lantime"].request_count
    with pytest.raises(DestinationError, match=why):
        taken(dest=dest.format(tmp=tmp_path))
    assert running.devices["zeus-lantime"].request_count == before
    assert (tmp_path / "file").read_text() == "mine"


def test_a_full_disk_leaves_the_old_file(taken, tmp_path, monkeypatch):
    (tmp_path / "x.json").write_text("old")

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(DestinationError, match="No space left on device"):
        taken()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x.json", "old")]
