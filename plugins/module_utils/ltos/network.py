# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LTOS: network ports and interfaces."""

from __future__ import annotations

from ..quantities import boolean, integer, mac_address, slot_number, text, word
from ..records import Field, Reader, Table
from ..shapes import NETWORK_COUNTERS
from ..time_stamps import date_time
from ..vocabularies import ADDRESS_METHOD, DUPLEX, FAMILY
from .paths import NETWORK, STATUS

PORT = Table("status.network.ports", STATUS, f"{NETWORK}/ports", "A", (
    Field("name", "object-id", text),
    Field("up", ("operstate", "link"), boolean),
    Field("available", "port-available", boolean),
    Field("speed_mbps", "speed", integer),
    Field("duplex", "duplex", DUPLEX),
    Field("mac_address", "mac-address", mac_address),
    Field("card", "card-name", text),
    Field("slot", "slot-id", slot_number),
    Field("slot_name", "slot-name", text),
    Field("port", "port-id", slot_number),
    Field("mtu_bytes", ("statistics/mtu", "mtu"), integer),
    *(Field(f"statistics.{name}", f"statistics/{name.replace('_', '-')}", integer) for name in NETWORK_COUNTERS),
    Field("bonding.state", "bonding-slave/state", word),
    Field("bonding.mii_up", "bonding-slave/mii-status", boolean),
    Field("bonding.link_failure_count", "bonding-slave/link-failure-count", integer),
    Field("bonding.aggregator_id", "bonding-slave/ad-aggregator-id", text),
    Field("bonding.queue_id", "bonding-slave/queue-id", text),
    Field("bonding.permanent_mac_address", "bonding-slave/perm-hwaddr", mac_address),
), each="*")  # fmt: skip


def _cluster(family: str) -> tuple[Field, ...]:
    at = f"cluster/{family}"
    return (
        Field(f"cluster.{family}.enabled", f"{at}/enabled", boolean),
        Field(f"cluster.{family}.state", f"{at}/port-state", word),
        Field(f"cluster.{family}.updated", f"{at}/timestamp", date_time),
        Field(f"cluster.{family}.cluster_address", f"{at}/cluster-ip", text),
        Field(f"cluster.{family}.communication_address", f"{at}/communication-ip", text),
        Field(f"cluster.{family}.master_serial_number", f"{at}/master-serial", text),
        Field(f"cluster.{family}.master_address", f"{at}/master-ip", text),
        Field(f"cluster.{family}.master_priority", f"{at}/master-priority", integer),
        Field(f"cluster.{family}.clock_class", f"{at}/clock-class", text),
        Field(f"cluster.{family}.clock_status", f"{at}/clock-status", word),
        Field(f"cluster.{family}.ntp_status", f"{at}/ntp-status", word),
        Field(f"cluster.{family}.reconfiguration_state", f"{at}/reconfig-state", word),
    )


INTERFACE = Table("status.network.interfaces", STATUS, f"{NETWORK}/interfaces", "A", (
    Field("id", "object-id", text),
    Field("name", "ifname", text),
    *_cluster("ipv4"),
    *_cluster("ipv6"),
), each="*")  # fmt: skip
ADDRESS = Table("status.network.interfaces.addresses", STATUS, f"{NETWORK}/interfaces/*/addresses", "A", (
    Field("family", "addresstype", FAMILY),
    Field("address", "address", text),
    Field("netmask", "subnet", text),
    Field("method", "iftype", ADDRESS_METHOD),
), each="*")  # fmt: skip
TABLES = (PORT, INTERFACE, ADDRESS)


def network(reader: Reader, answer: dict) -> dict:
    """Ports with their counters, interfaces with their addresses."""
    interfaces = reader.find(INTERFACE, answer)
    found = None
    if isinstance(interfaces, list):
        found = []
        for raw in interfaces:
            record = reader.record(INTERFACE, raw, f"{INTERFACE.at}/*")
            if record is not None:
                found.append({**record, "addresses": reader.records(ADDRESS, raw.get("addresses"), ADDRESS.at)})
    elif interfaces is not None:
        reader.note(STATUS, INTERFACE.at, "malformed", INTERFACE.fact)
    return {"ports": reader.read_list(PORT, answer), "interfaces": found}
