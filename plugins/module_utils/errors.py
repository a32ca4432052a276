# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a device could not be read: one class for each kind of failure, one root.

A message is one sentence for a person: which layer failed, and on which address. It never holds a credential, and
nothing that a terminal would obey.
"""

from __future__ import annotations

from .texts import printable

MAYBE_TLS = "The port may speak TLS: check port, or set use_tls: true."
MAYBE_PLAIN = "The port may speak plain HTTP: check port, or set use_tls: false."
"""Hints for a device that is spoken to in the wrong one of the two."""


class UsageError(ValueError):
    """Options that are well-formed but make no sense; the message is one sentence for the task's author."""


class Error(Exception):
    """Root of all failures. ``kind`` and ``reason`` are the words users meet in results."""

    kind = "http"
    """The failure's kind, as a task reports it under ``error.kind``."""

    reason = "http"
    """Why a part is missing, as ``unavailable[].reason``, where the rest of the device could be read."""

    hint: str | None = None
    """What to do about it; a class gives the usual answer, an instance a better one."""

    transient = False
    """Whether another attempt may do better; an instance says so."""

    retry_after: float | None = None
    """Seconds that the device asked us to wait before that attempt."""

    def __init__(
        self,
        message: str,
        *,
        url: str | None = None,
        status_code: int | None = None,
        hint: str | None = None,
        transient: bool = False,
    ) -> None:
        self.message = printable(message)
        super().__init__(self.message)
        self.url = url
        self.status_code = status_code
        self.transient = transient
        if hint is not None:
            self.hint = hint

    def as_dict(self) -> dict:
        """``{kind, url, status_code, hint}``, what a failed task returns under ``error``."""
        return {"kind": self.kind, "url": self.url, "status_code": self.status_code, "hint": self.hint}


class CredentialsError(Error):
    """User name, password or token is missing; nothing was sent."""

    kind = "credentials"
    hint = (
        "Give username and password, or token, as options, in the environment or by module_defaults; for fleet_info "
        "and the audit as the host's variables meinberg_username and meinberg_password, or meinberg_token."
    )


class AuthError(Error):
    """The device refused the credentials (401)."""

    kind = "auth"
    reason = "forbidden"
    hint = "Check user name and password; nothing was tried again, since devices lock users out."


class ForbiddenError(Error):
    """The account may not read this (403)."""

    kind = "forbidden"
    reason = "forbidden"
    hint = "Give the account read access to the REST API; on LTOS the access level 'info' is enough."


class TlsError(Error):
    """The TLS handshake or the verification of the certificate failed."""

    kind = "tls"


class DnsError(Error):
    """The host name has no address."""

    kind = "dns"
    hint = "Check the name in option host, and the controller's resolver."


class ConnectError(Error):
    """No connection: refused, unreachable or reset."""

    kind = "connect"
    hint = "Check that the device is up, and that its web interface listens on this address and port."


class TimedOut(Error):
    """A wait on the socket, or the device's whole deadline, ran out."""

    kind = "timeout"
    reason = "timeout"
    hint = "Check the network path to the device; a slow device may need a larger timeout or deadline."


class HttpError(Error):
    """An HTTP status that is neither success nor one of the kinds above."""


class NotFoundError(HttpError):
    """The device does not know the path (404)."""

    reason = "not_found"


class RedirectError(Error):
    """The device sends us elsewhere; redirects are refused."""

    kind = "redirect"
    hint = "Redirects are refused: set host, port and use_tls to where the device really answers."


class ProtocolError(Error):
    """The answer is not what the API speaks: not HTTP, not JSON, cut short."""

    kind = "protocol"
    reason = "malformed"
    hint = "Check that host and port are those of the device's web interface."


class TooLargeError(Error):
    """The answer is larger than ``max_body_mib``."""

    kind = "too_large"
    reason = "too_large"
    hint = "Raise max_body_mib if an answer of this size is to be expected."


class ProxyError(Error):
    """The proxy failed or refused, not the device."""

    kind = "proxy"
    hint = "Check option proxy, or the proxies of the environment where use_proxy is true."


class RestDisabledError(Error):
    """A web server answers, but no REST API of a known device."""

    kind = "rest_disabled"
    reason = "not_found"
    hint = (
        "On LTOS switch on 'Enable REST API' under System, General settings (LTOS 7.04 or newer); "
        "on meinbergOS check that the address is the device's management address."
    )


class DependencyError(Error):
    """A Python library that is needed is missing or too old on the controller."""

    kind = "dependency"
    reason = "dependency"
