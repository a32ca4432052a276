# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The type of a table's row: a fact that is computed from other facts, with everything that it depends on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

OWN = "own arithmetic"
"""The source of a quantity that no standard defines."""

NO_VALUES: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Quantity:
    """A fact that is computed from other facts.

    ``compute`` gets the values of ``inputs``, ``optional`` and ``params`` and of ``of_host`` as positional
    arguments, in this order, and nothing else. So a quantity can't depend on a fact or a parameter that its row does
    not name.
    """

    name: str
    inputs: tuple[str, ...]
    """The facts that it needs: where a device can't have one of them, it can't have the quantity."""
    compute: Callable[..., object]
    source: str
    """The standard that defines it, or ``OWN``."""
    optional: tuple[str, ...] = ()
    """Facts that it uses as well; the quantity stays available where a device can't have them."""
    params: tuple[str, ...] = ()
    """The parameters that influence it."""
    of_host: tuple[str, ...] = ()
    """Values that hold for all profiles of a host, such as the smallest limit among them."""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Members with inputs of their own."""
    embeds: Mapping[str, str] = field(default_factory=dict)
    """Members that stand for a fact: a rule that refers to the member refers to that fact. ``""`` is the whole."""

    def value(self, facts: Mapping, params: Mapping[str, object], of_host: Mapping[str, object] = NO_VALUES) -> object:
        """Compute the quantity."""
        given = (value_at(facts, fact) for fact in (*self.inputs, *self.optional))
        return self.compute(*given, *map(params.get, self.params), *map(of_host.get, self.of_host))

    def without_embedded(self, value: object) -> object:
        """Return a value of the quantity without the copies of facts in its records."""
        if not self.embeds or not isinstance(value, list):
            return value
        return [{name: member for name, member in record.items() if name not in self.embeds} for record in value]


def value_at(facts: object, path: str) -> object:
    """Return the value of a fact; below a list, the list of what its members have."""
    found = facts
    for step in path.split("."):
        found = [_member(one, step) for one in found] if isinstance(found, list) else _member(found, step)
    return found


def _member(found: object, name: str) -> object:
    return found.get(name) if isinstance(found, Mapping) else None
