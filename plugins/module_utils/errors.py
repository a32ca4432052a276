# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a device could not be read: one class for each kind of failure, one root.

A message is one sentence for a person: which layer failed, and on which address. It never holds a credential, and
nothing that a terminal would obey.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import hints
from .texts import printable, sentence


class UsageError(ValueError):
    """Options that are well-formed but make no sense; the message is one sentence for the task's author."""


class Error(Exception):
    """Root of all failures. ``kind`` and ``reason`` are the words users meet in results."""

    kind = "http"
    """The failure's kind, as a task reports it under ``error.kind``."""

    reason = "http"
    """Why a part is missing, as ``unavailable[].reason``, where the rest of the device could be read."""

    hint_code: str | None = None
    """What to do about it, of ``hints.TEMPLATES``; a class gives the usual one, an instance a better one."""

    transient = False
    """Whether another attempt may do better; an instance says so."""

    retry_after: float | None = None
    """Seconds that the device asked us to wait before that attempt."""

    def __init__(
        self,
        message: str = "",
        *,
        clause: str = "",
        url: str | None = None,
        status_code: int | None = None,
        hint_code: str | None = None,
        transient: bool = False,
        hint_arguments: Mapping[str, str] | None = None,
    ) -> None:
        """``clause`` may be given in place of ``message``: the same without capital letter and full stop."""
        self.message = printable(message or sentence(clause))
        super().__init__(self.message)
        self._clause = printable(clause)
        self.url = url
        self.status_code = status_code
        self.transient = transient
        self.hint_arguments = hint_arguments or {}
        if hint_code is not None:
            self.hint_code = hint_code

    @property
    def hint(self) -> str | None:
        """What to do about it, in words for the author of a task."""
        return None if self.hint_code is None else hints.of_task(self.hint_code, self.hint_arguments)

    @property
    def ending(self) -> str:
        """The message as the end of another sentence."""
        return f"{self._clause}." if self._clause else self.message

    def as_dict(self) -> dict:
        """``{kind, url, status_code, hint_code, hint}``, what a failed task returns under ``error``."""
        return {
            "kind": self.kind,
            "url": self.url,
            "status_code": self.status_code,
            "hint_code": self.hint_code,
            "hint": self.hint,
        }


class CredentialsError(Error):
    """User name, password or token is missing; nothing was sent."""

    kind = "credentials"
    hint_code = "credentials"


class AuthError(Error):
    """The device refused the credentials (401)."""

    kind = "auth"
    reason = "forbidden"
    hint_code = "auth"


class ForbiddenError(Error):
    """The account may not read this (403)."""

    kind = "forbidden"
    reason = "forbidden"
    hint_code = "forbidden"


class TlsError(Error):
    """The TLS handshake or the verification of the certificate failed."""

    kind = "tls"


class DnsError(Error):
    """The host name has no address."""

    kind = "dns"
    hint_code = "dns"


class ConnectError(Error):
    """No connection: refused, unreachable or reset."""

    kind = "connect"
    hint_code = "connect"


class TimedOut(Error):
    """A wait on the socket, or the device's whole deadline, ran out."""

    kind = "timeout"
    reason = "timeout"
    hint_code = "timeout"


class HttpError(Error):
    """An HTTP status that is neither success nor one of the kinds above."""


class NotFoundError(HttpError):
    """The device does not know the path (404)."""

    reason = "not_found"


class RedirectError(Error):
    """The device sends us elsewhere; redirects are refused."""

    kind = "redirect"
    hint_code = "redirect"


class ProtocolError(Error):
    """The answer is not what the API speaks: not HTTP, not JSON, cut short."""

    kind = "protocol"
    reason = "malformed"
    hint_code = "protocol"


class TooLargeError(Error):
    """The answer is larger than ``max_body_mib``."""

    kind = "too_large"
    reason = "too_large"
    hint_code = "too_large"


class ProxyError(Error):
    """The proxy failed or refused, not the device."""

    kind = "proxy"
    hint_code = "proxy"


class RestDisabledError(Error):
    """A web server answers, but no REST API of a known device."""

    kind = "rest_disabled"
    reason = "not_found"
    hint_code = "rest_disabled"


class DependencyError(Error):
    """A Python library that is needed is missing or too old on the controller."""

    kind = "dependency"
    reason = "dependency"
