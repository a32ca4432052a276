# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data sets of PTP instances (IEEE 1588) as meinbergOS spells them."""

from __future__ import annotations

import re

from .ieee1588 import clock_accuracy, clock_accuracy_ns, clock_identity, port_identity
from .quantities import boolean, digits_or_code, duration_ns, integer, number, text, whole_seconds
from .records import Computed, Field, Reader, Table
from .time_stamps import date_time
from .vocabularies import PTP_DELAY_MECHANISM, PTP_PORT_STATE, PTP_TIME_SOURCE

MESSAGES = {
    "announce": "announce",
    "sync": "sync",
    "follow_up": "followUp",
    "delay_req": "delayReq",
    "delay_resp": "delayResp",
    "pdelay_req": "peerDelayReq",
    "pdelay_resp": "peerDelayResp",
    "pdelay_resp_follow_up": "peerDelayFollowUp",
    "management": "management",
    "management_errors": "managementErrors",
    "signaling": "signalling",
    "total": "total",
}
"""IEEE 1588's message names, and how meinbergOS spells their counters."""

# The rate of this one counter is spelt otherwise than the counter.
_RATES = {"peerDelayFollowUp": "peerDelayRespFollowUp"}


def _counters(direction: str) -> list[Field]:
    fields = []
    for message, spelt in MESSAGES.items():
        rates = (f"{_RATES.get(spelt, spelt)}PerSecond", f"{spelt}PerSecond")
        fields.append(Field(f"counters.{direction}.{message}", f"packetCounters/{direction}/{spelt}", integer))
        fields.append(
            Field(
                f"counters.{direction}.{message}_per_s",
                tuple(f"packetCounters/{direction}/{rate}" for rate in dict.fromkeys(rates)),
                number,
            )
        )
    return fields


INSTANCE = (
    Field("alias", "alias", text),
    Field("running", "isRunning", boolean),
    Field("interface", "virtualInterface", text),
    Field("unicast_clients", "unicastSlaves", integer, "C"),
    Field("utilization_percent", "utilization", number, "C"),
    Field("default_ds.clock_identity", "defaultDataset/clockID", clock_identity),
    Field("default_ds.domain_number", "defaultDataset/domainNumber", integer),
    Field("default_ds.clock_class", "defaultDataset/clockClass", integer),
    Field("default_ds.clock_accuracy", "defaultDataset/clockAccuracy", clock_accuracy),
    Field("default_ds.clock_variance", "defaultDataset/clockVariance", digits_or_code),
    Field("default_ds.priority1", "defaultDataset/priority1", integer),
    Field("default_ds.priority2", "defaultDataset/priority2", integer),
    Field("default_ds.two_step", "defaultDataset/isTwoStep", boolean),
    Field("default_ds.slave_only", "defaultDataset/isSlaveOnly", boolean),
    Field("default_ds.number_ports", "defaultDataset/numberPorts", integer),
    Field("current_ds.steps_removed", "currentDataset/stepsRemoved", integer, "C"),
    Field("current_ds.offset_from_master_ns", "currentDataset/offsetFromMaster", duration_ns, "C"),
    Field("current_ds.mean_path_delay_ns", "currentDataset/meanPathDelay", duration_ns, "C"),
    Field("parent_ds.port_identity", "parentDataset/portIdentity", port_identity, "C"),
    Field("parent_ds.grandmaster_identity", "parentDataset/grandmasterClockID", clock_identity, "C"),
    Field("parent_ds.grandmaster_priority1", "parentDataset/grandmasterPriority1", integer, "C"),
    Field("parent_ds.grandmaster_priority2", "parentDataset/grandmasterPriority2", integer, "C"),
    Field("parent_ds.grandmaster_clock_class", "parentDataset/grandmasterClockClass", integer, "C"),
    Field("parent_ds.grandmaster_clock_accuracy", "parentDataset/grandmasterClockAccuracy", clock_accuracy, "C"),
    Field("parent_ds.grandmaster_clock_variance", "parentDataset/grandmasterClockVariance", digits_or_code, "C"),
    Field("time_properties_ds.utc_offset_s", "timePropertiesDataset/utcOffset", whole_seconds, "C"),
    Field("time_properties_ds.utc_offset_valid", "timePropertiesDataset/isUTCOffsetValid", boolean, "C"),
    Field("time_properties_ds.leap59", "timePropertiesDataset/isLeap59", boolean, "C"),
    Field("time_properties_ds.leap61", "timePropertiesDataset/isLeap61", boolean, "C"),
    Field("time_properties_ds.ptp_timescale", "timePropertiesDataset/isPTPTimescale", boolean, "C"),
    Field("time_properties_ds.time_traceable", "timePropertiesDataset/isTimeTraceable", boolean, "C"),
    Field("time_properties_ds.frequency_traceable", "timePropertiesDataset/isFrequencyTraceable", boolean, "C"),
    Field("time_properties_ds.time_source", "timePropertiesDataset/timeSource", PTP_TIME_SOURCE, "C"),
    *_counters("rx"),
    *_counters("tx"),
)
"""A PTP instance; what has no tier of its own has its table's."""

