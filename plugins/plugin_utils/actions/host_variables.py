# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of every host of a batch, as a task of that host would see them.

``hostvars`` does not know play variables, ``vars_files``, role defaults and task variables; Ansible's variable manager
does. It is private API, which is why nothing else of the collection touches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ansible.errors import AnsibleError
from ansible.template import Templar

from .plain import plain

if TYPE_CHECKING:
    from ansible.parsing.dataloader import DataLoader
    from ansible.playbook.play import Play
    from ansible.playbook.task import Task

_MARKS = ("{{", "{%", "{#")
# Lists of hosts are made anew for each host unless they are handed in: at 1,000 hosts that is most of the work.
_HOST_LISTS = ("ansible_play_hosts_all", "ansible_play_hosts", "ansible_play_batch", "play_hosts")


class HostVariables:
    """Reads variables host by host, for one task."""

    def __init__(self, task: Task, loader: DataLoader, task_vars: Mapping[str, Any]) -> None:
        self._task = task
        self._loader = loader
        self._manager = task.get_variable_manager()
        self._inventory = self._manager._inventory
        self._play = _play_of(task)
        self._lists = {name: task_vars[name] for name in _HOST_LISTS if name in task_vars}

    @property
    def play_id(self) -> str:
        """An id that all batches of a play share, and no other play."""
        return str(getattr(self._play, "_uuid", ""))

    def of(self, host: str, names: Iterable[str]) -> dict[str, Any]:
        """The templated values of those of ``names`` that the host defines; raises ``AnsibleError``."""
        return self.templated(host, self.written(host), names)

    def written(self, host: str) -> dict[str, Any]:
        """All variables of a host as they are written, not templated. Most of the work is here."""
        return self._manager.get_vars(
            play=self._play,
            host=self._inventory.get_host(host),
            task=self._task,
            _hosts=[host],
            _hosts_all=[host],
        )

    def templated(self, host: str, written: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
        """As ``of``, from what ``written`` gave."""
        variables = {**written, **self._lists}
        templar = None
        found = {}
        for name in names:
            if name not in variables:
                continue
            value = variables[name]
            if not (value is None or isinstance(value, (bool, int, float)) or _literal(value)):
                templar = templar or Templar(loader=self._loader, variables=variables)
                found[name] = self._templated(templar, host, name, value)
            else:
                found[name] = plain(value)
        return found

    def _templated(self, templar: Templar, host: str, name: str, value: object) -> object:
        try:
            return plain(templar.template(value))
        except AnsibleError as error:
            raise AnsibleError(f"the variable {name} of {host} cannot be resolved: {error}") from error


def _literal(value: object) -> bool:
    """Whether a text has nothing to template; vaulted values are no plain texts."""
    return isinstance(value, str) and not hasattr(value, "_ciphertext") and not any(mark in value for mark in _MARKS)


def _play_of(task: Task) -> Play | None:
    """The play that a task stands in."""
    parent = task._parent
    while parent is not None:
        play = getattr(parent, "_play", None)
        if play is not None:
            return play
        parent = getattr(parent, "_parent", None)
    return None
