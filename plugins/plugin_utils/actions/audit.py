# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions of an audit have in common."""

from __future__ import annotations

import gc
from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..compliance.libraries import require_libraries
from .base import Action


class AuditAction(Action):
    """Base of the steps of an audit: they need libraries, and never report a change, since reports change no host."""

    def work(self, options: dict[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """Return what ``audit`` returns, unchanged by default."""
        require_libraries()
        # Results of a fleet are many objects without cycles: each collection would go through all of them in vain.
        gc.disable()
        try:
            return {"changed": False, **self.audit(options, task_vars)}
        finally:
            gc.enable()

    @abstractmethod
    def audit(self, options: dict[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """Do the step's own work; raise ``ComplianceError`` for a mistake of the user's."""

    def base(self, task_vars: Mapping[str, Any]) -> Path:
        """The folder that relative paths of the playbook start from."""
        return Path(str(task_vars.get("playbook_dir") or self._loader.get_basedir()))
