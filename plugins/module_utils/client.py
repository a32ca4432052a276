# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP session with one device: options in, decoded JSON out, and the ``http`` block of the results."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from . import tls
from .address import endpoint, in_url, parse_host
from .answers import decode, read_body, server_words
from .connector import Connector
from .credentials import NO_TOKEN, Credentials
from .deadline import Deadline
from .errors import (
    AuthError,
    ConnectError,
    Error,
    ForbiddenError,
    HttpError,
    NotFoundError,
    RedirectError,
)
from .limits import check_connection
from .proxy import Proxy, parse_proxy, refusal
from .tracking import Exchange, Tracker
from .transport import (
    HeaderAuth,
    Session,
    failures,
    requests,
    require_requests,
)
from .version import VERSION

TOKEN_PATH = "/api/get-token"
"""Where LTOS gives a bearer token, for the one PUT there is."""

USER_AGENT = f"timesync.meinberg/{VERSION}"

_RETRIED = (429, 502, 503, 504)
_BACKOFF_S = 0.5
_ERROR_BODY = 65536
_MAX_LOCATION = 200


class Client:
    """Reads one device over one kept connection, within one deadline; for one thread.

    ``options`` are the validated connection options, all keys there. Making a client does no I/O. Raises
    CredentialsError, DnsError, ConnectError or ProxyError for a host, port or proxy that can be none, DependencyError,
    and UsageError for numbers that make no sense.
    """

    block = "http"
    """The name of ``summary()`` in the results."""

    def __init__(self, options: Mapping) -> None:
        require_requests()
        check_connection(options)
        self._credentials = Credentials(
            _plain(options["username"]), _plain(options["password"]), _plain(options["token"]), str(options["auth"])
        )
        self.host = parse_host(_plain(options["host"]) or "")
        self._use_tls = bool(options["use_tls"])
        scheme, default_port = ("https", 443) if self._use_tls else ("http", 80)
        self.port = default_port if options["port"] is None else int(options["port"])
        if not 0 < self.port < 65536:
            message = f"Option port is not valid: {self.port} is not between 1 and 65535."
            raise ConnectError(message, hint_code="port_range")
        authority = in_url(self.host) + ("" if self.port == default_port else f":{self.port}")
        self.web_url = f"{scheme}://{authority}"
        self._retries = int(options["retries"])
        self._limit = int(options["max_body_mib"] * 2**20)
        self._deadline = Deadline(float(options["deadline"]), float(options["timeout"]), self.host)
        self._with_sessions = bool(options["http_sessions"])
        self._tracker = Tracker(int(options["http_sessions_max_count"]) if self._with_sessions else 0)
        proxy = _choose_proxy(_plain(options["proxy"]), bool(options["use_proxy"]), f"{self.web_url}/")
        self._connector = Connector(
            self.host,
            self.port,
            use_tls=self._use_tls,
            trust=(_plain(options["ca_path"]), bool(options["validate_certs"])),
            proxy=proxy,
            deadline=self._deadline,
            tracker=self._tracker,
        )
        self._session = Session(self._connector)
        self._session.headers.clear()
        # No compression: it would cost the device more time than the network saves on a few 10 KiB.
        self._session.headers.update(
            {
                "Host": endpoint(self.host, self.port).removesuffix(f":{default_port}"),
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": USER_AGENT,
            }
        )
        if proxy is not None:
            self._credentials.hide(*proxy.secrets)
            if self._connector.forwarding and proxy.authorization:
                self._session.headers["Proxy-Authorization"] = proxy.authorization
        self._refused: Error | None = None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def unavailable(self) -> list[dict]:
        """What ``summary()`` lacks: the certificate, where the library ``cryptography`` is missing."""
        if not self._use_tls or tls.x509 is not None:
            return []
        certificate = f"{self.block}.tls.certificate"
        return [{"facet": self.block, "path": certificate, "reason": "dependency", "facts": [certificate]}]

    def get_json(self, path: str):
        """The JSON value at ``path``, numbers with a fraction as Decimal; raises ``errors.Error``.

        Once the device has refused the credentials, or a token, each later call raises the same error and nothing more
        is sent: devices lock out users who fail too often.
        """
        if self._refused is not None:
            raise self._refused.with_traceback(None)
        self._deadline.start()
        try:
            if self._credentials.wants_token and self._credentials.bearer is None:
                self._fetch_token()
            return self._call("GET", path, self._credentials.header)
        except Error as error:
            error.url = error.url or self.web_url + path
            if isinstance(error, AuthError):
                self._refuse(error)
            raise

    @property
    def answered_at(self) -> datetime | None:
        """The controller's clock in the middle of the latest request that was answered; None where none was."""
        return self._tracker.answered_at

    @property
    def bytes_received(self) -> int:
        """The bytes of all answers so far."""
        return self._tracker.totals()["bytes_received"]

    @property
    def secrets(self) -> frozenset[str]:
        """All texts that must not be shown: password and token in every writing."""
        return self._credentials.secrets

    @property
    def connections(self) -> int:
        """How many connections were opened; the latest answer came over the last one."""
        return self._tracker.connection_count

    def summary(self) -> dict:
        """The ``http`` block: counters, TLS facts of the latest connection and, where asked for, the sessions."""
        block = self._tracker.totals()
        peer = self._connector.peer
        block["tls"] = self._credentials.masked(peer.facts()) if peer is not None else None
        if self._with_sessions:
            block["sessions"] = self._tracker.records()
        return block

    def _refuse(self, error: Error) -> None:
        """Nothing more may be sent to this device, for the reason ``error``."""
        self._refused = error
        self.close()

    def _fetch_token(self) -> None:
        try:
            answer = self._call("PUT", TOKEN_PATH, self._credentials.basic)
            self._credentials.take_token(answer, self._connector.name)
        except Error as error:
            if error.status_code in (404, 405, 501):
                error = AuthError(error.message, status_code=error.status_code, hint_code=NO_TOKEN)
            error.url = self.web_url + TOKEN_PATH
            self._refuse(error)
            raise error from None

    def _call(self, method: str, path: str, authorization: str | None) -> object:
        """The decoded answer, after as many attempts as are allowed."""
        request = self._session.prepare_request(
            requests.Request(method, self.web_url + path, auth=HeaderAuth(authorization))
        )
        failed = stale = 0
        while True:
            self._deadline.doing("before another request was sent")
            self._deadline.remaining()
            exchange = self._tracker.begin(method, self.web_url + path, 1 + failed + stale)
            try:
                return self._attempt(request, exchange)
            except Error as error:
                if isinstance(error, ConnectError) and exchange.reused and exchange.head is None and not stale:
                    # The device had closed the kept connection, so that the request never reached it.
                    stale = 1
                elif error.transient and failed < self._retries:
                    self._pause(error, _BACKOFF_S * 2**failed)
                    failed += 1
                else:
                    raise

    def _pause(self, error: Error, seconds: float) -> None:
        """Wait before another attempt; raise ``error`` where the deadline leaves no time for that."""
        left = self._deadline.remaining()
        if error.retry_after is not None:
            seconds = error.retry_after
            if seconds >= left:
                asked = f"; it asks to wait {seconds:.0f} s, but the deadline leaves {left:.0f} s."
                error.message = error.message.rstrip(".") + asked
                error.args = (error.message,)
        if seconds >= left:
            raise error
        time.sleep(seconds)

    def _attempt(self, request, exchange: Exchange):
        """Send ``request`` once and decode the answer; ``exchange`` is over then."""
        response = None
        try:
            response = self._session.send(request, stream=True, allow_redirects=False)
            exchange.status_code = response.status_code
            if not 200 <= response.status_code < 300:
                raise self._failure(request, response, self._read_words(response, exchange))
            with failures(self._connector):
                body = read_body(response, self._limit, self._connector.name, exchange.count)
            answer = decode(body, self._connector.name)
            return self._credentials.masked(answer) if self._credentials.may_be_in(body) else answer
        except Error as error:
            exchange.error = error.kind
            error.status_code = error.status_code or exchange.status_code
            raise
        finally:
            if response is not None:
                response.close()
            self._tracker.end(exchange)

    def _read_words(self, response, exchange: Exchange) -> str:
        """What the server says of an error. The status counts, so a body that can't be read is only passed over."""
        try:
            with failures(self._connector):
                body = read_body(response, _ERROR_BODY, self._connector.name, exchange.count)
        except Error:
            if response.status_code != 401:
                self._deadline.remaining()
            return ""
        return server_words(body, self._credentials.secrets, _status(response))

    def _failure(self, request, response, words: str) -> Error:
        """The error for an answer that is no success."""
        name, status, headers = self._connector.name, response.status_code, response.headers
        if 300 <= status < 400 and "Location" in headers:
            return self._redirect(headers["Location"], status)
        proxy = self._connector.proxy
        if status == 407 and proxy is not None and self._connector.forwarding:
            return refusal(proxy, status, "refused the request")
        message = f"{name} answered {_status(response)} to {request.method} {request.url}"
        message += f": {words.rstrip('.')}." if words else "."
        if status == 401:
            return AuthError(message, hint_code=self._credentials.refused_hint_code)
        if status == 403:
            return ForbiddenError(message)
        if status == 404:
            return NotFoundError(message)
        error = HttpError(message, transient=status in _RETRIED, hint_code=_hint_code(status, self._use_tls))
        error.retry_after = _seconds(headers.get("Retry-After", "")) if error.transient else None
        return error

    def _redirect(self, location: str, status: int) -> RedirectError:
        """The error for a redirect, with its target but for user part, query and control characters."""
        try:
            target = urlsplit("".join(char for char in location if char.isprintable()))
            where = target._replace(netloc=target.netloc.rpartition("@")[2], query="", fragment="").geturl()
        except ValueError:
            target, where = urlsplit(""), ""
        if any(secret in where for secret in self._credentials.secrets):
            where = ""
        hint_code = None
        if target.scheme == "https" and not self._use_tls:
            hint_code = "https"
        elif not target.netloc or (target.hostname or "").strip("[]") == self.host.lower():
            hint_code = "other_page"
        where = where[:_MAX_LOCATION] or "another address"
        return RedirectError(f"{self._connector.name} redirects ({status}) to {where}.", hint_code=hint_code)


def _plain(value) -> str | None:
    """``value`` as a plain str: option values may be of a subclass that carries more than its text."""
    return value if value is None else str.__str__(value) if isinstance(value, str) else str(value)


def _choose_proxy(explicit: str | None, from_environment: bool, url: str) -> Proxy | None:
    if not explicit and from_environment:
        explicit = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url))
    return parse_proxy(explicit) if explicit else None


def _status(response) -> str:
    """``401 Unauthorized``, in the words of the standard, not of the server."""
    return f"{response.status_code} {http.client.responses.get(response.status_code, '')}".strip()


def _hint_code(status: int, use_tls: bool) -> str:
    """What to do about an HTTP status that has no kind of its own."""
    if status == 400 and not use_tls:  # what nginx and others answer to plain HTTP where they speak TLS
        return "maybe_tls"
    if status == 429:
        return "too_many_requests"
    if status >= 500:
        return "server_error"
    return "no_rest_api"


def _seconds(retry_after: str) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, given as a number or as a date; None for anything else."""
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())
