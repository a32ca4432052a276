# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PTP peers of the tests: linuxptp's ``ptp4l`` on hosts of a hub, with software time stamps, no clock is ever set."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.tooling.debian import Unavailable, install
from tests.wire.namespaces import Lan

_NEVER_TOUCH_A_CLOCK = {"time_stamping": "software", "free_running": 1, "use_syslog": 0, "verbose": 0}
_WAIT_S = 25


@dataclass(frozen=True)
class Peer:
    """One ``ptp4l``: its configuration, and what its grandmaster settings are set to where it is one."""

    number: int
    domain: int
    transport: str = "UDPv4"
    mechanism: str = "E2E"
    more: Mapping[str, object] = field(default_factory=dict)
    settings: Mapping[str, object] | None = None
    tables: str = ""
    """Sections of the configuration beside those of global and of the ports."""
    port_more: Mapping[str, object] = field(default_factory=dict)
    interfaces: tuple[str, ...] = ("eth0",)

    @property
    def identity(self) -> str:
        """Its clock identity, as ``pmc`` writes it."""
        return f"ec4670.fffe.{self.number:06x}"

    @property
    def master(self) -> bool:
        """Whether it is to be a time transmitter on the hub."""
        return not self.more.get("slaveOnly")

    def configuration(self, sockets: Path, name: str) -> str:
        """The text of its configuration file."""
        told = {
            **_NEVER_TOUCH_A_CLOCK,
            "domainNumber": self.domain,
            "network_transport": self.transport,
            "delay_mechanism": self.mechanism,
            "clockIdentity": self.identity,
            "uds_address": sockets / f"{name}.sock",
            "logAnnounceInterval": 0,
            "announceReceiptTimeout": 2,
            "tsproc_mode": "raw",
            "tx_timestamp_timeout": 200,
            **self.more,
        }
        sections = ["[global]", *(f"{option} {value}" for option, value in told.items()), self.tables]
        for interface in self.interfaces:
            sections += [f"[{interface}]", *(f"{option} {value}" for option, value in self.port_more.items())]
        return "\n".join(sections) + "\n"


def settings(clock_class: int, accuracy: str = "0xfe", variance: str = "0xffff", **more: object) -> dict[str, object]:
    """Grandmaster settings: what a grandmaster of that class says in its Announce messages."""
    return {
        "clockClass": clock_class,
        "clockAccuracy": accuracy,
        "offsetScaledLogVariance": variance,
        "currentUtcOffset": 37,
        "leap61": 0,
        "leap59": 0,
        "currentUtcOffsetValid": 1,
        "ptpTimescale": 1,
        "timeTraceable": 0,
        "frequencyTraceable": 0,
        "timeSource": "0xa0",
        **more,
    }


LOCKED = settings(6, "0x21", "0x4e5d", timeTraceable=1, frequencyTraceable=1, timeSource="0x20")


class Peers:
    """The peers on their hosts, once they were started."""

    def __init__(self, lan: Lan, folder: Path, peers: Mapping[str, Peer]) -> None:
        self._lan = lan
        self._folder = folder
        self._peers = peers
        self._questions = 0

    def start(self) -> None:
        """Start all of them, and wait until those that are to be are time transmitters."""
        for name, peer in self._peers.items():
            path = self._folder / f"{name}.conf"
            path.write_text(peer.configuration(self._folder, name))
            self._lan.start(name, [ptp4l(), "-f", str(path), "-m"], self._folder / f"{name}.log")
        for name, peer in self._peers.items():
            if peer.settings:
                words = " ".join(f"{option} {value}" for option, value in peer.settings.items())
                self.wait(name, f"SET GRANDMASTER_SETTINGS_NP {words}", r"clockClass\s+\d")
        for name, peer in self._peers.items():
            if peer.master:
                self.wait(name, "GET PORT_DATA_SET", r"portState\s+MASTER")

    def wait(self, name: str, question: str, expected: str) -> None:
        """Ask a peer until ``pmc`` prints what is expected."""
        deadline = time.monotonic() + _WAIT_S
        while not re.search(expected, said := self.pmc(name, question)):
            if time.monotonic() > deadline:
                log = (self._folder / f"{name}.log").read_text()
                raise AssertionError(f"{name} did not come so far: {said}\n{log}")
            time.sleep(0.2)

    def pmc(self, name: str, question: str) -> str:
        """What ``pmc`` prints for a question to a peer."""
        peer = self._peers[name]
        self._questions += 1
        own = self._folder / f"pmc{self._questions}"
        arguments = ["-u", "-b", "0", "-d", peer.domain, "-s", self._folder / f"{name}.sock", "-i", own]
        arguments += ["-t", peer.more.get("transportSpecific", 0)]
        done = self._lan.run(name, shutil.which("pmc"), *map(str, arguments), question, check=False)
        return done.stdout

    def data_set(self, name: str, data_set: str) -> dict[str, str]:
        """A data set of a peer, or of its first port, by ``pmc``, each value as it is printed."""
        printed = self.pmc(name, f"GET {data_set}")
        _sent, *answers = printed.split("RESPONSE MANAGEMENT")
        assert answers, printed
        return dict(re.findall(r"^\t\t(\S+)\s+(.+?)\s*$", answers[0], re.MULTILINE))


def ptp4l() -> str:
    """The path of ``ptp4l``; installs linuxptp where apt-get may, else raises ``Unavailable``."""
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    if shutil.which("ptp4l") is None or shutil.which("pmc") is None:
        install("ptp4l", "linuxptp")
    found = shutil.which("ptp4l")
    if found is None:
        raise Unavailable("there is no ptp4l here, and apt-get did not bring one")
    return found
