# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to this machine under another name, so that it is not ``local``, which notes what is run through it.

Modules run through it without the variables of the environment that options fall back to, as on another machine.
"""

from __future__ import annotations

import json
import os

from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = """
name: recorded
short_description: Runs commands on this machine and notes them
description: Runs commands on this machine and notes them.
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(Local):
    """Appends the running task's id and the command to the file that COMMANDS_FILE names."""

    transport = "recorded"

    def __init__(self, *args, task_uuid=None, **kwargs):
        super().__init__(*args, task_uuid=task_uuid, **kwargs)
        self.uuid = task_uuid

    def exec_command(self, cmd, in_data=None, sudoable=True):
        with open(os.environ["COMMANDS_FILE"], "a", encoding="utf-8") as file:
            file.write(json.dumps({"uuid": self.uuid, "command": cmd}) + "\n")
        removed = " ".join(f"-u {name}" for name in os.environ if name.startswith("MEINBERG_"))
        return super().exec_command(f"env {removed} {cmd}", in_data, sudoable)
