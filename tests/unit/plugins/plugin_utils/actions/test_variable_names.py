# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that are named like ours: ours, misspelt, or the user's own."""

from __future__ import annotations

import pytest
import yaml

from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions import variable_names
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.variable_names import strangers, warning
from tests.tooling.tree import ROOT


class Untouchable:
    """A value that nobody may look at: to template a thousand hosts' variables takes minutes."""

    def __getattribute__(self, name):
        raise AssertionError(name)


def test_what_is_ours_and_what_is_of_no_family_is_passed_over():
    ours = ["compliance_profiles", "compliance_ptp_plan", "meinberg_password", "meinberg_in_process"]
    assert strangers(dict.fromkeys([*ours, "ansible_host", "vault_meinberg_password", "meinberg"], Untouchable())) == []


def test_what_the_role_and_its_playbooks_set_is_ours():
    tasks = yaml.safe_load((ROOT / "roles" / "compliance" / "tasks" / "main.yml").read_text("utf-8"))
    registered = {task["register"] for task in tasks if "register" in task}
    assert registered
    assert registered <= variable_names.MADE
    assert strangers(variable_names.MADE) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("compliance_profile", " (did you mean compliance_profiles?)"),
        ("compliance_failon", " (did you mean compliance_fail_on?)"),
        ("meinberg_pasword", " (did you mean meinberg_password?)"),
        ("compliance_timeout", " (did you mean meinberg_timeout?)"),
        ("meinberg_profiles", " (did you mean compliance_profiles?)"),
        ("meinberg_rack_in_the_cellar", ""),
    ],
)
def test_the_nearest_name_is_told(name, meant):
    assert strangers([name]) == [name]
    assert warning({name: 1}) == (
        f"The audit does not know these variables, and takes no notice of them: {name} of 1 host{meant}"
    )


def test_one_warning_names_them_all():
    told = warning({"meinberg_rack": 2, "compliance_failon": 1000})
    assert told.endswith(
        ": compliance_failon of 1000 hosts (did you mean compliance_fail_on?); meinberg_rack of 2 hosts"
    )
    assert warning({}) is None
