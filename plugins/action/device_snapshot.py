# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ``timesync.meinberg.device_snapshot`` in the Ansible process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ansible_collections.timesync.meinberg.plugins.module_utils.info import result
from ansible_collections.timesync.meinberg.plugins.modules import device_snapshot as module
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.in_process import InProcessAction


class ActionModule(InProcessAction):
    """The module of the same name, without a process of its own; a relative ``dest`` begins beside the playbook."""

    module = module

    def result(self, run: Callable[[Mapping], dict], options: Mapping) -> dict:
        """What ``run`` gives, told whether anything may be written."""
        dest = options["dest"]
        if dest and not Path(dest).is_absolute():
            # Not by /, which would drop the slash behind a folder.
            dest = f"{Path(self._loader.get_basedir()).absolute()}/{dest}"
        return result(run, {**options, "dest": dest, "check_mode": self._task.check_mode})
