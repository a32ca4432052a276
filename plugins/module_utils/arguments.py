# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that users write, once for every module and action."""

from __future__ import annotations

from .errors import UsageError
from .options import option
from .registry import BY_NAME
from .shapes import FACETS

CONNECTION = {
    "host": option("str", "MEINBERG_HOST", required=True),
    "port": option("int", "MEINBERG_PORT"),
    "use_tls": option("bool", default=True),
    "validate_certs": option("bool", "MEINBERG_VALIDATE_CERTS", default=True),
    "ca_path": option("path", "MEINBERG_CA_PATH"),
    "username": option("str", "MEINBERG_USERNAME"),
    "password": option("str", "MEINBERG_PASSWORD", no_log=True),
    "auth": option("str", "MEINBERG_AUTH", choices=["basic", "bearer"], default="basic"),
    "token": option("str", "MEINBERG_TOKEN", no_log=True),
    # A proxy's URL may carry a password.
    "proxy": option("str", no_log=True),
    "use_proxy": option("bool", default=False),
    "timeout": option("float", default=10),
    "deadline": option("float", default=60),
    "retries": option("int", default=2),
    "max_body_mib": option("int", default=16),
    "device_os": option("str", choices=["auto", *BY_NAME], default="auto"),
    "http_sessions": option("bool", default=False),
    "http_sessions_max_count": option("int", default=100),
    "include_raw": option("bool", default=False),
}
"""Where the device is, and how to speak with it: the doc fragment ``connection`` describes the same."""

GATHER_SUBSET = {"gather_subset": option("list", elements="str", default=["all"])}

SNAPSHOT = {
    "dest": option("path", required=True),
    "redact": option("bool", default=True),
}
"""What ``device_snapshot`` takes beside the connection options."""

FLEET = {
    **GATHER_SUBSET,
    "max_parallel": option("int", default=32),
    "batch_deadline": option("float", default=600),
    "progress_interval": option("float", default=5),
    "facts_dir": option("path"),
    "run_id": option("str"),
    "return_facts": option("bool", default=True),
}
"""What ``fleet_info`` takes itself; the connection options are each host's variables."""


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
