# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that users write, once for every module and action."""

from __future__ import annotations

from ansible.module_utils.basic import env_fallback

from .errors import UsageError
from .probes.ptp_frame import TRANSPORTS
from .shapes import FACETS


def _option(kind: str, env: str | None = None, **more: object) -> dict:
    option = {"type": kind, **more}
    if env is not None:
        option["fallback"] = (env_fallback, [env])
    return option


CONNECTION = {
    "host": _option("str", "MEINBERG_HOST", required=True),
    "port": _option("int", "MEINBERG_PORT"),
    "use_tls": _option("bool", default=True),
    "validate_certs": _option("bool", "MEINBERG_VALIDATE_CERTS", default=True),
    "ca_path": _option("path", "MEINBERG_CA_PATH"),
    "username": _option("str", "MEINBERG_USERNAME"),
    "password": _option("str", "MEINBERG_PASSWORD", no_log=True),
    "auth": _option("str", "MEINBERG_AUTH", choices=["basic", "bearer"], default="basic"),
    "token": _option("str", "MEINBERG_TOKEN", no_log=True),
    # A proxy's URL may carry a password.
    "proxy": _option("str", no_log=True),
    "use_proxy": _option("bool", default=False),
    "timeout": _option("float", default=10),
    "deadline": _option("float", default=60),
    "retries": _option("int", default=2),
    "max_body_mib": _option("int", default=16),
    "device_os": _option("str", choices=["auto", "meinbergos", "ltos"], default="auto"),
    "http_sessions": _option("bool", default=False),
    "http_sessions_max_count": _option("int", default=100),
    "include_raw": _option("bool", default=False),
}
"""Where the device is, and how to speak with it: the doc fragment ``connection`` describes the same."""

GATHER_SUBSET = {"gather_subset": _option("list", elements="str", default=["all"])}

SNAPSHOT = {
    "dest": _option("path", required=True),
    "redact": _option("bool", default=True),
}
"""What ``device_snapshot`` takes beside the connection options."""

FLEET = {
    **GATHER_SUBSET,
    "max_parallel": _option("int", default=32),
    "batch_deadline": _option("float", default=600),
    "progress_interval": _option("float", default=5),
    "facts_dir": _option("path"),
    "run_id": _option("str"),
    "return_facts": _option("bool", default=True),
}
"""What ``fleet_info`` takes itself; the connection options are each host's variables."""

NTP_PROBE = {
    "host": _option("str"),
    "hosts": _option("list", elements="str"),
    "port": _option("int", default=123),
    "samples": _option("int", default=4),
    "spacing": _option("float", default=2),
    "timeout": _option("float", default=2),
    "deadline": _option("float", default=60),
    "version": _option("int", choices=[1, 2, 3, 4], default=4),
    "source": _option("str"),
    "family": _option("str", choices=["any", "ipv4", "ipv6"], default="any"),
    "mode6": _option("bool", default=True),
    "local_clock": _option("bool", default=True),
}
"""What ``ntp_probe_info`` takes: it speaks NTP, so the connection options mean nothing to it."""


PTP_PROBE = {
    "interface": _option("str", required=True),
    "duration": _option("float", default=10),
    "transports": _option("list", elements="str", choices=list(TRANSPORTS), default=list(TRANSPORTS)),
    "domains": _option("list", elements="int"),
    "join": _option("bool", default=True),
    "promiscuous": _option("bool", default=False),
    "management": _option("bool", default=False),
    "max_transmitters": _option("int", default=256),
}
"""What ``ptp_probe_info`` takes."""


class SubsetError(UsageError):
    """``gather_subset`` holds a word that it doesn't take, or leaves nothing to gather."""


def facets_of(subset: list[str]) -> list[str]:
    """The facets that a ``gather_subset`` picks, in the facts' order.

    ``all`` is every facet; ``!ptp`` takes one away, from all where nothing is picked. Raises ``SubsetError`` for a word
    that is neither, and where nothing is left.
    """
    words = [word.strip() for word in subset if word.strip()]
    known = [*FACETS, "all"]
    for word in words:
        if word.removeprefix("!") not in known:
            raise SubsetError(f"gather_subset has no {word!r}; it takes {', '.join(known)}, or one of them after '!'.")
    picked = {word for word in words if not word.startswith("!")}
    left_out = {word.removeprefix("!") for word in words if word.startswith("!")}
    if not picked or "all" in picked:
        picked = set(FACETS)
    if "all" in left_out:
        picked = {word for word in words if word in FACETS}
    facets = [facet for facet in FACETS if facet in picked - left_out]
    if not facets:
        raise SubsetError("gather_subset leaves no facet to gather.")
    return facets
