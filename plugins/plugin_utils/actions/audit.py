# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions of an audit have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path

from ansible.plugins.action import ActionBase

from ..common.errors import ComplianceError
from ..compliance.libraries import require_libraries
from .in_process import failure, plain


class AuditAction(ActionBase):
    """Base: options in plain types, every mistake of the user's as one sentence. Writing reports changes nothing."""

    _requires_connection = False
    _supports_check_mode = True

    argument_spec: Mapping

    def run(self, tmp: object = None, task_vars: dict | None = None) -> dict:
        """What ``audit`` gives."""
        outcome = super().run(tmp, task_vars)
        self._load_name = self._task.resolved_action  # what messages call the module; otherwise a Python name
        _validation, validated = self.validate_argument_spec(argument_spec=self.argument_spec)
        try:
            require_libraries()
            found = self.audit(plain(validated), task_vars or {})
        except ComplianceError as error:
            return {**outcome, **failure(error)}
        return {**outcome, "changed": False, **found}

    @abstractmethod
    def audit(self, options: dict, task_vars: Mapping) -> dict:
        """The action's own work; raises ``ComplianceError``."""

    def base(self, task_vars: Mapping) -> Path:
        """Where relative paths of the playbook begin."""
        return Path(str(task_vars.get("playbook_dir") or self._loader.get_basedir()))
