# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the probes take: they speak NTP or PTP, so the connection options mean nothing to them.

Probe hosts run it, so Python 3.8 has to do.
"""

from __future__ import annotations

from .options import option
from .probes.ptp_frame import TRANSPORTS

NTP_PROBE = {
    "host": option("str"),
    "hosts": option("list", elements="str"),
    "port": option("int", default=123),
    "samples": option("int", default=4),
    "spacing": option("float", default=2),
    "timeout": option("float", default=2),
    "deadline": option("float", default=60),
    "version": option("int", choices=[1, 2, 3, 4], default=4),
    "source": option("str"),
    "family": option("str", choices=["any", "ipv4", "ipv6"], default="any"),
    "mode6": option("bool", default=True),
    "local_clock": option("bool", default=True),
}
"""What ``ntp_probe_info`` takes."""

PTP_PROBE = {
    "interface": option("str", required=True),
    "duration": option("float", default=10),
    "transports": option("list", elements="str", choices=list(TRANSPORTS), default=list(TRANSPORTS)),
    "domains": option("list", elements="int"),
    "join": option("bool", default=True),
    "promiscuous": option("bool", default=False),
    "management": option("bool", default=False),
    "max_transmitters": option("int", default=256),
}
"""What ``ptp_probe_info`` takes."""
