# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts under ``derived``: a loop over the tables, and what of it a host's results file holds."""

from __future__ import annotations

from collections.abc import Mapping

from . import claims, derived_ntp, derived_receivers, derived_system, holdover, outputs_plan, ptp_plan
from .leap_seconds import BUILT_IN, LeapList
from .quantity import Quantity

QUANTITIES: tuple[Quantity, ...] = (
    *derived_ntp.QUANTITIES,
    *holdover.QUANTITIES,
    *claims.QUANTITIES,
    *derived_system.QUANTITIES,
    *derived_receivers.QUANTITIES,
    *ptp_plan.QUANTITIES,
    *outputs_plan.QUANTITIES,
)

GIVEN = ("leap_list",)
"""Parameters that the run has, and no profile."""


def derive(facts: Mapping, params: Mapping[str, object]) -> dict[str, object]:
    """Everything under ``derived``; a quantity is null where a fact that it needs is null."""
    return Derived(facts).values(params)


class Derived:
    """The derived quantities of one host, each computed once for each set of the parameters that influence it."""

    def __init__(
        self, facts: Mapping, leap_list: LeapList = BUILT_IN,
        parameters: Mapping[str, Mapping[str, object]] | None = None,
    ) -> None:  # fmt: skip
        """Take the facts, the run's leap second list, and the parameters of each profile, whose smallest may count."""
        self.leap_list = leap_list
        self._facts = facts
        self._given = {"leap_list": leap_list}
        self._of_host = {holdover.SMALLEST_LIMIT: holdover.smallest_limit_ns(parameters or {})}
        self._known: dict[tuple[str, str], object] = {}

    def values(self, params: Mapping[str, object]) -> dict[str, object]:
        """Return all quantities for a profile's parameters."""
        return {one.name: self._value(one, params) for one in QUANTITIES}

    def common(self) -> dict[str, object]:
        """Return the quantities that no parameter influences."""
        return {one.name: self._value(one, {}) for one in QUANTITIES if not one.params}

    def stored(self, params: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
        """Return what the results file holds, from the parameters of each profile.

        That is ``{common, by_params: [{profiles, values}]}``, without copies of whole facts, which the facts file has.
        """
        alike: dict[str, list[str]] = {}
        for profile, own in params.items():
            alike.setdefault(_given(PARAMS, own), []).append(profile)
        by_params = [
            {"profiles": profiles, "values": self._stored(True, params[profiles[0]])} for profiles in alike.values()
        ]
        return {"common": self._stored(False, {}), "by_params": by_params}

    def _stored(self, influenced: bool, params: Mapping[str, object]) -> dict[str, object]:
        chosen = (one for one in QUANTITIES if bool(one.params) is influenced)
        return {one.name: one.without_embedded(self._value(one, params)) for one in chosen}

    def _value(self, quantity: Quantity, params: Mapping[str, object]) -> object:
        key = quantity.name, _given(quantity.params, params)
        if key not in self._known:
            self._known[key] = quantity.value(self._facts, {**params, **self._given}, self._of_host)
        return self._known[key]


PARAMS = tuple(dict.fromkeys(name for one in QUANTITIES for name in one.params))
"""The parameters that influence any of them."""


def _given(names: tuple[str, ...], params: Mapping[str, object]) -> str:
    return repr([params.get(name) for name in names])
