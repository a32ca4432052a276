# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleets: read from a YAML file, built in, or put together in Python; and the inventory for them."""

from __future__ import annotations

import ipaddress
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import yaml

from .device import DEFAULT_PASSWORD, DEFAULT_USERNAME, Device
from .ltos import PATH as LTOS_PATH
from .models import LTOS_MODELS, OS_MODELS
from .names import DescriptionError, known, whole

FOLDER = Path(__file__).parent / "fleets"
BUILT_IN = ("demo", "healthy", "ltos:N", "meinbergos:N", "mixed:N")
FLEET_KEYS = ("base", "port", "tls", "latency", "username", "password", "ntp_port", "devices")
DEVICE_KEYS = tuple(item.name for item in fields(Device))
FIRMWARES = {
    "ltos": ("7.04.019", "7.06.014", "7.06.014-light", "7.08.019", "7.10.004", "7.10.012"),
    "meinbergos": ("2020.03.2", "2021.10.1", "2022.05.6-rc3-u", "2023.11.0", "2024.05.2"),
}


@dataclass(frozen=True)
class Fleet:
    """Devices, and what holds for all of them that do not say otherwise."""

    devices: tuple[Device, ...]
    base: str = "127.10.0.1"
    """The first address; the others follow."""
    port: int = 0
    """0 takes a free port for each device."""
    tls: bool = True
    latency: float = 0.0
    username: str = DEFAULT_USERNAME
    password: str = DEFAULT_PASSWORD
    one_address: bool = False
    """All devices on the first address, each on its own port; then none serves NTP."""
    ntp_port: int | None = None
    """UDP port of all NTP services; 0 takes a free one, None serves no NTP."""

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for device in self.devices:
            if device.name in seen:
                raise DescriptionError(f"two devices are named {device.name}")
            seen.add(device.name)
        for key in ("port", "ntp_port"):
            value = getattr(self, key)
            if (value is not None or key == "port") and (not whole(value) or not 0 <= value <= 65535):
                raise DescriptionError(f"{key} must be a number from 0 to 65535, not {value!r}")
        if not isinstance(self.tls, bool):
            raise DescriptionError(f"tls must be true or false, not {self.tls!r}")
        if type(self.latency) not in (int, float) or not 0 <= self.latency <= 3600:
            raise DescriptionError(f"latency must be a number of seconds, not {self.latency!r}")
        try:
            inside = ipaddress.IPv4Address(self.base).is_loopback
        except ValueError:
            inside = False
        if not inside:
            raise DescriptionError(f"base must be an address in 127.0.0.0/8, not {self.base!r}")
        self.placed()

    @classmethod
    def of(cls, *devices: Device, **common: Any) -> Fleet:
        """A fleet of these devices."""
        return cls(devices, **common)

    @classmethod
    def load(cls, name: str | Path) -> Fleet:
        """A built-in fleet by name, or one from a file."""
        text = str(name)
        kind, colon, count = text.partition(":")
        if colon and kind in ("ltos", "meinbergos", "mixed") and count.isdigit():
            return generated(kind, int(count))
        if text in ("demo", "healthy"):
            return read(FOLDER / f"{text}.yml")
        if not Path(text).is_file():
            if "/" in text or text.endswith((".yml", ".yaml")):
                raise DescriptionError(f"no fleet file {text}")
            known(text, BUILT_IN, "fleet")
        return read(Path(text))

    def changed(self, **common: Any) -> Fleet:
        """The same fleet with other common values."""
        return replace(self, **common)

    def placed(self) -> list[Device]:
        """The devices with addresses and all that the fleet gives them."""
        taken = {device.address for device in self.devices if device.address}
        following = ipaddress.IPv4Address(self.base)
        result = []
        for device in self.devices:
            address = device.address
            if address is None:
                # Addresses that end in 0 or 255 are left out: some programs take them for networks and broadcasts.
                while not self.one_address and (str(following) in taken or int(following) & 0xFF in (0, 0xFF)):
                    following += 1
                address = str(following)
                if not self.one_address:
                    following += 1
                if int(following) >> 24 != 127:
                    raise DescriptionError(f"too many devices: no addresses left after {self.base}")
            result.append(
                device.fitted(
                    address=address,
                    port=(0 if self.one_address else self.port) if device.port is None else device.port,
                    tls=self.tls if device.tls is None else device.tls,
                    latency=self.latency if device.latency is None else device.latency,
                    username=self.username if device.username is None else device.username,
                    password=self.password if device.password is None else device.password,
                )
            )
        return result


def generated(kind: str, count: int) -> Fleet:
    """Many healthy devices of several models, receivers and firmware versions."""
    systems = ("ltos", "meinbergos") if kind == "mixed" else (kind,)
    models = {"ltos": tuple(LTOS_MODELS), "meinbergos": tuple(OS_MODELS)}
    devices = []
    for number in range(1, count + 1):
        system = systems[number % len(systems)]
        name = f"{'lantime' if system == 'ltos' else 'microsync'}-{number:0{max(3, len(str(count)))}d}"
        draw = random.Random(f"fleet:{name}")
        devices.append(Device(name, system, model=draw.choice(models[system]), firmware=draw.choice(FIRMWARES[system])))
    return Fleet(tuple(devices))


