# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every host of the play's batch in one task: ``timesync.meinberg.fleet_info``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import (
    CONNECTION,
    FLEET,
    facets_of,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import UsageError
from ansible_collections.timesync.meinberg.plugins.module_utils.gather import gather
from ansible_collections.timesync.meinberg.plugins.module_utils.info import UNVERIFIED
from ansible_collections.timesync.meinberg.plugins.module_utils.limits import check_connection, check_range
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.base import Action, failure
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.fleet import (
    Fleet,
    Job,
    OptionsError,
    Reading,
    jobs,
)
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.host_variables import HostVariables
from ansible_collections.timesync.meinberg.plugins.plugin_utils.actions.plain import plain_dict, plain_list
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common import files
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.errors import StoreError
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.parallel import processes_for, spread
from ansible_collections.timesync.meinberg.plugins.plugin_utils.common.progress import Progress
from ansible_collections.timesync.meinberg.plugins.plugin_utils.compliance.runs import store

PREFIX = "meinberg_"
KINDS = {"str": "a text", "path": "a path", "int": "a whole number", "float": "a number", "bool": "true or false"}
_NAMES = (*(PREFIX + option for option in CONNECTION), "ansible_host")


class ActionModule(Action):
    """One task for the whole batch."""

    BYPASS_HOST_LOOP = True

    argument_spec = FLEET

    def work(self, options: dict[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """``fleet``, by host; fails for a mistake in the task itself only."""
        facets = facets_of(options["gather_subset"])
        check_range(options, "max_parallel", 1)
        check_range(options, "batch_deadline", 0, above=True)
        check_range(options, "progress_interval", 0)
        try:
            return self._read(options, facets, task_vars)
        except StoreError as error:
            return failure(f"facts_dir: {error}")

    def _read(self, options: Mapping[str, Any], facets: list[str], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        if options["facts_dir"]:
            files.check_writable(Path(options["facts_dir"]))
        self._unverified = False
        variables = HostVariables(self._task, self._loader, task_vars)
        hosts = plain_list(task_vars["ansible_play_batch"])
        # All variables first: with threads at work, each look at a file would wait its turn among them.
        todo = list(jobs(hosts, partial(self._options_of, variables), partial(gather, facets=facets)))
        # On stderr: what callbacks write to stdout may be JSON, for another program.
        show = partial(self._display.display, stderr=True)
        read = _read_all(todo, options, Progress("fleet_info", hosts, options["progress_interval"], show))
        warnings = [UNVERIFIED] if self._unverified else []
        return {"changed": False, "fleet": read, **({"warnings": warnings} if warnings else {})}

    def _options_of(self, variables: HostVariables, host: str) -> Mapping:
        """A host's complete connection options; raises ``OptionsError`` where they are wrong."""
        try:
            found = variables.of(host, _NAMES)
        except AnsibleError as error:
            raise OptionsError(str(error)) from error
        address = found.pop("ansible_host", None) or host
        given = {name.removeprefix(PREFIX): value for name, value in found.items() if value is not None}
        validated = ArgumentSpecValidator(CONNECTION).validate({"host": address, **given})
        if validated.error_messages:
            raise OptionsError(f"{host}: {_wrong(given, validated.error_messages[0])}")
        options = plain_dict(validated.validated_parameters)
        try:
            check_connection(options)
        except UsageError as error:
            raise OptionsError(f"{host}: {PREFIX}{error}") from error
        self._unverified = self._unverified or (options["use_tls"] and not options["validate_certs"])
        return options


def _wrong(given: Mapping, message: str) -> str:
    """What is wrong with a host's variables, in words of ours; ansible-core's differ, and name no variable."""
    named = re.match(r"(?:argument '|value of )(\w+)", message)
    if named is None or named[1] not in given:
        return f"{message} (of {', '.join(PREFIX + name for name in sorted(given))})"
    name, option = named[1], CONNECTION[named[1]]
    kind = f"one of {', '.join(option['choices'])}" if "choices" in option else KINDS[option["type"]]
    value = "" if option.get("no_log") or isinstance(given[name], (dict, list)) else f" '{given[name]}'"
    return f"{PREFIX}{name} has a wrong value{value}; it takes {kind}."


def _read_all(todo: Sequence[Job], options: Mapping, progress: Progress) -> dict[str, Reading]:
    """Every host's reading, in the order of ``todo``; raises what kept a reading from being kept.

    Threads wait for devices, and processes share the work on their answers, which one lock keeps to one core.
    """
    processes = min(processes_for(len(todo)), options["max_parallel"])
    keep = partial(_keep, options, progress)
    fleet = Fleet(options["max_parallel"] // processes, options["batch_deadline"], keep, progress.tell)
    shares = [todo[first::processes] for first in range(processes)]
    read = spread(lambda mine: [fleet.read(share) for share in mine], shares, processes, progress.tell)
    progress.end()
    found = {host: reading for readings in read for share in readings for host, reading in share.items()}
    return {host: _raised(found[host]) for host, _job in todo}


def _raised(kept: Reading | Exception) -> Reading:
    """What was kept of a host; raises the exception that prevented it."""
    if isinstance(kept, Exception):
        raise kept
    return kept


def _keep(options: Mapping, progress: Progress, host: str, reading: Reading) -> Reading:
    """Write a host's file where files are wanted, count it, and return what the task is to return of it."""
    if options["facts_dir"]:
        run = {"run_id": options["run_id"]} if options["run_id"] else {}
        files.write_json(Path(options["facts_dir"]) / store.file_name(host), {"host": host, **run, **reading})
    progress.done(host, failing="error" in reading)
    if options["return_facts"]:
        return reading
    return {"gathered_at": reading["gathered_at"], "error": reading.get("error")}
