# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``requests`` over our own connections: urllib3 pools and parses, ``Connector`` connects, secures, keeps the time."""

from __future__ import annotations

import http.client
import re
import ssl
import sys
import time
from contextlib import contextmanager
from functools import partial
from http.client import BadStatusLine, HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected
from typing import TYPE_CHECKING, Any

from .connector import Connector
from .errors import (
    ConnectError,
    DependencyError,
    Error,
    ProtocolError,
    TlsError,
)

if TYPE_CHECKING:
    import requests
    from requests import Session as BaseSession
    from requests.adapters import HTTPAdapter
    from requests.auth import AuthBase
    from urllib3.connection import HTTPConnection
    from urllib3.connectionpool import HTTPConnectionPool
    from urllib3.exceptions import HTTPError
else:
    try:
        import requests
        from requests import Session as BaseSession
        from requests.adapters import HTTPAdapter
        from requests.auth import AuthBase
        from urllib3.connection import HTTPConnection
        from urllib3.connectionpool import HTTPConnectionPool
        from urllib3.exceptions import HTTPError
    except ImportError:
        requests = None
        BaseSession = HTTPAdapter = AuthBase = HTTPConnection = HTTPConnectionPool = object
        HTTPError = OSError

REQUESTS = (2, 31)
"""The oldest version of ``requests`` that will do."""


def require_requests() -> None:
    """DependencyError, with the command that helps, where ``requests`` is missing or too old."""
    version = None if requests is None else requests.__version__
    if version is not None and tuple(map(int, re.findall(r"\d+", version)[:2])) >= REQUESTS:
        return
    oldest = ".".join(map(str, REQUESTS))
    found = "is missing" if version is None else f"has version {version}, older than {oldest},"
    command = f"{sys.executable} -m pip install 'requests>={oldest}'"
    message = f"The Python library requests {found} for {sys.executable}: install it with {command}"
    raise DependencyError(message, hint_code="install", hint_arguments={"command": command})


_HTTP_RESPONSE: Any = http.client.HTTPResponse
"""The base class of ``Response``, with the method that type checkers don't know of."""


class Response(http.client.HTTPResponse):
    """A response whose announced length is one; urllib3 looks later, and then leaves the socket open.

    Its chunks have sizes: one of -1 means to ``http.client`` all that is still to come, past every limit.
    """

    def __init__(self, sock, *args, **kwargs) -> None:
        super().__init__(sock, *args, **kwargs)
        self._sock = sock

    def begin(self) -> None:
        super().begin()
        # Without a length and without chunks the body's end is the connection's, however that comes.
        self._sock.suppress_ragged_eofs = self.length is None and not self.chunked
        lengths = ",".join(self.headers.get_all("Content-Length", [])).split(",")
        if len({length.strip() for length in lengths}) > 1:
            raise HTTPException("several lengths")

    def _read_next_chunk_size(self) -> int:
        size = _HTTP_RESPONSE._read_next_chunk_size(self)
        if size < 0:
            raise HTTPException("a chunk of a negative size")
        return size


