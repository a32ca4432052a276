# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: identity and firmware."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.ltos.device import (
    api_version,
    architecture,
    device,
    edition,
    version,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.quantities import Malformed
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader

FIRMWARES = [
    ("fw_7.10.008", "7.10.008", None, None),
    ("firmware-7.10.008-x32", "7.10.008", None, "x32"),
    ("fw_7.06.014-light", "7.06.014-light", "light", None),
    ("firmware-7.06.014-light-x32", "7.06.014-light", "light", "x32"),
    (" firmware-7.08.025-x64 ", "7.08.025", None, "x64"),
    ("7.10.8", "7.10.8", None, None),
    ("osv", "osv", None, None),
    ("fw_", None, None, None),
    ("N/A", None, None, None),
    ("", None, None, None),
    (None, None, None, None),
]


@pytest.mark.parametrize(("written", "plain", "kind", "processor"), FIRMWARES)
def test_a_firmwares_name(written, plain, kind, processor):
    assert (version(written), edition(written), architecture(written)) == (plain, kind, processor)


@pytest.mark.parametrize("parse", [version, edition, architecture, api_version])
@pytest.mark.parametrize("wrong", [True, [], {}])
def test_what_is_no_name_is_malformed(parse, wrong):
    with pytest.raises(Malformed):
        parse(wrong)


@pytest.mark.parametrize(
    ("written", "plain"),
    [("LANTIME REST API V20.05.013", "20.05.013"), ("20.05.013", "20.05.013"), ("V21.10", "21.10"), ("-", None)],
)
def test_the_version_of_the_api(written, plain):
    assert api_version(written) == plain


def test_the_more_particular_place_wins():
    answer = {
        "system-information": {"model": "M600 ", "version": "fw_7.10.008", "serial-number": "1", "hostname": ""},
        "changes": {"pending-changes": "2"},
        "data": {
            "chassis0": {"model": "chassis", "serial-number": "2", "backplane-revision": "V53"},
            "rest-api": {"api-version": "20.05.013"},
            "system": {
                "firmware": {
                    "running": "fw_7.10.007-light",
                    "fwimage": "firmware-7.10.008-x32",
                    "selected": "osv",
                    "update": {"update-in-progress": "true", "update-progress": "40", "last-update-started": "never"},
                    "firmware": [{"object-id": "osv", "version": "6.16.7", "type": "Standard"}],
                }
            },
        },
    }
    reader = Reader("device")
    found = device(reader, answer)
    update = found["firmware"].pop("update")
    assert found == {
        "model": "M600",
        "serial_number": "1",
        "hostname": None,
        "chassis_serial_number": "2",
        "backplane_revision": "V53",
        "api_version": "20.05.013",
        "time_stamp": None,
        "pending_changes": 2,
        "firmware": {
            "version": "7.10.008",
            "edition": "light",
            "architecture": "x32",
            "raw": "fw_7.10.008",
            "selected": "osv",
            "installed": [{"id": "osv", "version": "6.16.7", "type": "Standard"}],
            "packages": None,
        },
    }
    assert (update["in_progress"], update["progress_percent"], update["last_started"]) == (True, 40, None)
    assert reader.unavailable == []


@pytest.mark.parametrize(
    ("firmware", "plain"),
    [
        ({"running": "fw_7.10.008", "fwimage": "firmware-7.10.009-x32"}, "7.10.008"),
        ({"running": "", "fwimage": "firmware-7.10.009-x32"}, "7.10.009"),
        ({"running": None, "fwimage": "firmware-7.10.009-x32"}, "7.10.009"),
        ({"fwimage": "firmware-7.10.009-x32"}, "7.10.009"),
        ({}, None),
    ],
)
def test_the_image_tells_where_the_running_firmware_does_not(firmware, plain):
    assert device(Reader("device"), {"data": {"system": {"firmware": firmware}}})["firmware"]["version"] == plain


def test_nothing_is_noted_with_the_place_that_lacks_it():
    reader = Reader("device")
    assert device(reader, {"data": {}})["firmware"] == {"installed": None, "packages": None}
    assert [(note["path"], note["reason"]) for note in reader.unavailable] == [
        ("/api/status#/system-information", "not_found"),
        ("/api/status#/data/system", "not_found"),
        ("/api/status#/data/chassis0", "not_found"),
    ]
    assert all(fact.startswith("device") for note in reader.unavailable for fact in note["facts"])
