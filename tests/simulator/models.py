# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models, receivers and identities: the constant side of a simulated device. All data are made up."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import NamedTuple


class Receiver(NamedTuple):
    """A kind of receiver card."""

    card: str
    """The card's model name."""
    key: str
    """Name of the object under which LTOS keeps the receiver's own values."""
    reference: str
    """LTOS' reference type."""
    refid: str
    """NTP reference id."""
    systems: tuple[str, ...]
    """Satellite systems; none for a long-wave receiver."""


RECEIVERS: dict[str, Receiver | None] = {
    "gps": Receiver("gps180", "gns", "gps", "GPS", ("gps",)),
    "gns": Receiver("gns183", "gns", "gns", "GNSS", ("gps", "galileo", "glonass", "beidou")),
    "grc": Receiver("grc182", "grc", "gps", "GPS", ("gps", "galileo")),
    "dcf77": Receiver("pzf180", "dcf77", "pzf", "DCFp", ()),
    "none": None,
}
"""``none`` is a slot for a clock module without a card."""

OSCILLATORS = ("tcxo", "ocxo-lq", "ocxo-sq", "ocxo-mq", "ocxo-hq", "ocxo-dhq", "rubidium")


@dataclass(frozen=True)
class Model:
    """What a model is fitted with unless the description of the device says otherwise."""

    receivers: tuple[str, ...]
    oscillator: str
    ports: int
    ptp: int = 0
    power: int = 1
    layout: str = "1,9"
    capacity: float = 50.0
    empty: tuple[str, ...] = ()
    """LTOS: slots without a card."""
    cards: dict[str, str] = field(default_factory=dict)
    """Slots with other cards, and their model names."""


LTOS_MODELS: dict[str, Model] = {
    "M300": Model(("gps",), "ocxo-sq", 2, layout="1,4", capacity=45.0),
    "M400": Model(("grc",), "ocxo-sq", 2, layout="1,5", capacity=50.0, empty=("int1",)),
    "M600": Model(("grc", "none"), "ocxo-hq", 4, power=2, layout="1,9", empty=("int1", "int2", "int3", "int4")),
    "M900": Model(
        ("gns", "none"), "ocxo-hq", 4, power=2, layout="3,12", capacity=60.0, cards={"io1": "lno180", "io2": "bpe8000"}
    ),
    "M1000": Model(
        ("grc", "grc"),
        "ocxo-dhq",
        3,
        ptp=1,
        power=2,
        layout="1,14",
        capacity=65.0,
        empty=("io3", "io4", "io5"),
        cards={"esi1": "esi180", "io1": "hps100", "io2": "cpe1040"},
    ),
    "M3000": Model(
        ("gns", "gns"),
        "rubidium",
        3,
        ptp=2,
        power=4,
        layout="4,18",
        capacity=65.0,
        empty=("io5", "io6", "io7", "io8"),
        cards={"rsc": "rsc180", "io1": "hps100", "io2": "lne-gbe", "io3": "bpe2016", "io4": "liu-2048"},
    ),
}

OS_MODELS: dict[str, Model] = {
    "microSync HR101": Model(("gns",), "ocxo-sq", 2, ptp=1, power=1),
    "microSync HR102": Model(("gns",), "ocxo-hq", 4, ptp=2, power=1),
    "microSync HR302": Model(("gns", "gns"), "rubidium", 4, ptp=2, power=1),
    "microSync RX102": Model(("grc",), "ocxo-hq", 4, ptp=1, power=2, cards={"io1": "FO-IO"}),
    "microSync RX302": Model(("gns", "gns"), "ocxo-dhq", 4, ptp=2, power=2, cards={"io1": "FO-IO", "io2": "IRIG-IO"}),
}

MODELS: dict[str, dict[str, Model]] = {"ltos": LTOS_MODELS, "meinbergos": OS_MODELS}
DEFAULT_MODELS = {"ltos": "M600", "meinbergos": "microSync HR102"}
DEFAULT_FIRMWARE = {"ltos": "7.10.012", "meinbergos": "2024.05.2"}

SITES = (
    (52.516275, 13.377704, 42.0),
    (48.208176, 16.373819, 171.5),
    (59.329323, 18.068581, 28.3),
    (40.416775, -3.703790, 667.2),
    (-33.868820, 151.209290, 58.1),
    (35.689487, 139.691706, 40.4),
    (45.501689, -73.567256, 36.0),
)


class Identity:
    """Numbers and names of one device, the same in each run, drawn from the device's name."""

    def __init__(self, name: str) -> None:
        self.name = name
        draw = random.Random(f"identity:{name}")
        self.serial = f"{draw.randrange(40, 99):04d}{draw.randrange(10**8):08d}"
        self.chassis_serial = f"{draw.randrange(40, 99):04d}{draw.randrange(10**8):08d}"
        self.card_serials = [f"{draw.randrange(40, 99):04d}{draw.randrange(10**8):08d}" for _time in range(6)]
        self.revision = f"V{draw.randrange(20, 49)}"
        self.number = draw.randrange(1 << 20)
        self.latitude, self.longitude, self.altitude = draw.choice(SITES)
        self.latitude = round(self.latitude + draw.uniform(-0.05, 0.05), 6)
        self.longitude = round(self.longitude + draw.uniform(-0.05, 0.05), 6)
        self.uptime = round(draw.uniform(3 * 86_400, 120 * 86_400), 2)
        self.lan = draw.randrange(2, 250)

    def draw(self, purpose: str) -> random.Random:
        """A source of numbers for one purpose, so that a new field changes no other field."""
        return random.Random(f"{purpose}:{self.name}")

    def mac(self, port: int) -> str:
        """The MAC address of a port."""
        number = (self.number << 4 | port) & 0xFFFFFF
        return "ec:46:70:" + ":".join(f"{number >> shift & 0xFF:02x}" for shift in (16, 8, 0))

    def clock_identity(self, instance: int) -> str:
        """An IEEE 1588 clock identity as 16 hexadecimal digits."""
        mac = self.mac(8 + instance).replace(":", "")
        return mac[:6] + "fffe" + mac[6:]

    def temperature(self, slot: str) -> float:
        """A plausible temperature of a card, in degrees Celsius."""
        return round(self.draw(f"temperature:{slot}").uniform(34, 52), 1)
