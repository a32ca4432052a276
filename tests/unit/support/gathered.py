# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``device_facts`` gives for a simulated device, without a network."""

from __future__ import annotations

import json
from decimal import Decimal

from ansible_collections.timesync.meinberg.plugins.module_utils.shapes import FACETS, SCHEMA_VERSION
from tests.simulator import Device
from tests.unit.support.reading import ADAPTERS, decoded, read

GATHERED_AT = "2026-03-17T09:30:00.100000Z"
"""A moment before the one at which the simulator's answers stand still."""

CERTIFICATE = {
    "subject": "CN=device.example",
    "issuer": "CN=Example CA",
    "san": ["device.example"],
    "not_before": "2026-01-01T00:00:00Z",
    "not_after": "2026-06-30T00:00:00Z",
    "self_signed": False,
    "key_type": "rsa",
    "key_bits": 2048,
    "signature_algorithm": "sha256WithRSAEncryption",
    "sha256": "00" * 32,
}
TLS = {"protocol": "TLSv1.3", "cipher": "TLS_AES_256_GCM_SHA384", "verified": True, "certificate": CERTIFICATE}


def gathered(device: Device) -> dict:
    """The facts of a device over verified TLS, as JSON holds them; the same for the same description."""
    return as_gathered(device.os, *read(device.os, decoded(device)))


def as_gathered(system: str, facts: dict, unavailable: list[dict]) -> dict:
    """What was read of a device, with all that ``device_facts`` adds."""
    unavailable = unavailable + [
        {"facet": facet, "path": fact, "reason": "unsupported", "facts": [fact]}
        for facet in FACETS
        for fact in ADAPTERS[system].NOT_OFFERED.get(facet, ())
    ]
    where = {"host": "device.example", "port": 443, "web_url": "https://device.example", "vendor": "Meinberg"}
    result = {
        **facts,
        "device": {**facts["device"], **where, "os": system},
        "http": {
            "request_count": 1,
            "connection_count": 1,
            "bytes_received": 30000,
            "rtt_ms": {"min": 20.1, "mean": 20.1, "max": 20.1},
            "duration_ms": 60.5,
            "tls": TLS,
        },
        "unavailable": unavailable,
        "gathered_at": GATHERED_AT,
        "schema_version": SCHEMA_VERSION,
    }
    return json.loads(json.dumps(result, default=_plain))


def _plain(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
