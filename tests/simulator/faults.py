# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults that a simulated device can have: their names, their parameters, and when they strike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from .names import DescriptionError, known, whole


class FaultKind(NamedTuple):
    """One kind of fault. ``layer`` says where it strikes, ``parameters`` are those it takes, with their defaults."""

    layer: str
    text: str
    parameters: dict[str, Any] = {}


LAYERS = ("connection", "certificate", "request", "answer")
"""``request`` faults strike before the password is looked at, ``answer`` faults after it."""

STAGES = ("start", "status_line", "headers", "chunk_size", "last_chunk")
"""Where in an answer ``reset_at`` strikes."""

_PACE = {"seconds": 0.5}
_PLACE = {"at": None}

FAULTS: dict[str, FaultKind] = {
    "refused": FaultKind("connection", "Nothing listens on the port."),
    "reset_on_accept": FaultKind("connection", "The connection is reset as soon as it is open."),
    "reset_handshake": FaultKind("connection", "The connection is reset in the middle of the TLS handshake."),
    "silent_handshake": FaultKind("connection", "The connection opens, and then nothing is ever sent, TLS included."),
    "cert_wrong_name": FaultKind("certificate", "The certificate is for another host."),
    "cert_expired": FaultKind("certificate", "The certificate expired yesterday."),
    "cert_self_signed": FaultKind("certificate", "The certificate is its own issuer."),
    "status": FaultKind("request", "Any HTTP status.", {"status": 500, "retry_after": None}),
    "unauthorized": FaultKind("request", "401, whatever the password."),
    "forbidden": FaultKind("request", "403."),
    "not_found": FaultKind("request", "404 with a JSON body."),
    "too_many_requests": FaultKind("request", "429 with Retry-After.", {"retry_after": 1}),
    "server_error": FaultKind("request", "500."),
    "bad_gateway": FaultKind("request", "502."),
    "unavailable": FaultKind("request", "503; with Retry-After where one is given.", {"retry_after": None}),
    "rest_disabled": FaultKind("request", "The web server's own HTML page with 404: the REST API is switched off."),
    "html": FaultKind("request", "An HTML login page with 200."),
    "redirect_other_host": FaultKind(
        "request", "302 to another host.", {"location": "https://127.255.255.254/api/status"}
    ),
    "redirect_loop": FaultKind("request", "302 to the same URL."),
    "redirect_https": FaultKind("request", "302 to the same path over HTTPS."),
    "silent": FaultKind("request", "The request is read and never answered."),
    "slow": FaultKind("request", "The answer starts late.", {"seconds": 2.0}),
    "reboot": FaultKind(
        "request",
        "The connection is reset, and nothing listens for so many seconds; then the uptime begins again.",
        {"seconds": 1.0},
    ),
    "not_http": FaultKind("request", "A line of another protocol instead of HTTP, then the end."),
    "close_without_answer": FaultKind("request", "The connection is closed without an answer."),
    "connection_close": FaultKind("answer", "A good answer, but the connection is closed after each one."),
    "endless_head": FaultKind("request", "Header lines without end."),
    "drip_head": FaultKind("answer", "The head comes byte by byte, one every so many seconds.", _PACE),
    "drip_body": FaultKind("answer", "The body comes byte by byte, one every so many seconds.", _PACE),
    "reset_at": FaultKind(
        "answer",
        "The connection is reset at a stage: `start`, in the `status_line`, in the `headers`, in the `chunk_size`, or "
        "before the `last_chunk`.",
        {"stage": "start"},
    ),
    "reset_after_head": FaultKind("answer", "The connection is reset between head and body."),
    "reset_mid_body": FaultKind("answer", "The connection is reset in the middle of the body."),
    "short_body": FaultKind("answer", "The body is shorter than announced; then the connection ends."),
    "hanging_body": FaultKind("answer", "The body comes without a length, and the connection stays open."),
    "endless_body": FaultKind("answer", "The body never ends."),
    "large_body": FaultKind("answer", "A good answer with a filler of so many MiB.", {"mib": 24}),
    "gzip_bomb": FaultKind("answer", "A small compressed body that unpacks to so many MiB.", {"mib": 64}),
    "broken_gzip": FaultKind("answer", "The body is announced as gzip and is not."),
    "broken_chunks": FaultKind("answer", "Chunked encoding with a nonsense chunk size."),
    "empty_body": FaultKind("answer", "200 with an empty body."),
    "null_body": FaultKind("answer", "200 with the JSON text null."),
    "list_body": FaultKind("answer", "200 with an empty JSON list."),
    "truncated_json": FaultKind("answer", "The JSON text ends in its middle; the length fits."),
    "deep_nesting": FaultKind("answer", "Lists within lists.", {"depth": 100_000}),
    "nan": FaultKind("answer", "NaN in place of a number: of the one at a place, or of each.", _PLACE),
    "huge_number": FaultKind(
        "answer", "A number of so many digits, at a place or as the first number.", {"at": None, "digits": 5000}
    ),
    "invalid_utf8": FaultKind("answer", "Bytes that are not UTF-8, at a place or in the first text.", _PLACE),
    "wrong_type": FaultKind(
        "answer", "Another value at a place of the tree.", {"at": None, "value": ["not", {"what": "was expected"}]}
    ),
    "wrong_types": FaultKind("answer", "A value of another type at every place of the tree."),
    "missing": FaultKind("answer", "Nothing at a place of the tree.", _PLACE),
}

