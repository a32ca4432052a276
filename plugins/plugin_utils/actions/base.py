# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all actions of this collection have in common."""

from __future__ import annotations

import gc
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.timesync.meinberg.plugins.module_utils.errors import UsageError
from ansible_collections.timesync.meinberg.plugins.module_utils.texts import printable
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.plain import plain_dict
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import ComplianceError


class Action(ActionBase):
    """Base: validates the task's options and passes them to ``work`` in plain types; mistakes become one sentence."""

    _requires_connection = False
    _supports_check_mode = True

    argument_spec: Mapping[str, Any]

    def run(self, tmp: object = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the result of ``work``, or a failure for a mistake of the user's."""
        # The worker is a fork: a garbage collection would touch, and so copy, all memory that it inherited.
        gc.freeze()
        outcome = super().run(tmp, task_vars)
        self._load_name = self._task.resolved_action  # the module's name in messages; the default is a Python name
        _validation, validated = self.validate_argument_spec(argument_spec=self.argument_spec)
        try:
            found = self.work(plain_dict(validated), task_vars or {})
        except (ComplianceError, UsageError) as error:
            found = failure(error)
        return {**outcome, **found}

    @abstractmethod
    def work(self, options: dict[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """Do the action's own work; raise ``ComplianceError`` or ``UsageError`` for a mistake of the user's."""


def failure(problem: Exception | str) -> dict[str, Any]:
    """The result of a task that failed for a mistake of the user's: one sentence on one line.

    ``AnsibleActionFail`` adds a traceback before ansible-core 2.19, and repeats the cause since.
    """
    return {"failed": True, "msg": printable(str(problem))}
