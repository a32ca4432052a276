# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes every task's result as a line of JSON to the file that RESULTS_FILE names."""

from __future__ import annotations

import json
import os
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: results
type: aggregate
short_description: Writes results as JSON lines
description: Writes results as JSON lines.
"""


class CallbackModule(CallbackBase):
    """One line for each host of each task: how it ended, what it returned, how long it took."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "results"

    def __init__(self) -> None:
        super().__init__()
        self.began: dict[tuple[str, str], float] = {}

    def v2_runner_on_start(self, host, task):
        self.began[task._uuid, host.name] = time.monotonic()

    def write(self, outcome, result):
        task, host = result._task, result._host.name
        line = {
            "task": task.get_name(),
            "uuid": task._uuid,
            "host": host,
            "outcome": outcome,
            "seconds": time.monotonic() - self.began[task._uuid, host],
            "result": result._result,
        }
        with open(os.environ["RESULTS_FILE"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=repr) + "\n")

    def v2_runner_on_ok(self, result):
        self.write("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.write("failed", result)

    def v2_runner_on_skipped(self, result):
        self.write("skipped", result)

    def v2_runner_on_unreachable(self, result):
        self.write("unreachable", result)