WHEN = ("path", "request", "times")


@dataclass(frozen=True)
class Fault:
    """One fault of one device.

    ``path`` limits it to a path (``*`` stands for anything), ``request`` to the n-th request of the device,
    ``times`` to so many strikes, after which the device is well.
    """

    name: str
    path: str | None = None
    request: int | None = None
    times: int | None = None
    parameters: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kind = FAULTS[known(self.name, FAULTS, "fault")]
        for key in self.parameters:
            known(key, kind.parameters, f"parameter of the fault {self.name},")
        if kind.layer in ("connection", "certificate") and (self.path or self.request):
            raise DescriptionError(f"the fault {self.name} strikes before there is a request: no path, no request")
        if self.times is not None and self.name in ("refused", "cert_wrong_name", "cert_expired", "cert_self_signed"):
            raise DescriptionError(f"the fault {self.name} is there always: no times")
        for key in ("request", "times"):
            value = getattr(self, key)
            if value is not None and (not whole(value) or value < 1):
                raise DescriptionError(f"{key} of the fault {self.name} must be a whole number from 1, not {value!r}")
        if self.name in ("wrong_type", "missing") and not self.parameters.get("at"):
            raise DescriptionError(f"the fault {self.name} needs a place: at")
        if self.name == "reset_at":
            known(self.parameter("stage"), STAGES, "stage of the fault reset_at")

    @classmethod
    def parse(cls, value: Any) -> Fault:
        """A fault from a fleet file: a name, or a mapping with ``name`` and parameters."""
        if isinstance(value, Fault):
            return value
        if isinstance(value, str):
            return cls(value)
        if not isinstance(value, Mapping) or "name" not in value:
            raise DescriptionError(f"a fault is a name or a mapping with a name, not {value!r}")
        name = known(value["name"], FAULTS, "fault")
        for key in value:
            known(key, ("name", *WHEN, *FAULTS[name].parameters), f"parameter of the fault {name},")
        rest = {key: item for key, item in value.items() if key != "name" and key not in WHEN}
        return cls(name, parameters=rest, **{key: value[key] for key in WHEN if key in value})

    @property
    def layer(self) -> str:
        """Where the fault strikes."""
        return FAULTS[self.name].layer

    def parameter(self, key: str) -> Any:
        """A parameter's value, or its default."""
        return self.parameters.get(key, FAULTS[self.name].parameters.get(key))

    def strikes(self, path: str, number: int, struck: int) -> bool:
        """Whether this request is hit: its path, its number within the device, how often the fault struck before."""
        return (
            (self.path is None or fnmatchcase(path, self.path))
            and (self.request is None or self.request == number)
            and (self.times is None or struck < self.times)
        )
