# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make docs-wire``: what REST, a probe and the reference tool say of one peer in one minute, into docs/wire.md.

No device is at hand: the REST answers are those of the simulator, and its NTP service is the peer that they are about.
The other peers are chronyd, ntpd and ptp4l, which have no REST API.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path

import yaml

from tests.tooling.debian import Unavailable
from tests.tooling.tree import ROOT
from tests.wire import ntp_peers, ptp_ask, ptp_peers
from tests.wire.namespaces import Lan

PAGE = ROOT / "docs" / "wire.md"
BEGIN = "<!-- table: one minute, made by `make docs-wire` -->"
END = "<!-- end of table -->"
NTP_PORT, REST_PORT = 10_123, 10_080
LANTIME = {
    "name": "lantime",
    "address": "127.10.0.1",
    "port": REST_PORT,
    "tls": False,
    "states": ["holdover"],
}
ADDRESSES = {"lantime": LANTIME["address"], "chronyd": "10.88.0.11", "ntpd": "10.88.0.12"}
NO_REST = "no REST"
LEAPS = {"Normal": "none", "Insert second": "add_second", "Delete second": "delete_second", "Not synchronised": "alarm"}

# By quantity: the facts that REST gives and the probe gives, and the column of chronyc's ntpdata.
NTP = (
    ("stratum", "stratum", "stratum", 8),
    ("leap indicator", "leap_indicator", "leap_indicator", 5),
    ("reference id", "reference_id", "reference_id_hex", 15),
    ("precision, log2 of s", "precision_log2", "precision_log2_s", 11),
    ("root delay", "root_delay_ns", "root_delay_ns", 13),
    ("root dispersion", "root_dispersion_ns", "root_dispersion_ns", 14),
    ("offset", None, "offset_ns", 18),
    ("delay", None, "delay_ns", 19),
)
PTP = (
    ("grandmaster", "grandmaster_identity", "PARENT_DATA_SET", "grandmasterIdentity"),
    ("clock class", "clock_class", "PARENT_DATA_SET", "gm.ClockClass"),
    ("clock accuracy", "clock_accuracy", "PARENT_DATA_SET", "gm.ClockAccuracy"),
    ("clock variance", "clock_variance", "PARENT_DATA_SET", "gm.OffsetScaledLogVariance"),
    ("priority 1", "priority1", "PARENT_DATA_SET", "grandmasterPriority1"),
    ("priority 2", "priority2", "PARENT_DATA_SET", "grandmasterPriority2"),
    ("steps removed", "steps_removed", "CURRENT_DATA_SET", "stepsRemoved"),
    ("UTC offset", "utc_offset_s", "TIME_PROPERTIES_DATA_SET", "currentUtcOffset"),
)


def microseconds(nanoseconds: float) -> str:
    """A time in µs, as the table has them all."""
    return f"{nanoseconds / 1000:.1f} µs"


def shown(value: object, name: str) -> str:
    """A fact as the table has it, by its name."""
    if value is None:
        return "–"
    return microseconds(float(str(value))) if name.endswith("_ns") else str(value)


def ntp_rows(peer: str, rest: Mapping | None, probe: Mapping, row: list[str]) -> Iterator[tuple[str, ...]]:
    """The rows of one NTP server: its facts over REST, a sample of the probe, and chronyc's line about it."""
    for told, by_rest, by_probe, column in NTP:
        value = row[column]
        if by_probe.endswith("_ns"):
            value = microseconds(float(value) * 1e9)
        elif told == "reference id":
            value = value.lower()
        over_rest = "–" if by_rest is None else NO_REST if rest is None else shown(rest[by_rest], by_rest)
        if told == "reference id" and rest is not None:
            over_rest += f" ({str(rest['reference_id']).encode().ljust(4, bytes(1)).hex()})"
        yield peer, told, over_rest, shown(probe[by_probe], by_probe), LEAPS.get(value, value)


