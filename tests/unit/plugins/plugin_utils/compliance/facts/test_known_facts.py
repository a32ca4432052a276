# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A path that leads to no fact, and a cause that is no rule, are mistakes of the profile."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ProfileError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.paths import check_paths
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.rules.profile import load_all
from tests.unit.support.compliance import rule

RECEIVERS = {"each": "status.receivers", "value": "satellites.used"}


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "status.sync.state"},
        {"value": "derived.root_distance_ns"},
        {"value": "http.tls.certificate.subject"},
        {"value": "length(status.receivers)"},
        {"value": "/status.sync.state", "each": "status.receivers"},
        RECEIVERS,
        {**RECEIVERS, "where": [{"value": "kind", "equals": "gnss"}], "label": "id"},
        {"each": "status.services", "value": "running"},
        {"each": ["ptp.instances", "ports"], "value": "^.alias"},
        {"each": "ptp_judged", "value": "instance.default_ds.domain_number"},
    ],
)
def test_what_leads_to_a_fact_is_taken(changes):
    check_paths(rule(**changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": "status.sync.stat"}, r"status\.sync\.stat leads to no fact: there is no 'stat' \(did you"),
        ({"value": "statuss.sync"}, r"there is no 'statuss' \(did you mean 'status'"),
        ({"value": "derived.root_distance"}, "did you mean 'root_distance_ns'"),
        ({"each": "status.reciever", "value": "id"}, "did you mean 'receivers'"),
        ({**RECEIVERS, "value": "satellites.usd"}, "did you mean 'used'"),
        ({**RECEIVERS, "where": [{"value": "kynd", "equals": "gnss"}]}, "did you mean 'kind'"),
        ({**RECEIVERS, "label": "idd"}, "did you mean 'id'"),
        ({"value": "status.sync.state", "when": [{"value": "ntp.runing", "equals": True}]}, "did you mean 'running'"),
        ({"each": ["ptp.instances", "ports"], "value": "^.alia"}, "did you mean 'alias'"),
    ],
)
def test_what_leads_nowhere_is_refused(changes, message):
    with pytest.raises(ProfileError, match=message):
        check_paths(rule(**changes))


@pytest.mark.parametrize(
    ("cause", "message"),
    [("status-know", "which is no rule of own .did you mean 'status-known'"), ("gnss:gnss-antenna", None)],
)
def test_a_cause_of_a_selected_profile_is_a_rule_of_it(tmp_path, cause, message):
    path = tmp_path / "own.yml"
    path.write_text(
        f"""
id: own
title: Own
version: 1.0.0
rules:
  - {{id: status-known, title: t, severity: info, basis: claimed, source: s, value: status.sync.state,
     expect: {{equals: a}}, remedy: r}}
  - {{id: two, title: t, severity: info, basis: claimed, source: s, value: status.sync.state,
     expect: {{equals: a}}, remedy: r, caused_by: ["{cause}"]}}
""",
        "utf-8",
    )
    if message is None:
        assert [profile.id for profile in load_all([str(path)])] == ["own"]
    else:
        with pytest.raises(ProfileError, match=message):
            load_all([str(path)])
