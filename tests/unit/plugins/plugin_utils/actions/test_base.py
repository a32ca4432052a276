# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of the action plugins: options, mistakes, and what every action inherits."""

from __future__ import annotations

import gc
from importlib import import_module
from types import SimpleNamespace

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.template import Templar

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import UsageError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.audit import AuditAction
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.base import Action, failure
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ParameterError
from tests.tooling.tree import ROOT

PACKAGE = "ansible_collections.timesync.meinberg.plugins.action"
NAMES = sorted(path.stem for path in (ROOT / "plugins" / "action").glob("*.py"))


class Connection:
    """As much of a connection as an action looks at."""

    transport = "local"
    _shell = SimpleNamespace(tmpdir=None)
    become = None


class Echo(Action):
    """Returns its options."""

    argument_spec = {"count": {"type": "int", "required": True}}

    def work(self, options, task_vars):
        """Return the options and the variables."""
        return {"options": options, "variables": task_vars}


def run(kind: type[Action], **args: object) -> dict:
    """What an action gives for a task with these options."""
    task = Task.load({"name": "x", "action": {"module": "debug", **args}})
    task._resolved_action = "timesync.meinberg.the_action"
    loader = DataLoader()
    action = kind(task, Connection(), PlayContext(), loader, Templar(loader=loader), None)
    return action.run(task_vars={"a": 1})


def test_options_are_validated_and_converted():
    found = run(Echo, count="3")
    assert found["options"] == {"count": 3}
    assert found["options"]["count"].__class__ is int
    assert found["variables"] == {"a": 1}


def test_a_wrong_option_is_refused():
    with pytest.raises(AnsibleError, match="count"):
        run(Echo, count="many")


def test_memory_of_the_parent_process_is_not_copied_by_a_garbage_collection(monkeypatch):
    frozen = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    run(Echo, count=1)
    assert frozen == [True]


@pytest.mark.parametrize("error", [ParameterError("wrong\nvalue"), UsageError("wrong\nvalue")])
@pytest.mark.parametrize("kind", [Action, AuditAction])
def test_a_mistake_is_one_line_and_no_exception(kind, error):
    class Failing(kind):
        argument_spec = {}

        def work(self, options, task_vars):
            raise error

        audit = work

    found = run(Failing)
    assert (found["failed"], found["msg"]) == (True, "wrong value")
    assert "changed" not in found


def test_an_error_of_this_collection_is_not_hidden():
    class Broken(Echo):
        def work(self, options, task_vars):
            raise KeyError("a")

    with pytest.raises(KeyError):
        run(Broken, count=1)


def test_a_failure_has_no_control_characters():
    assert failure("a\x1b[31m\nb") == {"failed": True, "msg": "a [31m b"}


@pytest.mark.parametrize("name", NAMES)
def test_every_action_derives_from_the_base(name):
    action = import_module(f"{PACKAGE}.{name}").ActionModule
    assert issubclass(action, Action)
    assert action.run is Action.run
    assert set(action.argument_spec)
    assert (action._requires_connection, action._supports_check_mode) == (False, True)
    assert getattr(action, "BYPASS_HOST_LOOP", False) is (name == "fleet_info")
