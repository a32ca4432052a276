# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot is served as the device that it is of: every module reads the same of it, but for what is redacted."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import Error
from ansible_collections.timesync.meinberg.plugins.module_utils.gather import gather
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import FACETS
from ansible_collections.timesync.meinberg.plugins.module_utils.snapshot.take import take
from tests.simulator import DescriptionError, Device, Fault, Fleet, serve, snapshots
from tests.simulator.__main__ import main
from tests.unit.support.options import options
from tests.unit.support.reading import every_device
from tests.unit.support.snapshots import REDACTED_FACTS, differences

AT = datetime(2026, 3, 17, 9, 30, tzinfo=timezone.utc)
SYSTEM = "/api/state/system"
REFUSED = [
    Device("refused-forbidden", "meinbergos", faults=(Fault("forbidden", path="/api/state/ptp"),)),
    Device("refused-nonsense", "meinbergos", faults=(Fault("truncated_json", path="/api/state/ntp"),)),
    Device("refused-error", "meinbergos", faults=(Fault("server_error", path="/api/state/modules"),)),
]
ALL = [
    device.fitted(name=f"{device.name.replace(' ', '-')}-{number}", tls=False)
    for number, device in enumerate([*every_device(), *REFUSED])
]
NOT_OF_THE_DEVICE = {"http", "gathered_at", "raw"}


@pytest.fixture(scope="module")
def twins(tmp_path_factory):
    """What each device and its served snapshot give."""
    folder = tmp_path_factory.mktemp("snapshots")
    before = {}
    with serve(Fleet(tuple(ALL), base="127.79.0.1"), AT) as running:
        for name, host in running.devices.items():
            before[name] = gather(options(host), list(FACETS))
            take(options(host, dest=str(folder / f"{name}.json"), redact=True, check_mode=False))
    fleet = snapshots.fleet_of(sorted(folder.glob("*.json"))).changed(base="127.79.4.1", tls=False)
    with serve(fleet) as running:
        return {name: (before[name], gather(options(host), list(FACETS))) for name, host in running.devices.items()}


@pytest.mark.parametrize("name", [device.name for device in ALL])
def test_the_twin_gives_the_same_facts(twins, name):
    before, after = ({key: value for key, value in one.items() if key not in NOT_OF_THE_DEVICE} for one in twins[name])
    for one in (before, after):
        for where in ("host", "port", "web_url"):
            one["device"].pop(where)
    assert set(differences(before, after)) <= REDACTED_FACTS


def test_the_twin_gives_each_redacted_fact_somewhere(twins):
    found = {place for before, after in twins.values() for place in differences(before, after)}
    assert found >= REDACTED_FACTS


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.json"

    def write(**changes):
        about = {"format": snapshots.FORMAT, "version": snapshots.VERSION, "os": "meinbergos", "redacted": True}
        content = {"about": about, "answers": {SYSTEM: {"data": {"uptime": "5 sec"}}}, "failures": {}}
        path.write_text(json.dumps({**content, **changes}))
        return path

    return write


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("nonsense", "no snapshot in"),
        ("[]", "is no snapshot"),
        ('{"about": {"format": "else"}}', "is no snapshot"),
        ('{"about": {"format": "meinberg-snapshot", "version": 2}}', "a snapshot of version 2, not 1"),
        ('{"about": {"format": "meinberg-snapshot", "version": 1}}', "without answers"),
    ],
)
def test_another_file_is_refused(tmp_path, content, why):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(DescriptionError, match=why):
        snapshots.load(tmp_path / "x.json")


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        ({"reason": "forbidden", "status_code": 403}, "forbidden"),
        ({"reason": "http", "status_code": 418}, "http"),
        ({"reason": "timeout", "status_code": None}, "http"),
        ({"reason": "malformed", "status_code": 200}, "malformed"),
        ({"reason": "not_found", "status_code": 404}, "not_found"),
    ],
)
def test_a_path_that_refused_refuses_again(file, failure, reason):
    device = snapshots.device_of(file(failures={"/api/state/ptp": failure})).fitted(tls=False)
    with serve(Fleet.of(device, base="127.79.8.1")) as running:
        found = gather(options(running.devices["mine"]), ["ptp"])
    assert found["device"]["os"] == "meinbergos"
    assert {note["reason"] for note in found["unavailable"] if note["path"] == "/api/state/ptp"} == {reason}


def test_files_of_one_name_are_numbered(file, tmp_path):
    path = file()
    other = tmp_path / "other" / path.name
    other.parent.mkdir()
    other.write_text(path.read_text())
    assert [device.name for device in snapshots.fleet_of([path, other]).devices] == ["mine", "mine-2"]


def test_the_command_line_takes_snapshots(file, capsys):
    path = str(file())
    assert main(["--snapshot", path, "--snapshot", path, "--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["mine", "mine-2"]
    assert main(["--snapshot", path, "--check"]) == 0
    assert "1 device, no mistakes" in capsys.readouterr().out
    assert main(["--snapshot", "nowhere.json", "--check"]) == 2
    assert "no snapshot in nowhere.json" in capsys.readouterr().err


def test_a_login_that_is_wrong_is_refused(file):
    device = snapshots.device_of(file()).fitted(tls=False)
    with serve(Fleet.of(device, base="127.79.8.1")) as running, pytest.raises(Error) as caught:
        gather(options(running.devices["mine"], password="wrong"), ["status"])
    assert caught.value.kind == "auth"