def read(path: Path) -> Fleet:
    """A fleet from a YAML file. What is not known in it is refused, with the nearest right name."""
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.safe_load(text)
    except (OSError, yaml.YAMLError) as err:
        raise DescriptionError(f"{path}: {err}") from err
    if isinstance(content, list):
        content = {"devices": content}
    if not isinstance(content, Mapping) or not isinstance(content.get("devices"), list):
        raise DescriptionError(f"{path}: a fleet file is a list of devices, or a mapping with devices")
    try:
        for key in content:
            known(key, FLEET_KEYS, "key of the fleet")
        devices = []
        for entry, line in zip(content["devices"], device_lines(text), strict=True):
            try:
                devices += expand(entry, path.parent)
            except DescriptionError as err:
                raise DescriptionError(f"line {line}: {err}") from err
        return Fleet(tuple(devices), **{key: value for key, value in content.items() if key != "devices"})
    except DescriptionError as err:
        raise DescriptionError(f"{path}: {err}") from err


def device_lines(text: str) -> list[int]:
    """The line on which each device of a fleet file begins."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if isinstance(node, yaml.MappingNode):
        node = next(value for key, value in node.value if key.value == "devices")
    return [entry.start_mark.line + 1 for entry in node.value]


def expand(entry: Any, folder: Path) -> list[Device]:
    """The devices of one entry: one, or ``count`` of them."""
    if not isinstance(entry, Mapping):
        raise DescriptionError(f"a device is a mapping, not {entry!r}")
    for key in entry:
        known(key, (*DEVICE_KEYS, "count"), f"key of the device {entry.get('name', '')!r},")
    values = {key: value for key, value in entry.items() if key != "count"}
    name = values.pop("name", None)
    if isinstance(values.get("firmware"), float):
        raise DescriptionError(f"the firmware of {name} must be text: put it into quotes")
    if isinstance(values.get("captured"), str):
        values["captured"] = load_captured(folder / values["captured"])
    if "count" not in entry:
        return [Device(name, **values)]
    count = entry["count"]
    if not whole(count) or not 1 <= count <= 10_000:
        raise DescriptionError(f"count of {name} must be a number from 1 to 10000, not {count!r}")
    if not isinstance(name, str):
        raise DescriptionError(f"a device needs a name, not {name!r}")
    if values.get("address"):
        raise DescriptionError(f"{name}: the devices of a count can't share the address {values['address']}")
    try:
        names = [name.format(n=number) for number in range(1, count + 1)]
    except (KeyError, IndexError, ValueError) as err:
        raise DescriptionError(f"the name {name!r} may hold only {{n}}, such as {{n:03d}}") from err
    if names[0] == names[-1] and count > 1:
        names = [f"{name}-{number}" for number in range(1, count + 1)]
    return [Device(item, **values) for item in names]


def load_captured(path: Path) -> dict[str, Any]:
    """A captured answer: a mapping of paths to answers, or the one answer of an LTOS device."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise DescriptionError(f"no captured answer in {path}: {err}") from err
    if isinstance(content, dict) and content and all(key.startswith("/") for key in content):
        return content
    return {LTOS_PATH: content}


def inventory(running: Any, ca_file: str | None) -> dict[str, Any]:
    """An Ansible inventory of the running devices, as data.

    User name and password stand in it in the clear: right for a simulator, wrong for anything real.
    """
    groups: dict[str, dict[str, Any]] = {"ltos": {}, "meinbergos": {}}
    hosts: dict[str, Any] = {}
    fleet = running.fleet
    for name, host in running.devices.items():
        device = host.device
        values: dict[str, Any] = {
            "meinberg_host": host.address,
            "meinberg_port": host.port,
            "meinberg_use_tls": host.tls,
        }
        if device.auth == "bearer":
            values["meinberg_auth"] = "bearer"
        username = device.inventory_username or device.username
        password = device.inventory_password or device.password
        if username != fleet.username:
            values["meinberg_username"] = username
        if password != fleet.password:
            values["meinberg_password"] = password
        hosts[name] = values
        groups[device.os][name] = None
    common: dict[str, Any] = {"meinberg_username": fleet.username, "meinberg_password": fleet.password}
    if ca_file:
        common["meinberg_ca_path"] = ca_file
    if running.ntp_port is not None:
        common["compliance_ntp_port"] = running.ntp_port
    children = {group: {"hosts": members} for group, members in groups.items() if members}
    return {"all": {"vars": common, "hosts": hosts, "children": children}}


def write_inventory(running: Any, path: str | Path, ca_file: str | None) -> None:
    """Write the inventory as YAML, in a folder that is made where it is missing."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(inventory(running, ca_file), sort_keys=False, allow_unicode=True)
    Path(path).write_text("---\n" + text, encoding="utf-8")
