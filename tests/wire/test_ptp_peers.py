# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``ptp_probe_info`` and linuxptp: what the probe hears is what ``ptp4l`` says of itself, and what ``tshark`` reads."""

from __future__ import annotations

import re
import time
from collections import Counter
from types import SimpleNamespace

import pytest

from ansible_collections.timesync.meinberg.plugins.module_utils.probes import ptp_frame, ptp_packet
from ansible_collections.timesync.meinberg.plugins.module_utils.probes.ptp_transmitters import Transmitters
from tests.tooling.debian import Unavailable
from tests.wire import ptp_ask, wireshark
from tests.wire.namespaces import Lan
from tests.wire.ptp_peers import LOCKED, Peer, Peers, settings

ALWAYS_MASTER = {"masterOnly": 1}
TELECOM = {
    "dataset_comparison": "G.8275.x",
    "maxStepsRemoved": 255,
    "logSyncInterval": -4,
    "logMinDelayReqInterval": -4,
}
UNICAST = {**TELECOM, "inhibit_multicast_service": 1, "logAnnounceInterval": 0}
GPTP = {
    "transportSpecific": 1,
    "ptp_dst_mac": "01:80:C2:00:00:0E",
    "path_trace_enabled": 1,
    "follow_up_info": 1,
    "assume_two_step": 1,
    "logSyncInterval": -3,
    "neighborPropDelayThresh": 100_000_000,
    "priority2": 248,
}
PEERS = {
    "locked": Peer(1, 0, settings=LOCKED, more=ALWAYS_MASTER),
    "rival": Peer(2, 0, settings=settings(7, "0x21"), more=ALWAYS_MASTER),
    "client": Peer(3, 0, more={"slaveOnly": 1}),
    "ipv6": Peer(4, 1, "UDPv6", settings=settings(7, leap61=1), more=ALWAYS_MASTER),
    "layer 2": Peer(5, 2, "L2", settings=settings(52, leap59=1), more=ALWAYS_MASTER),
    "layer 2 p2p": Peer(6, 3, "L2", "P2P", settings=settings(187), more=ALWAYS_MASTER),
    "p2p": Peer(7, 4, "UDPv4", "P2P", settings=settings(248), more={**ALWAYS_MASTER, "logSyncInterval": -2}),
    "ipv6 rival": Peer(8, 1, "UDPv6", settings=settings(7), more={**ALWAYS_MASTER, "priority2": 127}),
    "ipv6 client": Peer(9, 1, "UDPv6", more={"slaveOnly": 1}),
    "ipv6 p2p": Peer(10, 127, "UDPv6", "P2P", settings=settings(6, "0x17", currentUtcOffset=36), more=ALWAYS_MASTER),
    "G.8275.1": Peer(
        11, 24, "L2", settings=LOCKED,
        more={**TELECOM, **ALWAYS_MASTER, "logAnnounceInterval": -3, "ptp_dst_mac": "01:80:C2:00:00:0E"},
    ),
    "G.8275.2": Peer(12, 44, settings=LOCKED, more={**UNICAST, **ALWAYS_MASTER, "unicast_listen": 1}),
    "G.8275.2 client": Peer(
        13, 44, more={**UNICAST, "slaveOnly": 1, "unicast_req_duration": 60},
        tables="[unicast_master_table]\ntable_id 1\nlogQueryInterval 0\nUDPv4 10.88.0.12",
        port_more={"unicast_master_table": 1},
    ),
    "gPTP": Peer(14, 0, "L2", "P2P", settings=settings(6, "0x22", "0x436a"), more={**GPTP, "priority1": 246}),
    "gPTP client": Peer(15, 0, "L2", "P2P", more={**GPTP, "slaveOnly": 1, "priority1": 250}),
    "IEC 61850-9-3": Peer(16, 93, "L2", "P2P", settings=settings(7, "0x22"), more=ALWAYS_MASTER),
    "upstream": Peer(
        17, 10, settings=LOCKED, more={**ALWAYS_MASTER, "path_trace_enabled": 1, "priority2": 100},
        interfaces=("eth1",),
    ),
    "boundary": Peer(18, 10, more={"path_trace_enabled": 1}, interfaces=("eth0", "eth1")),
}  # fmt: skip
HEARD = [name for name, peer in PEERS.items() if peer.master and "eth0" in peer.interfaces]
TRANSPORTS = {"UDPv4": "udp_ipv4", "UDPv6": "udp_ipv6", "L2": "l2"}
CLIENTS = {"client": "locked", "ipv6 client": "ipv6 rival", "gPTP client": "gPTP", "G.8275.2 client": "G.8275.2"}
"""Who chooses a time transmitter, and whom."""

