# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's lists of leap seconds: which one a run has, and what all of it leads to where it has expired."""

from __future__ import annotations

import sys
import zoneinfo
from dataclasses import replace
from datetime import datetime, timezone

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.facts.leap_seconds import BUILT_IN
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.findings.wording import message
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import leap_lists, store
from tests.simulator import Device
from tests.unit.support.compliance import audit, merged
from tests.unit.support.gathered import gathered

EXPIRES = datetime(2027, 6, 28, tzinfo=timezone.utc)
LIST = "#@ 4023129600\n3644697600 36\n3692217600 37\n"
EXPIRED = replace(BUILT_IN, source="a file", expires=datetime(2026, 1, 1, tzinfo=timezone.utc))


def test_the_controllers_list_is_taken_where_it_expires_last(tmp_path):
    (tmp_path / "leap-seconds.list").write_text(LIST)
    found, warnings = leap_lists.choose([tmp_path / "absent", tmp_path])
    assert (found.source, found.expires) == (str(tmp_path / "leap-seconds.list"), EXPIRES)
    assert warnings == []


def test_a_damaged_file_is_skipped_with_one_warning(tmp_path):
    (tmp_path / "leap-seconds.list").write_text(LIST)
    (tmp_path / "leapseconds").write_bytes(b"Leap\xff\n")
    found, warnings = leap_lists.choose([tmp_path])
    assert found.source == str(tmp_path / "leap-seconds.list")
    path = tmp_path / "leapseconds"
    assert warnings == [f"the leap second list {path} is damaged: line 1 cannot be read; another list is used"]


def test_a_file_that_cannot_be_read_is_skipped_with_one_warning(tmp_path, monkeypatch):
    (tmp_path / "leapseconds").write_text("")

    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(leap_lists, "_text", refuse)
    found, (warning,) = leap_lists.choose([tmp_path])
    assert found is BUILT_IN
    assert warning.endswith("cannot be read: Permission denied; another list is used")


def test_without_any_file_the_built_in_list_is_taken(tmp_path):
    assert leap_lists.choose([tmp_path]) == (BUILT_IN, [])


def test_a_package_has_its_folder_beside_those_of_the_system(tmp_path, monkeypatch):
    (tmp_path / "tzdata").mkdir()
    (tmp_path / "tzdata" / "__init__.py").write_text("")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path / "system"),))
    monkeypatch.delitem(sys.modules, "tzdata", raising=False)
    assert leap_lists.folders() == [tmp_path / "system", tmp_path / "tzdata" / "zoneinfo"]
    monkeypatch.setattr(sys, "path", [])
    assert leap_lists.folders() == [tmp_path / "system"]


def test_an_expired_list_is_one_finding_and_no_devices_fault(tmp_path):
    facts = {"a": gathered(Device("a")), "b": gathered(Device("b", states=("leap_announced",)))}
    report = merged(audit(tmp_path, facts, leap_list=EXPIRED))
    (current,) = [one for one in report.results if one.rule == "leap-list-current"]
    assert (current.status, current.severity) == ("fail", "minor")
    assert message(current) == "the leap second list (a file) expired on 2026-01-01"
    judged = [one for one in report.results if one.rule in ("leap-announcement", "leap-tai-offset")]
    assert {(one.status, one.severity, one.reason.code, one.offered) for one in judged} == {
        ("unknown", "info", "leap_list_expired", True),
    }  # fmt: skip
    assert {one.remedy for one in judged} == {current.remedy}
    assert report.run["leap_list"] == {"source": "a file", "expires": "2026-01-01T00:00:00Z", "next": None}


def test_of_several_slices_the_list_that_expires_first_is_reported(tmp_path):
    facts = {name: gathered(Device(name)) for name in "ab"}
    one = audit(tmp_path / "one", {"a": facts["a"]})
    other = audit(tmp_path / "other", {"b": facts["b"]}, leap_list=EXPIRED)
    assert merged(one, other).run["leap_list"]["source"] == "a file"


def test_a_manifest_without_a_list_means_the_built_in_one(tmp_path):
    folder = audit(tmp_path, {"a": gathered(Device("a"))})
    path = store.manifest_path(folder, "run-1")
    manifest = files.read_json(path)
    del manifest["leap_list"]
    files.write_json(path, manifest)
    assert merged(folder).run["leap_list"]["source"] == "built-in"