class Connection(HTTPConnection):
    """One connection. ``Connector`` does TLS too, so urllib3 never touches the shared context, nor warns about it."""

    response_class = Response

    def __init__(self, connector: Connector, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.connector = connector
        self.number: int | None = None

    def connect(self) -> None:
        self.sock = self.connector.open()
        # Otherwise a reset within TLS would look like an orderly end, since Python's ssl tells of both alike.
        self.sock.suppress_ragged_eofs = False
        self.number = self.connector.tracker.connection_count

    def request(self, *args, **kwargs):
        if self.sock is None:
            self.connect()
        exchange = self.connector.tracker.current
        exchange.connection = self.number
        self.connector.deadline.doing("while sending the request")
        super().request(*args, **kwargs)
        exchange.sent = time.perf_counter()

    def getresponse(self, *args, **kwargs):
        self.connector.deadline.doing("while waiting for the head")
        response = super().getresponse(*args, **kwargs)
        self.connector.tracker.current.head = time.perf_counter()
        self.connector.deadline.doing("while sending the body")
        return response


class Adapter(HTTPAdapter):
    """Sends all requests over one kept connection; verification, proxies and timeouts are the connector's alone."""

    def __init__(self, connector: Connector) -> None:
        self.connector = connector
        super().__init__()

    def init_poolmanager(self, *_args, **_kwargs) -> None:
        """One device, one pool of one connection."""
        host = self.connector.host.partition("%")[0]  # some versions of urllib3 do not take a zone id
        pool: Any = HTTPConnectionPool(host, self.connector.port, timeout=self.connector.deadline.timeout, maxsize=1)
        # urllib3 calls it only, and so takes what makes a connection for its class.
        pool.ConnectionCls = partial(Connection, self.connector)
        self.pool: HTTPConnectionPool = pool

    def send(self, request, *_args, **_kwargs):
        """The response to a prepared request, its body still to be read; errors of ours only."""
        with failures(self.connector):
            raw = self.pool.request(
                request.method,
                request.url if self.connector.forwarding else request.path_url,
                headers=request.headers,
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
                enforce_content_length=True,
            )
        return self.build_response(request, raw)

    def close(self) -> None:
        self.pool.close()


class Session(BaseSession):
    """A session that the environment has no say in, and that never looks where a redirect leads.

    ``requests`` would read a redirect's body whole, however large, even where redirects are not followed.
    """

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("http://", Adapter(connector))
        self.mount("https://", self.adapters["http://"])

    def get_redirect_target(self, resp) -> None:
        return None


class HeaderAuth(AuthBase):
    """Sends one ready-made ``Authorization`` header."""

    def __init__(self, value: str | None) -> None:
        self.value = value

    def __call__(self, request):
        request.headers["Authorization"] = self.value
        return request


@contextmanager
def failures(connector: Connector):
    """Turn what urllib3, http.client, ssl and socket raise into our errors, naming device and layer."""
    try:
        yield
    except (HTTPError, HTTPException, OSError, ValueError) as error:  # ValueError: http.client, of a chunk's size
        cause: Exception = error
        while isinstance(cause, HTTPError) and cause.args and isinstance(cause.args[-1], Exception):
            cause = cause.args[-1]
        raise _explain(cause, connector) from error


def _explain(cause: Exception, connector: Connector) -> Error:
    name, phase = connector.name, connector.deadline.phase
    cut_off = None if connector.use_tls else "maybe_tls"
    if isinstance(cause, RemoteDisconnected):
        return ConnectError(f"{name} closed the connection without an answer.", hint_code=cut_off, transient=True)
    if isinstance(cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return ConnectError(f"{name} broke off the connection {phase}.", transient=True)
    if isinstance(cause, ConnectionError):
        return ConnectError(f"{name} reset the connection {phase}.", hint_code=cut_off, transient=True)
    if isinstance(cause, ssl.SSLError):
        reason = (getattr(cause, "reason", None) or "no reason is known").replace("_", " ").lower()
        return TlsError(f"The TLS connection with {name} broke {phase}: {reason}.")
    if isinstance(cause, OSError) and not isinstance(cause, HTTPError):
        why = cause.strerror or str(cause) or "no reason is known"
        return ConnectError(f"The connection with {name} broke {phase}: {why}.")
    if isinstance(cause, IncompleteRead):
        return ProtocolError(f"The answer of {name} was cut short.", hint_code="cut_short")
    if isinstance(cause, BadStatusLine):
        speaks_tls = str(cause.args[0]).startswith(("\x15\x03", "\x16\x03"))
        return ProtocolError(f"{name} did not answer in HTTP.", hint_code="speaks_tls" if speaks_tls else None)
    if isinstance(cause, LineTooLong) or str(cause).startswith("got more than"):  # so many header lines
        return ProtocolError(f"The head of the answer of {name} is too large.")
    return ProtocolError(f"{name} answered in broken HTTP.")