SECONDS = 7
CAPTURE_FILTER = "ether proto 0x88f7 or udp port 319 or udp port 320"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What the probe found, what ``pmc`` said, and the capture of the same interface."""
    folder = tmp_path_factory.mktemp("ptp")
    try:
        with Lan("ptp") as lan:
            lan.host("probe", 100)
            hosts = {name: re.sub(r"\W", "", name) for name in PEERS}
            for name, peer in PEERS.items():
                lan.host(hosts[name], peer.number)
            lan.link("upstream", "boundary", 1)
            peers = Peers(lan, folder, {hosts[name]: peer for name, peer in PEERS.items()})
            peers.start()
            for client, chosen in CLIENTS.items():
                peers.wait(hosts[client], "GET PARENT_DATA_SET", rf"grandmasterIdentity\s+{PEERS[chosen].identity}")
            peers.wait("boundary", "GET PARENT_DATA_SET", rf"grandmasterIdentity\s+{PEERS['upstream'].identity}")
            time.sleep(1)  # for the boundary clock's next Announce message
            capture = folder / "capture.pcap"
            try:
                command = [
                    wireshark.program("dumpcap"),
                    "-q",
                    "-P",
                    "-i",
                    "eth0",
                    "-f",
                    CAPTURE_FILTER,
                    "-w",
                    str(capture),
                ]
                capturing = lan.start("probe", command, folder / "dumpcap.log")
            except Unavailable as error:
                capture, capturing = str(error), None
            with ptp_ask.asked(lan, "probe", duration=SECONDS, management=True) as asked:
                probe = asked.answer()
            said = {name: {data_set: peers.data_set(hosts[name], data_set) for data_set in DATA_SETS} for name in PEERS}
            if capturing:
                capturing.terminate()
                capturing.wait(10)
        yield SimpleNamespace(probe=probe, said=said, capture=capture)
    except Unavailable as error:
        pytest.skip(str(error))


def transmitter(found, name):
    """What the probe found of a peer; the one on the hub where it is a boundary clock."""
    (one,) = [each for each in found.probe["transmitters"] if each["clock_identity"] == PEERS[name].identity]
    return one


DATA_SETS = ("DEFAULT_DATA_SET", "CURRENT_DATA_SET", "PARENT_DATA_SET", "TIME_PROPERTIES_DATA_SET", "PORT_DATA_SET")


def test_all_time_transmitters_are_heard_and_nobody_else(found):
    heard = {(each["clock_identity"], each["domain_number"], each["transport"]) for each in found.probe["transmitters"]}
    assert heard == {(PEERS[name].identity, PEERS[name].domain, TRANSPORTS[PEERS[name].transport]) for name in HEARD}
    packets = found.probe["packets"]
    assert packets["ptp"] > 500
    assert {name: packets[name] for name in packets if name != "ptp"} == dict.fromkeys(
        ("malformed", "other_version", "ignored", "dropped"), 0
    )
    assert found.probe["stopped_counting"] is False


@pytest.mark.parametrize("name", HEARD)
def test_announce_says_what_the_peer_says_of_itself(found, name):
    announce, said = transmitter(found, name)["announce"], found.said[name]
    parent, times = said["PARENT_DATA_SET"], said["TIME_PROPERTIES_DATA_SET"]
    assert announce["grandmaster_identity"] == parent["grandmasterIdentity"]
    assert announce["clock_class"] == int(parent["gm.ClockClass"])
    assert announce["clock_accuracy"] == parent["gm.ClockAccuracy"]
    assert announce["clock_variance"] == int(parent["gm.OffsetScaledLogVariance"], 16)
    assert announce["priority1"] == int(parent["grandmasterPriority1"])
    assert announce["priority2"] == int(parent["grandmasterPriority2"])
    assert announce["steps_removed"] == int(said["CURRENT_DATA_SET"]["stepsRemoved"])
    assert announce["utc_offset_s"] == int(times["currentUtcOffset"])
    assert announce["time_source"] == {"0x20": "gnss", "0xa0": "internal_oscillator"}[times["timeSource"]]
    for fact, told in FLAGS.items():
        assert announce[fact] is (times[told] == "1"), fact


FLAGS = {
    "leap61": "leap61",
    "leap59": "leap59",
    "utc_offset_valid": "currentUtcOffsetValid",
    "ptp_timescale": "ptpTimescale",
    "time_traceable": "timeTraceable",
    "frequency_traceable": "frequencyTraceable",
}


@pytest.mark.parametrize("name", HEARD)
def test_intervals_are_those_that_the_peer_is_set_to(found, name):
    messages, port = transmitter(found, name)["messages"], found.said[name]["PORT_DATA_SET"]
    for kind, told in (
        ("announce", "logAnnounceInterval"),
        ("sync", "logSyncInterval"),
        ("follow_up", "logSyncInterval"),
    ):
        interval = int(port[told])
        one = messages[kind]
        # linuxptp says 0x7f in unicast Sync messages, as IEEE 1588-2019 wants it (table 42)
        assert one["log_interval_announced"] == (None if (name, kind) == ("G.8275.2", "sync") else interval), kind
        assert one["log_interval_measured"] == pytest.approx(interval, abs=0.25), kind
        assert one["per_second"] == pytest.approx(2.0**-interval, rel=0.3), kind
        assert one["count"] == pytest.approx(SECONDS * 2.0**-interval, abs=2 + 0.2 * SECONDS * 2.0**-interval), kind


def test_delay_mechanisms_and_modes(found):
    told = {name: (transmitter(found, name)["delay_mechanism"], transmitter(found, name)["unicast"]) for name in HEARD}
    # Of a port that nobody asks for the delay end to end, nothing tells how it would measure it.
    nobody_asks = ("layer 2", "G.8275.1", "boundary")
    expected = {name: (PEERS[name].mechanism.lower(), name == "G.8275.2") for name in HEARD}
    assert told == {**expected, **dict.fromkeys(nobody_asks, (None, False))}
    assert {transmitter(found, name)["two_step"] for name in HEARD} == {True}


def test_only_gptp_has_another_sdo_id(found):
    told = {name: transmitter(found, name)["sdo_id"] for name in HEARD}
    assert told == {name: "0x100" if name == "gPTP" else "0x000" for name in HEARD}


def test_path_traces(found):
    assert transmitter(found, "gPTP")["announce"]["path_trace"] == [PEERS["gPTP"].identity]
    boundary = transmitter(found, "boundary")["announce"]
    assert boundary["path_trace"] == [PEERS["upstream"].identity, PEERS["boundary"].identity]
    tlv = {"type": "0x0008", "type_name": "path_trace", "length": 16}
    assert boundary["tlvs"] == [{**tlv, "organization_id": None, "organization_sub_type": None}]
    assert transmitter(found, "locked")["announce"]["path_trace"] is None


@pytest.mark.parametrize("client", CLIENTS)
def test_the_best_is_the_one_that_a_client_chose(found, client):
    peer = PEERS[client]
    sdo = "0x100" if client.startswith("gPTP") else "0x000"
    (best,) = [
        one
        for one in found.probe["best"]
        if (one["domain_number"], one["transport"], one["sdo_id"]) == (peer.domain, TRANSPORTS[peer.transport], sdo)
    ]
    parent = found.said[client]["PARENT_DATA_SET"]
    assert best["grandmaster_identity"] == parent["grandmasterIdentity"]
    assert f"{best['clock_identity']}-{best['port_number']}" == parent["parentPortIdentity"]


def test_there_is_one_best_for_each_network(found):
    networks = {(one["domain_number"], one["transport"], one["sdo_id"]) for one in found.probe["transmitters"]}
    assert len(found.probe["best"]) == len(networks) == len(HEARD) - 2


@pytest.mark.parametrize("name", HEARD)
def test_answers_to_management_messages_are_those_that_pmc_gets(found, name):
    """All but the delay of the gPTP peer, which changes from one question to the next."""
    (answer,) = [one for one in answers(found, name) if one["default_ds"]]
    said = found.said[name]
    default, port = said["DEFAULT_DATA_SET"], said["PORT_DATA_SET"]
    assert answer["default_ds"] == {
        "clock_identity": default["clockIdentity"],
        "domain_number": int(default["domainNumber"]),
        "clock_class": int(default["clockClass"]),
        "clock_accuracy": default["clockAccuracy"],
        "clock_accuracy_ns": answer["default_ds"]["clock_accuracy_ns"],
        "clock_variance": int(default["offsetScaledLogVariance"], 16),
        "priority1": int(default["priority1"]),
        "priority2": int(default["priority2"]),
        "two_step": default["twoStepFlag"] == "1",
        "slave_only": default["slaveOnly"] == "1",
        "number_ports": int(default["numberPorts"]),
    }
    parent, times = said["PARENT_DATA_SET"], said["TIME_PROPERTIES_DATA_SET"]
    assert answer["parent_ds"] == {
        "port_identity": parent["parentPortIdentity"],
        "grandmaster_identity": parent["grandmasterIdentity"],
        "grandmaster_priority1": int(parent["grandmasterPriority1"]),
        "grandmaster_priority2": int(parent["grandmasterPriority2"]),
        "grandmaster_clock_class": int(parent["gm.ClockClass"]),
        "grandmaster_clock_accuracy": parent["gm.ClockAccuracy"],
        "grandmaster_clock_variance": int(parent["gm.OffsetScaledLogVariance"], 16),
    }
    assert {fact: answer["time_properties_ds"][fact] for fact in FLAGS} == {
        fact: times[told] == "1" for fact, told in FLAGS.items()
    }
    assert answer["time_properties_ds"]["utc_offset_s"] == int(times["currentUtcOffset"])
    assert answer["current_ds"]["steps_removed"] == int(said["CURRENT_DATA_SET"]["stepsRemoved"])
    peer_delay = answer["port_ds"].pop("peer_mean_path_delay_ns")
    assert name == "gPTP" or peer_delay == float(port["peerMeanPathDelay"])
    assert answer["port_ds"] == {
        "port_identity": port["portIdentity"],
        "state": port["portState"].lower(),
        "delay_mechanism": {"1": "e2e", "2": "p2p"}[port["delayMechanism"]],
        "log_announce_interval": int(port["logAnnounceInterval"]),
        "announce_receipt_timeout": int(port["announceReceiptTimeout"]),
        "log_sync_interval": int(port["logSyncInterval"]),
        "log_min_delay_req_interval": int(port["logMinDelayReqInterval"]),
        "log_min_pdelay_req_interval": int(port["logMinPdelayReqInterval"]),
        "version": int(port["versionNumber"]),
    }


def answers(found, name):
    return [one for one in found.probe["management"]["answers"] if one["clock_identity"] == PEERS[name].identity]


def test_clients_answer_too(found):
    (answer,) = answers(found, "client")
    assert answer["default_ds"]["slave_only"] is True
    assert answer["parent_ds"]["port_identity"] == f"{PEERS['locked'].identity}-1"
    # Every offset is TAI minus UTC here: ptp4l's clock is the system's own, and its grandmaster says that it is TAI.
    assert answer["current_ds"]["offset_from_master_ns"] == pytest.approx(37e9, abs=10e6)


FIELDS = {
    "grandmaster_identity": ("ptp.v2.an.grandmasterclockidentity", lambda text: text),
    "clock_class": ("ptp.v2.an.grandmasterclockclass", int),
    "clock_accuracy": ("ptp.v2.an.grandmasterclockaccuracy", lambda text: text),
    "clock_variance": ("ptp.v2.an.grandmasterclockvariance", int),
    "priority1": ("ptp.v2.an.priority1", int),
    "priority2": ("ptp.v2.an.priority2", int),
    "steps_removed": ("ptp.v2.an.localstepsremoved", int),
    "utc_offset_s": ("ptp.v2.an.origincurrentutcoffset", int),
}
BITS = {
    "leap61": "ptp.v2.flags.li61",
    "leap59": "ptp.v2.flags.li59",
    "utc_offset_valid": "ptp.v2.flags.utcreasonable",
    "ptp_timescale": "ptp.v2.flags.timescale",
    "time_traceable": "ptp.v2.flags.timetraceable",
    "frequency_traceable": "ptp.v2.flags.frequencytraceable",
    "synchronization_uncertain": "ptp.v2.flags.synchronizationUncertain",
    "alternate_master": "ptp.v2.flags.alternatemaster",
}
HEADER = {
    "kind": "ptp.v2.messagetype",
    "domain_number": "ptp.v2.domainnumber",
    "major_sdo_id": "ptp.v2.majorsdoid",
    "clock_identity": "ptp.v2.clockidentity",
    "port_number": "ptp.v2.sourceportid",
    "two_step": "ptp.v2.flags.twostep",
    "unicast": "ptp.v2.flags.unicast",
    "log_interval": "ptp.v2.logmessageperiod",
}
WANTED = [*HEADER.values(), *(field for field, _read in FIELDS.values()), *BITS.values(), "ptp.v2.timesource"]


@pytest.fixture(scope="module")
def captured(found):
    """Each message of the capture, by our parser and by ``tshark``."""
    if isinstance(found.capture, str):
        pytest.skip(found.capture)
    ours = [ptp_frame.carried(frame) for frame, _moment in wireshark.frames(found.capture)]
    theirs = wireshark.read(found.capture, WANTED)
    assert len(ours) == len(theirs) > 500
    return [(ptp_packet.parse(one.payload), other) for one, other in zip(ours, theirs, strict=True)]


def test_tshark_reads_the_same_headers(captured):
    for message, read in captured:
        told = {name: read[field] for name, field in HEADER.items()}
        interval = int(told["log_interval"])
        assert told == {
            "kind": f"0x{next(code for code, kind in ptp_packet.MESSAGES.items() if kind == message.kind):02x}",
            "domain_number": str(message.domain_number),
            "major_sdo_id": f"0x{message.sdo_id >> 8:02x}",
            "clock_identity": spelt(message.clock_identity),
            "port_number": str(message.port_number),
            "two_step": truth(read[HEADER["two_step"]], message.two_step),
            "unicast": truth(read[HEADER["unicast"]], message.unicast),
            "log_interval": told["log_interval"]
            if message.log_interval is None and interval == 127
            else str(message.log_interval),
        }


def test_tshark_reads_the_same_announce_messages(captured):
    announces = [(ptp_packet.announce(message), read) for message, read in captured if message.kind == "announce"]
    assert len(announces) > 100
    for announce, read in announces:
        told = {name: convert(read[field]) for name, (field, convert) in FIELDS.items()}
        identity = spelt(announce["grandmaster_identity"])
        assert told == {**{name: announce[name] for name in FIELDS}, "grandmaster_identity": identity}
        assert {name: read[field] for name, field in BITS.items()} == {
            name: truth(read[field], announce[name]) for name, field in BITS.items()
        }
        assert read["ptp.v2.timesource"] == {"gnss": "0x20", "internal_oscillator": "0xa0"}[announce["time_source"]]


def test_tshark_counts_the_same_messages(found, captured):
    heard = Transmitters(None, frozenset(ptp_frame.TRANSPORTS), 256)
    for frame, moment in wireshark.frames(found.capture):
        heard.add(ptp_frame.carried(frame), moment)
    ours = Counter()
    for one in heard.report():
        for kind, counted in one["messages"].items():
            ours[one["clock_identity"], one["port_number"], one["domain_number"], kind] += counted["count"]
    masters = {(one["clock_identity"], one["port_number"]) for one in heard.report()}
    theirs = Counter(
        (*port_of(message), int(read["ptp.v2.domainnumber"]), ptp_packet.MESSAGES[int(read[HEADER["kind"]], 16)])
        for message, read in captured
        if port_of(message) in masters
    )
    assert +ours == theirs


def port_of(message):
    return message.clock_identity, message.port_number


def spelt(identity):
    """A clock identity as ``tshark`` writes it."""
    return "0x" + identity.replace(".", "")


def truth(said, value):
    """How this ``tshark`` writes a truth: older ones with digits."""
    return str(int(value)) if said in ("0", "1") else str(value)
