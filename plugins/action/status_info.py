# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ``timesync.meinberg.status_info`` in the Ansible process."""

from __future__ import annotations

from ansible_collections.timesync.meinberg.plugins.modules import status_info as module
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.in_process import InProcessAction


class ActionModule(InProcessAction):
    """The module of the same name, without a process of its own."""

    module = module
