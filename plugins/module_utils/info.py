# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module returns, whether it runs as a module or in the Ansible process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ansible.module_utils.basic import AnsibleModule

from . import running
from .arguments import facets_of
from .gather import gather
from .masking import as_ansible_masks

UNVERIFIED = (
    "TLS certificates of Meinberg devices are not verified (validate_certs is false): "
    "anybody on the way can read the credentials and answer in a device's place."
)
"""The same words for every device, so that Ansible shows them once a run."""


def info(facet: str) -> Callable[[Mapping], dict]:
    """The result of an info module: one facet beside what every module returns."""
    return lambda options: gather(options, [facet])


def device_facts(options: Mapping) -> dict:
    """The result of ``device_facts``: all facets that ``gather_subset`` picks, under ``ansible_facts.meinberg``."""
    return {"ansible_facts": {"meinberg": gather(options, facets_of(options["gather_subset"]))}}


def result(run: Callable[[Mapping], dict], options: Mapping) -> dict:
    """What ``run`` gives for ``options``, or why it could not, as a task's result."""
    outcome = running.result(run, options)
    warnings = outcome.pop("warnings", [])
    if options["use_tls"] and not options["validate_certs"]:
        warnings = [UNVERIFIED, *warnings]
    return {**outcome, **({"warnings": warnings} if warnings else {})}


def run_module(run: Callable[[Mapping], dict], argument_spec: dict) -> None:
    """An ordinary module's whole life."""
    module = AnsibleModule(argument_spec=argument_spec, supports_check_mode=True)
    running.end(module, as_ansible_masks(result(run, module.params), module.no_log_values))
