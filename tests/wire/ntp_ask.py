# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe as a program for the tests: options as JSON in the first argument, the result on standard output."""

from __future__ import annotations

import json
import sys

from ansible_collections.timesync.meinberg.plugins.module_utils.probe_arguments import NTP_PROBE
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ntp_probe import run
from ansible_collections.timesync.meinberg.plugins.module_utils.running import result


def main() -> None:
    """Ask, and print what a task would return."""
    options = {name: option.get("default") for name, option in NTP_PROBE.items()}
    json.dump(result(run, options | json.loads(sys.argv[1])), sys.stdout)


if __name__ == "__main__":
    main()
