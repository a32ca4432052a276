# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit is asked for, read from the task's options and from the variables of hosts."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.audit_arguments import PLAN
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import request

NOW = datetime(2026, 3, 17, 9, 30, tzinfo=timezone.utc)
OPTIONS = {name: option.get("default") for name, option in PLAN.items()}


def test_the_options_are_taken_over(tmp_path):
    given = {**OPTIONS, "profiles": ["gnss"], "params": {"a": 1}, "fail_on": "minor", "max_clock_difference_s": 3.0}
    asked = request.of_options(given, "play-1", NOW, {"core": ["a"]}, tmp_path)
    assert asked == request.Request(
        run_id="", play_id="play-1", started="2026-03-17T09:30:00Z", profiles=["gnss"], params={"a": 1}, waivers=[],
        hosts={}, groups={"core": ["a"]}, min_synchronized={}, max_clock_difference_s=3.0, fail_on="minor",
        unsupported="note", base=tmp_path,
    )  # fmt: skip
    assert request.of_options({**given, "run_id": "mine"}, "play-1", NOW, {}, tmp_path).run_id == "mine"


def test_a_host_has_what_it_defines():
    found = {"compliance_site": "Berlin", "compliance_host_params": {"a": 1}, "compliance_ptp_plan": None}
    assert request.of_host("a", found) == {"site": "Berlin", "params": {"a": 1}, "ntp_address": "a"}
    assert request.of_host("a", {"compliance_ptp_probes": []})["ptp_probes"] == [], "an empty list is defined"


@pytest.mark.parametrize(
    ("found", "address"),
    [
        ({"compliance_ntp_address": "ntp", "meinberg_host": "web", "ansible_host": "ssh"}, "ntp"),
        ({"meinberg_host": "web", "ansible_host": "ssh"}, "web"),
        ({"compliance_ntp_address": "", "meinberg_host": None, "ansible_host": "ssh"}, "ssh"),
        ({}, "a"),
    ],
)
def test_clients_ask_the_nearest_address(found, address):
    assert request.of_host("a", found)["ntp_address"] == address
