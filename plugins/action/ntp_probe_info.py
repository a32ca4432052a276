# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ``timesync.meinberg.ntp_probe_info`` where its task says."""

from __future__ import annotations

from ansible_collections.timesync.meinberg.plugins.modules import ntp_probe_info as module
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.probe import ProbeAction


class ActionModule(ProbeAction):
    """The module of the same name, in the Ansible process where the connection is local."""

    module = module