def measured_ntp(folder: Path) -> list[tuple[str, ...]]:
    """Three NTP servers, asked by chronyd and by the probe from the same host."""
    with Lan("cmp") as lan:
        for number, host in enumerate(("chronyd", "ntpd", "judge"), 11):
            lan.host(host, number)
        peers = ntp_peers.Peers(lan, folder)
        peers.chronyd("chronyd", "local stratum 1")
        refclock = "refclock local minpoll 3 maxpoll 3 stratum 0 refid TEST prefer"
        local = ("restrict default nomodify", "restrict 127.0.0.1")
        peers.ntpd("ntpd", refclock, "tos minsane 1 minclock 1", *local)
        fleet = folder / "fleet.yml"
        fleet.write_text(yaml.safe_dump({"ntp_port": NTP_PORT, "devices": [LANTIME]}))
        lan.start("judge", [sys.executable, "-m", "tests.simulator", "--fleet", str(fleet)], folder / "simulator.log")
        fast = "iburst minpoll 0 maxpoll 0 noselect"
        ports = {name: NTP_PORT if name == "lantime" else 123 for name in ADDRESSES}
        servers = [f"server {address} port {ports[name]} {fast}" for name, address in ADDRESSES.items()]
        peers.chronyd("judge", *servers)

        def known() -> dict[str, list[str]]:
            return {row[0]: row for row in peers.chronyc("judge", "ntpdata")}

        peers.wait("ntpd synchronised", lambda: peers.ntpq("ntpd").get("stratum") == "1")
        peers.wait("all are known", lambda: all(known().get(one, ["0"] * 9)[8] != "0" for one in ADDRESSES.values()))
        options = f"host={ADDRESSES['lantime']} port={REST_PORT} use_tls=false username=info password=simulated"
        answer = lan.run("judge", "ansible", "localhost", "-m", "timesync.meinberg.ntp_info", "-a", options).stdout
        rest = json.loads(answer[answer.index("{") :])["ntp"]["system"]
        samples = {}
        for name, address in ADDRESSES.items():
            probe = peers.ask("judge", host=address, port=ports[name], spacing=0.2)["ntp_probe"]
            samples[name] = min(probe["samples"], key=lambda sample: sample["delay_ns"])
        rows = known()
    told = {"lantime": "simulated LANTIME, in holdover", "chronyd": "chronyd", "ntpd": "ntpd (NTPsec)"}
    return [
        cells
        for name, address in ADDRESSES.items()
        for cells in ntp_rows(told[name], rest if name == "lantime" else None, samples[name], rows[address])
    ]


def measured_ptp(folder: Path) -> list[tuple[str, ...]]:
    """A grandmaster of linuxptp, heard by the probe, and asked by pmc."""
    peer = ptp_peers.Peer(1, 0, settings=ptp_peers.LOCKED, more={"masterOnly": 1})
    with Lan("cmp") as lan:
        lan.host("probe", 100)
        lan.host("locked", peer.number)
        peers = ptp_peers.Peers(lan, folder, {"locked": peer})
        peers.start()
        with ptp_ask.asked(lan, "probe", duration=5) as asked:
            (heard,) = asked.answer()["transmitters"]
        said = {data_set: peers.data_set("locked", data_set) for data_set in {row[2] for row in PTP}}
        port = peers.data_set("locked", "PORT_DATA_SET")
    rows = []
    for told, fact, data_set, name in PTP:
        value = said[data_set][name]
        tool = str(int(value, 16)) if fact == "clock_variance" else value
        rows.append(("ptp4l", told, NO_REST, str(heard["announce"][fact]), tool))
    for kind, name in (("announce", "logAnnounceInterval"), ("sync", "logSyncInterval")):
        interval = heard["messages"][kind]
        probe = f"{interval['log_interval_announced']}, measured {interval['log_interval_measured']:.2f}"
        rows.append(("ptp4l", f"{kind} interval, log2 of s", NO_REST, probe, port[name]))
    return rows


def table(rows: list[tuple[str, ...]]) -> str:
    """The rows in Markdown; a peer is named once."""
    lines = ["| peer | quantity | REST | probe | reference tool |", "| --- | --- | --- | --- | --- |"]
    last = None
    for peer, *cells in rows:
        lines.append(f"| {peer if peer != last else ''} | {' | '.join(cells)} |".replace("|  |", "| |"))
        last = peer
    return "\n".join(lines)


def filled(page: str, content: str) -> str:
    """The page with its table as it is now."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE} has no place for the table")
    return f"{before}{begin}\n\n{content}\n\n{end}{after}"


def main() -> int:
    """Measure, and write the page; says why where it can't."""
    begun = time.monotonic()
    steps: tuple[Callable[[Path], list[tuple[str, ...]]], ...] = (measured_ntp, measured_ptp)
    rows = []
    try:
        for step in steps:
            with tempfile.TemporaryDirectory() as folder:
                rows += step(Path(folder))
    except Unavailable as error:
        print(f"No table: {error}.", file=sys.stderr)
        return 1
    day = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    told = f"Measured on {day}, in {time.monotonic() - begun:.0f} s."
    PAGE.write_text(filled(PAGE.read_text("utf-8"), f"{told}\n\n{table(rows)}"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
