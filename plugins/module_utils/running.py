# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a module's work becomes a task's result. Probes run this on their hosts, so Python 3.8 has to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ansible.module_utils.basic import AnsibleModule

from . import errors
from .errors import UsageError


def result(run: Callable[[Mapping], dict], options: Mapping) -> dict:
    """What ``run`` gives for ``options``, or why it could not, as a task's result."""
    try:
        outcome = run(options)
    except errors.Error as error:
        outcome = {"failed": True, "msg": error.message, "error": error.as_dict()}
    except UsageError as error:
        outcome = {"failed": True, "msg": str(error)}
    return {"changed": False, **outcome}


def end(module: AnsibleModule, outcome: dict) -> None:
    """End an ordinary module with a task's result."""
    for warning in outcome.pop("warnings", []):
        module.warn(warning)
    if outcome.pop("failed", False):
        module.fail_json(**outcome)
    module.exit_json(**outcome)


def run_probe(run: Callable[[Mapping], dict], argument_spec: dict) -> None:
    """An ordinary probe's whole life."""
    module = AnsibleModule(argument_spec=argument_spec, supports_check_mode=True)
    end(module, result(run, module.params))
