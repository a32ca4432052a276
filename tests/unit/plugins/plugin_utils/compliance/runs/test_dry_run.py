# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dry run: the plan that it shows, and what the task returns of it."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import dry_run, planning
from tests.unit.support.compliance import request


def test_a_plan_shows_rules_and_parameters_with_their_origins(tmp_path):
    asked = request(tmp_path, {"b": {"params": {"max_holdover_s": 5}}, "a": {}}, params={"max_load_15m": 2.5})
    plan = dry_run.as_plan(*planning.check(asked))
    assert list(plan["hosts"]) == ["a", "b"]
    assert plan["hosts"]["b"]["baseline"]["max_holdover_s"] == {"value": 5, "from": "compliance_host_params"}
    assert plan["hosts"]["a"]["baseline"]["max_holdover_s"] == {"value": None, "from": "profile"}
    assert plan["hosts"]["a"]["baseline"]["max_load_15m"] == {"value": 2.5, "from": "compliance_params"}
    rules = {rule["rule"]: rule for rule in plan["profiles"]["baseline"]["rules"]}
    assert rules["holdover-duration"]["needs"] == ["max_holdover_s"]
    assert rules["sync-synchronized"]["severity"] == "critical"
    assert not list(tmp_path.iterdir()), "a plan is written by who asks for it"


@pytest.mark.parametrize(("hosts", "told"), [(["a"], "1 host"), (["a", "b"], "2 hosts")])
def test_a_plan_in_short(tmp_path, hosts, told):
    plan = dry_run.as_plan(*planning.check(request(tmp_path, hosts)))
    plan["profiles"]["baseline"]["rules"] = plan["profiles"]["baseline"]["rules"][:1]
    assert dry_run.told(plan, tmp_path / "plan.json") == (
        f"1 rule of baseline would be checked on {told}; nobody was contacted. "
        f"Rules and parameters lie in {tmp_path / 'plan.json'}"
    )


def test_a_dry_run_keeps_its_plan(tmp_path):
    profiles, parameters = planning.check(request(tmp_path, ["a"]))
    found = dry_run.keep(tmp_path, profiles, parameters)
    path = tmp_path / "plan.json"
    plan = files.read_json(path)
    assert plan == dry_run.as_plan(profiles, parameters)
    assert found == {
        "msg": dry_run.told(plan, path),
        "plan": str(path),
        "rules": len(plan["profiles"]["baseline"]["rules"]),
        "profiles": ["baseline"],
    }
