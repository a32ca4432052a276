# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ``python -m tests.simulator --fleet demo``."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from . import snapshots
from .device import Device
from .faults import FAULTS
from .fleet import Fleet, write_inventory
from .names import DescriptionError, devices
from .server import Running, Simulator, quiet
from .states import STATES

USAGE_ERROR = 2


def parser() -> argparse.ArgumentParser:
    """The options."""
    result = argparse.ArgumentParser(
        prog="python -m tests.simulator",
        description="Simulate Meinberg time servers on addresses in 127.0.0.0/8.",
        epilog="A command after --exec or -- runs while the fleet is up; its exit code becomes the simulator's.",
    )
    add = result.add_argument
    add("--fleet", default="demo", help="demo, healthy, ltos:N, meinbergos:N, mixed:N or a YAML file (default: demo)")
    add("--snapshot", metavar="FILE", action="append", help="serve what device_snapshot wrote; may be repeated")
    add("--tls", action=argparse.BooleanOptionalAction, help="HTTPS or HTTP, for devices that do not say it themselves")
    add("--port", type=int, help="port of each device; 0, the default, takes a free one")
    add("--ntp-port", type=int, metavar="N", help="serve NTP too, at this UDP port of each address; 0 takes a free one")
    add("--latency", type=float, metavar="S", help="seconds before each answer")
    add("--base", metavar="ADDRESS", help="first address")
    add("--one-address", action="store_true", help="all devices on the first address, each on its own port")
    add("--username", metavar="U", help="user name that the devices accept")
    add("--password", metavar="P", help="password that the devices accept")
    add("--write-inventory", metavar="FILE", help="write an Ansible inventory of the fleet")
    add("--ca-file", metavar="FILE", help="write the certificate of the fleet's CA")
    add("--frozen-time", metavar="ISO", type=instant, help="the devices' time stands still at this instant")
    add("--run-for", type=float, metavar="S", help="stop after so many seconds")
    add("--check", action="store_true", help="check the fleet and stop")
    add("--list", action="store_true", help="print the devices and stop")
    add("--list-states", action="store_true", help="print the states and stop")
    add("--list-faults", action="store_true", help="print the faults and stop")
    return result


def instant(text: str) -> datetime:
    """An ISO 8601 time; UTC where it names no zone."""
    value = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return value if value.tzinfo else value.replace(tzinfo=timezone.utc)


def split(arguments: list[str]) -> tuple[list[str], list[str] | None]:
    """The simulator's own arguments, and the command."""
    for at, item in enumerate(arguments):
        if item in ("--exec", "--"):
            command = arguments[at + 1 :]
            return arguments[:at], command[1:] if command[:1] == ["--"] else command
    return arguments, None


def fleet_of(options: argparse.Namespace) -> Fleet:
    """The fleet with what the command line says about it."""
    names = ("tls", "port", "ntp_port", "latency", "base", "username", "password")
    if options.one_address and options.ntp_port is not None:
        raise DescriptionError("--ntp-port needs an address for each device, and --one-address gives them one")
    changes: dict[str, Any] = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    fleet = snapshots.fleet_of(options.snapshot) if options.snapshot else Fleet.load(options.fleet)
    return fleet.changed(**changes, one_address=options.one_address)


def describe(device: Device) -> str:
    """One line about a device."""
    ill = [*device.states, *(fault.name for fault in device.faults)]
    if device.inventory_password or device.inventory_username:
        ill.append("wrong login in the inventory")
    model = "captured answer" if device.captured is not None else f"{device.model_name} {device.firmware_version}"
    tier = " (tier A only)" if device.os == "meinbergos" and device.tier == "A" else ""
    return f"{device.name:<28} {device.address!s:<15} {device.os:<10} {model}{tier}  {', '.join(ill)}".rstrip()


def table(options: argparse.Namespace) -> list[str]:
    """What the ``--list`` options print."""
    if options.list_states:
        return [f"{name:<24} {'/'.join(state.systems):<16} {state.text}" for name, state in STATES.items()]
    if options.list_faults:
        return [f"{name:<22} {kind.layer:<12} {kind.text}" for name, kind in FAULTS.items()]
    return [describe(device) for device in fleet_of(options).placed()]


async def run(fleet: Fleet, options: argparse.Namespace, command: list[str] | None) -> int:
    """Serve the fleet until a signal, the given time or the end of the command."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(quiet)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    simulator = Simulator(fleet, options.frozen_time)
    await simulator.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            environment = await asyncio.to_thread(_write, Running(simulator), options, Path(folder))
            print(f"ready: {devices(len(simulator.devices))}", flush=True)
            if command:
                return await execute(command, environment, stopping, options.run_for)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(stopping.wait(), options.run_for)
            return 0
    finally:
        await simulator.stop()


def _write(running: Running, options: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Write CA and inventory, and say in environment variables where they are."""
    ca_file = running.write_ca(options.ca_file or folder / "ca.pem")
    inventory = Path(options.write_inventory or folder / "inventory.yml").resolve()
    write_inventory(running, inventory, ca_file)
    return {"SIMULATOR_CA_FILE": ca_file, "SIMULATOR_INVENTORY": str(inventory)}


async def execute(
    command: list[str], environment: dict[str, str], stopping: asyncio.Event, limit: float | None = None
) -> int:
    """Run the command; a signal to the simulator ends it, and so does the end of the given time."""
    try:
        process = await asyncio.create_subprocess_exec(*command, env=os.environ | environment)
    except OSError as err:
        print(f"cannot run {command[0]}: {err.strerror}", file=sys.stderr)
        return 127
    ended = asyncio.create_task(process.wait())
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait({ended, stopped}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not ended.done():
        process.terminate()
        await asyncio.wait({ended}, timeout=5)
    if not ended.done():
        process.kill()
    code = await ended
    return code if code >= 0 else 128 - code


def main(arguments: list[str] | None = None) -> int:
    """The whole program; the exit code."""
    own, command = split(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(own)
    try:
        if command is not None and not command:
            raise DescriptionError("--exec needs a command")
        if options.list or options.list_states or options.list_faults:
            print("\n".join(table(options)))
            return 0
        fleet = fleet_of(options)
        if options.check:
            Simulator(fleet, options.frozen_time).check()
            print(f"{', '.join(options.snapshot or [options.fleet])}: {devices(len(fleet.devices))}, no mistakes")
            return 0
        return asyncio.run(run(fleet, options, command))
    except (DescriptionError, OSError) as err:
        print(f"error: {err}", file=sys.stderr)
        return USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main())
