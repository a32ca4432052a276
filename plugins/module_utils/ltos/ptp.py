# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: the PTP facet, as far as option modules in the slots carry ``ptp`` data.

No public text shows the fields of such a module. They are looked for under meinbergOS' names in any spelling
(``clockClass``, ``clock-class``); all of it is inferred.
"""

from __future__ import annotations

from ..ptp_data_sets import COMPUTED as OF_DATA_SETS
from ..ptp_data_sets import INSTANCE, INTERFACE, PORT, instances, interfaces, respelled
from ..quantities import boolean
from ..records import Field, Reader, Table
from .device import device
from .paths import SERVICES, SLOTS, STATUS
from .slots import occupied

_AT = f"{SLOTS}/*/module/ptp"
SERVICE = Table("ptp", STATUS, f"{SERVICES}/network/ptp", "A", (Field("running", "running", boolean),), partial=True)
INSTANCES = Table("ptp.instances", STATUS, f"{_AT}/instances", "C", INSTANCE, each="*")
PORTS = Table("ptp.instances.ports", STATUS, f"{_AT}/instances/*/portDatasets", "C", PORT, each="*")
INTERFACES = Table("ptp.interfaces", STATUS, f"{_AT}/interfaces", "C", INTERFACE, each="*")
TABLES = (SERVICE, INSTANCES, PORTS, INTERFACES)
COMPUTED = OF_DATA_SETS


def ptp(reader: Reader, answer: dict) -> dict | None:
    """The PTP facet of one answer; ``None`` where the device names neither the service nor an instance."""
    service = reader.read(SERVICE, answer, required=False)
    if _without_ptp(answer):
        reader.note(STATUS, SERVICE.at, "unsupported", "ptp")
        return {"running": service["running"] if service else None, "instances": [], "interfaces": []}
    carried = _carried(reader, answer)
    if not carried:
        reader.note(STATUS, _AT, "not_found", INSTANCES.fact, INTERFACES.fact)
        return service and {**service, "instances": [], "interfaces": None}
    found: dict = {"instances": [], "interfaces": []}
    for slot_id, data in carried:
        for name, members in _module(reader, slot_id, data).items():
            found[name].extend(members)
    running = service["running"] if service else None
    return {"running": _any_running(found["instances"]) if running is None else running, **found}


def _without_ptp(answer: dict) -> bool:
    """Whether the firmware is a light edition, which has no PTP; where a module has it all the same, it is read."""
    light = device(Reader("device"), answer)["firmware"].get("edition") == "light"
    return light and not _carried(Reader("ptp"), answer)


def _carried(reader: Reader, answer: dict) -> list[tuple[str | None, object]]:
    """The PTP data of each module that has some, with the id of its slot."""
    return [
        (slot_id, respelled(module["ptp"]))
        for slot_id, _slot, module in occupied(reader, answer, INSTANCES) or []
        if module.get("ptp") not in (None, {})
    ]


def _module(reader: Reader, slot_id: str | None, data: object) -> dict:
    """A module's instances and interfaces; a module with one instance may have its data right under ``ptp``."""
    if not isinstance(data, dict):
        reader.note(STATUS, _AT, "malformed", INSTANCES.fact)
        return {}
    listed = data.get("instances", [] if "interfaces" in data else [data])
    found = instances(reader, INSTANCES, PORTS, listed) or []
    for instance in found:
        instance["alias"] = instance["alias"] or slot_id
    return {"instances": found, "interfaces": interfaces(reader, INTERFACES, data.get("interfaces")) or []}


def _any_running(found: list[dict]) -> bool | None:
    states = [instance["running"] for instance in found if instance["running"] is not None]
    return any(states) if states else None
