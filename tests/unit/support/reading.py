# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated answers, read by the adapters without a network."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ansible_collections.timesync.meinberg.plugins.module_utils.answers import decode
from ansible_collections.timesync.meinberg.plugins.module_utils.errors import NotFoundError
from ansible_collections.timesync.meinberg.plugins.module_utils.registry import BY_NAME as ADAPTERS
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import DEVICE, FACETS, complete
from tests.simulator import STATES, Device, answers


class Client:
    """Gives prepared answers in place of a device's, and keeps the paths that it was asked for.

    An exception among the answers is raised; a path that is not among them is not found.
    """

    host = "device.example"
    web_url = "https://device.example"

    def __init__(self, prepared: Mapping[str, object]) -> None:
        self._prepared = prepared
        self.asked: list[str] = []
        self.connections = 1

    def get_json(self, path: str) -> object:
        self.asked.append(path)
        answer = self._prepared.get(path, NotFoundError(f"no {path}", url=self.web_url + path, status_code=404))
        if isinstance(answer, Exception):
            raise answer
        return answer


def decoded(device: Device) -> dict[str, object]:
    """The device's answers by path, as the client decodes them."""
    return {path: decode(json.dumps(tree).encode(), device.name) for path, tree in answers(device).items()}


def read(system: str, prepared: Mapping[str, object], facets: tuple[str, ...] = tuple(FACETS)) -> tuple[dict, list]:
    """The device and the facets in their full shape, and what was unavailable."""
    adapter, client = ADAPTERS[system], Client(prepared)
    fetched = adapter.fetch(client, list(facets))
    identity, facts, unavailable = adapter.facts(fetched, list(facets))
    completed = {name: None if part is None else complete(FACETS[name], part) for name, part in facts.items()}
    return {"device": complete(DEVICE, identity), **completed}, unavailable


def every_device() -> list[Device]:
    """A device in each state that its system shows, and devices of every model, firmware and kind of receiver."""
    found = [
        Device(f"{system}-{state}", system, states=(state,))
        for state, details in STATES.items()
        for system in details.systems
    ]
    found += [
        Device(f"M1000-{firmware}", model="M1000", firmware=firmware, states=states)
        for firmware in ("7.04.019", "7.06.014-light", "7.08.019", "7.10.012")
        for states in ((), ("holdover", "ptp_multi"))
    ]
    found += [Device(f"ltos-{model}", model=model) for model in ("M300", "M400", "M900", "M3000")]
    found += [
        Device("long-wave", receivers=("dcf77", "gns")),
        Device("no-receiver", receivers=("none", "none")),
        Device("quirks-M3000", model="M3000", quirks=("padded_text", "other_nothing", "numbers_as_text")),
    ]
    found += [
        Device(f"{model}-{firmware}", "meinbergos", model=model, firmware=firmware, states=states)
        for model in ("microSync HR101", "microSync HR302", "microSync RX302")
        for firmware in ("2020.03.2", "2021.10.1", "2022.05.6-rc3-u", "2023.11.0")
        for states in ((), ("holdover", "ptp_multi"))
    ]
    found += [
        Device("tier-A", "meinbergos", tier="A"),
        Device("tier-A-holdover", "meinbergos", tier="A", states=("holdover", "ptp_slave")),
        Device("no-parents", "meinbergos", model="microSync RX302", parents=False),
        Device("whole", "meinbergos", whole=True),
    ]
    return found


def leaves(value: object) -> list[tuple[str, object]]:
    """Each value that is no object and no list, with its place: names with dots between them, ``*`` in a list."""
    found: list[tuple[str, object]] = []
    _collect(value, "", found)
    return found


def _collect(value: object, place: str, found: list[tuple[str, object]]) -> None:
    if isinstance(value, dict):
        for name, member in value.items():
            _collect(member, f"{place}.{name}" if place else name, found)
    elif isinstance(value, list):
        for element in value:
            _collect(element, f"{place}.*", found)
    else:
        found.append((place, value))
