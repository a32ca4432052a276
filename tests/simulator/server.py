# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves a fleet: one listening socket for each device, one event loop for all of them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from .certificates import Authority
from .faults import Fault
from .fleet import Fleet
from .host import Host
from .ntp_service import serve_all
from .wire import reset

BACKLOG = 256


class Simulator:
    """The servers of a fleet, within a running event loop."""

    def __init__(self, fleet: Fleet, at: datetime | None = None) -> None:
        self.fleet = fleet
        self.at = at
        self.authority = Authority()
        self.devices: dict[str, Host] = {}
        self.ntp_port: int | None = None
        """The UDP port of the devices' NTP services, once they are served."""
        self._servers: list[asyncio.Server] = []
        self._sockets: list[socket.socket] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._web: list[web.Server] = []
        self._open: set[asyncio.BaseTransport] = set()
        self._ntp: list[asyncio.BaseTransport] = []

    def check(self) -> None:
        """Make all answers without listening, and try the places in them that faults name."""
        for device in self.fleet.placed():
            Host(device, self.at).check()

    async def start(self) -> None:
        """Listen on all addresses; nothing is left open where one of them can't be had."""
        raise_file_limit(3 * len(self.fleet.devices) + 2048)
        try:
            for number, device in enumerate(self.fleet.placed()):
                self.devices[device.name] = await self._serve(Host(device, self.at).check())
                if number % 50 == 0:
                    await asyncio.sleep(0)
            if self.fleet.ntp_port is not None and not self.fleet.one_address:
                self._ntp, self.ntp_port = await serve_all(self.devices.values(), self.fleet.ntp_port)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop listening and end all connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for server in self._servers:
            server.close()
        for item in self._sockets:
            item.close()
        for transport in [*self._open, *self._ntp]:
            transport.close()
        await asyncio.gather(*(handler.shutdown(0.2) for handler in self._web), return_exceptions=True)

    async def _serve(self, host: Host) -> Host:
        fault = host.device.fault("connection")
        listener = socket.socket(socket.AF_INET6 if ":" in host.address else socket.AF_INET)
        self._sockets.append(listener)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setblocking(False)
        try:
            listener.bind((host.address, host.port))
        except OSError as err:
            raise OSError(err.errno, f"{host.device.name}: {host.address}:{host.port}: {err.strerror}") from err
        host.port = listener.getsockname()[1]
        if fault and fault.name == "refused":
            return host
        context = self.authority.context(host.device, host.address) if host.tls else None
        handler = web.Server(host.handle, access_log=None, handler_cancellation=True)
        self._web.append(handler)

        def protocol() -> asyncio.BaseProtocol:
            host.connections += 1
            result = handler()
            host.numbers[id(result)] = host.connections
            return result

        if fault:
            listener.listen(BACKLOG)
            self._tasks.append(asyncio.create_task(self._accept(listener, host, fault, protocol, context)))
            return host
        loop = asyncio.get_running_loop()
        server = await loop.create_server(protocol, sock=listener, ssl=context, backlog=BACKLOG)
        self._servers.append(server)

        async def listen_again(seconds: float) -> None:
            nonlocal server
            await asyncio.sleep(seconds)
            host.begin_anew()
            server = await loop.create_server(protocol, host.address, host.port, ssl=context, backlog=BACKLOG)
            self._servers.append(server)

        def restart(seconds: float) -> None:
            server.close()
            self._tasks.append(loop.create_task(listen_again(seconds)))

        host.restart = restart
        return host

    async def _accept(
        self, listener: socket.socket, host: Host, fault: Fault, protocol: Any, context: ssl.SSLContext | None
    ) -> None:
        """Accept connections one by one, for faults that strike before TLS."""
        loop = asyncio.get_running_loop()
        waiting: set[asyncio.Task[Any]] = set()
        while True:
            connection, _peer = await loop.sock_accept(listener)
            if host.strike("connection", "", host.connections + 1) is None:
                # The handshake runs beside this loop, and what goes wrong in it is the client's affair.
                task = asyncio.create_task(self._welcome(connection, protocol, context))
                waiting.add(task)
                task.add_done_callback(waiting.discard)
                continue
            host.connections += 1
            transport, _protocol = await loop.connect_accepted_socket(asyncio.Protocol, connection)
            if fault.name == "reset_on_accept":
                reset(transport)
            elif fault.name == "reset_handshake":
                asyncio.get_running_loop().call_later(0.02, reset, transport)
                transport.write(b"\x16\x03\x03\x00\x7a")  # the head of the device's first message
            else:
                self._open.add(transport)

    async def _welcome(self, connection: socket.socket, protocol: Any, context: ssl.SSLContext | None) -> None:
        with contextlib.suppress(OSError):
            loop = asyncio.get_running_loop()
            transport, _protocol = await loop.connect_accepted_socket(protocol, connection, ssl=context)
            self._open.add(transport)


def raise_file_limit(wanted: int) -> None:
    """Sockets are files: raise the soft limit as far as the system allows."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


class Running:
    """A fleet that is being served. ``devices`` are the running devices by name, ``ntp_port`` that of their NTP."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self.fleet = simulator.fleet
        self.devices = simulator.devices
        self.ntp_port = simulator.ntp_port
        self.ca_pem = simulator.authority.pem

    def write_ca(self, path: str | Path) -> str:
        """Write the CA's certificate to a file, and give its absolute path."""
        self._simulator.authority.write(path)
        return str(Path(path).resolve())


@contextlib.contextmanager
def serve(fleet: Fleet, at: datetime | None = None, ca_file: str | Path | None = None) -> Iterator[Running]:
    """Serve a fleet from a background thread for as long as the block runs."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(quiet)
    thread = threading.Thread(target=loop.run_forever, name="simulator", daemon=True)
    thread.start()
    simulator = Simulator(fleet, at)
    try:
        asyncio.run_coroutine_threadsafe(simulator.start(), loop).result()
        running = Running(simulator)
        if ca_file is not None:
            running.write_ca(ca_file)
        yield running
    finally:
        asyncio.run_coroutine_threadsafe(_finish(simulator), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _finish(simulator: Simulator) -> None:
    await simulator.stop()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)


def quiet(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Clients that go away, or do not trust a certificate, are no news; everything else is logged."""
    if not isinstance(context.get("exception"), (OSError, ssl.SSLError)):
        logging.getLogger(__name__).error("%s", context.get("message"), exc_info=context.get("exception"))
