# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/awx/setup.yml in a real run, with modules in place of awx.awx that take its options and only write them down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from tests.integration.controller import CREDENTIAL_TYPE, FILES, PROJECT
from tests.integration.playbooks import environment_of

OPTIONS = yaml.safe_load(Path(__file__).with_name("awx_modules.yml").read_text("utf-8"))
MODULE = """#!/usr/bin/python
import json
import os
from ansible.module_utils.basic import AnsibleModule
module = AnsibleModule(argument_spec=json.loads({spec!r}))
with open(os.environ["AWX_CALLS"], "a") as file:
    print(json.dumps([{name!r}, module.params]), file=file)
module.exit_json(changed=True)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What would be made on AWX: by module and in order, the options that are given."""
    folder = tmp_path_factory.mktemp("setup")
    modules = folder / "collections" / "ansible_collections" / "awx" / "awx" / "plugins" / "modules"
    modules.mkdir(parents=True)
    for name, options in OPTIONS.items():
        (modules / f"{name}.py").write_text(MODULE.format(spec=json.dumps(options), name=name), encoding="utf-8")
    calls = folder / "calls.jsonl"
    environment = environment_of(folder, 1) | {
        "ANSIBLE_COLLECTIONS_PATH": f"{folder / 'collections'}:{os.environ['ANSIBLE_COLLECTIONS_PATH']}",
        "AWX_CALLS": str(calls),
    }
    command = [str(Path(sys.executable).with_name("ansible-playbook")), str(FILES / "setup.yml")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = defaultdict(dict)
    for line in calls.read_text("utf-8").splitlines():
        name, given = json.loads(line)
        found[name][given["name"]] = {key: value for key, value in given.items() if value is not None}
    return found


def test_every_module_is_used(made):
    assert set(made) == set(OPTIONS)


def test_the_type_of_the_credential_is_that_of_its_file(made):
    (given,) = made["credential_type"].values()
    assert {name: given[name] for name in CREDENTIAL_TYPE} == CREDENTIAL_TYPE, "its templates are AWX's to fill"


def test_each_template_has_a_playbook_of_the_project(made):
    assert {template["playbook"] for template in made["job_template"].values()} == set(os.listdir(PROJECT))
    (project,) = made["project"]
    (image,) = made["execution_environment"]
    for template in made["job_template"].values():
        assert (template["project"], template["execution_environment"]) == (project, image)
        assert template["ask_variables_on_launch"] is True
        assert list(template["extra_vars"]) == ["audit_share"]


def test_only_the_audit_is_sliced_and_has_the_account(made):
    sliced = {name: one["job_slice_count"] for name, one in made["job_template"].items() if one["job_slice_count"] > 1}
    assert sliced == {"Time audit: audit": 4}
    assert [name for name, one in made["job_template"].items() if one["credentials"]] == list(sliced)


def test_the_workflow_begins_audits_and_merges_whatever_the_slices_say(made):
    (workflow,) = made["workflow_job_template"].values()
    nodes = {node["identifier"]: node for node in workflow["workflow_nodes"]}
    assert {node["unified_job_template"]["name"] for node in nodes.values()} == set(made["job_template"])
    following = {
        (name, kind, after["identifier"])
        for name, node in nodes.items()
        for kind in ("success_nodes", "failure_nodes", "always_nodes")
        for after in (node["related"] or {}).get(kind) or ()
    }
    assert following == {("begin", "success_nodes", "audit"), ("audit", "always_nodes", "merge")}
    assert workflow["notification_templates_error"] == list(made["notification_template"])


def test_the_schedule_is_that_of_the_workflow(made):
    (schedule,) = made["schedule"].values()
    assert schedule["unified_job_template"] in made["workflow_job_template"]
