# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a probe where its task says: what a probe finds depends on the host that it runs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.timesync.meinberg.plugins.module_utils.running import result
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.in_process import InProcessAction


class ProbeAction(InProcessAction):
    """Base of the probes' actions: in the Ansible process where the connection is local, else as the module.

    A task that becomes another user runs as the module too: the Ansible process can't.
    """

    result = staticmethod(result)

    def _needs_module(self, task_vars: Mapping[str, Any]) -> bool:
        elsewhere = self._connection.transport != "local" or self._connection.become is not None
        return elsewhere or super()._needs_module(task_vars)
