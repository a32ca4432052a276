# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module of this collection in the Ansible process: no payload, no interpreter, no connection."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.timesync.meinberg.plugins.module_utils.info import result
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.base import Action


class InProcessAction(Action):
    """Base of the actions that gather. A subclass names its ``module``, with ``ARGUMENT_SPEC`` and ``run(options)``."""

    _supports_async = True

    module: ModuleType
    result = staticmethod(result)

    def __init_subclass__(cls, **more: Any) -> None:
        """Take the options from the module."""
        super().__init_subclass__(**more)
        if hasattr(cls, "module"):
            cls.argument_spec = cls.module.ARGUMENT_SPEC

    def work(self, options: dict[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The module's result; by the ordinary module where the task asks for another process or another host."""
        if self._needs_module(task_vars):
            return self._execute_module(module_args=options, task_vars=task_vars, wrap_async=self._task.async_val)
        return self.result(self.module.run, options)

    def _needs_module(self, task_vars: Mapping[str, Any]) -> bool:
        if self._task.async_val:
            return True
        if self._task.delegate_to and self._connection.transport != "local":
            return True
        in_process = self._templar.template(task_vars.get("meinberg_in_process", True))
        return not boolean(in_process, strict=False)
