# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PTP instances in the spelling of either system."""

from __future__ import annotations

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.ptp_data_sets import (
    INSTANCE,
    INTERFACE,
    MESSAGES,
    PORT,
    instances,
    interfaces,
    respelled,
)
from ansible_collections.timesync.meinberg.plugins.module_utils.records import Reader, Table
from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import PTP, complete

INSTANCES = Table("ptp.instances", "/ptp", "instances", "A", INSTANCE)
PORTS = Table("ptp.instances.ports", "/ptp", "instances/*/portDatasets", "C", PORT)
INTERFACES = Table("ptp.interfaces", "/ptp", "interfaces", "A", INTERFACE)

RAW = {
    "alias": "PTP Default",
    "isRunning": True,
    "virtualInterface": "vif0",
    "unicastSlaves": 3,
    "utilization": "1.5",
    "defaultDataset": {
        "clockAccuracy": "accurateTo100ns", "clockClass": 6, "clockID": "EC:46:70:FF:FE:00:24:CB",
        "clockVariance": "0x4E5D", "domainNumber": 24, "isSlaveOnly": False, "isTwoStep": True, "numberPorts": 1,
        "priority1": 128, "priority2": 127,
    },
    "currentDataset": {"stepsRemoved": 0, "offsetFromMaster": "-12 ns", "meanPathDelay": "1.4 us"},
    "parentDataset": {
        "portIdentity": "ec4670fffe0024cb/1", "grandmasterClockID": "EC4670FFFE0024CC", "grandmasterPriority1": 1,
        "grandmasterPriority2": 2, "grandmasterClockClass": 6, "grandmasterClockAccuracy": 33,
        "grandmasterClockVariance": 20061,
    },
    "timePropertiesDataset": {
        "utcOffset": "37 sec", "isUTCOffsetValid": True, "isLeap59": False, "isLeap61": True, "isPTPTimescale": True,
        "isTimeTraceable": True, "isFrequencyTraceable": False, "timeSource": 32,
    },
    "portDatasets": [{
        "portIdentity": "ec-46-70-ff-fe-00-24-cb-1", "portState": 6, "delayMechanism": "E2E", "announceInterval": 1,
        "announceReceiptTimeout": 3, "syncInterval": -3, "minDelayReqInterval": -4, "minPeerDelayReqInterval": 0,
        "peerMeanPathDelay": "0 ns", "versionNumber": 2,
    }],
    "packetCounters": {
        "rx": {"delayReq": 7, "delayReqPerSecond": "0.5", "peerDelayFollowUp": 9, "peerDelayRespFollowUpPerSecond": 2,
               "managementErrors": 1, "signalling": 4, "total": 21},
        "tx": {"peerDelayFollowUp": 8, "peerDelayFollowUpPerSecond": 3, "sync": "100"},
    },
}  # fmt: skip
FACTS = {
    "alias": "PTP Default", "running": True, "interface": "vif0", "unicast_clients": 3, "utilization_percent": 1.5,
    "default_ds": {
        "clock_identity": "ec4670.fffe.0024cb", "domain_number": 24, "clock_class": 6, "clock_accuracy": "0x21",
        "clock_accuracy_ns": 100, "clock_variance": 20061, "priority1": 128, "priority2": 127, "two_step": True,
        "slave_only": False, "number_ports": 1,
    },
    "current_ds": {"steps_removed": 0, "offset_from_master_ns": -12, "mean_path_delay_ns": 1400},
    "parent_ds": {
        "port_identity": "ec4670.fffe.0024cb-1", "grandmaster_identity": "ec4670.fffe.0024cc",
        "grandmaster_priority1": 1, "grandmaster_priority2": 2, "grandmaster_clock_class": 6,
        "grandmaster_clock_accuracy": "0x21", "grandmaster_clock_variance": 20061,
    },
    "time_properties_ds": {
        "utc_offset_s": 37, "utc_offset_valid": True, "leap59": False, "leap61": True, "ptp_timescale": True,
        "time_traceable": True, "frequency_traceable": False, "time_source": "gnss",
    },
    "ports": [{
        "port_identity": "ec4670.fffe.0024cb-1", "state": "master", "delay_mechanism": "e2e",
        "log_announce_interval": 1, "announce_receipt_timeout": 3, "log_sync_interval": -3,
        "log_min_delay_req_interval": -4, "log_min_pdelay_req_interval": 0, "peer_mean_path_delay_ns": 0, "version": 2,
    }],
}  # fmt: skip

