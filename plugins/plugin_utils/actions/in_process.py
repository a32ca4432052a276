# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module of this collection in the Ansible process: no payload, no interpreter, no connection."""

from __future__ import annotations

import gc
from types import ModuleType

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

from ansible_collections.timesync.meinberg.plugins.module_utils.info import result
from ansible_collections.timesync.meinberg.plugins.module_utils.texts import printable


class InProcessAction(ActionBase):
    """Base of the actions that gather. A subclass names its ``module``, with ``ARGUMENT_SPEC`` and ``run(options)``."""

    _requires_connection = False
    _supports_async = True
    _supports_check_mode = True

    module: ModuleType
    result = staticmethod(result)

    def run(self, tmp: object = None, task_vars: dict | None = None) -> dict:
        """The module's result; by the ordinary module where the task asks for another process or another host."""
        # The worker is a fork: a collection of garbage would touch, and so copy, all that it inherited.
        gc.freeze()
        outcome = super().run(tmp, task_vars)
        self._load_name = self._task.resolved_action  # what messages call the module; otherwise a Python name
        _validation, validated = self.validate_argument_spec(argument_spec=self.module.ARGUMENT_SPEC)
        options = plain(validated)
        if self._needs_module(task_vars or {}):
            run = self._execute_module(module_args=options, task_vars=task_vars, wrap_async=self._task.async_val)
        else:
            run = self.result(self.module.run, options)
        return {**outcome, **run}

    def _needs_module(self, task_vars: dict) -> bool:
        if self._task.async_val:
            return True
        if self._task.delegate_to and self._connection.transport != "local":
            return True
        in_process = self._templar.template(task_vars.get("meinberg_in_process", True))
        return not boolean(in_process, strict=False)


def failure(problem: Exception | str) -> dict:
    """The result of a task that failed for a mistake of the user's: one sentence on one line.

    ``AnsibleActionFail`` says more than that: a traceback before ansible-core 2.19, the cause again since.
    """
    return {"failed": True, "msg": printable(str(problem))}


def plain(value: object) -> object:
    """The same value in plain types.

    ansible-core 2.19 and newer hand over subclasses that carry tags, older ones what is vaulted inline as an object
    that decrypts itself.
    """
    if hasattr(value, "_ciphertext"):
        return str(value)
    if isinstance(value, dict):
        return {plain(key): plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    for kind in (int, float, str):
        if isinstance(value, kind) and not isinstance(value, bool):
            return kind.__new__(kind, value)
    return value