PORT = (
    Field("port_identity", "portIdentity", port_identity),
    Field("state", "portState", PTP_PORT_STATE),
    Field("delay_mechanism", "delayMechanism", PTP_DELAY_MECHANISM),
    Field("log_announce_interval", "announceInterval", integer),
    Field("announce_receipt_timeout", "announceReceiptTimeout", integer),
    Field("log_sync_interval", "syncInterval", integer),
    Field("log_min_delay_req_interval", "minDelayReqInterval", integer),
    Field("log_min_pdelay_req_interval", "minPeerDelayReqInterval", integer),
    Field("peer_mean_path_delay_ns", "peerMeanPathDelay", duration_ns),
    Field("version", "versionNumber", integer),
)
"""A port of a PTP instance (all inferred)."""

INTERFACE = (
    Field("name", "name", text),
    Field("time", "currentTime", date_time),
    Field("internal_offset_ns", "internalOffset", duration_ns),
)
"""A time-stamping interface. Its ``internalOffsetNs`` is not read: it is 0 too where the offset is unknown."""

COMPUTED = (Computed("ptp.instances.default_ds.clock_accuracy_ns", "ptp.instances.default_ds.clock_accuracy"),)


def instances(reader: Reader, table: Table, ports: Table, raw: object) -> list[dict] | None:
    """PTP instances from their list, each with its clock accuracy's bound and its ports."""
    found = reader.records(table, raw, table.at)
    if found is None or not isinstance(raw, list):
        return None
    objects = [element for element in raw if isinstance(element, dict)]
    return [
        _instance(facts, reader.records(ports, element.get("portDatasets"), ports.at))
        for facts, element in zip(found, objects, strict=True)
    ]


def _instance(facts: dict, ports: list[dict] | None) -> dict:
    if facts["running"] is False:
        # What a stopped instance says beside that it is stopped is not valid.
        return {"alias": facts["alias"], "running": False}
    default_ds = facts["default_ds"]
    default_ds["clock_accuracy_ns"] = clock_accuracy_ns(default_ds["clock_accuracy"])
    return {**facts, "ports": ports}


def interfaces(reader: Reader, table: Table, raw: object) -> list[dict] | None:
    """Time-stamping interfaces from their list."""
    return reader.records(table, raw, table.at)


def respelled(raw: object) -> object:
    """``raw`` with the keys of PTP data spelt as meinbergOS does, whatever their case and hyphens."""
    if isinstance(raw, list):
        return [respelled(element) for element in raw]
    if not isinstance(raw, dict):
        return raw
    return {_SPELLINGS.get(_letters(key), key): respelled(member) for key, member in raw.items()}


_NOT_LETTER = re.compile("[^a-z0-9]")


def _letters(key: str) -> str:
    return _NOT_LETTER.sub("", key.lower())


_SPELLINGS = {
    _letters(step): step
    for entry in (*INSTANCE, *PORT, *INTERFACE)
    for steps in entry.steps
    for step in (*steps, "portDatasets", "instances", "interfaces")
}