NO_COUNTERS = dict.fromkeys(PTP["instances"][0]["counters"]["rx"])


@pytest.fixture
def reader():
    return Reader("ptp")


def kebab(tree):
    if isinstance(tree, dict):
        return {"".join(f"-{c.lower()}" if c.isupper() else c for c in name): kebab(sub) for name, sub in tree.items()}
    return [kebab(element) for element in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize("raw", [RAW, respelled(kebab(RAW))], ids=["meinbergos", "ltos"])
def test_an_instance_with_all_its_data_sets(reader, raw):
    (found,) = instances(reader, INSTANCES, PORTS, [raw])
    counters = found.pop("counters")
    assert found == FACTS
    received = {"delay_req": 7, "delay_req_per_s": 0.5, "management_errors": 1, "signaling": 4, "total": 21}
    peer_delay = {"pdelay_resp_follow_up": 9, "pdelay_resp_follow_up_per_s": 2}
    assert counters["rx"] == {**NO_COUNTERS, **received, **peer_delay}
    assert counters["tx"] == {**NO_COUNTERS, "pdelay_resp_follow_up": 8, "pdelay_resp_follow_up_per_s": 3, "sync": 100}
    complete(PTP["instances"], [{**found, "counters": counters}])


def test_counters_have_the_names_of_the_shape():
    counters = PTP["instances"][0]["counters"]["rx"]
    assert counters.keys() == {name for message in MESSAGES for name in (message, f"{message}_per_s")}


def test_a_stopped_instance_says_nothing_else(reader):
    stopped = {
        "alias": "A",
        "isRunning": False,
        "defaultDataset": {"clockClass": 0, "isTwoStep": False},
        "utilization": 0,
    }
    assert instances(reader, INSTANCES, PORTS, [stopped]) == [{"alias": "A", "running": False}]


@pytest.mark.parametrize("running", [None, "unknown", ""])
def test_an_instance_that_does_not_say_whether_it_runs_is_read(reader, running):
    (found,) = instances(reader, INSTANCES, PORTS, [{"isRunning": running, "defaultDataset": {"clockClass": 6}}])
    assert found["running"] is None
    assert found["default_ds"]["clock_class"] == 6
    assert found["ports"] is None


@pytest.mark.parametrize(
    ("offset", "ns"), [("-3 ns", -3), ("1.4 us", 1400), ("unknown", None), ("", None), (None, None), ("0 ns", 0)]
)
def test_an_unknown_offset_is_not_zero_whatever_its_whole_nanoseconds_say(reader, offset, ns):
    raw = {
        "name": "lan1",
        "currentTime": "2026-02-11T22:05:01.000000001Z",
        "internalOffset": offset,
        "internalOffsetNs": 0,
    }
    assert interfaces(reader, INTERFACES, [raw]) == [
        {"name": "lan1", "time": "2026-02-11T22:05:01.000000001Z", "internal_offset_ns": ns}
    ]


@pytest.mark.parametrize("wrong", [7, "x", {}, True])
def test_what_is_no_list_is_null_and_noted(reader, wrong):
    assert instances(reader, INSTANCES, PORTS, wrong) is None
    assert interfaces(reader, INTERFACES, wrong) is None
    assert [note["path"] for note in reader.unavailable] == ["/ptp#/instances", "/ptp#/interfaces"]


def test_nothing_is_null(reader):
    assert instances(reader, INSTANCES, PORTS, None) is None
    assert interfaces(reader, INTERFACES, None) is None
    assert instances(reader, INSTANCES, PORTS, []) == []
    assert reader.unavailable == []


def test_only_objects_are_instances(reader):
    found = instances(reader, INSTANCES, PORTS, [None, {"alias": "A", "portDatasets": 7}, "x"])
    assert [(instance["alias"], instance["ports"]) for instance in found] == [("A", None)]
    assert [(note["path"], note["reason"]) for note in reader.unavailable] == [
        ("/ptp#/instances/*", "malformed"),
        ("/ptp#/instances/*/portDatasets", "malformed"),
    ]


def test_keys_that_are_not_known_keep_their_spelling():
    assert respelled([{"clock-class": 1, "Foo-Bar": {"IsRunning": 2}}, 7]) == [
        {"clockClass": 1, "Foo-Bar": {"isRunning": 2}},
        7,
    ]
