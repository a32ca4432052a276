# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the steps of an audit take."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

FORMATS = ("html", "md", "csv", "json", "junit", "prom")

PLAN = {
    "report_dir": {"type": "path", "required": True},
    "run_id": {"type": "str"},
    "profiles": {"type": "list", "elements": "str", "default": ["baseline"]},
    "params": {"type": "dict", "default": {}},
    "waivers": {"type": "list", "elements": "dict", "default": []},
    "min_synchronized": {"type": "dict", "default": {}},
    "max_clock_difference_s": {"type": "float", "default": 2},
    "fail_on": {"type": "str", "choices": ["critical", "major", "minor", "never"], "default": "critical"},
    "unsupported": {"type": "str", "choices": ["note", "warn", "fail"], "default": "note"},
    "baseline": {"type": "path"},
    "grace": {"type": "dict"},
    "probe": {"type": "str", "choices": ["none", "controller"], "default": "none"},
    "probe_group": {"type": "str"},
    "dry_run": {"type": "bool", "default": False},
}
PROBES = {
    "report_dir": {"type": "path", "required": True},
    "run_id": {"type": "str", "required": True},
    "ntp": {"type": "list", "elements": "dict", "default": []},
    "ptp": {"type": "list", "elements": "dict", "default": []},
}
EVALUATE = {
    "report_dir": {"type": "path", "required": True},
    "run_id": {"type": "str", "required": True},
    "hosts": {"type": "list", "elements": "str"},
}
REPORT = {
    "report_dir": {"type": "path", "required": True},
    "run_id": {"type": "str", "required": True},
    "sources": {"type": "list", "elements": "path"},
    "inventory": {"type": "list", "elements": "str"},
    "baseline": {"type": "path"},
    "grace": {"type": "dict"},
    "formats": {"type": "list", "elements": "str", "choices": list(FORMATS), "default": list(FORMATS)},
    "junit": {"type": "str", "choices": ["gate", "all"], "default": "gate"},
}
GATE = {
    "gate": {"type": "dict", "required": True},
    "reports": {"type": "dict", "default": {}},
}


def only_in_process(name: str, argument_spec: dict) -> None:
    """The whole of a module that its action does the work of: a module knows no host but its own."""
    module = AnsibleModule(argument_spec=argument_spec, supports_check_mode=True)
    module.fail_json(msg=f"{name} runs in the Ansible process only; its action plugin was not found.")
