# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens the connections to one device: name, address, proxy, TLS, all within its deadline, and keeps their facts."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING, cast

from . import tls
from .address import endpoint
from .deadline import Deadline, DeadlineSSLSocket, connect
from .errors import (
    ConnectError,
    DnsError,
    Error,
    ProxyError,
    TimedOut,
    TlsError,
)
from .proxy import Proxy, tunnel
from .tracking import Tracker

if TYPE_CHECKING:
    from urllib3.util.ssltransport import SSLTransport
else:
    try:
        from urllib3.util.ssltransport import SSLTransport
    except ImportError:
        SSLTransport = None


class Connector:
    """The way to one device. ``trust`` is the pair ``(ca_path, validate_certs)``; ``peer`` what TLS showed last."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        use_tls: bool,
        trust: tuple[str | None, bool],
        proxy: Proxy | None,
        deadline: Deadline,
        tracker: Tracker,
    ) -> None:
        self.host = host
        self.port = port
        self.address = endpoint(host, port)
        self.name = host if proxy is None else f"{host} (through {proxy.name})"
        self.use_tls = use_tls
        self.trust = trust
        self.proxy = proxy
        self.deadline = deadline
        self.tracker = tracker
        self.peer: tls.Peer | None = None

    @property
    def forwarding(self) -> bool:
        """Whether requests themselves go to a proxy, which passes them on, as is usual without TLS."""
        return self.proxy is not None and not self.use_tls

    def open(self):
        """A connected socket, ready for HTTP; its times go to the current exchange. Raises errors of all layers.

        ``connect_s`` covers name resolution and, with a proxy, all that is done with it; ``tls_s`` the handshake with
        the device.
        """
        exchange = self.tracker.current
        began = time.perf_counter()
        self.deadline.doing("while connecting")
        sock = connect(self.host, self.port, self.deadline) if self.proxy is None else self._through_proxy(self.proxy)
        self.tracker.connection_count += 1
        connected = time.perf_counter()
        exchange.connection = self.tracker.connection_count
        exchange.connect_s = connected - began
        if self.use_tls:
            self.deadline.doing("during the TLS handshake")
            sock = self._secure(sock, self.host, self.address)
            exchange.tls_s = time.perf_counter() - connected
            self.peer = tls.Peer(sock, self.trust[1])
        return sock

    def _through_proxy(self, proxy: Proxy):
        sock = None
        try:
            self.deadline.doing("while connecting", proxy.subject)
            sock = connect(proxy.host, proxy.port, self.deadline, proxy.name)
            if proxy.scheme == "https":
                sock = self._secure(sock, proxy.host, endpoint(proxy.host, proxy.port))
            if self.use_tls:
                self.deadline.doing(f"while opening a tunnel to {self.address}", self.deadline.peer)
                tunnel(sock, proxy, self.host, self.port)
            return sock
        except BaseException as error:
            if sock is not None:
                sock.close()
            self._blame_proxy(proxy, error, connected=sock is not None)
            raise

    def _blame_proxy(self, proxy: Proxy, error: BaseException, connected: bool) -> None:
        """Raise ProxyError for what went wrong between us and the proxy; do nothing for other errors."""
        if isinstance(error, ConnectError) or (isinstance(error, TimedOut) and not connected):
            self.deadline.remaining()  # the whole deadline is not the proxy's fault
            raise ProxyError(error.message, transient=error.transient) from error
        if isinstance(error, (DnsError, TlsError)):
            message = f"{proxy.subject} cannot be used: {error.ending}"
            raise ProxyError(
                message, transient=error.transient, hint_code=error.hint_code, hint_arguments=error.hint_arguments
            ) from error
        if isinstance(error, OSError):
            message = f"The connection to {proxy.name} broke {self.deadline.phase}."
            raise ProxyError(message, transient=isinstance(error, ConnectionError)) from error

    def _secure(self, sock, host: str, address: str):
        """TLS over ``sock``, verified for ``host``; ``sock`` is closed where that fails."""
        secured = None
        name = host.partition("%")[0].removesuffix(".")
        try:
            context = tls.context(*self.trust)
            if isinstance(sock, ssl.SSLSocket):  # TLS to the device, inside TLS to the proxy
                return SSLTransport(sock, context, server_hostname=name)
            wrapped = context.wrap_socket(sock, server_hostname=name, do_handshake_on_connect=False)
            secured = cast(DeadlineSSLSocket, wrapped)  # which the context makes
            secured.deadline = self.deadline
            secured.do_handshake()
            return secured
        except BaseException as error:
            if isinstance(error, TimedOut) and host == self.host:
                error.hint_code = "handshake_timeout"
            explained = tls.explain(error, host, address, secured) if isinstance(error, OSError) else error
            (secured or sock).close()
            if isinstance(explained, Error):
                raise explained from (None if explained is error else error)
            raise
